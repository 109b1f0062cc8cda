"""The points table of a scorecard, as a page and as a CSV file, and what the main model does better."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv

from solvable import wording
from solvable.errors import ConfigError
from solvable.metrics import wilson_interval
from solvable.models.alternatives import Alternative
from solvable.models.bins import Bin
from solvable.models.bundle import Bundle
from solvable.models.estimate import Estimate
from solvable.models.points_table import PointsTable, TableFeature, build_points_table
from solvable.portfolios.catalogue import Catalogue
from solvable.reports.charts import Mark, Rate, draw_rates
from solvable.reports.page import FigureTable, Panel, render_page, write_page
from solvable.reports.scales import Axis
from solvable.vocabulary import Language, Text, Unit

__all__ = ["LABELS", "bins_in_words", "check_card_path", "scorecard_page", "scorecard_rows", "write_scorecard"]

ENDINGS = (".html", ".csv")
# Limits have three digits that count; so many decimals show all three of any that occurs.
MOST_DECIMALS = 6

UNIT_WORDS: Mapping[Unit, Text] = {
    Unit.DAYS: Text(fr="jours", en="days"),
    Unit.MONTHS: Text(fr="mois", en="months"),
    Unit.YEARS: Text(fr="ans", en="years"),
}

LABELS: Mapping[str, Text] = {
    "title": Text(fr="Grille de score", en="Scorecard"),
    "model": Text(fr="Modèle", en="Model"),
    "base": Text(fr="Point de départ", en="Starting points"),
    "features": Text(fr="Critères", en="Features"),
    "feature": Text(fr="Critère", en="Feature"),
    "information": Text(fr="Valeur d’information", en="Information value"),
    "least": Text(fr="Points au moins", en="Points at least"),
    "greatest": Text(fr="Points au plus", en="Points at most"),
    "bin": Text(fr="Tranche", en="Bin"),
    "clients": Text(fr="Clients", en="Clients"),
    "rate": Text(fr="Taux de défaut", en="Default rate"),
    "interval": Text(fr="Intervalle à 95\u202f%", en="95% interval"),
    "woe": Text(fr="Poids de l’évidence", en="Weight of evidence"),
    "points": Text(fr="Points", en="Points"),
    "points_by_bin": Text(fr="Points par tranche", en="Points by bin"),
    "overall": Text(fr="Ensemble", en="All clients"),
    "drawing": Text(
        fr="Taux de défaut par tranche, avec son intervalle\u00a0: {feature}",
        en="Default rate by bin, with its interval: {feature}",
    ),
    "rounding": Text(
        fr="Le score d’un client est le point de départ augmenté des points de sa tranche pour chaque critère. Chaque "
        "tranche est arrondie au point entier le plus proche, et le point de départ rattrape ce que ces arrondis "
        "déplacent en moyenne. Additionnés à la main, les points s’écartent du score de {points} au plus\u00a0: le "
        "score n’est arrondi qu’une fois, à la fin.",
        en="A client’s score is the starting points plus the points of their bin for each feature. Each bin is rounded "
        "to the nearest whole point, and the starting points take up what this shifts on average. Added up by hand "
        "they are within {points} of the score, which is rounded once, at the end.",
    ),
    "learned": Text(
        fr="Clients et taux de défaut sont ceux de l’apprentissage ({clients}). Une tranche trop peu fournie pour "
        "juger a un poids nul, celui de l’ensemble.",
        en="Clients and default rates are those that the card learned from ({clients}). A bin of too few to judge by "
        "weighs 0, as all clients together do.",
    ),
    "buys": Text(fr="Ce que le modèle principal apporte de plus", en="What the main model does better"),
    "buys_note": Text(
        fr="Sur les mêmes {clients}, dont aucun n’a servi à l’apprentissage\u202f; intervalles à 95\u202f%, appariés "
        "pour l’écart. Écart\u00a0: grille moins modèle principal.",
        en="On the same {clients}, none of whom was learned from; 95% intervals, paired for the difference. "
        "Difference: card less main model.",
    ),
    "not_compared": Text(
        fr="Cette grille n’a pas encore été comparée au modèle principal\u00a0: lancez «\u00a0solvable "
        "profiles\u00a0».",
        en="This card was not compared with the main model yet: run `solvable profiles`.",
    ),
    "measure": Text(fr="Mesure", en="Measure"),
    "card": Text(fr="Grille", en="Card"),
    "main": Text(fr="Modèle principal", en="Main model"),
    "difference": Text(fr="Écart", en="Difference"),
    "cost": Text(fr="Coût pour 1\u202f000 demandes", en="Cost per 1,000 applications"),
}

SCHEMA = pa.schema(
    [
        ("feature", pa.string()),
        ("label", pa.string()),
        ("bin", pa.string()),
        ("from", pa.float64()),
        ("below", pa.float64()),
        ("levels", pa.string()),
        ("n_clients", pa.int64()),
        ("n_defaults", pa.int64()),
        ("default_rate", pa.float64()),
        ("default_rate_low", pa.float64()),
        ("default_rate_high", pa.float64()),
        ("woe", pa.float64()),
        ("coefficient", pa.float64()),
        ("exact_points", pa.float64()),
        ("points", pa.int64()),
    ]
)


def check_card_path(path: Path) -> None:
    """Refuse a path at which no card can be written.

    Raises
    ------
    ConfigError
        The file's ending is neither .html nor .csv, or its folder does not exist.
    """
    if path.suffix not in ENDINGS or not path.parent.is_dir():
        raise ConfigError(
            f"Expected a file ending in {' or '.join(ENDINGS)} in a folder that exists, found {path}. Name another one."
        )


def write_scorecard(
    bundle: Bundle, catalogue: Catalogue, path: Path, language: Language, *, currency: str | None,
    compared: tuple[Alternative, Alternative] | None,
) -> None:  # fmt: skip
    """Write the points table of a scorecard as .html or .csv; the file appears whole or not at all.

    Parameters
    ----------
    compared
        The card and the main model, measured on the same clients, where they were.

    Raises
    ------
    ConfigError
        The model is no scorecard, or no file can be written there.
    """
    check_card_path(path)
    table = build_points_table(bundle)
    if path.suffix == ".html":
        write_page(scorecard_page(bundle, catalogue, language, currency=currency, compared=compared), path)
        return
    aside = path.with_name(f".{path.name}.part")
    try:
        pv.write_csv(scorecard_rows(table, catalogue, language, currency=currency), aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def scorecard_rows(table: PointsTable, catalogue: Catalogue, language: Language, *, currency: str | None) -> pa.Table:
    """Return one row per bin, after one for the starting points; fractions for shares, limits as numbers."""
    rows: list[dict[str, object]] = [
        {"feature": "base", "label": LABELS["base"].in_language(language), "exact_points": table.exact_base,
         "points": table.base_points}
    ]  # fmt: skip
    for feature in table.features:
        words = bins_in_words(feature, catalogue, language, currency=currency)
        limits = [None, *feature.cut.splits, None]
        for i, (said, place) in enumerate(zip(words, feature.bins, strict=True)):
            is_number, is_missing = feature.cut.groups is None, i == len(words) - 1
            low, high = wilson_interval(place.clients.n_defaults, place.clients.n_clients)
            rows.append(
                {
                    "feature": feature.name,
                    "label": catalogue.features[feature.name].label.in_language(language),
                    "bin": said,
                    "from": limits[i] if is_number and not is_missing else None,
                    "below": limits[i + 1] if is_number and not is_missing else None,
                    "levels": "|".join(feature.cut.groups[i]) if feature.cut.groups and not is_missing else None,
                    "n_clients": place.clients.n_clients,
                    "n_defaults": place.clients.n_defaults,
                    "default_rate": _rate(place.clients),
                    "default_rate_low": low,
                    "default_rate_high": high,
                    "woe": place.clients.woe,
                    "coefficient": feature.coefficient,
                    "exact_points": place.exact_points,
                    "points": place.points,
                }
            )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def scorecard_page(
    bundle: Bundle, catalogue: Catalogue, language: Language, *, currency: str | None,
    compared: tuple[Alternative, Alternative] | None,
) -> str:  # fmt: skip
    """Return the page of a scorecard as HTML; ConfigError where the model is none."""
    table = build_points_table(bundle)
    label = {name: text.in_language(language) for name, text in LABELS.items()}
    n_clients = sum(place.clients.n_clients for place in table.features[0].bins)
    return render_page(
        "scorecard.html",
        language,
        LABELS,
        model=bundle.version,
        base=wording.count(table.base_points, language),
        rounding=label["rounding"].format(points=_points_apart(table.most_off, language)),
        learned=label["learned"].format(clients=_clients(n_clients, language)),
        summary=_summary(table, catalogue, language),
        panels=[_panel(feature, catalogue, language, currency) for feature in table.features],
        comparison=None if compared is None else _comparison(*compared, language),
        comparison_note=None
        if compared is None
        else label["buys_note"].format(clients=_clients(bundle.manifest.sides["report"].n_clients, language)),
    )


def bins_in_words(
    feature: TableFeature, catalogue: Catalogue, language: Language, *, currency: str | None
) -> tuple[str, ...]:
    """Say which values each bin holds; limits are said whole, since they decide."""
    missing = catalogue.value_in_words(feature.name, None, language, currency=currency)
    unit = catalogue.features[feature.name].unit
    if feature.cut.groups is not None:
        return (*(_levels(feature.name, group, catalogue, language) for group in feature.cut.groups), missing)
    if unit is Unit.FLAG and len(feature.cut.splits) == 1:
        no, yes = (catalogue.value_in_words(feature.name, v, language, currency=currency) for v in (0.0, 1.0))
        return (no, yes, missing)
    said = [_limit(limit, unit, language, currency) for limit in feature.cut.splits]
    if not said:
        return ("toute valeur" if language is Language.FR else "any value", missing)
    is_french = language is Language.FR
    # The word of the unit is said once: "from 12 to below 24 months".
    between = [
        f"{'de ' if is_french else ''}{low} {'à moins de' if is_french else 'to below'} {high}{word}"
        for (low, _), (high, word) in pairwise(said)
    ]
    first, last = "".join(said[0]), "".join(said[-1])
    if is_french:
        return (f"moins de {first}", *between, f"{last} ou plus", missing)
    return (f"below {first}", *between, f"{last} or more", missing)


def _limit(value: float, unit: Unit, language: Language, currency: str | None) -> tuple[str, str]:
    """Return a limit, and the word that follows it."""
    number = wording.decimal(value, language, digits=MOST_DECIMALS).replace("-", "\u2212")
    match unit:
        case Unit.AMOUNT:
            return wording.amount(value, language, currency=currency), ""
        case Unit.SHARE:
            return wording.percent(value, language, digits=MOST_DECIMALS - 2).replace("-", "\u2212"), ""
        case _:
            word = UNIT_WORDS.get(unit)
            return number, f"\u00a0{word.in_language(language)}" if word else ""


def _levels(name: str, group: tuple[str, ...], catalogue: Catalogue, language: Language) -> str:
    words = catalogue.levels.get(name, {})
    return ", ".join(words[level].in_language(language) if level in words else level for level in group)


def _panel(feature: TableFeature, catalogue: Catalogue, language: Language, currency: str | None) -> Panel:
    label = {name: text.in_language(language) for name, text in LABELS.items()}
    title = catalogue.features[feature.name].label.in_language(language)
    words = bins_in_words(feature, catalogue, language, currency=currency)
    rates, rows = [], []
    for said, place in zip(words, feature.bins, strict=True):
        clients = place.clients
        rate, (low, high) = _rate(clients), wilson_interval(clients.n_defaults, clients.n_clients)
        # Of too few to judge by, the interval would be all that one sees.
        rates.append(Rate(said, rate, low, high) if clients.woe else Rate(said, None, None, None))
        rows.append(
            (
                said,
                wording.points(place.points, language),
                wording.count(clients.n_clients, language),
                "–" if rate is None else wording.percent(rate, language),
                "–" if rate is None else f"{wording.percent(low, language)} – {wording.percent(high, language)}",
                _woe(clients.woe, language),
            )
        )
    n_clients = sum(place.clients.n_clients for place in feature.bins)
    overall = sum(place.clients.n_defaults for place in feature.bins) / n_clients
    heads = tuple(label[name] for name in ("bin", "points", "clients", "rate", "interval", "woe"))
    drawn = draw_rates(
        rates,
        Axis(title=label["rate"], said=lambda share: wording.percent(share, language)),
        label["drawing"].format(feature=title),
        overall=Mark(label["overall"], overall),
    )
    return Panel(
        key=feature.name, title=title, drawings=(drawn,),
        table=FigureTable(caption=label["points_by_bin"], heads=heads, rows=tuple(rows)), is_wide=True,
    )  # fmt: skip


def _summary(table: PointsTable, catalogue: Catalogue, language: Language) -> FigureTable:
    def row(feature: TableFeature) -> tuple[str, ...]:
        points = [place.points for place in feature.bins]
        return (
            catalogue.features[feature.name].label.in_language(language),
            wording.decimal(feature.information, language, digits=3),
            wording.points(min(points), language),
            wording.points(max(points), language),
        )

    heads = tuple(LABELS[name].in_language(language) for name in ("feature", "information", "least", "greatest"))
    strongest_first = sorted(table.features, key=lambda feature: -feature.information)
    return FigureTable(
        caption=LABELS["features"].in_language(language), heads=heads, rows=tuple(row(f) for f in strongest_first)
    )


def _comparison(card: Alternative, main: Alternative, language: Language) -> FigureTable:
    label = {name: text.in_language(language) for name, text in LABELS.items()}
    apart = card.against_reference

    def row(name: str, first: Estimate, second: Estimate, difference: Estimate | None, digits: int) -> tuple[str, ...]:
        found = (first, second, difference)
        return (name, *("–" if one is None else _estimate(one, language, digits) for one in found))

    return FigureTable(
        caption=label["buys"],
        heads=(label["measure"], label["card"], f"{label['main']} ({main.version})", label["difference"]),
        rows=(
            row("AUC", card.auc, main.auc, apart.auc if apart else None, 4),
            row("Gini", card.gini, main.gini, apart.gini if apart else None, 4),
            row(label["cost"], card.cost_per_1000, main.cost_per_1000, apart.cost_per_1000 if apart else None, 1),
        ),
    )


def _estimate(found: Estimate, language: Language, digits: int) -> str:
    value, low, high = (
        wording.decimal(number, language, digits=digits).replace("-", "\u2212")
        for number in (found.value, found.low, found.high)
    )
    return f"{value} [{low}\u202f; {high}]" if language is Language.FR else f"{value} [{low}, {high}]"


def _woe(woe: float, language: Language) -> str:
    return wording.decimal(woe, language).replace("-", "\u2212")


def _rate(clients: Bin) -> float | None:
    return clients.n_defaults / clients.n_clients if clients.n_clients else None


def _clients(n: int, language: Language) -> str:
    return (
        f"{wording.count(n, language)}\u00a0clients"
        if language is Language.FR
        else f"{wording.count(n, language)} clients"
    )


def _points_apart(n: int, language: Language) -> str:
    return f"{wording.count(n, language)}\u00a0{'point' if n == 1 else 'points'}"
