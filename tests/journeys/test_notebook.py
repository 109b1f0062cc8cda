"""The notebook runs from end to end on the made-up portfolio, and types no figure of its own."""

import re
from copy import deepcopy

import nbformat
import pytest
from nbclient import NotebookClient

from builders import REPOSITORY

NOTEBOOK = REPOSITORY / "notebooks" / "modelisation.ipynb"
SECONDS_PER_CELL = 300


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def ran(notebook, tmp_path_factory):
    """Run every cell in a kernel of its own; a cell that fails stops here."""
    home = tmp_path_factory.mktemp("kernel")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
            patch.setenv(variable, str(home))
        client = NotebookClient(
            deepcopy(notebook),
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": str(NOTEBOOK.parent)}},
        )
        return client.execute()


@pytest.fixture(scope="module")
def told(ran):
    """Return what the cells say and show."""
    return "\n".join(
        output.data.get("text/markdown", "") + output.data.get("text/html", "")
        for cell in ran.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    )


def test_every_chapter_of_the_story_is_told(told):
    for said in (
        "en impayé",
        "Valeur d’information",
        "l’AUC est de",
        "accord parfait",
        "Accord à partir de",
        "le score affiché",
    ):
        assert said in told


def test_the_notebook_shows_pictures_with_their_figures_in_tables(told):
    assert told.count("<svg") >= 6
    assert told.count("<table") >= 5


def test_the_text_types_no_figure(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d", cell.source), cell.source


def test_no_cell_complains(ran):
    complaints = [
        output.text for cell in ran.cells for output in cell.get("outputs", ()) if output.output_type == "stream"
    ]

    assert complaints == []


def test_no_output_is_stored(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
