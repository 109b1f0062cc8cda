"""The credit story of a Home Credit client: clean rows, tidy tables, sentences with the client's own numbers."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.builders import BUREAU_LOAN_ID, LOAN_ID, make_row
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.conventions import NO_SUCH_DAY
from solvable.portfolios.story import Told
from solvable.vocabulary import Admissibility

CHAPTERS = {chapter.key: chapter for chapter in home_credit().story}


def tell(key: str, *rows: Mapping[str, object], currency: str | None = None) -> Told:
    """Return what a chapter makes of a client's rows, given by the cells that matter."""
    chapter = CHAPTERS[key]
    full = [make_row(chapter.table, **cells) for cells in rows]
    return chapter.tell([{column: row[column] for column in chapter.columns} for row in full], currency)


def column_of(told: Told, key: str, *, table: int = 0) -> list[object]:
    return [row[key] for row in told.tables[table].rows]


def application(number: int, status: str, day: int, **cells: object) -> dict[str, object]:
    return {"SK_ID_PREV": LOAN_ID + number, "NAME_CONTRACT_STATUS": status, "DAYS_DECISION": day, **cells}


def payment(number: int, due: float, paid: float | None, **cells: object) -> dict[str, object]:
    return {
        "NUM_INSTALMENT_NUMBER": number, "DAYS_INSTALMENT": due, "DAYS_ENTRY_PAYMENT": paid, "AMT_INSTALMENT": 100.0,
        "AMT_PAYMENT": None if paid is None else 100.0, **cells,
    }  # fmt: skip


def test_a_chapter_reads_columns_that_its_table_has_and_names_features_that_the_catalogue_has():
    for chapter in CHAPTERS.values():
        columns = home_credit().contracts[chapter.table].columns
        assert {*chapter.columns, chapter.dated_by} <= columns.keys()


# Earlier applications


def test_earlier_applications_are_told_with_what_came_of_them_the_latest_first():
    told = tell(
        "earlier_applications",
        application(1, "Refused", -800, AMT_APPLICATION=90_000.0),
        application(2, "Approved", -40, AMT_CREDIT=50_000.0, AMT_ANNUITY=2_500.0, CNT_PAYMENT=24.0,
                    DAYS_LAST_DUE=float(NO_SUCH_DAY), NAME_CONTRACT_TYPE="Cash loans"),
        application(3, "Canceled", -800, NAME_CONTRACT_TYPE="XNA"),
    )  # fmt: skip

    assert column_of(told, "contract") == [str(LOAN_ID + number) for number in (2, 3, 1)]
    assert column_of(told, "decided_days_before") == [40, 800, 800]
    assert column_of(told, "kind") == ["Cash loans", None, None]
    assert column_of(told, "state") == ["running", None, None]
    assert column_of(told, "ended_days_before") == [None, None, None]
    assert told.summary.fr == (
        "Vous avez déposé 3\u00a0demandes chez nous\u00a0: 1\u00a0acceptée, 1\u00a0refusée et 1\u00a0sans suite. La "
        "dernière décision a été prise 40\u00a0jours avant cette demande. 1\u00a0crédit est encore en cours, pour "
        "2\u202f500 par mois."
    )
    assert told.summary.en == (
        "You made 3 earlier applications with us: 1 approved, 1 refused and 1 not taken further. The latest decision "
        "was taken 40 days before this application. 1 credit is still running, at 2,500 a month."
    )


def test_amounts_are_said_in_their_currency_where_there_is_one():
    row = application(1, "Approved", 0, AMT_CREDIT=9e4, AMT_ANNUITY=3e3, CNT_PAYMENT=36.0, DAYS_LAST_DUE=365_243.0)

    told = tell("earlier_applications", row, row | {"SK_ID_PREV": LOAN_ID + 2}, currency="EUR")

    assert told.summary.fr.endswith(
        "La dernière décision a été prise le jour de cette demande. 2\u00a0crédits sont encore en cours, pour "
        "6\u202f000\u00a0€ par mois."
    )
    assert told.summary.en.endswith("on the day of this application. 2 credits are still running, at €6,000 a month.")


def test_a_card_has_no_last_day_and_is_not_said_to_run():
    told = tell("earlier_applications", application(1, "Approved", -90, DAYS_LAST_DUE=float(NO_SUCH_DAY)))

    assert column_of(told, "state") == [None]
    assert "en cours" not in told.summary.fr


def test_an_outcome_that_is_not_known_is_said_to_be_so():
    told = tell("earlier_applications", application(1, "Approved", -9), application(2, "Lost", -9))

    assert column_of(told, "outcome") == [None, "Approved"]
    assert (
        "2\u00a0demandes chez nous\u00a0: 1\u00a0acceptée et 1\u00a0dont la situation n’est pas connue."
        in told.summary.fr
    )
    assert "2 earlier applications with us: 1 approved and 1 not known." in told.summary.en


# Instalments


def test_an_instalment_paid_in_parts_is_settled_by_the_last_and_one_never_paid_is_late_until_today():
    told = tell(
        "instalments",
        payment(1, -100.0, -110.0, AMT_PAYMENT=60.0),
        payment(1, -100.0, -95.0, AMT_PAYMENT=40.0),
        payment(2, -70.0, -75.0),
        payment(3, -40.0, None),
    )
    by_month, one_by_one = told.tables

    assert [tuple(row.values())[1:] for row in one_by_one.rows] == [
        (3, 40, None, 100, 0, 40, 0, 1.0),
        (2, 70, 75, 100, 100, 0, 5, 0.0),
        (1, 100, 95, 100, 100, 5, 0, 0.0),
    ]
    assert [tuple(row.values()) for row in by_month.rows] == [
        (2, 1, 100, 0, 1, 40), (3, 1, 100, 100, 0, 0), (4, 1, 100, 100, 1, 5),
    ]  # fmt: skip
    assert told.summary.fr == (
        "Vous aviez 3\u00a0échéances chez nous avant cette demande, pour 300 au total\u00a0; vous avez réglé 200. "
        "2\u00a0ont été réglées en retard ou restent dues, avec un retard allant jusqu’à 40\u00a0jours\u00a0; la plus "
        "récente était due 40\u00a0jours avant cette demande."
    )
    assert told.summary.en == (
        "You had 3 instalments with us before this application, 300 in all, and paid 200. 2 were paid late or not yet, "
        "by up to 40 days; the most recent was due 40 days before this application."
    )


def test_what_was_paid_after_the_application_is_not_known_on_its_day():
    told = tell("instalments", payment(1, -5.0, 3.0))

    assert (column_of(told, "paid_amount"), column_of(told, "late_days", table=1)) == ([0], [5])


@pytest.mark.parametrize(
    ("paid", "french", "english"),
    [
        pytest.param(-40.0, "Aucune n’a été réglée en retard.", "None was paid late.", id="on time"),
        pytest.param(
            -38.0,
            "1\u00a0a été réglée en retard, de 2\u00a0jours\u00a0; elle était due 40\u00a0jours avant cette demande.",
            "1 was paid late, by 2 days; it was due 40 days before this application.",
            id="one late",
        ),
        pytest.param(
            None,
            "1\u00a0a été réglée en retard ou reste due, de 40\u00a0jours\u00a0; elle était due 40\u00a0jours avant "
            "cette demande.",
            "1 was paid late or not yet, by 40 days; it was due 40 days before this application.",
            id="one never paid",
        ),
    ],
)
def test_lateness_is_said_as_it_was(paid, french, english):
    summary = tell("instalments", payment(1, -40.0, paid)).summary

    assert summary.fr.endswith(french)
    assert summary.en.endswith(english)


payments = st.lists(
    st.builds(
        lambda loan, number, due, paid, owed, part: {
            "SK_ID_PREV": LOAN_ID + loan,
            **payment(number, float(-due), None if paid is None else float(-paid), AMT_INSTALMENT=float(owed)),
            "AMT_PAYMENT": None if paid is None else float(part),
        },
        st.integers(1, 3), st.integers(1, 6), st.integers(0, 900), st.none() | st.integers(-20, 900),
        st.integers(1, 9_000), st.integers(0, 9_000),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(rows=payments, reverse=st.booleans())
def test_months_add_up_to_their_instalments_in_whatever_order_rows_come(rows, reverse):
    told = tell("instalments", *(reversed(rows) if reverse else rows))
    by_month, one_by_one = told.tables

    assert sum(row["n_instalments"] for row in by_month.rows) == len(one_by_one.rows) == told.figures["n_instalments"]
    for key in ("due_amount", "paid_amount"):
        assert sum(row[key] for row in by_month.rows) == pytest.approx(sum(row[key] for row in one_by_one.rows))
    assert sum(row["n_late"] for row in by_month.rows) == told.figures["n_late_payments_ever"]
    assert told == tell("instalments", *rows)


# Loans by month


def test_monthly_balances_say_how_many_were_late_and_what_is_left():
    rows = [
        {"MONTHS_BALANCE": -3, "CNT_INSTALMENT": 12.0, "CNT_INSTALMENT_FUTURE": 6.0, "SK_DPD": 4, "SK_DPD_DEF": 0},
        {"MONTHS_BALANCE": -2, "CNT_INSTALMENT": 12.0, "CNT_INSTALMENT_FUTURE": 5.0, "SK_DPD": 9, "SK_DPD_DEF": 9},
        # A month that leaves the count out does not undo what was told before.
        {"MONTHS_BALANCE": -1, "CNT_INSTALMENT": 12.0},
        {"MONTHS_BALANCE": -4, "NAME_CONTRACT_STATUS": "Signed"},
    ]

    told = tell("loans_by_month", *({"NAME_CONTRACT_STATUS": "Active", **row} for row in rows))

    assert column_of(told, "months_before") == [1, 2, 3, 4]
    assert (told.figures["n_instalments_left"], told.figures["credits_longest_late_days_ever"]) == (5, 9)
    assert told.summary.fr == (
        "1\u00a0crédit suivi chez nous, sur 3\u00a0relevés mensuels\u00a0: 2\u00a0montrent un retard, allant jusqu’à "
        "9\u00a0jours. Il vous y reste 5\u00a0échéances à payer."
    )
    assert told.summary.en == (
        "1 credit followed with us, over 3 monthly balances: 2 show a delay, of up to 9 days. "
        "You have 5 instalments left to pay on them."
    )


def test_a_credit_that_is_merely_signed_owes_nothing_yet():
    told = tell("loans_by_month", {"NAME_CONTRACT_STATUS": "Signed"})

    assert told.summary.en == "Your credits with us are signed, and nothing was due on them yet."
    assert told.figures["n_credits_followed"] == 0


# Cards


def test_card_use_is_the_balance_against_the_limit_and_a_balance_in_the_clients_favour_is_nothing():
    told = tell(
        "card_use",
        {"MONTHS_BALANCE": -1, "AMT_BALANCE": 45_000.0, "AMT_CREDIT_LIMIT_ACTUAL": 180_000, "SK_DPD": 3},
        {"MONTHS_BALANCE": -2, "AMT_BALANCE": -20.0, "AMT_CREDIT_LIMIT_ACTUAL": 180_000},
        {"MONTHS_BALANCE": -3, "AMT_BALANCE": 10.0, "AMT_CREDIT_LIMIT_ACTUAL": 0},
    )

    assert column_of(told, "utilisation_share") == [0.25, 0.0, None]
    assert told.summary.fr == (
        "1\u00a0carte de crédit chez nous\u00a0: au dernier relevé, vous deviez 45\u202f000 pour un plafond de "
        "180\u202f000, soit 25\u202f%. Sur 3\u00a0relevés mensuels, 1\u00a0montre un retard, de 3\u00a0jours."
    )
    assert told.summary.en == (
        "1 credit card with us: at the last statement you owed 45,000, with a limit of 180,000, or 25%. "
        "Of 3 monthly statements, 1 shows a delay, of 3 days."
    )


def test_a_card_without_a_balance_owes_nothing():
    told = tell("card_use", {"AMT_BALANCE": 0.0, "AMT_CREDIT_LIMIT_ACTUAL": 9_000})

    assert "vous ne deviez rien pour un plafond de 9\u202f000. Sur 1\u00a0relevé mensuel, aucun" in told.summary.fr
    assert "you owed nothing, with a limit of 9,000. Of 1 monthly statement, none" in told.summary.en


# Credits with other lenders


def credit_elsewhere(number: int, state: str, **cells: object) -> dict[str, object]:
    return {
        "SK_ID_BUREAU": BUREAU_LOAN_ID + number, "CREDIT_ACTIVE": state, "CREDIT_CURRENCY": "currency 1",
        "DAYS_CREDIT": -100 * number, **cells,
    }  # fmt: skip


def test_credits_elsewhere_are_told_with_what_is_owed_and_overdue():
    told = tell(
        "other_credits",
        credit_elsewhere(1, "Active", AMT_CREDIT_SUM_DEBT=4_000.0, AMT_CREDIT_SUM_OVERDUE=50.0, CREDIT_DAY_OVERDUE=12),
        credit_elsewhere(2, "Closed", DAYS_ENDDATE_FACT=-20.0),
        credit_elsewhere(3, "Closed", CREDIT_TYPE="Mortgage", DAYS_ENDDATE_FACT=-42_060.0),
    )

    assert column_of(told, "state") == ["Active", "Closed", "Closed"]
    assert column_of(told, "closed_days_before") == [None, 20, None]
    assert told.summary.fr == (
        "Le bureau de crédit vous connaît 3\u00a0crédits chez d’autres prêteurs\u00a0: 1\u00a0en cours et "
        "2\u00a0soldés. Il vous reste 4\u202f000 à rembourser sur les crédits en cours. "
        "Des impayés de 50 y sont signalés."
    )
    assert told.summary.en == (
        "The credit bureau knows of 3 credits of yours with other lenders: 1 active and 2 closed. You still owe "
        "4,000 on the active ones. Arrears of 50 are reported on them."
    )


def test_a_debt_that_nobody_told_is_not_said_to_be_nothing():
    unknown = credit_elsewhere(1, "Active")
    known = credit_elsewhere(2, "Active", AMT_CREDIT_SUM_DEBT=700.0)

    assert "What is owed on the active ones is not known." in tell("other_credits", unknown).summary.en
    assert "You still owe at least 700 on the active ones." in tell("other_credits", unknown, known).summary.en
    assert "Il vous reste au moins 700 à rembourser" in tell("other_credits", unknown, known).summary.fr


def test_arrears_on_a_credit_that_was_sold_are_not_passed_over():
    told = tell("other_credits", credit_elsewhere(1, "Sold", AMT_CREDIT_SUM_OVERDUE=90.0))

    assert told.summary.en.endswith("1 sold or written off. Arrears of 90 are reported on them.")


def test_amounts_in_a_foreign_currency_are_left_out_and_this_is_said():
    foreign = {"CREDIT_CURRENCY": "currency 2", "AMT_CREDIT_SUM_DEBT": 1e6, "AMT_CREDIT_SUM": 2e6}
    told = tell(
        "other_credits",
        credit_elsewhere(1, "Active", AMT_CREDIT_SUM_DEBT=300.0, AMT_CREDIT_SUM=500.0),
        credit_elsewhere(2, "Active", **foreign),
    )

    assert column_of(told, "debt_amount") == [300, None]
    assert column_of(told, "is_in_other_currency") == [0, 1]
    assert told.figures["other_debt_amount"] == 300
    assert told.summary.en.endswith("1 credit in a foreign currency is not in these amounts.")
    assert told.summary.fr.endswith("1\u00a0crédit en devise étrangère n’entre pas dans ces montants.")


@pytest.mark.parametrize(
    ("statuses", "french", "english"),
    [
        pytest.param("0CX", "3\u00a0relevés mensuels", "none tells of arrears.", id="never late"),
        pytest.param(
            "010", "1\u00a0signale un retard, 2\u00a0mois avant", "1 tells of arrears, 2 months before", id="once"
        ),
        pytest.param(
            "15", "2\u00a0signalent un retard, le plus récent 1\u00a0mois avant",
            "2 tell of arrears, the most recent 1 month before", id="twice",
        ),
    ],
)  # fmt: skip
def test_monthly_reports_say_when_arrears_were_last_reported(statuses, french, english):
    rows = [{"MONTHS_BALANCE": -month, "STATUS": status} for month, status in enumerate(statuses, start=1)]

    told = tell("other_credits_by_month", *rows)

    assert french in told.summary.fr
    assert english in told.summary.en
    assert column_of(told, "state") == list(statuses)


def test_the_worst_month_counts_and_an_unknown_one_is_not_on_time():
    told = tell("other_credits_by_month", {"STATUS": "X"}, {"STATUS": "3", "MONTHS_BALANCE": -2})

    assert told.figures["other_worst_lateness_ever"] == 3
    assert told.figures["other_late_months_share_ever"] == 1
    assert told.figures["other_unknown_months_share"] == 0.5


# What may be shown


def test_no_figure_of_a_story_is_of_a_feature_that_may_not_decide():
    features = home_credit().catalogue.features
    figures = {name for key in CHAPTERS for name in tell(key, _plain_row(key)).figures}

    assert len(figures) > 100
    assert {features[name].admissibility for name in figures} == {Admissibility.ALLOWED}


def _plain_row(key: str) -> dict[str, object]:
    return {
        "earlier_applications": application(1, "Refused", -10),
        "instalments": payment(1, -10.0, -12.0),
        "loans_by_month": {"NAME_CONTRACT_STATUS": "Active"},
    }.get(key, {})
