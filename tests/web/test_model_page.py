"""The page of the model: what anybody reads of it, and what opens for analysts only."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from builders import make_bundle, make_policy, make_validation, training_config
from solvable.decisions.costs import MoneyCosts
from solvable.decisions.policy import GreyZone
from solvable.models.validation import VerdictFigures
from solvable.vocabulary import Admissibility, Verdict
from solvable.web.access import Role
from solvable.web.desk.model_words import excluded_features, limits, policy_in_words, quality, verdict_shares
from web.made_up import CUTOFFS, catalogue

REPORTS = ("/modele/validation/", "/modele/fiche/")


@pytest.fixture
def analyst(db) -> Client:  # noqa: ARG001 - asked for what it does.
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_user("ana", role=Role.ANALYST))
    return client


def text_of(response):
    return response.content.decode()


# -- Words


def test_how_well_a_model_ranks_is_said_as_so_many_times_out_of_a_hundred():
    validation = make_validation()
    ranking = validation.ranking.model_copy(update={"auc": validation.ranking.auc.model_copy(update={"value": 0.764})})

    said = [text.en for text in quality(validation.model_copy(update={"ranking": ranking}))]

    assert "the first has the higher score 76 times out of 100" in said[1]


def test_what_the_calculation_expected_stands_beside_what_came():
    validation = make_validation()
    expected = sum(band.n_clients * band.prob_mean for band in validation.calibration.bands)

    said = [text.en for text in quality(validation)]

    assert f"expected {expected:,.0f} not to repay; {validation.n_defaults:,} did not" in said[2]


@pytest.mark.parametrize(
    ("realised", "said"),
    [
        pytest.param(0.6, "costs 25% less than accepting everybody", id="a quarter is saved"),
        pytest.param(0.8, "costs no less than accepting everybody", id="nothing is saved"),
        pytest.param(0.9, "costs no less than accepting everybody", id="it costs more"),
    ],
)
def test_what_is_saved_is_told_against_accepting_everybody_and_never_made_up(realised, said):
    validation = make_validation()
    cost = validation.cost.model_copy(
        update={"accept_all": 0.8, "realised": validation.cost.realised.model_copy(update={"value": realised})}
    )

    assert said in list(quality(validation.model_copy(update={"cost": cost})))[-1].en


def test_shares_of_verdicts_are_of_all_clients_and_unpaid_ones_of_the_verdict():
    validation = make_validation().model_copy(
        update={
            "n_clients": 200,
            "accepted": VerdictFigures(n_clients=150, n_defaults=6),
            "referred": VerdictFigures(n_clients=0, n_defaults=0),
            "declined": VerdictFigures(n_clients=50, n_defaults=20),
        }
    )

    accepted, declined = verdict_shares(validation)

    assert (accepted.verdict, accepted.share, accepted.share_unpaid) == (Verdict.ACCEPT, 0.75, 0.03)
    assert (declined.of_all.en, declined.unpaid.en) == ("about 3 clients in 10", "4 clients in 10")
    assert "40% did not repay" in limits(validation)[-1].en


def test_nobody_declined_is_said_and_divides_nothing_by_nought():
    validation = make_validation().model_copy(update={"declined": VerdictFigures(n_clients=0, n_defaults=0)})

    assert limits(validation)[-1].en == "None of these clients was proposed to be declined."


def test_a_profile_shuts_out_what_it_does_not_allow_and_says_why():
    manifest = make_bundle().manifest

    excluded = excluded_features(manifest, catalogue())

    shut_out = {label.en for group in excluded for label in group.labels}
    allowed = set(training_config().profiles[manifest.profile])
    for feature in catalogue().features.values():
        if feature.admissibility in allowed:
            assert feature.admissibility is not Admissibility.PROTECTED
        elif feature.family == feature.name:
            assert feature.label.en in shut_out
    assert {"Sex", "Age"} <= shut_out
    assert all(group.why.fr and group.why.en for group in excluded)


def test_the_policy_says_what_a_mistake_costs_and_who_studies_what():
    said = " ".join(text.en for text in policy_in_words(make_policy(), CUTOFFS))

    assert "Accepted from 560 points, declined below 520." in said
    assert "10 times as much as declining" in said
    assert "the cases nearest the cutoff, 10% of all" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            {"costs": MoneyCosts(loss_given_default=0.45, margin=0.045)},
            "loses the bank 45% of the amount; one declined wrongly, 4.5%",
            id="costs in money",
        ),
        pytest.param({"grey_zone": GreyZone(referred_share=0.0)}, "No case is referred", id="no grey zone"),
        pytest.param({"grey_zone": GreyZone(straddles=0.95)}, "experience does not tell", id="where it is not clear"),
    ],
)
def test_another_policy_is_said_in_other_words(change, said):
    policy = make_policy().model_copy(update=change)

    assert said in " ".join(text.en for text in policy_in_words(policy, CUTOFFS))


# -- The page


def test_a_relationship_manager_reads_about_the_model_without_its_statistics(desk):
    page = text_of(desk.get("/modele/"))

    assert "Ce qu’il n’a pas le droit d’utiliser" in page
    assert "Sexe" in page
    assert not re.search(r"\bAUC\b|Gini|Brier", page)
    assert "/modele/validation/" not in page


@pytest.mark.parametrize("report", REPORTS)
def test_a_relationship_manager_is_not_let_into_the_reports(desk, report):
    assert desk.get(report).status_code == 403


def test_an_analyst_has_figures_with_their_intervals_and_the_way_to_the_reports(analyst):
    page = text_of(analyst.get("/modele/"))

    assert re.search(r"AUC</th><td>0,\d{3} \[0,\d{3}", page)
    assert all(f'href="{report}"' in page for report in REPORTS)


@pytest.mark.parametrize(("report", "title"), list(zip(REPORTS, ("Validation", "Fiche"), strict=True)))
def test_reports_open_with_their_own_style_and_nothing_else_does(analyst, report, title):
    answer = analyst.get(report)

    assert answer.status_code == 200
    assert title in text_of(answer)
    assert "style-src 'self' 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in analyst.get("/modele/").headers["Content-Security-Policy"]


def test_a_report_speaks_the_language_of_who_asks(analyst):
    analyst.cookies["django_language"] = "en"

    assert '<html lang="en"' in text_of(analyst.get("/modele/fiche/"))
