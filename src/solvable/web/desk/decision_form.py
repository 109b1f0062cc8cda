"""The form in which a person decides: as it was sent, what is missing in it, and what was on screen beside it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from solvable.decisions.decision import Decision
from solvable.decisions.oversight import DepartureGround, TakenDecision
from solvable.vocabulary import Language, Verdict
from solvable.web.desk.typed_words import LONGEST_WORDS, read_words
from solvable.web.journal.canonical import canonical

__all__ = ["DecisionForm", "fingerprint", "shown_to"]

N_REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """What was sent.

    Attributes
    ----------
    proposal
        The fingerprint of what was on screen.
    seen
        The number of the decision that was in force on screen; None where there was none.
    language
        In which the screen spoke.
    """

    taken: Verdict | None
    ground: DepartureGround | None
    words: str
    proposal: str
    seen: int | None
    language: Language

    @classmethod
    def read(cls, sent: Mapping[str, str], *, spoken: Language) -> Self:
        """Read what was sent; what is not from our lists is not there."""
        language = sent.get("language", "")
        seen = sent.get("seen", "")
        return cls(
            taken=Verdict(sent["taken"]) if sent.get("taken") in set(Verdict) else None,
            ground=DepartureGround(sent["ground"]) if sent.get("ground") in set(DepartureGround) else None,
            words=read_words(sent, "words"),
            proposal=sent.get("proposal", ""),
            seen=int(seen) if re.fullmatch(r"[0-9]{1,18}", seen) else None,
            language=Language(language) if language in set(Language) else spoken,
        )

    def complaints(self, proposed: Verdict) -> dict[str, str]:
        """Return what is missing, by field; a correction says why it corrects, whatever it decides."""
        missing = {}
        departs = self.taken is not None and self.taken is not proposed
        if self.taken is None:
            missing["taken"] = _("Expected: one of the three decisions.")
        if departs and self.ground is None:
            missing["ground"] = _("Expected: the ground on which you depart from the proposal.")
        if departs and not self.words:
            missing["words"] = _("Expected: in your words, why you depart from the proposal.")
        elif self.seen is not None and not self.words:
            missing["words"] = _("Expected: in your words, why your decision takes the place of the earlier one.")
        if len(self.words) > LONGEST_WORDS:
            missing["words"] = _("Expected: at most %(most)s characters.") % {"most": LONGEST_WORDS}
        return missing

    def decided(self, proposed: Verdict, shown: dict[str, Any]) -> TakenDecision:
        """Return what is to be recorded; a ground belongs to a departure only."""
        taken = self.taken or proposed
        ground = self.ground if taken is not proposed else None
        return TakenDecision(proposed=proposed, taken=taken, ground=ground, words=self.words, shown=shown)


def shown_to(decision: Decision, language: Language) -> dict[str, Any]:
    """Return what the page shows of a proposal, in the words in which it shows it; this is recorded."""

    def said(reasons: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {"sentence": reason.sentence.in_language(language), "points": reason.points}
            for reason in reasons[:N_REASONS_SHOWN]
        ]

    return {
        "page": "desk:decide",
        "language": language.value,
        "verdict": decision.verdict.value,
        "score": decision.score,
        "accept_from": decision.cutoffs.accept_from,
        "decline_below": decision.cutoffs.decline_below,
        "in_favour": said(decision.in_favour),
        "against": said(decision.against),
        "model_version": decision.model_version,
        "policy_version": decision.policy_version,
    }


def fingerprint(shown: Mapping[str, Any]) -> str:
    """Return by what a page is known again."""
    return hashlib.sha256(canonical(dict(shown)).encode()).hexdigest()
