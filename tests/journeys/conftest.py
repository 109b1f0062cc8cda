"""The whole way from files to decisions, gone once: on real rows where they are, else on made-up ones."""

import os

import numpy as np
import pytest
from django.test import Client, override_settings

from builders import REAL_DATA, REPOSITORY
from journeys.command_line import solvable
from solvable.decisions.policy import Policy
from solvable.decisions.service import ScoringService
from solvable.documents import read_document
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace

REAL_SAMPLE = REAL_DATA / "home-credit-sample"
N_MADE_UP = 3000
# Clients whose page and whose answer of the API are asked for; all of them where the environment says so.
N_SHOWN, SEED = 400, 20261101
EVERY_CLIENT = "SOLVABLE_TEST_EVERY_CLIENT"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """Go the whole way once: on real rows where they are, else on made-up ones."""
    folder = tmp_path_factory.mktemp("journey") / "workspace"
    source = REAL_SAMPLE
    if not source.exists():
        source = folder.parent / "made-up"
        solvable(folder, "data", "generate", source, "--clients", N_MADE_UP)
    assert "application" in solvable(folder, "data", "import", source)
    solvable(folder, "features", "build")
    assert "AUC" in solvable(folder, "train")
    return Workspace(folder)


@pytest.fixture(scope="session")
def service(workspace):
    policy = read_document(REPOSITORY / "config" / "policy.toml", Policy)
    return ScoringService.open(workspace, home_credit(), policy)


@pytest.fixture(scope="session")
def decisions(service):
    """Every client's decision, by number, as the one scoring path gives it in batches."""
    return {decision.client_id: decision for batch in service.decide_all() for decision in batch}


@pytest.fixture(scope="session")
def shown(decisions):
    """The decisions that are looked at as people and programs see them: a page and an answer for each take minutes."""
    if os.environ.get(EVERY_CLIENT) == "1" or len(decisions) <= N_SHOWN:
        return list(decisions.values())
    drawn = np.random.default_rng(SEED).choice(list(decisions), N_SHOWN, replace=False)
    return [decisions[client_id] for client_id in sorted(drawn.tolist())]


@pytest.fixture
def web(service, db, static_files):  # noqa: ARG001  (asked for what they do)
    with override_settings(SCORING_SERVICE=lambda: service):
        yield Client()
