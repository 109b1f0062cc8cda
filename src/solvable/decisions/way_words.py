"""What leads to a yes, in sentences that one can say to the client."""

from collections.abc import Mapping
from dataclasses import dataclass

from solvable import wording
from solvable.decisions.candidates import Lever
from solvable.decisions.way_to_yes import Alternative, Found, WayToYes
from solvable.portfolios.loan import Loan
from solvable.vocabulary import Language, Text

__all__ = ["LEVER_LABELS", "say_alternative", "say_found"]

LEVER_LABELS = {
    Lever.AMOUNT: Text(fr="Montant plus faible", en="Smaller amount"),
    Lever.DOWN_PAYMENT: Text(fr="Apport plus élevé", en="Larger down payment"),
    Lever.TERM: Text(fr="Durée plus longue", en="Longer term"),
    Lever.AMOUNT_AND_TERM: Text(fr="Montant plus faible et durée plus longue", en="Smaller amount and longer term"),
    Lever.DOWN_PAYMENT_AND_TERM: Text(
        fr="Apport plus élevé et durée plus longue", en="Larger down payment and longer term"
    ),
}

_FOUND = {
    Found.WAY: Text(
        fr="Voici ce qui conduirait à une proposition d’accord.", en="This would lead to a proposal to accept."
    ),
    Found.NO_WAY: Text(
        fr="Dans les limites prévues par la banque, aucune modification ne conduirait à une proposition d’accord.",
        en="Within the bank’s limits, no change would lead to a proposal to accept.",
    ),
    Found.ALREADY_ACCEPTED: Text(fr="La proposition est déjà un accord.", en="The proposal is to accept already."),
    Found.NOT_OFFERED: Text(
        fr="La banque n’indique pas ce qui conduirait à une proposition d’accord.",
        en="The bank does not tell what would lead to a proposal to accept.",
    ),
    Found.NO_LOAN: Text(
        fr="Le montant ou la mensualité manque dans la demande\u00a0: aucune modification ne peut être calculée.",
        en="The application lacks its amount or its monthly payment: no change can be computed.",
    ),
}
_TERM_LEFT_OUT = Text(
    fr=" La demande n’indique pas sa durée\u00a0: une durée plus longue n’a pas été étudiée.",
    en=" The application does not state its term: a longer one was not considered.",
)


def say_found(way: WayToYes) -> Text:
    """Say what the search came to, and what it could not look at."""
    found = _FOUND[way.found]
    if way.found not in (Found.WAY, Found.NO_WAY) or not way.is_term_left_out:
        return found
    return Text(fr=found.fr + _TERM_LEFT_OUT.fr, en=found.en + _TERM_LEFT_OUT.en)


def say_alternative(alternative: Alternative, loan: Loan, *, currency: str | None) -> Text:
    """Say what a client would ask for instead of a loan, and what it would come to each month."""
    facts = {language: _facts(alternative.loan, loan, language, currency) for language in Language}
    return Text(
        fr=_sentence(alternative, loan, _FRENCH).format(**facts[Language.FR]),
        en=_sentence(alternative, loan, _ENGLISH).format(**facts[Language.EN]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    """The parts of a sentence in one language; facts stand where their names do in braces."""

    changes: Mapping[Lever, str]
    goods: str
    at_same_rate: str
    payment: str
    same_term: str
    more: str
    less: str


_FRENCH = _Phrases(
    changes={
        Lever.AMOUNT: "Si vous rameniez le montant demandé à {amount} ({difference} de moins){goods}",
        Lever.DOWN_PAYMENT: "Si vous apportiez {difference} de plus et n’empruntiez que {amount}",
        Lever.TERM: "Si vous allongiez la durée de {months} à {longer}\u00a0mois pour le même montant",
        Lever.AMOUNT_AND_TERM: "Si vous rameniez le montant demandé à {amount} ({difference} de moins){goods} "
        "et allongiez la durée de {months} à {longer}\u00a0mois",
        Lever.DOWN_PAYMENT_AND_TERM: "Si vous apportiez {difference} de plus, n’empruntiez que {amount} "
        "et allongiez la durée de {months} à {longer}\u00a0mois",
    },
    goods=" pour un bien à {price} au lieu de {present_price}",
    at_same_rate=", au même taux",
    payment=", votre mensualité passerait de {present_payment} à {payment}",
    same_term=" sur la même durée",
    more="\u00a0; au total, vous paieriez {total} de plus",
    less="\u00a0; au total, vous paieriez {total} de moins",
)
_ENGLISH = _Phrases(
    changes={
        Lever.AMOUNT: "If you asked for {amount} ({difference} less){goods}",
        Lever.DOWN_PAYMENT: "If you paid {difference} more yourself and borrowed only {amount}",
        Lever.TERM: "If you lengthened the term from {months} to {longer} months for the same amount",
        Lever.AMOUNT_AND_TERM: "If you asked for {amount} ({difference} less){goods} "
        "and lengthened the term from {months} to {longer} months",
        Lever.DOWN_PAYMENT_AND_TERM: "If you paid {difference} more yourself, borrowed only {amount} "
        "and lengthened the term from {months} to {longer} months",
    },
    goods=" for goods at {price} instead of {present_price}",
    at_same_rate=", at the same rate",
    payment=", your monthly payment would go from {present_payment} to {payment}",
    same_term=" over the same term",
    more="; in total you would pay {total} more",
    less="; in total you would pay {total} less",
)


def _sentence(alternative: Alternative, loan: Loan, phrases: _Phrases) -> str:
    """Put a sentence together, its facts still to be filled in."""
    asked = alternative.loan
    goods = "" if loan.goods_price is None or asked.goods_price is None else phrases.goods
    said = phrases.changes[alternative.lever].replace("{goods}", goods)
    if asked.n_months == loan.n_months:
        return said + phrases.payment + (phrases.same_term if loan.n_months is not None else "") + "."
    total = phrases.more if _more_in_total(asked, loan) > 0 else phrases.less
    return said + phrases.at_same_rate + phrases.payment + total + "."


def _facts(asked: Loan, loan: Loan, language: Language, currency: str | None) -> Mapping[str, str]:
    amounts = {
        "amount": asked.amount,
        "difference": loan.amount - asked.amount,
        "price": asked.goods_price or 0.0,
        "present_price": loan.goods_price or 0.0,
        "payment": asked.payment,
        "present_payment": loan.payment,
        "total": abs(_more_in_total(asked, loan)),
    }
    months = {"months": loan.n_months or 0.0, "longer": asked.n_months or 0.0}
    return {
        **{name: wording.amount(value, language, currency=currency) for name, value in amounts.items()},
        **{name: wording.decimal(value, language, digits=1) for name, value in months.items()},
    }


def _more_in_total(asked: Loan, loan: Loan) -> float:
    return (asked.total or 0.0) - (loan.total or 0.0)
