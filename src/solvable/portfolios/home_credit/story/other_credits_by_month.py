"""The chapter of the monthly reports on credits with other lenders: on time, late and how late, closed."""

from collections.abc import Sequence

from solvable.portfolios.catalogue import Value
from solvable.portfolios.home_credit.conventions import DATED_BY, LATE_CODES
from solvable.portfolios.home_credit.story.cells import greatest, least, level, months_before, ratio, whole
from solvable.portfolios.home_credit.story.columns import CONTRACT, MONTHS_BEFORE, column
from solvable.portfolios.home_credit.story.phrases import months_before_said, part, words
from solvable.portfolios.story import MonthlyArrears, Row, StoryChapter, StoryTable, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import counted, sentence

__all__ = ["other_credits_by_month"]

TABLE = "bureau_balance"
UNKNOWN, CLOSED = "X", "C"
_LABEL = Text(fr="Suivi mensuel des crédits auprès d’autres prêteurs", en="Credits with other lenders, month by month")
_STATES = {
    "0": Text(fr="à jour", en="on time"),
    "1": Text(fr="retard de 1 à 30\u00a0jours", en="1 to 30 days late"),
    "2": Text(fr="retard de 31 à 60\u00a0jours", en="31 to 60 days late"),
    "3": Text(fr="retard de 61 à 90\u00a0jours", en="61 to 90 days late"),
    "4": Text(fr="retard de 91 à 120\u00a0jours", en="91 to 120 days late"),
    "5": Text(
        fr="retard de plus de 120\u00a0jours, créance cédée ou irrécouvrable",
        en="more than 120 days late, sold or written off",
    ),
    CLOSED: Text(fr="clôturé", en="closed"),
    UNKNOWN: Text(fr="non connu", en="not known"),
}
_STATE = column("state", Unit.CATEGORY, fr="Situation", en="State", levels=_STATES)
_ARREARS = MonthlyArrears(
    label=Text(
        fr="Crédits en retard auprès d’autres prêteurs, par mois", en="Credits late with other lenders, by month"
    ),
    month=MONTHS_BEFORE.key,
    state=_STATE.key,
    late=frozenset(LATE_CODES),
    on_time=frozenset({"0"}),
)


def other_credits_by_month() -> StoryChapter:
    """Return how the chapter is told."""
    return StoryChapter(
        key="other_credits_by_month",
        label=_LABEL,
        table=TABLE,
        columns=("SK_ID_BUREAU", "MONTHS_BALANCE", "STATUS"),
        dated_by=DATED_BY[TABLE],
        nothing=Text(
            fr="Aucun relevé mensuel n’est connu pour des crédits auprès d’autres prêteurs.",
            en="No monthly report is known on credits with other lenders.",
        ),
        tell=_tell,
    )


def _tell(rows: Sequence[Row], _currency: str | None) -> Told:
    latest_first = sorted(rows, key=lambda row: (-whole(row, "MONTHS_BALANCE"), whole(row, "SK_ID_BUREAU")))
    table = StoryTable.of(
        "months", _LABEL, (CONTRACT, MONTHS_BEFORE, _STATE),
        [
            (str(row["SK_ID_BUREAU"]), months_before(row), level(row, "STATUS", _STATES))
            for row in latest_first
        ],
        pictures=(_ARREARS,),
    )  # fmt: skip
    figures = _figures(rows)
    return Told(summary=_summary(figures, len(rows)), figures=figures, tables=(table,))


def _lateness(row: Row) -> float:
    """Return how bad a month was: 0 on time, 5 the worst."""
    status = str(row["STATUS"])
    return float(status) if status in LATE_CODES else 0.0


def _figures(rows: Sequence[Row]) -> dict[str, Value]:
    late = [row for row in rows if row["STATUS"] in LATE_CODES]
    known = [row for row in rows if row["STATUS"] not in (UNKNOWN, None)]
    last_year = [row for row in late if months_before(row) <= 12]
    n_credits = len({row["SK_ID_BUREAU"] for row in rows})
    return {
        "n_other_late_months_ever": len(late),
        "n_other_late_months_12m": len(last_year),
        "other_late_months_share_ever": ratio(len(late), len(known)),
        "other_worst_lateness_ever": greatest(map(_lateness, known)),
        "other_since_late_months": least(map(months_before, late)),
        "other_reported_months": greatest(map(months_before, rows)),
        "other_unknown_months_share": ratio(len(rows) - len(known), len(rows)),
        "n_other_credits_reported_late": len({row["SK_ID_BUREAU"] for row in late}),
        "n_other_credits_reported_open": n_credits - len({r["SK_ID_BUREAU"] for r in rows if r["STATUS"] == CLOSED}),
    }


def _summary(figures: dict[str, Value], n_reports: int) -> Text:
    n_late, since = int(figures["n_other_late_months_ever"] or 0), figures["other_since_late_months"]
    late = words("aucun ne signale de retard", "none tells of arrears")
    if since is not None:
        late = part(
            fr="{n} {since}",
            en="{n} {since}",
            n=counted(
                n_late,
                fr=("signale un retard,", "signalent un retard, le plus récent"),
                en=("tells of arrears,", "tell of arrears, the most recent"),
            ),
            since=months_before_said(int(since)),
        )
    return sentence(
        fr="Sur {n} de vos crédits auprès d’autres prêteurs, {late}.",
        en="Of {n} on your credits with other lenders, {late}.",
        n=counted(n_reports, fr=("relevé mensuel", "relevés mensuels"), en=("monthly report", "monthly reports")),
        late=late,
    )
