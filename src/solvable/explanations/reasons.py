"""From points per feature to reasons a person can repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.explanations.accepted import AcceptedClients
from solvable.explanations.rounding import whole_points
from solvable.portfolios.catalogue import Catalogue, Value, is_missing
from solvable.vocabulary import Direction, Language, Text, Unit

__all__ = ["Reason", "ReasonMembers", "build_reasons", "group_by_reason"]

# What a reason's key ends in where it is the absence of values that counts.
UNKNOWN = "_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that moves a client's score, in what a person would call one thing.

    Attributes
    ----------
    key
        Of the catalogue's reasons; with ``_unknown`` behind it where it is the absence of values that counts, which
        is a reason in its own right.
    theme
        Key of the catalogue's themes.
    points
        Whole points as shown; negative against the client. With the base they sum to the score.
    exact_points
        The same before rounding.
    sentence
        The client's own value that weighs most in the reason's direction, stated; or that it is not there.
    is_missing
        Whether the client has none of the values behind this reason. Else the client has all of them.
    accepted
        Where accepted clients stand on what the sentence states; None where too few of them have a value.
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
    accepted: Text | None = None

    @property
    def direction(self) -> Direction:
        """Whether it speaks for the client, against, or neither, by the points that are shown."""
        if self.points == 0:
            return Direction.NEITHER
        return Direction.AGAINST if self.points < 0 else Direction.IN_FAVOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMembers:
    """The features of one reason, all with a value or all without, and their exact points.

    ``places`` are the features' places in the model, the one that weighs most in the reason's direction first.
    """

    reason: str
    is_missing: bool
    places: tuple[int, ...]
    points: float

    @property
    def key(self) -> str:
        """The name of the reason; its own where values are missing."""
        return f"{self.reason}{UNKNOWN}" if self.is_missing else self.reason


def group_by_reason(
    points: npt.NDArray[np.float64], lacks: Sequence[bool], *, features: Sequence[str], catalogue: Catalogue
) -> list[ReasonMembers]:
    """Gather a client's contributions by reason, the most harmful first.

    Values that the client does not have are a reason apart: no sentence about a value then carries points of
    something that is not there.

    Parameters
    ----------
    points : shape (n_features,), exact, in the order of ``features``
    lacks : whether the client lacks the feature's value, in the same order
    """
    members: dict[tuple[str, bool], list[int]] = {}
    for j, name in enumerate(features):
        members.setdefault((catalogue.features[name].reason, bool(lacks[j])), []).append(j)
    found = []
    for (reason, is_absent), places in members.items():
        exact = float(points[places].sum())
        sign = -1 if exact > 0 else 1
        ordered = sorted(places, key=lambda j: (sign * points[j], features[j]))
        found.append(ReasonMembers(reason=reason, is_missing=is_absent, places=tuple(ordered), points=exact))
    return sorted(found, key=lambda group: (group.points, group.key))


def build_reasons(
    values: Mapping[str, Value], points: npt.NDArray[np.float64], *, features: Sequence[str], total: int,
    catalogue: Catalogue, currency: str | None, accepted: AcceptedClients,
) -> tuple[Reason, ...]:  # fmt: skip
    """Sum a client's contributions by reason, the most harmful first.

    Parameters
    ----------
    values : the client's value of every feature
    points : shape (n_features,), exact, in the order of ``features``
    total : whole points that the reasons must sum to
    accepted : the clients whom the policy accepts
    """
    lacks = [is_missing(values[name]) for name in features]
    groups = group_by_reason(points, lacks, features=features, catalogue=catalogue)
    shown = whole_points(np.array([group.points for group in groups]), total)
    reasons = []
    for group, whole in zip(groups, shown.tolist(), strict=True):
        names = tuple(features[j] for j in group.places)
        leading = catalogue.features[names[0]]
        said = (catalogue.sentence(leading.name, values[leading.name], language, currency=currency)
                for language in Language)  # fmt: skip
        label = catalogue.reasons[group.reason]
        reasons.append(
            Reason(
                key=group.key,
                theme=leading.theme,
                label=_without_information(label) if group.is_missing else label,
                theme_label=catalogue.themes[leading.theme],
                sentence=Text(*said),
                points=whole,
                exact_points=group.points,
                is_missing=group.is_missing,
                is_actionable=leading.is_actionable,
                features=names,
                accepted=accepted.in_words(
                    leading.name,
                    is_missing=group.is_missing,
                    # "33 %" beside "none of your credits" needs its name; beside "no delay" a number speaks for itself.
                    is_named=leading.unit is not Unit.COUNT
                    and not catalogue.states_value(leading.name, values[leading.name]),
                ),
            )
        )
    return tuple(reasons)


def _without_information(label: Text) -> Text:
    return Text(fr=f"{label.fr}\u00a0: sans information", en=f"{label.en}: no information")
