"""A card scores by adding up, explains exactly, and needs nothing of what fitted it."""

import json
import subprocess
import sys

import numpy as np
import pytest

from builders import make_rows, make_scorecard_bundle
from solvable.errors import BundleError, FeatureMismatchError
from solvable.metrics import roc_auc
from solvable.models.bins import Bin, Binning, Cut
from solvable.models.bundle import load_bundle, save_bundle
from solvable.models.card import CardContent, Characteristic, Scorecard
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature

ROWS = make_rows(300, seed=7)


def characteristic(name, splits, woes, coefficient):
    bins = tuple(Bin(n_clients=10, n_defaults=1, woe=woe) for woe in woes)
    return Characteristic(binning=Binning(feature=name, cut=Cut(splits=splits, groups=None), bins=bins),
                          coefficient=coefficient)  # fmt: skip


SMALL = Scorecard(
    CardContent(
        intercept=-2.0,
        l2=1.0,
        characteristics=(
            characteristic("late_count", (1.0,), (0.5, -0.7, 0.0), -1.0),
            characteristic("score", (0.5,), (-0.4, 0.9, 0.1), -0.5),
        ),
    ),
    tuple(ModelFeature(name=name, unit="count", levels=None, monotone=0) for name in ("late_count", "score")),
)


@pytest.fixture
def folder(tmp_path):
    save_bundle(make_scorecard_bundle(), tmp_path)
    return tmp_path


def test_a_margin_is_worked_by_hand():
    X = np.array([[0, 0.6], [3, np.nan]], dtype=np.float32)

    # -2 - 1 * 0.5 - 0.5 * 0.9, and -2 + 1 * 0.7 - 0.5 * 0.1.
    assert SMALL.margins_of(X) == pytest.approx([-2.95, -1.35])


def test_contributions_are_beyond_the_mean_client_and_sum_to_the_margin():
    rows = ROWS.select(["late_count", "score"])

    found = SMALL.contributions(rows)

    # The means of the three bins of ten clients each: -0.2 / 3 and 0.6 / 3.
    assert found.base == pytest.approx(-2.0 + 0.2 / 3 - 0.5 * 0.2)
    assert found.base + found.values.sum(axis=1) == pytest.approx(SMALL.margins(rows), abs=1e-12)


def test_the_base_is_the_mean_margin_of_the_clients_it_learned_from():
    card, train = make_scorecard_bundle().model, make_rows(3000, seed=1)

    assert card.contributions(train).base == pytest.approx(card.margins(train).mean(), abs=1e-9)
    assert card.contributions(train).values.mean(axis=0) == pytest.approx(0, abs=1e-9)


def test_a_client_alone_scores_to_the_last_bit_as_in_company():
    card = make_scorecard_bundle().model

    alone = [card.margins(ROWS.slice(i, 1))[0] for i in range(50)]

    np.testing.assert_array_equal(alone, card.margins(ROWS)[:50])
    np.testing.assert_array_equal(card.margins_of(encode(ROWS, card.features)), card.margins(ROWS))


def test_the_card_ranks_clients_it_never_saw():
    assert roc_auc(is_default=ROWS["is_default"].to_numpy(), prob_default=make_scorecard_bundle().log_odds(ROWS)) > 0.7


def test_rows_that_lack_a_feature_are_refused():
    with pytest.raises(FeatureMismatchError, match="late_count"):
        make_scorecard_bundle().log_odds(ROWS.drop_columns(["late_count"]))


def test_a_loaded_card_scores_to_the_last_bit_as_the_one_that_was_saved(folder):
    loaded = load_bundle(folder)

    np.testing.assert_array_equal(loaded.log_odds(ROWS), make_scorecard_bundle().log_odds(ROWS))
    assert loaded.model == make_scorecard_bundle().model
    assert loaded.model.content() == (folder / "scorecard.json").read_bytes()


def test_a_card_scores_where_neither_optbinning_nor_scikit_learn_is_installed(folder):
    score = (
        "import sys; sys.modules.update(optbinning=None, sklearn=None, ortools=None)\n"
        "from pathlib import Path\nfrom builders import make_rows\nfrom solvable.models.bundle import load_bundle\n"
        "print(repr(load_bundle(Path(sys.argv[1])).log_odds(make_rows(300, seed=7)).tolist()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", score, str(folder)],
        env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == make_scorecard_bundle().log_odds(ROWS).tolist()


def test_a_changed_byte_is_refused(folder):
    content = (folder / "scorecard.json").read_bytes()
    (folder / "scorecard.json").write_bytes(content.replace(b"-", b"", 1))

    with pytest.raises(BundleError, match=r"scorecard\.json: expected SHA-256"):
        load_bundle(folder)


def test_a_card_that_is_none_or_over_other_features_is_refused(tmp_path):
    SMALL.save(tmp_path)

    with pytest.raises(BundleError, match="expected the manifest's features score, found late_count, score"):
        Scorecard.load(tmp_path, SMALL.features[1:])
    (tmp_path / "scorecard.json").write_text('{"l2": 1}')
    with pytest.raises(BundleError, match=r"2 fields are wrong(.|\n)*intercept"):
        Scorecard.load(tmp_path, SMALL.features)
