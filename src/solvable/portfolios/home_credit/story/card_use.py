"""The chapter of the lender's own credit cards: balance against limit, drawings, payments, days late."""

from collections.abc import Mapping, Sequence

from solvable.portfolios.catalogue import Value
from solvable.portfolios.home_credit.conventions import DATED_BY
from solvable.portfolios.home_credit.story.cells import (
    greatest,
    known_total,
    least,
    mean,
    months_before,
    number,
    ratio,
    whole,
)
from solvable.portfolios.home_credit.story.columns import CONTRACT, MONTHS_BEFORE, column
from solvable.portfolios.home_credit.story.phrases import late_months, money, part, percentage, words
from solvable.portfolios.story import MonthlyAmounts, MonthlyDelays, Row, StoryChapter, StoryTable, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import SaidIn, counted, sentence

__all__ = ["card_use"]

TABLE = "credit_card_balance"
_LABEL = Text(fr="Utilisation des cartes de crédit chez nous", en="Use of credit cards with us")
_COLUMNS = (
    CONTRACT,
    MONTHS_BEFORE,
    column("balance_amount", Unit.AMOUNT, fr="Solde dû", en="Balance owed"),
    column("limit_amount", Unit.AMOUNT, fr="Plafond", en="Limit"),
    column("utilisation_share", Unit.SHARE, fr="Utilisation", en="Utilisation"),
    column("drawn_amount", Unit.AMOUNT, fr="Dépenses et retraits", en="Drawn"),
    column("cash_amount", Unit.AMOUNT, fr="Dont retraits", en="Of which cash"),
    column("minimum_amount", Unit.AMOUNT, fr="Minimum à payer", en="Minimum due"),
    column("paid_amount", Unit.AMOUNT, fr="Payé", en="Paid"),
    column("late_days", Unit.DAYS, fr="Retard", en="Late by"),
    column("serious_late_days", Unit.DAYS, fr="Retard, petits montants exclus", en="Late by, small amounts left out"),
)
_PICTURES = (
    MonthlyAmounts(
        label=Text(fr="Solde et plafond des cartes, mois par mois", en="Balance and limit of cards, month by month"),
        month=MONTHS_BEFORE.key, whole="limit_amount", part="balance_amount",
    ),
    MonthlyDelays(
        label=Text(fr="Retard le plus long de chaque mois", en="Longest delay of each month"),
        month=MONTHS_BEFORE.key, late_days="late_days",
    ),
)  # fmt: skip


def card_use() -> StoryChapter:
    """Return how the chapter is told."""
    return StoryChapter(
        key="card_use",
        label=_LABEL,
        table=TABLE,
        columns=(
            "SK_ID_PREV", "MONTHS_BALANCE", "AMT_BALANCE", "AMT_CREDIT_LIMIT_ACTUAL", "AMT_DRAWINGS_CURRENT",
            "AMT_DRAWINGS_ATM_CURRENT", "AMT_INST_MIN_REGULARITY", "AMT_PAYMENT_TOTAL_CURRENT", "SK_DPD", "SK_DPD_DEF",
        ),
        dated_by=DATED_BY[TABLE],
        nothing=Text(fr="Vous n’avez pas eu de carte de crédit chez nous.", en="You had no credit card with us."),
        tell=_tell,
    )  # fmt: skip


def _tell(rows: Sequence[Row], currency: str | None) -> Told:
    months = sorted(rows, key=lambda row: (months_before(row), whole(row, "SK_ID_PREV")))
    table = StoryTable.of(
        "months", _LABEL, _COLUMNS,
        [
            (
                str(row["SK_ID_PREV"]), months_before(row), _amount(row, "AMT_BALANCE"),
                number(row, "AMT_CREDIT_LIMIT_ACTUAL"), _utilisation(row), _amount(row, "AMT_DRAWINGS_CURRENT"),
                _amount(row, "AMT_DRAWINGS_ATM_CURRENT"), number(row, "AMT_INST_MIN_REGULARITY"), _paid(row),
                whole(row, "SK_DPD"), whole(row, "SK_DPD_DEF"),
            )
            for row in months
        ],
        pictures=_PICTURES,
    )  # fmt: skip
    figures = _figures(months)
    return Told(summary=_summary(months, figures, currency), figures=figures, tables=(table,))


def _amount(row: Row, column: str) -> float | None:
    """Return an amount that is owed or drawn; below zero it is in the client's favour: nothing is."""
    found = number(row, column)
    return None if found is None else max(found, 0.0)


def _paid(row: Row) -> float | None:
    return number(row, "AMT_PAYMENT_TOTAL_CURRENT")


def _utilisation(row: Row) -> float | None:
    balance = _amount(row, "AMT_BALANCE")
    return None if balance is None else ratio(balance, number(row, "AMT_CREDIT_LIMIT_ACTUAL") or 0.0)


def _latest(months: Sequence[Row]) -> list[Row]:
    """Return the rows of the last month that any card has; the latest come first."""
    return [row for row in months if months_before(row) == months_before(months[0])]


def _figures(months: Sequence[Row]) -> dict[str, Value]:
    last_year = [row for row in months if months_before(row) <= 12]
    late = [row for row in months if whole(row, "SK_DPD") > 0]
    drawn = known_total(_amount(row, "AMT_DRAWINGS_CURRENT") for row in months)
    minimum = [number(row, "AMT_INST_MIN_REGULARITY") or 0.0 for row in months]
    below = [
        float(paid < due) for row, due in zip(months, minimum, strict=True)
        if due > 0 and (paid := _paid(row)) is not None
    ]  # fmt: skip
    return {
        "n_cards": len({row["SK_ID_PREV"] for row in months}),
        "card_followed_months": greatest(map(months_before, months)),
        "card_balance_amount": known_total(_amount(row, "AMT_BALANCE") for row in _latest(months)),
        "card_limit_amount": known_total(number(row, "AMT_CREDIT_LIMIT_ACTUAL") for row in _latest(months)),
        "card_limit_largest_amount": greatest(number(row, "AMT_CREDIT_LIMIT_ACTUAL") for row in months),
        "card_balance_largest_amount": greatest(_amount(row, "AMT_BALANCE") for row in months),
        "card_utilisation_mean_12m": mean(map(_utilisation, last_year)),
        "card_utilisation_mean_ever": mean(map(_utilisation, months)),
        "card_utilisation_max_ever": greatest(map(_utilisation, months)),
        "card_drawings_largest_amount": greatest(_amount(row, "AMT_DRAWINGS_CURRENT") for row in months),
        "card_cash_share_ever": ratio(known_total(_amount(row, "AMT_DRAWINGS_ATM_CURRENT") for row in months), drawn),
        "card_paid_mean_amount": mean(map(_paid, last_year)),
        "card_below_minimum_share": mean(below),
        "card_late_months_share_ever": ratio(len(late), len(months)),
        "card_longest_late_days": greatest(whole(row, "SK_DPD_DEF") for row in months),
        "card_since_late_months": least(map(months_before, late)),
    }


def _summary(months: Sequence[Row], figures: Mapping[str, Value], currency: str | None) -> Text:
    balance, limit = (_as_amount(figures[name]) for name in ("card_balance_amount", "card_limit_amount"))
    share = ratio(balance, limit)
    return sentence(
        fr="{cards} chez nous\u00a0: au dernier relevé, vous {balance} pour un plafond {limit}{share}. "
        "Sur {n}, {late}.",
        en="{cards} with us: at the last statement you owed {balance}, with a limit {limit}{share}. Of {n}, {late}.",
        cards=counted(
            int(figures["n_cards"] or 0), fr=("carte de crédit", "cartes de crédit"), en=("credit card", "credit cards")
        ),
        balance=_owed(balance, currency),
        limit=words("non communiqué", "not reported")
        if limit is None
        else part(fr="de {amount}", en="of {amount}", amount=money(limit, currency)),
        share=words("", "") if not share else part(fr=", soit {share}", en=", or {share}", share=percentage(share)),
        n=counted(
            len(months), fr=("relevé mensuel", "relevés mensuels"), en=("monthly statement", "monthly statements")
        ),
        late=late_months([days for row in months if (days := whole(row, "SK_DPD")) > 0]),
    )


def _as_amount(figure: Value) -> float | None:
    return None if figure is None else float(figure)


def _owed(balance: float | None, currency: str | None) -> SaidIn:
    if balance is None:
        return words("deviez un montant non communiqué", "an amount not reported")
    if not balance:
        return words("ne deviez rien", "nothing")
    return part(fr="deviez {amount}", en="{amount}", amount=money(balance, currency))
