"""A server that is killed while it records loses nothing that it acknowledged; docs/reliability.md has more kills."""

import random

from kills import kill_servers

N_KILLS = 2


def test_what_a_killed_server_acknowledged_is_there_and_is_answered_as_it_was_when_sent_again(workspace):
    moments = random.Random(3)

    found = kill_servers(workspace.root, N_KILLS, 5, moments, in_postgresql=False, workers=1)

    assert found["wrong"] == []
    assert found["rounds"] == N_KILLS
    assert found["sent"] >= found["acknowledged"] >= N_KILLS
    # A scoring and a decision for each that was sent: none is there twice, though all were sent again.
    assert f"The chain holds: {2 * found['sent']} records" in found["chain"]
