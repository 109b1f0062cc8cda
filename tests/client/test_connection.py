"""The client and a server that fails: what is sent again, what is not, and what a program is told."""

import json
import subprocess
import sys

import pytest

from client.conftest import KEY, Reply
from solvable.client import Api, Retries
from solvable.client.errors import (
    AddressError,
    ApiError,
    BrokenAnswerError,
    InvalidRequestError,
    NotReadyError,
    ServerFailedError,
    UnreachableError,
)

PROBLEM = {"Content-Type": "application/problem+json", "X-Request-ID": "request-0001"}


def problem(kind, status, **changes):
    document = {
        "type": f"urn:solvable:problem:{kind}", "title": "A title", "status": status, "detail": "A detail.",
        "instance": "/v1/…", **changes,
    }  # fmt: skip
    return json.dumps(document).encode()


def not_ready(**headers):
    return Reply(status=503, body=problem("not-ready", 503), headers=PROBLEM | headers)


def lines(*client_ids):
    return b"".join(json.dumps({"kind": "score", "client_id": client_id}).encode() + b"\n" for client_id in client_ids)


# -- Sent again


def test_a_service_that_is_not_ready_is_asked_again_when_it_says(told):
    told.replies = [not_ready(**{"Retry-After": "7"}), not_ready(), Reply(body=b'{"verdict": "refer"}')]

    assert told.api().clients.score(1)["verdict"] == "refer"
    assert told.waited == [7.0, 1.0]
    assert [heard.path for heard in told.heard] == ["/v1/clients/1/score?limit=4"] * 3


def test_a_server_that_says_to_wait_for_long_is_asked_again_sooner(told):
    told.replies = [not_ready(**{"Retry-After": "86400"}), Reply()]

    told.api(retries=Retries(longest_wait_s=20)).clients.score(1)

    assert told.waited == [20]


def test_a_connection_that_breaks_is_opened_again(told):
    told.replies = [Reply(hangs_up=True), Reply(body=b'{"cut": "off"}', n_sent=4), Reply(body=b'{"score": 500}')]

    assert told.api().clients.score(1)["score"] == 500


def test_a_write_that_is_sent_again_carries_the_same_key_and_the_next_write_another(told):
    told.replies = [Reply(hangs_up=True), not_ready(), Reply(status=201), Reply(status=201)]
    api = told.api()

    for _ in range(2):
        api.decisions.record(1, proposed="accept", taken="accept", decided_by="c.martin")

    keys = [heard.headers["Idempotency-Key"] for heard in told.heard]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert len({heard.body for heard in told.heard}) == 1


def test_a_key_of_the_programs_own_is_used(told):
    told.replies = [Reply(status=201)]

    told.api().reviews.assign(3, assigned_to="d.petit", assigned_by="c.martin", idempotency_key="file-17-assigned")

    assert told.heard[0].headers["Idempotency-Key"] == "file-17-assigned"


def test_what_the_server_refuses_is_not_sent_again(told):
    errors = [{"location": ["query", "limit"], "message": "too many"}]
    told.replies = [Reply(status=422, body=problem("invalid-request", 422, errors=errors), headers=PROBLEM)]

    with pytest.raises(InvalidRequestError, match=r"A title \(422\): A detail\. \[request request-0001\]") as refused:
        told.api().clients.score(1, limit=99)

    assert refused.value.errors == tuple(errors)
    assert (len(told.heard), told.waited) == (1, [])


# -- Given up


def test_a_service_that_stays_unready_is_said_to_be(told):
    told.replies = [not_ready() for _ in range(3)]

    with pytest.raises(NotReadyError) as given_up:
        told.api().clients.score(1)

    assert (given_up.value.status, len(told.heard), len(told.waited)) == (503, 3, 2)


def test_a_server_that_is_not_there_is_unreachable():
    api = Api("http://127.0.0.1:9", KEY, retries=Retries(attempts=2), wait=lambda _: None)

    with pytest.raises(UnreachableError, match=r"found none in 2 attempts \(ConnectionRefusedError\)"):
        api.clients.score(1)


@pytest.mark.parametrize(
    ("status", "body", "headers", "error"),
    [
        pytest.param(
            502, b"<html>secret</html>", {"Content-Type": "text/html"}, ServerFailedError, id="a proxy's page"
        ),
        pytest.param(404, b"", {}, ApiError, id="nothing"),
        pytest.param(400, b"no json", PROBLEM, ApiError, id="a damaged problem"),
        pytest.param(400, b"[1]", PROBLEM, ApiError, id="another document"),
        pytest.param(302, b"", {"Location": "http://elsewhere/"}, ApiError, id="a way elsewhere"),
    ],
)
def test_what_is_not_the_apis_own_answer_is_an_error_of_its_status(told, status, body, headers, error):
    told.replies = [Reply(status=status, body=body, headers=headers)]

    with pytest.raises(error) as refused:
        told.api().clients.score(1)

    assert refused.value.status == status
    assert "secret" not in str(refused.value)


# -- Lines


def test_an_answer_that_breaks_off_is_asked_for_the_rest(told):
    whole = lines(1, 2, 3)
    told.replies = [Reply(body=whole, n_sent=len(lines(1, 2)) + 5), Reply(body=lines(3))]

    assert [line["client_id"] for line in told.api().scores([1, 2, 3])] == [1, 2, 3]
    assert [heard.body for heard in told.heard] == [b"1\n2\n3\n", b"3\n"]


def test_an_answer_that_breaks_off_again_and_again_is_given_up(told):
    told.replies = [Reply(body=lines(1, 2), n_sent=3) for _ in range(3)]

    with pytest.raises(BrokenAnswerError, match="Expected 2 lines, found 0 and no more in 3 attempts"):
        list(told.api().scores([1, 2]))


def test_a_server_that_could_not_go_on_says_so_after_the_lines_that_hold(told):
    last = {"kind": "problem", "client_id": None, "problem": json.loads(problem("failure", 500))}
    told.replies = [Reply(body=lines(1) + json.dumps(last).encode() + b"\n")]
    given = told.api().scores([1, 2])

    assert next(given)["client_id"] == 1
    with pytest.raises(ServerFailedError, match="A detail"):
        next(given)


def test_more_clients_than_are_sent_at_once_are_several_requests(told, monkeypatch):
    monkeypatch.setattr("solvable.client.api.CLIENTS_AT_ONCE", 2)
    told.replies = [Reply(body=lines(1, 2)), Reply(body=lines(3))]

    assert [line["client_id"] for line in told.api().scores(iter([1, 2, 3]), reasons=2)] == [1, 2, 3]
    assert {heard.path for heard in told.heard} == {"/v1/scores?reasons=2"}


# -- Documents


def test_a_document_that_did_not_change_is_not_sent_again(told):
    told.replies = [
        Reply(body=b'{"model_version": "a"}', headers={"ETag": '"1"'}),
        Reply(status=304, body=b"", headers={"ETag": '"1"'}),
        Reply(body=b'{"model_version": "b"}', headers={"ETag": '"2"'}),
    ]
    documents = told.api().documents

    assert [documents.model()["model_version"] for _ in range(3)] == ["a", "a", "b"]
    assert [heard.headers.get("If-None-Match") for heard in told.heard] == [None, '"1"', '"1"']


# -- Keys and addresses


@pytest.mark.parametrize(
    "address", ["scoring.bank.example", "ftp://host", "http://", "", "http://scoring.bank.example"]
)
def test_a_key_goes_to_no_address_where_others_could_read_it(address):
    with pytest.raises(AddressError):
        Api(address, KEY)


def test_plain_http_is_for_this_machine_and_for_who_says_so(told):
    assert told.address.startswith("http://127.0.0.1")
    Api("http://scoring.internal:8000/below", KEY, allow_plain_http=True)


def test_a_path_of_the_address_stands_before_every_path(told):
    told.replies = [Reply()]

    with Api(told.address + "/scoring/", KEY) as api:
        api.clients.describe(1)

    assert told.heard[0].path == "/scoring/v1/clients/1"


def test_a_key_is_not_shown_with_what_holds_it(told):
    assert KEY not in repr(told.api()._connection)


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"first_wait_s": -1}, {"first_wait_s": 60}])
def test_retries_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="Retries need one attempt or more"):
        Retries(**wrong)


def test_the_client_loads_neither_server_nor_model():
    heavy = "{'django', 'ninja', 'numpy', 'pyarrow', 'xgboost', 'duckdb', 'ibis', 'pydantic'}"
    code = f"import sys, solvable.client; print(sorted({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
