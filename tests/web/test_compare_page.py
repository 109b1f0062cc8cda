"""The page that compares a client with others: what may be chosen, what is shown, what is said where nothing can be."""

import re

import pytest

from solvable.explanations.comparison import comparable_features
from solvable.vocabulary import Verdict
from web.made_up import ACCEPTED, DECLINED, N_COMPARED, PLAIN, REFERRED, catalogue
from web.test_desk import plain, words_of

PART = {"HX-Request": "true"}


def compared(desk, client_id=REFERRED, language="fr", *, part=False, **asked):
    desk.cookies["django_language"] = language
    answer = desk.get(f"/clients/{client_id}/comparer/", asked, headers=PART if part else {})
    assert answer.status_code == 200
    return answer


def chosen(answer):
    """Return what is chosen in each list that says so."""
    lists = re.findall(r'<select id="(\w+)".*?</select>', answer.content.decode(), flags=re.DOTALL)
    found = re.findall(r'<select id="\w+".*?</select>', answer.content.decode(), flags=re.DOTALL)
    values = (re.findall(r'<option value="([^"]*)" selected>', one) for one in found)
    return {name: value[0] for name, value in zip(lists, values, strict=True) if value and value[0]}


def complaints(answer):
    found = re.findall(r'id="complaint-(\w+)"[^>]*>([^<]+)<', answer.content.decode())
    return {name: words.replace("\xa0", " ").replace("\u202f", " ") for name, words in found}


# -- What is shown


def test_the_first_picture_is_that_of_what_weighs_most(desk):
    # The strongest reason of this client, by points, is the amount in arrears elsewhere.
    answer = compared(desk)

    assert chosen(answer)["variable"] == "other_overdue_amount"
    label = catalogue().features["other_overdue_amount"].label.fr
    assert plain(label) in words_of(answer)


def test_a_client_without_reasons_begins_with_the_first_variable_there_is(desk):
    assert chosen(compared(desk, PLAIN))["variable"] == comparable_features(catalogue())[0].name


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Au-dessus de la plupart.", "vers la place 74", "25 % des clients qui ont remboursé", "ce client"]),
        ("en", ["Above most.", "about place 74", "25% of the clients who repaid", "this client"]),
    ],
)
def test_the_page_says_where_the_client_stands(desk, language, words):
    # 50 of 70 are below and 4 level: 100 * 52 / 70 is 74.3; 10 of the 40 of either outcome are in the client's bin.
    said = words_of(compared(desk, language=language, variable="income_amount"))

    for one in words:
        assert one in said


def test_every_variable_that_may_be_compared_is_offered_once_and_none_else(desk):
    page = compared(desk).content.decode()
    (variables,) = re.findall(r'<select id="variable".*?</select>', page, flags=re.DOTALL)

    offered = re.findall(r'<option value="([^"]*)"', variables)
    assert sorted(offered) == sorted(feature.name for feature in comparable_features(catalogue()))
    assert '<optgroup label="Ce qui pèse le plus pour ce client"><option value="other_overdue_amount" selected>' in page


def test_what_the_law_protects_is_shown_without_outcomes_and_the_page_says_why(desk):
    answer = compared(desk, variable="age_years")

    assert "sans dire qui a remboursé" in words_of(answer)
    assert "share-not_repaid" not in answer.content.decode()


def test_a_client_without_a_value_is_marked_among_those_without(desk):
    page = compared(desk, PLAIN, variable="income_amount").content.decode()

    (own,) = re.findall(r'<tr role="row" class="own">.*?</th>', page, flags=re.DOTALL)
    assert "non renseigné" in own


def test_two_variables_are_crossed_with_the_clients_mark(desk):
    answer = compared(desk, variable="income_amount", second="credit_amount")

    assert "Huit clients sur dix." in words_of(answer)
    (own,) = re.findall(r'<td class="shade-5 own-cell">.*?</td>', answer.content.decode(), flags=re.DOTALL)
    assert own.endswith("76,2</td>")  # 61 of 80 are 76.25 %, and halves go to the even digit.


# -- What is chosen


def test_every_choice_reaches_the_service_and_stays_chosen(desk):
    asked = {
        "variable": "income_amount", "second": "credit_amount", "among": "100", "by_contract_type": "1",
        "by_age": "same", "verdict": "accept",
    }  # fmt: skip
    answer = compared(desk, **asked)

    assert chosen(answer) == asked
    assert "['age'] accept 100" in words_of(answer)


def test_a_variable_that_is_not_in_the_short_list_stays_chosen_there(desk):
    assert chosen(compared(desk, second="card_utilisation_mean_12m"))["second"] == "card_utilisation_mean_12m"


def test_a_script_that_asks_again_gets_the_picture_without_the_lists(desk):
    asked = {"variable": "income_amount", "second": "credit_amount"}
    whole, part = compared(desk, **asked), compared(desk, part=True, **asked)

    page = part.content.decode()
    assert "<html" not in page
    assert "<select" not in page
    assert 'hx-swap-oob="innerHTML:#compared-said">Au-dessus de la plupart.<' in page
    figure = page[page.index("<section") :].strip()
    assert figure in whole.content.decode()


# -- What cannot be compared


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"variable": "shoe_size"}, "variable", "« shoe_size » n’est pas une variable"),
        ({"variable": "region_and_city_rating"}, "variable", "n’est pas une variable"),
        ({"second": "shoe_size"}, "second", "n’est pas une variable"),
        ({"variable": "income_amount", "second": "income_amount"}, "second", "une autre variable que la première"),
        ({"among": "7"}, "among", "Ce groupe n’existe pas"),
        ({"among": "1000"}, "among", "pas autant de clients ressemblants"),
        ({"by_contract_type": "2"}, "by_contract_type", "Ce groupe n’existe pas"),
        ({"by_age": "1"}, "by_age", "Ce groupe n’existe pas"),
        ({"verdict": "perhaps"}, "verdict", "Ce groupe n’existe pas"),
        ({"verdict": "refer"}, "verdict", "pas encore calculé"),
        ({"variable": "age_years", "verdict": "accept"}, "verdict", "La loi interdit"),
        ({"second": "age_years", "verdict": "accept"}, "verdict", "La loi interdit"),
    ],
)
@pytest.mark.parametrize("part", [False, True])
def test_what_cannot_be_compared_is_said_at_its_field_and_the_rest_stays_chosen(desk, asked, field, words, part):
    answer = compared(desk, part=part, **({"by_contract_type": "0"} | asked))

    assert list(complaints(answer)) == [field]
    assert words in complaints(answer)[field]
    assert (
        part or field in ("variable", "second", "among") or '<details class="criteria" open>' in answer.content.decode()
    )
    if not part and field != "by_contract_type":
        assert chosen(answer)["by_contract_type"] == "0"


def test_a_wrong_second_variable_leaves_the_first_picture(desk):
    assert "Au-dessus de la plupart." in words_of(compared(desk, variable="income_amount", second="shoe_size"))
    assert "Au-dessus de la plupart." not in words_of(compared(desk, variable="income_amount", by_age="1"))


def test_too_few_are_said_to_be_and_nothing_is_shown_of_them(desk):
    answer = compared(desk, verdict=Verdict.DECLINE)

    assert "Trop peu d’autres clients." in words_of(answer)
    assert "<figure" not in answer.content.decode()


def test_too_few_with_both_leave_the_first_picture(desk):
    answer = compared(desk, variable="income_amount", second="occupation")

    assert "Trop peu ont les deux." in words_of(answer)
    assert answer.content.decode().count("<figure") == 1


def test_what_is_typed_into_the_address_is_shown_as_text_only(desk):
    page = compared(desk, variable="<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_unknown_client_is_told_as_everywhere(desk):
    assert desk.get("/clients/999/comparer/").status_code == 404


def test_the_way_to_the_page_is_among_the_tabs(desk):
    assert f'href="/clients/{ACCEPTED}/comparer/"' in desk.get(f"/clients/{ACCEPTED}/").content.decode()


def test_everybody_stays_everybody_when_the_lists_are_sent_as_they_are(desk):
    asked = {
        "variable": "income_amount",
        "second": "",
        "among": "",
        "by_age": "",
        "by_contract_type": "",
        "verdict": "",
    }

    assert "[] None 0" in words_of(compared(desk, DECLINED, **asked))
    assert N_COMPARED == 80
