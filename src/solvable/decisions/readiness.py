"""Whether a model may read a feature table: equal names must mean equal things."""

from solvable.errors import NotReadyError, listed
from solvable.models.manifest import Manifest
from solvable.portfolios.workspace import FeaturesManifest

__all__ = ["check_features"]


def check_features(model: Manifest, features: FeaturesManifest) -> None:
    """Check that features are made as those were that a model learned from, and from the same tables.

    Raises
    ------
    NotReadyError
        They are not, so that the model would misread them.
    """
    if model.data.recipe != features.recipe:
        raise NotReadyError(
            f"Model {model.version} learned from features made by recipe {model.data.recipe[:12]}, "
            f"the workspace has features made by {features.recipe[:12]}.",
            command="solvable train",
        )
    if set(model.data.not_available) != set(features.not_available):
        raise NotReadyError(
            f"Model {model.version} learned without the tables {listed(model.data.not_available)}, "
            f"the workspace lacks {listed(features.not_available)}. It would misread what it never met.",
            command="solvable train",
        )
