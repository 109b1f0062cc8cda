"""A running server takes another model up: beside the one that answers, and never half of each."""

import dataclasses
import gc
import logging
import threading
import weakref
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from builders import REPOSITORY, make_bundle, make_portfolio, make_rows, make_scorecard_bundle, make_workspace
from solvable.decisions.policy import Policy
from solvable.documents import read_document
from solvable.errors import NotReadyError
from solvable.models.bundle import load_bundle
from solvable.models.shelf import find_bundle, let_serve, put_on_shelf
from solvable.portfolios.live_clients import LiveClients
from solvable.web import services
from solvable.web.changeover import TRIES_AGAIN_S, KeepingUp, make_ready, settle
from solvable.web.journal.releases import Candidate, approve_release, propose_release, restore_release
from solvable.web.services import one_for_each_request, scoring_service

TREES, CARD = "fair-trees", "fair-card"
POLICY = read_document(REPOSITORY / "config" / "policy.toml", Policy)
CLIENTS = list(range(100_001, 100_021))
NOW = datetime.now(UTC) - timedelta(hours=1)

pytestmark = pytest.mark.django_db


def named(bundle, version):
    return dataclasses.replace(bundle, manifest=bundle.manifest.model_copy(update={"version": version}))


@pytest.fixture
def workspace(tmp_path, settings):
    """A workspace in which one of two models serves, and a server of it that has just started."""
    workspace = make_workspace(tmp_path / "workspace", make_rows(120, seed=7))
    put_on_shelf(named(make_scorecard_bundle(), CARD), workspace)
    put_on_shelf(named(make_bundle(), TREES), workspace)
    config = tmp_path / "config"
    config.mkdir()
    (config / "policy.toml").write_bytes((REPOSITORY / "config" / "policy.toml").read_bytes())
    settings.WORKSPACE, settings.CONFIG = workspace.root, config
    settings.PORTFOLIO = make_portfolio
    settings.SCORING_SERVICE = lambda: services.open_from_workspace()  # A server of this test's own.
    return workspace


def release(workspace, version, *, policy=POLICY, minutes=0):
    """Let a model be proposed and approved by two people."""
    checksum = load_bundle(find_bundle(workspace, version)).checksum
    candidate = Candidate(model_version=version, model_checksum=checksum, policy=policy, checks=())
    proposed = propose_release(candidate, words="", by="person:ana", at=NOW)
    approve_release(proposed.pk, by="person:paul", at=NOW + timedelta(minutes=minutes))
    return proposed


def look(keeping_up=None, *, now=0.0):
    return (keeping_up or KeepingUp()).look(now=now)


def test_nothing_is_opened_again_while_the_same_serves(workspace):  # noqa: ARG001 - asked for what it does.
    serving = scoring_service()

    assert not look()
    assert scoring_service() is serving


def test_another_model_is_taken_up_where_the_workspace_lets_it_serve(workspace):
    assert scoring_service().model_version == TREES
    let_serve(workspace.bundles / CARD, workspace)

    assert look()
    assert scoring_service().model_version == CARD


def test_a_release_is_taken_up_and_rolled_back_whatever_the_folder_says(workspace):
    scoring_service()
    first, _ = release(workspace, TREES), release(workspace, CARD, minutes=1)

    assert look()
    assert scoring_service().model_version == CARD  # though the pointer of this folder still names the other

    restore_release(first, grounds="Trop de refus.", by="person:petra", at=NOW + timedelta(minutes=2))
    assert look()
    assert scoring_service().model_version == TREES


def test_the_policy_that_was_released_holds_whatever_is_written_into_its_file_since(workspace, settings):
    release(workspace, TREES)
    file = settings.CONFIG / "policy.toml"
    file.write_text(file.read_text("utf-8").replace("default_accepted = 10.0", "default_accepted = 30.0"), "utf-8")

    assert scoring_service().policy.checksum == POLICY.checksum
    assert not look()


def test_without_a_release_the_policy_is_that_of_its_file_also_when_it_changes(workspace, settings):  # noqa: ARG001 - has it made.
    before = scoring_service().cutoffs
    file = settings.CONFIG / "policy.toml"
    file.write_text(file.read_text("utf-8").replace("default_accepted = 10.0", "default_accepted = 30.0"), "utf-8")

    assert look()
    assert scoring_service().cutoffs.accept_from > before.accept_from


def test_new_features_are_taken_up_with_the_model_that_serves(workspace):
    assert scoring_service().clients.n_clients == 120
    make_workspace(workspace.root, make_rows(130, seed=7))

    assert look()
    assert scoring_service().clients.n_clients == 130


def test_who_is_there_by_then_has_a_score_before_the_new_features_answer(workspace):
    make_ready(scoring_service())
    assert scoring_service().log_odds.size == 120
    make_workspace(workspace.root, make_rows(130, seed=7))

    assert look()

    serving = scoring_service()
    everybody = serving.clients.columns(serving.clients.schema.names)
    np.testing.assert_array_equal(serving.log_odds, serving.bundle.log_odds(everybody))


def test_scores_that_cannot_be_kept_keep_no_server_from_its_other_answers(workspace):
    workspace.scores.write_bytes(b"where a folder should be")

    make_ready(scoring_service())

    assert scoring_service().decide(CLIENTS)
    with pytest.raises(NotReadyError, match="has not scored all clients"):
        _ = scoring_service().log_odds


class Planned(LiveClients):
    """Clients as a service has planned them, in a workspace without tables to read them from."""

    def __init__(self, serving):
        super().__init__(serving.portfolio, {}, serving.clients)
        vars(serving)["live"] = self

    def stored(self, client_id, *, stated_months=None):
        raise NotReadyError(f"No tables have client {client_id}.", command=f"solvable data import {stated_months}")


def test_another_model_over_the_same_features_takes_over_what_was_planned_for_them(workspace):
    planned = Planned(scoring_service())
    let_serve(workspace.bundles / CARD, workspace)

    assert look()
    assert scoring_service().model_version == CARD
    assert scoring_service().live is scoring_service().asking.live is planned


def test_other_features_are_planned_anew(workspace):
    Planned(scoring_service())
    make_workspace(workspace.root, make_rows(130, seed=7))

    assert look()
    assert "live" not in vars(scoring_service())


def test_what_cannot_be_taken_up_is_said_once_changes_nothing_and_is_tried_again(workspace, caplog):
    serving, keeping_up = scoring_service(), KeepingUp()
    model = next((workspace.bundles / CARD).glob("scorecard*"))
    whole = model.read_bytes()
    model.write_bytes(whole[:-1] + b"?")
    let_serve(workspace.bundles / CARD, workspace)

    with caplog.at_level(logging.ERROR, "solvable.web.changeover"):
        assert not look(keeping_up, now=0.0)
        assert not look(keeping_up, now=TRIES_AGAIN_S + 1)

    assert scoring_service() is serving
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "What serves by now cannot be taken up"
    ]
    assert model.name in caplog.text
    model.write_bytes(whole)
    assert not look(keeping_up, now=TRIES_AGAIN_S + 2)  # not at every look: opening takes seconds
    assert look(keeping_up, now=2 * TRIES_AGAIN_S + 2)
    assert scoring_service().model_version == CARD


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda bundle: bundle.rename(bundle.with_name("elsewhere")), "not on the shelf", id="not there"),
        pytest.param(lambda bundle: (bundle / "SHA256SUMS").write_text("0  a\n"), "model of release", id="another"),
    ],
)
def test_a_server_without_the_model_of_the_release_goes_on_and_says_what_it_lacks(workspace, caplog, spoil, said):
    scoring_service()
    release(workspace, CARD)
    spoil(workspace.bundles / CARD)

    with caplog.at_level(logging.ERROR, "solvable.web.changeover"):
        assert not look()

    assert scoring_service().model_version == TREES
    assert said in caplog.text


def test_a_service_that_could_not_be_opened_at_first_is_opened_once_it_can_be(workspace):
    pointer = workspace.bundles / "current.json"
    named_there = pointer.read_bytes()
    pointer.unlink()
    assert not look()

    pointer.write_bytes(named_there)

    assert look()
    assert scoring_service().model_version == TREES


def test_no_request_fails_or_mixes_two_models_while_they_change(workspace):
    """Each request decides twice, as a page does that asks for a client and then for others, while models change."""
    make_ready(scoring_service())
    expected = {}
    for version in (CARD, TREES):
        let_serve(workspace.bundles / version, workspace)
        look()
        expected[version] = {d.client_id: d.score for d in scoring_service().decide(CLIENTS)}
    assert expected[CARD] != expected[TREES]
    met, ended = set(), threading.Event()

    @one_for_each_request
    def page(request):
        client = int(request.GET["client"])
        [first], second = scoring_service().decide([client]), scoring_service().decide(CLIENTS)
        assert len({decision.model_version for decision in (first, *second)}) == 1
        assert {d.client_id: d.score for d in second} == expected[first.model_version]
        met.add(first.model_version)
        return HttpResponse(first.model_version)

    failed = []

    def ask():
        for place in range(100_000):
            if ended.is_set():
                return
            try:
                page(RequestFactory().get("/", {"client": CLIENTS[place % len(CLIENTS)]}))
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in (CARD, TREES) * 3:
        let_serve(workspace.bundles / version, workspace)
        assert look()
    ended.set()
    for thread in threads:
        thread.join()

    assert failed == []
    assert met == {CARD, TREES}


def test_what_was_replaced_is_freed_though_it_had_been_left_out_of_the_search_for_garbage():
    class Replaced:
        def __init__(self) -> None:
            self.itself = self

    replaced = Replaced()
    still_there = weakref.ref(replaced)
    try:
        settle()
        assert gc.get_freeze_count() > 0
        del replaced
        gc.collect()
        assert still_there() is not None

        settle()
        assert still_there() is None
    finally:
        gc.unfreeze()
