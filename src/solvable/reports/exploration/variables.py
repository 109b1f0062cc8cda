"""What each feature tells of default: bands, spread and relations, from one column at a time."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.metrics import equal_count_bands, rank_correlation
from solvable.portfolios.catalogue import Catalogue, Feature
from solvable.reports.exploration.figures import ClientGroup, Fences, Histogram, Relation, Variable
from solvable.vocabulary import Language, Text

__all__ = ["correlate", "explore_feature", "most_telling"]

N_BANDS = 10
# Of a category so many levels are told apart; the rarer ones are taken together.
N_LEVELS = 10
N_BINS = 20
INNER = (0.01, 0.99)
# With fewer different values than this the bands say it all.
FEWEST_VALUES = 20
FAR_OUT = 3.0
LACKING = Text(fr="sans valeur", en="missing")
OTHER_LEVELS = Text(fr="autres modalités", en="other levels")

Numbers = npt.NDArray[np.float64]
Outcomes = npt.NDArray[np.bool_]
# Says a value of the feature at hand with its unit.
Say = Callable[[float], Text]


def explore_feature(
    feature: Feature, values: pa.ChunkedArray, is_default: Outcomes, catalogue: Catalogue, *, currency: str | None
) -> Variable | None:
    """Return a feature's bands and their outcomes, or None where no client has a value.

    Parameters
    ----------
    values : shape (n,), of clients whose outcome is known
    is_default : shape (n,)
    """
    if feature.is_category:
        return _category(feature, values, is_default, catalogue)
    numbers = np.asarray(values.to_numpy(), dtype=np.float64)
    held = ~np.isnan(numbers)
    if not held.any():
        return None
    inside, bad = numbers[held], is_default[held]

    def say(value: float) -> Text:
        return Text(*(catalogue.value_in_words(feature.name, value, to, currency=currency) for to in Language))

    varied = np.unique(inside).size >= FEWEST_VALUES
    return Variable(
        feature=feature,
        bands=_bands(inside, bad, say),
        lacking=_group(LACKING, is_default[~held]),
        histogram=_histogram(inside, bad, say) if varied and bad.any() and not bad.all() else None,
        fences=_fences(inside, say) if varied else None,
    )


def most_telling(variables: Iterable[Variable], limit: int) -> tuple[Variable, ...]:
    """Return the most telling variable of each reason, those that tell anything beyond chance, most telling first.

    Features of one reason are what a person would call one thing: ten windows of it are not ten findings.
    """
    ranked = sorted(variables, key=lambda variable: -variable.information)
    first_of_reason = {variable.feature.reason: variable for variable in reversed(ranked)}
    chosen = sorted(first_of_reason.values(), key=lambda variable: -variable.information)
    return tuple(variable for variable in chosen if variable.information > 0)[:limit]


def correlate(features: Sequence[Feature], columns: Sequence[Numbers]) -> Relation:
    """Return how numeric features rise and fall together, each pair over the clients who have both."""
    found: dict[tuple[int, int], float | None] = {
        (i, j): rank_correlation(columns[i], columns[j]) for i in range(len(columns)) for j in range(i)
    }
    return Relation(
        features=tuple(features),
        correlations=tuple(
            tuple(1.0 if i == j else found[max(i, j), min(i, j)] for j in range(len(columns)))
            for i in range(len(columns))
        ),
    )


def _bands(numbers: Numbers, is_default: Outcomes, say: Say) -> tuple[ClientGroup, ...]:
    band = equal_count_bands(numbers, N_BANDS)
    n_bands = int(band.max()) + 1
    n_clients = np.bincount(band, minlength=n_bands)
    n_defaults = np.bincount(band[is_default], minlength=n_bands)
    # Each band's ends are values that clients have, and not somewhere between two of them.
    least, greatest = np.full(n_bands, np.inf), np.full(n_bands, -np.inf)
    np.minimum.at(least, band, numbers)
    np.maximum.at(greatest, band, numbers)
    return tuple(
        ClientGroup(
            label=_range_in_words(say(float(least[i])), say(float(greatest[i]))),
            n_clients=int(n_clients[i]),
            n_defaults=int(n_defaults[i]),
        )
        for i in range(n_bands)
    )


def _range_in_words(least: Text, greatest: Text) -> Text:
    """Say from where to where a band goes; ends that are said alike are said once."""
    return Text(
        fr=least.fr if least.fr == greatest.fr else f"{least.fr} à {greatest.fr}",
        en=least.en if least.en == greatest.en else f"{least.en} to {greatest.en}",
    )


def _category(feature: Feature, values: pa.ChunkedArray, is_default: Outcomes, catalogue: Catalogue) -> Variable | None:
    levels = np.asarray(values.to_pylist(), dtype=object)
    held = np.array([level is not None for level in levels], dtype=bool)
    if not held.any():
        return None
    names, n_clients = np.unique(levels[held].astype(str), return_counts=True)
    shown = names[np.argsort(-n_clients, kind="stable")][:N_LEVELS]
    words = catalogue.levels.get(feature.name, {})
    groups = [
        _group(words.get(str(level)) or Text(fr=str(level), en=str(level)), is_default[levels == level])
        for level in shown
    ]
    others = held & ~np.isin(levels.astype(str), shown)
    return Variable(
        feature=feature,
        bands=(*groups, _group(OTHER_LEVELS, is_default[others])) if others.any() else tuple(groups),
        lacking=_group(LACKING, is_default[~held]),
    )


def _histogram(numbers: Numbers, is_default: Outcomes, say: Say) -> Histogram | None:
    low, high = (float(end) for end in np.quantile(numbers, INNER))
    if not low < high:
        return None
    edges = np.linspace(low, high, N_BINS + 1)
    shares = {
        outcome: np.histogram(numbers[is_default == outcome], bins=edges)[0] / np.count_nonzero(is_default == outcome)
        for outcome in (False, True)
    }
    return Histogram(
        edges=tuple(edges.tolist()),
        repaid=tuple(shares[False].tolist()),
        defaulted=tuple(shares[True].tolist()),
        median_repaid=say(float(np.median(numbers[~is_default]))),
        median_defaulted=say(float(np.median(numbers[is_default]))),
    )


def _fences(numbers: Numbers, say: Say) -> Fences:
    lower, upper = (float(quartile) for quartile in np.quantile(numbers, (0.25, 0.75)))
    reach = FAR_OUT * (upper - lower)
    far_out = np.count_nonzero((numbers < lower - reach) | (numbers > upper + reach))
    return Fences(
        least=say(float(numbers.min())),
        lower_quartile=say(lower),
        upper_quartile=say(upper),
        greatest=say(float(numbers.max())),
        n_far_out=int(far_out) if not math.isclose(lower, upper) else None,
    )


def _group(label: Text, is_default: Outcomes) -> ClientGroup:
    return ClientGroup(label=label, n_clients=int(is_default.size), n_defaults=int(is_default.sum()))
