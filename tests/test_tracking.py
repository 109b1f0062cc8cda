"""A run on record in MLflow: whole, and told to nobody else."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from builders import make_bundle, make_rows
from solvable.errors import MissingExtraError, TrackingError
from solvable.models.bundle import load_bundle
from solvable.tracking import log_run

# Its own interpreter: MLflow's database library warns of its future, and warnings end our tests.
LOG_AND_READ = """
import json, sys, tempfile
from builders import make_bundle
from solvable.tracking import log_run
uri = sys.argv[1]
run_id = log_run(make_bundle(), uri)
import mlflow
from mlflow.telemetry.utils import is_telemetry_disabled
client = mlflow.MlflowClient(tracking_uri=uri)
run = client.get_run(run_id)
print(json.dumps({
    "params": run.data.params, "metrics": run.data.metrics, "tags": run.data.tags, "status": run.info.status,
    "silent": is_telemetry_disabled(), "bundle": client.download_artifacts(run_id, "bundle", sys.argv[2]),
    "files": [item.path for item in client.list_artifacts(run_id)],
    "pictures": [item.path for item in client.list_artifacts(run_id, "pictures")],
    "picture": client.download_artifacts(run_id, "pictures", sys.argv[2]),
}))
"""


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mlflow")
    (folder / "downloads").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LOG_AND_READ, f"sqlite:///{folder}/runs.db", str(folder / "downloads")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_parameters_figures_and_what_the_model_is_are_on_record(logged):
    manifest = make_bundle().manifest

    assert logged["params"]["boosting.max_depth"] == str(manifest.training.boosting.max_depth)
    assert logged["params"]["version"] == manifest.training.version
    assert logged["metrics"]["auc"] == manifest.figures.auc
    assert logged["tags"]["version"] == manifest.version
    assert logged["status"] == "FINISHED"


def test_the_bundle_on_record_is_whole_and_scores_as_before(logged):
    rows = make_rows(50, seed=3)

    np.testing.assert_array_equal(load_bundle(Path(logged["bundle"])).log_odds(rows), make_bundle().log_odds(rows))


def test_pages_and_pictures_are_on_record_and_open_by_themselves(logged):
    assert set(logged["files"]) == {"bundle", "model-card.html", "pictures", "validation.html"}
    assert any("reliability" in name for name in logged["pictures"])
    for picture in Path(logged["picture"]).iterdir():
        assert ElementTree.fromstring(picture.read_text()).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  (ours)


def test_nothing_is_told_to_anybody_else(logged):
    assert logged["silent"] is True


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)

    with pytest.raises(MissingExtraError, match="Run `make install EXTRAS=mlflow` first"):
        log_run(make_bundle(), "sqlite:///runs.db")


def test_an_address_that_is_none_is_refused_with_an_example():
    with pytest.raises(TrackingError, match=r"as sqlite:///runs\.db, found carrier-pigeon://home"):
        log_run(make_bundle(), "carrier-pigeon://home")


def test_a_server_that_is_not_there_is_said_and_the_model_is_not_lost():
    with pytest.raises(TrackingError, match=r"Expected http://127\.0\.0\.1:9 to take the run, found: .*on the shelf"):
        log_run(make_bundle(), "http://127.0.0.1:9")
