"""What the command line shows of a client who asks differently: tables, and the same as JSON."""

from collections.abc import Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from solvable import wording
from solvable.decisions.decision import Decision
from solvable.decisions.way_to_yes import Alternative, WayToYes
from solvable.decisions.way_words import LEVER_LABELS, say_alternative, say_found
from solvable.decisions.what_if import WhatIf
from solvable.portfolios.loan import Loan
from solvable.vocabulary import VERDICT_WORDS, Language, Text

__all__ = ["way_document", "way_table", "what_if_document", "what_if_table"]

_ROWS = {
    "verdict": Text(fr="avis", en="verdict"),
    "points": Text(fr="points", en="points"),
    "prob_default": Text(fr="prob. de défaut", en="prob. of default"),
    "amount": Text(fr="montant", en="amount"),
    "payment": Text(fr="mensualité", en="monthly payment"),
    "term": Text(fr="durée", en="term"),
    "goods_price": Text(fr="prix du bien", en="price of the goods"),
}


def what_if_table(found: WhatIf, language: Language, *, currency: str | None) -> Table:
    """Lay out what stands beside what would be, with every reason whose points would change."""
    heads = (
        ("client", "présent", "modifié", "écart") if language is Language.FR else ("client", "now", "changed", "gain")
    )
    table = Table(f"{heads[0]} {found.before.client_id}", *heads[1:])
    for column in (1, 2, 3):
        table.columns[column].justify = "right"
    gained = wording.points(found.after.score - found.before.score, language)
    before, after = _facts(found.before, language), _facts(found.after, language)
    for name in before:
        table.add_row(_ROWS[name].in_language(language), before[name], after[name], gained if name == "points" else "")
    if found.loan_before and found.loan_after:
        stood, asked = (_amounts(loan, language, currency) for loan in (found.loan_before, found.loan_after))
        for name in [name for name in _ROWS if name in stood or name in asked]:
            table.add_row(_ROWS[name].in_language(language), stood.get(name, "–"), asked.get(name, "–"), "")
    table.add_section()
    for change in found.changes:
        table.add_row(
            escape(change.sentence.in_language(language)),
            wording.points(change.points_before, language),
            wording.points(change.points_after, language),
            wording.points(change.difference, language),
        )
    return table


def way_table(way: WayToYes, language: Language, *, currency: str | None) -> Table:
    """Lay out what a client could ask for instead, or why there is nothing to suggest."""
    heads = (
        ("ce qui change", "avis", "points", "")
        if language is Language.FR
        else ("what changes", "verdict", "points", "")
    )
    stood = _facts(way.stood, language)
    table = Table(
        *heads,
        title=f"client {way.stood.client_id}\u00a0: {stood['verdict']}, {stood['points']} points",
        title_justify="left",
        caption=say_found(way).in_language(language),
        caption_justify="left",
        show_lines=True,
    )
    for alternative, said in _said(way, currency):
        facts = _facts(alternative.decision, language)
        label = LEVER_LABELS[alternative.lever].in_language(language)
        table.add_row(label, facts["verdict"], facts["points"], escape(said.in_language(language)))
    return table


def what_if_document(found: WhatIf, language: Language) -> Mapping[str, Any]:
    """Return the same for programs."""
    return {
        **_origin(found.before),
        "before": {**_outcome(found.before), "loan": _loan(found.loan_before)},
        "after": {**_outcome(found.after), "loan": _loan(found.loan_after)},
        "changes": [
            {
                "reason": change.key,
                "label": change.label.in_language(language),
                "points_before": change.points_before,
                "points_after": change.points_after,
                "sentence": change.sentence.in_language(language),
            }
            for change in found.changes
        ],
    }


def way_document(way: WayToYes, language: Language, *, currency: str | None) -> Mapping[str, Any]:
    """Return the same for programs."""
    return {
        **_origin(way.stood),
        "found": way.found.value,
        "message": say_found(way).in_language(language),
        "before": {**_outcome(way.stood), "loan": _loan(way.loan)},
        "alternatives": [
            {
                "lever": alternative.lever.value,
                **_outcome(alternative.decision),
                "loan": _loan(alternative.loan),
                "sentence": said.in_language(language),
            }
            for alternative, said in _said(way, currency)
        ],
        "n_loans": way.n_loans,
    }


def _said(way: WayToYes, currency: str | None) -> list[tuple[Alternative, Text]]:
    """Return each alternative with its sentence."""
    loan = way.loan
    return [] if loan is None else [(a, say_alternative(a, loan, currency=currency)) for a in way.alternatives]


def _facts(decision: Decision, language: Language) -> Mapping[str, str]:
    return {
        "verdict": VERDICT_WORDS[decision.verdict].in_language(language),
        "points": wording.count(decision.score, language),
        "prob_default": wording.percent(decision.prob_default, language),
    }


def _amounts(loan: Loan, language: Language, currency: str | None) -> Mapping[str, str]:
    """Return what a loan comes to, in words; what it does not have is left out."""
    months = {} if loan.n_months is None else {"term": _term(loan, language)}
    amounts = {"amount": loan.amount, "payment": loan.payment, "goods_price": loan.goods_price}
    said = {n: wording.amount(v, language, currency=currency) for n, v in amounts.items() if v is not None}
    return {**said, **months}


def _term(loan: Loan, language: Language) -> str:
    months = wording.decimal(loan.n_months or 0, language, digits=1)
    unit = "mois" if language is Language.FR else "months"
    return f"{months}\u00a0{unit}" + (" ≈" if loan.is_term_estimated else "")


def _origin(decision: Decision) -> Mapping[str, Any]:
    return {
        "client_id": decision.client_id,
        "model_version": decision.model_version,
        "policy_version": decision.policy_version,
        "policy_checksum": decision.policy_checksum,
    }


def _outcome(decision: Decision) -> Mapping[str, Any]:
    return {"verdict": decision.verdict.value, "score": decision.score, "prob_default": decision.prob_default}


def _loan(loan: Loan | None) -> Mapping[str, Any] | None:
    if loan is None:
        return None
    return {
        "amount": loan.amount,
        "monthly_payment": loan.payment,
        "term_months": loan.n_months,
        "is_term_estimated": loan.is_term_estimated,
        "yearly_rate": None if loan.monthly_rate is None else 12 * loan.monthly_rate,
        "goods_price": loan.goods_price,
    }
