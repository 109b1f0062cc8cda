"""The opened service: what it builds is built once, whoever asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from builders import make_bundle, make_policy, make_portfolio, make_rows, make_scorecard_bundle, make_workspace
from solvable.decisions.service import ScoringService
from solvable.errors import SimilarClientsError, UnknownClientError
from solvable.models.shelf import put_on_shelf

ROWS = make_rows(700, seed=51)


def open_service(folder, bundle):
    workspace = make_workspace(folder, ROWS)
    put_on_shelf(bundle, workspace)
    return ScoringService.open(workspace, make_portfolio(), make_policy())


@pytest.fixture
def service(tmp_path):
    return open_service(tmp_path, make_bundle())


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_similar_clients_of_a_stored_client_are_found_with_either_kind_of_model(tmp_path, make):
    found = open_service(tmp_path, make()).similar(100_001, k=50)

    assert (found.client_id, found.n, found.n_known) == (100_001, 50, 699)
    assert {difference.feature for difference in found.differences} <= {f.name for f in make().manifest.features}


def test_the_features_that_the_model_uses_most_say_who_is_similar(service):
    space = service.neighbourhood.space

    assert space.widest(1)[0].feature == "score"
    assert 0.8 <= space.covered_share <= 1


def test_the_neighbourhood_is_built_once_for_all_threads(service):
    with ThreadPoolExecutor(8) as threads:
        built = list(threads.map(lambda _: service.neighbourhood, range(16)))

    assert all(neighbourhood is built[0] for neighbourhood in built)


def test_threads_that_ask_at_once_get_the_same_answers_as_one_by_one(service):
    client_ids = service.first_clients(limit=12)
    one_by_one = [service.similar(client_id, k=30) for client_id in client_ids]

    with ThreadPoolExecutor(6) as threads:
        at_once = list(threads.map(lambda client_id: service.similar(client_id, k=30), client_ids))

    assert at_once == one_by_one


def test_similar_clients_of_nobody_are_refused(service):
    with pytest.raises(UnknownClientError, match="found 7, which is not there"):
        service.similar(7)


@pytest.mark.parametrize("client_id", [2**63, -(2**63) - 1, 2**200])
def test_a_number_that_no_column_holds_is_nobodys(service, client_id):
    with pytest.raises(UnknownClientError, match=f"found {client_id}, which is not there"):
        service.decide([100_001, client_id])


def test_a_number_that_makes_no_sense_is_refused_before_anything_is_sought(service):
    with pytest.raises(SimilarClientsError, match=r"from 30 to 699, found 3 .*Ask for a number within these bounds\."):
        service.similar(100_001, k=3)


def test_of_several_clients_those_who_are_there_are_found_in_the_order_asked(service):
    asked = [100_300, 7, 100_001, 2**62, 100_699, 1]

    there = [client_id for client_id in asked if 100_000 <= client_id < 100_700]
    assert there == [100_300, 100_001, 100_699]
    assert service.find_decisions(asked) == service.decide(there)
    assert [one.client_id for one in service.find_proposals(asked)] == there
    assert service.find_decisions([7]) == []
    assert service.find_proposals([]) == []


def test_a_decision_can_be_recorded_where_the_tables_for_a_way_to_a_yes_are_not_there(service):
    [client_id] = service.first_clients(limit=1)

    evidence = service.evidence(client_id, with_way=True)

    assert evidence.way is None
    assert evidence.decision == service.evidence(client_id).decision
