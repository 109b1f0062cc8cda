"""Panels about variables and segments: how clients spread over them, how often they defaulted, what goes together."""

from collections.abc import Sequence
from itertools import combinations

from markupsafe import Markup

from solvable import wording
from solvable.metrics import information_by_chance
from solvable.portfolios.catalogue import Feature
from solvable.reports.charts import (
    Bar,
    Mark,
    Pair,
    Rate,
    draw_bars,
    draw_histogram,
    draw_matrix,
    draw_pairs,
    draw_rates,
)
from solvable.reports.exploration.figures import ClientGroup, Exploration, Histogram, SegmentRates, Variable
from solvable.reports.exploration.variables import N_BANDS
from solvable.reports.exploration.words import ADMISSIBILITY, figure_table, interval_in_words, rate_in_words, said
from solvable.reports.page import FigureTable, Panel
from solvable.reports.scales import Axis
from solvable.vocabulary import Admissibility, Language, Unit

__all__ = ["correlations_panel", "ranking_panel", "segment_panel", "variable_panel"]

N_PAIRS = 10
FEWEST_DRAWN = 30
# Spans of days longer than this are drawn in years, and than this in months.
DAYS_IN_YEARS, DAYS_IN_MONTHS = 730, 90


def segment_panel(rates: SegmentRates, exploration: Exploration, language: Language) -> Panel:
    """Return the default rates of a segment's members."""
    groups = (*rates.members, rates.beside) if rates.beside.n_clients else rates.members
    label = rates.segment.label.in_language(language)
    return Panel(
        key=f"segment-{rates.segment.key}",
        title=label,
        drawings=(_draw_rates(groups, label, exploration, language),),
        table=_rates_table(groups, "group", exploration, language),
    )


def ranking_panel(exploration: Exploration, language: Language) -> Panel:
    """Return the main variables by what they tell of default."""
    everyone = exploration.everyone
    chance = information_by_chance(N_BANDS, n_good=everyone.n_repaid, n_bad=everyone.n_defaults)
    axis = Axis(title=said("information", language), said=lambda value: wording.decimal(value, language))
    note = said("ranking_note", language).format(
        chance=wording.decimal(chance, language, digits=3),
        n_compared=wording.count(exploration.n_compared, language),
        n_features=wording.count(exploration.n_features, language),
    )
    return Panel(
        key="ranking",
        title=said("ranking", language),
        note=note,
        drawings=(
            draw_bars(
                [Bar(_label(v.feature, language), v.information) for v in exploration.variables],
                axis,
                said("ranking", language),
            ),
        ),
        table=figure_table(
            ("variable", "admissibility", "information", "missing"),
            tuple(
                (
                    _label(variable.feature, language),
                    ADMISSIBILITY[variable.feature.admissibility].in_language(language),
                    wording.decimal(variable.information, language, digits=3),
                    wording.share(variable.lacking.n_clients / everyone.n_clients, language),
                )
                for variable in exploration.variables
            ),
            language,
            n_words=2,
        ),
    )


def variable_panel(variable: Variable, exploration: Exploration, language: Language) -> Panel:
    """Return how repaid and defaulted clients spread over a variable, and the default rate by band."""
    label = _label(variable.feature, language)
    if variable.histogram is not None:
        spread = _draw_histogram(variable.feature, variable.histogram, label, language)
    else:
        spread = _draw_shares(variable, label, exploration, language)
    return Panel(
        key=f"variable-{variable.feature.name}",
        title=label,
        note=_notes(variable, language) or None,
        drawings=(spread, _draw_rates(variable.groups, label, exploration, language)),
        table=_rates_table(variable.groups, "band", exploration, language),
    )


def correlations_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return the rank correlations of the main variables that are numbers, None where there are no two."""
    relation = exploration.relation
    labels = [_label(feature, language) for feature in relation.features]
    pairs = [
        (value, f"{labels[i]} · {labels[j]}")
        for i, j in combinations(range(len(labels)), 2)
        if (value := relation.correlations[i][j]) is not None
    ]
    if not pairs:
        return None

    def written(value: float, digits: int) -> str:
        # Rounded before it is written: nothing is not written with a minus.
        return wording.decimal(round(value, digits) + 0.0, language, digits=digits).replace("-", "\u2212")

    strongest = sorted(pairs, key=lambda pair: -abs(pair[0]))[:N_PAIRS]
    return Panel(
        key="correlations",
        title=said("correlations", language),
        note=said("correlations_note", language),
        drawings=(
            draw_matrix(labels, relation.correlations, lambda value: written(value, 1), said("correlations", language)),
        ),
        table=FigureTable(
            caption=said("pairs", language),
            heads=(said("pair", language), said("correlation", language)),
            rows=tuple((pair, written(value, 2)) for value, pair in strongest),
        ),
    )


def _draw_rates(groups: Sequence[ClientGroup], label: str, exploration: Exploration, language: Language) -> Markup:
    title, rate = said("default_rate", language), exploration.default_rate
    return draw_rates(
        [_rate(group, language) for group in groups],
        Axis(title=title, said=lambda value: wording.share(value, language)),
        f"{title}, {label}",
        overall=Mark(said("overall", language).format(rate=wording.share(rate, language)), rate),
    )


def _rate(group: ClientGroup, language: Language) -> Rate:
    """Return a group's rate to draw; of few clients only how many they are: one saw nothing but the interval."""
    label = group.label.in_language(language)
    if group.n_clients < FEWEST_DRAWN or group.interval is None:
        few = said("few_clients", language).format(label=label, n=wording.count(group.n_clients, language))
        return Rate(few, None, None, None)
    return Rate(label, group.default_rate, *group.interval)


def _draw_histogram(feature: Feature, histogram: Histogram, label: str, language: Language) -> Markup:
    axis, divisor = _axis(feature, histogram.edges[-1], language)
    share = said("share_per_bin", language)
    return draw_histogram(
        [edge / divisor for edge in histogram.edges],
        (said("repaid", language), histogram.repaid),
        (said("defaulted", language), histogram.defaulted),
        axis,
        Axis(title=share, said=lambda value: wording.share(value, language)),
        f"{share}, {label}",
    )


def _draw_shares(variable: Variable, label: str, exploration: Exploration, language: Language) -> Markup:
    everyone, share = exploration.everyone, said("share_per_bin", language)
    return draw_pairs(
        [
            Pair(
                group.label.in_language(language),
                group.n_repaid / everyone.n_repaid,
                group.n_defaults / everyone.n_defaults,
            )
            for group in variable.groups
        ],
        Axis(title=share, said=lambda value: wording.share(value, language)),
        f"{share}, {label}",
        first=said("repaid", language),
        second=said("defaulted", language),
    )


def _rates_table(
    groups: Sequence[ClientGroup], first: str, exploration: Exploration, language: Language
) -> FigureTable:
    everyone = exploration.everyone
    return figure_table(
        (first, "clients", "repaid_share", "defaulted_share", "default_rate", "interval"),
        tuple(
            (
                group.label.in_language(language),
                wording.count(group.n_clients, language),
                wording.share(group.n_repaid / everyone.n_repaid, language),
                wording.share(group.n_defaults / everyone.n_defaults, language),
                rate_in_words(group, language),
                interval_in_words(group, language),
            )
            for group in groups
        ),
        language,
        caption=f"by_{first}",
    )


def _notes(variable: Variable, language: Language) -> str:
    """Say the medians, and why a variable may not decide."""
    feature, notes = variable.feature, []
    if feature.admissibility is not Admissibility.ALLOWED and feature.admissibility_reason is not None:
        reason = feature.admissibility_reason.in_language(language).rstrip(".")
        notes.append(
            said("not_admitted", language).format(
                admissibility=ADMISSIBILITY[feature.admissibility].in_language(language),
                reason=reason[:1].lower() + reason[1:],
            )
        )
    if variable.histogram is not None:
        notes.append(
            said("medians", language).format(
                repaid=variable.histogram.median_repaid.in_language(language),
                defaulted=variable.histogram.median_defaulted.in_language(language),
            )
        )
    return " ".join(notes)


def _axis(feature: Feature, high: float, language: Language) -> tuple[Axis, float]:
    """Return the axis of a feature's values, and what they are divided by to be told in its unit."""

    def counted(value: float) -> str:
        return wording.decimal(value, language, digits=1)

    match feature.unit:
        case Unit.DAYS if high > DAYS_IN_YEARS:
            return Axis(title=said("years", language), said=counted), wording.DAYS_PER_YEAR
        case Unit.DAYS if high > DAYS_IN_MONTHS:
            return Axis(title=said("months", language), said=counted), wording.DAYS_PER_MONTH
        case Unit.DAYS | Unit.MONTHS | Unit.YEARS:
            return Axis(title=said(feature.unit.value, language), said=counted), 1.0
        case Unit.SHARE:
            return Axis(title="", said=lambda value: wording.share(value, language)), 1.0
        case _:
            return Axis(title="", said=lambda value: wording.figure(value, language)), 1.0


def _label(feature: Feature, language: Language) -> str:
    return feature.label.in_language(language)
