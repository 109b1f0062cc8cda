import pytest

from solvable.decisions.decision import Cutoffs
from solvable.vocabulary import Verdict
from solvable.web.desk.score_scale import draw_score_scale


def cutoffs(decline_below=500, accept_from=600):
    return Cutoffs(accept_from=accept_from, decline_below=decline_below, accept_below_prob=0.05, decline_from_prob=0.2)


def test_zones_stand_where_the_cutoffs_are_and_fill_the_scale():
    scale = draw_score_scale(650, cutoffs(), (400, 800))

    assert [(zone.verdict, zone.x, zone.width) for zone in scale.zones] == [
        (Verdict.DECLINE, "0.00%", "25.00%"),
        (Verdict.REFER, "25.00%", "25.00%"),
        (Verdict.ACCEPT, "50.00%", "50.00%"),
    ]
    assert (scale.client.x, scale.client.anchor) == ("62.50%", "middle")


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(499, Verdict.DECLINE), (500, Verdict.REFER), (599, Verdict.REFER), (600, Verdict.ACCEPT)],
)
def test_the_current_zone_is_that_of_the_verdict_also_on_a_cutoff(score, verdict):
    scale = draw_score_scale(score, cutoffs(), (400, 800))

    assert [zone.verdict for zone in scale.zones if zone.is_current] == [verdict]


def test_a_policy_without_study_has_two_zones_and_one_cutoff():
    scale = draw_score_scale(650, cutoffs(600, 600), (400, 800))

    assert [zone.verdict for zone in scale.zones] == [Verdict.DECLINE, Verdict.ACCEPT]
    assert [mark.points for mark in scale.cutoffs] == [600]


@pytest.mark.parametrize(("score", "x", "anchor"), [(350, "0.00%", "start"), (900, "100.00%", "end")])
def test_a_score_beyond_the_scale_stretches_it(score, x, anchor):
    scale = draw_score_scale(score, cutoffs(), (400, 800))

    assert (scale.client.x, scale.client.anchor) == (x, anchor)


def test_an_end_of_the_scale_gives_way_to_a_cutoff_beside_it():
    scale = draw_score_scale(600, cutoffs(410, 790), (400, 800))

    assert scale.ends == ()


def test_labels_of_near_cutoffs_grow_away_from_each_other():
    scale = draw_score_scale(600, cutoffs(590, 600), (400, 800))

    assert [mark.anchor for mark in scale.cutoffs] == ["end", "start"]
