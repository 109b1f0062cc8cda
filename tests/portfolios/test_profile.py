"""Who a client is, in words."""

from dataclasses import replace

from builders import make_catalogue, make_feature
from solvable.portfolios.catalogue import ShownFacts
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.profile import describe_client
from solvable.vocabulary import Text, Unit

WORK = Text(fr="Travail", en="Work")


def make_profile_catalogue():
    catalogue = make_catalogue(
        make_feature("job", unit=Unit.CATEGORY),
        make_feature("income", unit=Unit.AMOUNT),
        make_feature("hidden"),
    )
    return replace(catalogue, profile_groups={"work": ShownFacts(label=WORK, features=("job", "income"))})


def test_a_profile_says_the_values_by_group_and_whether_the_model_uses_them():
    row = {"job": "clerk", "income": 1500.0, "hidden": 3.0}

    (work,) = describe_client(row, make_profile_catalogue(), used={"income"}, currency="EUR")

    assert work.label == WORK
    assert [(item.feature, item.value.en, item.is_used) for item in work.items] == [
        ("job", "clerk", False),
        ("income", "€1,500", True),
    ]


def test_a_value_that_is_not_there_is_said_as_missing():
    (work,) = describe_client({}, make_profile_catalogue(), used=(), currency=None)

    assert {item.value.fr for item in work.items} == {"non renseigné"}


def test_the_profile_shows_what_may_not_decide_and_says_so():
    catalogue = home_credit().catalogue
    groups = {group.key: group for group in describe_client({"age_years": 40.0}, catalogue, used=(), currency=None)}

    (age,) = [item for item in groups["person"].items if item.feature == "age_years"]
    assert (age.value.fr, age.is_used) == ("40\u00a0ans", False)
    assert list(groups) == list(catalogue.profile_groups)
