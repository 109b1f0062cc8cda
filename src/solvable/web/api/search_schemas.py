"""The wire format of a search: closed criteria as the portfolio declares them, and a page of clients."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from solvable.decisions.search import (
    DEFAULT_LIMIT,
    MOST_PER_PAGE,
    NUMBER,
    SCORE,
    Criteria,
    Found,
    Listed,
    Order,
    Query,
    Range,
)
from solvable.decisions.search.choices import NOT_AVAILABLE, RISK, RISK_MEMBERS, VERDICT
from solvable.errors import SearchError, listed
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.segments import member_keys
from solvable.vocabulary import Verdict
from solvable.web.api.schemas import Words
from solvable.web.cursors import LONGEST_CURSOR, read_cursor, write_cursor

__all__ = ["Asked", "ClientsOut", "read_query"]

_PORTFOLIO = home_credit()
_SEGMENTS = {segment.key: segment for segment in _PORTFOLIO.comparisons}
_CHOICES = (VERDICT, RISK, *_PORTFOLIO.search.choices)
_NUMBERS = (SCORE, *_PORTFOLIO.search.numbers)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(_WHOLE.pattern + r"(\.[0-9]+)?([eE][+-]?[0-9]+)?")

_EXAMPLE: dict[str, Any] = {
    "items": [
        {
            "client_id": 100002,
            "verdict": "refer",
            "score": 493,
            "facts": {
                "credit_amount": {"value": 406597.5, "said": {"fr": "406\u202f598", "en": "406,598"}},
                "income_amount": {"value": 202500.0, "said": {"fr": "202\u202f500", "en": "202,500"}},
                "contract_type": {"value": "Cash loans", "said": {"fr": "prêt personnel", "en": "cash loan"}},
                "occupation": {"value": "Laborers", "said": {"fr": "ouvrier", "en": "labourer"}},
            },
        }
    ],
    "n_clients": 1240,
    "first": 0,
    "is_scored": True,
    "counts": {
        "verdict": {"accept": 6046, "refer": 1240, "decline": 754},
        "contract_type": {"Cash loans": 1102, "Revolving loans": 138, "not-available": 0},
    },
    "next_cursor": "WyJjbGllbnRfaWQiLGZhbHNlLCI4YzE…",
    "previous_cursor": None,
}


def _plain(pattern: re.Pattern[str]) -> BeforeValidator:
    """Leave only numbers as JSON writes them: elsewhere ``1_0``, ``+10`` and ``inf`` would be read as well."""

    def check(value: object) -> object:
        if isinstance(value, str) and not pattern.fullmatch(value):
            raise ValueError("must be a number in plain digits")
        return value

    return BeforeValidator(check)


_Number = Annotated[float, Field(allow_inf_nan=False), _plain(_DECIMAL)]
_Limit = Annotated[int, Field(ge=1, le=MOST_PER_PAGE), _plain(_WHOLE)]


def _some_of(names: tuple[str, ...]) -> Any:
    one: Any = Literal[names]
    return list[one]


def _fields() -> dict[str, Any]:
    """Return the parameters of a search by name, as pydantic wants them."""
    fields: dict[str, Any] = {
        VERDICT: (list[Verdict], Field([], description="What is proposed; repeat it for several.")),
        RISK: (
            _some_of(RISK_MEMBERS),
            Field([], description="How many of a hundred like applications are not repaid; repeat it for several."),
        ),
    }
    for key in _PORTFOLIO.search.choices:
        members = (*member_keys(_SEGMENTS[key]), NOT_AVAILABLE)
        said = f"{_SEGMENTS[key].label.en}; repeat it for several."
        fields[key] = (_some_of(members), Field([], description=said))
    for key in _NUMBERS:
        label = "Score in points" if key == SCORE else _PORTFOLIO.catalogue.features[key].label.en
        fields[f"{key}_from"] = (_Number | None, Field(None, description=f"{label}: from here on."))
        fields[f"{key}_to"] = (_Number | None, Field(None, description=f"{label}: up to here."))
    orders = tuple(sign + key for key in (NUMBER, *_NUMBERS) for sign in ("", "-"))
    said = "What to sort by, with `-` before it from the highest down; those level go by number, those without last."
    fields["sort"] = (Literal[orders], Field(NUMBER, description=said))
    fields["cursor"] = (
        str | None,
        Field(None, max_length=LONGEST_CURSOR, description="Of an earlier answer to the same criteria and order."),
    )
    fields["limit"] = (_Limit, Field(DEFAULT_LIMIT, description="How many clients to give at most."))
    return fields


Asked: Any = create_model("Asked", __base__=BaseModel, **_fields())


def read_query(asked: Any, sent: Iterable[str]) -> Query:
    """Turn what a program sent into a question for the core.

    Parameters
    ----------
    asked
        The parameters, checked.
    sent
        The names of all that was sent: one that is spelt wrong would find everybody.

    Raises
    ------
    SearchError
        A parameter is not known, a cursor was not written here, or what is asked cannot be.
    """
    for name in sent:
        if name not in Asked.model_fields:
            known = listed(list(Asked.model_fields), limit=len(Asked.model_fields))
            raise SearchError(f"Clients are searched by {known}; found {name[:40]}. Correct the name.", field=name[:40])
    choices = {key: frozenset(map(str, members)) for key in _CHOICES if (members := getattr(asked, key))}
    ranges = {
        key: Range(at_least=low, at_most=high)
        for key in _NUMBERS
        if (low := getattr(asked, f"{key}_from"), high := getattr(asked, f"{key}_to")) != (None, None)
    }
    return Query(
        criteria=Criteria(choices=choices, ranges=ranges),
        order=Order(by=asked.sort.removeprefix("-"), is_descending=asked.sort.startswith("-")),
        position=None if asked.cursor is None else read_cursor(asked.cursor),
        limit=asked.limit,
    )


class ListedFactOut(BaseModel):
    """A client's own in one thing: a number, one of the members of a criterion, or null where missing."""

    value: float | str | None
    said: Words


class ListedOut(BaseModel):
    """One client of a list."""

    client_id: int
    verdict: Verdict | None = Field(description="What the policy proposes; null while `is_scored` is false.")
    score: int | None = Field(description="In points, higher is safer; null while `is_scored` is false.")
    facts: dict[str, ListedFactOut]

    @classmethod
    def from_listed(cls, client: Listed) -> Self:
        """Put a client on the wire."""
        facts = {fact.key: ListedFactOut(value=fact.value, said=Words.from_text(fact.said)) for fact in client.facts}
        return cls(client_id=client.client_id, verdict=client.verdict, score=client.score, facts=facts)


class ClientsOut(BaseModel):
    """A page of the clients who meet the criteria."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    items: list[ListedOut]
    n_clients: int = Field(description="How many meet the criteria, on all pages.")
    first: int = Field(description="How many of them stand before this page.")
    is_scored: bool = Field(description="Whether the model that serves has scored everybody.")
    counts: dict[str, dict[str, int]] = Field(
        description="By criterion and member, how many clients meet all criteria but that one: what choosing the "
        "member would give. Verdicts are not counted by a ground that the law protects, nor such a ground by verdict."
    )
    next_cursor: str | None = Field(description="Of the next page; null on the last.")
    previous_cursor: str | None = Field(description="Of the page before; null on the first.")

    @classmethod
    def from_found(cls, found: Found) -> Self:
        """Put a page on the wire."""
        return cls(
            items=[ListedOut.from_listed(client) for client in found.clients],
            n_clients=found.n_clients,
            first=found.first,
            is_scored=found.is_scored,
            counts={key: dict(counts) for key, counts in found.counts.items()},
            next_cursor=write_cursor(found.next),
            previous_cursor=write_cursor(found.previous),
        )
