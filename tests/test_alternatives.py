"""What each restriction costs: measured on the same clients, in pairs, taking nothing out of service."""

import numpy as np
import pyarrow as pa
import pytest

from builders import make_portfolio, make_rows, make_workspace, training_config
from solvable.alternatives import measure_alternatives
from solvable.decisions.costs import RatioCosts
from solvable.decisions.policy import GreyZone, Policy
from solvable.errors import BundleError
from solvable.metrics import roc_auc
from solvable.models.alternatives import read_alternatives, write_alternatives
from solvable.models.splits import Side, sides_of
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

CONFIG = training_config().model_copy(
    update={"boosting": training_config().boosting.model_copy(update={"learning_rate": 0.2, "folds": 3})}
)
POLICY = Policy(
    version="test",
    costs=RatioCosts(default_accepted=10.0, good_declined=1.0),
    grey_zone=GreyZone(referred_share=0.1),
)


def rows_where_age_tells(n_clients=4000):
    """Return rows in which age, which only the full profile may use, tells of default, and amount of age."""
    rows = make_rows(n_clients, seed=21)
    rng = np.random.default_rng(2)
    age = rng.uniform(21, 69, n_clients)
    bad = rows["is_default"].to_numpy() | (rng.random(n_clients) < 0.3 * (age < 35))
    rows = rows.set_column(1, "is_default", pa.array(bad))
    rows = rows.set_column(rows.schema.get_field_index("age"), "age", pa.array(age))
    return rows.set_column(
        rows.schema.get_field_index("amount"), "amount", pa.array(1000 * age + rng.normal(0, 2000, n_clients))
    )


ROWS = rows_where_age_tells()


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    kept = []
    found = measure_alternatives(
        make_workspace(tmp_path_factory.mktemp("alternatives"), ROWS), make_portfolio(), CONFIG, POLICY,
        measured_at="2026-11-24T00:00:00+00:00", keep=kept.append, progress=Silent(),
    )  # fmt: skip
    return found, {bundle.version: bundle for bundle in kept}


def by_key(found):
    return {model.key: model for model in found.models}


def test_every_profile_and_the_challengers_of_the_default_one_are_measured(measured):
    found, kept = measured

    assert list(by_key(found)) == ["full", "fair", "fair:free", "fair:scorecard", "own-data"]
    assert found.reference == by_key(found)["fair"].version
    # A model that credit sense does not bind is measured, and never kept to serve.
    assert set(kept) == {model.version for model in found.models if model.has_directions}


def test_what_a_model_does_is_measured_on_report_alone(measured):
    found, kept = measured
    report = ROWS.filter(pa.array(sides_of(ROWS["client_id"].to_pylist(), CONFIG.sides) == Side.REPORT.value))

    for model in found.models:
        if model.version in kept:
            probs = kept[model.version].prob_default(report)
            auc = roc_auc(is_default=report["is_default"].to_numpy(), prob_default=probs)
            assert model.auc.value == pytest.approx(auc)
            assert model.gini.value == pytest.approx(2 * auc - 1)
            assert model.auc.low < auc < model.auc.high
    assert (found.n_report, found.n_report_defaults) == (report.num_rows, report["is_default"].to_numpy().sum())


def test_differences_are_of_pairs_and_the_reference_has_none(measured):
    found, _ = measured
    models = by_key(found)

    assert models["fair"].against_reference is None
    behind = models["fair:scorecard"].against_reference
    assert behind.auc.value == pytest.approx(models["fair:scorecard"].auc.value - models["fair"].auc.value)
    # Two models of the same clients err together: the interval of the difference is far narrower.
    assert behind.auc.high - behind.auc.low < models["fair"].auc.high - models["fair"].auc.low


def test_own_data_with_the_same_features_is_the_same_model_and_costs_nothing(measured):
    found, _ = measured

    # No made-up feature is opaque, so that the two profiles admit the same ones.
    difference = by_key(found)["own-data"].against_reference
    assert (difference.auc.low, difference.auc.value, difference.auc.high) == (0, 0, 0)
    assert difference.cost_per_1000.value == 0


def test_what_gives_the_protected_ground_away_is_named(measured):
    found, _ = measured

    (test,) = found.proxies
    assert test.feature == "age"
    assert test.auc > 0.9
    assert test.carriers[0].feature == "amount"


def test_a_comparison_is_kept_beside_the_models_and_read_again(measured, tmp_path):
    found, _ = measured
    workspace = Workspace(tmp_path)

    assert read_alternatives(workspace) is None
    write_alternatives(found, workspace)
    assert read_alternatives(workspace) == found


def test_a_comparison_that_is_damaged_is_refused_with_what_to_do(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.bundles.mkdir()
    (workspace.bundles / "alternatives.json").write_text('{"models": 3}')

    with pytest.raises(
        BundleError, match=r"alternatives\.json: expected a comparison .* Run `solvable profiles` again"
    ):
        read_alternatives(workspace)
