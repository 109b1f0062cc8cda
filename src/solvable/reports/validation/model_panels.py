"""Panels about what the model makes of clients: which themes and features move scores, and from which value on."""

from solvable import wording
from solvable.explanations.model_view import BandView, FeatureView, ModelView
from solvable.reports.charts import Bar, Rate, draw_bars, draw_rates
from solvable.reports.page import Panel
from solvable.reports.scales import Axis
from solvable.reports.validation.words import interval_in_words, number_in_words, said, share_in_words, table_of
from solvable.vocabulary import Language

__all__ = ["curve_panel", "model_panels"]

# What one reads on a page; the bundle has them all.
MOST_FEATURES, MOST_CURVES = 15, 6


def model_panels(model: ModelView, language: Language) -> list[Panel]:
    """Return importance by theme, the features that move scores most, and the curves of the first of these."""
    return [
        _themes_panel(model, language),
        _features_panel(model, language),
        *(curve_panel(feature, language) for feature in model.features[:MOST_CURVES] if feature.curve),
    ]


def _themes_panel(model: ModelView, language: Language) -> Panel:
    return Panel(
        key="importance-themes",
        title=said("themes", language),
        note=said("themes_note", language, n=wording.count(model.n_clients, language)),
        drawings=(
            draw_bars(
                [Bar(theme.label.in_language(language), theme.mean_points) for theme in model.themes],
                _points_axis("mean_points", language, low=0.0),
                said("themes", language),
            ),
        ),
        table=table_of(
            ("theme", "mean_points", "share"),
            [
                (
                    theme.label.in_language(language),
                    number_in_words(theme.mean_points, language, digits=1),
                    share_in_words(theme.share, language),
                )
                for theme in model.themes
            ],
            language,
        ),
    )


def _features_panel(model: ModelView, language: Language) -> Panel:
    shown = model.features[:MOST_FEATURES]
    return Panel(
        key="importance-features",
        title=said("top_features", language),
        note=said(
            "top_features_note", language, n=wording.count(len(shown), language),
            of=wording.count(len(model.features), language),
        ),
        is_wide=True,
        drawings=(
            draw_bars(
                [Bar(feature.label.in_language(language), feature.mean_points) for feature in shown],
                _points_axis("mean_points", language, low=0.0),
                said("top_features", language),
            ),
        ),
        table=table_of(
            ("feature", "theme", "goes", "mean_points"),
            [
                (
                    feature.label.in_language(language),
                    feature.theme_label.in_language(language),
                    feature.summary.in_language(language),
                    number_in_words(feature.mean_points, language, digits=1),
                )
                for feature in shown
            ],
            language,
            n_words=3,
        ),
    )  # fmt: skip


def curve_panel(feature: FeatureView, language: Language) -> Panel:
    """Return what a feature gives by value: the mean, and between which points four of five clients get."""
    bands = [*feature.curve, *([feature.missing] if feature.missing else [])]
    low = min(0.0, *(band.points.low for band in bands))
    high = max(0.0, *(band.points.high for band in bands))
    title = feature.label.in_language(language)
    axis = _points_axis("points_given", language, low=low, high=high)
    return Panel(
        key=f"curve-{feature.name}",
        title=title,
        note=said("curve_note", language),
        drawings=(
            draw_rates(
                [
                    Rate(band.label.in_language(language), band.points.mean, band.points.low, band.points.high)
                    for band in bands
                ],
                axis,
                f"{said('points_given', language)}. {title}",
            ),
        ),
        table=table_of(
            ("its_value", "share", "points_given", "four_of_five"), [_row(band, language) for band in bands], language
        ),
    )


def _row(band: BandView, language: Language) -> tuple[str, ...]:
    return (
        band.label.in_language(language),
        share_in_words(band.points.share, language),
        # Beside a nought a sign would say that there is something.
        number_in_words(round(band.points.mean, 1) + 0.0, language, digits=1),
        interval_in_words(band.points.low, band.points.high, language, digits=1),
    )


def _points_axis(title: str, language: Language, *, low: float, high: float | None = None) -> Axis:
    return Axis(
        title=said(title, language),
        said=lambda value: wording.decimal(value, language, digits=1).replace("-", "\u2212"),
        low=low,
        high=high,
    )
