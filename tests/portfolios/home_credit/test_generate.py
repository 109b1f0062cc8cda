"""What a made-up portfolio must be like: the published tables in form, and a lender's in sense."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from solvable.errors import ConfigError
from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit import generate
from solvable.portfolios.home_credit.generate import FILES, generate_portfolio
from solvable.portfolios.home_credit.tables import CONTRACTS
from solvable.progress import Silent

N_CLIENTS = 4_000
SEED = 7

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data"
# All files that have categories.
PUBLISHED_ROWS = {
    "application_train": "home-credit-applications/application_train.csv.gz",
    "application_test": "home-credit-applications/application_test.csv.gz",
    "bureau": "home-credit-sample/bureau.csv.gz",
    "bureau_balance": "home-credit-sample/bureau_balance.csv.gz",
    "previous_application": "home-credit-sample/previous_application.csv.gz",
    "POS_CASH_balance": "home-credit-sample/POS_CASH_balance.csv.gz",
    "credit_card_balance": "home-credit-sample/credit_card_balance.csv.gz",
}
# Levels so rare that the shared rows happen to lack them; the published statistics have them.
RARE_LEVELS = {
    "NAME_INCOME_TYPE": {"Student", "Unemployed", "Businessman", "Maternity leave"},
    "NAME_FAMILY_STATUS": {"Unknown"},
    "CODE_GENDER": {"XNA"},
    "CREDIT_ACTIVE": {"Bad debt"},
    "NAME_CONTRACT_STATUS": {"Demand", "Amortized debt", "Returned to the store", "Sent proposal"},
}

# Days after the application that are agreed on and not observed.
PLANNED_DAYS = {"DAYS_CREDIT_ENDDATE", "DAYS_FIRST_DUE", "DAYS_LAST_DUE_1ST_VERSION"}
NO_SUCH_DAY = 365_243

EVERYBODY = "(SELECT SK_ID_CURR FROM application_train UNION ALL SELECT SK_ID_CURR FROM application_test)"

Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    generate_portfolio(folder, N_CLIENTS, SEED, Silent())
    return folder


@pytest.fixture(scope="module")
def rows(portfolio: Path) -> Rows:
    """Ask a question about the tables by their published names; ``{name}`` in it stands for a keyword argument."""
    connection = duckdb.connect()
    for file in FILES:
        connection.execute(f"CREATE VIEW {file} AS FROM '{portfolio / file}.parquet'")
    return lambda question, **names: connection.execute(question.format(**names)).fetchall()


def test_every_published_file_is_there_with_its_columns_in_published_order_and_type(portfolio):
    types = {ColumnType.INTEGER: "int64", ColumnType.NUMBER: "double", ColumnType.TEXT: "string"}
    for contract in CONTRACTS.values():
        for file in (file for file in FILES if file.lower() in contract.files):
            lacking = contract.optional.get(file.lower(), frozenset())
            expected = [(name, types[kind]) for name, kind in contract.columns.items() if name not in lacking]

            schema = pq.read_schema(portfolio / f"{file}.parquet")

            assert [(field.name, str(field.type)) for field in schema] == expected, file


def test_the_outcome_is_told_of_the_clients_in_train_alone(rows):
    columns = {name for (name, *_) in rows("DESCRIBE application_test")}

    assert "TARGET" not in columns
    assert rows("SELECT count(*) FROM application_train WHERE TARGET IS NULL OR TARGET NOT IN (0, 1)") == [(0,)]


def test_as_many_clients_are_made_as_were_asked_for_numbered_like_the_published_ones(rows):
    ((n_clients, n_numbers, first, last),) = rows(
        "SELECT count(*), count(DISTINCT SK_ID_CURR), min(SK_ID_CURR), max(SK_ID_CURR) FROM {everybody}",
        everybody=EVERYBODY,
    )

    assert (n_clients, n_numbers, first, last) == (N_CLIENTS, N_CLIENTS, 100_001, 100_000 + N_CLIENTS)


@pytest.mark.parametrize("contract", [c for c in CONTRACTS.values() if c.key], ids=lambda c: c.name)
def test_a_key_names_one_row(rows, contract):
    for file in (file for file in FILES if file.lower() in contract.files):
        twice = rows(
            "SELECT {key} FROM {file} GROUP BY ALL HAVING count(*) > 1 LIMIT 1", key=", ".join(contract.key), file=file
        )

        assert twice == [], file


@pytest.mark.parametrize(
    ("table", "contract_types"),
    [
        ("POS_CASH_balance", ("Cash loans", "Consumer loans")),
        ("credit_card_balance", ("Revolving loans",)),
        ("installments_payments", ("Cash loans", "Consumer loans", "Revolving loans")),
    ],
)
def test_what_was_paid_belongs_to_an_approved_application_of_that_client_and_kind(rows, table, contract_types):
    strays = rows(
        """SELECT count(*) FROM {table} ANTI JOIN (
            FROM previous_application
            WHERE NAME_CONTRACT_STATUS = 'Approved' AND NAME_CONTRACT_TYPE IN {contract_types}
        ) USING (SK_ID_PREV, SK_ID_CURR)""",
        table=table,
        contract_types=list(contract_types),
    )

    assert strays == [(0,)]
    assert rows("SELECT count(*) > 0 FROM {table}", table=table) == [(True,)]


def test_every_row_of_history_belongs_to_a_client(rows):
    for table in ("bureau", "previous_application"):
        strays = rows(
            "SELECT count(*) FROM {table} ANTI JOIN {everybody} USING (SK_ID_CURR)", table=table, everybody=EVERYBODY
        )
        assert strays == [(0,)], table
    assert rows("SELECT count(*) FROM bureau_balance ANTI JOIN bureau USING (SK_ID_BUREAU)") == [(0,)]


def test_nothing_is_known_that_happened_after_the_application(rows):
    for file in FILES:
        for name, *_ in rows("DESCRIBE {file}", file=file):
            if name.startswith(("DAYS_", "MONTHS_")) and name not in PLANNED_DAYS:
                late = rows(
                    "SELECT count(*) FROM {file} WHERE {name} > 0 AND {name} != {no_such_day}",
                    file=file,
                    name=name,
                    no_such_day=NO_SUCH_DAY,
                )
                assert late == [(0,)], f"{file}.{name}"


def test_a_monthly_balance_is_older_than_the_application_and_no_older_than_eight_years(rows):
    for table in ("POS_CASH_balance", "credit_card_balance"):
        ((oldest, latest),) = rows("SELECT min(MONTHS_BALANCE), max(MONTHS_BALANCE) FROM {table}", table=table)
        assert oldest >= -96, table
        assert latest == -1, table


def test_the_default_rate_is_near_the_published_one(rows):
    ((rate,),) = rows("SELECT avg(TARGET) FROM application_train")

    # Three standard errors of a share of 8.07 % among 3,450 clients.
    assert rate == pytest.approx(0.0807, abs=0.014)


def test_the_external_scores_are_missing_as_often_as_published(rows):
    for number, published in ((1, 0.564), (2, 0.002), (3, 0.198)):
        ((share,),) = rows("SELECT 1 - count(EXT_SOURCE_{number}) / count(*) FROM application_train", number=number)
        assert share == pytest.approx(published, abs=0.025), number


@pytest.mark.parametrize(
    ("table", "share_of_clients", "rows_per_client"),
    [
        ("bureau", 0.857, 5.6),
        ("previous_application", 0.946, 4.9),
        ("installments_payments", 0.948, 40.1),
        ("POS_CASH_balance", 0.941, 29.7),
        ("credit_card_balance", 0.283, 37.1),
    ],
)
def test_clients_have_about_as_much_history_as_published(rows, table, share_of_clients, rows_per_client):
    ((n_rows, n_clients),) = rows("SELECT count(*), count(DISTINCT SK_ID_CURR) FROM {table}", table=table)

    assert n_clients / N_CLIENTS == pytest.approx(share_of_clients, abs=0.05)
    assert n_rows / n_clients == pytest.approx(rows_per_client, rel=0.25)


def test_a_third_of_the_clients_with_an_outcome_have_bureau_months(rows):
    ((share,),) = rows(
        """SELECT avg((SK_ID_CURR IN (
            SELECT SK_ID_CURR FROM bureau SEMI JOIN bureau_balance USING (SK_ID_BUREAU)
        ))::INT) FROM application_train"""
    )

    assert 0.25 < share < 0.40


def test_a_credit_is_paid_back_with_interest_over_its_term(rows):
    ((low, high, cheaper_than_goods),) = rows(
        """SELECT min(AMT_CREDIT / AMT_ANNUITY), max(AMT_CREDIT / AMT_ANNUITY), avg((AMT_CREDIT < AMT_GOODS_PRICE)::INT)
        FROM application_train"""
    )

    # Published: 8.3 to 45.3 annuities per credit, and goods dearer than the credit in 1 of 1,000.
    assert 8 < low < high < 50
    assert cheaper_than_goods < 0.01


def test_a_card_balance_is_the_last_one_with_interest_less_what_was_paid_plus_what_was_drawn(rows):
    ((worst,),) = rows(
        """SELECT max(abs(AMT_BALANCE - (before * 1.017 - AMT_PAYMENT_TOTAL_CURRENT + AMT_DRAWINGS_CURRENT)))
        FROM (SELECT *, lag(AMT_BALANCE) OVER (PARTITION BY SK_ID_PREV ORDER BY MONTHS_BALANCE) AS before
              FROM credit_card_balance)"""
    )

    assert worst < 0.02


def test_a_loan_counts_down_to_its_last_instalment(rows):
    ((n_rising, n_unfinished),) = rows(
        # Some months follow the last: until the completion is booked, or for ever where nobody closes the loan.
        """SELECT count(*) FILTER (CNT_INSTALMENT_FUTURE >= before AND before > 0),
            count(*) FILTER (NAME_CONTRACT_STATUS = 'Completed' AND CNT_INSTALMENT_FUTURE != 0)
        FROM (SELECT *, lag(CNT_INSTALMENT_FUTURE) OVER (PARTITION BY SK_ID_PREV ORDER BY MONTHS_BALANCE) AS before
              FROM POS_CASH_balance)"""
    )

    assert (n_rising, n_unfinished) == (0, 0)


@pytest.mark.parametrize(
    "habit",
    [
        pytest.param(
            "SELECT SK_ID_CURR, avg((DAYS_ENTRY_PAYMENT > DAYS_INSTALMENT)::INT) FROM installments_payments GROUP BY 1",
            id="paying instalments late",
        ),
        pytest.param(
            "SELECT SK_ID_CURR, avg((NAME_CONTRACT_STATUS = 'Refused')::INT) FROM previous_application GROUP BY 1",
            id="having been refused",
        ),
        pytest.param(
            "SELECT SK_ID_CURR, sum(AMT_CREDIT_SUM_DEBT) / sum(AMT_CREDIT_SUM) FROM bureau GROUP BY 1",
            id="owing much of what was borrowed elsewhere",
        ),
        pytest.param(
            "SELECT SK_ID_CURR, avg(AMT_BALANCE / AMT_CREDIT_LIMIT_ACTUAL) FROM credit_card_balance GROUP BY 1",
            id="using much of the card",
        ),
    ],
)
def test_clients_with_a_worse_history_default_more_often(rows, habit):
    ((worse, better),) = rows(
        """WITH history(SK_ID_CURR, habit) AS ({habit}),
            ranked AS (SELECT TARGET, percent_rank() OVER (ORDER BY habit) AS place
                       FROM application_train JOIN history USING (SK_ID_CURR) WHERE habit IS NOT NULL)
        SELECT avg(TARGET) FILTER (place > 0.6), avg(TARGET) FILTER (place < 0.4) FROM ranked""",
        habit=habit,
    )

    assert worse > 1.15 * better


def test_the_same_seed_gives_the_same_files_byte_for_byte(tmp_path):
    first, second = (written(tmp_path / name, n_clients=60, seed=SEED) for name in ("first", "second"))

    assert first == second


def test_another_seed_gives_other_clients(tmp_path):
    first, second = (written(tmp_path / str(seed), n_clients=60, seed=seed) for seed in (1, 2))

    assert all(first[file] != second[file] for file in FILES)


def test_clients_do_not_depend_on_the_chunks_that_follow(tmp_path, monkeypatch):
    monkeypatch.setattr(generate, "CHUNK_CLIENTS", 50)
    written(tmp_path / "few", n_clients=50, seed=SEED)
    written(tmp_path / "many", n_clients=120, seed=SEED)

    for file in FILES:
        few, many = (pq.read_table(tmp_path / folder / f"{file}.parquet") for folder in ("few", "many"))
        assert many.slice(0, len(few)).equals(few), file


def test_numbers_stay_unique_across_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(generate, "CHUNK_CLIENTS", 50)
    written(tmp_path, n_clients=120, seed=SEED)

    for file, column in (("previous_application", "SK_ID_PREV"), ("bureau", "SK_ID_BUREAU")):
        numbers = pq.read_table(tmp_path / f"{file}.parquet")[column].to_pylist()
        assert len(set(numbers)) == len(numbers), file


@pytest.mark.parametrize("seed", range(5))
def test_even_a_single_client_gives_eight_readable_files(tmp_path, seed):
    written(tmp_path, n_clients=1, seed=seed)

    n_rows = {file: pq.read_metadata(tmp_path / f"{file}.parquet").num_rows for file in FILES}
    assert n_rows["application_train"] + n_rows["application_test"] == 1


@pytest.mark.parametrize("n_clients", [0, -5])
def test_a_portfolio_of_nobody_is_refused(tmp_path, n_clients):
    with pytest.raises(ConfigError, match=f"at least 1 client, found {n_clients}"):
        generate_portfolio(tmp_path / "nobody", n_clients, SEED, Silent())

    assert not (tmp_path / "nobody").exists()


def test_a_negative_seed_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="seed must be 0 or more, found -1"):
        generate_portfolio(tmp_path, 10, -1, Silent())


@pytest.mark.parametrize("tables", [["bureau_balance"], ["Installments_Payments"], ["pos_cash_balance", "bureau"]])
def test_a_table_has_the_same_rows_whichever_others_are_written(tmp_path, tables):
    everything = written(tmp_path / "all", n_clients=60, seed=SEED)
    generate_portfolio(tmp_path / "some", 60, SEED, Silent(), tables=tables)

    some = {file.stem: file.read_bytes() for file in (tmp_path / "some").glob("*.parquet")}

    assert {name.lower() for name in some} == {"application_train", "application_test", *(t.lower() for t in tables)}
    assert all(some[file] == everything[file] for file in some)


def test_the_applications_are_written_whatever_was_asked_for(tmp_path):
    generate_portfolio(tmp_path, 20, SEED, Silent(), tables=["application"])

    assert {file.stem for file in tmp_path.iterdir()} == {"application_train", "application_test"}


def test_an_unknown_table_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(ConfigError, match=r"among application_train, .*credit_card_balance, found loans, wages"):
        generate_portfolio(tmp_path / "none", 20, SEED, Silent(), tables=["wages", "bureau", "Loans"])

    assert not (tmp_path / "none").exists()


def test_progress_counts_clients_and_ends_with_the_rows(tmp_path):
    progress = Told()

    generate_portfolio(tmp_path, 30, SEED, progress)

    assert progress.total == progress.done == 30
    assert "bureau_balance" in progress.detail


@pytest.mark.parametrize("file", PUBLISHED_ROWS)
def test_every_made_up_category_is_a_published_one(rows, file):
    published = PUBLISHED / PUBLISHED_ROWS[file]
    if not published.exists():
        pytest.skip("The published rows are not on this machine.")
    texts = [name for name, kind, *_ in rows("DESCRIBE {file}", file=file) if kind == "VARCHAR"]
    levels = "SELECT {levels} FROM {table}"
    wanted = ", ".join(f"list(DISTINCT {name})" for name in texts)

    (made_up,) = rows(levels, levels=wanted, table=file)
    (known,) = rows(levels, levels=wanted, table=f"read_csv('{published}', all_varchar = true)")

    for name, ours, theirs in zip(texts, made_up, known, strict=True):
        assert set(ours) - {None} <= set(theirs) | RARE_LEVELS.get(name, set()), name


class Told:
    """Progress that remembers what it was told."""

    def __init__(self) -> None:
        self.step = ""
        self.total: int | None = None
        self.done = 0
        self.detail = ""

    def start(self, step: str, *, total: int | None = None) -> None:
        self.step, self.total = step, total

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def finish(self, detail: str = "") -> None:
        self.detail = detail


def written(folder: Path, *, n_clients: int, seed: int) -> dict[str, bytes]:
    """Make up a portfolio and return its files' bytes."""
    generate_portfolio(folder, n_clients, seed, Silent())
    return {file: (folder / f"{file}.parquet").read_bytes() for file in FILES}
