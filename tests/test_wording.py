"""Numbers as a bank writes them."""

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from solvable import wording
from solvable.vocabulary import Language

FR, EN = Language.FR, Language.EN
THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (wording.decimal(1234.5, FR), f"1{THIN}234,5"),
        (wording.decimal(1234.5, EN), "1,234.5"),
        (wording.count(1e6, FR), f"1{THIN}000{THIN}000"),
        (wording.percent(0.0789, FR), f"7,9{THIN}%"),
        (wording.percent(1, EN), "100%"),
        (wording.amount(406597.5, FR, currency=None), f"406{THIN}598"),
        (wording.amount(1234, FR, currency="EUR"), f"1{THIN}234{FIXED}€"),
        (wording.amount(1234, EN, currency="EUR"), "€1,234"),
        (wording.points(-12, FR), "\u221212"),
        (wording.points(0, FR), "0"),
        (wording.points(1200, FR), f"+1{THIN}200"),
        (wording.duration(0, FR), f"0{FIXED}jour"),
        (wording.duration(1, FR), f"1{FIXED}jour"),
        (wording.duration(45, FR), f"45{FIXED}jours"),
        (wording.duration(100, FR), f"3{FIXED}mois"),
        (wording.duration(365.25, FR), f"1{FIXED}an"),
        (wording.duration(800, FR), f"2{FIXED}ans et 2{FIXED}mois"),
        (wording.duration(800, EN), "2 years and 2 months"),
        (wording.duration(4200, FR), f"11{FIXED}ans"),
        (wording.crowd(8, 10, FR), f"8{FIXED}clients sur{FIXED}10"),
        (wording.crowd(81, 100, FR), f"environ 8{FIXED}clients sur{FIXED}10"),
        (wording.crowd(1, 10, EN), "1 client in 10"),
        (wording.crowd(3, 100, FR), f"3{FIXED}clients sur{FIXED}100"),
        (wording.crowd(1, 1000, FR), f"moins de 1{FIXED}client sur{FIXED}100"),
        (wording.crowd(999, 1000, EN), "more than 99 clients in 100"),
        (wording.crowd(0, 7, EN), "no client"),
        (wording.crowd(7, 7, FR), "tous les clients"),
        (wording.likelihood(0.081, FR), "sur 100 dossiers comparables, environ 8 ne sont pas remboursés"),
        (wording.likelihood(0.015, FR), "sur 100 dossiers comparables, environ 2 ne sont pas remboursés"),
        (wording.likelihood(0.0042, FR), f"sur 1{THIN}000 dossiers comparables, environ 4 ne sont pas remboursés"),
        (wording.likelihood(0.00001, FR), f"sur 1{THIN}000 dossiers comparables, environ 1 n’est pas remboursé"),
        (wording.likelihood(0.001, EN), "out of 1,000 comparable applications, about 1 is not repaid"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_a_bank_says_them(said, words):
    assert said == words


@given(st.floats(0.00001, 0.99999), st.sampled_from(Language))
def test_any_probability_can_be_said_and_names_at_least_one_application(prob, language):
    said = wording.likelihood(prob, language)

    assert " 0 " not in said


@pytest.mark.parametrize(
    ("n_defaults", "french", "english"),
    [
        pytest.param(
            98,
            "parmi 1\u202f240 dossiers notés de même, 98 impayés\u00a0: 7,9\u202f%, entre 6,5 et 9,5\u202f%",
            "of 1,240 applications with a like score, 98 defaulted: 7.9%, between 6.5% and 9.5%",
            id="many",
        ),
        pytest.param(
            1,
            "parmi 1\u202f240 dossiers notés de même, 1 impayé\u00a0: 0,1\u202f%, entre 6,5 et 9,5\u202f%",
            "of 1,240 applications with a like score, 1 defaulted: 0.1%, between 6.5% and 9.5%",
            id="one",
        ),
        pytest.param(
            0,
            "parmi 1\u202f240 dossiers notés de même, aucun impayé\u00a0: 0\u202f%, entre 6,5 et 9,5\u202f%",
            "of 1,240 applications with a like score, none defaulted: 0%, between 6.5% and 9.5%",
            id="none",
        ),
    ],
)
def test_an_observed_frequency_is_said_with_its_interval(n_defaults, french, english):
    said = [
        wording.observed_frequency(1240, n_defaults, low=0.0653, high=0.0954, language=language)
        for language in Language
    ]

    assert said == [french, english]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (wording.decimal(1.0, FR, is_fixed=True), "1,00"),
        (wording.decimal(0.5, EN, digits=3, is_fixed=True), "0.500"),
        (wording.percent(0.34, FR, is_fixed=True), f"34,0{THIN}%"),
        (wording.percent(1, EN, digits=2, is_fixed=True), "100.00%"),
    ],
)
def test_numbers_in_a_column_have_as_many_decimals_each(said, words):
    assert said == words


@given(of=st.integers(1, 500), data=st.data())
def test_a_verb_after_a_crowd_agrees_with_the_number_that_was_said(of, data):
    n = data.draw(st.integers(0, of))

    said = wording.crowd(n, of, EN)

    assert wording.is_crowd_plural(n, of) is ("clients" in said)


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [(0, "0\u00a0prêt", "0 loans"), (1, "1\u00a0prêt", "1 loan"), (1500, f"1{THIN}500\u00a0prêts", "1,500 loans")],
)
def test_nothing_is_singular_in_french_and_plural_in_english(n, french, english):
    said = wording.counted(n, fr=("prêt", "prêts"), en=("loan", "loans"))

    assert [said(language) for language in Language] == [french, english]


NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12), st.floats(-2, 2))


@given(value=NUMBERS, language=st.sampled_from(Language), digits=st.integers(0, 6), is_fixed=st.booleans())
def test_numbers_are_written_as_babel_writes_them(value, language, digits, is_fixed):
    pattern = f"#,##0.{('0' if is_fixed else '#') * digits}"

    said = wording.decimal(value, language, digits=digits, is_fixed=is_fixed)
    percent = wording.percent(value, language, digits=digits, is_fixed=is_fixed)

    assert said == format_decimal(value, format=pattern, locale=language.value)
    assert percent.removesuffix("%").rstrip(THIN) == format_percent(
        value, format=f"{pattern}%", locale=language.value
    ).removesuffix("%")


@given(
    value=st.integers(-(10**12), 10**12),
    language=st.sampled_from(Language),
    currency=st.sampled_from(["EUR", "CZK", "USD"]),
)
def test_amounts_are_written_as_babel_writes_them(value, language, currency):
    pattern = f"#,##0{FIXED}¤" if language is FR else "¤#,##0"

    assert wording.amount(value, language, currency=currency) == format_currency(
        value, currency, pattern, locale=language.value, currency_digits=False
    )
