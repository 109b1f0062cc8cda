"""The chapter of earlier applications with the same lender: what was asked, what came of it, what still runs."""

from collections.abc import Sequence
from functools import partial

from solvable.portfolios.catalogue import Catalogue, Value
from solvable.portfolios.home_credit.conventions import DATED_BY, NO_SUCH_DAY
from solvable.portfolios.home_credit.story.cells import (
    days_before,
    greatest,
    is_within,
    known_total,
    least,
    level,
    number,
    positive,
    whole,
)
from solvable.portfolios.home_credit.story.columns import CONTRACT, column
from solvable.portfolios.home_credit.story.phrases import days_before_said, money, part, parts_of, words
from solvable.portfolios.story import DatedOutcomes, Row, StoryChapter, StoryColumn, StoryTable, Told
from solvable.vocabulary import Text, Unit
from solvable.wording import SaidIn, counted, sentence

__all__ = ["earlier_applications"]

TABLE = "previous_application"
RUNNING, ENDED = "running", "ended"
_LABEL = Text(fr="Demandes précédentes chez nous", en="Earlier applications with us")
_CONSUMER = {"Consumer loans": Text(fr="crédit affecté à un achat", en="consumer loan")}
_OUTCOMES = DatedOutcomes(
    label=Text(fr="Vos demandes précédentes, dans le temps", en="Your earlier applications, over time"),
    decided="decided_days_before",
    amount="asked_amount",
    outcome="outcome",
    granted=frozenset({"Approved"}),
    refused=frozenset({"Refused"}),
)
_STATES = {RUNNING: Text(fr="en cours", en="running"), ENDED: Text(fr="terminé", en="ended")}


def earlier_applications(catalogue: Catalogue) -> StoryChapter:
    """Return how the chapter is told; levels have the words of the catalogue."""
    return StoryChapter(
        key="earlier_applications",
        label=_LABEL,
        table=TABLE,
        columns=(
            "SK_ID_PREV", "DAYS_DECISION", "NAME_CONTRACT_TYPE", "PRODUCT_COMBINATION", "NAME_CONTRACT_STATUS",
            "AMT_APPLICATION", "AMT_CREDIT", "AMT_ANNUITY", "CNT_PAYMENT", "DAYS_LAST_DUE",
        ),
        dated_by=DATED_BY[TABLE],
        nothing=Text(
            fr="Vous n’aviez encore jamais déposé de demande chez nous.", en="You had never applied for credit with us."
        ),
        tell=partial(_tell, _columns(catalogue)),
    )  # fmt: skip


def _columns(catalogue: Catalogue) -> tuple[StoryColumn, ...]:
    levels = catalogue.levels
    kinds = {**_CONSUMER, **levels["contract_type"]}
    products, outcomes = levels["last_application_product"], levels["last_application_outcome"]
    return (
        CONTRACT,
        column("decided_days_before", Unit.DAYS, fr="Décision, avant la demande", en="Decided, before the application"),
        column("kind", Unit.CATEGORY, fr="Type", en="Kind", levels=kinds),
        column("product", Unit.CATEGORY, fr="Produit", en="Product", levels=products),
        column("outcome", Unit.CATEGORY, fr="Suite donnée", en="Outcome", levels=outcomes),
        column("asked_amount", Unit.AMOUNT, fr="Montant demandé", en="Amount asked for"),
        column("credit_amount", Unit.AMOUNT, fr="Montant du crédit", en="Amount of the credit"),
        column("annuity_amount", Unit.AMOUNT, fr="Mensualité", en="Monthly payment"),
        column("term_months", Unit.MONTHS, fr="Durée", en="Term"),
        column("state", Unit.CATEGORY, fr="Situation", en="State", levels=_STATES),
        column("ended_days_before", Unit.DAYS, fr="Fin, avant la demande", en="Ended, before the application"),
    )


def _tell(columns: tuple[StoryColumn, ...], rows: Sequence[Row], currency: str | None) -> Told:
    # The latest first; of one day, that with the larger number, as the features have it.
    latest_first = sorted(rows, key=lambda row: (whole(row, "DAYS_DECISION"), whole(row, "SK_ID_PREV")), reverse=True)
    levels = {column.key: column.levels for column in columns}
    table = StoryTable.of(
        "applications", _LABEL, columns,
        [
            (
                str(row["SK_ID_PREV"]),
                days_before(row, "DAYS_DECISION"),
                level(row, "NAME_CONTRACT_TYPE", levels["kind"]),
                level(row, "PRODUCT_COMBINATION", levels["product"]),
                level(row, "NAME_CONTRACT_STATUS", levels["outcome"]),
                positive(number(row, "AMT_APPLICATION")),
                positive(number(row, "AMT_CREDIT")),
                positive(number(row, "AMT_ANNUITY")),
                positive(number(row, "CNT_PAYMENT")),
                _state(row),
                days_before(row, "DAYS_LAST_DUE") if _is_approved(row) else None,
            )
            for row in latest_first
        ],
        pictures=(_OUTCOMES,),
    )  # fmt: skip
    figures = _figures(latest_first)
    return Told(summary=_summary(figures, currency), figures=figures, tables=(table,))


def _is_approved(row: Row) -> bool:
    return row["NAME_CONTRACT_STATUS"] == "Approved"


def _state(row: Row) -> str | None:
    if not _is_approved(row):
        return None
    # Cards have no term and no last due day; only loans with instalments are said to run.
    if row["DAYS_LAST_DUE"] == NO_SUCH_DAY and positive(number(row, "CNT_PAYMENT")) is not None:
        return RUNNING
    return ENDED if days_before(row, "DAYS_LAST_DUE") is not None else None


def _figures(latest_first: Sequence[Row]) -> dict[str, Value]:
    def of(*outcomes: str) -> list[Row]:
        return [row for row in latest_first if row["NAME_CONTRACT_STATUS"] in outcomes]

    def decided(rows: Sequence[Row]) -> list[float | None]:
        return [days_before(row, "DAYS_DECISION") for row in rows]

    approved, refused = of("Approved"), of("Refused")
    running = [row for row in approved if _state(row) == RUNNING]
    return {
        "n_earlier_applications_ever": len(latest_first),
        "n_earlier_applications_12m": sum(is_within(days, 12) for days in decided(latest_first)),
        "n_earlier_approved_ever": len(approved),
        "n_earlier_refused_ever": len(refused),
        "n_earlier_refused_24m": sum(is_within(days, 24) for days in decided(refused)),
        "n_earlier_cancelled_ever": len(of("Canceled", "Unused offer")),
        "since_last_application_days": least(decided(latest_first)),
        "since_first_application_days": greatest(decided(latest_first)),
        "since_last_refusal_days": least(decided(refused)),
        "since_last_approval_days": least(decided(approved)),
        "last_application_asked_amount": positive(number(latest_first[0], "AMT_APPLICATION")),
        "earlier_refused_asked_largest_amount": greatest(positive(number(row, "AMT_APPLICATION")) for row in refused),
        "earlier_largest_credit_amount": greatest(positive(number(row, "AMT_CREDIT")) for row in approved),
        "n_earlier_running": len(running),
        "earlier_running_credit_amount": known_total(number(row, "AMT_CREDIT") for row in running),
        "earlier_running_annuity_amount": known_total(number(row, "AMT_ANNUITY") for row in running),
        "n_earlier_finished": sum(_state(row) == ENDED for row in approved),
        "since_last_credit_ended_days": least(days_before(row, "DAYS_LAST_DUE") for row in approved),
    }


def _summary(figures: dict[str, Value], currency: str | None) -> Text:
    def n(feature: str) -> int:
        return int(figures[feature] or 0)

    outcomes = [
        (n("n_earlier_approved_ever"), ("acceptée", "acceptées"), ("approved", "approved")),
        (n("n_earlier_refused_ever"), ("refusée", "refusées"), ("refused", "refused")),
        (n("n_earlier_cancelled_ever"), ("sans suite", "sans suite"), ("not taken further", "not taken further")),
    ]
    return sentence(
        fr="Vous avez déposé {n} chez nous\u00a0: {outcomes}. La dernière décision a été prise {since}.{running}",
        en="You made {n} with us: {outcomes}. The latest decision was taken {since}.{running}",
        n=counted(
            n("n_earlier_applications_ever"), fr=("demande", "demandes"),
            en=("earlier application", "earlier applications"),
        ),
        outcomes=parts_of(n("n_earlier_applications_ever"), outcomes),
        since=days_before_said(float(figures["since_last_application_days"] or 0)),
        running=_running(n("n_earlier_running"), float(figures["earlier_running_annuity_amount"] or 0), currency),
    )  # fmt: skip


def _running(n_running: int, annuity: float, currency: str | None) -> SaidIn:
    if not n_running:
        return words("", "")
    return part(
        fr=" {credits}{payment}.",
        en=" {credits}{payment}.",
        credits=counted(
            n_running, fr=("crédit est encore en cours", "crédits sont encore en cours"),
            en=("credit is still running", "credits are still running"),
        ),
        payment=part(fr=", pour {annuity} par mois", en=", at {annuity} a month", annuity=money(annuity, currency))
        if annuity
        else words("", ""),
    )  # fmt: skip
