"""What clients are chosen by, as closed lists: the verdict, how risky, and what the portfolio declares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from solvable.explanations.comparison.population import Population, may_tell_outcomes
from solvable.models.points import PointsScale
from solvable.portfolios.search import SearchFields
from solvable.portfolios.segments import Segment, member_keys, segment_names
from solvable.vocabulary import VERDICT_WORDS, Text, Verdict

__all__ = ["NOT_AVAILABLE", "RISK", "RISK_MEMBERS", "VERDICT", "Choice", "Member", "build_choices", "risk_bands"]

VERDICT, RISK = "verdict", "risk"
NOT_AVAILABLE = "not-available"
# Probabilities of default at which bands end; they part a usual portfolio into bands of many clients each.
RISK_EDGES = (0.02, 0.05, 0.1, 0.2)
_PERCENTS = tuple(f"{100 * edge:g}" for edge in RISK_EDGES)
RISK_MEMBERS = (
    f"under-{_PERCENTS[0]}", *(f"{low}-{high}" for low, high in pairwise(_PERCENTS)), f"{_PERCENTS[-1]}-up"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the members of a choice: what names it in addresses, and what it is called."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that clients are chosen by; every client belongs to one of its members.

    Attributes
    ----------
    is_protected
        Whether the law protects the ground: it may serve to find a client, and never to see how the
        model judges one group and the next.
    tells_verdicts
        Whether it follows from the score.
    """

    key: str
    label: Text
    members: tuple[Member, ...]
    is_protected: bool = False
    tells_verdicts: bool = False

    @property
    def places(self) -> dict[str, int]:
        """Where each member stands, by key."""
        return {member.key: place for place, member in enumerate(self.members)}


def build_choices(fields: SearchFields, segments: Sequence[Segment], population: Population) -> tuple[Choice, ...]:
    """Return all choices of a portfolio: verdict and risk first, then what it declares, in its order."""
    declared = {segment.key: segment for segment in segments}
    verdicts = tuple(Member(key=verdict.value, label=VERDICT_WORDS[verdict]) for verdict in Verdict)
    return (
        Choice(
            key=VERDICT, label=Text(fr="Avis proposé", en="Proposed verdict"), members=verdicts, tells_verdicts=True
        ),
        Choice(
            key=RISK,
            label=Text(fr="Non remboursés, sur 100 dossiers", en="Not repaid, of 100 applications"),
            members=tuple(
                Member(key=key, label=label) for key, label in zip(RISK_MEMBERS, _risk_labels(), strict=True)
            ),
            tells_verdicts=True,
        ),
        *(_choice_by(declared[key], population) for key in fields.choices),
    )


def risk_bands(scores: npt.NDArray[np.int32], scale: PointsScale) -> npt.NDArray[np.uint8]:
    """Return each client's band of risk, shape (n,), told from whole points so that lists and points agree.

    A client whose points are exactly those of an edge is in the riskier band.
    """
    points = [float(scale.points(math.log(edge / (1 - edge)))) for edge in RISK_EDGES]
    bands = np.zeros(scores.size, dtype=np.uint8)
    for edge in points:
        bands += scores <= edge
    return bands


def _choice_by(segment: Segment, population: Population) -> Choice:
    catalogue = population.catalogue
    labels = segment_names(segment, catalogue, currency=population.currency)
    members = [Member(key=key, label=label) for key, label in zip(member_keys(segment), labels, strict=True)]
    members.append(Member(key=NOT_AVAILABLE, label=Text(fr="non renseigné ou autre", en="not available or other")))
    return Choice(
        key=segment.key,
        label=segment.label,
        members=tuple(members),
        is_protected=not may_tell_outcomes(catalogue.features[segment.feature]),
    )


def _risk_labels() -> tuple[Text, ...]:
    return (
        Text(fr=f"moins de {_PERCENTS[0]}", en=f"fewer than {_PERCENTS[0]}"),
        *(
            Text(fr=f"de {low} à moins de {high}", en=f"{low} to fewer than {high}")
            for low, high in pairwise(_PERCENTS)
        ),
        Text(fr=f"{_PERCENTS[-1]} et plus", en=f"{_PERCENTS[-1]} and more"),
    )
