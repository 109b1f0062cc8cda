"""A server ends when it is told to, as a terminal and as an operator tell it."""

import os
import shutil
import signal

import pytest
from kills import CONFIG
from running import running_server

# For a busy machine.
LONGEST_S = 30


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_though_the_sign_reaches_all_its_processes_at_once(workspace, tmp_path, sign):
    copied = tmp_path / "workspace"
    shutil.copytree(workspace.root, copied, ignore=shutil.ignore_patterns("journal.sqlite3*", "static"))

    with running_server(copied, CONFIG, log=tmp_path / "log") as server:
        os.killpg(server.process.pid, sign)

        assert server.process.wait(LONGEST_S) == 0
        assert server.ask("/healthz", timeout=2).status == 0
    # Nothing had to be killed, and no library complains.
    assert (tmp_path / "log").read_text() == ""
