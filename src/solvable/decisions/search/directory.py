"""All stored clients, laid out in memory to be found: filtered, counted, sorted and read page by page."""

import math
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from solvable.decisions.search.choices import NOT_AVAILABLE, Choice
from solvable.decisions.search.found import Column, Fact, Found, Listed, Row
from solvable.decisions.search.kept import KeptColumns, Places, ReadScores
from solvable.decisions.search.query import NUMBER, SCORE, Criteria, Order, Position, Query
from solvable.errors import SearchError, listed
from solvable.explanations.comparison import Population
from solvable.portfolios.search import SearchFields
from solvable.vocabulary import Text, Unit, Verdict

__all__ = ["Directory"]

Mask = npt.NDArray[np.bool_]
# Rows of an export at once: few enough to start at once, many enough to be quick.
EXPORTED_AT_ONCE = 5000


class Directory:
    """The clients of one feature table; any number of threads may ask.

    Parameters
    ----------
    choices
        As :func:`build_choices` makes them.
    read_scores
        Called when first somebody searches, and until it answers.
    """

    def __init__(
        self, population: Population, fields: SearchFields, choices: tuple[Choice, ...], *, read_scores: ReadScores
    ) -> None:
        self.choices, self.fields = choices, fields
        self._population = population
        self._by_key = {choice.key: choice for choice in choices}
        self._kept = KeptColumns(population, self._by_key, read_scores)

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """What clients may be bounded by and sorted by, beside the score."""
        return tuple(self._column(key) for key in self.fields.numbers)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What a list shows of each client."""
        return tuple(self._column(key) for key in self.fields.columns)

    @property
    def orders(self) -> tuple[str, ...]:
        """What a list can be sorted by."""
        return (NUMBER, SCORE, *self.fields.numbers)

    def prepare(self) -> None:
        """Read what every search needs, so that the first one is as quick as the next."""
        scores = self._kept.scores()
        for choice in self.choices:
            if scores is not None or not choice.tells_verdicts:
                self._kept.members(choice.key)
        for key in self.orders:
            if scores is not None or key != SCORE:
                self._kept.places_in(Order(by=key))

    def search(self, query: Query) -> Found:
        """Return one page of the clients that meet the criteria.

        Raises
        ------
        SearchError
            A criterion or an order that is not declared; a protected ground together with the score.
        NotReadyError
            Criteria or order go by the score, and the model has not scored everybody.
        """
        self._check(query.criteria, query.order)
        is_failing = self._failing(query.criteria)
        n_failing = _sum_of(list(is_failing.values()), self._kept.n)
        places = self._kept.places_in(query.order)
        places = places[n_failing[places] == 0]
        start = self._start(query, places)
        page = places[start : start + query.limit]
        return Found(
            clients=tuple(map(self._listed, page.tolist())),
            n_clients=places.size,
            first=start,
            counts=self._counts(query.criteria, is_failing, n_failing),
            is_scored=self._kept.scores() is not None,
            next=self._position(query, int(page[-1])) if start + query.limit < places.size else None,
            previous=self._position(query, int(page[0]), is_before=True) if start and page.size else None,
        )

    def export(self, criteria: Criteria, order: Order) -> Iterator[list[Row]]:
        """Return all clients that meet the criteria, in order, some at a time; raises at once as :meth:`search`."""
        query = Query(criteria=criteria, order=order)
        self._check(criteria, order)
        n_failing = _sum_of(list(self._failing(query.criteria).values()), self._kept.n)
        places = self._kept.places_in(order)
        places = places[n_failing[places] == 0]
        return (self._rows(places[i : i + EXPORTED_AT_ONCE]) for i in range(0, places.size, EXPORTED_AT_ONCE))

    def _check(self, criteria: Criteria, order: Order) -> None:
        if order.by not in self.orders:
            raise SearchError(
                f"Clients can be sorted by {listed(self.orders)}, found {order.by}. Choose one of these.", field="sort"
            )
        for key, members in criteria.choices.items():
            self._check_choice(key, members)
        unknown = sorted(criteria.ranges.keys() - set(self.orders[1:]))
        if unknown:
            raise SearchError(
                f"Clients can be bounded by {listed(self.orders[1:])}, found {listed(unknown)}. Correct the names.",
                field=unknown[0],
            )
        protected = [choice for choice in self.choices if choice.is_protected and choice.key in criteria.choices]
        if protected and self._goes_by_score(criteria, order):
            raise SearchError(
                f"{protected[0].key} may be searched by without verdict, risk and score only, found both: the law "
                "forbids to judge by it. Leave one of them out.",
                field=protected[0].key,
            )
        if self._goes_by_score(criteria, order):
            self._kept.scores_or_raise()

    def _check_choice(self, key: str, members: frozenset[str]) -> None:
        if key not in self._by_key:
            raise SearchError(
                f"Clients can be chosen by {listed(list(self._by_key), limit=20)}, found {key}. Correct the name.",
                field=key,
            )
        places = self._by_key[key].places
        unknown = sorted(members - places.keys())
        if unknown or not members:
            raise SearchError(
                f"The members of {key} are {listed(list(places), limit=30)}; found {listed(unknown)}. "
                "Give one or several of these.",
                field=key,
            )

    def _goes_by_score(self, criteria: Criteria, order: Order) -> bool:
        by_score = {SCORE, *(choice.key for choice in self.choices if choice.tells_verdicts)}
        return order.by == SCORE or not by_score.isdisjoint(criteria.keys)

    def _failing(self, criteria: Criteria) -> dict[str, Mask]:
        """Return, by criterion, who does not meet it."""
        failing: dict[str, Mask] = {}
        for key, wanted in criteria.choices.items():
            is_out = np.array([member.key not in wanted for member in self._by_key[key].members])
            failing[key] = is_out[self._kept.members(key)]
        for key, one in criteria.ranges.items():
            values = self._kept.values(key)
            is_in = np.ones(self._kept.n, dtype=bool) if values.dtype.kind == "i" else ~np.isnan(values)
            if one.at_least is not None:
                is_in &= values >= one.at_least
            if one.at_most is not None:
                is_in &= values <= one.at_most
            failing[key] = ~is_in
        return failing

    def _counts(
        self, criteria: Criteria, is_failing: Mapping[str, Mask], n_failing: npt.NDArray[np.uint8]
    ) -> Mapping[str, Mapping[str, int]]:
        by_protected = any(self._by_key[key].is_protected for key in criteria.choices)
        by_score = self._goes_by_score(criteria, Order())
        is_scored = self._kept.scores() is not None
        counts = {}
        for choice in self.choices:
            is_withheld = by_protected or not is_scored if choice.tells_verdicts else by_score and choice.is_protected
            if is_withheld:
                continue
            meets_others = n_failing == is_failing.get(choice.key, 0)
            n_by_place = np.bincount(self._kept.members(choice.key)[meets_others], minlength=len(choice.members))
            counts[choice.key] = {member.key: int(n) for member, n in zip(choice.members, n_by_place, strict=True)}
        return counts

    def _start(self, query: Query, places: Places) -> int:
        """Return where a page starts among the clients found, who are in order."""
        position = query.position
        if position is None:
            return 0
        values, numbers = self._kept.values(query.order.by)[places], self._population.client_ids[places]
        if position.value is None:
            is_level, is_past = np.isnan(values), np.zeros(places.size, dtype=bool)
        else:
            is_level = values == position.value
            is_past = values < position.value if query.order.is_descending else values > position.value
            if values.dtype.kind == "f":
                is_past |= np.isnan(values)
        if not position.is_before:
            return int(places.size - np.sum(is_past | (is_level & (numbers > position.client_id))))
        end = int(places.size - np.sum(is_past | (is_level & (numbers >= position.client_id))))
        return max(0, end - query.limit)

    def _position(self, query: Query, place: int, *, is_before: bool = False) -> Position:
        value = self._kept.values(query.order.by)[place].item()
        return Position(
            order=query.order,
            criteria=query.criteria.fingerprint,
            value=None if math.isnan(value) else value,
            client_id=int(self._population.client_ids[place]),
            is_before=is_before,
        )

    def _listed(self, place: int) -> Listed:
        scores = self._kept.scores()
        return Listed(
            client_id=int(self._population.client_ids[place]),
            verdict=None if scores is None else list(Verdict)[scores.verdicts[place]],
            score=None if scores is None else int(scores.points[place]),
            facts=tuple(self._fact(column.key, place) for column in self.columns),
        )

    def _rows(self, places: Places) -> list[Row]:
        scores, verdicts = self._kept.scores(), list(Verdict)
        numbers = self._population.client_ids[places].tolist()
        points = [None] * places.size if scores is None else scores.points[places].tolist()
        proposed = [None] * places.size if scores is None else [verdicts[i] for i in scores.verdicts[places]]
        columns = [self._exported(column.key, places) for column in self.columns]
        values = zip(*columns, strict=True) if columns else [()] * places.size
        return [
            Row(client_id=number, verdict=verdict, score=score, values=of_client)
            for number, verdict, score, of_client in zip(numbers, proposed, points, values, strict=True)
        ]

    def _exported(self, key: str, places: Places) -> list[float | Text | None]:
        if key not in self._by_key:
            return [None if math.isnan(value) else value for value in self._kept.values(key)[places].tolist()]
        labels = [None if member.key == NOT_AVAILABLE else member.label for member in self._by_key[key].members]
        return [labels[member] for member in self._kept.members(key)[places]]

    def _fact(self, key: str, place: int) -> Fact:
        if key in self._by_key:
            member = self._by_key[key].members[self._kept.members(key)[place]]
            return Fact(key=key, value=None if member.key == NOT_AVAILABLE else member.key, said=member.label)
        value = self._kept.values(key)[place].item()
        return Fact(key=key, value=None if math.isnan(value) else value, said=self._population.said(key, value))

    def _column(self, key: str) -> Column:
        if key in self._by_key:
            return Column(key=key, label=self._by_key[key].label, unit=Unit.CATEGORY)
        feature = self._population.catalogue.features[key]
        return Column(key=key, label=feature.label, unit=feature.unit)


def _sum_of(masks: list[Mask], n: int) -> npt.NDArray[np.uint8]:
    """Return in how many of some masks each client is, shape (n,)."""
    total = np.zeros(n, dtype=np.uint8)
    for mask in masks:
        total += mask
    return total
