"""Schemathesis makes up requests from the schema, right and wrong ones, and checks every answer against it."""

import os

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from web.made_up import DECLINED

# Of each kind of request; CI makes up a few, `docs/api.md` says what more of them came to.
N_CASES = int(os.environ.get("SOLVABLE_TEST_API_CASES", "40"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    positive_data_acceptance,
    negative_data_rejection,
]
BOUNDED = settings(
    max_examples=N_CASES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
BOTH_MODES = pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

# Committed for real: each request closes its connection, which would take a pending key with it.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("records_let_go")]

# What keeps to the schema and yet cannot be computed for the client at hand.
REFUSED = {
    f"urn:solvable:problem:{kind}"
    for kind in (
        "change-not-possible",
        "client-rows",
        "comparison-not-possible",
        "search-not-possible",
        "too-few-similar",
    )
}


def excuses(response, check):
    """Whether a check does not apply: what is refused for this client was not wrong by the schema."""
    if check is not positive_data_acceptance or response.status_code != 422:
        return False
    return response.json()["type"] in REFUSED


@pytest.fixture
def schema(key):
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", get_wsgi_application(), headers={"X-API-Key": key})


@BOTH_MODES
def test_with_a_key_every_answer_is_one_that_the_schema_promises(schema, key, mode):
    @BOUNDED
    @given(case=schema.as_strategy(generation_mode=mode))
    def check(case):
        case.headers["X-API-Key"] = key
        response = case.call()
        case.validate_response(response, checks=[check for check in CHECKS if not excuses(response, check)])

    check()


@BOTH_MODES
def test_without_a_key_only_the_health_is_told(schema, mode):
    @BOUNDED
    @given(case=schema.as_strategy(generation_mode=mode))
    def check(case):
        case.headers.pop("X-API-Key", None)
        response = case.call()
        case.validate_response(response, checks=CHECKS[:4])
        assert response.status_code == (200 if case.path in ("/healthz", "/readyz") else 401)

    check()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/clients/{client_id}",
        "/v1/clients/{client_id}/story",
        "/v1/clients/{client_id}/way-to-yes",
        "/v1/clients/{client_id}/similar",
    ],
)
def test_what_is_told_of_a_known_client_is_as_the_schema_promises(schema, key, path):
    case = schema[path]["GET"].Case(path_parameters={"client_id": DECLINED}, headers={"X-API-Key": key})

    case.call_and_validate(checks=CHECKS)


def answer_statuses(operation, mode, key):
    """Ask about a known client in every made-up way, hold each answer to the schema, and return their statuses."""
    statuses = set()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters={"client_id": DECLINED}))
    def check(case):
        case.path_parameters["client_id"] = DECLINED
        case.headers["X-API-Key"] = key
        response = case.call()
        case.validate_response(response, checks=CHECKS[:4])
        statuses.add(response.status_code)

    check()
    return statuses


@BOTH_MODES
def test_a_known_client_is_answered_as_the_schema_promises(schema, key, mode):
    statuses = answer_statuses(schema["/v1/clients/{client_id}/score"]["GET"], mode, key)

    if mode is GenerationMode.POSITIVE:
        assert statuses == {200}
    else:
        assert 422 in statuses


@BOTH_MODES
def test_whatever_a_known_client_asks_for_instead_is_answered_as_the_schema_promises(schema, key, mode):
    statuses = answer_statuses(schema["/v1/clients/{client_id}/what-if"]["POST"], mode, key)

    assert (200 if mode is GenerationMode.POSITIVE else 422) in statuses
