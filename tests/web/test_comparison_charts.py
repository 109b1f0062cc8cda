"""The pictures of a comparison: bars inside their frame, every client in one, the mark where the client is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvable.explanations.comparison import (
    Bin,
    Cell,
    Comparison,
    Density,
    DensityAxis,
    Distribution,
    Filters,
    Group,
    Outcome,
    Series,
)
from solvable.vocabulary import Language, Text
from solvable.web.desk.density_chart import DARKEST, draw_density
from solvable.web.desk.distribution_chart import LONGEST, draw_distribution

WORDS = Text(fr="mot", en="word")
COUNTS = st.lists(st.integers(0, 500), min_size=3, max_size=3)


def series_of(outcome, counts, n_missing):
    # A series has 30 clients or more: the first bin holds who is needed for that.
    counts = (counts[0] + 30, *counts[1:])
    return Series(outcome=outcome, n_clients=sum(counts) + n_missing, n_missing=n_missing, counts=counts)


def comparison(series, *, client_bin=0, value=1.0):
    bins = tuple(Bin(label=Text(fr=f"tranche {i}", en=f"band {i}"), low=float(i), high=i + 1.0) for i in range(3))
    n = sum(one.n_clients for one in series)
    return Comparison(
        client_id=1, feature="x", label=WORDS, value=value, value_said=WORDS,
        group=Group(n_clients=n, n_by_outcome={}, filters=Filters(), sentence=WORDS),
        n_missing=sum(one.n_missing for one in series), tells_outcomes=True,
        distribution=Distribution(bins=bins, series=tuple(series), client_bin=client_bin),
        place=None, sentence=WORDS,
    )  # fmt: skip


def percent(words):
    assert words.endswith("%")
    return float(words[:-1])


@settings(max_examples=40, deadline=None)
@given(repaid=COUNTS, unpaid=COUNTS, missing=st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_the_bars_of_an_outcome_are_all_of_its_clients_and_stay_in_the_frame(repaid, unpaid, missing):
    found = comparison(
        [series_of(Outcome.REPAID, repaid, missing[0]), series_of(Outcome.NOT_REPAID, unpaid, missing[1])]
    )

    chart = draw_distribution(found, Language.FR)

    for place in range(2):
        assert sum(row.bars[place].share for row in chart.rows) == pytest.approx(1)
    widths = [percent(bar.width) for row in chart.rows for bar in row.bars]
    assert all(0 <= width <= LONGEST for width in widths)
    assert max(widths) == pytest.approx(LONGEST, abs=0.01)
    assert [row.is_client for row in chart.rows].count(True) == 1


def test_bars_are_as_long_as_their_shares():
    # 60 of 100 repaid are in the first bin and 20 in the second, 20 have no value; of the others 40, 0, 0.
    repaid = Series(outcome=Outcome.REPAID, n_clients=100, n_missing=20, counts=(60, 20, 0))
    unpaid = Series(outcome=Outcome.NOT_REPAID, n_clients=40, n_missing=0, counts=(0, 10, 30))

    chart = draw_distribution(comparison([repaid, unpaid], client_bin=1), Language.EN)

    # The longest share, 30 of 40, has the whole length: 72 % of the width.
    assert [[bar.width for bar in row.bars] for row in chart.rows] == [
        ["57.60%", "0.00%"], ["19.20%", "24.00%"], ["0.00%", "72.00%"], ["19.20%", "0.00%"],
    ]  # fmt: skip
    assert [row.label for row in chart.rows] == ["band 0", "band 1", "band 2", "not available"]
    assert chart.client is chart.rows[1]
    assert chart.most_common is chart.rows[0]


def test_who_has_an_unknown_outcome_is_in_the_figures_and_has_no_bar():
    found = comparison([series_of(outcome, [10, 20, 30], 0) for outcome in Outcome])

    chart = draw_distribution(found, Language.EN)

    assert [one.outcome for one in chart.drawn] == [Outcome.REPAID, Outcome.NOT_REPAID]
    assert {len(row.bars) for row in chart.rows} == {2}
    assert chart.rows[1].counts == ("20", "20", "20")


def test_a_value_that_nobody_else_has_is_marked_nowhere():
    chart = draw_distribution(comparison([series_of(None, [1, 50, 2], 0)], client_bin=None), Language.EN)

    assert chart.client is None
    assert chart.most_common.label == "band 1"


def density(counts, *, client=(0, 0), levels=False, held_back=0):
    bins = tuple(Bin(label=Text(fr=f"b{i}", en=f"b{i}"), levels=(f"l{i}",) if levels else ()) for i in range(2))
    axes = [
        DensityAxis(feature=name, label=WORDS, bins=bins, value=1.0, value_said=WORDS, client_bin=place)
        for name, place in zip("xy", client, strict=True)
    ]
    cells = tuple(Cell(x=x, y=y, n_clients=n) for (x, y), n in counts.items())
    return Density(
        client_id=1, group=Group(n_clients=100, n_by_outcome={}, filters=Filters(), sentence=WORDS), x=axes[0],
        y=axes[1], cells=cells, n_missing=0, n_held_back=held_back, sentence=WORDS,
    )  # fmt: skip


def test_cells_are_as_dark_as_they_are_full_and_a_few_tell_no_number():
    chart = draw_density(density({(0, 0): 50, (1, 0): 10, (1, 1): None}, held_back=4), Language.EN)

    # The upright variable rises to the top: its first bin is the last row.
    above, below = chart.rows
    assert (above.label, below.label) == ("b1", "b0")
    assert [(cell.level, cell.said, cell.is_held_back) for cell in below.cells] == [
        (DARKEST, "78.1", False), (1, "15.6", False),
    ]  # fmt: skip
    assert [(cell.level, cell.said, cell.is_held_back) for cell in above.cells] == [(0, "", False), (0, "", True)]
    assert [[cell.is_client for cell in row.cells] for row in chart.rows] == [[False, False], [True, False]]


def test_levels_stand_in_their_order_and_a_client_without_a_place_has_no_mark():
    chart = draw_density(density({(0, 0): 60}, client=(None, 1), levels=True), Language.EN)

    assert [row.label for row in chart.rows] == ["b0", "b1"]
    assert not any(cell.is_client for row in chart.rows for cell in row.cells)
    assert not chart.has_client
