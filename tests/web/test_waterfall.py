import pytest

from solvable.web.desk.waterfall import draw_waterfall
from web.made_up import ACCEPTED, CUTOFFS, DECLINED, PLAIN, REFERRED, FakeScoringService


def fall_of(client_id):
    [decision] = FakeScoringService().decide([client_id])
    return decision, draw_waterfall(decision)


def place(percent):
    return float(percent.removesuffix("%"))


@pytest.mark.parametrize("client_id", [DECLINED, REFERRED, ACCEPTED, PLAIN])
def test_base_and_both_sums_make_the_score_and_so_does_every_total_on_the_way(client_id):
    decision, fall = fall_of(client_id)

    assert fall.base_points + fall.points_against + fall.points_in_favour == fall.score == decision.score
    total = fall.base_points
    for step in fall.steps:
        total += sum(reason.points for reason in step.counting)
        assert step.total == total
    assert total == fall.score


@pytest.mark.parametrize("client_id", [DECLINED, REFERRED, ACCEPTED])
def test_every_bar_hangs_where_the_one_before_ended_and_the_last_ends_at_the_score(client_id):
    _, fall = fall_of(client_id)

    before = end = place(fall.base_x)
    for step in fall.steps:
        left, right = place(step.x), place(step.x) + place(step.width)
        start, end = (right, left) if step.theme.points < 0 else (left, right)
        assert start == pytest.approx(before, abs=0.02)
        before = end
    assert end == pytest.approx(place(fall.score_x), abs=0.02)


def test_themes_that_lower_the_score_come_first_the_most_harmful_of_them_foremost():
    _, fall = fall_of(DECLINED)

    points = [step.theme.points for step in fall.steps]
    assert points == sorted(points)
    assert fall.lowest is fall.steps[0].theme
    assert fall.highest is fall.steps[-1].theme
    assert [step.theme.key for step in fall.steps if step.is_heaviest] == [fall.lowest.key]


def test_the_cutoff_is_on_the_picture_at_its_place():
    _, fall = fall_of(ACCEPTED)

    # From the cutoff at 560 points to the score of 649, with 4 % of this span as room on either side.
    assert (fall.score, CUTOFFS.accept_from) == (649, 560)
    assert (fall.accept_x, fall.score_x) == ("3.70%", "96.30%")
    assert fall.accept_anchor == "start"


def test_reasons_without_points_are_named_and_do_not_count():
    decision, fall = fall_of(DECLINED)

    named = {reason.key for step in fall.steps for reason in step.without_effect}
    assert named == {"financed_share", "phones"}
    counted = [reason for step in fall.steps for reason in step.counting]
    assert len(counted) + len(named) == len(decision.reasons)
    assert all(reason.points for reason in counted)


def test_a_client_without_any_reason_stands_at_the_base():
    _, fall = fall_of(PLAIN)

    assert (fall.steps, fall.score, fall.lowest, fall.highest) == ((), fall.base_points, None, None)
    assert fall.score_x == fall.base_x
