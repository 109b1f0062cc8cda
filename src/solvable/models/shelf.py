"""Where a workspace keeps its bundles, and which of them serves."""

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from solvable.errors import NotReadyError
from solvable.portfolios.workspace import Workspace, replace_json

if TYPE_CHECKING:
    from solvable.models.bundle import Bundle

__all__ = ["current_bundle", "put_on_shelf"]

_CURRENT = "current.json"


def current_bundle(workspace: Workspace) -> Path:
    """Return the folder of the bundle that serves.

    Raises
    ------
    NotReadyError
        No model was trained yet.
    """
    pointer = workspace.bundles / _CURRENT
    if not pointer.exists():
        raise NotReadyError(f"{workspace.root} has no model yet.", command="solvable train")
    return workspace.bundles / str(json.loads(pointer.read_text(encoding="utf-8"))["version"])


def put_on_shelf(bundle: "Bundle", workspace: Workspace) -> Path:
    """Keep a bundle and let it serve; one that is there already under its version stays as it is.

    A version holds the checksum of what the model is, so that equal versions are equal models.
    """
    from solvable.models.bundle import save_bundle  # Loads XGBoost, which asking for the current bundle need not.

    folder = workspace.bundles / bundle.version
    if not folder.exists():
        aside = workspace.bundles / f".aside-{uuid.uuid4().hex[:12]}"
        aside.mkdir(parents=True)
        save_bundle(bundle, aside)
        aside.rename(folder)
    replace_json(workspace.bundles / _CURRENT, {"version": bundle.version})
    return folder
