"""When a difference is worth a word, and which word."""

import pytest

from solvable.portfolios.column_figures import ColumnFigures
from solvable.portfolios.contracts import ColumnContract, ColumnType
from solvable.portfolios.findings import (
    Orphans,
    Severity,
    find_coverage,
    find_in_column,
    find_orphans,
    find_set_aside,
    range_in_words,
)
from solvable.portfolios.reference import ReferenceColumn
from solvable.vocabulary import Language

NUMBER = ColumnContract(type=ColumnType.NUMBER)
TEXT = ColumnContract(type=ColumnType.TEXT)


def find(contract=NUMBER, published=None, n_clients=100, **figures):
    found = ColumnFigures(**({"n_rows": 1000, "n_missing": 0} | figures))
    return list(find_in_column("column", contract, found, published or ReferenceColumn(), n_clients=n_clients))


def severities(findings):
    return [finding.severity for finding in findings]


def test_a_column_as_expected_has_no_findings():
    published = ReferenceColumn(missing_share=0.2, level_shares={"1": 0.5}, quantiles={0.5: 10.0})

    assert find(published=published, n_missing=200, level_counts={"1": 500}, shares_at={0.5: (0.4, 0.6)}) == []


@pytest.mark.parametrize(
    ("n_out_of_range", "severity"),
    [
        pytest.param(1, Severity.NOTE, id="one row"),
        pytest.param(50, Severity.NOTE, id="one row in twenty"),
        pytest.param(51, Severity.WARNING, id="more"),
    ],
)
def test_few_rows_out_of_range_are_a_note_and_many_a_warning(n_out_of_range, severity):
    contract = ColumnContract(type=ColumnType.NUMBER, least=0, greatest=20_000_000)

    (finding,) = find(contract, n_out_of_range=n_out_of_range, least=25_650.0, greatest=117_000_000.0)

    assert (finding.severity, finding.column) == (severity, "column")


def test_rows_out_of_range_are_told_with_the_range_and_the_ends():
    contract = ColumnContract(type=ColumnType.NUMBER, least=0, greatest=20_000_000)

    (finding,) = find(contract, n_out_of_range=1, least=25_650.0, greatest=117_000_000.0)

    assert finding.sentence.en == (
        "Expected values from 0 to 20,000,000, found 1 row outside (0.1%); the values run from 25,650 to 117,000,000. "
        "Correct them at the source, or treat them as missing."
    )
    assert finding.sentence.fr == (
        "Attendu\u00a0: des valeurs de 0 à 20\u202f000\u202f000. "
        "Constaté\u00a0: 1\u00a0ligne en dehors (0,1\u202f%)\u202f; "
        "les valeurs vont de 25\u202f650 à 117\u202f000\u202f000. "
        "À corriger à la source, ou à traiter comme manquantes."
    )


@pytest.mark.parametrize(
    ("least", "greatest", "fr", "en"),
    [
        (0, 1, "de 0 à 1", "from 0 to 1"),
        (0, None, "d’au moins 0", "of at least 0"),
        (None, -1, "d’au plus \u22121", "of at most \u22121"),
    ],
)
def test_a_range_is_said_by_the_ends_that_it_has(least, greatest, fr, en):
    contract = ColumnContract(type=ColumnType.NUMBER, least=least, greatest=greatest)

    assert range_in_words(contract, Language.FR) == fr
    assert range_in_words(contract, Language.EN) == en


def test_one_row_at_an_unknown_level_is_a_warning_that_names_it():
    (finding,) = find(TEXT, level_counts={"A": 999, "B": 0}, n_unknown=1, unknown_levels=("b",))

    assert finding.severity is Severity.WARNING
    assert "one of 2 known levels, found 1 row with others, among them b." in finding.sentence.en
    assert "l’une des 2 modalités connues. Constaté\u00a0: 1\u00a0ligne avec d’autres, dont b." in finding.sentence.fr


@pytest.mark.parametrize(
    ("n_missing", "expected"),
    [
        # Of 100 clients 0.2 +- 0.16 is chance; a note begins 0.02 beyond, a warning 0.10 beyond.
        pytest.param(370, [], id="0.01 beyond chance"),
        pytest.param(390, [Severity.NOTE], id="0.03 beyond"),
        pytest.param(470, [Severity.WARNING], id="0.11 beyond"),
        pytest.param(0, [Severity.NOTE], id="0.04 beyond, below"),
    ],
)
def test_the_missing_share_may_differ_by_chance_and_a_little(n_missing, expected):
    assert severities(find(published=ReferenceColumn(missing_share=0.2), n_missing=n_missing)) == expected


def test_more_clients_leave_less_to_chance_and_more_rows_of_the_same_do_not():
    published = ReferenceColumn(missing_share=0.2)

    assert find(published=published, n_missing=300) == []
    assert find(published=published, n_rows=1_000_000, n_missing=300_000) == []
    assert severities(find(published=published, n_missing=300, n_clients=1000)) == [Severity.NOTE]


def test_a_column_that_is_never_empty_is_worth_a_word_however_few_rows_are():
    (finding,) = find(published=ReferenceColumn(missing_share=0.0), n_missing=1)

    assert finding.severity is Severity.NOTE
    assert "0% of the rows without a value, as published, found 0.1%" in finding.sentence.en


def test_the_level_that_differs_most_is_told():
    published = ReferenceColumn(level_shares={"A": 0.8, "B": 0.2})

    (finding,) = find(TEXT, published, level_counts={"A": 500, "B": 500})

    # Both are 0.3 off, of which 0.16 is chance.
    assert finding.severity is Severity.WARNING
    assert "Expected 80% of the rows at “A”, as published, found 50%." in finding.sentence.en
    assert "80\u202f% de lignes à «\u00a0A\u00a0». Constaté\u00a0: 50\u202f%." in finding.sentence.fr


def test_levels_that_are_fewer_because_more_is_missing_are_told_once():
    published = ReferenceColumn(missing_share=0.0, level_shares={"A": 1.0})

    (finding,) = find(TEXT, published, n_missing=500, level_counts={"A": 500})

    assert "without a value" in finding.sentence.en


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        # Of 100 clients 0.5 +- 0.2 is chance.
        pytest.param((0.0, 0.29), [], id="0.01 beyond chance, upwards"),
        pytest.param((0.0, 0.25), [Severity.NOTE], id="0.05 beyond, upwards"),
        pytest.param((0.0, 0.0), [Severity.WARNING], id="all values are greater"),
        pytest.param((1.0, 1.0), [Severity.WARNING], id="all values are smaller"),
        pytest.param((0.0, 1.0), [], id="all rows have the value itself"),
    ],
)
def test_a_quantile_may_lie_elsewhere_by_chance_and_a_little(shares, expected):
    assert severities(find(published=ReferenceColumn(quantiles={0.5: 200.0}), shares_at={0.5: shares})) == expected


def test_a_shifted_quantile_is_told_by_how_much_lies_on_the_wrong_side():
    published = ReferenceColumn(quantiles={0.25: 100.0, 0.5: 200.0})

    (smaller,) = find(published=published, shares_at={0.25: (0.3, 0.3), 0.5: (0.97, 0.98)})
    (greater,) = find(published=published, shares_at={0.25: (0.2, 0.2), 0.5: (0.02, 0.03)})

    assert "Expected 50% of the values up to 200, as published, found 97% below 190." in smaller.sentence.en
    assert "Expected 50% of the values up to 200, as published, found 3% up to 210." in greater.sentence.en
    assert "50\u202f% des valeurs jusqu’à 200. Constaté\u00a0: 97\u202f% en dessous de 190." in smaller.sentence.fr
    assert "50\u202f% des valeurs jusqu’à 200. Constaté\u00a0: 3\u202f% jusqu’à 210." in greater.sentence.fr


def test_the_least_and_the_greatest_value_depend_on_the_size_of_a_sample():
    published = ReferenceColumn(quantiles={0.0: 1.0, 1.0: 9.0})

    assert find(published=published, shares_at={0.0: (0.5, 0.5), 1.0: (0.5, 0.5)}) == []


def test_half_a_file_is_told_by_the_clients_it_covers():
    finding = find_coverage(file="applications", found=0.43, expected=0.86, n_clients=1000)

    assert finding.severity is Severity.WARNING
    assert "Expected 86% of the clients of applications to have a row, as published, found 43%." in finding.sentence.en
    assert find_coverage(file="applications", found=0.86, expected=0.86, n_clients=1000) is None


@pytest.mark.parametrize(("n_set_aside", "severity"), [(25, Severity.NOTE), (26, Severity.WARNING)])
def test_up_to_a_quarter_of_the_rows_set_aside_is_a_note(n_set_aside, severity):
    finding = find_set_aside(column="loan", table="loans", n_set_aside=n_set_aside, n_rows=100 - n_set_aside)

    assert (finding.severity, finding.column) == (severity, "loan")
    assert f"{n_set_aside} rows ({n_set_aside}%) of others, set aside at import" in finding.sentence.en


def test_no_rows_set_aside_are_not_told():
    assert find_set_aside(column="loan", table="loans", n_set_aside=0, n_rows=0) is None


@pytest.mark.parametrize(("n_loans", "severity"), [(1, Severity.NOTE), (2, Severity.WARNING)])
def test_up_to_a_quarter_of_the_loans_orphaned_is_a_note(n_loans, severity):
    finding = find_orphans(Orphans(column="loan", table="loans", n_rows=1200, n_loans=n_loans, n_loans_in_all=4))

    assert finding.severity is severity
    assert f"found {n_loans} of 4 that are not ({n_loans * 25}%), 1,200 rows in all" in finding.sentence.en
    assert f"{n_loans} sur 4 absents ({n_loans * 25}\u202f%), soit 1\u202f200\u00a0lignes" in finding.sentence.fr


def test_no_orphans_are_not_told():
    assert find_orphans(Orphans(column="loan", table="loans", n_rows=0, n_loans=0, n_loans_in_all=0)) is None
