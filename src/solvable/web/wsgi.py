"""The application that granian serves: ``granian --interface wsgi --factory solvable.web.wsgi:create_application``."""

import atexit
import importlib
import logging
import multiprocessing
import os
import signal
import sys

import django

from solvable.errors import SolvableError
from solvable.loading import loading
from solvable.settings import check_secret_key
from solvable.web.charset import Utf8Handler

__all__ = ["create_application", "load_xgboost_alone"]


def create_application() -> Utf8Handler:
    """Return the web application, its model loaded; what the first to ask would wait for is computed meanwhile.

    A workspace that is not ready yet does not keep the server down: it answers 503 until it is.

    Raises
    ------
    ConfigError
        There is no secret key to sign sessions with.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solvable.web.project")
    if multiprocessing.parent_process() is not None:
        _end_when_told()

    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        secret_key = settings.SECRET_KEY
    except ImproperlyConfigured:  # So Django says of one that is empty, and not how to make one.
        secret_key = ""
    check_secret_key(secret_key)
    with loading():
        load_xgboost_alone()
        django.setup(set_prefix=False)
        application = Utf8Handler()

    from solvable.web.services import UNREADY, scoring_service

    try:
        scoring_service()
    except UNREADY as error:
        said = str(error) if isinstance(error, SolvableError) else "the records cannot be read."
        logging.getLogger(__name__).warning("Serving without a model: %s", said)
    if settings.KEEPS_UP:
        from django.db import connections

        from solvable.web.changeover import keep_up

        connections.close_all()  # This thread answers no request: what it asked the records is asked.
        keep_up()
    return application


def load_xgboost_alone() -> None:
    """Load XGBoost without scikit-learn, half of what a server process would load before it answers.

    XGBoost loads it wherever it is installed, as the base of estimators that nothing here uses. Only server processes
    do without: whoever imports our modules finds XGBoost whole.
    """
    if "xgboost" in sys.modules or "sklearn" in sys.modules:
        return
    sys.modules["sklearn"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("xgboost")
    finally:
        del sys.modules["sklearn"]


def _end_when_told() -> None:
    """Have this server process hear one sign to end, and end at once when it has.

    Ctrl-C reaches every process of a terminal, and granian's first process tells the others to end as well: one that
    hears both signs at once often misses either, and hangs. What Python would free at its end is freed with the process
    all the same, and DuckDB would list line by line what it finds in use.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    atexit.register(os._exit, 0)
