"""The wire format of changed applications, and of what leads to a yes."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.decisions.asking import Askable
from solvable.decisions.candidates import Lever
from solvable.decisions.decision import Decision
from solvable.decisions.way_to_yes import Alternative, Found, WayToYes
from solvable.decisions.way_words import LEVER_LABELS, say_alternative, say_found
from solvable.decisions.what_if import ReasonChange, WhatIf
from solvable.portfolios.catalogue import is_missing
from solvable.portfolios.loan import Loan
from solvable.portfolios.simulation import LARGEST_AMOUNT, LONGEST_TERM_MONTHS
from solvable.vocabulary import Unit, Verdict
from solvable.web.api.schemas import Given, Words

__all__ = ["AskableOut", "ChangesIn", "Months", "Term", "WayOut", "WhatIfIn", "WhatIfOut"]

# Strict: "12" in quotes is a mistake of the caller, not a number.
Amount = Annotated[float, Field(ge=1, le=LARGEST_AMOUNT, strict=True, allow_inf_nan=False)]
Months = Annotated[float, Field(ge=1, le=LONGEST_TERM_MONTHS, strict=True, allow_inf_nan=False)]
# The same in an address, where everything is text.
Term = Annotated[float, Field(ge=1, le=LONGEST_TERM_MONTHS, allow_inf_nan=False)]

_ORIGIN_EXAMPLE = {
    "client_id": 100002,
    "model_version": "2026-11-23-4f2a9c",
    "policy_version": "2026-11",
    "policy_checksum": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
}
_LOAN_EXAMPLE = {
    "amount": 406597.5, "monthly_payment": 24700.5, "term_months": 18.0, "is_term_estimated": True,
    "yearly_rate": 0.1163, "goods_price": 351000.0,
}  # fmt: skip
_SMALLER_LOAN_EXAMPLE = _LOAN_EXAMPLE | {"amount": 300000.0, "monthly_payment": 18224.78}
_BEFORE_EXAMPLE = {"verdict": "refer", "score": 498, "prob_default": 0.0812, "loan": _LOAN_EXAMPLE}
_AFTER_EXAMPLE = {"verdict": "accept", "score": 523, "prob_default": 0.0481, "loan": _SMALLER_LOAN_EXAMPLE}
_WHAT_IF_EXAMPLE: dict[str, Any] = _ORIGIN_EXAMPLE | {
    "before": _BEFORE_EXAMPLE,
    "after": _AFTER_EXAMPLE,
    "changes": [
        {
            "key": "credit_amount",
            "label": {"fr": "Montant du crédit", "en": "Amount of the credit"},
            "points_before": -18,
            "points_after": 7,
            "sentence": {"fr": "Vous demandez 300\u202f000", "en": "You ask for 300,000"},
        }
    ],
}
_ASKABLE_EXAMPLE: dict[str, Any] = {
    "client_id": 100002,
    "askable": [
        {
            "name": "credit_amount",
            "label": {"fr": "Montant du crédit", "en": "Amount of the credit"},
            "unit": "amount",
            "value": 406597.5,
        }
    ],
}
_WAY_EXAMPLE: dict[str, Any] = _ORIGIN_EXAMPLE | {
    "found": "way",
    "message": {
        "fr": "Voici ce qui conduirait à une proposition d’accord.",
        "en": "This would lead to a proposal to accept.",
    },
    "before": _BEFORE_EXAMPLE,
    "alternatives": [
        {
            "lever": "amount",
            "label": {"fr": "Montant plus faible", "en": "Smaller amount"},
            **_AFTER_EXAMPLE,
            "sentence": {
                "fr": "Si vous rameniez le montant demandé à 300\u202f000 […]",
                "en": "If you asked for 300,000 […]",
            },
        }
    ],
    "n_loans": 950,
}


class ChangesIn(Given):
    """What would be asked for instead; what is left out stays, or follows from what is given."""

    credit_amount: Amount | None = Field(None, description="The amount of the credit.")
    annuity_amount: Amount | None = Field(None, description="The monthly payment.")
    term_months: Months | None = Field(None, description="The term.")
    goods_price_amount: Amount | None = Field(None, description="The price of what is bought with it.")
    income_amount: Amount | None = Field(None, description="The client's income, over the time that the tables have.")

    def by_name(self) -> Mapping[str, float]:
        """Return the changes that are given, by the names under which a portfolio lets them be made."""
        return self.model_dump(exclude_none=True)


class WhatIfIn(Given):
    """How a client would ask differently."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"changes": {"credit_amount": 300000}}})

    changes: ChangesIn
    contract_term_months: Months | None = Field(
        None,
        description="Months that the contract runs for, where they are known; else the application's term is taken.",
    )


class AskableItemOut(BaseModel):
    """Something that may be changed to see what follows."""

    name: str = Field(description="Its name among the changes of `what-if`.")
    label: Words
    unit: Unit
    value: float | None = Field(description="Where it stands; null where that is not known.")


class AskableOut(BaseModel):
    """What a client could ask for differently."""

    model_config = ConfigDict(json_schema_extra={"example": _ASKABLE_EXAMPLE})

    client_id: int
    askable: list[AskableItemOut]

    @classmethod
    def from_askable(cls, client_id: int, askable: Iterable[Askable]) -> Self:
        """Put what may be changed on the wire."""
        return cls(
            client_id=client_id,
            askable=[
                AskableItemOut(
                    name=one.name,
                    label=Words.from_text(one.label),
                    unit=one.unit,
                    value=None if is_missing(one.value) else one.value,
                )
                for one in askable
            ],
        )


class LoanOut(BaseModel):
    """What is asked for."""

    amount: float
    monthly_payment: float
    term_months: float | None = Field(description="Null for a credit without a term.")
    is_term_estimated: bool = Field(description="Whether the term is inferred and not stated by the application.")
    yearly_rate: float | None = Field(description="Twelve times the monthly rate behind it, a fraction.")
    goods_price: float | None = Field(description="Null where it is not known.")

    @classmethod
    def from_loan(cls, loan: Loan) -> Self:
        """Put a loan on the wire."""
        return cls(
            amount=loan.amount,
            monthly_payment=loan.payment,
            term_months=loan.n_months,
            is_term_estimated=loan.is_term_estimated,
            yearly_rate=None if loan.monthly_rate is None else 12 * loan.monthly_rate,
            goods_price=loan.goods_price,
        )


class OutcomeOut(BaseModel):
    """What is proposed for a loan."""

    verdict: Verdict
    score: int = Field(description="Points; higher is safer.")
    prob_default: float = Field(description="Calibrated probability of default, a fraction.", ge=0, le=1)
    loan: LoanOut | None = Field(description="Null where the application lacks its amount or its monthly payment.")

    @classmethod
    def from_decision(cls, decision: Decision, loan: Loan | None) -> Self:
        """Put a decision about a loan on the wire."""
        return cls(**_outcome(decision, loan))


class ReasonChangeOut(BaseModel):
    """One reason before and after."""

    key: str = Field(description="Names the reason; stable between models.")
    label: Words
    points_before: int
    points_after: int
    sentence: Words = Field(description="The value that it would then rest on, stated.")

    @classmethod
    def from_change(cls, change: ReasonChange) -> Self:
        """Put a changed reason on the wire."""
        return cls(
            key=change.key,
            label=Words.from_text(change.label),
            points_before=change.points_before,
            points_after=change.points_after,
            sentence=Words.from_text(change.sentence),
        )


class OriginOut(BaseModel):
    """Whom an answer is about, and by which model and policy."""

    client_id: int
    model_version: str
    policy_version: str
    policy_checksum: str = Field(description="SHA-256 of all that the policy says.")


class WhatIfOut(OriginOut):
    """A client as they stand, and as they would if they asked differently."""

    model_config = ConfigDict(json_schema_extra={"example": _WHAT_IF_EXAMPLE})

    before: OutcomeOut
    after: OutcomeOut
    changes: list[ReasonChangeOut] = Field(
        description="The reasons whose points would change, those that change most first; together the difference of "
        "the two scores."
    )

    @classmethod
    def from_what_if(cls, found: WhatIf) -> Self:
        """Put what would be decided on the wire."""
        return cls(
            **_origin(found.before),
            before=OutcomeOut.from_decision(found.before, found.loan_before),
            after=OutcomeOut.from_decision(found.after, found.loan_after),
            changes=[ReasonChangeOut.from_change(change) for change in found.changes],
        )


class AlternativeOut(OutcomeOut):
    """A loan that would be accepted."""

    lever: Lever = Field(description="What is changed.")
    label: Words
    sentence: Words = Field(description="The change, said to the client.")

    @classmethod
    def from_alternative(cls, alternative: Alternative, loan: Loan, *, currency: str | None) -> Self:
        """Put an alternative to a loan on the wire."""
        return cls(
            **_outcome(alternative.decision, alternative.loan),
            lever=alternative.lever,
            label=Words.from_text(LEVER_LABELS[alternative.lever]),
            sentence=Words.from_text(say_alternative(alternative, loan, currency=currency)),
        )


class WayOut(OriginOut):
    """What a client could ask for instead."""

    model_config = ConfigDict(json_schema_extra={"example": _WAY_EXAMPLE})

    found: Found = Field(
        description="way: there are alternatives; no_way: none within the policy's bounds; already_accepted; "
        "not_offered: the policy suggests nothing; no_loan: amount or payment is missing."
    )
    message: Words = Field(description="The same as a sentence, with what could not be looked at.")
    before: OutcomeOut
    alternatives: list[AlternativeOut] = Field(description="Each of another lever, the smallest change first.")
    n_loans: int = Field(description="How many loans the search covered.")

    @classmethod
    def from_way(cls, way: WayToYes, *, currency: str | None) -> Self:
        """Put a way to a yes on the wire."""
        alternatives = [] if way.loan is None else [
            AlternativeOut.from_alternative(alternative, way.loan, currency=currency)
            for alternative in way.alternatives
        ]  # fmt: skip
        return cls(
            **_origin(way.stood),
            found=way.found,
            message=Words.from_text(say_found(way)),
            before=OutcomeOut.from_decision(way.stood, way.loan),
            alternatives=alternatives,
            n_loans=way.n_loans,
        )


def _outcome(decision: Decision, loan: Loan | None) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "score": decision.score,
        "prob_default": decision.prob_default,
        "loan": None if loan is None else LoanOut.from_loan(loan),
    }


def _origin(decision: Decision) -> dict[str, Any]:
    return {
        "client_id": decision.client_id,
        "model_version": decision.model_version,
        "policy_version": decision.policy_version,
        "policy_checksum": decision.policy_checksum,
    }
