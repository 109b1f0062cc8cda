import pytest

from solvable.web.desk.reason_chart import draw_reason_chart
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService


def chart_of(client_id):
    [decision] = FakeScoringService().decide([client_id])
    return draw_reason_chart(decision)


@pytest.mark.parametrize("client_id", [DECLINED, REFERRED, ACCEPTED, PLAIN])
def test_base_and_both_sums_make_the_score(client_id):
    chart = chart_of(client_id)

    assert chart.base_points + chart.points_against + chart.points_in_favour == chart.score
    assert chart.points_against + chart.points_in_favour == sum(bar.reason.points for bar in chart.bars)


def test_bars_go_from_the_most_harmful_to_the_most_helpful_around_one_zero():
    chart = chart_of(DECLINED)

    points = [bar.reason.points for bar in chart.bars]
    assert points == sorted(points)
    # -31 to +12 is a span of 43 points: zero stands at 31/43.
    assert chart.zero == "72.09%"
    assert (chart.bars[0].x, chart.bars[0].width) == ("0.00%", "72.09%")
    assert (chart.bars[-1].x, chart.bars[-1].width) == ("72.09%", "27.91%")


def test_reasons_without_points_are_named_and_not_drawn():
    chart = chart_of(DECLINED)

    assert [reason.key for reason in chart.without_effect] == ["financed_share", "phones"]
    assert all(bar.reason.points for bar in chart.bars)


def test_a_client_without_any_reason_stands_at_the_base():
    chart = chart_of(PLAIN)

    assert (chart.bars, chart.score, chart.zero) == ((), chart.base_points, "0.00%")
