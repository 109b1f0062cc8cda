"""Where a workspace keeps its bundles, and which of them serves."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from solvable.errors import ConfigError, NotReadyError, listed
from solvable.models.manifest import CHECKSUMS
from solvable.portfolios.workspace import Workspace, read_json, replace_json

if TYPE_CHECKING:
    from solvable.models.bundle import Bundle

__all__ = [
    "bundles_on_shelf",
    "current_bundle",
    "current_version",
    "find_bundle",
    "let_serve",
    "put_on_shelf",
    "serves_at_once",
]

_CURRENT = "current.json"


def current_bundle(workspace: Workspace) -> Path:
    """Return the folder of the bundle that serves.

    Raises
    ------
    NotReadyError
        No model was trained yet.
    """
    version = current_version(workspace)
    if version is None:
        raise NotReadyError(f"{workspace.root} has no model yet.", command="solvable train")
    return workspace.bundles / version


def current_version(workspace: Workspace) -> str | None:
    """Return the version of the bundle that serves, or None where none does yet."""
    pointer = workspace.bundles / _CURRENT
    if not pointer.exists():
        return None
    command = "solvable bundle serve VERSION"
    version = read_json(pointer, command=command).get("version")
    if not isinstance(version, str):
        raise NotReadyError(f"{pointer} must name the version that serves, found none in it.", command=command)
    return version


def bundles_on_shelf(workspace: Workspace) -> tuple[Path, ...]:
    """Return the folders of all bundles, by version."""
    return tuple(sorted(sums.parent for sums in workspace.bundles.glob(f"[!.]*/{CHECKSUMS}")))


def find_bundle(workspace: Workspace, version: str) -> Path:
    """Return the folder of a bundle by its version, or by the beginning of it that no other has.

    Raises
    ------
    ConfigError
        No bundle is named so, or several are; the message lists those that are there.
    """
    there = bundles_on_shelf(workspace)
    found = [folder for folder in there if folder.name == version] or [
        folder for folder in there if folder.name.startswith(version)
    ]
    if len(found) != 1:
        raise ConfigError(
            f"Expected the version of one model, found {version!r}, which names {len(found) or 'none'} of "
            f"{listed([folder.name for folder in there])}. Name one of these, or run `solvable bundle list`."
        )
    return found[0]


def let_serve(folder: Path, workspace: Workspace) -> None:
    """Let a bundle of the shelf serve from now on."""
    replace_json(workspace.bundles / _CURRENT, {"version": folder.name})


def serves_at_once(version: str, workspace: Workspace, *, is_told: bool, is_challenger: bool) -> bool:
    """Return whether a model that was just trained serves.

    It does where nothing serves yet, and where somebody says so. Whoever trains takes nothing out of service
    by that: people may be deciding by the model that serves. A challenger is there to compare with.
    """
    serving = current_version(workspace)
    return is_told or serving == version or (serving is None and not is_challenger)


def put_on_shelf(bundle: "Bundle", workspace: Workspace, *, serves: bool = True) -> Path:
    """Keep a bundle and let it serve, unless it is not to; one that is there under its version stays as it is.

    A version holds the checksum of what the model is, so that equal versions are equal models.
    """
    from solvable.models.bundle import save_bundle  # Loads XGBoost, which asking for the current bundle need not.

    folder = workspace.bundles / bundle.version
    if not folder.exists():
        aside = workspace.bundles / f".aside-{uuid.uuid4().hex[:12]}"
        aside.mkdir(parents=True)
        save_bundle(bundle, aside)
        aside.rename(folder)
    if serves:
        let_serve(folder, workspace)
    return folder
