"""Groups of clients: by the portfolio's segments, and only those that are large enough to be told."""

import numpy as np
import pyarrow as pa

from builders import PROTECTED_GROUNDS, SEGMENTS, make_catalogue, make_rows, make_workspace
from solvable.models.validation import FEWEST_CLIENTS
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.reports.validation import grouping_of, read_groupings
from solvable.vocabulary import Admissibility

JOB = SEGMENTS[0]


def make_job_grouping(n_clerks, n_smiths, n_unknown=0):
    jobs = pa.chunked_array([pa.array(["clerk"] * n_clerks + ["smith"] * n_smiths + [None] * n_unknown, pa.string())])
    return grouping_of(JOB, jobs, make_catalogue(), currency=None)


def test_groups_are_named_in_words_and_hold_their_clients():
    (clerks, first), (smiths, second) = make_job_grouping(40, 50).shown()

    assert (clerks.fr, smiths.en) == ("employé", "smith")
    assert first.tolist() == [True] * 40 + [False] * 50
    assert (second == ~first).all()


def test_a_group_of_just_enough_is_shown_and_one_of_fewer_is_not():
    shown = [name.en for name, _ in make_job_grouping(FEWEST_CLIENTS, FEWEST_CLIENTS - 1).shown()]

    assert shown == ["clerk"]


def test_clients_in_no_group_and_in_small_ones_are_counted():
    assert make_job_grouping(50, 10, n_unknown=7).n_left_out == 17


def test_clients_are_found_again_by_their_number(tmp_path):
    rows = make_rows(900, seed=3)
    table = FeatureTable(make_workspace(tmp_path, rows).features_path())
    wanted = np.random.default_rng(1).permutation(900)[:200] + 100_001

    by_job, by_age = read_groupings((JOB, *PROTECTED_GROUNDS), table, np.sort(wanted), make_catalogue(), currency=None)

    inside = rows.filter(pa.array(np.isin(rows["client_id"].to_numpy(), wanted)))
    assert by_job.members.tolist() == [{"clerk": 0, "smith": 1, None: -1}[job] for job in inside["job"].to_pylist()]
    assert by_age.members.tolist() == [int(np.digitize(age, [35, 50])) for age in inside["age"].to_pylist()]


def test_no_segment_asks_for_no_feature(tmp_path):
    table = FeatureTable(make_workspace(tmp_path, make_rows(50)).features_path())

    assert read_groupings((), table, np.arange(100_001, 100_010), make_catalogue(), currency=None) == ()


def test_the_grounds_of_home_credit_are_protected_features_with_words_for_every_level():
    portfolio = home_credit()

    for ground in portfolio.protected_grounds:
        feature = portfolio.catalogue.features[ground.feature]
        assert feature.admissibility is Admissibility.PROTECTED
        assert set(ground.levels) <= set(portfolio.catalogue.levels.get(ground.feature, {}))
    assert {ground.key for ground in portfolio.protected_grounds} == {"sex", "age", "family_status"}
