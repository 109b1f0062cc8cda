"""The chapter of the monthly balances of earlier loans with the same lender: days late, and what is left to pay."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from solvable.portfolios.catalogue import Value
from solvable.portfolios.home_credit.conventions import DATED_BY, RUNNING_MONTHS
from solvable.portfolios.home_credit.story.cells import greatest, level, months_before, number, ratio, total, whole
from solvable.portfolios.home_credit.story.columns import CONTRACT, MONTHS_BEFORE, column
from solvable.portfolios.home_credit.story.phrases import late_months, part, words
from solvable.portfolios.story import MonthlyDelays, Row, StoryChapter, StoryTable, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import SaidIn, counted, sentence

__all__ = ["loans_by_month"]

TABLE = "pos_cash_balance"
SIGNED, COMPLETED = "Signed", "Completed"
_LABEL = Text(fr="Suivi mensuel de vos crédits chez nous", en="Your credits with us, month by month")
_STATES = {
    "Active": Text(fr="en cours", en="active"),
    COMPLETED: Text(fr="remboursé", en="completed"),
    SIGNED: Text(fr="signé", en="signed"),
    "Approved": Text(fr="accepté", en="approved"),
    "Canceled": Text(fr="annulé", en="cancelled"),
    "Demand": Text(fr="remboursement exigé", en="repayment demanded"),
    "Returned to the store": Text(fr="article rendu au magasin", en="goods returned to the store"),
    "Amortized debt": Text(fr="créance amortie", en="amortised debt"),
}
_COLUMNS = (
    CONTRACT,
    MONTHS_BEFORE,
    column("state", Unit.CATEGORY, fr="Situation", en="State", levels=_STATES),
    column("n_planned", Unit.COUNT, fr="Échéances prévues", en="Instalments planned"),
    column("n_left", Unit.COUNT, fr="Échéances restantes", en="Instalments left"),
    column("late_days", Unit.DAYS, fr="Retard", en="Late by"),
    column(
        "serious_late_days", Unit.DAYS, fr="Retard, petits montants exclus", en="Late by, small amounts left out"
    ),
)  # fmt: skip
_DELAYS = MonthlyDelays(
    label=Text(fr="Retard le plus long de chaque mois", en="Longest delay of each month"),
    month=MONTHS_BEFORE.key,
    late_days="late_days",
)


def loans_by_month() -> StoryChapter:
    """Return how the chapter is told."""
    return StoryChapter(
        key="loans_by_month",
        label=_LABEL,
        table=TABLE,
        columns=(
            "SK_ID_PREV", "MONTHS_BALANCE", "NAME_CONTRACT_STATUS", "CNT_INSTALMENT", "CNT_INSTALMENT_FUTURE",
            "SK_DPD", "SK_DPD_DEF",
        ),
        dated_by=DATED_BY[TABLE],
        nothing=Text(
            fr="Aucun de vos crédits chez nous n’a de suivi mensuel.",
            en="None of your credits with us has monthly balances.",
        ),
        tell=_tell,
    )  # fmt: skip


def _tell(rows: Sequence[Row], _currency: str | None) -> Told:
    latest_first = sorted(rows, key=lambda row: (months_before(row), whole(row, "SK_ID_PREV")))
    table = StoryTable.of(
        "months", _LABEL, _COLUMNS,
        [
            (
                str(row["SK_ID_PREV"]), months_before(row), level(row, "NAME_CONTRACT_STATUS", _STATES),
                number(row, "CNT_INSTALMENT"), number(row, "CNT_INSTALMENT_FUTURE"), whole(row, "SK_DPD"),
                whole(row, "SK_DPD_DEF"),
            )
            for row in latest_first
        ],
        pictures=(_DELAYS,),
    )  # fmt: skip
    # Nothing is due before a credit goes beyond its signature.
    months = [row for row in latest_first if row["NAME_CONTRACT_STATUS"] != SIGNED]
    figures = _figures(months)
    return Told(summary=_summary(months, figures), figures=figures, tables=(table,))


def _figures(months: Sequence[Row]) -> dict[str, Value]:
    loans: Mapping[object, list[Row]] = defaultdict(list)
    for row in months:
        loans[row["SK_ID_PREV"]].append(row)
    completed = [any(row["NAME_CONTRACT_STATUS"] == COMPLETED for row in loan) for loan in loans.values()]
    running = [
        loan for loan, is_completed in zip(loans.values(), completed, strict=True)
        if not is_completed and months_before(loan[0]) <= RUNNING_MONTHS
    ]  # fmt: skip
    late = [row for row in months if whole(row, "SK_DPD") > 0]
    figures: dict[str, Value] = {
        "n_credits_followed": len(loans),
        "n_credits_late": len({row["SK_ID_PREV"] for row in late}),
        "n_instalments_left": total(_left(loan) for loan in running),
        "credits_completed_share": ratio(sum(completed), len(loans)),
        "credits_planned_longest_months": greatest(number(row, "CNT_INSTALMENT") for row in months),
        "credits_followed_months": greatest(map(months_before, months)),
        "since_last_balance_months": months_before(months[0]) if months else None,
    }
    for window, n_months in {"3m": 3, "12m": 12, "ever": None}.items():
        recent = [row for row in months if n_months is None or months_before(row) <= n_months]
        n_late = sum(whole(row, "SK_DPD") > 0 for row in recent)
        n_serious = sum(whole(row, "SK_DPD_DEF") > 0 for row in recent)
        figures[f"credits_late_months_share_{window}"] = ratio(n_late, len(recent))
        figures[f"credits_clearly_late_months_share_{window}"] = ratio(n_serious, len(recent))
        figures[f"credits_longest_late_days_{window}"] = greatest(whole(row, "SK_DPD_DEF") for row in recent)
    return figures


def _left(loan: Sequence[Row]) -> float | None:
    """Return how many instalments were left when last told: a month that leaves it out does not undo that."""
    return next((left for row in loan if (left := number(row, "CNT_INSTALMENT_FUTURE")) is not None), None)


def _summary(months: Sequence[Row], figures: Mapping[str, Value]) -> Text:
    if not months:
        return Text(
            fr="Vos crédits chez nous sont signés, mais rien n’y était encore dû.",
            en="Your credits with us are signed, and nothing was due on them yet.",
        )
    return sentence(
        fr="{credits} chez nous, sur {n}\u00a0: {late}. {left}",
        en="{credits} with us, over {n}: {late}. {left}",
        credits=counted(
            int(figures["n_credits_followed"] or 0), fr=("crédit suivi", "crédits suivis"),
            en=("credit followed", "credits followed"),
        ),
        n=counted(len(months), fr=("relevé mensuel", "relevés mensuels"), en=("monthly balance", "monthly balances")),
        late=late_months([days for row in months if (days := whole(row, "SK_DPD")) > 0]),
        left=_what_is_left(int(figures["n_instalments_left"] or 0)),
    )  # fmt: skip


def _what_is_left(n_left: int) -> SaidIn:
    if not n_left:
        return words(
            "Il ne vous y reste aucune échéance à payer.", "You have no instalment left to pay on them."
        )  # fmt: skip
    return part(
        fr="Il vous y reste {n} à payer.",
        en="You have {n} left to pay on them.",
        n=counted(n_left, fr=("échéance", "échéances"), en=("instalment", "instalments")),
    )
