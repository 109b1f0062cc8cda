"""A server is there soon after it was started: it loads no more than it answers by, and computes ahead afterwards."""

import dataclasses
import gc
import subprocess
import sys

import pytest

from builders import make_bundle, make_portfolio, make_rows, make_workspace
from solvable.errors import BundleError, NotReadyError
from solvable.loading import loading
from solvable.models.shelf import put_on_shelf
from solvable.web.api.openapi import build_openapi_document
from solvable.web.api.operations import operation_ids, types_read
from solvable.web.changeover import FirstAnswer
from solvable.web.serving import check_serving, what_serves


def in_a_process(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_a_server_process_loads_xgboost_without_scikit_learn_which_others_still_find():
    program = """
import sys
from solvable.web.wsgi import load_xgboost_alone
load_xgboost_alone()
print("xgboost" in sys.modules, "sklearn" in sys.modules)
import sklearn.linear_model
print("sklearn" in sys.modules)
"""

    assert in_a_process(program) == ["True", "False", "True"]


def test_the_process_that_starts_servers_again_is_imported_by_them_without_its_commands():
    program = "import sys, solvable.cli; print({'typer', 'rich', 'numpy', 'django'} & sys.modules.keys() or 'none')"

    assert in_a_process(program) == ["none"]


def test_operations_are_called_and_read_as_the_whole_schema_says():
    """The gate asks for their ids before every answer, and writing the schema takes a second."""
    paths = build_openapi_document()["paths"]

    assert operation_ids() == {
        path: {method: operation["operationId"] for method, operation in operations.items()}
        for path, operations in paths.items()
    }
    assert types_read() == {
        operation["operationId"]: tuple(operation["requestBody"]["content"])
        for operations in paths.values()
        for operation in operations.values()
        if "requestBody" in operation
    }
    assert any("application/json" in types for types in types_read().values())


@pytest.mark.django_db
def test_computing_ahead_waits_for_the_first_answer(stranger):
    first_answer = FirstAnswer()
    assert not first_answer.wait(0)

    stranger.get("/healthz")

    assert first_answer.wait(0)


def test_nothing_is_looked_through_for_garbage_while_modules_are_loaded():
    assert gc.isenabled()

    with loading():
        assert not gc.isenabled()

    assert gc.isenabled()


@pytest.fixture
def workspace(tmp_path, settings, db):  # noqa: ARG001 - asked for what it does.
    workspace = make_workspace(tmp_path / "workspace", make_rows(30, seed=7))
    put_on_shelf(make_bundle(), workspace)
    settings.WORKSPACE, settings.PORTFOLIO = workspace.root, make_portfolio
    return workspace


def test_what_serves_whole_may_be_served(workspace):  # noqa: ARG001 - asked for what it does.
    check_serving(what_serves())


def test_a_changed_byte_of_a_clients_features_is_found_before_any_server_process_starts(workspace):
    file = workspace.features_path()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(NotReadyError, match=r"features\.arrow must be the feature table that was built, SHA-256"):
        check_serving(what_serves())


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"other"), lambda file: file.unlink()])
def test_a_damaged_model_is_named_before_any_server_process_starts(workspace, spoil):
    serving = what_serves()
    [booster] = serving.folder.glob("*.ubj")
    spoil(booster)

    with pytest.raises(BundleError, match=r"booster\.ubj.*expected SHA-256"):
        check_serving(serving)
    assert workspace.features_path().is_file()


def test_features_of_another_recipe_are_refused_before_any_server_process_starts(workspace):
    bundle = make_bundle()
    data = bundle.manifest.data.model_copy(update={"recipe": "another"})
    other = dataclasses.replace(bundle, manifest=bundle.manifest.model_copy(update={"version": "other", "data": data}))
    put_on_shelf(other, workspace)

    with pytest.raises(NotReadyError, match="learned from features made by recipe another"):
        check_serving(what_serves())
