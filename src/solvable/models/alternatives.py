"""What each restriction of the model costs: the document that a comparison of models leaves beside them."""

from pathlib import Path

from pydantic import ValidationError

from solvable.documents import Document
from solvable.errors import BundleError
from solvable.models.estimate import Estimate
from solvable.models.manifest import ModelKind
from solvable.models.proxies import ProxyTest
from solvable.portfolios.workspace import Workspace, replace_json

__all__ = ["Alternative", "Alternatives", "Difference", "read_alternatives", "write_alternatives"]

FILE = "alternatives.json"


class Difference(Document):
    """What a model does less what the reference does, on the same clients."""

    auc: Estimate
    gini: Estimate
    cost_per_1000: Estimate


class Alternative(Document):
    """One model, by what it does on *report* under the policy.

    Attributes
    ----------
    key
        ``profile``, ``profile:free`` without the directions of credit sense, ``profile:scorecard``.
    cost_per_1000
        Of 1,000 applications accepted or declined at the model's own cutoff of least cost.
    against_reference
        None for the reference itself.
    """

    key: str
    version: str
    kind: ModelKind
    profile: str
    has_directions: bool
    n_features: int
    auc: Estimate
    gini: Estimate
    cost_per_1000: Estimate
    against_reference: Difference | None


class Alternatives(Document):
    """Models of one feature table, one configuration and one policy, measured on the same clients.

    ``reference`` is the version of the model that the others are compared with: the default profile.
    ``proxies`` are of its features.
    """

    measured_at: str
    features_fingerprint: str
    training_checksum: str
    policy_version: str
    n_report: int
    n_report_defaults: int
    reference: str
    models: tuple[Alternative, ...]
    proxies: tuple[ProxyTest, ...]


def write_alternatives(alternatives: Alternatives, workspace: Workspace) -> None:
    """Keep a comparison beside the models; an earlier one is replaced."""
    workspace.bundles.mkdir(parents=True, exist_ok=True)
    replace_json(_path(workspace), alternatives.model_dump(mode="json"))


def read_alternatives(workspace: Workspace) -> Alternatives | None:
    """Return the comparison that was made last, None where none was.

    Raises
    ------
    BundleError
        The file is there and is not what this version writes.
    """
    path = _path(workspace)
    if not path.exists():
        return None
    try:
        return Alternatives.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise BundleError("expected a comparison of models, found something else. Run `solvable profiles` again.",
                          file=str(path)) from error  # fmt: skip


def _path(workspace: Workspace) -> Path:
    return workspace.bundles / FILE
