"""The model as a whole, described: what moves scores, how much, and from which value on; in French and English."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solvable import wording
from solvable.errors import CatalogueError, listed
from solvable.models.importance import CurveBand, FeatureImportance, GroupImportance, Importance, PointsGiven
from solvable.models.splits import Side
from solvable.portfolios.catalogue import Catalogue, Value
from solvable.vocabulary import Language, Text, Unit
from solvable.wording import sentence

__all__ = ["BandView", "FeatureView", "GroupView", "ModelView", "view_model"]

NOT_AVAILABLE = Text(fr="non renseigné", en="not available")
ANY_VALUE = Text(fr="toute valeur", en="any value")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandView:
    """Clients with a like value, and what they get for it; ``value`` is their median, None of a category."""

    label: Text
    value: float | None
    points: PointsGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureView:
    """What a feature gives.

    Attributes
    ----------
    mean_points
        The mean over clients of what it gives or takes.
    curve
        By value, rising, or by level, the most harmful first.
    missing
        What clients without the value get; None where they are too few to say.
    summary
        From which value to which other the mean goes.
    """

    name: str
    label: Text
    theme_label: Text
    reason_label: Text
    unit: Unit
    is_category: bool
    is_actionable: bool
    mean_points: float
    curve: tuple[BandView, ...]
    missing: BandView | None
    summary: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A theme or a reason; ``share`` is its part of what all of its kind move."""

    key: str
    label: Text
    mean_points: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """How a model reads the clients of a side, the most important first."""

    side: Side
    n_clients: int
    themes: tuple[GroupView, ...]
    reasons: tuple[GroupView, ...]
    features: tuple[FeatureView, ...]


def view_model(importance: Importance, catalogue: Catalogue, *, currency: str | None) -> ModelView:
    """Describe what a bundle tells of how its model reads clients.

    Raises
    ------
    CatalogueError
        The catalogue does not have a feature of the model: it is newer or older than the model.
    """
    strange = [feature.name for feature in importance.features if feature.name not in catalogue.features]
    if strange:
        raise CatalogueError(
            f"Every feature of a model must have an entry in the catalogue, found none for {listed(strange)}. "
            "The model was trained with another version of the catalogue: train again."
        )
    return ModelView(
        side=importance.side,
        n_clients=importance.n_clients,
        themes=_groups(importance.themes, catalogue.themes.__getitem__),
        reasons=_groups(importance.reasons, catalogue.reasons.__getitem__),
        features=tuple(_feature(feature, catalogue, currency) for feature in importance.features),
    )


def _groups(groups: Sequence[GroupImportance], label: Callable[[str], Text]) -> tuple[GroupView, ...]:
    total = sum(group.mean_points for group in groups)
    return tuple(
        GroupView(
            key=group.key, label=label(group.key), mean_points=group.mean_points,
            share=group.mean_points / total if total else 0.0,
        )
        for group in groups
    )  # fmt: skip


def _feature(found: FeatureImportance, catalogue: Catalogue, currency: str | None) -> FeatureView:
    entry = catalogue.features[found.name]
    curve = tuple(
        BandView(
            label=_band_label(band, found.name, catalogue, currency),
            value=band.value if isinstance(band.value, float) else None,
            points=band.points,
        )
        for band in found.curve
    )
    missing = BandView(label=NOT_AVAILABLE, value=None, points=found.missing) if found.missing else None
    return FeatureView(
        name=found.name,
        label=entry.label,
        theme_label=catalogue.themes[entry.theme],
        reason_label=catalogue.reasons[entry.reason],
        unit=entry.unit,
        is_category=entry.is_category,
        is_actionable=entry.is_actionable,
        mean_points=found.mean_points,
        curve=curve,
        missing=missing,
        summary=_summary([*curve, *([missing] if missing else [])], moves=found.mean_points > 0),
    )


def _band_label(band: CurveBand, name: str, catalogue: Catalogue, currency: str | None) -> Text:
    def said(value: Value, language: Language) -> str:
        return catalogue.value_in_words(name, value, language, currency=currency)

    if isinstance(band.value, str):
        return Text(fr=said(band.value, Language.FR), en=said(band.value, Language.EN))
    ends = {
        "least": lambda language: said(band.least, language),
        "greatest": lambda language: said(band.greatest, language),
    }
    if band.least is None and band.greatest is None:
        return ANY_VALUE
    if band.least is None:
        return sentence(fr="jusqu’à {greatest}", en="up to {greatest}", **ends)
    if band.greatest is None:
        return sentence(fr="à partir de {least}", en="from {least} on", **ends)
    if all(ends["least"](language) == ends["greatest"](language) for language in Language):
        return sentence(fr="{least}", en="{least}", **ends)
    return sentence(fr="de {least} à {greatest}", en="{least} to {greatest}", **ends)


def _summary(bands: Sequence[BandView], *, moves: bool) -> Text:
    """Say from where to where the mean goes; in whole points, as points are shown."""
    if not moves:
        return Text(fr="Ne change aucun score.", en="Changes no score.")
    if not bands:
        return Text(fr="Trop peu de clients pour le dire.", en="Too few clients to say.")
    ordered = sorted(bands, key=lambda band: band.points.mean)
    worst, best = ordered[0], ordered[-1]
    return sentence(
        fr="En points, de {low} ({worst}) à {high} ({best}).",
        en="In points, from {low} ({worst}) to {high} ({best}).",
        low=lambda language: wording.points(round(worst.points.mean), language),
        high=lambda language: wording.points(round(best.points.mean), language),
        worst=worst.label.in_language,
        best=best.label.in_language,
    )
