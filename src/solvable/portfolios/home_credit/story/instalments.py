"""The chapter of instalments of earlier credits with the same lender: due against paid, and how late."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from solvable.portfolios.catalogue import Value
from solvable.portfolios.home_credit.conventions import DATED_BY, SHORT_BELOW
from solvable.portfolios.home_credit.story.cells import (
    greatest,
    is_within,
    least,
    mean,
    month_before,
    number,
    ratio,
    total,
    whole,
)
from solvable.portfolios.home_credit.story.columns import CONTRACT, MONTHS_BEFORE, column
from solvable.portfolios.home_credit.story.phrases import days_before_said, lasting, money, part, words
from solvable.portfolios.story import MonthlyAmounts, MonthlyDelays, Row, StoryChapter, StoryTable, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import SaidIn, counted, sentence

__all__ = ["instalments"]

TABLE = "installments_payments"
WINDOWS_MONTHS = {"3m": 3, "12m": 12, "24m": 24}
DELAYS_DAYS = (7, 15, 30)
_LABEL = Text(fr="Échéances chez nous", en="Instalments with us")
_BY_MONTH = Text(fr="Échéances par mois", en="Instalments by month")
_COLUMNS = (
    CONTRACT,
    column("number", Unit.COUNT, fr="N°", en="No."),
    column("due_days_before", Unit.DAYS, fr="Échue, avant la demande", en="Due, before the application"),
    column("paid_days_before", Unit.DAYS, fr="Réglée, avant la demande", en="Paid, before the application"),
    column("due_amount", Unit.AMOUNT, fr="Montant dû", en="Amount due"),
    column("paid_amount", Unit.AMOUNT, fr="Montant réglé", en="Amount paid"),
    column("late_days", Unit.DAYS, fr="Retard", en="Late by"),
    column("early_days", Unit.DAYS, fr="Avance", en="Early by"),
    column("is_short", Unit.FLAG, fr="Réglée en partie", en="Paid in part"),
)
_COLUMNS_BY_MONTH = (
    MONTHS_BEFORE,
    column("n_instalments", Unit.COUNT, fr="Échéances", en="Instalments"),
    column("due_amount", Unit.AMOUNT, fr="Montant dû", en="Amount due"),
    column("paid_amount", Unit.AMOUNT, fr="Montant réglé", en="Amount paid"),
    column("n_late", Unit.COUNT, fr="En retard", en="Late"),
    column("longest_late_days", Unit.DAYS, fr="Retard le plus long", en="Longest delay"),
)
_PICTURES = (
    MonthlyAmounts(
        label=Text(fr="Échéances dues et réglées, mois par mois", en="Instalments due and paid, month by month"),
        month=MONTHS_BEFORE.key, whole="due_amount", part="paid_amount",
    ),
    MonthlyDelays(
        label=Text(fr="Retard le plus long de chaque mois", en="Longest delay of each month"),
        month=MONTHS_BEFORE.key, late_days="longest_late_days",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instalment:
    """One instalment; days count back from the application. Unpaid ones have no day of payment."""

    contract: int
    number: int
    due_days: float | None
    paid_days: float | None
    owed: float | None
    paid: float

    @property
    def days_to_due(self) -> float | None:
        """How many days after it was due it was paid, or the application came; below 0 where it was paid early."""
        # Never paid means late until the day of the application.
        return None if self.due_days is None else self.due_days - (self.paid_days or 0.0)

    @property
    def late_days(self) -> float | None:
        return None if self.days_to_due is None else max(self.days_to_due, 0.0)

    @property
    def early_days(self) -> float | None:
        return None if self.days_to_due is None else max(-self.days_to_due, 0.0)

    @property
    def is_late(self) -> bool:
        return self.days_to_due is not None and self.days_to_due > 0

    @property
    def is_short(self) -> bool:
        return self.owed is not None and self.paid < self.owed * SHORT_BELOW


def instalments() -> StoryChapter:
    """Return how the chapter is told."""
    return StoryChapter(
        key="instalments",
        label=_LABEL,
        table=TABLE,
        columns=(
            "SK_ID_PREV", "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER", "DAYS_INSTALMENT", "DAYS_ENTRY_PAYMENT",
            "AMT_INSTALMENT", "AMT_PAYMENT",
        ),
        dated_by=DATED_BY[TABLE],
        nothing=Text(
            fr="Vous n’aviez encore aucune échéance à régler chez nous.", en="You had had no instalment to pay us yet."
        ),
        tell=_tell,
    )  # fmt: skip


def _tell(rows: Sequence[Row], currency: str | None) -> Told:
    # Those of no known day come last.
    found = sorted(
        _instalments(rows),
        key=lambda due: (due.due_days is None, due.due_days or 0.0, due.contract, -due.number),
    )
    one_by_one = StoryTable.of(
        "instalments", _LABEL, _COLUMNS,
        [
            (
                str(due.contract), due.number, due.due_days, due.paid_days, due.owed, due.paid, due.late_days,
                due.early_days, float(due.is_short),
            )
            for due in found
        ],
    )  # fmt: skip
    by_month = StoryTable.of("by_month", _BY_MONTH, _COLUMNS_BY_MONTH, _by_month(found), pictures=_PICTURES)
    figures = _figures(found)
    return Told(summary=_summary(found, figures, currency), figures=figures, tables=(by_month, one_by_one))


def _instalments(rows: Sequence[Row]) -> Iterator[_Instalment]:
    """Put the payments of one instalment together: several may settle one, and the last of them does.

    What was paid after the day of the application is not known on that day.
    """
    payments: Mapping[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        key = ("SK_ID_PREV", "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER")
        payments[tuple(row[column] for column in key)].append(row)
    for parts in payments.values():
        due = greatest(number(row, "DAYS_INSTALMENT") for row in parts)
        known = [row for row in parts if (number(row, "DAYS_ENTRY_PAYMENT") or 0.0) <= 0]
        entered = greatest(number(row, "DAYS_ENTRY_PAYMENT") for row in known)
        yield _Instalment(
            contract=whole(parts[0], "SK_ID_PREV"),
            number=whole(parts[0], "NUM_INSTALMENT_NUMBER"),
            due_days=None if due is None else abs(due),
            paid_days=None if entered is None else abs(entered),
            owed=greatest(number(row, "AMT_INSTALMENT") for row in parts),
            paid=total(number(row, "AMT_PAYMENT") for row in known),
        )


def _by_month(found: Sequence[_Instalment]) -> Iterator[tuple[Value, ...]]:
    months: Mapping[int, list[_Instalment]] = defaultdict(list)
    for due in found:
        if due.due_days is not None:
            months[month_before(due.due_days)].append(due)
    for month, fallen_due in sorted(months.items()):
        yield (
            month,
            len(fallen_due),
            total(due.owed for due in fallen_due),
            total(due.paid for due in fallen_due),
            sum(due.is_late for due in fallen_due),
            greatest(due.late_days for due in fallen_due),
        )


def _figures(found: Sequence[_Instalment]) -> dict[str, Value]:
    late = [due for due in found if due.is_late]
    figures: dict[str, Value] = {
        "n_instalments": len(found),
        "n_late_payments_ever": len(late),
        "longest_late_days_ever": greatest(due.late_days for due in found),
        "mean_late_days_ever": mean(due.late_days for due in found),
        "mean_early_days_ever": mean(due.early_days for due in found),
        "since_last_late_payment_days": least(due.due_days for due in late),
        "since_last_instalment_days": least(due.due_days for due in found),
        "first_instalment_days": greatest(due.due_days for due in found),
        "n_short_payments": sum(due.is_short for due in found),
        "paid_so_far_amount": total(due.paid for due in found),
        "largest_payment_amount": greatest(due.paid for due in found),
        "paid_of_due_share_ever": ratio(
            total(min(due.paid, due.owed) if due.owed is not None else due.paid for due in found),
            total(due.owed for due in found),
        ),
        "n_credits_with_instalments": len({due.contract for due in found}),
        "n_credits_paid_late": len({due.contract for due in late}),
    }
    for delay in DELAYS_DAYS:
        figures[f"n_payments_late_over_{delay}d"] = sum((due.late_days or 0.0) > delay for due in late)
    for window, n_months in WINDOWS_MONTHS.items():
        recent = [due for due in found if is_within(due.due_days, n_months)]
        figures[f"n_late_payments_{window}"] = sum(due.is_late for due in recent)
        figures[f"longest_late_days_{window}"] = greatest(due.late_days for due in recent)
    return figures


def _summary(found: Sequence[_Instalment], figures: Mapping[str, Value], currency: str | None) -> Text:
    n_unpaid = sum(due.paid_days is None for due in found if due.is_late)
    return sentence(
        fr="Vous aviez {n} chez nous avant cette demande, pour {owed} au total\u00a0; vous avez réglé {paid}. {late}",
        en="You had {n} with us before this application, {owed} in all, and paid {paid}. {late}",
        n=counted(len(found), fr=("échéance", "échéances"), en=("instalment", "instalments")),
        owed=money(total(due.owed for due in found), currency),
        paid=money(total(due.paid for due in found), currency),
        late=_lateness(figures, n_unpaid),
    )


def _lateness(figures: Mapping[str, Value], n_unpaid: int) -> SaidIn:
    since, n_late = figures["since_last_late_payment_days"], int(figures["n_late_payments_ever"] or 0)
    if since is None:
        return words("Aucune n’a été réglée en retard.", "None was paid late.")
    return part(
        fr="{n}{unpaid}, {by} {longest}\u00a0; {most_recent} était due {since}.",
        en="{n}{unpaid}, by {by}{longest}; {most_recent} was due {since}.",
        n=counted(
            n_late, fr=("a été réglée en retard", "ont été réglées en retard"),
            en=("was paid late", "were paid late"),
        ),
        unpaid=words("", "") if not n_unpaid
        else words(" ou reste due" if n_late == 1 else " ou restent dues", " or not yet"),
        by=words("de", "") if n_late == 1 else words("avec un retard allant jusqu’à", "up to "),
        most_recent=words("elle", "it") if n_late == 1 else words("la plus récente", "the most recent"),
        longest=lasting(float(figures["longest_late_days_ever"] or 0)),
        since=days_before_said(float(since)),
    )  # fmt: skip
