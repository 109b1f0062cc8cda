"""Panels about what decisions cost and what becomes of each verdict."""

from solvable import wording
from solvable.metrics import wilson_interval
from solvable.models.alternatives import Alternatives
from solvable.models.validation import Validation
from solvable.reports.charts import Line, Mark, Rate, draw_lines, draw_rates
from solvable.reports.page import Panel
from solvable.reports.scales import Axis
from solvable.reports.validation.words import (
    cost_in_words,
    estimate_in_words,
    interval_in_words,
    said,
    share_in_words,
    table_of,
)
from solvable.vocabulary import Language

__all__ = ["alternatives_panel", "cost_note", "cost_panel", "verdicts_panel"]


def cost_note(validation: Validation, language: Language) -> str:
    """Say what the policy weighs against what."""
    break_even = wording.percent(validation.cost.break_even, language)
    if validation.cost.kind == "money":
        return said("cost_note_money", language, break_even=break_even)
    ratio = wording.decimal((1 - validation.cost.break_even) / validation.cost.break_even, language)
    return said("cost_note_ratio", language, break_even=break_even, ratio=ratio)


def cost_panel(validation: Validation, language: Language) -> Panel:
    """Return cost and acceptance over the cutoff with the chosen one, and what it costs on *report*."""
    cost = validation.cost
    chosen = wording.count(cost.chosen.cutoff, language)
    at = Mark(said("chosen_cutoff", language, cutoff=chosen), cost.chosen.cutoff)
    ends = (cost.curve[0].cutoff, cost.curve[-1].cutoff)
    cutoffs = Axis(
        title=said("cutoff", language), said=lambda score: wording.count(score, language), low=ends[0], high=ends[1]
    )

    of_cost = Axis(
        title=said("cost_per_application", language),
        said=lambda value: cost_in_words(value, cost, language, is_short=True),
        low=0.0,
    )
    of_share = Axis(
        title=said("accepted_share", language), said=lambda value: wording.percent(value, language), low=0.0, high=1.0
    )
    drawings = tuple(
        draw_lines([Line(said(name, language), points)], cutoffs, axis, said(name, language), at=at)
        for name, axis, points in (
            ("cost_per_application", of_cost, [(point.cutoff, point.cost) for point in cost.curve]),
            ("accepted_share", of_share, [(point.cutoff, point.accepted_share) for point in cost.curve]),
        )
    )
    realised = cost_in_words(cost.realised.value, cost, language)
    rows = [
        (said("at_chosen", language), realised, share_in_words(cost.realised_accepted_share, language)),
        (said("accept_all", language), cost_in_words(cost.accept_all, cost, language), share_in_words(1.0, language)),
        (
            said("decline_all", language),
            cost_in_words(cost.decline_all, cost, language),
            share_in_words(0.0, language),
        ),
    ]
    return Panel(
        key="cost-curve",
        title=said("cost_curve", language),
        note=cost_note(validation, language),
        drawings=drawings,
        table=table_of(("way", "cost_per_application", "accepted_share"), rows, language),
    )


def verdicts_panel(validation: Validation, language: Language) -> Panel:
    """Return how many clients each verdict is proposed for, and how many of them default."""
    counts = (("accept", validation.accepted), ("refer", validation.referred), ("decline", validation.declined))
    rates, rows = [], []
    for name, found in counts:
        rate = found.n_defaults / found.n_clients if found.n_clients else None
        low, high = wilson_interval(found.n_defaults, found.n_clients)
        rates.append(Rate(said(name, language), rate, *((None, None) if rate is None else (low, high))))
        rows.append(
            (
                said(name, language),
                wording.count(found.n_clients, language),
                share_in_words(found.n_clients / validation.n_clients, language),
                wording.count(found.n_defaults, language),
                "–" if rate is None else share_in_words(rate, language),
                "–" if rate is None else interval_in_words(low, high, language, is_share=True),
            )
        )
    overall = validation.n_defaults / validation.n_clients
    return Panel(
        key="verdicts",
        title=said("verdicts", language),
        note=said("verdicts_note", language),
        drawings=(
            draw_rates(
                rates,
                Axis(
                    title=said("default_rate", language), said=lambda value: wording.percent(value, language), low=0.0
                ),
                said("verdicts", language),
                overall=Mark(said("everybody", language, value=share_in_words(overall, language)), overall),
            ),
        ),
        table=table_of(
            ("verdict", "clients", "share", "defaults", "default_rate", "interval"),
            rows,
            language,
        ),
    )


def alternatives_panel(alternatives: Alternatives, language: Language) -> Panel:
    """Return the other models that were measured on the same clients."""
    models = alternatives.models
    axis_values = [model.auc.low for model in models] + [model.auc.high for model in models]
    return Panel(
        key="alternatives",
        title=said("alternatives", language),
        note=said("alternatives_note", language),
        is_wide=True,
        drawings=(
            draw_rates(
                [Rate(model.key, model.auc.value, model.auc.low, model.auc.high) for model in models],
                Axis(
                    title=said("auc", language), said=lambda value: wording.decimal(value, language),
                    low=min(0.5, *axis_values), high=min(1.0, max(axis_values) + 0.05),
                ),
                said("alternatives", language),
            ),
        ),
        table=table_of(("model", "n_features", "auc", "gini", "cost_per_1000", "auc_difference"),
            [
                (
                    model.key,
                    wording.count(model.n_features, language),
                    estimate_in_words(model.auc, language),
                    estimate_in_words(model.gini, language),
                    estimate_in_words(model.cost_per_1000, language, digits=1),
                    said("reference", language)
                    if model.against_reference is None
                    else estimate_in_words(model.against_reference.auc, language),
                )
                for model in models
            ],
            language,
        ),
    )  # fmt: skip
