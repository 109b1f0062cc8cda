"""Decisions and reviews: each write carries an idempotency key, so that sending it again does it once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from solvable.client.answers import Decision, DepartureGround, OpenReviews, Review, Verdict
from solvable.client.connection import Connection

__all__ = ["Decisions", "Reviews"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided.

    Each write makes an ``idempotency_key`` by itself. A program that may die between sending and hearing the answer
    gives one that it has noted before: sent again with the same content, even days later, it is done once.
    """

    _connection: Connection

    def record(
        self,
        client_id: int,
        *,
        proposed: Verdict,
        taken: Verdict,
        decided_by: str,
        ground: DepartureGround | None = None,
        words: str = "",
        shown: Mapping[str, str] | None = None,
        corrects: int | None = None,
        idempotency_key: str | None = None,
    ) -> Decision:
        """Record what a person decided on the proposal that they saw.

        Raises
        ------
        StateConflictError
            The proposal is another one by now, or the decision that this one corrects was corrected already.
        GroundsRequiredError
            It departs from the proposal without a ground and words.
        """
        body = {
            "proposed": proposed, "taken": taken, "decided_by": decided_by, "ground": ground, "words": words,
            "shown": dict(shown or {}), "corrects": corrects,
        }  # fmt: skip
        path = f"/v1/clients/{client_id}/decisions"
        return cast(Decision, _write(self._connection, path, body, idempotency_key))

    def read(self, decision_id: int) -> Decision:
        """Return a decision, and whether it holds; UnknownRecordError."""
        return cast(Decision, self._connection.ask("GET", f"/v1/decisions/{decision_id}").json())

    def letter(self, decision_id: int, *, lang: str = "fr") -> bytes:
        """Return the letter to the client as PDF; StateConflictError where the decision does not hold yet."""
        return self._connection.ask("GET", f"/v1/decisions/{decision_id}/letter", query={"lang": lang}).body

    def confirm(
        self,
        decision_id: int,
        *,
        agrees: bool,
        decided_by: str,
        words: str = "",
        idempotency_key: str | None = None,
    ) -> Decision:
        """Record what a second person says to a decision that waits for one; SecondPersonRequiredError."""
        body = {"agrees": agrees, "decided_by": decided_by, "words": words}
        path = f"/v1/decisions/{decision_id}/confirmation"
        return cast(Decision, _write(self._connection, path, body, idempotency_key))

    def ask_review(self, decision_id: int, *, words: str, taken_by: str, idempotency_key: str | None = None) -> Review:
        """Record that a client asks for a person to look again, in their words; StateConflictError."""
        path = f"/v1/decisions/{decision_id}/reviews"
        body = {"words": words, "taken_by": taken_by}
        return cast(Review, _write(self._connection, path, body, idempotency_key))


@dataclass(frozen=True, slots=True)
class Reviews:
    """What clients asked a person to look at again; writes as in :class:`Decisions`."""

    _connection: Connection

    def list_open(self, *, offset: int = 0, limit: int = 100) -> OpenReviews:
        """Return the reviews that wait for an answer, those due first before the others."""
        return cast(
            OpenReviews, self._connection.ask("GET", "/v1/reviews", query={"offset": offset, "limit": limit}).json()
        )  # fmt: skip

    def read(self, review_id: int) -> Review:
        """Return a review, and where it stands; UnknownRecordError."""
        return cast(Review, self._connection.ask("GET", f"/v1/reviews/{review_id}").json())

    def assign(
        self, review_id: int, *, assigned_to: str, assigned_by: str, idempotency_key: str | None = None
    ) -> Review:
        """Record who looks again; SecondPersonRequiredError where it is who took the decision."""
        body = {"assigned_to": assigned_to, "assigned_by": assigned_by}
        return cast(Review, _write(self._connection, f"/v1/reviews/{review_id}/assignment", body, idempotency_key))

    def conclude(
        self,
        review_id: int,
        *,
        grounds: str,
        decided_by: str,
        changed_by: int | None = None,
        idempotency_key: str | None = None,
    ) -> Review:
        """Record what came of a review; StateConflictError where it is concluded, or assigned to somebody else."""
        body = {"grounds": grounds, "decided_by": decided_by, "changed_by": changed_by}
        return cast(Review, _write(self._connection, f"/v1/reviews/{review_id}/conclusion", body, idempotency_key))


def _write(connection: Connection, path: str, body: Mapping[str, Any], idempotency_key: str | None) -> Any:
    key = uuid.uuid4().hex if idempotency_key is None else idempotency_key
    return connection.ask("POST", path, body=body, headers={"Idempotency-Key": key}).json()
