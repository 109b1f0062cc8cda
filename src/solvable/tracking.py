"""A training run on record in MLflow, for those who follow their experiments there."""

import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from solvable.errors import MissingExtraError, TrackingError
from solvable.models.bundle import Bundle, save_bundle
from solvable.reports.model_card import model_card_page
from solvable.reports.validation.decision_panels import cost_panel
from solvable.reports.validation.overall_panels import gains_panel, reliability_panel
from solvable.reports.validation.page import validation_page
from solvable.vocabulary import Language

__all__ = ["log_run"]

EXPERIMENT = "solvable"
SVG = "http://www.w3.org/2000/svg"


def log_run(bundle: Bundle, uri: str) -> str:
    """Send parameters, figures, pages, pictures and the bundle itself to MLflow.

    Parameters
    ----------
    uri
        A tracking server (``https://…``) or a database file (``sqlite:///runs.db``).

    Returns
    -------
    str
        The number of the run.

    Raises
    ------
    MissingExtraError
        MLflow is not installed.
    TrackingError
        The server cannot be reached or does not take the run.
    """
    client = _client(uri)
    try:
        found = client.get_experiment_by_name(EXPERIMENT)
        experiment = found.experiment_id if found else client.create_experiment(EXPERIMENT)
        run: str = client.create_run(experiment, run_name=bundle.version).info.run_id
        manifest = bundle.manifest
        for name, value in _flat(manifest.training.model_dump(mode="json")).items():
            client.log_param(run, name, value)
        for name, value in manifest.figures.model_dump(mode="json").items():
            if isinstance(value, int | float):
                client.log_metric(run, name, value)
        for name in ("version", "kind", "profile", "trained_at", "code_version"):
            client.set_tag(run, name, str(getattr(manifest, name)))
        client.set_tag(run, "features", manifest.data.features_fingerprint)
        for name, text in _attachments(bundle):
            client.log_text(run, text, name)
        with tempfile.TemporaryDirectory() as folder:
            save_bundle(bundle, Path(folder))
            client.log_artifacts(run, folder, "bundle")
        client.set_terminated(run)
    except Exception as error:  # Each kind of store raises what its own libraries raise.
        raise TrackingError(
            f"Expected {uri} to take the run, found: {str(error).splitlines()[0]}. The model itself is trained and on "
            "the shelf. Check the address, then train again: the same data make the same model."
        ) from error
    return run


def _attachments(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Give the pages and pictures of a model by file name, in English as experiments are followed."""
    manifest, validation = bundle.manifest, bundle.validation
    yield "validation.html", validation_page(manifest, validation, Language.EN, alternatives=None)
    yield "model-card.html", model_card_page(manifest, validation, Language.EN)
    for draw in (gains_panel, reliability_panel, cost_panel):
        panel = draw(validation, Language.EN)
        for number, drawing in enumerate(panel.drawings, start=1):
            # Inside a page a drawing needs no namespace; a file of its own does not open without.
            yield f"pictures/{panel.key}-{number}.svg", str(drawing).replace("<svg", f'<svg xmlns="{SVG}"', 1)


def _client(uri: str) -> Any:
    # Read when MLflow is loaded; nothing is told to anybody but the server that was named.
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    # A server that is not there is said after seconds, and not after the minutes that many patient tries take.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    try:
        import mlflow
    except ImportError as error:
        raise MissingExtraError(extra="mlflow", needed_for="Logging to MLflow") from error
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    try:
        return mlflow.MlflowClient(tracking_uri=uri)
    except Exception as error:
        raise TrackingError(
            f"Expected the address of an MLflow server or a database file, as sqlite:///runs.db, found {uri}: "
            f"{str(error).splitlines()[0]}. Name another one."
        ) from error


def _flat(fields: Mapping[str, Any], before: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in fields.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {f"{before}{name}": value}
    return found
