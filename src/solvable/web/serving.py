"""Which model and policy serve: those of the release that the records name, else those at hand in the workspace."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from solvable.errors import BundleError, ConfigError, NotReadyError

if TYPE_CHECKING:
    from solvable.decisions.policy import Policy
    from solvable.decisions.service import ScoringService
    from solvable.portfolios.portfolio import Portfolio
    from solvable.web.journal.records import Release

__all__ = ["Serving", "check_serving", "identity_of", "open_serving", "what_serves"]

# What a bundle is, what a policy says, and which scores of all clients go with the model and the features.
Identity = tuple[str, str, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A model of the shelf and a policy that serve together; ``identity`` differs whenever answers may."""

    folder: Path
    policy: "Policy"
    identity: Identity


def what_serves() -> Serving:
    """Return what serves now; it reads a few small files and asks the records once.

    Raises
    ------
    NotReadyError
        There are no features or no model yet, or the model of the release is not on this shelf.
    BundleError
        The model on the shelf is not the one that was released.
    ConfigError
        The policy cannot be read.
    """
    # Imported here: commands that only touch the journal need not load the model's libraries.
    from solvable.decisions.scored_clients import scores_path
    from solvable.models.manifest import CHECKSUMS
    from solvable.models.shelf import current_bundle
    from solvable.portfolios.workspace import Workspace, file_checksum
    from solvable.web.journal.releases import serving_release

    workspace = Workspace(settings.WORKSPACE)
    features = workspace.features()
    release = serving_release(datetime.now(UTC))
    folder = current_bundle(workspace) if release is None else workspace.bundles / release.model_version
    sums = folder / CHECKSUMS
    if not sums.is_file():
        raise NotReadyError(
            f"{folder.name} serves, and is not on the shelf of {workspace.root}.", command="solvable bundle import FILE"
        )
    checksum = file_checksum(sums)
    if release is not None and release.model_checksum != checksum:
        raise BundleError(
            f"expected the model of release {release.pk}, checksum {release.model_checksum[:12]}, found "
            f"{checksum[:12]}. Take the released one in again with `solvable bundle import`.",
            file=str(folder),
        )
    policy = _policy_at_hand() if release is None else _policy_of(release)
    scores = scores_path(workspace, model_version=folder.name, features_fingerprint=features.fingerprint)
    return Serving(folder=folder, policy=policy, identity=(checksum, policy.checksum, scores))


def check_serving(serving: Serving) -> None:
    """Check that what serves is whole and reads these features, without loading the libraries that models need.

    Raises
    ------
    NotReadyError
        The features are made otherwise than those that the model learned from, were changed since, or cannot be read.
    BundleError
        A file of the model is missing or was changed.
    """
    from solvable.decisions.readiness import check_features
    from solvable.models.checksums import check_bundle
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.workspace import Workspace

    workspace = Workspace(settings.WORKSPACE)
    check_features(check_bundle(serving.folder), workspace.features())
    workspace.check_features_whole()
    FeatureTable(workspace.features_path())


def open_serving(serving: Serving) -> "ScoringService":
    """Open the scoring service of what serves; NotReadyError, BundleError."""
    from solvable.decisions.service import ScoringService
    from solvable.portfolios.workspace import Workspace

    workspace, portfolio = Workspace(settings.WORKSPACE), _made(settings.PORTFOLIO)
    return ScoringService.open(workspace, portfolio, serving.policy, folder=serving.folder)


def identity_of(service: "ScoringService") -> Identity:
    """Return the identity of what an open service answers by."""
    return service.bundle.checksum or "", service.policy.checksum, service.scores


def _made(portfolio: "str | Callable[[], Portfolio]") -> "Portfolio":
    make = import_string(portfolio) if isinstance(portfolio, str) else portfolio
    made: Portfolio = make()
    return made


def _policy_at_hand() -> "Policy":
    from solvable.decisions.policy import Policy
    from solvable.documents import read_document

    return read_document(settings.CONFIG / "policy.toml", Policy)


def _policy_of(release: "Release") -> "Policy":
    """Return the policy that was approved, from its record: a file that is edited since changes nothing."""
    from pydantic import ValidationError

    from solvable.decisions.policy import Policy

    try:
        return Policy.model_validate_json(json.loads(release.content or "{}").get("policy", "{}"))
    except ValidationError as error:
        raise ConfigError(
            f"Expected a policy as this version reads it in release {release.pk}, found one of another version "
            f"({error.error_count()} parts). Propose the policy at hand with `solvable release propose`."
        ) from error
