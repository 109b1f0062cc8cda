"""Drawings: what they show is there in words, and they need nothing from elsewhere."""

import re
from html import unescape

import pytest

from solvable import wording
from solvable.reports import charts
from solvable.reports.scales import Axis
from solvable.vocabulary import Language

SHARE = Axis(title="Share", said=lambda value: wording.percent(value, Language.FR))
BARS = [charts.Bar("NONLIVINGAPARTMENTS_MODE", 0.694), charts.Bar("<b>", 0.05)]
RATES = [charts.Rate("0 to 10", 0.08, 0.06, 0.11), charts.Rate("nobody", None, None, None)]
PAIRS = [charts.Pair("employee", 0.5, 0.6), charts.Pair("pensioner", 0.2, 0.1)]
MATRIX = [[1.0, 0.5, None], [0.5, 1.0, -0.25], [None, -0.25, 1.0]]


def draw_rates():
    return charts.draw_rates(RATES, SHARE, "Rates.", overall=charts.Mark("all", 0.08))


def draw_pairs():
    return charts.draw_pairs(PAIRS, SHARE, "Pairs.", first="repaid", second="defaulted")


def draw_histogram():
    return charts.draw_histogram(
        [0, 1, 2], ("repaid", [0.4, 0.6]), ("defaulted", [0.7, 0.3]), Axis(title="Amount", said=str), SHARE, "Spread."
    )


def draw_lines():
    line = charts.Line("model", [(0.0, 0.0), (0.5, 0.8), (1.0, 1.0)])
    return charts.draw_lines([line], SHARE, SHARE, "Curve.", diagonal="by chance", dotted=True)


def draw_matrix():
    return charts.draw_matrix(["a", "b", "c"], MATRIX, str, "Matrix.")


EVERY_DRAWING = {
    "bars": lambda: charts.draw_bars(BARS, SHARE, "Bars."),
    "rates": draw_rates,
    "pairs": draw_pairs,
    "histogram": draw_histogram,
    "lines": draw_lines,
    "matrix": draw_matrix,
}


def words(drawing):
    """Return every text of a drawing, lines of one label joined."""
    texts = re.findall(r"<text.*?</text>", drawing, flags=re.DOTALL)
    return [unescape(" ".join(re.findall(r">([^<]+)<", text))) for text in texts]


@pytest.mark.parametrize("name", EVERY_DRAWING)
def test_a_drawing_is_one_picture_with_its_alternative_and_without_any_address(name):
    drawing = EVERY_DRAWING[name]()

    assert re.match(
        rf'<svg role="img" aria-label="{name.replace("histogram", "spread").replace("lines", "curve").capitalize()}\."',
        drawing,
    )
    assert drawing.count("role=") == drawing.count("aria-") == 1
    assert not re.search(r"https?:|url\(|<script|<image|id=", drawing)


def test_bars_are_labelled_and_valued_in_words_in_the_order_given():
    said = words(EVERY_DRAWING["bars"]())

    assert said.index("NONLIVINGAPARTMENTS_ MODE") < said.index("<b>")
    assert {"69,4\u202f%", "5\u202f%"} <= set(said)


def test_a_longer_bar_stands_for_more():
    widths = [
        float(width) for width in re.findall(r'h([\d.]+)v[\d.]+h-[\d.]+Z" fill="#0072B2"', EVERY_DRAWING["bars"]())
    ]

    assert widths[0] / widths[1] == pytest.approx(0.694 / 0.05, rel=1e-3)


def test_who_is_nobody_has_a_row_and_no_rate():
    drawing = draw_rates()

    assert "nobody" in words(drawing)
    assert len(re.findall(r'<path transform="translate\([^"]*" d="[^"]*A', drawing)) == 1


def test_groups_are_named_and_differ_in_more_than_colour():
    assert {"repaid", "defaulted"} <= set(words(draw_pairs())) & set(words(draw_histogram()))
    assert "stroke-dasharray" in draw_histogram()


def test_a_matrix_says_each_pair_once():
    said = words(draw_matrix())

    assert [word for word in said if "." in word and not word.endswith((" a", " b", " c"))] == ["0.5", "-0.25"]


def test_the_diagonal_is_named():
    assert "╱ by chance" in words(draw_lines())


def test_a_single_line_that_the_axis_names_needs_no_legend():
    line = [(0.0, 0.0), (1.0, 1.0)]

    named, other = (charts.draw_lines([charts.Line(name, line)], SHARE, SHARE, "Curve.") for name in ("Share", "model"))

    assert words(named).count("Share") == words(other).count("Share") == 2
    assert "model" in words(other)


def test_what_chance_leaves_open_is_drawn_upright_within_the_plot():
    line = charts.Line("Share", [(0.2, 0.3), (0.6, 0.5)])

    bare = charts.draw_lines([line], SHARE, SHARE, "Curve.")
    open_ended = charts.draw_lines([line], SHARE, SHARE, "Curve.", intervals=[charts.Interval(0.2, 0.1, 0.9)])

    upright = r'<line [^>]*stroke="#0072B2"'
    assert len(re.findall(upright, open_ended)) == len(re.findall(upright, bare)) + 1
    assert "80\u202f%" in words(open_ended)


def test_a_place_of_the_axis_is_marked_and_named():
    line = charts.Line("Share", [(0.0, 0.0), (1.0, 1.0)])

    drawing = charts.draw_lines([line], SHARE, SHARE, "Curve.", at=charts.Mark("chosen: 0.4", 0.4))

    assert "Share ┄ chosen: 0.4" in words(drawing)
    assert "stroke-dasharray" in drawing


def test_more_lines_than_can_be_told_apart_are_refused():
    line = charts.Line("model", [(0.0, 0.0), (1.0, 1.0)])

    with pytest.raises(ValueError, match="Up to 4 lines can be told apart, found 5"):
        charts.draw_lines([line] * 5, SHARE, SHARE, "Curve.")


def test_words_of_a_table_cannot_become_part_of_the_page():
    drawing = charts.draw_bars(BARS, SHARE, 'An "alternative" <script>')

    assert "<b>" not in drawing
    assert "<script>" not in drawing
    assert "&#34;alternative&#34;" in drawing
