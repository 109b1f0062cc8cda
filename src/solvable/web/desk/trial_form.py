"""The form of a trial: what may be changed of an application, as it was typed, and the changes that it comes to.

Amount, monthly payment and term hang together: a person says which of them follows from the other two, as in any
loan calculator, so that what is typed can never contradict itself.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.utils.translation import gettext as _

from solvable import wording
from solvable.decisions.asking import Askable
from solvable.portfolios.loan import Loan
from solvable.portfolios.simulation import (
    ANNUITY,
    CREDIT,
    GOODS_PRICE,
    LARGEST_AMOUNT,
    LONGEST_TERM_MONTHS,
    TERM,
    Changes,
)
from solvable.vocabulary import Language, Text, Unit
from solvable.web.desk.numbers import read_number

__all__ = [
    "CONTRACT_TERM",
    "FOLLOWS",
    "NOTHING",
    "Slider",
    "TrialField",
    "TrialForm",
    "loan_as_typed",
    "read_trial",
]

# Names in the address beside those of what may be changed.
FOLLOWS, CONTRACT_TERM = "follows", "contract_term_months"
# What follows where amount and payment are both given and there is no term.
NOTHING = "nothing"
_TIED = (CREDIT, ANNUITY, TERM)
# A field shows amounts to the cent; what is typed as it was shown is not a change.
_DIGITS = 2
# A slider reaches from a quarter of what is asked for to its double, in about this many steps.
_LOWEST, _HIGHEST, _N_STEPS = 0.25, 2.0, 200
_SHORTEST_MONTHS, _USUAL_MONTHS = 6, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """The ends and the step of a slider; a value beyond them can still be typed."""

    low: int
    high: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialField:
    """One thing that may be changed.

    Attributes
    ----------
    stands, value
        As the application says it, and as it was typed; None where that is not known, or cannot be read.
    stands_said
        What stands, in words.
    typed
        The words of the field, kept as they are.
    complaint
        What is expected in place of what was typed; empty where it can be used.
    is_following
        Whether it is computed from the others, and what was typed does not count.
    """

    name: str
    label: Text
    unit: Unit
    stands: float | None
    stands_said: str
    value: float | None
    typed: str
    complaint: str
    slider: Slider | None
    is_following: bool

    @property
    def is_changed(self) -> bool:
        """Whether something else was typed than what stands, to the last digit that the field shows."""
        if self.value is None:
            return False
        return self.stands is None or round(self.value, _DIGITS) != round(self.stands, _DIGITS)

    @property
    def exact(self) -> float | None:
        """The value to compute with: what stands to its last digit, unless something else was typed."""
        return self.value if self.is_changed else self.stands


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialForm:
    """The whole form; ``choices`` are the names that may follow from the others, none where nothing does."""

    fields: tuple[TrialField, ...]
    follows: str
    choices: tuple[str, ...]
    contract_term: TrialField

    @property
    def has_complaints(self) -> bool:
        """Whether something was typed that cannot be used."""
        return any(field.complaint for field in (*self.fields, self.contract_term))

    def complaining(self, name: str, complaint: str) -> Self:
        """Return the form with a complaint at one of its fields."""

        def complained(field: TrialField) -> TrialField:
            return replace(field, complaint=complaint) if field.name == name else field

        fields = tuple(complained(field) for field in self.fields)
        return replace(self, fields=fields, contract_term=complained(self.contract_term))

    def following(self, loan: Loan | None, language: Language) -> Self:
        """Return the form with what follows from the rest filled in."""
        if loan is None:
            return self
        values = {CREDIT: loan.amount, ANNUITY: loan.payment, TERM: loan.n_months}
        fields = tuple(
            replace(field, typed=_shown(values[field.name], field.unit, language)) if field.is_following else field
            for field in self.fields
        )
        return replace(self, fields=fields)

    @property
    def stated_months(self) -> float | None:
        """The term of the contract, where somebody typed it."""
        return self.contract_term.value

    @property
    def changes(self) -> Changes:
        """What is asked for differently, as the service takes it; at most two of amount, payment and term."""
        fields = {field.name: field for field in self.fields}
        tied = [fields[name] for name in _TIED if name in fields and name != self.follows]
        free = [field for field in self.fields if field.name not in _TIED and field.is_changed]
        changed = [field for field in tied if field.is_changed]
        # The payment follows by itself, whatever else is new. What follows otherwise needs both others to be named.
        given = tied if changed and self.follows != ANNUITY else changed
        return {field.name: field.exact for field in (*given, *free) if field.exact is not None}


def read_trial(typed: Mapping[str, str], askable: Sequence[Askable], language: Language) -> TrialForm:
    """Read the form of a client's trial as it stands in an address; what is not there stands as it is."""
    contract_term = _read_field(
        Askable(name=CONTRACT_TERM, label=_CONTRACT_TERM_LABEL, unit=Unit.MONTHS, value=None), typed, language
    )
    stated = contract_term.value
    offered = [
        Askable(name=item.name, label=item.label, unit=item.unit, value=stated if item.name == TERM and stated else
                item.value)
        for item in askable
    ]  # fmt: skip
    stands = {item.name: item.value for item in offered}
    has_term = stands.get(TERM) is not None
    has_loan = stands.get(CREDIT) is not None and stands.get(ANNUITY) is not None
    choices = (ANNUITY, TERM, CREDIT) if has_term else (ANNUITY, NOTHING) if has_loan else ()
    follows = typed.get(FOLLOWS, ANNUITY)
    follows = follows if follows in choices else (choices[0] if choices else NOTHING)
    return TrialForm(
        fields=tuple(
            _read_field(item, typed, language, is_following=item.name == follows)
            for item in sorted(offered, key=lambda item: item.name not in _TIED)
            if item.name != TERM or has_term
        ),
        follows=follows,
        choices=choices,
        contract_term=contract_term,
    )


def loan_as_typed(loan: Loan) -> Mapping[str, str]:
    """Return the fields of a form that asks for just this loan, as they stand in an address in any language."""
    amounts = {CREDIT: loan.amount, ANNUITY: loan.payment, GOODS_PRICE: loan.goods_price}
    return {FOLLOWS: TERM if loan.n_months is not None else NOTHING} | {
        name: f"{amount:.{_DIGITS}f}" for name, amount in amounts.items() if amount is not None
    }


_CONTRACT_TERM_LABEL = Text(fr="Durée du contrat, en mois", en="Term of the contract, in months")


def _read_field(
    item: Askable, given: Mapping[str, str], language: Language, *, is_following: bool = False
) -> TrialField:
    as_it_stands = _shown(item.value, item.unit, language)
    typed = given.get(item.name, as_it_stands)
    value, complaint = item.value, ""
    if typed.strip() and not is_following:
        value, complaint = _read_value(typed, item.unit, language)
    elif item.value is None:
        value = None
    return TrialField(
        name=item.name,
        label=item.label,
        unit=item.unit,
        stands=item.value,
        stands_said=as_it_stands,
        value=value,
        typed=typed if typed.strip() else as_it_stands,
        complaint=complaint,
        slider=_slider(item),
        is_following=is_following,
    )


def _shown(value: float | None, unit: Unit, language: Language) -> str:
    """Write a number as a field shows it; money has both its cents or none."""
    if value is None:
        return ""
    has_cents = unit is Unit.AMOUNT and round(value, _DIGITS) % 1 != 0
    return wording.decimal(value, language, digits=_DIGITS, is_fixed=has_cents)


def _read_value(typed: str, unit: Unit, language: Language) -> tuple[float | None, str]:
    """Return what was typed as a number, or None and what is expected instead."""
    number = read_number(typed)
    most = LONGEST_TERM_MONTHS if unit is Unit.MONTHS else LARGEST_AMOUNT
    if number is None:
        return None, _("Expected: a number, such as %(example)s.") % {
            "example": wording.count(36 if unit is Unit.MONTHS else 250_000, language)
        }
    if not 0 < number <= most:
        return None, _("Expected: more than 0 and at most %(most)s.") % {"most": wording.count(most, language)}
    return number, ""


def _slider(item: Askable) -> Slider | None:
    """Return how far a slider goes from where something stands; none where that is not known."""
    if item.value is None:
        return None
    if item.unit is Unit.MONTHS:
        high = min(max(_USUAL_MONTHS, math.ceil(item.value * 1.5)), LONGEST_TERM_MONTHS)
        return Slider(low=min(_SHORTEST_MONTHS, math.floor(item.value) or 1), high=high, step=1)
    step = _round_step(item.value * (_HIGHEST - _LOWEST) / _N_STEPS)
    low = max(math.floor(item.value * _LOWEST / step), 1) * step
    return Slider(low=low, high=max(math.ceil(item.value * _HIGHEST / step) * step, low + step), step=step)


def _round_step(step: float) -> int:
    """Return the 1, 2 or 5 before zeros that is nearest above a step."""
    magnitude = 10 ** max(math.floor(math.log10(step)), 0) if step > 0 else 1
    return next(n * magnitude for n in (1, 2, 5, 10) if n * magnitude >= step or n == 10)
