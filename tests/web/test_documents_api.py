"""Model, policy and catalogue by the API: what they say, and that they are sent again only where they changed."""

import json

import pytest

from builders import make_bundle
from solvable.decisions.policy import Policy
from solvable.vocabulary import Admissibility
from web.made_up import FakeScoringService, catalogue, open_nothing, shipped_policy
from web.test_api import problem_of

DOCUMENTS = ["/v1/model", "/v1/policy", "/v1/catalogue"]


def test_the_model_is_told_with_its_features_and_how_good_it_was(program):
    answer, manifest = program.get("/v1/model").json(), make_bundle().manifest

    assert answer["model_version"] == manifest.version
    assert [feature["name"] for feature in answer["features"]] == [feature.name for feature in manifest.features]
    assert (answer["figures"]["auc"], answer["figures"]["brier"]) == (manifest.figures.auc, manifest.figures.brier)
    assert answer["points"]["points_to_double_odds"] == manifest.training.points.points_to_double_odds


def test_the_policy_is_told_with_all_that_it_says_and_the_cutoffs_it_leads_to(program):
    answer, policy = program.get("/v1/policy").json(), shipped_policy()

    assert Policy.model_validate_json(json.dumps(answer["document"])) == policy
    assert (answer["policy_version"], answer["policy_checksum"]) == (policy.version, policy.checksum)
    assert answer["cutoffs"] == program.get("/v1/clients/100002/score").json()["cutoffs"]


def test_the_catalogue_is_told_with_every_feature_and_its_words(program):
    answer = program.get("/v1/catalogue").json()

    features = {feature["name"]: feature for feature in answer["features"]}
    assert list(features) == list(catalogue().features)
    told, entry = features["income_amount"], catalogue().features["income_amount"]
    assert told["label"] == {"fr": entry.label.fr, "en": entry.label.en}
    assert (told["unit"], told["theme"], told["sources"]) == (entry.unit, entry.theme, list(entry.sources))
    assert features["housing"]["levels"].keys() == catalogue().levels["housing"].keys()
    assert {feature["theme"] for feature in features.values()} <= answer["themes"].keys()
    assert {feature["reason"] for feature in features.values()} <= answer["reasons"].keys()


def test_the_catalogue_says_of_what_may_not_decide_why_not(program):
    for feature in program.get("/v1/catalogue").json()["features"]:
        is_allowed = feature["admissibility"] == Admissibility.ALLOWED
        assert (feature["admissibility_reason"] is None) is is_allowed


def test_the_catalogue_says_what_the_model_that_serves_reads(program):
    used = {feature["name"] for feature in program.get("/v1/catalogue").json()["features"] if feature["is_used"]}

    assert used == {feature.name for feature in make_bundle().manifest.features} & catalogue().features.keys()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_that_the_program_has_is_not_sent_again(program, path):
    tag = program.get(path)["ETag"]

    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = program.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert again["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("held", ['"other"', "", "no tag at all"])
def test_another_document_is_sent_whole(program, path, held):
    answer = program.get(path, headers={"If-None-Match": held})

    assert answer.status_code == 200
    assert answer.json()["model_version"]


def test_another_model_is_another_policy_document_since_its_cutoffs_are_others(program, settings):
    tag = program.get("/v1/policy")["ETag"]
    settings.SCORING_SERVICE = lambda: FakeScoringService(model_version="2026-12-01-another")

    assert program.get("/v1/policy", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_service_that_is_not_ready_is_503(program, settings, path):
    settings.SCORING_SERVICE = open_nothing

    problem_of(program.get(path), 503)
