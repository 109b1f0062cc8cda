"""Training: sides kept apart, only admissible features, the same from the same, and figures that are true."""

import dataclasses
import sys

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_portfolio, make_rows, make_workspace, training_config
from solvable.decisions.costs import RatioCosts
from solvable.decisions.policy import GreyZone, Policy
from solvable.decisions.service import ScoringService
from solvable.errors import ConfigError, MissingExtraError, NotReadyError, TrainingError, UnknownClientError
from solvable.metrics import roc_auc
from solvable.models.bundle import save_bundle
from solvable.models.manifest import ModelKind
from solvable.models.shelf import put_on_shelf
from solvable.models.splits import Side, sides_of
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent
from solvable.train import Search, train

ROWS = make_rows(6000, seed=31)
POLICY = Policy(
    version="test", costs=RatioCosts(default_accepted=10.0, good_declined=1.0), grey_zone=GreyZone(referred_share=0.1)
)


def train_on(workspace, **changes):
    options = {"profile": "fair", "trained_at": "2026-11-01T00:00:00+00:00", "progress": Silent()}
    return train(workspace, make_portfolio(), training_config(), POLICY, **(options | changes))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("train"), ROWS)


@pytest.fixture(scope="module")
def bundle(workspace):
    return train_on(workspace)


@pytest.fixture(scope="module")
def card(workspace):
    return train_on(workspace, search=Search(kind=ModelKind.SCORECARD))


def test_the_fair_profile_sees_no_protected_feature_and_the_full_one_does(workspace, bundle):
    fair = {feature.name for feature in bundle.manifest.features}
    full = {feature.name for feature in train_on(workspace, profile="full").manifest.features}

    assert "age" not in fair
    assert full - fair == {"age"}


def test_the_figures_are_of_the_report_side_and_of_nobody_else(bundle):
    side = sides_of(ROWS["client_id"].to_pylist(), training_config().sides)
    report = ROWS.filter(pa.array(side == Side.REPORT.value))

    found = roc_auc(is_default=report["is_default"].to_numpy(), prob_default=bundle.prob_default(report))

    assert bundle.manifest.figures.auc == pytest.approx(found)
    assert bundle.manifest.sides["report"].n_clients == report.num_rows
    assert bundle.manifest.figures.gini == pytest.approx(2 * found - 1)


def test_the_validation_is_that_of_the_report_side_by_the_portfolios_groups(bundle):
    found = bundle.validation
    side = sides_of(ROWS["client_id"].to_pylist(), training_config().sides)
    report = ROWS.filter(pa.array(side == Side.REPORT.value))

    assert (found.n_clients, found.policy_checksum) == (report.num_rows, POLICY.checksum)
    assert found.ranking.auc.value == bundle.manifest.figures.auc
    assert bundle.manifest.figures.policy_checksum == POLICY.checksum
    job = next(segment for segment in found.segments if segment.key == "job")
    clerks = report.filter(pa.array([job == "clerk" for job in report["job"].to_pylist()]))
    assert job.groups[0].n_clients == clerks.num_rows
    assert job.groups[0].ranking.auc.value == pytest.approx(
        roc_auc(is_default=clerks["is_default"].to_numpy(), prob_default=bundle.prob_default(clerks))
    )
    assert [len(ground.groups) for ground in found.fairness] == [3]


def test_the_reasons_are_tested_on_clients_of_the_report_side(bundle):
    found = bundle.validation.reasons

    assert found.good.n_clients + found.defaulted.n_clients == 400 < bundle.validation.n_clients
    assert found.against_exchanged.share > 0.95
    assert found.defaulted.points_mean < found.good.points_mean


def test_accepted_clients_are_those_of_calibrate_and_choose(bundle):
    side = sides_of(ROWS["client_id"].to_pylist(), training_config().sides)
    known = ROWS.filter(pa.array((side == Side.CALIBRATE.value) | (side == Side.CHOOSE.value)))

    everybody = bundle.standings.from_score(-1000)

    assert bundle.standings.n_clients[0] == known.num_rows
    assert everybody["late_count"].typical == np.median(known["late_count"].to_numpy())
    assert everybody["score"].known_share == pytest.approx(1 - known["score"].null_count / known.num_rows, abs=1e-4)


def test_outcomes_of_the_report_side_change_no_tree_and_no_calibration(bundle, tmp_path):
    side = sides_of(ROWS["client_id"].to_pylist(), training_config().sides)
    is_default = ROWS["is_default"].to_numpy().copy()
    on_report = side == Side.REPORT.value
    is_default[on_report] = np.random.default_rng(1).permutation(is_default[on_report])
    mixed = ROWS.set_column(1, "is_default", pa.array(is_default))

    other = train_on(make_workspace(tmp_path, mixed))

    assert other.model.content() == bundle.model.content()
    assert other.manifest.calibration == bundle.manifest.calibration
    assert other.manifest.figures.auc < 0.6 < 0.75 < bundle.manifest.figures.auc


def test_the_same_data_and_configuration_give_the_same_bundle(workspace, bundle):
    again = train_on(workspace, trained_at="2027-01-01T00:00:00+00:00")

    assert again.version == bundle.version
    assert again.model.content() == bundle.model.content()
    assert again.manifest.figures == bundle.manifest.figures


def test_the_model_costs_less_than_accepting_or_declining_everybody(bundle):
    figures = bundle.manifest.figures

    assert figures.cost < min(figures.cost_accept_all, figures.cost_decline_all)
    assert figures.accepted_share + figures.referred_share + figures.declined_share == pytest.approx(1)


def test_clients_without_an_outcome_are_left_out_of_every_side(tmp_path):
    unknown = pa.array(ROWS["is_default"].to_pylist()[:-1500] + [None] * 1500, pa.bool_())
    rows = ROWS.set_column(1, "is_default", unknown)

    bundle = train_on(make_workspace(tmp_path, rows))

    assert sum(side.n_clients for side in bundle.manifest.sides.values()) == 4500


def test_a_feature_that_nobody_has_is_left_out_and_does_no_harm(tmp_path):
    rows = ROWS.set_column(ROWS.schema.get_field_index("job"), "job", pa.nulls(ROWS.num_rows, pa.string()))

    manifest = train_on(make_workspace(tmp_path, rows)).manifest

    assert "job" not in {feature.name for feature in manifest.features}
    assert manifest.figures.auc > 0.7


def test_too_few_defaults_are_refused_with_the_side_and_the_count(tmp_path):
    with pytest.raises(TrainingError, match=r"at least 10 defaults .* found \d defaults among \d+ clients on side"):
        train_on(make_workspace(tmp_path, ROWS.slice(0, 60)))


def test_a_profile_that_is_not_declared_is_refused_with_those_that_are(workspace):
    with pytest.raises(ConfigError, match="one of full, fair, own-data, found 'fairest'"):
        train_on(workspace, profile="fairest")


def test_training_without_features_names_the_command_that_makes_them(tmp_path):
    with pytest.raises(NotReadyError, match="Run `solvable features build` first"):
        train_on(Workspace(tmp_path))


class TestTheScorecard:
    """The challenger: another kind of model on the same sides, by the same calibration and to the same shelf."""

    def test_its_version_says_what_it_is_and_its_manifest_has_no_trees(self, card):
        assert card.version.startswith("fair-scorecard-")
        assert card.manifest.kind is ModelKind.SCORECARD
        assert card.manifest.n_rounds is None

    def test_it_learns_from_the_same_clients_and_reads_no_protected_feature(self, card, bundle):
        assert card.manifest.sides == bundle.manifest.sides
        assert {f.name for f in card.manifest.features} < {f.name for f in bundle.manifest.features}

    def test_its_figures_are_of_the_report_side(self, card):
        side = sides_of(ROWS["client_id"].to_pylist(), training_config().sides)
        report = ROWS.filter(pa.array(side == Side.REPORT.value))

        found = roc_auc(is_default=report["is_default"].to_numpy(), prob_default=card.prob_default(report))

        assert card.manifest.figures.auc == pytest.approx(found)
        assert found > 0.75

    def test_the_same_data_and_configuration_give_the_same_bundle_to_the_byte(self, workspace, card, tmp_path):
        again = train_on(workspace, search=Search(kind=ModelKind.SCORECARD))

        first, second = tmp_path / "first", tmp_path / "second"
        for folder, one in ((first, card), (second, again)):
            folder.mkdir()
            save_bundle(one, folder)
        assert (first / "SHA256SUMS").read_bytes() == (second / "SHA256SUMS").read_bytes()

    def test_it_serves_every_client_with_reasons_that_sum_to_the_score(self, tmp_path, card):
        served = make_workspace(tmp_path, ROWS)
        put_on_shelf(card, served)

        service = ScoringService.open(served, make_portfolio(), POLICY)
        decisions = [decision for batch in service.decide_all() for decision in batch]

        assert len(decisions) == ROWS.num_rows
        assert all(d.base_points + sum(reason.points for reason in d.reasons) == d.score for d in decisions)
        assert {d.model_version for d in decisions} == {card.version}
        assert decisions[:20] == [service.decide([d.client_id])[0] for d in decisions[:20]]

    def test_without_optbinning_nothing_is_read(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "optbinning", None)

        with pytest.raises(MissingExtraError, match="make install EXTRAS=scorecard"):
            train_on(Workspace(tmp_path), search=Search(kind=ModelKind.SCORECARD))


class TestTheService:
    """What the command line and the web open."""

    @pytest.fixture
    def served(self, tmp_path, bundle):
        workspace = make_workspace(tmp_path, ROWS)
        put_on_shelf(bundle, workspace)
        return workspace

    def test_stored_clients_are_decided_about_in_the_order_asked(self, served):
        service = ScoringService.open(served, make_portfolio(), POLICY)

        decisions = service.decide([100_300, 100_001, 100_300])

        assert [decision.client_id for decision in decisions] == [100_300, 100_001, 100_300]
        assert decisions[0] == decisions[2]

    def test_all_clients_in_batches_are_decided_about_as_one_by_one(self, served):
        service = ScoringService.open(served, make_portfolio(), POLICY)

        batched = [decision for batch in service.decide_all(batch_size=700) for decision in batch]

        assert len(batched) == ROWS.num_rows
        assert batched[::500] == [service.decide([d.client_id])[0] for d in batched[::500]]

    def test_an_unknown_client_is_named(self, served):
        service = ScoringService.open(served, make_portfolio(), POLICY)

        with pytest.raises(UnknownClientError, match="found 99, which is not there"):
            service.decide([100_001, 99])

    def test_cutoffs_are_those_of_the_policy_on_the_choose_side(self, served):
        strict = POLICY.model_copy(update={"costs": RatioCosts(default_accepted=40.0, good_declined=1.0)})

        lenient, stricter = (ScoringService.open(served, make_portfolio(), p).cutoffs for p in (POLICY, strict))

        assert stricter.accept_from > lenient.accept_from

    def test_features_of_another_recipe_than_the_models_are_refused(self, tmp_path, bundle):
        workspace = make_workspace(tmp_path, ROWS, recipe="another")
        put_on_shelf(bundle, workspace)

        with pytest.raises(NotReadyError, match=r"made by recipe r, the workspace has features made by another"):
            ScoringService.open(workspace, make_portfolio(), POLICY)

    def test_tables_that_the_model_never_met_missing_are_refused(self, tmp_path, bundle):
        workspace = make_workspace(tmp_path, ROWS, not_available=("bureau",))
        put_on_shelf(bundle, workspace)

        with pytest.raises(NotReadyError, match="learned without the tables none, the workspace lacks bureau"):
            ScoringService.open(workspace, make_portfolio(), POLICY)

    def test_the_currency_of_the_tables_is_said_with_the_amounts(self, served):
        service = dataclasses.replace(ScoringService.open(served, make_portfolio(), POLICY), currency="EUR")

        (decision,) = service.decide([100_001])

        amount = next(reason for reason in decision.reasons if reason.key == "amount")
        assert "€" in amount.sentence.fr


def test_every_feature_of_the_made_up_catalogue_is_among_the_made_up_rows():
    assert set(make_catalogue().features) <= set(ROWS.schema.names)
