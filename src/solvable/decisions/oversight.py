"""What people do with a proposal: which grounds a departure has, who confirms it, how long it is kept."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from solvable.documents import Document
from solvable.errors import GroundsMissingError
from solvable.vocabulary import Text, Verdict

__all__ = ["DepartureGround", "FourEyes", "Retention", "ReviewTerms", "TakenDecision"]


class DepartureGround(StrEnum):
    """Why a person decides otherwise than proposed; ``OTHER`` is for what the words beside it say alone."""

    STUDIED = "studied"
    NEW_DOCUMENTS = "new_documents"
    WRONG_DATA = "wrong_data"
    GUARANTEE = "guarantee"
    OTHER_TERMS = "other_terms"
    CHANGED_SITUATION = "changed_situation"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """The ground in words, for a list to choose from."""
        return _LABELS[self]


_LABELS = {
    DepartureGround.STUDIED: Text(fr="Étude du dossier", en="Study of the application"),
    DepartureGround.NEW_DOCUMENTS: Text(fr="Pièces nouvelles", en="New documents"),
    DepartureGround.WRONG_DATA: Text(fr="Données inexactes", en="Data that are wrong"),
    DepartureGround.GUARANTEE: Text(fr="Garantie ou co-emprunteur", en="Guarantee or co-borrower"),
    DepartureGround.OTHER_TERMS: Text(fr="Montant ou durée modifiés", en="Other amount or term"),
    DepartureGround.CHANGED_SITUATION: Text(fr="Situation qui a changé", en="Situation that has changed"),
    DepartureGround.OTHER: Text(fr="Autre motif", en="Other ground"),
}


class FourEyes(Document):
    """Which decisions wait for a second person: those that accept, or decline, against one of these proposals."""

    accepting: tuple[Verdict, ...] = ()
    declining: tuple[Verdict, ...] = ()

    def needed(self, *, proposed: Verdict, taken: Verdict) -> bool:
        """Whether a decision holds only once a second person confirmed it; one that follows its proposal always holds.

        Examples
        --------
        >>> FourEyes(accepting=(Verdict.DECLINE,)).needed(proposed=Verdict.DECLINE, taken=Verdict.ACCEPT)
        True
        """
        watched = {Verdict.ACCEPT: self.accepting, Verdict.DECLINE: self.declining, Verdict.REFER: ()}[taken]
        return taken is not proposed and proposed in watched


class ReviewTerms(Document):
    """How long the bank has to answer a client who asks for a person to look again."""

    days: Annotated[int, Field(ge=1, le=365)] = 30

    def due_on(self, asked_on: date) -> date:
        """Return the last day for an answer; ``asked_on`` is the day at the bank, which need not be that of UTC."""
        return asked_on + timedelta(days=self.days)


class Retention(Document):
    """How long a client's decisions and reviews are kept whatever the client asks."""

    years: Annotated[int, Field(ge=1, le=100)] = 5

    def kept_until(self, recorded_at: datetime) -> datetime:
        """Return until when a record must be kept; one of 29 February until a 1 March.

        Examples
        --------
        >>> from datetime import UTC
        >>> Retention(years=5).kept_until(datetime(2024, 2, 29, tzinfo=UTC)).date().isoformat()
        '2029-03-01'
        """
        year = recorded_at.year + self.years
        try:
            return recorded_at.replace(year=year)
        except ValueError:
            return recorded_at.replace(year=year, month=3, day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDecision:
    """What a person decides on a proposal.

    Attributes
    ----------
    ground, words
        Why, where it departs from the proposal.
    shown
        What was on the screen, as the page that showed it describes it: texts, numbers, lists and mappings.

    Raises
    ------
    GroundsMissingError
        It departs from the proposal without a ground and words. *Refer* proposes to study the
        application: what comes of the study departs from it, and needs its grounds.
    """

    proposed: Verdict
    taken: Verdict
    ground: DepartureGround | None = None
    words: str = ""
    shown: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.departs and (self.ground is None or not self.words.strip()):
            raise GroundsMissingError(
                deed=f"Deciding {self.taken} where {self.proposed} was proposed", needed="a ground and words for it"
            )

    @property
    def departs(self) -> bool:
        """Whether the person decides otherwise than proposed."""
        return self.taken is not self.proposed
