"""Where a client stands among all others in each of many features, without outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solvable.explanations.comparison.axis import FEWEST_IN_CELL, has_levels
from solvable.explanations.comparison.place import Place
from solvable.explanations.comparison.population import FEWEST_CLIENTS, Population
from solvable.explanations.comparison.tally import Tally
from solvable.explanations.comparison.words import where_alike, where_few_alike, where_missing, where_placed
from solvable.portfolios.catalogue import Feature, Value, is_missing
from solvable.vocabulary import Text

__all__ = ["AmongAll", "place_among_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmongAll:
    """Where a client's value of a feature stands among those of all other clients.

    Attributes
    ----------
    place
        None where the client has no value, and where values have no order, as those of a category.
    sentence
        How many of the others are below, above, or in the same case; or how many lack the value as well.
    """

    feature: str
    place: Place | None
    sentence: Text


def place_among_all(
    population: Population, row: Mapping[str, Value], features: Sequence[str]
) -> Mapping[str, AmongAll]:
    """Place a client of the population among all others.

    Parameters
    ----------
    row : the client's own values, as the table has them

    Returns
    -------
    By feature; one of which fewer than ``FEWEST_CLIENTS`` others have a value is left out.
    """
    found = {}
    for name, tally in population.tallies(features).items():
        n_others_known = tally.n_known - (not is_missing(row[name]))
        if n_others_known >= FEWEST_CLIENTS:
            found[name] = _among(population.catalogue.features[name], row[name], tally)
    return found


def _among(feature: Feature, own: Value, tally: Tally) -> AmongAll:
    if own is None or is_missing(own):
        n_others = tally.n_missing - 1
        sentence = where_missing(n_others, of=tally.n_known + n_others)
        return AmongAll(feature=feature.name, place=None, sentence=sentence)
    place = tally.place_of_one(own)
    if not has_levels(feature):
        return AmongAll(feature=feature.name, place=place, sentence=where_placed(place, n_missing=tally.n_missing))
    few = place.n_equal < FEWEST_IN_CELL
    sentence = (
        where_few_alike(FEWEST_IN_CELL) if few else where_alike(place.n_equal, of=place.n, n_missing=tally.n_missing)
    )
    return AmongAll(feature=feature.name, place=None, sentence=sentence)
