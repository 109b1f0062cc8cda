"""Clients whose features are computed now: as they stand, asked for differently, and not stored at all."""

import dataclasses

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portfolios.builders import CLIENT_ID, make_row, make_tables, write_delivery
from solvable.errors import ClientRowsError, NotReadyError, SimulationError, UnknownClientError
from solvable.portfolios.engine import write_features
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.intake import import_tables
from solvable.portfolios.live_clients import LiveClients
from solvable.portfolios.simulation import ANNUITY, CREDIT, INCOME
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("live")
    tables = {name: rows for name, rows in make_tables().items() if name != "credit_card_balance"}
    workspace = Workspace(folder / "workspace")
    import_tables(home_credit(), write_delivery(folder / "delivery", tables), workspace, progress=Silent())
    write_features(home_credit(), workspace, Silent())
    return workspace


@pytest.fixture(scope="module")
def clients(workspace) -> LiveClients:
    return LiveClients(home_credit(), workspace.table_paths(), FeatureTable(workspace.features_path()))


def test_a_client_who_asks_for_nothing_else_has_the_stored_features(clients):
    applicant = clients.stored(CLIENT_ID + 1)

    (same,) = clients.changed(applicant, [{}]).to_pylist()

    assert same == applicant.features.to_pylist()[0]
    assert same["client_id"] == CLIENT_ID + 1


def test_each_change_is_one_row_with_what_follows_from_it(clients):
    applicant = clients.stored(CLIENT_ID)
    (stood,) = applicant.features.to_pylist()

    less, richer = clients.changed(applicant, [{CREDIT: 250_000.0}, {INCOME: 300_000.0}]).to_pylist()

    assert (less[CREDIT], less[ANNUITY]) == (250_000, stood[ANNUITY] / 2)
    assert less["annuity_to_income_share"] == pytest.approx(stood["annuity_to_income_share"] / 2)
    assert less["credit_to_annuity_months"] == pytest.approx(stood["credit_to_annuity_months"])
    assert richer["annuity_to_income_share"] == pytest.approx(stood["annuity_to_income_share"] / 2)
    untouched = [
        name for name, value in stood.items() if name.startswith(("earlier_", "other_")) and "_to_" not in name
    ]
    assert untouched
    assert all(less[name] == stood[name] for name in untouched)


def test_a_new_client_has_the_features_of_a_stored_one_with_the_same_rows(clients):
    rows = make_tables()
    own = {
        "application": [{k: v for k, v in rows["application_train"][0].items() if k != "TARGET"}],
        "previous_application": rows["previous_application"][:1],
        "POS_CASH_balance": [row for row in rows["POS_CASH_balance"] if row["SK_ID_CURR"] == CLIENT_ID],
        "installments_payments": [row for row in rows["installments_payments"] if row["SK_ID_CURR"] == CLIENT_ID],
        "bureau": [row for row in rows["bureau"] if row["SK_ID_CURR"] == CLIENT_ID],
        "bureau_balance": [row for row in rows["bureau_balance"] if row["SK_ID_BUREAU"] in
                           {loan["SK_ID_BUREAU"] for loan in rows["bureau"] if loan["SK_ID_CURR"] == CLIENT_ID}],
    }  # fmt: skip

    new, stored = clients.new(own), clients.stored(CLIENT_ID)

    (ours,), (theirs,) = new.features.to_pylist(), stored.features.to_pylist()
    told = {name: value for name, value in theirs.items() if name != "is_default" and value is not None}
    assert {name: ours[name] for name in told} == pytest.approx(told, rel=1e-9)
    assert all(ours[name] is None for name in theirs if name not in told)
    assert clients.changed(new, [{CREDIT: 1_000.0}])[CREDIT].to_pylist() == [1_000]


def test_rows_of_a_table_that_the_model_never_saw_are_refused(clients):
    card = make_row("credit_card_balance")

    with pytest.raises(ClientRowsError, match="credit_card_balance: expected no rows"):
        clients.new({"application": [make_row("application")], "credit_card_balance": [card]})


def test_a_client_who_is_not_there_is_named(clients):
    with pytest.raises(UnknownClientError, match="found 1,"):
        clients.stored(1)


def test_features_of_another_version_are_not_compared_with(clients):
    applicant = clients.stored(CLIENT_ID)
    place = applicant.features.schema.get_field_index("annuity_to_income_share")
    altered = applicant.features.set_column(place, "annuity_to_income_share", pa.array([0.5]))

    with pytest.raises(NotReadyError, match="solvable features build"):
        clients.changed(dataclasses.replace(applicant, features=altered), [{CREDIT: 1_000.0}])


def test_only_the_columns_that_count_are_read(clients, workspace):
    read = clients.stored(CLIENT_ID).application.schema.names

    assert {"SK_ID_CURR", "AMT_CREDIT", "AMT_ANNUITY"} < set(read)
    assert len(read) < len(pq.read_schema(workspace.table_paths()["application"]).names) / 2


def test_tables_that_were_replaced_since_are_said_to_be(workspace, tmp_path):
    gone = {name: tmp_path / "tables-before" / path.name for name, path in workspace.table_paths().items()}
    clients = LiveClients(home_credit(), gone, FeatureTable(workspace.features_path()))

    with pytest.raises(NotReadyError, match="tables-before was replaced by a newer import"):
        clients.stored(CLIENT_ID)


@pytest.mark.parametrize(("income", "is_refused"), [(1e-300, True), (1e12, False), (0.01, False)])
def test_numbers_out_of_all_proportion_are_refused_and_large_ones_are_not(clients, income, is_refused):
    rows = {"application": [make_row("application") | {"AMT_INCOME_TOTAL": income}]}

    if not is_refused:
        assert clients.new(rows).features["income_amount"].to_pylist() == [income]
        return
    with pytest.raises(ClientRowsError, match=r"in proportion to each other, found such that .*_to_income"):
        clients.new(rows)


def test_a_change_after_which_a_ratio_cannot_be_computed_is_refused(clients):
    odd = clients.new({"application": [make_row("application") | {"AMT_GOODS_PRICE": 3e-33}]})

    with pytest.raises(SimulationError, match="credit_to_goods_share cannot be computed after the change"):
        clients.changed(odd, [{CREDIT: 1e10}])
