"""The application that granian serves: ``granian --interface wsgi --factory solvable.web.wsgi:create_application``."""

import importlib
import logging
import os
import sys

from django.core.handlers.wsgi import WSGIHandler

from solvable.errors import ConfigError, SolvableError
from solvable.loading import loading

__all__ = ["create_application", "load_xgboost_alone"]

MIN_SECRET_LENGTH = 32


def create_application() -> WSGIHandler:
    """Return the web application, its model loaded; what the first to ask would wait for is computed meanwhile.

    A workspace that is not ready yet does not keep the server down: it answers 503 until it is.

    Raises
    ------
    ConfigError
        There is no secret key to sign sessions with.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solvable.web.project")

    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    check_secret_key(settings.SECRET_KEY)
    with loading():
        load_xgboost_alone()
        application = get_wsgi_application()

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


def check_secret_key(secret_key: str) -> None:
    """Refuse to sign sessions with a key that could be guessed."""
    if len(secret_key) < MIN_SECRET_LENGTH:
        raise ConfigError(
            f"SOLVABLE_SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters, found {len(secret_key)}. "
            "Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'`, keep it to yourself, "
            "and set it to the same value on every server."
        )
