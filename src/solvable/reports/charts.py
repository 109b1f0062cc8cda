"""Pictures of finished figures in one style: SVG that stands in a page, in need of no script, font or network.

A drawing computes nothing but its scale. It is drawn as wide as a telephone is; on larger screens drawings
stand side by side. Colours are two of Okabe and Ito's palette, which the colour-blind tell apart, and
nothing is told by colour alone: what differs in colour differs in shape or stroke as well. Ink follows the
page's own (``report.css``), and is dark where the drawing stands by itself.

Altair and vl-convert take a third of a second to load: import this module in what writes a report only.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from solvable.reports.scales import Axis, Said, axis_ends, nice_ticks, spaced_ticks, word_width, wrapped_label

__all__ = [
    "Bar", "Interval", "Line", "Mark", "Pair", "Rate",
    "draw_bars", "draw_histogram", "draw_lines", "draw_matrix", "draw_pairs", "draw_rates",
]  # fmt: skip

WIDTH = 340
PLOT_HEIGHT = 260
ROW_HEIGHT, TALL_ROW_HEIGHT, AXIS_HEIGHT, LINE_HEIGHT = 22, 34, 46, 14
# Usual widths of what stands to the left of the plot: labels of rows, and words at the ticks.
LABEL_ROOM, TICK_ROOM = 150, 60
# Words at the ends of an axis reach beyond it, further in a reader's wide font than where they were measured.
PADDING = {"left": 5, "right": 14, "top": 5, "bottom": 5}
FONT = "system-ui, sans-serif"
INK, INK_SOFT, RULE, GROUND = (
    f"var(--{name}, {colour})"
    for name, colour in (("ink", "#15272d"), ("ink-soft", "#4b5d63"), ("line", "#dedad1"), ("ground", "#ffffff"))
)
# Okabe and Ito (2008), Color Universal Design: blue, vermilion, bluish green, reddish purple; 3:1 or more on white.
COLOURS = ("#0072B2", "#D55E00", "#008F68", "#B8618D")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2))
STYLE = {
    "aria": False,
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "domain": False, "ticks": False, "gridColor": RULE, "labelColor": INK_SOFT, "labelFontSize": 12,
        "labelFlush": False, "labelPadding": 6, "titleColor": INK_SOFT, "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {
        "orient": "top", "labelColor": INK, "labelFontSize": 12, "labelLimit": 300, "title": None,
        "direction": "vertical",
    },
    "title": {"anchor": "start", "color": INK_SOFT, "fontSize": 12, "fontWeight": "normal", "offset": 6},
    "text": {"font": FONT, "fontSize": 12, "color": INK},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing and how much of it."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the interval that chance leaves it; None where there is nobody to count."""

    label: str
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing in two groups."""

    label: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Line:
    """A named line through points."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where chance leaves a line's point at ``x``."""

    x: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A value to compare with, drawn across the plot."""

    label: str
    value: float


def draw_bars(bars: Sequence[Bar], axis: Axis, alternative: str) -> Markup:
    """Draw a bar per thing, in the order given, each with its value in words.

    Parameters
    ----------
    alternative
        What the drawing shows, for those who do not see it; so for every other drawing.
    """
    rows = [{"row": i, "value": bar.value, "said": axis.said(bar.value)} for i, bar in enumerate(bars)]
    # The words at the end of the longest bar need a third of the room.
    ends = axis_ends([0.0, *(bar.value for bar in bars)], axis, room=0.35)
    base = _chart(rows).encode(y=_row_axis([bar.label for bar in bars]), x=_across("value", axis, ends))
    drawn = base.mark_bar(color=COLOURS[0], height={"band": 0.7}) + base.mark_text(align="left", dx=4).encode(
        text="said:N"
    )
    return _svg(drawn, alternative, height=_rows_height([bar.label for bar in bars]))


def draw_rates(rates: Sequence[Rate], axis: Axis, alternative: str, *, overall: Mark | None = None) -> Markup:
    """Draw a dot with its interval per row, and the overall rate as a dashed line that the axis names."""
    if overall:
        axis = replace(axis, title=f"{axis.title}\n┄ {overall.label}")
    rows = [
        {"row": i, "rate": rate.rate, "low": rate.low, "high": rate.high}
        for i, rate in enumerate(rates)
        if rate.rate is not None
    ]
    found = [0.0, *(row["high"] or row["rate"] or 0.0 for row in rows), overall.value if overall else 0.0]
    labels = [rate.label for rate in rates]
    drawn = _chart(rows)
    y, x = _row_axis(labels), _across("rate", axis, axis_ends(found, axis))
    layers: list[alt.Chart] = [_comparison(overall, axis, axis_ends(found, axis))] if overall else []
    layers.append(drawn.mark_rule(color=COLOURS[0], strokeWidth=2).encode(y=y, x="low:Q", x2="high:Q"))
    layers.append(drawn.mark_point(color=COLOURS[0], filled=True, size=60, opacity=1).encode(y=y, x=x))
    height = _rows_height(labels) + (LINE_HEIGHT if overall else 0)
    return _svg(alt.layer(*layers), alternative, height=height)


def draw_pairs(pairs: Sequence[Pair], axis: Axis, alternative: str, *, first: str, second: str) -> Markup:
    """Draw two dots per row, a full and a hollow one, and the line between them."""
    rows = [{"row": i, "first": pair.first, "second": pair.second} for i, pair in enumerate(pairs)]
    dots = [
        {"row": i, "value": value, "group": group}
        for i, pair in enumerate(pairs)
        for group, value in ((first, pair.first), (second, pair.second))
    ]
    labels = [pair.label for pair in pairs]
    ends = axis_ends([0.0, *(max(pair.first, pair.second) for pair in pairs)], axis)
    y = _row_axis(labels)
    domain = [first, second]
    between = _chart(rows).mark_rule(color=INK_SOFT).encode(y=y, x=alt.X("first:Q"), x2="second:Q")
    drawn = (
        _chart(dots)
        .mark_point(size=70, filled=True, opacity=1)
        .encode(
            y=y,
            x=_across("value", axis, ends),
            color=alt.Color("group:N", scale=alt.Scale(domain=domain, range=list(COLOURS[:2]))),
            shape=alt.Shape("group:N", scale=alt.Scale(domain=domain, range=["circle", "diamond"])),
        )
    )
    return _svg(between + drawn, alternative, height=_rows_height(labels) + TALL_ROW_HEIGHT)


def draw_histogram(
    edges: Sequence[float], first: tuple[str, Sequence[float]], second: tuple[str, Sequence[float]],
    x: Axis, y: Axis, alternative: str,
) -> Markup:  # fmt: skip
    """Draw how two groups spread over the same bins: the first as an area, the second as a dashed line.

    Parameters
    ----------
    edges : n + 1 ends of the bins, rising
    first, second : name, and n shares of the group, one per bin
    """
    rows = [
        {"edge": edge, "share": share, "group": name}
        for name, shares in (first, second)
        for edge, share in zip(edges, [*shares, shares[-1]], strict=True)
    ]
    names = [first[0], second[0]]
    ends = axis_ends([0.0, *first[1], *second[1]], y)
    base = _chart(rows).encode(
        x=_across("edge", x, (edges[0], edges[-1]), room=WIDTH - TICK_ROOM, grid=False), y=_upright("share", y, ends)
    )
    colour = alt.Color("group:N", scale=alt.Scale(domain=names, range=list(COLOURS[:2])))
    area = base.transform_filter(alt.datum.group == names[0]).mark_area(
        interpolate="step-after", opacity=0.25, color=COLOURS[0]
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        color=colour,
        strokeDash=alt.StrokeDash("group:N", scale=alt.Scale(domain=names, range=[list(dash) for dash in DASHES[:2]])),
    )
    return _svg(area + line, alternative, height=PLOT_HEIGHT, title=y.title)


def draw_lines(
    lines: Sequence[Line], x: Axis, y: Axis, alternative: str, *, diagonal: str | None = None, dotted: bool = False,
    intervals: Sequence[Interval] = (), at: Mark | None = None,
) -> Markup:  # fmt: skip
    """Draw up to four lines, each with its own colour and dash; a single one that the axis names needs no legend.

    Parameters
    ----------
    diagonal
        The name of the line where both axes agree, drawn thin; without one it is not drawn.
    dotted
        Whether the points themselves are marked.
    intervals
        What chance leaves open at points of the first line, drawn upright.
    at
        A place of the x axis, drawn as a dashed line that the axis names.
    """
    if len(lines) > len(COLOURS):
        raise ValueError(f"Up to {len(COLOURS)} lines can be told apart, found {len(lines)}.")
    rows = [
        {"x": across, "y": up, "name": line.name, "place": place}
        for line in lines
        for place, (across, up) in enumerate(line.points)
    ]
    if at:
        x = replace(x, title=f"{x.title}\n┄ {at.label}")
    x_ends = axis_ends([point[0] for line in lines for point in line.points], x)
    open_ends = [end for interval in intervals for end in (interval.low, interval.high)]
    y_ends = axis_ends([*(point[1] for line in lines for point in line.points), *open_ends], y)
    names = [line.name for line in lines]
    base = _chart(rows).encode(
        x=_across("x", x, x_ends, room=WIDTH - TICK_ROOM),
        y=_upright("y", y, y_ends),
        color=_line_colours(names, y),
    )
    dashes = alt.Scale(domain=names, range=[list(dash) for dash in DASHES[: len(names)]])
    layers = [base.mark_line(strokeWidth=2).encode(order="place:Q", strokeDash=alt.StrokeDash("name:N", scale=dashes))]
    if dotted:
        layers.append(base.mark_point(filled=True, size=50, opacity=1))
    if intervals:
        layers.insert(0, _upright_intervals(intervals, y_ends))
    if at:
        layers.insert(0, _comparison(at, x, x_ends))
    if diagonal:
        line, words = _diagonal(diagonal, x_ends, y_ends)
        layers = [line, *layers, words]
    return _svg(
        alt.layer(*layers),
        alternative,
        height=PLOT_HEIGHT + 20 * len(lines) + (LINE_HEIGHT if at else 0),
        title=y.title,
    )


def draw_matrix(
    labels: Sequence[str], values: Sequence[Sequence[float | None]], said: Said, alternative: str
) -> Markup:
    """Draw numbers from -1 to 1 between things and things: the stronger, the deeper; each number is written.

    Columns bear the number of the row that has their label.
    """
    cells = [
        {
            "row": i,
            "column": j,
            "strength": abs(value),
            "sign": "+" if value >= 0 else "-",
            "said": said(value),
        }
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if value is not None and j < i
    ]
    numbered = [f"{i + 1}. {label}" for i, label in enumerate(labels)]
    base = _chart(cells).encode(
        y=_row_axis(numbered),
        x=alt.X(
            "column:O",
            title=None,
            scale=alt.Scale(domain=list(range(len(labels) - 1))),
            axis=alt.Axis(orient="bottom", labelAngle=0, labelExpr="datum.value + 1"),
        ),
    )
    squares = base.mark_rect().encode(
        color=alt.Color("sign:N", scale=alt.Scale(domain=["+", "-"], range=list(COLOURS[:2])), legend=None),
        opacity=alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.45]), legend=None),
    )
    words = base.mark_text(fontSize=10).encode(text="said:N")
    return _svg(squares + words, alternative, height=_rows_height(numbered))


def _across(
    name: str, axis: Axis, ends: tuple[float, float], *, room: float = WIDTH - LABEL_ROOM, grid: bool = True
) -> alt.X:
    ticks = spaced_ticks(ends, axis.said, room)
    return alt.X(
        f"{name}:Q", title=axis.title.split("\n"), scale=_scale(ends), axis=_ticked(ticks, axis.said, grid=grid)
    )


def _upright(name: str, axis: Axis, ends: tuple[float, float]) -> alt.Y:
    """Return an upright axis; its title would be read with the head on one side, and stands above the drawing."""
    return alt.Y(f"{name}:Q", title=None, scale=_scale(ends), axis=_ticked(nice_ticks(*ends), axis.said))


def _scale(ends: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(ends), nice=False, zero=False)


def _ticked(ticks: Sequence[float], said: Said, *, grid: bool = True) -> alt.Axis:
    words = json.dumps([said(tick) for tick in ticks])
    return alt.Axis(values=list(ticks), grid=grid, labelExpr=f"{words}[indexof({json.dumps(ticks)}, datum.value)]")


def _row_axis(labels: Sequence[str]) -> alt.Y:
    """Return an axis of things by their place, so that two may bear the same words."""
    wrapped = [wrapped_label(label) for label in labels]
    # The reader's font is not known here: there must be room for the widest of the usual ones.
    room = math.ceil(max((word_width(line) for lines in wrapped for line in lines), default=0)) + 8
    return alt.Y(
        "row:O",
        title=None,
        scale=alt.Scale(domain=list(range(len(labels)))),
        axis=alt.Axis(
            labelExpr=f"{json.dumps(wrapped)}[datum.value]",
            labelColor=INK,
            labelLimit=room,
            minExtent=room,
            maxExtent=room,
        ),
    )


def _line_colours(names: Sequence[str], y: Axis) -> alt.Color:
    """Return a colour per line, and a legend unless the axis says all that it would."""
    return alt.Color(
        "name:N",
        scale=alt.Scale(domain=list(names), range=list(COLOURS[: len(names)])),
        legend=None
        if list(names) == [y.title]
        else alt.Legend(symbolType="stroke", symbolStrokeWidth=2, symbolSize=300),
    )


def _upright_intervals(intervals: Sequence[Interval], ends: tuple[float, float]) -> alt.Chart:
    drawn = _chart([{"x": i.x, "low": i.low, "high": i.high} for i in intervals])
    rule: alt.Chart = drawn.mark_rule(color=COLOURS[0], strokeWidth=2)
    return rule.encode(x="x:Q", y=alt.Y("low:Q", scale=_scale(ends)), y2="high:Q")


def _diagonal(words: str, x_ends: tuple[float, float], y_ends: tuple[float, float]) -> tuple[alt.Chart, alt.Chart]:
    """Return the line where both axes agree, and its name in the corner below it, which most curves leave free."""
    low, high = max(x_ends[0], y_ends[0]), min(x_ends[1], y_ends[1])
    agreed = _chart([{"x": low, "y": low}, {"x": high, "y": high}]).mark_line(color=INK_SOFT, strokeWidth=1)
    beside = _chart([{"x": x_ends[1], "y": y_ends[0], "said": f"╱ {words}"}]).mark_text(
        align="right", dx=-4, dy=-10, color=INK_SOFT
    )
    return agreed.encode(x="x:Q", y="y:Q"), beside.encode(x="x:Q", y="y:Q", text="said:N")


def _comparison(mark: Mark, axis: Axis, ends: tuple[float, float]) -> alt.Chart:
    rule: alt.Chart = _chart([{"value": mark.value}]).mark_rule(color=INK_SOFT, strokeDash=[4, 3], strokeWidth=1)
    return rule.encode(x=_across("value", axis, ends))


def _rows_height(labels: Sequence[str]) -> int:
    """Return the height of the rows with the axis below them."""
    step = TALL_ROW_HEIGHT if any(len(wrapped_label(label)) > 1 for label in labels) else ROW_HEIGHT
    return step * len(labels) + AXIS_HEIGHT


def _chart(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _svg(chart: alt.LayerChart | alt.FacetChart, alternative: str, *, height: int, title: str | None = None) -> Markup:
    sized = chart.properties(
        width=WIDTH, height=height, padding=PADDING, autosize=alt.AutoSizeParams(type="fit", contains="padding")
    )
    if title is not None:
        sized = sized.properties(title=title)
    drawn = vl_convert.vegalite_to_svg({**sized.to_dict(), "config": STYLE}, allowed_base_urls=[])
    # What each mark is, in English, is not for this page's readers: they have words and a table instead.
    bare = re.sub(r' (?:role|aria-[a-z]+|xmlns(?::\w+)?|version|class|pointer-events)="[^"]*"', "", drawn)
    return Markup(bare.replace("<svg", f'<svg role="img" aria-label="{escape(alternative)}"', 1))  # noqa: S704
