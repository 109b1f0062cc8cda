"""Scores of all clients, kept beside the features: those of the decisions, whole, and of one model and table."""

import dataclasses
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from builders import make_bundle, make_policy, make_portfolio, make_rows, make_workspace
from solvable.decisions.decision import Cutoffs
from solvable.decisions.scored_clients import keep_scores, read_log_odds, score_clients, verdicts_of
from solvable.decisions.search import MOST_PER_PAGE, Query
from solvable.decisions.service import ScoringService
from solvable.errors import NotReadyError
from solvable.explanations.comparison import Comparison, Density, Filters
from solvable.models.shelf import put_on_shelf
from solvable.portfolios.feature_table import FeatureTable
from solvable.progress import Silent
from solvable.vocabulary import Verdict

N_CLIENTS = 700


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return a workspace with a model that serves and has scored every client."""
    workspace = make_workspace(tmp_path_factory.mktemp("scored") / "workspace", make_rows(N_CLIENTS, seed=21))
    put_on_shelf(make_bundle(), workspace)
    score_clients(make_bundle(), workspace, Silent())
    return workspace


@pytest.fixture(scope="module")
def service(workspace):
    return ScoringService.open(workspace, make_portfolio(), make_policy())


@pytest.fixture(scope="module")
def decisions(service):
    return [decision for batch in service.decide_all() for decision in batch]


def test_what_is_kept_is_what_a_decision_computes_to_the_last_bit(service, decisions):
    asked = [decision.client_id for decision in decisions]
    computing = dataclasses.replace(service, scores=service.scores.with_name("not-there"))

    kept, computed = service.find_proposals([*asked, 7]), computing.find_proposals([*asked, 7])

    assert kept == computed
    assert [(one.client_id, one.score, one.verdict, one.prob_default) for one in kept] == [
        (one.client_id, one.score, one.verdict, one.prob_default) for one in decisions
    ]
    assert [computing.find_proposals([client_id]) for client_id in asked[:50]] == [[one] for one in kept[:50]]


def test_a_kept_file_in_which_a_byte_changed_is_not_read(service, tmp_path):
    path = tmp_path / "scores.parquet"
    whole = bytearray(service.scores.read_bytes())
    whole[len(whole) // 4] ^= 1
    path.write_bytes(whole)

    with pytest.raises(NotReadyError, match=r"must be a whole Parquet file.*Delete it\."):
        read_log_odds(path, service.clients.client_ids, model_version="fair-1")
    assert dataclasses.replace(service, scores=path).find_proposals([100_001]) == service.find_proposals([100_001])


@pytest.mark.parametrize("verdict", list(Verdict))
def test_clients_of_a_verdict_are_those_who_would_get_it(service, decisions, verdict):
    first, *others = decisions
    expected = [decision.client_id for decision in others if decision.verdict is verdict]

    left = service.population.others(first.client_id, Filters(verdict=verdict))

    assert service.population.client_ids[left].tolist() == expected
    assert len(expected) > 30


def test_a_list_shows_of_each_client_what_is_decided_about_them(service, decisions):
    found = service.search(Query(limit=MOST_PER_PAGE))

    assert [(client.client_id, client.verdict, client.score) for client in found.clients] == [
        (decision.client_id, decision.verdict, decision.score) for decision in decisions[:MOST_PER_PAGE]
    ]
    assert found.counts["verdict"] == Counter(decision.verdict.value for decision in decisions)


def test_a_client_is_compared_with_those_accepted(service, decisions):
    found = service.compare(decisions[0].client_id, "amount", Filters(verdict=Verdict.ACCEPT))
    both = service.compare_two(decisions[0].client_id, ("amount", "score"), Filters(verdict=Verdict.ACCEPT))

    assert isinstance(found, Comparison)
    assert isinstance(both, Density)
    assert "(proposed verdict: accept)" in found.group.sentence.en
    assert both.group == found.group


def test_another_policy_moves_clients_between_verdicts(workspace, service, decisions):
    strict = make_policy().model_copy(
        update={"costs": make_policy().costs.model_copy(update={"default_accepted": 60.0})}
    )  # fmt: skip
    stricter = ScoringService.open(workspace, make_portfolio(), strict)
    accepted = Filters(verdict=Verdict.ACCEPT)

    n_before, n_after = (s.population.others(decisions[0].client_id, accepted).sum() for s in (service, stricter))

    assert n_after < n_before


def test_a_verdict_on_each_score_is_that_of_the_cutoffs():
    cutoffs = Cutoffs(accept_from=480, decline_below=450, accept_below_prob=0.11, decline_from_prob=0.17)
    scores = np.array([449, 450, 479, 480, 700, 12], dtype=np.int32)

    assert [list(Verdict)[place] for place in verdicts_of(scores, cutoffs)] == [cutoffs.verdict(int(s)) for s in scores]


def test_without_scores_everything_but_verdicts_is_compared(tmp_path):
    workspace = make_workspace(tmp_path / "workspace", make_rows(60))
    put_on_shelf(make_bundle(), workspace)
    service = ScoringService.open(workspace, make_portfolio(), make_policy())
    (client_id,) = service.first_clients(limit=1)

    assert isinstance(service.compare(client_id, "amount", Filters()), Comparison)
    with pytest.raises(NotReadyError, match="Run `solvable bundle serve fair-0123456789` first"):
        service.compare(client_id, "amount", Filters(verdict=Verdict.ACCEPT))

    score_clients(make_bundle(), workspace, Silent())
    assert service.population.others(client_id, Filters(verdict=Verdict.ACCEPT)).any()


def test_scores_are_made_once_and_those_of_older_features_are_dropped(tmp_path):
    folder = tmp_path / "workspace"
    first = score_clients(make_bundle(), make_workspace(folder, make_rows(60)), Silent())
    made_at = first.stat().st_mtime_ns
    assert score_clients(make_bundle(), make_workspace(folder, make_rows(60)), Silent()) == first
    assert first.stat().st_mtime_ns == made_at

    second = score_clients(make_bundle(), make_workspace(folder, make_rows(80)), Silent())

    assert sorted(Path(folder, "scores").iterdir()) == [second]


def test_processes_that_score_at_once_wait_for_the_first_of_them(workspace, tmp_path):
    path, times = tmp_path / "kept" / "a.parquet", []
    clients = FeatureTable(workspace.features_path())

    class Watched(Silent):
        def start(self, step, *, total=None):  # noqa: ARG002 - as declared.
            times.append(total)
            second.start()
            second.join(0.2)

    second = threading.Thread(target=keep_scores, args=(make_bundle(), clients, path, Watched()))
    keep_scores(make_bundle(), clients, path, Watched())
    second.join()

    assert times == [clients.n_clients]
    assert read_log_odds(path, clients.client_ids, model_version="a").size == clients.n_clients


def test_scores_of_one_model_stay_when_another_scores(workspace, tmp_path):
    other = dataclasses.replace(
        make_bundle(), manifest=make_bundle().manifest.model_copy(update={"version": "full-1"})
    )  # fmt: skip
    workspace = make_workspace(tmp_path / "workspace", make_rows(60))

    paths = {score_clients(bundle, workspace, Silent()) for bundle in (make_bundle(), other)}

    assert set(workspace.scores.iterdir()) == paths
    assert len(paths) == 2


def test_scores_of_other_clients_are_refused(service, tmp_path):
    path = tmp_path / "scores.parquet"
    pq.write_table(pq.read_table(service.scores).slice(1), path)

    with pytest.raises(NotReadyError, match=r"found those of others\. Delete it"):
        read_log_odds(path, service.clients.client_ids, model_version="fair-1")


def test_features_of_another_recipe_are_not_scored(tmp_path):
    workspace = make_workspace(tmp_path / "workspace", make_rows(60), recipe="another")

    with pytest.raises(NotReadyError, match="made by recipe r"):
        score_clients(make_bundle(), workspace, Silent())
    assert not workspace.scores.exists()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    class Stopped:
        def start(self, step, *, total=None): ...

        def finish(self, detail=""): ...

        def advance(self, _amount=1):
            raise KeyboardInterrupt

    workspace = make_workspace(tmp_path / "workspace", make_rows(60))

    with pytest.raises(KeyboardInterrupt):
        score_clients(make_bundle(), workspace, Stopped())
    assert list(workspace.scores.iterdir()) == []
