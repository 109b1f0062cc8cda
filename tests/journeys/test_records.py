"""From a decision to the auditor: recorded, replayed to the last bit, given to the client."""

import json

import pytest
from typer.testing import CliRunner

from builders import REPOSITORY
from solvable.cli.audit import audit
from solvable.cli.clients import client
from solvable.decisions.evidence import replay
from solvable.decisions.oversight import TakenDecision
from solvable.web.journal.decisions import record_decision
from web.journal.builders import CAMILLE, NOON

N_REPLAYED = 60


@pytest.fixture
def decided(service, db):  # noqa: ARG001 - asked for what it does.
    """Record what is proposed for the first client."""
    [client_id] = service.first_clients(limit=1)
    evidence = service.evidence(client_id)
    taken = TakenDecision(proposed=evidence.decision.verdict, taken=evidence.decision.verdict)
    return record_decision(evidence, taken, by=CAMILLE, at=NOON)


@pytest.fixture
def run(workspace, monkeypatch):
    monkeypatch.setenv("SOLVABLE_WORKSPACE", str(workspace.root))
    monkeypatch.setenv("SOLVABLE_CONFIG", str(REPOSITORY / "config"))

    def invoke(commands, *arguments, code=0):
        done = CliRunner().invoke(commands, list(map(str, arguments)))
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output

    with_records = workspace.journal.is_file()
    workspace.journal.touch()  # In a test the records are elsewhere; an audit asks for the file.
    yield invoke
    if not with_records:
        workspace.journal.unlink()


def test_a_decision_is_replayed_from_its_record_and_the_model_on_the_shelf(decided, run):
    assert "The same comes out again, to the last bit" in run(audit, "replay", decided.pk)


def test_every_client_is_decided_upon_again_as_they_were(service):
    for client_id in service.first_clients(limit=N_REPLAYED):
        document = json.loads(json.dumps(service.evidence(client_id).document()))
        assert replay(document, bundle=service.bundle, catalogue=service.catalogue) == ()


def test_the_evidence_proposes_what_the_one_scoring_path_does(service, decisions):
    for client_id in service.first_clients(limit=N_REPLAYED):
        assert service.evidence(client_id).decision == decisions[client_id]


def test_a_client_gets_rows_features_and_records_in_one_file(decided, run, service, tmp_path):
    file = tmp_path / "client.json"

    run(client, "export", decided.client_id, file)

    document = json.loads(file.read_text("utf-8"))
    [application] = document["tables"]["application"]
    assert decided.client_id in application.values()
    assert document["features"].keys() >= {feature.name for feature in service.bundle.manifest.features}
    assert [record["kind"] for record in document["records"]] == ["decision", "scoring"]
    for rows in document["tables"].values():
        assert all(decided.client_id in row.values() for row in rows)
