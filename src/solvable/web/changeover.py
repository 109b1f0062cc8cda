"""A running server keeps up: it makes itself ready, and takes another model up without dropping a request."""

import gc
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.signals import request_finished
from django.db import Error as DatabaseError
from django.db import connections

from solvable.errors import SolvableError
from solvable.web.services import exchange, opened
from solvable.web.serving import Identity, identity_of, open_serving, what_serves

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["FirstAnswer", "KeepingUp", "keep_up", "make_ready", "settle"]

LOOKS_EVERY_S = 2.0
# Seconds of computing ahead begin with the first answer, which they would delay; or after so long without a question.
COMPUTES_AHEAD_AFTER_S = 5.0
# What could not be taken up is tried again after so long, or as soon as something else serves.
TRIES_AGAIN_S = 60.0

logger = logging.getLogger(__name__)


def keep_up() -> None:
    """Make the service ready and keep up with what serves, in a thread of its own, as long as the process lives."""
    threading.Thread(target=_keep_up, args=(FirstAnswer(),), name="keeping-up", daemon=True).start()


class FirstAnswer:
    """The first answer that this process gives, whatever was asked."""

    def __init__(self) -> None:
        self._given = threading.Event()
        request_finished.connect(self._note)

    def wait(self, seconds: float) -> bool:
        """Wait for it at most so long, and say whether it was given."""
        return self._given.wait(seconds)

    def _note(self, **_told: object) -> None:
        self._given.set()
        request_finished.disconnect(self._note)


def make_ready(service: "ScoringService") -> None:
    """Compute ahead what the first to ask would wait for: every client's score, plans, neighbours, columns of all.

    What this workspace cannot tell is left for whoever asks, who is then told why.
    """
    for client_id in service.first_clients(limit=1):
        first: tuple[Callable[[int], object], ...] = (
            lambda client: service.decide([client]), lambda _client: service.score_everybody(), service.way_to_yes,
            service.similar, service.places, _all_clients_of(service),
        )  # fmt: skip
        for ask in first:
            try:
                ask(client_id)
            except (SolvableError, OSError) as error:
                logger.info("Not made ready: %s", error)


def settle() -> None:
    """Free what was replaced, and search what is there by now for garbage no more: it stays while this model serves.

    Python searches all that it made every few hundred answers, and whoever asked meanwhile waited 0.1 s or more.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class KeepingUp:
    """Looks what serves, and takes it up where this process answers by something else."""

    def __init__(self) -> None:
        self._failed: tuple[Identity | None, str] | None = None
        self._failed_at = 0.0

    def look(self, *, now: float) -> bool:
        """Take up what serves by now, and say whether anything changed.

        The other service is opened and made ready beside the one that answers, and only then exchanged.
        What cannot be opened is said once in the log, and changes nothing.

        Parameters
        ----------
        now : seconds of a clock that only goes on
        """
        identity: Identity | None = None
        present = opened()
        try:
            serving = what_serves()
            identity = serving.identity
            if present is not None and identity_of(present) == identity:
                self._failed = None
                return False
            if self._failed is not None and self._failed[0] == identity and now - self._failed_at < TRIES_AGAIN_S:
                return False
            service = open_serving(serving)
            if present is None or service.clients.path != present.clients.path:
                service.workspace.check_features_whole()
            if present is not None:
                service.take_over(present)
                make_ready(service)
        except (SolvableError, DatabaseError, OSError) as error:
            self._fail(identity, error, now=now)
            return False
        exchange(service)
        self._failed = None
        logger.info("Model %s serves here under policy %s.", service.model_version, service.policy_version)
        if present is None:
            make_ready(service)
        return True

    def _fail(self, identity: Identity | None, error: Exception, *, now: float) -> None:
        # A database's own words may repeat what a record holds.
        found = identity, str(error) if isinstance(error, SolvableError | OSError) else type(error).__name__
        if self._failed != found:
            logger.error("What serves by now cannot be taken up: %s", found[1])
        self._failed, self._failed_at = found, now


def _all_clients_of(service: "ScoringService") -> Callable[[int], object]:
    def prepare(_client: int) -> object:
        service.directory.prepare()
        return service.population.options

    return prepare


def _keep_up(first_answer: FirstAnswer) -> None:
    keeping_up = KeepingUp()
    first_answer.wait(COMPUTES_AHEAD_AFTER_S)
    if (present := opened()) is not None:
        make_ready(present)
    del present  # What is replaced one day must not be kept by this thread.
    settle()
    while True:
        try:
            if keeping_up.look(now=time.monotonic()):
                settle()
        except Exception:
            # Whatever it was, the next look may go better; a server that no longer looks would serve for ever.
            logger.exception("Looking what serves failed.")
        connections.close_all()  # Two seconds without a question: nothing is kept open for them.
        time.sleep(LOOKS_EVERY_S)
