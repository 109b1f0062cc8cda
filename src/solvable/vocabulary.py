"""The field's words as closed lists: verdicts, directions, units, admissibility, languages."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["VERDICT_WORDS", "Admissibility", "Direction", "HigherIs", "Language", "Text", "Unit", "Verdict"]


class Verdict(StrEnum):
    """What the policy proposes: accord, étude or refus in French."""

    ACCEPT = "accept"
    REFER = "refer"
    DECLINE = "decline"


class Direction(StrEnum):
    """Whether a reason speaks for the client or against."""

    AGAINST = "against"
    IN_FAVOUR = "in_favour"
    NEITHER = "neither"


class Language(StrEnum):
    """A language in which clients and staff are spoken to."""

    FR = "fr"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in every language we speak; neither may be empty."""

    fr: str
    en: str

    def __post_init__(self) -> None:
        if not self.fr.strip() or not self.en.strip():
            raise ValueError(f"A text needs both languages, found fr={self.fr!r} and en={self.en!r}.")

    def in_language(self, language: Language) -> str:
        """Return the words of one language."""
        return self.fr if language is Language.FR else self.en


VERDICT_WORDS = {
    Verdict.ACCEPT: Text(fr="accord", en="accept"),
    Verdict.REFER: Text(fr="étude", en="refer"),
    Verdict.DECLINE: Text(fr="refus", en="decline"),
}


class Unit(StrEnum):
    """What a feature's number counts; it decides how the number is said aloud."""

    AMOUNT = "amount"  # money, in the portfolio's currency
    SHARE = "share"  # fraction, said as percent
    RATIO = "ratio"  # one quantity over another, said as a plain number
    TIMES = "times"  # one quantity over another, said as so many times the other, or as so much of it
    COUNT = "count"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    SCORE = "score"  # somebody else's score, a fraction where higher is safer
    FLAG = "flag"  # 0 or 1, said as yes or no
    CATEGORY = "category"  # text, said by the level's label


class HigherIs(StrEnum):
    """Which way credit sense says a feature pushes the risk."""

    SAFER = "safer"
    RISKIER = "riskier"
    EITHER = "either"


class Admissibility(StrEnum):
    """Whether a feature may decide about a person, and if not, why."""

    ALLOWED = "allowed"
    PROTECTED = "protected"  # a ground on which the law forbids to discriminate
    PROXY = "proxy"  # stands in for a protected ground
    THIRD_PARTY = "third_party"  # about other people than the client
    OPAQUE = "opaque"  # of a make that nobody here can explain
