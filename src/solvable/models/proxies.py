"""How well a profile's features give away what it must not use."""

import dataclasses
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.documents import Document
from solvable.models.sample import Sample
from solvable.models.training_config import Boosting
from solvable.portfolios.catalogue import Feature
from solvable.progress import Progress, Silent

__all__ = ["Carrier", "ProxyTest", "find_proxies"]

# Enough to find what gives a ground away; whether it is 0.71 or 0.72 changes nothing.
QUICK = {"learning_rate": 0.1, "max_rounds": 150, "patience": 15, "folds": 3, "repeats": 1, "feature_share": 0.5}
MOST_CLIENTS = 40_000
N_CARRIERS = 8


class Carrier(Document):
    """A feature that gives a ground away, and its share of all that the trees gained."""

    feature: str
    gain_share: float


class ProxyTest(Document):
    """How well trees tell one half of a protected ground from the other, on clients that they did not see.

    Attributes
    ----------
    feature
        The protected feature.
    level
        Of a category: the most frequent level, told from all others.
    above
        Of a number: its median; who lies above is told from the others.
    share
        Of the clients, of those who are to be found.
    auc
        0.5: the features say nothing of the ground; 1: they give it away.
    auc_spread
        Its standard deviation over the folds.
    carriers
        What gives it away, the strongest first.
    """

    feature: str
    level: str | None
    above: float | None
    share: float
    auc: float
    auc_spread: float
    carriers: tuple[Carrier, ...]


def find_proxies(
    sample: Sample, protected: pa.Table, features: Sequence[Feature], config: Boosting, *, progress: Progress
) -> tuple[ProxyTest, ...]:
    """Try to tell each protected ground from the features of a sample.

    Parameters
    ----------
    sample : clients of *train*, with the features that the profile keeps
    protected : the protected features of the same clients, in the same order
    features : their entries in the catalogue

    Returns
    -------
    tuple
        One test per ground that varies among the clients, in the order of ``features``.
    """
    quick = config.model_copy(update=QUICK)
    # The first by number, which says nothing of a client.
    few = sample.without_directions().of(np.arange(sample.n_clients) < MOST_CLIENTS)
    progress.start("look for proxies", total=len(features))
    found = []
    for feature in features:
        test = _test(few, protected[feature.name].combine_chunks().slice(0, MOST_CLIENTS), feature, quick)
        progress.advance()
        if test is not None:
            found.append(test)
    progress.finish(", ".join(f"{test.feature} {test.auc:.2f}" for test in found))
    return tuple(found)


def _test(sample: Sample, values: pa.Array, feature: Feature, config: Boosting) -> ProxyTest | None:
    from solvable.models.boosting import cross_validate, fit_trees  # XGBoost: reading what was measured needs none.

    level, above, is_there = None, None, np.asarray(values.is_valid())
    if feature.is_category:
        known = Counter(value for value in values.to_pylist() if value is not None)
        level = min(known, key=lambda name: (-known[name], name)) if known else None
        is_found: npt.NDArray[np.bool_] = np.array([value == level for value in values.to_pylist()])
    else:
        numbers = values.to_numpy(zero_copy_only=False).astype(float)
        above = float(np.median(numbers[is_there])) if is_there.any() else None
        is_found = numbers > (above if above is not None else np.inf)
    judged = dataclasses.replace(sample, is_default=is_found).of(is_there)
    if min(judged.n_defaults, judged.n_clients - judged.n_defaults) < config.folds:
        return None
    validation = cross_validate(judged, config, progress=Silent())
    trees = fit_trees(judged, validation.n_rounds, config, progress=Silent())
    gains = Counter(trees.booster.get_score(importance_type="total_gain"))
    return ProxyTest(
        feature=feature.name,
        level=level,
        above=above,
        share=judged.n_defaults / judged.n_clients,
        auc=validation.auc_mean,
        auc_spread=validation.auc_spread,
        carriers=tuple(
            Carrier(feature=name, gain_share=gain / gains.total()) for name, gain in gains.most_common(N_CARRIERS)
        ),
    )
