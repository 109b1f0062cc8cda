"""Panels about groups: segments of the portfolio, and those that the law protects."""

from collections.abc import Callable, Collection

from markupsafe import Markup

from solvable import wording
from solvable.models.estimate import Estimate
from solvable.models.validation import FairGroup, FairnessFigures, SegmentFigures, Validation
from solvable.reports.charts import Mark, Rate, draw_rates
from solvable.reports.page import Panel
from solvable.reports.scales import Axis
from solvable.reports.validation.overall_panels import auc_axis, draw_reliability
from solvable.reports.validation.words import (
    cost_in_words,
    estimate_in_words,
    number_in_words,
    said,
    share_in_words,
    table_of,
)
from solvable.vocabulary import Language

__all__ = ["fairness_panel", "segment_panel"]


def segment_panel(segment: SegmentFigures, validation: Validation, language: Language) -> Panel:
    """Return ranking, calibration, verdicts and cost of each group."""
    return Panel(
        key=f"segment-{segment.key}",
        title=segment.label.in_language(language),
        note=_left_out(segment.n_left_out, language),
        is_wide=True,
        drawings=(
            _draw_auc(segment, validation, language),
            *(
                draw_reliability(
                    group.calibration, said("observed_of", language, label=group.label.in_language(language)), language
                )
                for group in segment.groups
            ),
        ),
        table=table_of(
            ("group", "clients", "mean_announced", "default_rate", "auc", "slope", "error", "error_by_chance", "brier",
             "accepted", "declined", "cost_per_application"),
            [
                (
                    group.label.in_language(language),
                    wording.count(group.n_clients, language),
                    share_in_words(group.prob_mean, language),
                    share_in_words(group.n_defaults / group.n_clients, language),
                    estimate_in_words(group.ranking.auc if group.ranking else None, language),
                    estimate_in_words(group.calibration.slope, language, digits=2),
                    share_in_words(group.calibration.error, language),
                    share_in_words(group.calibration.error_by_chance, language),
                    number_in_words(group.calibration.brier, language),
                    share_in_words(group.accepted_share, language),
                    share_in_words(group.declined_share, language),
                    cost_in_words(group.cost, validation.cost, language),
                )
                for group in segment.groups
            ],
            language,
        ),
    )  # fmt: skip


def fairness_panel(ground: FairnessFigures, read: Collection[str], language: Language) -> Panel:
    """Return what the policy does to each protected group; ``read`` are the features of the model."""

    def share(estimate: Estimate | None) -> str:
        return estimate_in_words(estimate, language, is_share=True)

    return Panel(
        key=f"fairness-{ground.key}",
        title=ground.label.in_language(language),
        note=" ".join(
            part
            for part in (
                said(
                    "fairness_note_read" if ground.feature in read else "fairness_note",
                    language,
                    accepted=share(ground.accepted_difference),
                    default=share(ground.default_among_accepted_difference),
                    declined=share(ground.good_declined_difference),
                ),
                _left_out(ground.n_left_out, language),
            )
            if part
        ),
        is_wide=True,
        drawings=tuple(
            _draw_shares(ground, name, pick, language)
            for name, pick in (
                ("accepted", lambda group: group.accepted),
                ("default_among_accepted", lambda group: group.default_among_accepted),
                ("good_declined", lambda group: group.good_declined),
            )
        ),
        table=table_of(("group", "clients", "mean_announced", "default_rate", "accepted", "default_among_accepted",
             "good_declined"),
            [
                (
                    group.label.in_language(language),
                    wording.count(group.n_clients, language),
                    share_in_words(group.prob_mean, language),
                    share(group.observed),
                    share(group.accepted),
                    share(group.default_among_accepted),
                    share(group.good_declined),
                )
                for group in ground.groups
            ],
            language,
        ),
    )  # fmt: skip


def _draw_auc(segment: SegmentFigures, validation: Validation, language: Language) -> Markup:
    rates, ends = [], [validation.ranking.auc.value]
    for group in segment.groups:
        label = group.label.in_language(language)
        if group.ranking is None:
            rates.append(Rate(label, None, None, None))
            continue
        auc = group.ranking.auc
        rates.append(Rate(label, auc.value, auc.low, auc.high))
        ends += [auc.low, auc.high]
    overall = validation.ranking.auc.value
    overall_said = number_in_words(overall, language)
    return draw_rates(
        rates,
        auc_axis(ends, language),
        said("auc_of", language, label=segment.label.in_language(language)),
        overall=Mark(said("everybody", language, value=overall_said), overall),
    )


def _draw_shares(
    ground: FairnessFigures, name: str, pick: Callable[[FairGroup], Estimate | None], language: Language
) -> Markup:
    rates = []
    for group in ground.groups:
        found = pick(group)
        label = group.label.in_language(language)
        rates.append(
            Rate(label, None, None, None) if found is None else Rate(label, found.value, found.low, found.high)
        )
    title = said(name, language)
    axis = Axis(title=title, said=lambda value: wording.percent(value, language), low=0.0)
    return draw_rates(rates, axis, f"{title}\u00a0: {ground.label.in_language(language)}")


def _left_out(n: int, language: Language) -> str | None:
    """Say how many clients are in no group that is told."""
    if n == 0:
        return None
    return said("left_out_one" if n == 1 else "left_out", language, n=wording.count(n, language))
