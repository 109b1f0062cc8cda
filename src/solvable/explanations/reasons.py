"""From points per feature to reasons a person can repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.explanations.rounding import whole_points
from solvable.portfolios.catalogue import Catalogue, Value, is_missing
from solvable.vocabulary import Language, Text

__all__ = ["Reason", "build_reasons"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that moves a client's score, in what a person would call one thing.

    Attributes
    ----------
    key, theme
        Keys of the catalogue's reasons and themes.
    points
        Whole points as shown; negative against the client. With the base they sum to the score.
    exact_points
        The same before rounding.
    sentence
        The client's own value, stated.
    is_missing
        Whether the sentence says that the value is not there.
    features
        The features summed here, the weightiest first.
    """

    key: str
    theme: str
    label: Text
    theme_label: Text
    sentence: Text
    points: int
    exact_points: float
    is_missing: bool
    is_actionable: bool
    features: tuple[str, ...]


def build_reasons(
    values: Mapping[str, Value], points: npt.NDArray[np.float64], *, features: Sequence[str], total: int,
    catalogue: Catalogue, currency: str | None,
) -> tuple[Reason, ...]:  # fmt: skip
    """Sum a client's contributions by reason, the most harmful first.

    Parameters
    ----------
    values : the client's value of every feature
    points : shape (n_features,), exact, in the order of ``features``
    total : whole points that the reasons must sum to
    """
    members: dict[str, list[int]] = {}
    for j, name in enumerate(features):
        members.setdefault(catalogue.features[name].reason, []).append(j)
    exact = np.array([points[indices].sum() for indices in members.values()])
    shown = whole_points(exact, total)
    reasons = [
        _reason(key, values, points, members[key], float(exact[i]), int(shown[i]), features, catalogue, currency)
        for i, key in enumerate(members)
    ]
    return tuple(sorted(reasons, key=lambda reason: (reason.exact_points, reason.key)))


def _reason(
    key: str, values: Mapping[str, Value], points: npt.NDArray[np.float64], indices: Sequence[int], exact: float,
    shown: int, features: Sequence[str], catalogue: Catalogue, currency: str | None,
) -> Reason:  # fmt: skip
    """Build one reason; its sentence states the value that weighs most in the reason's own direction."""
    ordered = sorted(indices, key=lambda j: (-points[j] if exact > 0 else points[j], features[j]))
    names = tuple(features[j] for j in ordered)
    leading = catalogue.features[names[0]]
    value = values[leading.name]
    fr, en = (catalogue.sentence(leading.name, value, language, currency=currency) for language in Language)
    return Reason(
        key=key,
        theme=leading.theme,
        label=catalogue.reasons[key],
        theme_label=catalogue.themes[leading.theme],
        sentence=Text(fr=fr, en=en),
        points=shown,
        exact_points=exact,
        is_missing=is_missing(value),
        is_actionable=leading.is_actionable,
        features=names,
    )
