"""The points table as a page and a file: every bin in words, in both languages."""

import dataclasses
import re

import pyarrow.csv as pv
import pytest

from builders import make_bundle, make_catalogue, make_feature, make_scorecard_bundle
from solvable.errors import ConfigError
from solvable.models.alternatives import Alternative, Difference
from solvable.models.bins import Bin, Cut
from solvable.models.estimate import Estimate
from solvable.models.manifest import ModelKind, SideCount
from solvable.models.points_table import TableBin, TableFeature, build_points_table
from solvable.reports.scorecard import LABELS, bins_in_words, scorecard_page, write_scorecard
from solvable.vocabulary import Language, Unit

CATALOGUE = make_catalogue()
SIDE = SideCount(n_clients=1234, n_defaults=99)


def make_alternative(version, kind, auc, against=None):
    return Alternative(
        key=version, version=version, kind=kind, profile="fair", has_directions=True, n_features=4, auc=auc, gini=auc,
        cost_per_1000=Estimate(value=512.3, low=480.0, high=544.0), against_reference=against,
    )  # fmt: skip


APART = Estimate(value=-0.0144, low=-0.0172, high=-0.0115)
CARD = make_alternative(
    "fair-scorecard-0123456789", ModelKind.SCORECARD, Estimate(value=0.741, low=0.733, high=0.749),
    Difference(auc=APART, gini=APART, cost_per_1000=APART),
)  # fmt: skip
MAIN = make_alternative("fair-main", ModelKind.BOOSTING, Estimate(value=0.7554, low=0.7477, high=0.7631))


def page(language=Language.EN, bundle=None, compared=None):
    bundle = bundle or make_scorecard_bundle()
    manifest = bundle.manifest.model_copy(update={"sides": {"report": SIDE}})
    return scorecard_page(
        dataclasses.replace(bundle, manifest=manifest), CATALOGUE, language,
        currency=None, compared=compared,
    )  # fmt: skip


def feature(name, splits=(), groups=None):
    cut = Cut(splits=splits, groups=groups)
    bins = tuple(
        TableBin(clients=Bin(n_clients=10, n_defaults=1, woe=0.0), exact_points=0.0, points=0)
        for _ in range(cut.n_bins)
    )
    return TableFeature(name=name, cut=cut, coefficient=-1.0, information=0.1, bins=bins)


def words(unit, splits, language, *, currency=None):
    return bins_in_words(
        feature("f", splits), make_catalogue(make_feature("f", unit=unit)), language, currency=currency
    )


@pytest.mark.parametrize(
    ("unit", "splits", "english", "french"),
    [
        pytest.param(
            Unit.DAYS, (985.0, 1410.0),
            ("below 985\u00a0days", "985 to below 1,410\u00a0days", "1,410\u00a0days or more",
             "not available"),
            ("moins de 985\u00a0jours", "de 985 à moins de 1\u202f410\u00a0jours",
             "1\u202f410\u00a0jours ou plus", "non renseigné"),
            id="days, whole",
        ),
        pytest.param(
            Unit.SHARE, (0.0647, 0.1),
            ("below 6.47%", "6.47% to below 10%", "10% or more", "not available"),
            ("moins de 6,47\u202f%", "de 6,47\u202f% à moins de 10\u202f%", "10\u202f% ou plus", "non renseigné"),
            id="a share with all its digits",
        ),
        pytest.param(
            Unit.SCORE, (-0.00123,),
            ("below −0.00123", "−0.00123 or more", "not available"),
            ("moins de −0,00123", "−0,00123 ou plus", "non renseigné"),
            id="a number below zero",
        ),
        pytest.param(
            Unit.FLAG, (1.0,), ("no", "yes", "not available"), ("non", "oui", "non renseigné"), id="yes and no"
        ),
        pytest.param(
            Unit.COUNT, (), ("any value", "not available"), ("toute valeur", "non renseigné"), id="one bin"
        ),
    ],
)  # fmt: skip
def test_bins_are_said_with_their_limits_whole(unit, splits, english, french):
    assert words(unit, splits, Language.EN) == english
    assert words(unit, splits, Language.FR) == french


def test_amounts_are_said_in_the_currency_of_the_tables():
    assert words(Unit.AMOUNT, (513_000.0,), Language.EN, currency="EUR")[0] == "below €513,000"


@pytest.mark.parametrize(
    ("unit", "french", "english"),
    [
        (Unit.MONTHS, "moins de 12\u00a0mois", "below 12\u00a0months"),
        (Unit.YEARS, "moins de 12\u00a0ans", "below 12\u00a0years"),
    ],
)  # fmt: skip
def test_durations_keep_their_own_unit(unit, french, english):
    assert words(unit, (12.0,), Language.FR)[0] == french
    assert words(unit, (12.0,), Language.EN)[0] == english


def test_levels_are_said_by_their_labels_and_unlabelled_ones_by_their_name():
    groups = feature("job", groups=(("clerk",), ("smith", "tailor")))

    assert bins_in_words(groups, CATALOGUE, Language.FR, currency=None) == (
        "employé", "forgeron, tailor", "non renseigné",
    )  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_the_page_has_every_bin_of_every_feature_with_its_points(language):
    table = build_points_table(make_scorecard_bundle())

    written = page(language)

    for found in table.features:
        assert f"{CATALOGUE.features[found.name].label.in_language(language)}</h3>" in written
        (rows,) = re.findall(rf'id="{found.name}-figures".*?</table>', written, flags=re.DOTALL)
        assert rows.count("<tr>") == 1 + len(found.bins)
    assert f"<dd>{table.base_points}</dd>" in written
    assert f'lang="{language.value}"' in written
    assert "http" not in written.replace("http://www.w3.org", "")


def test_the_page_says_how_far_sums_by_hand_may_be_off():
    most_off = build_points_table(make_scorecard_bundle()).most_off

    assert f"they are within {most_off}\u00a0point" in page()


class TestTheComparison:
    """What the main model does better, where it was measured."""

    def test_without_one_the_command_that_makes_it_is_named(self):
        assert "run `solvable profiles`" in page()

    def test_both_models_and_their_difference_are_shown_with_intervals(self):
        written = page(compared=(CARD, MAIN))

        assert "0.741 [0.733, 0.749]" in written
        assert "−0.0144 [−0.0172, −0.0115]" in written
        assert "fair-main" in written
        assert "run `solvable profiles`" not in written
        assert "On the same 1,234 clients" in written

    def test_french_writes_intervals_with_a_semicolon(self):
        assert "−0,0144 [−0,0172\u202f; −0,0115]" in page(Language.FR, compared=(CARD, MAIN))


def test_the_file_has_one_row_per_bin_with_limits_as_numbers(tmp_path):
    bundle, path = make_scorecard_bundle(), tmp_path / "card.csv"
    table = build_points_table(bundle)

    write_scorecard(bundle, CATALOGUE, path, Language.EN, currency=None, compared=None)

    rows = pv.read_csv(path).to_pylist()
    assert rows[0]["feature"] == "base"
    assert rows[0]["points"] == table.base_points
    assert len(rows) == 1 + sum(len(found.bins) for found in table.features)
    late = [row for row in rows if row["feature"] == "late_count"]
    assert [row["from"] for row in late[1:-1]] == [row["below"] for row in late[:-2]]
    assert late[0]["from"] is late[-2]["below"] is late[-1]["from"] is late[-1]["below"] is None
    assert [row["levels"] for row in rows if row["feature"] == "job"][-1] in (None, "")
    assert all(
        row["default_rate_low"] <= row["n_defaults"] / row["n_clients"] <= row["default_rate_high"]
        for row in rows[1:]
        if row["n_clients"]
    )
    assert [path.name for path in tmp_path.iterdir()] == ["card.csv"]


def test_the_page_is_written_by_its_ending(tmp_path):
    bundle = make_scorecard_bundle()

    write_scorecard(bundle, CATALOGUE, tmp_path / "card.html", Language.FR, currency=None, compared=None)

    assert "<h1>Grille de score</h1>" in (tmp_path / "card.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["card.pdf", "no/such/folder/card.html"])
def test_another_ending_or_no_folder_is_refused(tmp_path, name):
    with pytest.raises(ConfigError, match=r"ending in \.html or \.csv in a folder that exists, found"):
        write_scorecard(make_scorecard_bundle(), CATALOGUE, tmp_path / name, Language.FR, currency=None, compared=None)


def test_trees_have_no_points_table(tmp_path):
    with pytest.raises(ConfigError, match="of kind boosting"):
        write_scorecard(make_bundle(), CATALOGUE, tmp_path / "card.csv", Language.FR, currency=None, compared=None)


def test_every_label_is_whole_in_both_languages():
    for text in LABELS.values():
        assert set(re.findall(r"\{\w+\}", text.fr)) == set(re.findall(r"\{\w+\}", text.en))
