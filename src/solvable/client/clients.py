"""Stored clients and new ones: scored, described, compared, and asked about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from solvable.client.answers import (
    Askable,
    Clients,
    Comparison,
    Density,
    Profile,
    Score,
    Similar,
    Story,
    TooFew,
    Verdict,
    Way,
    WhatIf,
)
from solvable.client.connection import Connection

__all__ = ["NewClients", "StoredClients"]

Changes = Mapping[str, float]
# A client's rows by table, each row by the published names of its columns.
Tables = Mapping[str, Sequence[Mapping[str, int | float | str | None]]]


@dataclass(frozen=True, slots=True)
class StoredClients:
    """Clients of the workspace, by number.

    Every method raises an :class:`~solvable.client.errors.ApiError` by the type of what the API
    refuses: UnknownClientError for a number that nobody has.
    """

    _connection: Connection

    def search(self, **criteria: object) -> Clients:
        """Return a page of the clients who meet all criteria; `/v1/docs` lists them under `search_clients`."""
        return cast(Clients, self._get("/v1/clients", criteria))

    def score(self, client_id: int, *, limit: int = 4) -> Score:
        """Return what the policy proposes for a client, with ``limit`` reasons against and in favour."""
        return cast(Score, self._get(_of(client_id, "/score"), {"limit": limit}))

    def describe(self, client_id: int) -> Profile:
        """Return who a client is and what they ask for."""
        return cast(Profile, self._get(_of(client_id)))

    def story(self, client_id: int) -> Story:
        """Return what the tables say happened to a client."""
        return cast(Story, self._get(_of(client_id, "/story")))

    def askable(self, client_id: int) -> Askable:
        """Return what may be changed of a client's application, and where it stands."""
        return cast(Askable, self._get(_of(client_id, "/askable")))

    def what_if(self, client_id: int, changes: Changes, *, contract_term_months: float | None = None) -> WhatIf:
        """Return what would be decided if a client asked differently; nothing is recorded."""
        body = {"changes": dict(changes), "contract_term_months": contract_term_months}
        return cast(WhatIf, self._connection.ask("POST", _of(client_id, "/what-if"), body=body).json())

    def way_to_yes(self, client_id: int, *, contract_term_months: float | None = None) -> Way:
        """Return the smallest changes that lead to a proposal to accept, or why there are none."""
        return cast(Way, self._get(_of(client_id, "/way-to-yes"), {"contract_term_months": contract_term_months}))

    def similar(self, client_id: int, *, k: int | None = None) -> Similar:
        """Return the clients who resemble one most, and what became of them."""
        return cast(Similar, self._get(_of(client_id, "/similar"), {"k": k}))

    def compare(
        self,
        client_id: int,
        feature: str,
        *,
        same: Iterable[str] = (),
        member: Iterable[str] = (),
        verdict: Verdict | None = None,
        similar: int | None = None,
    ) -> Comparison | TooFew:
        """Return where a client stands among others in a feature; ``kind`` says whether there were enough of them."""
        filters = {"same": list(same), "member": list(member), "verdict": verdict, "similar": similar}
        return cast(
            Comparison | TooFew, self._get(_of(client_id, "/comparison"), {"feature": feature, **filters})
        )  # fmt: skip

    def compare_two(
        self,
        client_id: int,
        x: str,
        y: str,
        *,
        same: Iterable[str] = (),
        member: Iterable[str] = (),
        verdict: Verdict | None = None,
        similar: int | None = None,
    ) -> Density | TooFew:
        """Return where a client stands among others in two features at once."""
        filters = {"same": list(same), "member": list(member), "verdict": verdict, "similar": similar}
        return cast(
            Density | TooFew, self._get(_of(client_id, "/comparison-of-two"), {"x": x, "y": y, **filters})
        )  # fmt: skip

    def _get(self, path: str, query: Mapping[str, object] | None = None) -> Any:
        return self._connection.ask("GET", path, query=query).json()


@dataclass(frozen=True, slots=True)
class NewClients:
    """Clients who are not stored, given as rows of the tables.

    Every method raises InvalidRequestError or ClientRowsRefusedError where the rows are not what their
    tables hold; ``errors`` names table, row and column.
    """

    _connection: Connection

    def score(self, tables: Tables, *, limit: int = 4) -> Score:
        """Return what the policy proposes, with ``limit`` reasons against and in favour; nothing is stored."""
        answer = self._connection.ask(
            "POST", "/v1/new-client/score", query={"limit": limit}, body={"tables": dict(tables)}
        )
        return cast(Score, answer.json())

    def what_if(self, tables: Tables, changes: Changes, *, contract_term_months: float | None = None) -> WhatIf:
        """Return what would be decided if they asked differently."""
        body = {"tables": dict(tables), "changes": dict(changes), "contract_term_months": contract_term_months}
        return cast(WhatIf, self._connection.ask("POST", "/v1/new-client/what-if", body=body).json())

    def way_to_yes(self, tables: Tables, *, contract_term_months: float | None = None) -> Way:
        """Return the smallest changes that lead to a proposal to accept, or why there are none."""
        body = {"tables": dict(tables), "contract_term_months": contract_term_months}
        return cast(Way, self._connection.ask("POST", "/v1/new-client/way-to-yes", body=body).json())


def _of(client_id: int, part: str = "") -> str:
    return f"/v1/clients/{client_id}{part}"
