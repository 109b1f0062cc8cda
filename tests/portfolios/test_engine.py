"""The feature table as it is written and read back."""

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from builders import write_feature_file
from portfolios.builders import CLIENT_ID, make_row, make_tables, write_delivery
from solvable.errors import NotReadyError, UnknownClientError
from solvable.portfolios import engine
from solvable.portfolios.engine import rows_of_client, write_features
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.intake import import_tables
from solvable.portfolios.recipe import recipe
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

N_CLIENTS = 5000


class Steps(Silent):
    """Progress that keeps every step with what was said of it."""

    def __init__(self):
        self.taken = []

    def start(self, step, **_):
        self.step = step

    def finish(self, detail=""):
        self.taken.append((self.step, detail))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("engine")
    clients = [
        make_row("application", SK_ID_CURR=CLIENT_ID + 2 * n, TARGET=n % 2, AMT_CREDIT=float(n))
        for n in reversed(range(N_CLIENTS))
    ]
    delivery = write_delivery(
        folder / "delivery", {"application_train": clients, "bureau": make_tables()["bureau"][:1]}
    )
    workspace = Workspace(folder / "workspace")
    import_tables(home_credit(), delivery, workspace, progress=Silent(), currency="EUR")
    write_features(home_credit(), workspace, Silent())
    return workspace


@pytest.fixture
def table(workspace) -> FeatureTable:
    return FeatureTable(workspace.features_path())


def written_again(table, folder, at_once) -> FeatureTable:
    """Return the same clients in a file that was written some clients after others."""
    write_feature_file(pa.concat_tables(table.batches(N_CLIENTS)), folder / "features.arrow", at_once=at_once)
    return FeatureTable(folder / "features.arrow")


def test_a_table_narrowed_to_some_columns_has_all_clients_with_these(table):
    names = ["client_id", "income_type", "credit_amount"]
    narrow, asked = table.narrowed(names), table.first_clients(3)[::-1]

    assert narrow.schema.names == names
    assert narrow.rows(asked).equals(table.rows(asked).select(names))
    assert pa.concat_tables(narrow.batches(1000)).equals(table.columns(names))
    assert "income_amount" in table.schema.names


def test_the_manifest_says_what_was_built_from_what(workspace):
    manifest = workspace.features()

    assert (manifest.n_clients, manifest.n_features) == (N_CLIENTS, len(home_credit().catalogue.features))
    assert manifest.tables_fingerprint == workspace.tables().fingerprint
    assert manifest.recipe == recipe(home_credit())
    assert manifest.currency == "EUR"
    assert "previous_application" in manifest.not_available


def test_building_again_from_the_same_tables_gives_the_same_file(workspace):
    before = workspace.features()

    after = write_features(home_credit(), workspace, Silent())

    assert after.fingerprint == before.fingerprint
    assert after.file != before.file


def test_clients_joined_some_after_others_have_the_same_features(workspace, monkeypatch):
    before = pa.concat_tables(FeatureTable(workspace.features_path()).batches(N_CLIENTS))
    monkeypatch.setattr(engine, "CLIENTS_AT_ONCE", 2_047)
    monkeypatch.setattr(engine, "HISTORIES_AT_ONCE", 1_000)

    write_features(home_credit(), workspace, Silent())

    assert pa.concat_tables(FeatureTable(workspace.features_path()).batches(N_CLIENTS)).equals(before)


@pytest.mark.parametrize("kind", [pa.float64(), pa.bool_(), pa.string()])
def test_what_lies_under_missing_values_is_not_written(kind):
    def written(lies_under):
        values = [pa.py_buffer(bytes(value)) for value in ([0] * 24, [lies_under])][: kind.num_buffers - 1]
        if kind.num_buffers == 2:
            values = [pa.py_buffer(bytes([0] * 8 + [lies_under] * 8 + [0] * 8))]
        buffers = [pa.py_buffer(bytes([0b101 | 0b11111000 * lies_under])), *values]
        column = engine._settled(pa.chunked_array([pa.Array.from_buffers(kind, 3, buffers)]))
        return column.is_valid().to_pylist(), pa.record_batch([column], ["x"]).serialize().to_pybytes()

    assert written(lies_under=0)[0] == [True, False, True]
    assert written(lies_under=0) == written(lies_under=1)


def test_each_table_is_told_with_its_rows_and_then_the_features(workspace):
    steps = Steps()

    write_features(home_credit(), workspace, steps)

    assert steps.taken == [
        ("Features of bureau", "1 rows"),
        ("Features", f"{N_CLIENTS:,} clients, {len(home_credit().catalogue.features)} features"),
    ]


@pytest.mark.parametrize("at_once", [1000, 49_152])
def test_clients_come_back_in_the_order_asked_also_twice(table, tmp_path, at_once):
    table = written_again(table, tmp_path, at_once)
    wanted = [CLIENT_ID + 2 * n for n in (4999, 0, 2500, 0)]

    rows = table.rows(wanted)

    assert rows["client_id"].to_pylist() == wanted
    assert rows["credit_amount"].to_pylist() == [4999, 0, 2500, 0]
    assert table.rows([]).num_rows == 0


@pytest.mark.parametrize("client_id", [1, CLIENT_ID + 1, CLIENT_ID + 2 * N_CLIENTS])
def test_a_client_who_is_not_there_is_named(table, client_id):
    with pytest.raises(UnknownClientError, match=f"found {client_id}") as refused:
        table.rows([CLIENT_ID, client_id])

    assert refused.value.client_id == client_id


def test_batches_give_every_client_once_by_number(table):
    batches = list(table.batches(1500))

    assert max(batch.num_rows for batch in batches) <= 1500
    numbers = [number for batch in batches for number in batch["client_id"].to_pylist()]
    assert numbers == [CLIENT_ID + 2 * n for n in range(N_CLIENTS)]


def test_the_first_clients_are_the_smallest_numbers(table):
    assert table.first_clients(3) == [CLIENT_ID, CLIENT_ID + 2, CLIENT_ID + 4]
    assert len(table.first_clients(3000)) == 3000
    assert table.first_clients(0) == []


def test_columns_of_all_clients_come_in_the_order_of_clients(table):
    assert table.columns(["client_id", "credit_amount"])["credit_amount"].to_pylist() == list(range(N_CLIENTS))


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"PAR1" + whole, lambda _: b""]
)
def test_a_file_that_is_no_feature_table_says_how_to_build_one(workspace, tmp_path, damage):
    file = tmp_path / "features.arrow"
    file.write_bytes(damage(workspace.features_path().read_bytes()))

    with pytest.raises(NotReadyError, match="solvable features build"):
        FeatureTable(file)


def test_many_threads_read_at_once(table):
    numbers = [CLIENT_ID + 2 * n for n in range(0, N_CLIENTS, 50)]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: table.rows([number])["client_id"][0].as_py(), numbers))

    assert found == numbers


def test_an_open_table_can_be_read_on_while_a_newer_one_becomes_current(workspace):
    table = FeatureTable(workspace.features_path())

    write_features(home_credit(), workspace, Silent())

    assert table.rows([CLIENT_ID + 9998])["credit_amount"].to_pylist() == [4999]


def test_without_features_the_message_says_how_to_build_them(tmp_path):
    with pytest.raises(NotReadyError, match="solvable features build"):
        FeatureTable(tmp_path / "features.arrow")


def test_the_stored_rows_of_one_client_are_theirs_alone(workspace):
    rows = rows_of_client(home_credit(), workspace.table_paths(), CLIENT_ID)

    assert {name: table.num_rows for name, table in rows.items()} == {"application": 1, "bureau": 1}
    with pytest.raises(UnknownClientError):
        rows_of_client(home_credit(), workspace.table_paths(), 1)
