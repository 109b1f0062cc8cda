"""One client beside others in one feature: the distribution, the client's place in it, and a sentence."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solvable.errors import ComparisonError
from solvable.explanations.comparison.axis import FEWEST_IN_CELL, build_axis, has_levels
from solvable.explanations.comparison.distribution import Distribution, build_distribution
from solvable.explanations.comparison.filters import Filters
from solvable.explanations.comparison.place import Place, find_place
from solvable.explanations.comparison.population import (
    FEWEST_CLIENTS,
    Group,
    Population,
    TooFew,
    may_tell_outcomes,
)
from solvable.explanations.comparison.words import (
    said_few_alike,
    said_few_have_it,
    said_missing,
    said_place,
    said_share,
)
from solvable.portfolios.catalogue import Catalogue, Feature, Value, is_missing
from solvable.vocabulary import Language, Text

__all__ = ["Comparison", "check_comparable", "comparable_features", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Where one client stands among a group of others in one feature.

    Attributes
    ----------
    value, value_said
        The client's own; None where it is missing.
    n_missing
        How many of the group have no value.
    tells_outcomes
        Whether the feature may be shown by outcome at all; False for what the law protects.
    place
        None where the client has no value, and where values have no order, as those of a category.
    sentence
        The client's value and how many of the others are below, above or in the same case.
    """

    client_id: int
    feature: str
    label: Text
    value: Value
    value_said: Text
    group: Group
    n_missing: int
    tells_outcomes: bool
    distribution: Distribution
    place: Place | None
    sentence: Text


def comparable_features(catalogue: Catalogue) -> tuple[Feature, ...]:
    """Return the features in which clients may be compared, in the catalogue's order.

    Those are the features that may decide, and beside them those that the catalogue shows of a person,
    such as age: these without outcomes. What stands for a protected ground, or tells of other people,
    is shown to nobody who decides about a client, and is not compared either.
    """
    shown = {name for facts in catalogue.profile_groups.values() for name in facts.features}
    return tuple(
        feature for feature in catalogue.features.values() if may_tell_outcomes(feature) or feature.name in shown
    )


def check_comparable(name: str, catalogue: Catalogue, filters: Filters) -> Feature:
    """Return a feature in which clients may be compared by these filters; ComparisonError."""
    feature = next((feature for feature in comparable_features(catalogue) if feature.name == name), None)
    if feature is None:
        known = catalogue.features.get(name)
        why = f" ({known.admissibility_reason.en})" if known and known.admissibility_reason else ""
        raise ComparisonError(
            f"Expected a feature of the catalogue that may decide or is shown as part of who a client is, found {name}"
            f"{why}. Choose another one."
        )
    if filters.verdict is not None and not may_tell_outcomes(feature):
        raise ComparisonError(
            f"{name} may be compared without verdicts only, found the verdict {filters.verdict}: the law forbids to "
            "judge by it. Leave the verdict out; the validation report tells verdicts by protected ground."
        )
    return feature


def compare(population: Population, client_id: int, name: str, filters: Filters) -> Comparison | TooFew:
    """Compare a client with others in one feature.

    Raises
    ------
    UnknownClientError
        The client, or one of the similar ones, is not in the feature table.
    ComparisonError
        There is no such feature or filter, or it may not be compared.
    NotReadyError
        A verdict is asked for, and clients were not scored yet by the model that serves.
    """
    feature = check_comparable(name, population.catalogue, filters)
    others = population.others(client_id, filters)
    group = population.group(client_id, filters, others)
    if isinstance(group, TooFew):
        return group
    everyone = population.values(name)
    own, values = population.own_value(client_id, everyone), everyone.filter(pa.array(others))
    n_missing = values.null_count
    if group.n_clients - n_missing < FEWEST_CLIENTS:
        criteria = population.criteria(client_id, filters)
        return TooFew(
            client_id=client_id, filters=filters, sentence=said_few_have_it(FEWEST_CLIENTS, [feature.label], criteria)
        )
    axis = build_axis(feature, values, own, said=partial(population.said, name))
    tells_outcomes = may_tell_outcomes(feature)
    place = _place(feature, own, values)
    return Comparison(
        client_id=client_id,
        feature=name,
        label=feature.label,
        value=None if is_missing(own) else own,
        value_said=population.said(name, own),
        group=group,
        n_missing=n_missing,
        tells_outcomes=tells_outcomes,
        distribution=build_distribution(axis, population.outcomes[others], by_outcome=tells_outcomes),
        place=place,
        sentence=_sentence(feature, own, values, place, n_missing=n_missing, said=population.said(name, own)),
    )


def _place(feature: Feature, own: Value, values: pa.ChunkedArray) -> Place | None:
    if is_missing(own) or has_levels(feature) or isinstance(own, str) or own is None:
        return None
    return find_place(own, np.asarray(values.drop_null().to_numpy(), dtype=np.float64))


def _sentence(
    feature: Feature, own: Value, values: pa.ChunkedArray, place: Place | None, *, n_missing: int, said: Text
) -> Text:
    def value(language: Language) -> str:
        return said.in_language(language)

    if is_missing(own):
        return said_missing(n_missing, of=len(values), label=feature.label)
    if place is not None:
        return said_place(place, n_missing=n_missing, label=feature.label, value=value)
    n_alike = pc.sum(pc.equal(values, pa.scalar(own, values.type))).as_py() or 0
    if n_alike < FEWEST_IN_CELL:
        return said_few_alike(FEWEST_IN_CELL, label=feature.label, value=value)
    return said_share(n_alike, of=len(values) - n_missing, n_missing=n_missing, label=feature.label, value=value)
