"""The wire format of scores: separate from the core's classes, since the two change for different reasons."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable import wording
from solvable.decisions.decision import Cutoffs, Decision, Proposal
from solvable.decisions.frequency import ObservedFrequency
from solvable.explanations.reasons import Reason
from solvable.explanations.themes import ThemeSum
from solvable.vocabulary import Direction, Language, Text, Verdict

__all__ = [
    "CreditOut",
    "CutoffsOut",
    "FrequencyOut",
    "Given",
    "HealthOut",
    "ProposalOut",
    "ReasonOut",
    "ScoreOut",
    "ThemeOut",
    "Words",
    "weightiest",
]


class Given(BaseModel):
    """What a program sends; a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Words(BaseModel):
    """The same words in French and in English."""

    fr: str
    en: str

    @classmethod
    def from_text(cls, text: Text) -> Self:
        """Put a text on the wire."""
        return cls(fr=text.fr, en=text.en)


class CutoffsOut(BaseModel):
    """Where verdicts change, as points and as probabilities of default."""

    accept_from: int = Field(description="Scores from here on are accepted.", examples=[520])
    decline_below: int = Field(description="Scores below are declined; between the two a person studies the case.")
    accept_below_prob: float = Field(description="The accept cutoff as a fraction.", ge=0, le=1)
    decline_from_prob: float = Field(description="The decline cutoff as a fraction.", ge=0, le=1)

    @classmethod
    def from_cutoffs(cls, cutoffs: Cutoffs) -> Self:
        """Put the cutoffs on the wire."""
        return cls(
            accept_from=cutoffs.accept_from,
            decline_below=cutoffs.decline_below,
            accept_below_prob=cutoffs.accept_below_prob,
            decline_from_prob=cutoffs.decline_from_prob,
        )


class FrequencyOut(BaseModel):
    """What became of clients with a like score, from whose outcomes the model did not learn."""

    n_clients: int = Field(description="Clients scored from score_from to score_to.")
    n_defaults: int = Field(description="How many of them defaulted.")
    rate: float = Field(description="The share of them that defaulted.", ge=0, le=1)
    low: float = Field(description="Lower end of its interval of 95 %.", ge=0, le=1)
    high: float = Field(description="Upper end of its interval of 95 %.", ge=0, le=1)
    score_from: int
    score_to: int
    sentence: Words = Field(description="The same as a sentence that can be said aloud.")

    @classmethod
    def from_frequency(cls, frequency: ObservedFrequency) -> Self:
        """Put a frequency on the wire."""
        said = (
            wording.observed_frequency(
                frequency.n, frequency.n_defaults, low=frequency.low, high=frequency.high, language=language
            )
            for language in Language
        )
        return cls(
            n_clients=frequency.n,
            n_defaults=frequency.n_defaults,
            rate=frequency.rate,
            low=frequency.low,
            high=frequency.high,
            score_from=frequency.score_from,
            score_to=frequency.score_to,
            sentence=Words.from_text(Text(*said)),
        )


class ReasonOut(BaseModel):
    """One thing that moves the score, in words that can be repeated to the client."""

    key: str = Field(
        description="Names the reason; stable between models. It ends in `_unknown` where is_missing is true."
    )
    theme: str = Field(description="The theme that the reason belongs to.")
    label: Words
    direction: Direction = Field(description="Whether it speaks for the client or against; neither without points.")
    points: int = Field(description="What it adds to the score; negative against the client.")
    sentence: Words = Field(description="The client's own value, stated.")
    accepted: Words | None = Field(
        description="Where accepted clients stand on the same: their median, their most common level, or how many "
        "of them have a value; null where too few have one to say."
    )
    is_missing: bool = Field(description="Whether the value is not known, and it is its absence that counts.")
    is_actionable: bool = Field(description="Whether the client can change it before the decision.")

    @classmethod
    def from_reason(cls, reason: Reason) -> Self:
        """Put a reason on the wire."""
        return cls(
            key=reason.key,
            theme=reason.theme,
            label=Words.from_text(reason.label),
            direction=reason.direction,
            points=reason.points,
            sentence=Words.from_text(reason.sentence),
            accepted=Words.from_text(reason.accepted) if reason.accepted else None,
            is_missing=reason.is_missing,
            is_actionable=reason.is_actionable,
        )


class ThemeOut(BaseModel):
    """What all reasons of one theme come to."""

    key: str = Field(description="Names the theme; stable between models.")
    label: Words
    points: int = Field(description="The sum of its reasons, those that are not listed included.")

    @classmethod
    def from_theme(cls, theme: ThemeSum) -> Self:
        """Put a theme on the wire."""
        return cls(key=theme.key, label=Words.from_text(theme.label), points=theme.points)


_SCORE_EXAMPLE: dict[str, Any] = {
    "client_id": 100002,
    "verdict": "refer",
    "prob_default": 0.0812,
    "likelihood": {
        "fr": "sur 100 dossiers comparables, environ 8 ne sont pas remboursés",
        "en": "out of 100 comparable applications, about 8 are not repaid",
    },
    "frequency": {
        "n_clients": 1240,
        "n_defaults": 98,
        "rate": 0.079,
        "low": 0.0653,
        "high": 0.0954,
        "score_from": 490,
        "score_to": 506,
        "sentence": {
            "fr": "parmi 1\u202f240 dossiers notés de même, 98 impayés\u00a0: 7,9\u202f%, entre 6,5 et 9,5\u202f%",
            "en": "of 1,240 applications with a like score, 98 defaulted: 7.9%, between 6.5% and 9.5%",
        },
    },
    "score": 498,
    "base_points": 512,
    "reasons": [
        {
            "key": "credit_length",
            "theme": "this_credit",
            "label": {"fr": "Durée du crédit", "en": "Length of the credit"},
            "direction": "against",
            "points": -21,
            "sentence": {"fr": "La durée du crédit est de 5\u00a0ans", "en": "The credit runs for 5 years"},
            "accepted": {
                "fr": "Clients acceptés\u00a0: 2\u00a0ans et 1\u00a0mois (médiane)",
                "en": "Accepted clients: 2 years and 1 month (median)",
            },
            "is_missing": False,
            "is_actionable": True,
        }
    ],
    "other_points": 7,
    "themes": [
        {"key": "repayment_history", "label": {"fr": "Remboursements passés", "en": "Repayments so far"}, "points": 5},
        {"key": "this_credit", "label": {"fr": "Crédit demandé", "en": "Credit applied for"}, "points": -19},
    ],
    "cutoffs": {
        "accept_from": 520,
        "decline_below": 470,
        "accept_below_prob": 0.05,
        "decline_from_prob": 0.14,
    },
    "model_version": "2026-11-23-4f2a9c",
    "policy_version": "2026-11",
    "policy_checksum": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
}


class ScoreOut(BaseModel):
    """What the policy proposes for one client, and why. A person decides."""

    model_config = ConfigDict(json_schema_extra={"example": _SCORE_EXAMPLE})

    client_id: int
    verdict: Verdict = Field(description="accept: accord; refer: a person studies the case; decline: refus.")
    prob_default: float = Field(description="Calibrated probability of default, a fraction.", ge=0, le=1)
    likelihood: Words = Field(description="The same probability as a sentence that can be said aloud.")
    frequency: FrequencyOut | None = Field(
        description="What was observed of clients with a like score; null where they are too few to say."
    )
    score: int = Field(description="Points; higher is safer.")
    base_points: int = Field(description="Points that every client of this model starts from.")
    reasons: list[ReasonOut] = Field(
        description="The weightiest reasons, at most `limit` against and `limit` in favour, the most harmful first."
    )
    other_points: int = Field(
        description="Points of the reasons not listed: base_points + points of reasons + other_points = score."
    )
    themes: list[ThemeOut] = Field(description="All reasons, summed by theme: base_points + points of themes = score.")
    cutoffs: CutoffsOut
    model_version: str
    policy_version: str
    policy_checksum: str = Field(description="SHA-256 of all that the policy says.")

    @classmethod
    def from_decision(cls, decision: Decision, *, limit: int) -> Self:
        """Put a decision on the wire with its weightiest reasons."""
        reasons, other_points = weightiest(decision, limit=limit)
        return cls(
            client_id=decision.client_id,
            verdict=decision.verdict,
            prob_default=decision.prob_default,
            likelihood=Words(
                fr=wording.likelihood(decision.prob_default, Language.FR),
                en=wording.likelihood(decision.prob_default, Language.EN),
            ),
            frequency=FrequencyOut.from_frequency(decision.frequency) if decision.frequency else None,
            score=decision.score,
            base_points=decision.base_points,
            reasons=[ReasonOut.from_reason(reason) for reason in reasons],
            other_points=other_points,
            themes=[ThemeOut.from_theme(theme) for theme in decision.themes],
            cutoffs=CutoffsOut.from_cutoffs(decision.cutoffs),
            model_version=decision.model_version,
            policy_version=decision.policy_version,
            policy_checksum=decision.policy_checksum,
        )


def weightiest(decision: Decision, *, limit: int) -> tuple[Sequence[Reason], int]:
    """Return the weightiest reasons, the most harmful first, and what all others come to in points."""
    reasons = (*decision.against[:limit], *reversed(decision.in_favour[:limit]))
    return reasons, decision.score - decision.base_points - sum(reason.points for reason in reasons)


class ProposalOut(BaseModel):
    """What the policy proposes for one client, without why. A person decides."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                name: _SCORE_EXAMPLE[name]
                for name in (
                    "client_id", "verdict", "prob_default", "score", "model_version", "policy_version",
                    "policy_checksum",
                )
            }
        }
    )  # fmt: skip

    client_id: int
    verdict: Verdict = Field(description="accept: accord; refer: a person studies the case; decline: refus.")
    prob_default: float = Field(description="Calibrated probability of default, a fraction.", ge=0, le=1)
    score: int = Field(description="Points; higher is safer.")
    model_version: str
    policy_version: str
    policy_checksum: str = Field(description="SHA-256 of all that the policy says.")

    @classmethod
    def from_proposal(
        cls, proposal: Proposal, *, model_version: str, policy_version: str, policy_checksum: str
    ) -> Self:
        """Put a proposal on the wire, with what it was made by."""
        return cls(
            client_id=proposal.client_id,
            verdict=proposal.verdict,
            prob_default=proposal.prob_default,
            score=proposal.score,
            model_version=model_version,
            policy_version=policy_version,
            policy_checksum=policy_checksum,
        )


class CreditOut(BaseModel):
    """The probability of default, and nothing else."""

    model_config = ConfigDict(json_schema_extra={"example": {"proba": 0.0812}})

    proba: float = Field(description="Probability of default, a fraction.", ge=0, le=1)


class HealthOut(BaseModel):
    """A word for whoever watches the server."""

    status: str = Field(examples=["ok"])
