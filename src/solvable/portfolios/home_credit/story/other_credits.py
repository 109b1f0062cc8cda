"""The chapter of credits with other lenders, as the credit bureau reports them: which, how much is owed, arrears."""

from collections.abc import Sequence
from functools import partial

from solvable.portfolios.catalogue import Catalogue, Value
from solvable.portfolios.home_credit.conventions import DATED_BY, LONGEST_CREDIT_DAYS, MAIN_CURRENCY
from solvable.portfolios.home_credit.story.cells import (
    days_before,
    greatest,
    is_within,
    known_total,
    least,
    level,
    number,
    total,
    whole,
)
from solvable.portfolios.home_credit.story.columns import CONTRACT, column
from solvable.portfolios.home_credit.story.phrases import money, part, parts_of, words
from solvable.portfolios.story import Row, StoryChapter, StoryColumn, StoryTable, Timeline, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import SaidIn, counted, sentence

__all__ = ["other_credits"]

TABLE = "bureau"
_LABEL = Text(fr="Crédits auprès d’autres prêteurs", en="Credits with other lenders")
_STATES = {
    "Active": Text(fr="en cours", en="active"),
    "Closed": Text(fr="soldé", en="closed"),
    "Sold": Text(fr="cédé", en="sold"),
    "Bad debt": Text(fr="irrécouvrable", en="bad debt"),
}
_TIMELINE = Timeline(
    label=Text(
        fr="Vos crédits auprès d’autres prêteurs, dans le temps", en="Your credits with other lenders, over time"
    ),
    kind="kind",
    state="state",
    began="opened_days_before",
    ended="closed_days_before",
    remaining="remaining_days",
    amount="credit_amount",
    owed="debt_amount",
    overdue="overdue_amount",
    running=frozenset({"Active"}),
    troubled=frozenset({"Sold", "Bad debt"}),
)


def other_credits(catalogue: Catalogue) -> StoryChapter:
    """Return how the chapter is told; levels have the words of the catalogue."""
    return StoryChapter(
        key="other_credits",
        label=_LABEL,
        table=TABLE,
        columns=(
            "SK_ID_BUREAU", "DAYS_CREDIT", "CREDIT_TYPE", "CREDIT_ACTIVE", "CREDIT_CURRENCY", "DAYS_CREDIT_ENDDATE",
            "DAYS_ENDDATE_FACT", "AMT_CREDIT_SUM", "AMT_CREDIT_SUM_DEBT", "AMT_CREDIT_SUM_LIMIT", "AMT_ANNUITY",
            "AMT_CREDIT_SUM_OVERDUE", "CREDIT_DAY_OVERDUE", "AMT_CREDIT_MAX_OVERDUE", "CNT_CREDIT_PROLONG",
        ),
        dated_by=DATED_BY[TABLE],
        nothing=Text(
            fr="Le bureau de crédit ne vous connaît aucun crédit auprès d’autres prêteurs.",
            en="The credit bureau knows of no credit of yours with other lenders.",
        ),
        tell=partial(_tell, _columns(catalogue)),
    )  # fmt: skip


def _columns(catalogue: Catalogue) -> tuple[StoryColumn, ...]:
    kinds = catalogue.levels["last_other_credit_kind"]
    return (
        CONTRACT,
        column("opened_days_before", Unit.DAYS, fr="Ouverture, avant la demande", en="Opened, before the application"),
        column("kind", Unit.CATEGORY, fr="Type", en="Kind", levels=kinds),
        column("state", Unit.CATEGORY, fr="Situation", en="State", levels=_STATES),
        column("credit_amount", Unit.AMOUNT, fr="Montant du crédit", en="Amount of the credit"),
        column("debt_amount", Unit.AMOUNT, fr="Reste dû", en="Still owed"),
        column("overdue_amount", Unit.AMOUNT, fr="Dont en retard", en="Of which overdue"),
        column("overdue_days", Unit.DAYS, fr="Retard actuel", en="Overdue for"),
        column("worst_overdue_amount", Unit.AMOUNT, fr="Plus fort impayé connu", en="Worst arrears known"),
        column("remaining_days", Unit.DAYS, fr="Durée restante", en="Time left"),
        column("closed_days_before", Unit.DAYS, fr="Clôture, avant la demande", en="Closed, before the application"),
        column("is_in_other_currency", Unit.FLAG, fr="En devise étrangère", en="In a foreign currency"),
    )


def _tell(columns: tuple[StoryColumn, ...], rows: Sequence[Row], currency: str | None) -> Told:
    latest_first = sorted(rows, key=lambda row: (whole(row, "DAYS_CREDIT"), whole(row, "SK_ID_BUREAU")), reverse=True)
    levels = {column.key: column.levels for column in columns}
    table = StoryTable.of(
        "credits", _LABEL, columns,
        [
            (
                str(row["SK_ID_BUREAU"]),
                days_before(row, "DAYS_CREDIT"),
                level(row, "CREDIT_TYPE", levels["kind"]),
                level(row, "CREDIT_ACTIVE", levels["state"]),
                _amount(row, "AMT_CREDIT_SUM"),
                _amount(row, "AMT_CREDIT_SUM_DEBT"),
                _amount(row, "AMT_CREDIT_SUM_OVERDUE"),
                number(row, "CREDIT_DAY_OVERDUE"),
                _amount(row, "AMT_CREDIT_MAX_OVERDUE"),
                _remaining_days(row) if _is_active(row) else None,
                days_before(row, "DAYS_ENDDATE_FACT"),
                float(_is_foreign(row)),
            )
            for row in latest_first
        ],
        pictures=(_TIMELINE,),
    )  # fmt: skip
    figures = _figures(latest_first)
    return Told(summary=_summary(latest_first, figures, currency), figures=figures, tables=(table,))


def _is_active(row: Row) -> bool:
    return row["CREDIT_ACTIVE"] == "Active"


def _is_foreign(row: Row) -> bool:
    return row["CREDIT_CURRENCY"] != MAIN_CURRENCY


def _amount(row: Row, column: str) -> float | None:
    """Return an amount of the main currency; small negatives are debts netted against limits: nothing is owed."""
    found = number(row, column)
    return None if found is None or _is_foreign(row) else max(found, 0.0)


def _remaining_days(row: Row) -> float | None:
    end = number(row, "DAYS_CREDIT_ENDDATE")
    return end if end is not None and 0 <= end <= LONGEST_CREDIT_DAYS else None


def _figures(loans: Sequence[Row]) -> dict[str, Value]:
    active = [row for row in loans if _is_active(row)]
    opened = [days_before(row, "DAYS_CREDIT") for row in loans]
    worst = [_amount(row, "AMT_CREDIT_MAX_OVERDUE") for row in loans]
    return {
        "n_other_credits": len(loans),
        "n_other_credits_active": len(active),
        "n_other_credits_closed": sum(row["CREDIT_ACTIVE"] == "Closed" for row in loans),
        "n_other_credits_sold": sum(row["CREDIT_ACTIVE"] in ("Sold", "Bad debt") for row in loans),
        "n_other_credits_opened_12m": sum(is_within(days, 12) for days in opened),
        "n_other_credits_opened_24m": sum(is_within(days, 24) for days in opened),
        "other_credits_oldest_days": greatest(opened),
        "other_credits_latest_days": least(opened),
        "other_credits_since_closed_days": least(days_before(row, "DAYS_ENDDATE_FACT") for row in loans),
        "other_credits_remaining_days": greatest(map(_remaining_days, active)),
        "other_credits_total_amount": known_total(_amount(row, "AMT_CREDIT_SUM") for row in loans),
        "other_credits_active_amount": known_total(_amount(row, "AMT_CREDIT_SUM") for row in active),
        "other_debt_amount": known_total(_amount(row, "AMT_CREDIT_SUM_DEBT") for row in active),
        "other_debt_largest_amount": greatest(_amount(row, "AMT_CREDIT_SUM_DEBT") for row in active),
        "other_card_limit_amount": known_total(_amount(row, "AMT_CREDIT_SUM_LIMIT") for row in active),
        "other_annuity_amount": known_total(_amount(row, "AMT_ANNUITY") for row in active),
        "other_overdue_amount": known_total(_amount(row, "AMT_CREDIT_SUM_OVERDUE") for row in loans),
        "other_overdue_days": greatest(number(row, "CREDIT_DAY_OVERDUE") for row in loans),
        "other_overdue_max_amount": greatest(worst),
        "n_other_credits_with_arrears": sum(amount is not None and amount > 0 for amount in worst),
        "n_other_prolongations": sum(whole(row, "CNT_CREDIT_PROLONG") for row in loans),
    }


def _summary(loans: Sequence[Row], figures: dict[str, Value], currency: str | None) -> Text:
    def n(feature: str) -> int:
        return int(figures[feature] or 0)

    states = [
        (n("n_other_credits_active"), ("en cours", "en cours"), ("active", "active")),
        (n("n_other_credits_closed"), ("soldé", "soldés"), ("closed", "closed")),
        (
            n("n_other_credits_sold"), ("cédé ou irrécouvrable", "cédés ou irrécouvrables"),
            ("sold or written off", "sold or written off"),
        ),
    ]  # fmt: skip
    return sentence(
        fr="Le bureau de crédit vous connaît {n} chez d’autres prêteurs\u00a0: {states}.{owed}{overdue}{foreign}",
        en="The credit bureau knows of {n} of yours with other lenders: {states}.{owed}{overdue}{foreign}",
        n=counted(n("n_other_credits"), fr=("crédit", "crédits"), en=("credit", "credits")),
        states=parts_of(n("n_other_credits"), states),
        owed=_owed([row for row in loans if _is_active(row)], currency),
        overdue=_overdue(float(figures["other_overdue_amount"] or 0), currency),
        foreign=_foreign(sum(map(_is_foreign, loans))),
    )


def _owed(active: Sequence[Row], currency: str | None) -> SaidIn:
    """Return what is left to pay on the active credits; an amount that nobody told is not said to be nothing."""
    if not active:
        return words("", "")
    debts = [_amount(row, "AMT_CREDIT_SUM_DEBT") for row in active]
    known = [debt for debt in debts if debt is not None]
    if not known:
        return words(
            " Le reste dû sur les crédits en cours n’est pas connu.", " What is owed on the active ones is not known."
        )
    return part(
        fr=" Il vous reste {at_least}{debt} à rembourser sur les crédits en cours.",
        en=" You still owe {at_least}{debt} on the active ones.",
        at_least=words("au moins ", "at least ") if len(known) < len(debts) else words("", ""),
        debt=money(total(known), currency),
    )


def _overdue(amount: float, currency: str | None) -> SaidIn:
    if not amount:
        return words("", "")
    return part(
        fr=" Des impayés de {amount} y sont signalés.",
        en=" Arrears of {amount} are reported on them.",
        amount=money(amount, currency),
    )


def _foreign(n_foreign: int) -> SaidIn:
    if not n_foreign:
        return words("", "")
    return part(
        fr=" {credits} pas dans ces montants.",
        en=" {credits} in these amounts.",
        credits=counted(
            n_foreign, fr=("crédit en devise étrangère n’entre", "crédits en devise étrangère n’entrent"),
            en=("credit in a foreign currency is not", "credits in a foreign currency are not"),
        ),
    )  # fmt: skip
