"""The pictures of a history: nothing leaves its frame, time runs one way, and what is small is still seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvable.portfolios.story import (
    DatedOutcomes,
    MonthlyAmounts,
    MonthlyArrears,
    MonthlyDelays,
    StoryColumn,
    StoryTable,
    Timeline,
)
from solvable.vocabulary import Language, Text, Unit
from solvable.web.desk.story_months import LEAST_HEIGHT, PLOT_HEIGHT, draw_amounts, draw_arrears, draw_delays
from solvable.web.desk.story_outcomes import Came, draw_outcomes
from solvable.web.desk.story_timeline import FIRST_CREDITS, DaysScale, draw_timeline

WORDS = Text(fr="mot", en="word")
AMOUNTS = MonthlyAmounts(label=WORDS, month="month", whole="due", part="paid")
DELAYS = MonthlyDelays(label=WORDS, month="month", late_days="late")
MONEY = st.none() | st.floats(0, 1e9, allow_nan=False)
MONTHS = st.lists(
    st.tuples(st.integers(0, 120), MONEY, MONEY, st.none() | st.integers(0, 3000)), min_size=1, max_size=30
)
DAYS = st.none() | st.floats(0, 20_000)


def months_table(rows):
    units = {"month": Unit.COUNT, "due": Unit.AMOUNT, "paid": Unit.AMOUNT, "late": Unit.DAYS}
    columns = tuple(StoryColumn(key=key, label=WORDS, unit=unit) for key, unit in units.items())
    return StoryTable.of("t", WORDS, columns, rows, pictures=(AMOUNTS, DELAYS))


def amounts(rows, language=Language.EN):
    return draw_amounts(months_table(rows), AMOUNTS, language, currency=None)


def percent(words):
    assert words.endswith("%")
    return float(words[:-1])


def is_inside(x, width=0.0):
    return x >= -0.01 and x + width <= 100.01


@settings(max_examples=60, deadline=None)
@given(rows=MONTHS)
def test_no_column_leaves_its_frame_and_months_run_to_the_right(rows):
    drawn, late = amounts(rows), draw_delays(months_table(rows), DELAYS, Language.FR)

    for column in () if drawn is None else drawn.columns:
        assert is_inside(percent(column.x), percent(column.width))
        assert percent(column.x) <= percent(column.part_x)
        for y, height in ((column.y, column.height), (column.part_y, column.part_height)):
            assert float(y) >= 0
            assert float(y) + float(height) == pytest.approx(PLOT_HEIGHT, abs=0.11)
    for picture in (drawn, late):
        if picture is not None:
            places = [percent(column.x) for column in picture.columns]
            assert places == sorted(places)
            assert all(is_inside(percent(tick.at)) for tick in picture.times)
            assert all(0 <= float(tick.at) <= PLOT_HEIGHT for tick in picture.rises)
    assert (drawn is None) is all(due is None and paid is None for _, due, paid, _ in rows)
    assert (late is None) is all(days is None for *_, days in rows)


def test_a_month_half_paid_is_half_as_high_and_inside_the_outline():
    # Twenty months at 5 % of the width each; the latest is the last place, of which the outline takes 86 %.
    drawn = amounts([(n, 1000.0, 500.0 if n == 1 else 1000.0, None) for n in range(1, 21)])

    latest = drawn.columns[-1]
    assert (latest.x, latest.width, latest.part_x, latest.part_width) == ("95.35%", "4.30%", "96.25%", "2.50%")
    assert (latest.y, latest.height, latest.part_y, latest.part_height) == ("0.0", "150.0", "75.0", "75.0")


def test_amounts_of_one_month_are_added_up_and_of_delays_the_longest_counts():
    table = months_table([(2, 100.0, 40.0, 3), (2, 300.0, None, 9), (1, None, 10.0, None)])

    drawn, late = draw_amounts(table, AMOUNTS, Language.EN, currency=None), draw_delays(table, DELAYS, Language.EN)

    assert (drawn.most_whole, drawn.most_part, drawn.n_months) == ("400", "40", 2)
    assert (late.n_months, late.n_late, late.longest) == (1, 1, "9 days")


def test_one_late_day_beside_a_thousand_is_still_seen_and_a_month_on_time_is_none():
    late = draw_delays(
        months_table([(1, None, None, 1), (2, None, None, 1000), (3, None, None, 0)]), DELAYS, Language.EN
    )

    assert [(column.is_late, float(column.height)) for column in late.columns] == [
        (False, 0.0), (True, PLOT_HEIGHT), (True, LEAST_HEIGHT),
    ]  # fmt: skip


def test_few_months_do_not_fill_the_picture_and_silence_since_then_is_seen():
    # One month, the 24th: it stands at the left end, and 23 places up to the application are empty.
    (column,) = amounts([(24, 1.0, 1.0, None)]).columns
    # One month, the last: at least 12 places.
    (last,) = amounts([(1, 1.0, 1.0, None)]).columns

    assert percent(column.x) < 1
    assert percent(column.width) == pytest.approx(0.86 * 100 / 24, abs=0.01)
    assert percent(last.x) > 91
    assert percent(last.width) == pytest.approx(0.86 * 100 / 12, abs=0.01)


@pytest.mark.parametrize(("language", "first"), [(Language.FR, "il y a 3\xa0ans"), (Language.EN, "3 years ago")])
def test_times_are_said_as_people_say_them(language, first):
    assert amounts([(80, 1.0, 1.0, None)], language).times[0].label == first


@pytest.mark.parametrize(
    ("past_days", "times"),
    [
        (365, ["6 months ago"]),
        (3 * 365.25, ["3 years ago", "2 years ago", "1 year ago"]),
        (7305, ["20 years ago", "10 years ago"]),
    ],
)
def test_a_picture_of_days_names_a_few_round_times_also_within_the_last_year(past_days, times):
    ticks = DaysScale(past=past_days, ahead=0).ticks(Language.EN)

    assert [tick.label for tick in reversed(ticks)] == times


def test_arrears_count_the_credits_of_a_month_and_months_of_which_nothing_is_known_have_no_mark():
    picture = MonthlyArrears(
        label=WORDS, month="month", state="state", late=frozenset({"1", "2"}), on_time=frozenset({"0"})
    )
    columns = (
        StoryColumn(key="month", label=WORDS, unit=Unit.COUNT),
        StoryColumn(key="state", label=WORDS, unit=Unit.CATEGORY),
    )
    # Month 1: two of three late; month 2: on time; month 3: closed and not reported only.
    rows = [(1, "1"), (1, "2"), (1, "0"), (2, "0"), (3, "C"), (3, None)]

    drawn = draw_arrears(StoryTable.of("t", WORDS, columns, rows, pictures=(picture,)), picture, Language.EN)

    assert [(column.is_late, float(column.height)) for column in drawn.columns] == [(False, 0.0), (True, PLOT_HEIGHT)]
    assert (drawn.n_months, drawn.n_late, drawn.most) == (2, 1, "2")
    # There are no halves of a credit.
    assert [(tick.label, tick.at) for tick in drawn.rises] == [("0", "150.0"), ("1", "75.0"), ("2", "0.0")]
    assert draw_arrears(StoryTable.of("t", WORDS, columns, rows[4:]), picture, Language.EN) is None


CREDIT = Timeline(
    label=WORDS, kind="kind", state="state", began="began", ended="ended", remaining="left", amount="amount",
    owed="owed", overdue="overdue", running=frozenset({"open"}), troubled=frozenset({"bad"}),
)  # fmt: skip
STATES = {"open": Text(fr="en cours", en="running"), "over": Text(fr="soldé", en="over"), "bad": WORDS}


def timeline(rows):
    numbers = ("began", "ended", "left", "amount", "owed", "overdue")
    columns = (
        StoryColumn(key="kind", label=WORDS, unit=Unit.CATEGORY),
        StoryColumn(key="state", label=WORDS, unit=Unit.CATEGORY, levels=STATES),
        *(StoryColumn(key=key, label=Text(fr=key, en=key), unit=Unit.DAYS) for key in numbers[:3]),
        *(StoryColumn(key=key, label=Text(fr=key, en=key), unit=Unit.AMOUNT) for key in numbers[3:]),
    )
    table = StoryTable.of("t", WORDS, columns, rows, pictures=(CREDIT,))
    return draw_timeline(table, CREDIT, Language.EN, currency=None)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.just("car"), st.sampled_from(["open", "over", "bad", None]), DAYS, DAYS, DAYS),
        min_size=1,
        max_size=20,
    )
)
def test_no_credit_leaves_the_picture_and_the_future_never_takes_most_of_it(rows):
    # A credit is never closed before it began.
    began_first = [
        (kind, state, began, None if began is None or ended is None else min(began, ended), left, 1.0, None, None)
        for kind, state, began, ended, left in rows
    ]

    drawn = timeline(began_first)

    assert (drawn is None) is all(row[2] is None for row in rows)
    if drawn is not None:
        spans = (*drawn.first, *drawn.more)
        assert len(spans) == len(rows)
        assert len(drawn.first) <= FIRST_CREDITS
        assert 71 <= percent(drawn.now) <= 100
        for span in spans:
            places = [percent(place) for place in (span.begin, span.end, span.ahead) if place is not None]
            assert places == sorted(places)
            assert all(map(is_inside, places))
            assert span.begin is not None or span.ahead is not None or span.end in (None, drawn.now)


def test_credits_stand_where_their_days_are():
    # The picture goes from 1,000 days before to 400 after, though 9,000 are left: at most 0.4 of what was.
    running, closed, lost = timeline(
        [
            ("car", "open", 300.0, None, 9000.0, 50.0, 40.0, 0.0),
            ("car", "over", 1000.0, 650.0, None, 20.0, 0.0, 0.0),
            (None, "bad", 860.0, None, None, None, 7.0, 7.0),
        ]
    ).first

    assert (running.begin, running.end, running.ahead) == ("50.00%", "71.43%", "100.00%")
    assert (closed.begin, closed.end, closed.ahead) == ("0.00%", "25.00%", None)
    assert (lost.begin, lost.end, lost.ahead) == ("10.00%", None, None)
    assert (running.is_troubled, closed.is_troubled, lost.is_troubled) == (False, False, True)
    assert running.facts == ("amount: 50", "owed: 40")
    assert closed.facts == ("amount: 20",)
    assert (lost.kind, lost.facts) == ("kind not known", ("owed: 7", "overdue: 7"))


OUTCOMES = DatedOutcomes(
    label=WORDS, decided="decided", amount="amount", outcome="outcome", granted=frozenset({"yes"}),
    refused=frozenset({"no"}),
)  # fmt: skip


def outcomes(rows):
    columns = (
        StoryColumn(key="decided", label=WORDS, unit=Unit.DAYS),
        StoryColumn(key="amount", label=WORDS, unit=Unit.AMOUNT),
        StoryColumn(key="outcome", label=WORDS, unit=Unit.CATEGORY),
    )
    table = StoryTable.of("t", WORDS, columns, rows, pictures=(OUTCOMES,))
    return draw_outcomes(table, OUTCOMES, Language.EN, currency=None)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(DAYS, MONEY, st.sampled_from(["yes", "no", "other", None])), min_size=1, max_size=20))
def test_every_dated_application_has_a_mark_inside_the_picture_and_is_counted_once(rows):
    drawn = outcomes(rows)

    dated = [row for row in rows if row[0] is not None]
    assert (drawn is None) is (not dated)
    if drawn is not None:
        assert len(drawn.marks) == len(dated) == drawn.n_granted + drawn.n_refused + drawn.n_no_further
        assert drawn.n_refused == sum(outcome == "no" for *_, outcome in dated)
        assert all(is_inside(percent(mark.x)) and 0 <= float(mark.y) <= PLOT_HEIGHT for mark in drawn.marks)


def test_applications_stand_at_their_day_as_high_as_their_amount():
    # From 1,000 days ago on the left to today: half way is 500. The largest amount reaches the top of 150 pixels.
    drawn = outcomes([(0.0, 300.0, "yes"), (500.0, None, None), (1000.0, 600.0, "no")])

    assert [(mark.came, mark.x, float(mark.y)) for mark in drawn.marks] == [
        (Came.REFUSED, "0.00%", 0.0), (Came.NO_FURTHER, "50.00%", 150.0), (Came.GRANTED, "100.00%", 75.0),
    ]  # fmt: skip
    assert (drawn.most, drawn.n_without_amount) == ("600", 1)


def test_applications_without_a_known_amount_have_no_scale_of_amounts():
    drawn = outcomes([(10.0, None, "yes")])

    assert (drawn.rises, drawn.most) == ((), "")
