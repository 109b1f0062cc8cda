"""How near a made-up portfolio comes to the published figures, and that a difference would be seen."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from solvable.portfolios.home_credit.generate import generate_portfolio
from solvable.portfolios.home_credit.made_up.comparison import RELATIONS, compare_with_published
from solvable.portfolios.home_credit.made_up.levels import Level, solved
from solvable.portfolios.home_credit.made_up.people import WEIGHTS, make_people
from solvable.portfolios.home_credit.made_up.tolerances import TOLERANCES, Measure
from solvable.portfolios.home_credit.published import published
from solvable.progress import Silent

N_CLIENTS = 10_000
SEED = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    generate_portfolio(folder, N_CLIENTS, SEED, Silent())
    return folder


@pytest.fixture(scope="module")
def figures(folder):
    return list(compare_with_published(folder))


@pytest.mark.parametrize("stem", [*published(), ""])
def test_every_published_figure_is_met_within_its_tolerance(figures, stem):
    missed = [figure for figure in figures if figure.table == stem and not figure.holds]

    assert missed == []


def test_every_column_with_published_figures_is_compared(figures):
    compared = {(figure.table, figure.column) for figure in figures}

    for stem, table in published().items():
        assert {column for column in table.columns if (stem, column) not in compared} == set(), stem
    assert {name for name in RELATIONS if ("", name) not in compared} == set()


def test_each_tolerance_says_why():
    assert set(TOLERANCES) == set(Measure)
    assert all(tolerance.reason for tolerance in TOLERANCES.values())


def test_a_wrong_portfolio_is_told_from_a_right_one(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).symlink_to(file)
    train = pq.read_table(folder / "application_train.parquet")
    (tmp_path / "application_train.parquet").unlink()
    doubled = pc.multiply(train["AMT_CREDIT"], 2.0)
    shuffled = train["EXT_SOURCE_3"].take(pa.array(np.random.default_rng(SEED).permutation(len(train))))
    for name, values in (("AMT_CREDIT", doubled), ("EXT_SOURCE_3", shuffled)):
        train = train.set_column(train.column_names.index(name), train.schema.field(name), values)
    pq.write_table(train, tmp_path / "application_train.parquet")

    missed = {(f.column, f.measure) for f in compare_with_published(tmp_path) if not f.holds}

    assert {("AMT_CREDIT", Measure.QUANTILE), ("EXT_SOURCE_3", Measure.AUC)} <= missed


def test_a_level_is_as_frequent_and_as_risky_as_was_asked_for():
    levels = {
        "rare and risky": Level(share=0.1, default_rate=0.15),
        "old": Level(share=0.2, default_rate=0.06, age=(1.0, 0.8)),
        "usual": Level(share=0.7, default_rate=0.0764),
    }
    people = make_people(np.random.default_rng(SEED), first=0, n_clients=200_000)

    drawn = solved(levels, sees={"ability": 1.0}).draw(np.random.default_rng(SEED), people)

    for name, level in levels.items():
        inside = drawn == name
        assert inside.mean() == pytest.approx(level.share, abs=0.005), name
        assert people.is_default[inside].mean() == pytest.approx(level.default_rate, abs=0.006), name
    assert people.age[drawn == "old"].mean() == pytest.approx(1.0, abs=0.25)


def test_the_published_default_rate_follows_from_the_weights():
    people = make_people(np.random.default_rng(SEED), first=0, n_clients=400_000)

    assert people.is_default.mean() == pytest.approx(0.0807, abs=0.002)
    assert all(abs(np.corrcoef(getattr(people, name), people.is_default)[0, 1]) > 0.05 for name in WEIGHTS)
