"""Panels about all clients: ranking, gains, calibration, folds."""

from markupsafe import Markup

from solvable import wording
from solvable.models.validation import CalibrationFigures, Validation
from solvable.reports.charts import Interval, Line, Mark, Rate, draw_lines, draw_rates
from solvable.reports.page import Panel
from solvable.reports.scales import Axis, Said
from solvable.reports.validation.words import (
    estimate_in_words,
    interval_in_words,
    number_in_words,
    said,
    share_in_words,
    table_of,
)
from solvable.vocabulary import Language

__all__ = ["calibration_panel", "draw_reliability", "folds_panel", "gains_panel", "ranking_panel", "reliability_panel"]


def ranking_panel(validation: Validation, language: Language) -> Panel:
    """Return AUC, Gini and KS with their intervals."""
    rows = [
        (name, estimate)
        for name, estimate in (
            ("auc", validation.ranking.auc), ("gini", validation.ranking.gini), ("ks", validation.ranking.ks),
        )
    ]  # fmt: skip
    axis = Axis(title=said("value", language), said=lambda value: wording.decimal(value, language), low=0.0, high=1.0)
    return Panel(
        key="ranking-measures",
        title=said("measures", language),
        note=said("measures_note", language),
        drawings=(
            draw_rates(
                [Rate(said(name, language), figure.value, figure.low, figure.high) for name, figure in rows],
                axis,
                said("measures", language),
            ),
        ),
        table=table_of(
            ("figure", "value", "interval"),
            [
                (
                    said(name, language),
                    number_in_words(figure.value, language),
                    interval_in_words(figure.low, figure.high, language),
                )
                for name, figure in rows
            ],
            language,
        ),
    )


def gains_panel(validation: Validation, language: Language) -> Panel:
    """Return which share of the defaults the riskiest tenths hold."""
    percent = _percent(language)
    points = [(0.0, 0.0), *((gain.looked_at_share, gain.captured_share) for gain in validation.gains)]
    return Panel(
        key="gains",
        title=said("gains", language),
        note=said("gains_note", language),
        drawings=(
            draw_lines(
                [Line(said("captured", language), points)],
                Axis(title=said("looked_at", language), said=percent, low=0.0, high=1.0),
                Axis(title=said("captured", language), said=percent, low=0.0, high=1.0),
                said("gains", language),
                diagonal=said("by_chance", language),
                dotted=True,
            ),
        ),
        table=table_of(
            ("tenth", "clients", "defaults", "default_rate", "captured", "lift"),
            [
                (
                    str(i),
                    wording.count(gain.n_clients, language),
                    wording.count(gain.n_defaults, language),
                    share_in_words(gain.default_rate, language),
                    share_in_words(gain.captured_share, language),
                    number_in_words(gain.lift, language, digits=2),
                )
                for i, gain in enumerate(validation.gains, start=1)
            ],
            language,
        ),
    )


def draw_reliability(calibration: CalibrationFigures, title: str, language: Language) -> Markup:
    """Draw observed against announced with what chance leaves open, under a title."""
    percent = _percent(language)
    end = max(max(band.observed.high, band.prob_mean) for band in calibration.bands)
    return draw_lines(
        [Line(title, [(band.prob_mean, band.observed.value) for band in calibration.bands])],
        Axis(title=said("announced", language), said=percent, low=0.0, high=end),
        Axis(title=title, said=percent, low=0.0, high=end),
        f"{said('reliability', language)}. {title}",
        diagonal=said("agreement", language),
        dotted=True,
        intervals=[Interval(band.prob_mean, band.observed.low, band.observed.high) for band in calibration.bands],
    )


def reliability_panel(validation: Validation, language: Language) -> Panel:
    """Return the reliability curve and its bands."""
    calibration = validation.calibration
    return Panel(
        key="reliability",
        title=said("reliability", language),
        note=said("reliability_note", language),
        drawings=(draw_reliability(calibration, said("observed", language), language),),
        table=table_of(
            ("band", "clients", "announced", "defaults", "observed", "interval"),
            [
                (
                    interval_in_words(band.prob_least, band.prob_greatest, language, is_share=True),
                    wording.count(band.n_clients, language),
                    share_in_words(band.prob_mean, language),
                    wording.count(band.n_defaults, language),
                    share_in_words(band.observed.value, language),
                    interval_in_words(band.observed.low, band.observed.high, language, is_share=True),
                )
                for band in calibration.bands
            ],
            language,
        ),
    )


def calibration_panel(validation: Validation, language: Language) -> Panel:
    """Return slope, intercept, error, and what the Brier score is made of."""
    found = validation.calibration

    def small(value: float) -> str:
        return number_in_words(value, language, digits=4)

    return Panel(
        key="calibration-figures-panel",
        title=said("calibration_figures", language),
        note=said("calibration_note", language),
        drawings=(),
        table=table_of(
            ("figure", "value"),
            [
                (said("slope", language), estimate_in_words(found.slope, language)),
                (said("intercept", language), estimate_in_words(found.intercept, language)),
                (said("error", language), share_in_words(found.error, language, digits=2)),
                (said("error_by_chance", language), share_in_words(found.error_by_chance, language, digits=2)),
                (said("brier", language), small(found.brier)),
                (said("brier_reliability", language), small(found.reliability)),
                (said("brier_resolution", language), small(found.resolution)),
                (said("brier_uncertainty", language), small(found.uncertainty)),
                (said("brier_within", language), small(found.within_bands)),
            ],
            language,
        ),
    )


def folds_panel(validation: Validation, language: Language) -> Panel:
    """Return the AUC of every fold."""
    aucs = validation.fold_aucs
    mean = sum(aucs) / len(aucs)
    spread = (sum((auc - mean) ** 2 for auc in aucs) / len(aucs)) ** 0.5
    mean_said = number_in_words(mean, language)
    names = [said("fold_said", language, n=str(i)) for i in range(1, len(aucs) + 1)]
    return Panel(
        key="folds",
        title=said("folds", language),
        note=said("folds_note", language, mean=mean_said, spread=number_in_words(spread, language)),
        drawings=(
            draw_rates(
                [Rate(name, auc, auc, auc) for name, auc in zip(names, aucs, strict=True)],
                auc_axis([*aucs, mean], language),
                said("folds", language),
                overall=Mark(said("everybody", language, value=mean_said), mean),
            ),
        ),
        table=table_of(
            ("fold", "auc"),
            [(name, number_in_words(auc, language)) for name, auc in zip(names, aucs, strict=True)],
            language,
        ),
    )


def auc_axis(values: list[float], language: Language) -> Axis:
    """Return an axis of AUC from 0.5, or from the least value where that is lower."""
    return Axis(
        title=said("auc", language), said=lambda value: wording.decimal(value, language), low=min(0.5, *values),
        high=min(1.0, max(values) + 0.05),
    )  # fmt: skip


def _percent(language: Language) -> Said:
    return lambda value: wording.percent(value, language)
