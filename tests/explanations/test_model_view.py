"""The model as a whole in words: values with their units, from where to where the points go."""

import pytest

from builders import make_bundle, make_catalogue
from solvable.errors import CatalogueError
from solvable.explanations.model_view import view_model
from solvable.models.importance import CurveBand, FeatureImportance, GroupImportance, Importance, PointsGiven
from solvable.models.splits import Side
from solvable.vocabulary import Language


def points(mean):
    return PointsGiven(n_clients=100, share=0.1, mean=mean, low=mean - 2, high=mean + 2)


def number_band(least, greatest, mean, *, value=1.0):
    return CurveBand(value=value, least=least, greatest=greatest, points=points(mean))


def describe(*bands, name="amount", missing=None, mean_points=5.0):
    feature = FeatureImportance(name=name, mean_points=mean_points, curve=bands, missing=missing)
    found = Importance(side=Side.REPORT, n_clients=1000, features=(feature,), reasons=(), themes=())
    return view_model(found, make_catalogue(), currency="EUR").features[0]


@pytest.mark.parametrize(
    ("least", "greatest", "fr", "en"),
    [
        pytest.param(None, 1000.0, "jusqu’à 1 000 €", "up to €1,000", id="the lowest band is open below"),
        pytest.param(2000.0, None, "à partir de 2 000 €", "from €2,000 on", id="the highest is open above"),
        pytest.param(1000.0, 2000.0, "de 1 000 € à 2 000 €", "€1,000 to €2,000", id="between two values"),
        pytest.param(3000.0, 3000.0, "3 000 €", "€3,000", id="one value"),
        pytest.param(3000.1, 3000.2, "3 000 €", "€3,000", id="two values that read alike"),
        pytest.param(None, None, "toute valeur", "any value", id="all of them"),
    ],
)
def test_a_band_is_said_in_the_features_unit(least, greatest, fr, en):
    label = describe(number_band(least, greatest, 4.0)).curve[0].label

    assert (" ".join(label.fr.split()), label.en) == (fr, en)


def test_a_level_is_said_by_its_name():
    band = CurveBand(value="smith", least=None, greatest=None, points=points(-7.0))

    (shown,) = describe(band, name="job").curve

    assert (shown.label.fr, shown.label.en, shown.value) == ("forgeron", "smith", None)


def test_the_summary_goes_from_the_worst_to_the_best_with_the_missing_among_them():
    found = describe(number_band(None, 1000.0, 12.4), number_band(2000.0, None, 3.0), missing=points(-33.6))

    assert found.summary.en == "In points, from −34 (not available) to +12 (up to €1,000)."
    assert " ".join(found.summary.fr.split()) == "En points, de −34 (non renseigné) à +12 (jusqu’à 1 000 €)."


@pytest.mark.parametrize(
    ("mean_points", "said"), [(0.0, "Changes no score."), (3.0, "Too few clients to say.")], ids=["unused", "rare"]
)
def test_a_feature_without_a_curve_says_why(mean_points, said):
    assert describe(mean_points=mean_points).summary.en == said


def test_shares_are_of_what_all_themes_move():
    themes = (GroupImportance(key="history", mean_points=30.0), GroupImportance(key="scores", mean_points=10.0))
    found = Importance(side=Side.REPORT, n_clients=1000, features=(), reasons=(), themes=themes)

    shown = view_model(found, make_catalogue(), currency=None).themes

    assert [(theme.label.fr, theme.share) for theme in shown] == [("Historique", 0.75), ("Scores", 0.25)]


def test_a_trained_model_is_described_whole_and_the_most_important_first():
    importance = make_bundle().importance

    found = view_model(importance, make_catalogue(), currency=None)

    assert [feature.name for feature in found.features] == list(importance.mean_points)
    assert {reason.key for reason in found.reasons} == {"lateness", "score", "amount", "job"}
    for feature in found.features:
        assert all(feature.summary.in_language(language) for language in Language)
    assert found.features[0].theme_label.en in {"History", "Scores"}


def test_a_model_of_another_catalogue_is_refused_by_the_names_it_lacks():
    feature = FeatureImportance(name="shoe_size", mean_points=1.0, curve=(), missing=None)
    found = Importance(side=Side.REPORT, n_clients=1000, features=(feature,), reasons=(), themes=())

    with pytest.raises(CatalogueError, match=r"entry in the catalogue, found none for shoe_size.*train again"):
        view_model(found, make_catalogue(), currency=None)
