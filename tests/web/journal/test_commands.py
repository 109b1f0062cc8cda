"""`solvable release …`, `solvable audit …` and `solvable client …` as people run them."""

import dataclasses
import re
import shutil

import pytest
from typer.testing import CliRunner

from builders import REPOSITORY, make_bundle, make_portfolio, make_rows, make_workspace
from solvable.cli.audit import audit
from solvable.cli.bundles import bundle
from solvable.cli.clients import client
from solvable.cli.releases import release
from solvable.decisions.policy import Policy
from solvable.decisions.service import ScoringService
from solvable.documents import read_document
from solvable.errors import (
    AccessError,
    BundleError,
    ConfigError,
    GroundsMissingError,
    NotReadyError,
    SecondPersonError,
)
from solvable.models.shelf import current_version, let_serve, put_on_shelf
from solvable.portfolios.workspace import Workspace
from solvable.web.access import Role
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.models import Person
from web.journal.builders import decide_as_proposed

FIRST, SECOND = "fair-aa", "full-bb"
POLICY = read_document(REPOSITORY / "config" / "policy.toml", Policy)
GROUNDS = ("--grounds", "Plus simple à expliquer.")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Two models, the first of which serves."""
    folder = tmp_path_factory.mktemp("shelf")
    for version in (SECOND, FIRST):
        manifest = make_bundle().manifest.model_copy(update={"version": version})
        put_on_shelf(dataclasses.replace(make_bundle(), manifest=manifest), Workspace(folder))
    return folder


@pytest.fixture
def workspace(shelf, tmp_path, monkeypatch):
    """A workspace with these models, and a policy of its own."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "policy.toml").write_bytes((REPOSITORY / "config" / "policy.toml").read_bytes())
    shutil.copytree(shelf, tmp_path / "workspace")
    monkeypatch.setenv("SOLVABLE_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("SOLVABLE_CONFIG", str(config))
    return Workspace(tmp_path / "workspace")


@pytest.fixture(autouse=True)
def _people():
    for name, role in (("ana", Role.ANALYST), ("paul", Role.APPROVER), ("petra", Role.APPROVER)):
        Person.objects.create(username=name, role=role)


def run(commands, *arguments, code=0):
    done = CliRunner().invoke(commands, list(map(str, arguments)))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def propose(version, by="ana"):
    """Propose a model, and return the number of the release and what was printed."""
    shown = run(release, "propose", version, "--by", by)
    return int(re.search(r"Release (\d+): ", shown)[1]), shown


def test_a_model_goes_from_proposal_to_approval_to_rollback_and_the_history_tells_it(workspace):
    first, shown = propose(FIRST)
    assert f"Release {first}: fair-aa under policy {POLICY.version}" in shown
    assert "waits for approval" in run(release, "history")
    run(release, "approve", first, "--by", "paul", *GROUNDS)
    assert "full-bb serves" in run(release, "approve", propose(SECOND)[0], "--by", "paul", *GROUNDS)
    assert current_version(workspace) == SECOND

    run(release, "rollback", "--by", "petra", "--grounds", "Trop de refus.")

    assert current_version(workspace) == FIRST
    lines = run(release, "history").splitlines()
    assert [line.split()[3] for line in lines if POLICY.version in line] == [FIRST, SECOND, FIRST]
    assert "which is not the release" not in "".join(lines)
    assert audit_journal().breaks == ()


def test_a_proposal_says_which_checks_failed_and_needs_grounds_to_be_approved(workspace):
    number, shown = propose(SECOND)

    assert "failed" in next(line for line in shown.splitlines() if "measured under this policy" in line)
    with pytest.raises(GroundsMissingError, match="measured under this policy"):
        run(release, "approve", number, "--by", "paul")
    assert current_version(workspace) == FIRST


def test_who_may_propose_may_not_approve_and_nobody_approves_their_own(workspace):
    with pytest.raises(AccessError, match=r"role approver, found ana with the role analyst"):
        run(release, "approve", propose(SECOND)[0], "--by", "ana", *GROUNDS)
    number, _ = propose(SECOND, by="paul")
    with pytest.raises(SecondPersonError):
        run(release, "approve", number, "--by", "paul", *GROUNDS)
    with pytest.raises(AccessError, match="nobody has it"):
        propose(SECOND, by="nobody")
    assert current_version(workspace) == FIRST


def test_what_was_changed_since_it_was_proposed_does_not_serve(workspace, tmp_path):
    number, _ = propose(SECOND)
    policy = tmp_path / "config" / "policy.toml"
    policy.write_text(policy.read_text("utf-8").replace("default_accepted = 10.0", "default_accepted = 12.0"), "utf-8")

    with pytest.raises(ConfigError, match="Put the policy of the release there"):
        run(release, "approve", number, "--by", "paul", *GROUNDS)

    policy.write_bytes((REPOSITORY / "config" / "policy.toml").read_bytes())
    (workspace.bundles / SECOND / "SHA256SUMS").write_text("", "utf-8")
    with pytest.raises(BundleError):
        run(release, "approve", number, "--by", "paul", *GROUNDS)
    assert current_version(workspace) == FIRST


def test_once_releases_say_what_serves_nothing_is_let_serve_without_one(workspace):
    run(bundle, "serve", SECOND)
    number, _ = propose(FIRST)
    run(release, "approve", number, "--by", "paul", *GROUNDS)

    with pytest.raises(ConfigError, match=f"found release {number} serving"):
        run(bundle, "serve", SECOND)
    assert current_version(workspace) == FIRST


def test_a_model_that_cannot_read_the_features_at_hand_is_neither_proposed_nor_let_serve(workspace):
    number, _ = propose(SECOND)
    make_workspace(workspace.root, make_rows(40), recipe="another")

    for command in (
        (release, "propose", SECOND, "--by", "ana"),
        (release, "approve", number, "--by", "paul", *GROUNDS),
        (bundle, "serve", SECOND),
    ):
        with pytest.raises(NotReadyError, match="the workspace has features made by another"):
            run(*command)
    assert current_version(workspace) == FIRST
    assert "waits for approval" in run(release, "history")


def test_what_is_released_scores_everybody_again_once_features_are_others(workspace):
    run(release, "approve", propose(FIRST)[0], "--by", "paul", *GROUNDS)
    make_workspace(workspace.root, make_rows(40))

    assert "fair-aa serves" in run(bundle, "serve", FIRST)

    service = ScoringService.open(workspace, make_portfolio(), POLICY)
    assert service.log_odds.size == 40


def test_the_history_says_where_model_or_policy_at_hand_are_not_those_of_the_release(workspace, tmp_path):
    number, _ = propose(FIRST)
    run(release, "approve", number, "--by", "paul", *GROUNDS)
    assert "not the" not in run(release, "history")

    let_serve(workspace.bundles / SECOND, workspace)
    policy = tmp_path / "config" / "policy.toml"
    policy.write_text(policy.read_text("utf-8").replace("default_accepted = 10.0", "default_accepted = 12.0"), "utf-8")

    shown = run(release, "history")
    assert "full-bb serves the command line here, which is not the release" in shown
    assert "policy.toml here is not the policy of the release" in shown


def test_a_refused_release_and_a_rollback_to_nothing_say_so(workspace):  # noqa: ARG001 - asked for what it does.
    number, _ = propose(SECOND)
    run(release, "refuse", number, "--by", "paul", *GROUNDS)

    assert "waits" not in run(release, "history")
    assert "No release served on 2026-11-28" in run(release, "history", "--on", "2026-11-28")
    with pytest.raises(ConfigError, match="found none"):
        run(release, "rollback", "--by", "paul", "--grounds", "Trop de refus.")


def test_the_chain_is_verified_and_copied(workspace, tmp_path):
    workspace.journal.touch()  # In a test the records are elsewhere.
    decide_as_proposed()

    head = run(audit, "verify").splitlines()[-1]
    assert "2 records" in run(audit, "export", tmp_path / "copy.zip")

    assert head.startswith("2:")
    assert "holds" in run(audit, "verify", "--file", tmp_path / "copy.zip", "--head", head)
    decide_as_proposed(nth=1)
    assert "holds" in run(audit, "verify", "--head", head)
    assert "broken" in run(audit, "verify", "--head", "9:" + "ab" * 32, code=1)


def test_a_clients_records_are_erased_by_who_may_and_kept_while_they_must(workspace):  # noqa: ARG001
    decision = decide_as_proposed()

    with pytest.raises(AccessError):
        run(client, "erase", decision.client_id, "--by", "ana", "--grounds", "Demande du client.")
    shown = run(client, "erase", decision.client_id, "--by", "paul", "--grounds", "Demande du client.")

    assert "0 records are erased" in shown
    assert "2 records of one case are kept until 2031-11-28" in shown
    assert "0 records are erased" in run(client, "expire")
