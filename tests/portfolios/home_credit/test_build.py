"""Laws of the feature table: what it may depend on, and what is said of tables and rows that are not there."""

import math
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import compare_with_features

from builders import REAL_DATA
from portfolios.builders import CLIENT_ID, Cell
from portfolios.home_credit.feature_rows import make_stored
from portfolios.home_credit.lineage import columns_behind, table_shapes
from solvable.portfolios.engine import LiveFeatures, rows_of_client, write_features
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.build import HISTORIES
from solvable.portfolios.home_credit.conventions import DATED_BY
from solvable.portfolios.home_credit.tables import CLIENT, CONTRACTS
from solvable.portfolios.intake import import_tables
from solvable.portfolios.new_client import read_new_client
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent
from solvable.vocabulary import Unit

TABLES = tuple(CONTRACTS)
FOREIGN_AMOUNTS = 7.5
AMOUNT_COLUMNS = {table: [c for c in contract.columns if c.startswith("AMT_")] for table, contract in CONTRACTS.items()}
# Enquiries are counts, whatever the published name says; a limit is stored as a whole number.
NO_AMOUNTS = "AMT_REQ_"


@pytest.fixture(scope="module")
def live() -> LiveFeatures:
    return LiveFeatures(home_credit(), TABLES)


def make_portfolio_rows(rng: np.random.Generator, *, n_clients: int = 6) -> dict[str, pa.Table]:
    """Return random rows of every table for a few clients, the last of whom has no history."""

    def rows(table: str, per_client: int, **columns) -> pa.Table:
        found = []
        for client in range(n_clients - 1):
            for number in range(int(rng.integers(0, per_client + 1))):
                row = {name: draw(number) if callable(draw) else draw for name, draw in columns.items()}
                found.append({CLIENT: CLIENT_ID + client, **row})
        return make_stored(table, *found)

    def amount(_number: int) -> float | None:
        return None if rng.random() < 0.1 else round(float(rng.lognormal(10, 1)), 2)

    def days(most: int):
        return lambda _number: float(-rng.integers(1, most))

    def pick(*values: Cell):
        return lambda _number: values[rng.integers(len(values))]

    clients = [
        {
            CLIENT: CLIENT_ID + client, "TARGET": pick(0, 1, None)(0), "AMT_CREDIT": amount(0),
            "AMT_ANNUITY": amount(0), "AMT_GOODS_PRICE": amount(0), "AMT_INCOME_TOTAL": amount(0),
            "EXT_SOURCE_2": float(rng.random()), "DAYS_EMPLOYED": pick(-100, -4000, 365_243)(0),
            "ORGANIZATION_TYPE": pick("Bank", "XNA")(0), "CNT_FAM_MEMBERS": 2.0,
        }
        for client in range(n_clients)
    ]  # fmt: skip
    loan, month = pick(1, 2), lambda number: -1 - number
    return {
        "application": make_stored("application", *clients),
        "bureau": rows(
            "bureau", 5, SK_ID_BUREAU=lambda number: number, CREDIT_ACTIVE=pick("Active", "Closed"),
            CREDIT_CURRENCY=pick("currency 1", "currency 2"), DAYS_CREDIT=lambda n: int(days(2900)(n)),
            AMT_CREDIT_SUM=amount, AMT_CREDIT_SUM_DEBT=amount, AMT_CREDIT_SUM_OVERDUE=amount,
        ),
        "bureau_balance": rows("bureau_balance", 20, MONTHS_BALANCE=month, STATUS=pick("0", "1", "5", "C", "X")),
        "previous_application": rows(
            "previous_application", 5, SK_ID_PREV=lambda number: number, DAYS_DECISION=lambda n: int(days(2900)(n)),
            NAME_CONTRACT_STATUS=pick("Approved", "Refused", "Canceled"), AMT_CREDIT=amount, AMT_APPLICATION=amount,
            AMT_ANNUITY=amount, CNT_PAYMENT=pick(0.0, 12.0, 24.0), DAYS_LAST_DUE=pick(365_243.0, -100.0),
            PRODUCT_COMBINATION=pick("Cash", "Card Street", None),
        ),
        "installments_payments": rows(
            "installments_payments", 25, SK_ID_PREV=loan, NUM_INSTALMENT_VERSION=1.0,
            NUM_INSTALMENT_NUMBER=lambda number: number // 2, DAYS_INSTALMENT=lambda number: -30.0 * (number // 2 + 1),
            DAYS_ENTRY_PAYMENT=lambda number: pick(None, -30.0 * (number // 2 + 1) + 5, -900.0)(0),
            AMT_INSTALMENT=1000.0, AMT_PAYMENT=amount,
        ),
        "pos_cash_balance": rows(
            "pos_cash_balance", 20, SK_ID_PREV=loan, MONTHS_BALANCE=month, SK_DPD=pick(0, 0, 9), SK_DPD_DEF=pick(0, 9),
            CNT_INSTALMENT_FUTURE=pick(0.0, 4.0), NAME_CONTRACT_STATUS=pick("Active", "Completed", "Signed"),
        ),
        "credit_card_balance": rows(
            "credit_card_balance", 20, MONTHS_BALANCE=month, AMT_BALANCE=amount,
            AMT_CREDIT_LIMIT_ACTUAL=pick(0, 90_000), AMT_DRAWINGS_CURRENT=amount, AMT_DRAWINGS_ATM_CURRENT=amount,
            AMT_INST_MIN_REGULARITY=amount, AMT_PAYMENT_TOTAL_CURRENT=amount, CNT_DRAWINGS_CURRENT=pick(0, 3),
        ),
    }  # fmt: skip


def assert_same(found: pa.Table, expected: pa.Table, *, but: Mapping[str, float] | None = None) -> None:
    """Check two feature tables value by value, to a billionth; ``but`` says which features are scaled."""
    assert found.schema.names == expected.schema.names
    for ours, theirs in zip(found.to_pylist(), expected.to_pylist(), strict=True):
        for name, value in theirs.items():
            if isinstance(value, float) and ours[name] is not None:
                assert math.isclose(ours[name], value * (but or {}).get(name, 1.0), rel_tol=1e-9), name
            else:
                assert ours[name] == value, name


seeds = st.integers(0, 10_000)
few_examples = settings(max_examples=4, deadline=None)


@few_examples
@given(seed=seeds)
def test_the_order_of_rows_never_matters(live, seed):
    rng = np.random.default_rng(seed)
    tables = make_portfolio_rows(rng)
    shuffled = {name: table.take(rng.permutation(table.num_rows)) for name, table in tables.items()}

    assert_same(live.rows(shuffled), live.rows(tables))


@few_examples
@given(seed=seeds)
def test_nothing_that_came_after_the_application_is_used(live, seed):
    tables = make_portfolio_rows(np.random.default_rng(seed))
    later = {name: pa.concat_tables([tables[name], _dated(tables[name], DATED_BY[name], 3)]) for name in HISTORIES}
    due, paid_later = tables["installments_payments"], "DAYS_ENTRY_PAYMENT"
    never_paid = due.filter(pc.is_null(due[paid_later]))
    later["installments_payments"] = pa.concat_tables(
        [later["installments_payments"], _dated(never_paid, paid_later, 3)]
    )

    assert_same(live.rows(tables | later), live.rows(tables))


@few_examples
@given(seed=seeds)
def test_a_client_alone_has_the_row_they_have_among_others(live, seed):
    tables = make_portfolio_rows(np.random.default_rng(seed))
    together = live.rows(tables)

    for place in (0, 3, 5):
        alone = {name: table.filter(pc.equal(table[CLIENT], CLIENT_ID + place)) for name, table in tables.items()}
        assert_same(live.rows(alone), together.slice(place, 1))


@few_examples
@given(seed=seeds, credit=st.floats(1e3, 1e6), annuity=st.floats(1e2, 1e5))
def test_a_changed_application_is_computed_as_if_it_were_the_stored_one(live, seed, credit, annuity):
    tables = make_portfolio_rows(np.random.default_rng(seed))
    stored, application = live.rows(tables), tables["application"]
    changed = application
    for column, value in (("AMT_CREDIT", credit), ("AMT_ANNUITY", annuity), ("AMT_INCOME_TOTAL", credit / 3)):
        filled = pa.array([value] * application.num_rows)
        changed = changed.set_column(application.schema.get_field_index(column), column, filled)
    expected = live.rows(tables | {"application": changed})

    for place in (0, 3, 5):
        candidates = pa.concat_tables([application.slice(place, 1), changed.slice(place, 1)])
        found = live.changed(stored.slice(place, 1), candidates)
        assert_same(found.slice(0, 1), stored.slice(place, 1))
        assert_same(found.slice(1, 1), expected.slice(place, 1))


def test_the_query_that_is_sent_says_what_the_expressions_say(live):
    tables = make_portfolio_rows(np.random.default_rng(5))
    expressions = home_credit().build_features({name: ibis.memtable(table) for name, table in tables.items()})

    assert_same(live.rows(tables), expressions.order_by("client_id").to_pyarrow())


def test_threads_that_ask_at_once_get_their_own_clients(live):
    tables = make_portfolio_rows(np.random.default_rng(6))
    expected = live.rows(tables)

    def ask(place: int) -> pa.Table:
        alone = {name: table.filter(pc.equal(table[CLIENT], CLIENT_ID + place)) for name, table in tables.items()}
        live.changed(expected.slice(place, 1), alone["application"])
        return live.rows(alone)

    with ThreadPoolExecutor(4) as threads:
        for place, found in enumerate(threads.map(ask, range(6))):
            assert_same(found, expected.slice(place, 1))


def test_the_catalogue_names_the_sources_that_a_feature_is_computed_from():
    entries = home_credit().catalogue.features
    behind = columns_behind(home_credit().build_features(table_shapes()))
    families: dict[str, set[str]] = {}
    for name, entry in entries.items():
        families.setdefault(entry.family, set()).update(behind[name])

    assert {entry.family: set(entry.sources) for entry in entries.values()} == families


@few_examples
@given(seed=seeds)
def test_amounts_in_another_unit_change_amounts_and_nothing_else(live, seed):
    tables = make_portfolio_rows(np.random.default_rng(seed))
    scaled = {name: _scaled(name, table) for name, table in tables.items()}
    amounts = {n: FOREIGN_AMOUNTS for n, f in home_credit().catalogue.features.items() if f.unit is Unit.AMOUNT}

    assert_same(live.rows(scaled), live.rows(tables), but=amounts)


def test_a_client_without_history_has_zero_counts_and_nothing_else(live):
    row = live.rows(make_portfolio_rows(np.random.default_rng(1))).to_pylist()[-1]

    for name, feature in home_credit().catalogue.features.items():
        if not any(source.startswith("application.") for source in feature.sources):
            assert row[name] == (0 if feature.unit is Unit.COUNT and name.startswith("n_") else None), name


@pytest.mark.parametrize("absent", HISTORIES)
def test_features_over_a_table_that_is_not_there_are_missing_and_the_others_stay(live, absent):
    tables = make_portfolio_rows(np.random.default_rng(2))
    del tables[absent]
    without = LiveFeatures(home_credit(), tuple(tables)).rows(tables)
    with_all = live.rows(tables)

    for name, feature in home_credit().catalogue.features.items():
        if any(source.startswith(f"{absent}.") for source in feature.sources):
            assert without[name].null_count == without.num_rows, name
        else:
            assert without[name].equals(with_all[name]), name


def test_the_feature_table_has_the_columns_of_the_catalogue_in_its_order(live):
    columns = live.rows(make_portfolio_rows(np.random.default_rng(3))).schema
    kinds = {name: "string" if f.is_category else "double" for name, f in home_credit().catalogue.features.items()}

    assert {field.name: str(field.type) for field in columns} == {"client_id": "int64", "is_default": "bool", **kinds}
    assert columns.names[2:] == list(kinds)


@few_examples
@given(seed=seeds)
def test_no_feature_is_ever_infinite_or_not_a_number(live, seed):
    assert_all_finite(live.rows(make_portfolio_rows(np.random.default_rng(seed))))


@pytest.fixture(scope="module", params=["home-credit-sample", "home-credit-sample/with-installments"])
def real_workspace(request, tmp_path_factory) -> Iterator[Workspace]:
    source = REAL_DATA / request.param
    if not source.exists():
        pytest.skip(f"no real rows here: {source.name} is not beside the repository")
    folder = tmp_path_factory.mktemp("real")
    delivery = folder / "delivery"
    delivery.mkdir()
    for file in source.glob("*.csv.gz"):
        shutil.copy(file, delivery)
    workspace = Workspace(folder / "workspace")
    import_tables(home_credit(), delivery, workspace, progress=Silent(), set_aside_unknown_clients=True)
    write_features(home_credit(), workspace, Silent())
    yield workspace
    shutil.rmtree(folder)


def test_on_real_rows_a_client_online_as_new_and_unchanged_equals_the_client_in_the_batch(real_workspace):
    portfolio, paths = home_credit(), real_workspace.table_paths()
    online, stored = LiveFeatures(portfolio, tuple(paths)), FeatureTable(real_workspace.features_path())

    for client_id in stored.columns(["client_id"])["client_id"].to_pylist()[:: stored.n_clients // 8]:
        rows, expected = rows_of_client(portfolio, paths, client_id), stored.rows([client_id])
        as_new = {name: table.select([*portfolio.contracts[name].columns]).to_pylist() for name, table in rows.items()}

        assert_same(online.rows(rows), expected)
        assert_same(online.rows(read_new_client(portfolio, as_new)), expected)
        assert_same(online.changed(expected, rows["application"]), expected)


def test_on_real_rows_every_number_is_finite_and_every_level_has_words(real_workspace):
    portfolio, stored = home_credit(), FeatureTable(real_workspace.features_path())
    features = portfolio.catalogue.features
    rows = stored.columns(list(features))

    assert_all_finite(rows)
    for name, feature in features.items():
        if feature.is_category:
            assert set(rows[name].unique().drop_null().to_pylist()) <= portfolio.catalogue.levels[name].keys(), name


def test_on_real_rows_the_figures_of_a_story_are_the_features_that_they_are_named_after(real_workspace):
    every = max(1, FeatureTable(real_workspace.features_path()).n_clients // 500)

    n_compared, differing = compare_with_features(home_credit(), real_workspace, every=every)

    assert not differing
    assert len(n_compared) > 75


def assert_all_finite(rows: pa.Table) -> None:
    for name in rows.schema.names:
        if pa.types.is_floating(rows.schema.field(name).type):
            assert pc.all(pc.is_finite(rows[name])).as_py() in (True, None), name


def _scaled(table: str, rows: pa.Table) -> pa.Table:
    for column in AMOUNT_COLUMNS[table]:
        if not column.startswith(NO_AMOUNTS):
            place, kind = rows.schema.get_field_index(column), rows.schema.field(column).type
            rows = rows.set_column(place, column, pc.multiply(rows[column], FOREIGN_AMOUNTS).cast(kind))
    return rows


def _dated(rows: pa.Table, column: str, day: int) -> pa.Table:
    """Return the same rows on another day or in another month."""
    field = rows.schema.field(column)
    return rows.set_column(
        rows.schema.get_field_index(column), field, pa.array([day] * rows.num_rows, pa.int64()).cast(field.type)
    )
