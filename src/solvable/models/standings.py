"""Where clients with a score from some point on stand on each feature: the document ``standings.json`` of a bundle.

What accepted clients are like depends on the policy, which a bundle outlives. So it keeps, for a ladder of scores, what
the clients at or above each of them have: sums over ``FEWEST_CLIENTS`` or more, never a client.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from solvable.documents import Document
from solvable.models.bundle_document import read_bundle_document
from solvable.models.manifest import ModelFeature
from solvable.models.sample import Sample
from solvable.models.validation import FEWEST_CLIENTS
from solvable.vocabulary import Unit

__all__ = ["STANDINGS", "FeatureStandings", "Standing", "Standings", "learn_standings", "read_standings"]

STANDINGS = "standings.json"
# Every twentieth of the clients: the step nearest to a cutoff then differs from it by 2.5 % of them at the most.
MOST_STEPS = 20
# A median among few is one client's value: rounded, it is nobody's.
DIGITS = 4

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a group of clients stands on one feature.

    Attributes
    ----------
    typical
        The median of a number, the most common level of a category, the more common answer to a yes or no; of
        those who have a value. None where they are too few.
    share
        How many of those who have a value are at that level or answer so; None of a number.
    known_share
        How many of the group have a value.
    """

    typical: float | str | None
    share: float | None
    known_share: float


class FeatureStandings(Document):
    """The same of one feature, by step of the ladder of scores."""

    typical: tuple[float | str | None, ...]
    share: tuple[float | None, ...]
    known_share: tuple[float, ...]


class Standings(Document):
    """All features of a model, of clients from whose outcomes it did not learn.

    Attributes
    ----------
    scores_from
        The ladder: each step is the group of clients with at least so many points. Empty where there are
        fewer than ``FEWEST_CLIENTS``.
    """

    scores_from: tuple[int, ...]
    n_clients: tuple[int, ...]
    features: Mapping[str, FeatureStandings]

    def from_score(self, score: int) -> Mapping[str, Standing]:
        """Return where the clients of at least about this score stand, by feature; nothing where they are too few."""
        if not self.scores_from:
            return {}
        step = self._nearest(score)
        return {
            name: Standing(typical=found.typical[step], share=found.share[step], known_share=found.known_share[step])
            for name, found in self.features.items()
        }

    def _nearest(self, score: int) -> int:
        above = bisect_left(self.scores_from, score)
        places = [place for place in (above - 1, above) if 0 <= place < len(self.scores_from)]
        return min(places, key=lambda place: abs(self.scores_from[place] - score))


def learn_standings(samples: Sequence[Sample], scores: npt.NDArray[np.int64]) -> Standings:
    """Count where clients stand.

    Parameters
    ----------
    samples : of the same features
    scores : shape (n,), of the clients of all samples in their order
    """
    order = np.argsort(-scores, kind="stable")
    steps = _ladder(scores)
    counts = [int((scores >= step).sum()) for step in steps]
    features = {}
    for j, feature in enumerate(samples[0].features):
        values = np.concatenate([sample.X[:, j] for sample in samples])[order]
        found = [_standing(values[:n], feature) for n in counts]
        features[feature.name] = FeatureStandings(
            typical=tuple(standing.typical for standing in found),
            share=tuple(standing.share for standing in found),
            known_share=tuple(standing.known_share for standing in found),
        )
    return Standings(scores_from=tuple(steps), n_clients=tuple(counts), features=features)


def read_standings(folder: Path) -> Standings:
    """Read what a bundle says of where its clients stand; BundleError."""
    return read_bundle_document(folder / STANDINGS, Standings, what="standings")


def _ladder(scores: npt.NDArray[np.int64]) -> list[int]:
    """Return scores, ascending, from that of everybody up; between two of them stand enough clients to hide each."""
    step_size = max(FEWEST_CLIENTS, scores.size // MOST_STEPS)
    values, counts = np.unique(scores, return_counts=True)
    steps: list[int] = []
    waiting = 0
    for score, n in zip(values[::-1].tolist(), counts[::-1].tolist(), strict=True):
        waiting += n
        if waiting >= step_size:
            steps.append(score)
            waiting = 0
    if steps and waiting:
        steps[-1:] = [steps[-1], int(values[0])] if waiting >= FEWEST_CLIENTS else [int(values[0])]
    return steps[::-1]


def _standing(values: Values, feature: ModelFeature) -> Standing:
    known = values[~np.isnan(values)]
    known_share = round(known.size / values.size, DIGITS)
    if known.size < FEWEST_CLIENTS:
        return Standing(typical=None, share=None, known_share=known_share)
    if feature.levels is not None:
        counts = np.bincount(known.astype(np.int64), minlength=len(feature.levels))
        return Standing(
            typical=feature.levels[int(counts.argmax())],
            share=round(float(counts.max() / known.size), DIGITS),
            known_share=known_share,
        )
    if feature.unit == Unit.FLAG:
        yes = float((known >= 0.5).mean())
        return Standing(typical=float(yes >= 0.5), share=round(max(yes, 1 - yes), DIGITS), known_share=known_share)
    return Standing(typical=_rounded(float(np.median(known))), share=None, known_share=known_share)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
