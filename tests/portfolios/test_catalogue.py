"""Every feature is described in full, in both languages, and a catalogue with a gap is refused."""

import re
from pathlib import Path

import pytest

from solvable.errors import CatalogueError
from solvable.portfolios.catalogue_file import load_catalogue
from solvable.portfolios.home_credit import home_credit
from solvable.vocabulary import Admissibility, HigherIs, Language, Unit

CATALOGUE = home_credit().catalogue
FEATURES = list(CATALOGUE.features.values())
ENTRY = """
[themes]
money = { fr = "Argent", en = "Money" }
[reasons]
debt = { fr = "Dettes", en = "Debt" }
[profile_groups.person]
label = { fr = "Personne", en = "Person" }
features = ["debt_amount"]
[axes.window]
"12m" = { fr = "sur 12 mois", en = "in 12 months" }
ever = { fr = "depuis l’origine", en = "so far" }
[features.debt_amount]
label = { fr = "Dettes", en = "Debt" }
unit = "amount"
theme = "money"
reason = "debt"
higher_is = "riskier"
sources = ["bureau.AMT_CREDIT_SUM_DEBT"]
admissibility = "allowed"
is_actionable = false
sentence.fr = "Vous devez {value}"
sentence.fr_zero = "Vous ne devez rien"
sentence.en = "You owe {value}"
sentence.en_zero = "You owe nothing"
"""


def load(tmp_path: Path, text: str):
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    return load_catalogue(file)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_value_can_be_said(feature, language):
    levels = CATALOGUE.levels.get(feature.name, {})
    values = [None, *levels] if feature.is_category else [None, 0.0, 1.0, 2.0, 2.5, 123_456.7]

    for value in values:
        for currency in (None, "EUR"):
            sentence = CATALOGUE.sentence(feature.name, value, language, currency=currency)
            assert not re.search(r"[{}_]|\bnan\b", sentence), sentence
            assert sentence[0].isupper() or sentence[0].isdigit(), sentence
            assert not sentence.endswith("."), sentence


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_no_raw_column_is_named_to_a_client(feature):
    columns = {source.partition(".")[2] for source in feature.sources}

    for text in (feature.label.fr, feature.label.en, *(s.many for s in feature.sentence.values())):
        assert not any(column in text for column in columns)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_source_is_a_published_column(feature):
    for source in feature.sources:
        table, column = source.split(".")
        assert column in home_credit().contracts[table].columns, source


def test_french_is_written_with_its_own_signs():
    texts = [t.fr for f in FEATURES for t in (f.label, f.admissibility_reason) if t]
    texts += [words for f in FEATURES for words in _forms(f.sentence[Language.FR])]
    texts += [level.fr for levels in CATALOGUE.levels.values() for level in levels.values()]

    for text in texts:
        assert "'" not in text, text
        assert not re.search(r"(?<![\u00a0\u202f])[:;?!%]", text), text


def test_features_of_one_reason_are_of_one_theme_and_one_admissibility():
    for reason in CATALOGUE.reasons:
        together = [feature for feature in FEATURES if feature.reason == reason]
        assert len({feature.theme for feature in together}) == 1, reason
        assert len({feature.admissibility is Admissibility.ALLOWED for feature in together}) == 1, reason


def test_every_theme_and_reason_is_used():
    assert {feature.theme for feature in FEATURES} == CATALOGUE.themes.keys()
    assert {feature.reason for feature in FEATURES} == CATALOGUE.reasons.keys()


def test_no_two_features_have_the_same_label():
    for language in Language:
        labels = [feature.label.in_language(language) for feature in FEATURES]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_every_category_has_the_words_of_its_levels():
    assert {feature.name for feature in FEATURES if feature.is_category} == CATALOGUE.levels.keys()
    for name, levels in CATALOGUE.levels.items():
        for language in Language:
            assert len({words.in_language(language) for words in levels.values()}) == len(levels), name


def test_what_names_sex_age_family_place_or_others_may_not_decide():
    kept_aside = {
        "age_years": Admissibility.PROTECTED,
        "sex": Admissibility.PROTECTED,
        "family_status": Admissibility.PROTECTED,
        "n_children": Admissibility.PROTECTED,
        "n_family_members": Admissibility.PROTECTED,
        "employed_to_age_share": Admissibility.PROXY,
        "income_per_family_member_amount": Admissibility.PROXY,
        "accompanied_by": Admissibility.PROXY,
        "region_rating": Admissibility.PROXY,
        "building_measures_mean": Admissibility.PROXY,
        "n_acquaintances_in_default": Admissibility.THIRD_PARTY,
        "external_scores_mean": Admissibility.OPAQUE,
        "late_payments_share_12m": Admissibility.ALLOWED,
    }

    assert {name: CATALOGUE.features[name].admissibility for name in kept_aside} == kept_aside


def test_nothing_read_from_birth_family_place_or_acquaintances_is_allowed():
    forbidden = re.compile(r"DAYS_BIRTH|GENDER|FAMILY|FAM_MEMBERS|CHILDREN|SUITE|REGION_(RATING|POP)|SOCIAL|_AVG|EXT_")

    for feature in FEATURES:
        if feature.admissibility is Admissibility.ALLOWED:
            assert not any(forbidden.search(source) for source in feature.sources), feature.name


def test_the_client_can_change_only_what_follows_from_the_request():
    requested = {"application.AMT_CREDIT", "application.AMT_ANNUITY", "application.AMT_GOODS_PRICE"}

    for feature in FEATURES:
        if feature.is_actionable:
            assert requested & set(feature.sources), feature.name


def test_lateness_is_never_safer():
    for feature in FEATURES:
        if feature.reason in ("late_payments", "other_arrears", "earlier_refusals", "card_arrears"):
            wanted = HigherIs.SAFER if "since_" in feature.name else HigherIs.RISKIER
            assert feature.higher_is is wanted, feature.name


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (0.494, "représente 49,4\u202f% du montant de votre", "is 49.4% of the amount of your"),
        (1.0, "représente 100\u202f% du montant de votre", "is 100% of the amount of your"),
        (2.0, "représente 2\u00a0fois le montant de votre", "is 2 times the amount of your"),
    ],
)
def test_one_amount_over_another_is_said_as_a_part_of_it_or_from_twice_on_as_so_many_times(value, fr, en):
    french, english = (
        CATALOGUE.sentence("credit_to_last_asked_ratio", value, language, currency=None) for language in Language
    )

    assert french == f"Le crédit demandé {fr} dernière demande chez nous"
    assert english == f"The credit applied for {en} last application with us"


def test_parts_of_a_thing_are_said_with_the_articles_that_french_draws_together():
    parts = [
        CATALOGUE.sentence(feature.name, 0.5, Language.FR, currency=None)
        for feature in FEATURES
        if feature.unit is Unit.TIMES
    ]

    assert len(parts) > 20
    assert all(re.search("50\u202f% (de|du|des) ", said) for said in parts), parts
    assert not any(re.search(r"\bde les?\b", said) for said in parts), parts


def test_units_agree_with_names():
    endings = {
        "_amount": Unit.AMOUNT, "_share": Unit.SHARE, "_ratio": Unit.TIMES, "_days": Unit.DAYS, "_years": Unit.YEARS,
    }  # fmt: skip

    for feature in FEATURES:
        for ending, unit in endings.items():
            assert not feature.name.endswith(ending) or feature.unit is unit, feature.name
        assert feature.name.startswith(("has_", "is_", "owns_")) == (feature.unit is Unit.FLAG), feature.name
        assert not feature.name.startswith("n_") or feature.unit is Unit.COUNT, feature.name


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        pytest.param(0.0, "Vous ne devez rien", "You owe nothing", id="zero has words of its own"),
        pytest.param(1200.0, "Vous devez 1\u202f200\u00a0€", "You owe €1,200", id="an amount has its currency"),
        pytest.param(None, "Dettes\u00a0: non renseigné", "Debt: not available", id="a missing one is said as missing"),
        pytest.param(float("nan"), "Dettes\u00a0: non renseigné", "Debt: not available", id="so is no number"),
    ],
)
def test_a_sentence_states_the_value(tmp_path, value, french, english):
    catalogue = load(tmp_path, ENTRY)

    assert catalogue.sentence("debt_amount", value, Language.FR, currency="EUR") == french
    assert catalogue.sentence("debt_amount", value, Language.EN, currency="EUR") == english


def test_one_has_words_of_its_own():
    said = CATALOGUE.sentence("n_late_payments_12m", 1.0, Language.FR, currency=None)

    assert said == "Vous avez payé une échéance en retard sur les 12 derniers mois"


FAMILY = (
    ENTRY.replace("[features.debt_amount]", '[features."debt_amount_{window}"]\neach.window = ["12m", "ever"]')
    .replace('features = ["debt_amount"]', 'features = ["debt_amount_12m"]')
    .replace("Vous devez {value}", "{window}, vous devez {value}")
)


def test_an_entry_with_an_axis_is_one_feature_for_each_member_with_its_words(tmp_path):
    features = load(tmp_path, FAMILY).features

    assert list(features) == ["debt_amount_12m", "debt_amount_ever"]
    assert {feature.family for feature in features.values()} == {"debt_amount_{window}"}
    assert features["debt_amount_12m"].sentence[Language.FR].many == "Sur 12 mois, vous devez {value}"
    assert features["debt_amount_ever"].sentence[Language.FR].many == "Depuis l’origine, vous devez {value}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param('["12m", "ever"]', '["12m", "3m"]', "found 3m", id="a member is not declared"),
        pytest.param('["12m", "ever"]', "[]", "must name members", id="no member"),
        pytest.param("each.window", "each.span", "axes in its name must be those of each", id="another axis"),
        pytest.param('["debt_amount_12m"]', '["debt"]', "must list features", id="a shown fact is no feature"),
        pytest.param("[levels", "[features.debt_amount_ever]\n[levels", "Missing", id="an entry without fields"),
    ],
)
def test_a_family_with_a_gap_is_refused_and_named(tmp_path, before, after, message):
    text = FAMILY + "[levels]\n"
    assert before in text

    with pytest.raises(CatalogueError, match=re.escape(message)):
        load(tmp_path, text.replace(before, after, 1))


def test_two_entries_cannot_give_the_same_feature(tmp_path):
    second = ENTRY[ENTRY.index("[features.debt_amount]") :].replace("debt_amount", "debt_amount_ever")

    with pytest.raises(CatalogueError, match="debt_amount_ever must have one entry"):
        load(tmp_path, FAMILY + second)


def test_a_level_without_words_is_said_as_it_stands():
    assert CATALOGUE.value_in_words("organisation", "Space travel", Language.FR, currency=None) == "Space travel"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param('unit = "amount"\n', "", "Missing: unit", id="a field is missing"),
        pytest.param('unit = "amount"', 'unit = "amount"\ncolour = "red"', "not known: colour", id="unknown field"),
        pytest.param('theme = "money"', 'theme = "love"', "found 'love'", id="the theme is not declared"),
        pytest.param('unit = "amount"', 'unit = "metres"', "metres", id="the unit is not one of ours"),
        pytest.param('"allowed"', '"proxy"', "without a reason", id="what is not allowed says why"),
        pytest.param('"allowed"', '"allowed"\nadmissibility_reason = { fr = "x", en = "y" }', "with a reason",
                     id="what is allowed says nothing"),
        pytest.param('["bureau.AMT_CREDIT_SUM_DEBT"]', "[]", "found none", id="no source"),
        pytest.param('"Vous devez {value}"', '"Vous devez"', "state the value", id="the sentence hides the value"),
        pytest.param('sentence.en = "You owe {value}"\n', "", "must give fr and en", id="a language is missing"),
        pytest.param('label = { fr = "Dettes", en = "Debt" }', 'label = { fr = "Dettes" }', "debt_amount.label",
                     id="the label has one language"),
        pytest.param("[features.debt_amount]", "[levels.debt_amount]\nx = { fr = 'x', en = 'x' }\n"
                     "[features.debt_amount]", "unit category", id="levels of a number"),
    ],
)  # fmt: skip
def test_an_entry_with_a_gap_is_refused_and_named(tmp_path, before, after, message):
    assert before in ENTRY

    with pytest.raises(CatalogueError, match=re.escape(message)):
        load(tmp_path, ENTRY.replace(before, after, 1))


def _forms(sentence):
    return [form for form in (sentence.many, sentence.zero, sentence.one) if form]
