"""The demo: from nothing to a page and an API, and nothing made twice."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from builders import REPOSITORY
from solvable.decisions.decide import decide
from solvable.decisions.policy import Policy
from solvable.decisions.service import ScoringService
from solvable.demo import demo_workspace, prepare
from solvable.documents import read_document
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.engine import LiveFeatures, rows_of_client
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.new_client import read_new_client
from solvable.portfolios.workspace import Workspace

N_CLIENTS = 3000
SECONDS = 120
# A model is learned several times here, and none of them has to be the best: longer steps, and fewer of them.
QUICK = {"learning_rate": "0.12", "patience": "20", "repeats": "1"}


class Steps:
    """Progress that remembers which steps were taken."""

    def __init__(self):
        self.taken = []

    def start(self, step, *, total=None):  # noqa: ARG002  (the protocol's signature)
        self.taken.append(step)

    def advance(self, amount=1):
        """Say nothing."""

    def finish(self, detail=""):
        """Say nothing."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """A folder with the documents that ship, but for how a model is learned."""
    folder = shutil.copytree(REPOSITORY / "config", tmp_path_factory.mktemp("documents") / "config")
    training = (folder / "training.toml").read_text("utf-8")
    for option, value in QUICK.items():
        training, n = re.subn(rf"^({option} = )[\d.]+", rf"\g<1>{value}", training, count=1, flags=re.MULTILINE)
        assert n == 1, option
    (folder / "training.toml").write_text(training, "utf-8")
    return folder


@pytest.fixture(scope="module")
def config(documents):
    return read_document(documents / "training.toml", TrainingConfig)


def prepared(workspace, config):
    steps = Steps()
    policy = read_document(REPOSITORY / "config" / "policy.toml", Policy)
    prepare(
        workspace, home_credit(), config, policy,
        source=None, n_clients=N_CLIENTS, trained_at="2026-11-01T00:00:00+00:00", progress=steps,
    )  # fmt: skip
    return steps.taken


def test_what_is_there_and_current_is_never_made_again(workspace, config):
    first, second = prepared(workspace, config), prepared(workspace, config)

    assert {"Features", "cross-validate", "fit"} <= set(first)
    assert second == []


def test_of_two_made_up_clients_who_differ_in_lateness_alone_that_is_why_one_has_fewer_points(workspace, config):
    prepared(workspace, config)
    portfolio, paths = home_credit(), workspace.table_paths()
    policy = read_document(REPOSITORY / "config" / "policy.toml", Policy)
    service, live = ScoringService.open(workspace, portfolio, policy), LiveFeatures(portfolio, tuple(paths))

    def decided(rows, days_after_due):
        """Decide about a client given as rows of the tables, who paid every instalment so long after it was due."""
        given = {name: table.select([*portfolio.contracts[name].columns]).to_pylist() for name, table in rows.items()}
        for payment in given["installments_payments"]:
            payment["DAYS_ENTRY_PAYMENT"] = min(payment["DAYS_INSTALMENT"] + days_after_due, -1.0)
            payment["AMT_PAYMENT"] = payment["AMT_INSTALMENT"]
        features = live.rows(read_new_client(portfolio, given))
        [decision] = decide(
            features, bundle=service.bundle, policy=service.applied, catalogue=service.catalogue, currency=None
        )
        return decision

    rows_of = (rows_of_client(portfolio, paths, client_id) for client_id in service.first_clients(limit=80))
    repaying = [rows for rows in rows_of if rows["installments_payments"].num_rows >= 12][:15]

    causes = []
    for rows in repaying:
        punctual, late = decided(rows, -5), decided(rows, 40)
        assert late.score < punctual.score
        before = {theme.key: theme.exact_points for theme in punctual.themes}
        causes.append(min(late.themes, key=lambda theme: theme.exact_points - before.get(theme.key, 0.0)).key)
    assert causes == ["repayment_history"] * 15


def test_another_configuration_trains_again_and_imports_nothing(workspace, config):
    prepared(workspace, config)
    other = config.model_copy(update={"boosting": config.boosting.model_copy(update={"max_depth": 2})})

    taken = prepared(workspace, other)

    assert "fit" in taken
    assert not {"Features", "import application"} & set(taken)


def test_the_demo_never_works_in_the_workspace_of_imported_data():
    root = Path("workspace")

    folders = {demo_workspace(root, None), demo_workspace(root, "a"), demo_workspace(root, "b")}

    assert len(folders) == 3
    assert root not in folders


@pytest.fixture(scope="module")
def demo(workspace, documents, config):
    """Start the demo as a stranger would, and read from its output how to get in."""
    prepared(workspace, config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = os.environ | {
        "SOLVABLE_WORKSPACE": str(workspace.root), "SOLVABLE_CONFIG": str(documents),
        "SOLVABLE_PORT": str(port), "SOLVABLE_WORKERS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "solvable.cli", "demo", "--clients", str(N_CLIENTS)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            printed, started = "", time.monotonic()
            while "try " not in printed and time.monotonic() - started < SECONDS:
                printed += server.stdout.readline()
            said = dict(re.findall(r"^  (\w+) +(\S+)", printed, flags=re.MULTILINE))
            yield said | {"address": f"http://127.0.0.1:{port}", "environment": environment, "command": command}
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def get(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:  # noqa: S310
        return answer.read().decode()


def test_the_printed_key_opens_the_api(demo):
    client_id = int(demo["clients"].rstrip(","))

    answer = json.loads(get(f"{demo['address']}/v1/clients/{client_id}/score", **{"X-API-Key": demo["key"]}))

    assert answer["client_id"] == client_id
    assert answer["verdict"] in {"accept", "refer", "decline"}


def test_a_program_of_the_first_project_works_with_a_key_in_its_address(demo):
    # http://any:KEY@host/credit/100001 is sent as HTTP Basic by every client library.
    basic = base64.b64encode(f"any:{demo['key']}".encode()).decode()

    answer = json.loads(get(f"{demo['address']}/credit/100001", Authorization=f"Basic {basic}"))

    assert list(answer) == ["proba"]
    assert 0 < answer["proba"] < 1


def test_without_a_key_nothing_is_said(demo):
    with pytest.raises(urllib.error.HTTPError, match="401"):
        get(f"{demo['address']}/credit/100001")


def test_the_printed_login_opens_the_desk(demo):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = opener.open(f"{demo['address']}/", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    fields = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token, "username": demo["login"], "password": demo["password"]}
    )
    opener.addheaders = [("Referer", demo["address"])]
    login = re.search(r'<form[^>]*action="(/connexion/[^"]*)"', form)

    opener.open(f"{demo['address']}{login[1] if login else '/connexion/'}", data=fields.encode(), timeout=30)
    page = opener.open(f"{demo['address']}/clients/100001/", timeout=30).read().decode()

    assert "Les principales raisons" in page


def test_a_second_server_on_the_port_is_refused_with_what_to_do(demo):
    done = subprocess.run(demo["command"], env=demo["environment"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "set SOLVABLE_PORT to another port" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
