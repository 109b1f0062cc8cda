"""All clients of a feature table as a population: who belongs to which group, and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.errors import ComparisonError, UnknownClientError, listed
from solvable.explanations.comparison.filters import FilterOption, Filters
from solvable.explanations.comparison.tally import Tally
from solvable.explanations.comparison.words import (
    NO_VALUE,
    SIMILAR,
    VERDICT_LABEL,
    criterion,
    said_group,
    said_too_few,
)
from solvable.models.validation import FEWEST_CLIENTS
from solvable.portfolios.catalogue import Catalogue, Feature, Value
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import IS_DEFAULT
from solvable.portfolios.segments import NO_MEMBER, Segment, segment_members, segment_names
from solvable.vocabulary import VERDICT_WORDS, Admissibility, Language, Text, Verdict

__all__ = [
    "FEWEST_CLIENTS",
    "Group",
    "Outcome",
    "Population",
    "ReadVerdicts",
    "TooFew",
    "filter_options",
    "may_tell_outcomes",
]

Mask = npt.NDArray[np.bool_]
# Which verdict each client of the table has, as places in the list of verdicts; it may not be known yet.
ReadVerdicts = Callable[[], npt.NDArray[np.int8]]


class Outcome(StrEnum):
    """What became of a credit; the order of these is that of pictures."""

    REPAID = "repaid"
    NOT_REPAID = "not_repaid"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> Text:
        """What the outcome is called."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.REPAID: Text(fr="crédit remboursé", en="repaid"),
    Outcome.NOT_REPAID: Text(fr="crédit non remboursé", en="not repaid"),
    Outcome.NOT_KNOWN: Text(fr="issue non connue", en="outcome not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The other clients that some filters leave, the client not among them; ``sentence`` says who they are."""

    n_clients: int
    n_by_outcome: Mapping[Outcome, int]
    filters: Filters
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFew:
    """A comparison that is not shown: fewer than ``FEWEST_CLIENTS`` would be in it. How many is not told either."""

    client_id: int
    filters: Filters
    sentence: Text


def may_tell_outcomes(feature: Feature) -> bool:
    """Whether it may be told how clients of each value of a feature repay: no ground that the law protects."""
    return feature.admissibility in (Admissibility.ALLOWED, Admissibility.OPAQUE)


def filter_options(
    segments: Sequence[Segment], catalogue: Catalogue, *, currency: str | None
) -> tuple[FilterOption, ...]:
    """Return what the others can be chosen by where a portfolio compares by some segments."""
    return tuple(
        FilterOption(
            key=segment.key,
            label=segment.label,
            members=tuple(segment_names(segment, catalogue, currency=currency)),
            is_same_only=not may_tell_outcomes(catalogue.features[segment.feature]),
        )
        for segment in segments
    )


class Population:
    """The clients of one feature table, to compare one of them with the others; any number of threads may ask.

    What tells clients apart is read once and kept, a byte for each client; of the features that a profile
    shows, how often each value is met; a compared feature is read each time.

    Parameters
    ----------
    segments
        The ways to tell clients apart that a portfolio compares by.
    read_verdicts
        Called when first somebody asks for a verdict, and until it answers.
    """

    def __init__(
        self, table: FeatureTable, catalogue: Catalogue, segments: Sequence[Segment], *,
        currency: str | None, read_verdicts: ReadVerdicts,
    ) -> None:  # fmt: skip
        self.catalogue, self.currency = catalogue, currency
        self._table, self._read_verdicts = table, read_verdicts
        self._segments = {segment.key: segment for segment in segments}
        self._members: dict[str, npt.NDArray[np.int8]] = {}
        self._tallies: dict[str, Tally] = {}

    @cached_property
    def options(self) -> tuple[FilterOption, ...]:
        """What the others can be chosen by, beside verdict and list."""
        return filter_options(list(self._segments.values()), self.catalogue, currency=self.currency)

    @property
    def client_ids(self) -> npt.NDArray[np.int64]:
        """Every client's number, rising, shape (n,)."""
        return self._table.client_ids

    @cached_property
    def outcomes(self) -> npt.NDArray[np.int8]:
        """What became of every client, as places in the list of outcomes, shape (n,)."""
        place = pc.cast(self._table.columns([IS_DEFAULT])[IS_DEFAULT], pa.int8())
        return np.asarray(pc.fill_null(place, list(Outcome).index(Outcome.NOT_KNOWN)).to_numpy())

    @cached_property
    def _verdicts(self) -> npt.NDArray[np.int8]:
        return self._read_verdicts()

    def place_of(self, client_id: int) -> int:
        """Return a client's row in everything of shape (n,); UnknownClientError."""
        places = self._table.find_places([client_id])
        if not places.size:
            raise UnknownClientError(client_id)
        return int(places[0])

    def values(self, feature: str) -> pa.ChunkedArray:
        """Return every client's value of a feature, shape (n,); a missing one as null."""
        return _known(self._table.columns([feature])[feature])

    def tallies(self, features: Sequence[str]) -> Mapping[str, Tally]:
        """Return how often each value of some features is met among all clients; counted once."""
        new = [name for name in dict.fromkeys(features) if name not in self._tallies]
        if new:
            columns = self._table.columns(new)
            self._tallies |= {name: Tally.of(_known(columns[name])) for name in new}
        return {name: self._tallies[name] for name in features}

    def members_of(self, key: str) -> npt.NDArray[np.int8]:
        """Return which member of a segment every client belongs to, shape (n,), ``NO_MEMBER`` for none."""
        if key not in self._members:
            segment = self._segments[key]
            self._members[key] = segment_members(segment, self.values(segment.feature)).astype(np.int8)
        return self._members[key]

    def others(self, client_id: int, filters: Filters) -> Mask:
        """Return which of all clients the filters leave for one of them to be compared with, shape (n,).

        Raises
        ------
        UnknownClientError
            The client, or one of the list, is not in the table.
        ComparisonError
            A filter is not one that the portfolio declares, or goes by a protected ground in another
            way than to leave clients like this one.
        NotReadyError
            A verdict is asked for, and clients were not scored yet by the model that serves.
        """
        own = self.place_of(client_id)
        left = self._listed(filters.similar)
        for key, member in self._wanted(own, filters).items():
            left &= self.members_of(key) == member
        if filters.verdict is not None:
            left &= self._verdicts == list(Verdict).index(filters.verdict)
        left[own] = False
        return left

    def group(self, client_id: int, filters: Filters, others: Mask) -> Group | TooFew:
        """Describe what :meth:`others` returned; a group of too few is only said to be one."""
        n = int(others.sum())
        criteria = self.criteria(client_id, filters)
        if n < FEWEST_CLIENTS:
            return TooFew(client_id=client_id, filters=filters, sentence=said_too_few(FEWEST_CLIENTS, criteria))
        n_by_outcome = np.bincount(self.outcomes[others], minlength=len(Outcome))
        return Group(
            n_clients=n,
            n_by_outcome={outcome: int(n_by_outcome[i]) for i, outcome in enumerate(Outcome)},
            filters=filters,
            sentence=said_group(n, criteria),
        )

    def said(self, feature: str, value: Value) -> Text:
        """Say a value of a feature in every language."""
        words = (
            self.catalogue.value_in_words(feature, value, language, currency=self.currency) for language in Language
        )
        return Text(*words)

    def own_value(self, client_id: int, values: pa.ChunkedArray) -> Value:
        """Return a client's own of some values, shape (n,)."""
        value: Value = values[self.place_of(client_id)].as_py()
        return value

    def _listed(self, client_ids: frozenset[int] | None) -> Mask:
        if client_ids is None:
            return np.ones(self.client_ids.size, dtype=bool)
        left = np.zeros(self.client_ids.size, dtype=bool)
        left[[self.place_of(client_id) for client_id in client_ids]] = True
        return left

    def _wanted(self, own: int, filters: Filters) -> Mapping[str, int]:
        """Return the member that each filter asks for."""
        keys = [*filters.same, *filters.members]
        unknown = sorted(set(keys) - self._segments.keys())
        if unknown:
            raise ComparisonError(
                f"Clients can be chosen by {listed(list(self._segments), limit=20)}, found {listed(unknown)}. "
                "Correct the names."
            )
        if len(set(keys)) < len(keys):
            twice = sorted(filters.same & filters.members.keys())
            raise ComparisonError(
                f"Expected either the client's own member of {listed(twice)} or another one, found both. Give one."
            )
        wanted = {key: int(self.members_of(key)[own]) for key in sorted(filters.same)}
        for option in self.options:
            if option.key in filters.members:
                wanted[option.key] = _member(option, filters.members[option.key])
        return wanted

    def criteria(self, client_id: int, filters: Filters) -> list[Text]:
        """Say each filter, in the portfolio's order."""
        wanted = self._wanted(self.place_of(client_id), filters)
        told = [
            criterion(option.label, NO_VALUE if wanted[option.key] == NO_MEMBER else option.members[wanted[option.key]])
            for option in self.options
            if option.key in wanted
        ]
        if filters.verdict is not None:
            told.append(criterion(VERDICT_LABEL, VERDICT_WORDS[filters.verdict]))
        if filters.similar is not None:
            told.append(SIMILAR)
        return told


def _known(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Make what is no number a missing value."""
    return pc.if_else(pc.is_nan(values), None, values) if pa.types.is_floating(values.type) else values


def _member(option: FilterOption, member: int) -> int:
    if option.is_same_only:
        raise ComparisonError(
            f"By {option.key} only clients like this one may be compared with, found another group of them: the law "
            "forbids to judge by it. Ask for the same."
        )
    if not 0 <= member < len(option.members):
        raise ComparisonError(
            f"The members of {option.key} are numbered from 0 to {len(option.members) - 1}, found {member}. "
            "Give one of these."
        )
    return member
