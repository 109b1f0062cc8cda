"""Findings in words: each computed, none where chance explains it."""

import pytest

from builders import make_catalogue
from reports.exploration.builders import make_exploration, make_group, make_segment_rates, make_variable
from solvable.reports.exploration import ColumnGap, NoneValue, Relation, TableSize
from solvable.reports.exploration.findings import findings
from solvable.vocabulary import Text


def said(**fields):
    """Return the findings beyond the first, which is always about everybody, in French and English."""
    _, *texts = findings(make_exploration(**fields))
    return [text.fr for text in texts], [text.en for text in texts]


def make_table(without, name="bureau"):
    everyone = make_group("all", 10_000, 800)
    rest = make_group("with", everyone.n_clients - without.n_clients, everyone.n_defaults - without.n_defaults)
    return TableSize(
        name=name, label=Text(fr="crédits ailleurs", en="credits elsewhere"), n_rows=1, n_clients=1, rows_median=1,
        rows_most=1, with_rows=rest, without_rows=without,
    )  # fmt: skip


def test_where_nothing_stands_out_only_the_outcome_is_told():
    (outcome,) = findings(make_exploration())

    assert outcome.en == (
        "Of 10,000 clients whose outcome is known, 8% defaulted (between 7.5% and 8.5% with 95% confidence); "
        "2,000 clients have no known outcome."
    )


def test_who_is_in_no_table_is_told_where_chance_does_not_explain_the_rate():
    french, english = said(tables=(make_table(make_group("without", 1200, 150)),))

    assert french == [
        "12\u202f% des clients n’ont aucune ligne dans la table bureau (crédits ailleurs)\u00a0: 12,5\u202f% d’impayés "
        "contre 8\u202f% en moyenne."
    ]
    assert english == [
        "12% of the clients have no row in table bureau (credits elsewhere): 12.5% defaulted, against 8% of all."
    ]
    assert said(tables=(make_table(make_group("without", 1200, 97)),)) == ([], [])
    assert said(tables=(make_table(make_group("without", 0, 0)),)) == ([], [])


def make_gap(n_lacking, n_defaults, *columns):
    return ColumnGap(
        columns=columns,
        lacking=make_group("missing", n_lacking, n_defaults),
        having=make_group("present", 10_000 - n_lacking, 800 - n_defaults),
    )


def test_the_gap_that_tells_most_is_told_with_how_many_columns_share_it():
    _, english = said(gaps=(make_gap(3000, 300, "A"), make_gap(2000, 400, "B", "C", "D"), make_gap(1000, 81, "E")))

    assert english == [
        "The gap that tells most is that of B and 2 others: 20% of the clients, of whom 20% defaulted, against 5% of "
        "the others."
    ]


def test_a_gap_that_chance_explains_is_not_told():
    assert said(gaps=(make_gap(1000, 81, "E"),)) == ([], [])


def test_what_stands_for_none_is_told_as_that():
    none = NoneValue(
        table="application", column="DAYS", values=("365243",), n_rows=1800, n_rows_in_all=10_000,
        saying=make_group("none", 1800, 97), others=make_group("others", 8200, 703),
    )  # fmt: skip
    elsewhere = NoneValue(table="bureau", column="KIND", values=("XNA",), n_rows=9, n_rows_in_all=10)

    french, english = said(none_values=(none, elsewhere))

    assert english == [
        "In DAYS, 365243 means “none” and stands in 18% of the rows: 5.4% defaulted, against 8.6% of the others. "
        "It is no value to average."
    ]
    assert "365243 veut dire «\u00a0aucun\u00a0»" in french[0]


def test_a_telling_variable_is_told_by_its_safest_and_its_riskiest_band():
    _, english = said(variables=(make_variable("late_count", 20, 80, 200),))

    assert english == ["Label late_count: from 2% defaulted (band 0) to 20% (band 2)."]


@pytest.mark.parametrize(("n_clients", "n_defaults"), [(9, 3), (4, 4), (29, 29)])
def test_a_handful_of_clients_is_not_the_riskiest_band(n_clients, n_defaults):
    variable, few = make_variable("late_count", 20, 200), make_group("missing", n_clients, n_defaults)
    with_few = type(variable)(feature=variable.feature, bands=variable.bands, lacking=few)

    _, english = said(variables=(with_few,))

    assert english == ["Label late_count: from 2% defaulted (band 0) to 20% (band 1)."]


def test_a_segment_is_told_where_the_intervals_of_two_members_are_apart():
    apart = make_segment_rates(make_group("cash", 5000, 500), make_group("card", 5000, 300))
    close = make_segment_rates(make_group("cash", 50, 5), make_group("card", 50, 3))

    assert said(segments=(apart,))[1] == ["Job: 10% defaulted for “cash”, 6% for “card”."]
    assert said(segments=(close,)) == ([], [])


def test_two_variables_that_rank_alike_are_told_whichever_way_they_go():
    features = tuple(make_catalogue().features[name] for name in ("score", "amount"))

    def related(value):
        return Relation(features=features, correlations=((1.0, value), (value, 1.0)))

    assert said(relation=related(-0.9))[1] == [
        "“Label score” and “Label amount” rank clients nearly alike (rank correlation of 0.9 in absolute value)."
    ]
    assert said(relation=related(0.5)) == said(relation=related(None)) == ([], [])
