"""From a workspace to an exploration: forty clients, counted by hand."""

import pytest

from portfolios.builders import make_row, take_in, write_delivery
from reports.exploration.builders import build_workspace
from solvable.errors import NotReadyError, TableError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent
from solvable.reports.exploration import explore


@pytest.fixture(scope="module")
def exploration(tmp_path_factory):
    return explore(build_workspace(tmp_path_factory.mktemp("explored")), home_credit(), Silent())


def test_every_client_counts(exploration):
    assert exploration.n_clients == exploration.everyone.n_clients == 40
    assert exploration.everyone.n_defaults == 10
    assert exploration.default_rate == 0.25


def test_a_table_tells_rows_per_client_and_the_outcomes_of_who_is_not_in_it(exploration):
    clients, bureau = exploration.tables

    assert (clients.n_rows, clients.n_clients, clients.rows_most) == (40, 40, 1)
    assert (bureau.n_rows, bureau.n_clients, bureau.rows_median, bureau.rows_most) == (60, 30, 2, 3)
    assert (bureau.with_rows.n_clients, bureau.with_rows.n_defaults) == (30, 0)
    assert (bureau.without_rows.n_clients, bureau.without_rows.n_defaults) == (10, 10)


def test_a_gap_tells_the_outcomes_of_who_lacks_the_column_and_who_has_it(exploration):
    (gap,) = [gap for gap in exploration.gaps if "AMT_GOODS_PRICE" in gap.columns]

    assert (gap.lacking.n_clients, gap.lacking.n_defaults) == (10, 10)
    assert (gap.having.n_clients, gap.having.n_defaults) == (30, 0)


def test_a_column_that_nobody_has_is_no_gap_but_empty(exploration):
    assert not any("EXT_SOURCE_1" in gap.columns for gap in exploration.gaps)
    assert exploration.emptiest[0].missing_share == 1
    assert ("application", "AMT_GOODS_PRICE", 0.25) in [
        (found.table, found.column, found.missing_share) for found in exploration.emptiest
    ]


def test_values_that_mean_none_are_counted_with_the_outcomes_of_who_has_them(exploration):
    (found,) = [found for found in exploration.none_values if found.column == "DAYS_EMPLOYED"]

    assert (found.table, found.values, found.n_rows, found.n_rows_in_all) == (
        "application_train", ("365243",), 20, 40,
    )  # fmt: skip
    # Clients 0, 2, 4 … have odd numbers and no job; every second of them defaults.
    assert (found.saying.n_clients, found.saying.n_defaults) == (20, 10)
    assert (found.others.n_clients, found.others.n_defaults) == (20, 0)


def test_segments_hold_everybody_once(exploration):
    by_key = {rates.segment.key: rates for rates in exploration.segments}

    assert [(m.n_clients, m.n_defaults) for m in by_key["contract_type"].members] == [(20, 0), (20, 10)]
    # Incomes from 50,000 in steps of 5,000: 8 below 90,000, 9 up to 130,000, 9, 9, and 5 from 225,000.
    assert [m.n_clients for m in by_key["income"].members] == [8, 9, 9, 9, 5]
    assert by_key["income"].beside.n_clients == 0


def test_a_segment_over_a_table_that_was_not_delivered_is_left_out(exploration):
    assert "known_client" not in {rates.segment.key for rates in exploration.segments}
    assert "previous_application" in exploration.check.not_available


def test_the_most_telling_variables_come_first_and_once_per_reason(exploration):
    found = [variable.information for variable in exploration.variables]
    reasons = [variable.feature.reason for variable in exploration.variables]

    assert found == sorted(found, reverse=True)
    assert min(found) > 0
    assert len(set(reasons)) == len(reasons)
    for variable in exploration.variables:
        assert sum(group.n_clients for group in variable.groups) == 40
        assert sum(group.n_defaults for group in variable.groups) == 10


def test_only_features_that_somebody_has_are_compared(exploration):
    assert exploration.n_features == len(home_credit().catalogue.features)
    assert 0 < exploration.n_compared < exploration.n_features


def test_applications_alone_are_enough(tmp_path):
    found = explore(build_workspace(tmp_path, bureau=False), home_credit(), Silent())

    assert [table.name for table in found.tables] == ["application"]
    assert found.variables


def test_without_any_outcome_there_is_nothing_to_explore(tmp_path):
    workspace = build_workspace(tmp_path, with_outcomes=False)

    with pytest.raises(TableError, match="found 0 of the one and 0 of the other among 40 clients") as refusal:
        explore(workspace, home_credit(), Silent())
    assert refusal.value.table == "application"
    assert not list(workspace.root.glob(".explore-*"))


@pytest.mark.parametrize(("always", "found"), [(0, "found 0 of the one and 40"), (1, "found 40 of the one and 0")])
def test_one_outcome_alone_is_not_enough(tmp_path, always, found):
    with pytest.raises(TableError, match=found):
        explore(build_workspace(tmp_path, always=always), home_credit(), Silent())


def test_nothing_is_explored_before_there_are_tables(tmp_path):
    with pytest.raises(NotReadyError, match="solvable data import"):
        explore(Workspace(tmp_path), home_credit(), Silent())


def test_features_of_earlier_tables_are_refused(tmp_path):
    workspace = build_workspace(tmp_path, bureau=False)
    take_in(workspace, write_delivery(tmp_path / "newer", {"application_train": [make_row("application", TARGET=1)]}))

    with pytest.raises(NotReadyError, match=r"of earlier tables.*solvable features build"):
        explore(workspace, home_credit(), Silent())
