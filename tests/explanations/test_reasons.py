"""Reasons: one thing said once, with a value that the client has, beside what accepted clients have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_catalogue, make_feature
from solvable.explanations.accepted import AcceptedClients
from solvable.explanations.reasons import build_reasons, group_by_reason
from solvable.explanations.themes import sum_by_theme
from solvable.models.standings import Standing
from solvable.vocabulary import Direction, Text, Unit

CATALOGUE = make_catalogue(
    make_feature("late_count", reason="lateness"),
    make_feature("late_recently_count", reason="lateness"),
    make_feature("late_long_ago_count", reason="lateness"),
    make_feature("score", unit=Unit.SCORE, theme="scores"),
    make_feature("owed_share", unit=Unit.SHARE),
    make_feature("job", unit=Unit.CATEGORY),
    make_feature("has_phone", unit=Unit.FLAG),
)
STANDINGS = {
    "late_count": Standing(typical=0.0, share=None, known_share=1.0),
    "late_recently_count": Standing(typical=0.0, share=None, known_share=0.27),
    "score": Standing(typical=None, share=None, known_share=0.01),
    "owed_share": Standing(typical=0.021, share=None, known_share=0.96),
    "job": Standing(typical="clerk", share=0.71, known_share=1.0),
    "has_phone": Standing(typical=0.0, share=0.88, known_share=1.0),
}


def reasons_of(values, points, *, standings=STANDINGS):
    """Return the reasons of a client by key; features that are not named lack a value and have no points."""
    names = list(CATALOGUE.features)
    exact = np.array([float(points.get(name, 0)) for name in names])
    found = build_reasons(
        {name: values.get(name) for name in names}, exact, features=names, total=round(exact.sum()),
        catalogue=CATALOGUE, currency=None, accepted=AcceptedClients(standings, CATALOGUE, currency=None),
    )  # fmt: skip
    return {reason.key: reason for reason in found}


def test_the_sentence_states_a_value_that_the_client_has_though_a_missing_one_weighs_more():
    reasons = reasons_of({"late_recently_count": 2.0}, {"late_count": -20, "late_recently_count": -5})

    assert reasons["lateness"].sentence.en == "You have 2 late_recently_count"
    assert (reasons["lateness"].points, reasons["lateness"].is_missing) == (-5, False)


def test_the_points_of_missing_values_are_a_reason_of_their_own_that_says_so():
    reasons = reasons_of({"late_recently_count": 2.0}, {"late_count": -20, "late_recently_count": -5})

    unknown = reasons["lateness_unknown"]
    assert (unknown.points, unknown.is_missing) == (-20, True)
    assert unknown.label == Text(fr="Motif lateness\u00a0: sans information", en="Reason lateness: no information")
    assert unknown.sentence == Text(fr="Libellé late_count\u00a0: non renseigné", en="Label late_count: not available")
    assert set(unknown.features) == {"late_count", "late_long_ago_count"}


def test_a_value_that_pulls_the_other_way_is_not_the_one_that_is_stated():
    reasons = reasons_of(
        {"late_count": 0.0, "late_recently_count": 1.0, "late_long_ago_count": 3.0},
        {"late_count": 4, "late_recently_count": -6, "late_long_ago_count": -3},
    )

    assert reasons["lateness"].points == -5
    assert reasons["lateness"].features == ("late_recently_count", "late_long_ago_count", "late_count")
    assert reasons["lateness"].sentence.en == "You have 1 late_recently_count"


@pytest.mark.parametrize(
    ("points", "direction"),
    [(-1, Direction.AGAINST), (1, Direction.IN_FAVOUR), (0, Direction.NEITHER)],
)
def test_the_direction_is_that_of_the_points_shown(points, direction):
    assert reasons_of({"owed_share": 0.5}, {"owed_share": points})["owed_share"].direction is direction


@pytest.mark.parametrize(
    ("name", "value", "fr", "en"),
    [
        pytest.param("owed_share", 0.5, "Clients acceptés\u00a0: 2,1\u202f% (médiane)",
                     "Accepted clients: 2.1% (median)", id="a number, with its unit"),
        pytest.param("late_recently_count", 2.0,
                     "Clients acceptés\u00a0: 0 (médiane\u202f; renseigné pour 27\u202f%)",
                     "Accepted clients: 0 (median; available for 27%)", id="a number that most of them lack"),
        pytest.param("job", "smith", "Clients acceptés\u00a0: le plus souvent «\u00a0employé\u00a0» (71\u202f%)",
                     "Accepted clients: most often “clerk” (71%)", id="a category, by its level's words"),
        pytest.param("has_phone", 1.0, "Clients acceptés\u00a0: le plus souvent «\u00a0non\u00a0» (88\u202f%)",
                     "Accepted clients: most often “no” (88%)", id="a yes or no"),
        pytest.param("owed_share", 0.0, "Libellé owed_share, clients acceptés\u00a0: 2,1\u202f% (médiane)",
                     "Label owed_share, accepted clients: 2.1% (median)", id="named where the client has none"),
        pytest.param("late_recently_count", 0.0,
                     "Clients acceptés\u00a0: 0 (médiane\u202f; renseigné pour 27\u202f%)",
                     "Accepted clients: 0 (median; available for 27%)", id="a count speaks for itself beside none"),
    ],
)  # fmt: skip
def test_where_accepted_clients_stand_is_said_with_the_features_own_unit(name, value, fr, en):
    key = CATALOGUE.features[name].reason

    assert reasons_of({name: value}, {name: -9})[key].accepted == Text(fr=fr, en=en)


def test_of_a_missing_value_it_is_said_how_many_accepted_clients_have_it():
    assert reasons_of({}, {"owed_share": -9})["owed_share_unknown"].accepted == Text(
        fr="Renseigné pour 96\u202f% des clients acceptés", en="Available for 96% of the accepted clients"
    )


def test_nothing_is_said_of_accepted_clients_where_too_few_have_a_value_or_nothing_is_kept():
    assert reasons_of({"score": 0.4}, {"score": -9})["score"].accepted is None
    assert reasons_of({"owed_share": 0.4}, {"owed_share": -9}, standings={})["owed_share"].accepted is None


VALUES = st.sampled_from([None, float("nan"), 0.0, 1.0, 2.0])
POINTS = st.floats(-60, 60, allow_nan=False)


@given(values=st.lists(VALUES, min_size=7, max_size=7), points=st.lists(POINTS, min_size=7, max_size=7))
@settings(max_examples=60, deadline=None)
def test_reasons_and_themes_add_up_and_no_reason_mixes_values_with_gaps(values, points):
    given_values = dict(zip(CATALOGUE.features, values, strict=True))
    given_points = dict(zip(CATALOGUE.features, points, strict=True))

    reasons = reasons_of(given_values, given_points).values()
    themes = sum_by_theme(list(reasons), CATALOGUE.themes)

    total = round(sum(points))
    assert sum(reason.points for reason in reasons) == sum(theme.points for theme in themes) == total
    assert sum(theme.exact_points for theme in themes) == pytest.approx(sum(points), abs=1e-6)
    assert sorted(name for reason in reasons for name in reason.features) == sorted(CATALOGUE.features)
    for reason in reasons:
        gaps = {given_values[name] is None or given_values[name] != given_values[name] for name in reason.features}
        assert gaps == {reason.is_missing}
        leading = given_points[reason.features[0]]
        assert leading * reason.exact_points >= 0


def test_themes_stand_in_the_catalogues_order_with_their_reasons_by_harm():
    reasons = reasons_of(
        {"score": 0.2, "late_count": 3.0, "owed_share": 0.4}, {"score": -30, "late_count": -3, "owed_share": -8}
    )

    themes = sum_by_theme(list(reasons.values()), CATALOGUE.themes)

    assert [(theme.key, theme.points) for theme in themes] == [("history", -11), ("scores", -30)]
    assert [reason.key for reason in themes[0].reasons][:2] == ["owed_share", "lateness"]
    assert themes[0].label == Text(fr="Historique", en="History")


def test_a_theme_without_reasons_is_not_there():
    reasons = [reason for reason in reasons_of({}, {"owed_share": -4}).values() if reason.theme == "history"]

    assert [theme.key for theme in sum_by_theme(reasons, CATALOGUE.themes)] == ["history"]


def test_groups_are_named_as_the_reasons_that_are_made_of_them():
    lacks = [True, False, True, False, False, False, False]

    found = group_by_reason(np.arange(7.0), lacks, features=list(CATALOGUE.features), catalogue=CATALOGUE)

    assert [(group.key, group.points) for group in found][:2] == [("lateness", 1.0), ("lateness_unknown", 2.0)]
    assert found[1].places == (2, 0)
