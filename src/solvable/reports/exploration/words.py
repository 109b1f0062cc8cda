"""The words of an exploration, and how its figures are said."""

from collections.abc import Mapping, Sequence

from solvable import wording
from solvable.reports.exploration.figures import ClientGroup, ColumnGap
from solvable.reports.page import FigureTable
from solvable.vocabulary import Admissibility, Language, Text

__all__ = ["ADMISSIBILITY", "LABELS", "columns_in_words", "figure_table", "interval_in_words", "rate_in_words", "said"]

ADMISSIBILITY: Mapping[Admissibility, Text] = {
    Admissibility.ALLOWED: Text(fr="admise", en="allowed"),
    Admissibility.PROTECTED: Text(fr="protégée", en="protected"),
    Admissibility.PROXY: Text(fr="indirecte", en="proxy"),
    Admissibility.THIRD_PARTY: Text(fr="autrui", en="third party"),
    Admissibility.OPAQUE: Text(fr="opaque", en="opaque"),
}

LABELS: Mapping[str, Text] = {
    "title": Text(fr="Analyse exploratoire", en="Exploratory analysis"),
    "source": Text(fr="Livraison", en="Delivery"),
    "not_available": Text(fr="Tables non livrées", en="Tables not delivered"),
    "clients": Text(fr="Clients", en="Clients"),
    "known": Text(fr="Clients, issue connue", en="Clients, outcome known"),
    "clients_said": Text(fr="{n}, dont {known} à l’issue connue", en="{n}, of whom {known} with a known outcome"),
    "with_others": Text(fr="{name} et {n} autres", en="{name} and {n} others"),
    "with_other": Text(fr="{name} et 1 autre", en="{name} and 1 other"),
    "few_clients": Text(fr="{label} (n\u00a0=\u00a0{n})", en="{label} (n\u00a0=\u00a0{n})"),
    "findings": Text(fr="En bref", en="In short"),
    "outcomes": Text(fr="L’issue par segment", en="The outcome by segment"),
    "tables": Text(fr="Les tables", en="The tables"),
    "missing_values": Text(fr="Valeurs absentes", en="Missing values"),
    "unusual": Text(fr="Valeurs «\u00a0aucun\u00a0» et valeurs extrêmes", en="Values for “none” and extreme values"),
    "variables": Text(fr="Les principales variables", en="The main variables"),
    "relations": Text(fr="Relations entre variables", en="Relations between variables"),
    "figures": Text(fr="Chiffres", en="Figures"),
    "by_group": Text(fr="Par groupe", en="By group"),
    "by_band": Text(fr="Par tranche", en="By band"),
    "default_rate": Text(fr="Taux d’impayés", en="Default rate"),
    "interval": Text(fr="Intervalle à 95\u202f%", en="95% interval"),
    "overall": Text(fr="ensemble\u00a0: {rate}", en="all: {rate}"),
    "group": Text(fr="Groupe", en="Group"),
    "band": Text(fr="Tranche", en="Band"),
    "repaid": Text(fr="Remboursés", en="Repaid"),
    "defaulted": Text(fr="Impayés", en="Defaulted"),
    "repaid_share": Text(fr="Part des remboursés", en="Share of repaid"),
    "defaulted_share": Text(fr="Part des impayés", en="Share of defaulted"),
    "share_per_bin": Text(fr="Part des clients", en="Share of clients"),
    "table": Text(fr="Table", en="Table"),
    "label": Text(fr="Contenu", en="Content"),
    "rows": Text(fr="Lignes", en="Rows"),
    "rows_median": Text(fr="Lignes par client, médiane", en="Rows per client, median"),
    "rows_most": Text(fr="Maximum", en="Most"),
    "without_rows": Text(fr="Sans ligne", en="Without rows"),
    "with_rows": Text(fr="Avec lignes", en="With rows"),
    "rate_with": Text(fr="Impayés, avec lignes", en="Default rate, with rows"),
    "rate_without": Text(fr="Impayés, sans ligne", en="Default rate, without rows"),
    "table_sizes": Text(fr="Ce qu’elles contiennent", en="What they hold"),
    "file": Text(fr="Fichier", en="File"),
    "file_gaps": Text(fr="Par fichier", en="By file"),
    "cells_missing": Text(fr="Cases vides", en="Empty cells"),
    "columns": Text(fr="Colonnes", en="Columns"),
    "columns_missing": Text(fr="Colonnes avec des vides", en="Columns with empty cells"),
    "emptiest": Text(fr="Les colonnes les plus vides", en="The emptiest columns"),
    "column": Text(fr="Colonne", en="Column"),
    "missing": Text(fr="Sans valeur", en="Missing"),
    "present": Text(fr="Renseigné", en="Present"),
    "gaps": Text(fr="Les absences qui en disent le plus", en="The gaps that tell most"),
    "gaps_note": Text(
        fr="Colonnes de la table des clients où le taux d’impayés diffère le plus, au-delà du hasard, selon qu’elles "
        "sont renseignées ou non. Des colonnes vides ensemble comptent pour une.",
        en="Columns of the client table whose default rates differ most, beyond chance, between who has a value and "
        "who has none. Columns that are empty together count as one.",
    ),
    "no_gaps": Text(fr="Aucune absence n’en dit plus que le hasard.", en="No gap tells more than chance."),
    "rate_missing": Text(fr="Impayés, sans valeur", en="Default rate, missing"),
    "rate_present": Text(fr="Impayés, renseigné", en="Default rate, present"),
    "none_values": Text(fr="Valeurs qui veulent dire «\u00a0aucun\u00a0»", en="Values that mean “none”"),
    "none_values_note": Text(
        fr="Ces valeurs ne sont ni des nombres de jours ni des modalités\u00a0: elles disent que la question ne se "
        "pose pas. Les variables calculées les traitent comme absentes.",
        en="These values are neither numbers of days nor levels: they say that there is nothing to tell. "
        "Features treat them as missing.",
    ),
    "value": Text(fr="Valeur", en="Value"),
    "share": Text(fr="Part des lignes", en="Share of rows"),
    "rate_none": Text(fr="Impayés, «\u00a0aucun\u00a0»", en="Default rate, “none”"),
    "rate_others": Text(fr="Impayés, autres", en="Default rate, others"),
    "out_of_range": Text(fr="Valeurs hors des bornes du contrat", en="Values outside their contract’s range"),
    "contract": Text(fr="Bornes", en="Range"),
    "least": Text(fr="Minimum", en="Least"),
    "greatest": Text(fr="Maximum", en="Greatest"),
    "far_out": Text(fr="Valeurs extrêmes des principales variables", en="Extreme values of the main variables"),
    "far_out_note": Text(
        fr="Extrême\u00a0: à plus de trois écarts interquartiles des quartiles (Tukey). Ce n’est pas une erreur en "
        "soi\u00a0: les montants et les durées s’étalent loin.",
        en="Extreme: more than three interquartile ranges beyond the quartiles (Tukey). It is no error in itself: "
        "amounts and durations reach far.",
    ),
    "lower_quartile": Text(fr="1er quartile", en="Lower quartile"),
    "upper_quartile": Text(fr="3e quartile", en="Upper quartile"),
    "n_far_out": Text(fr="Extrêmes", en="Extreme"),
    "ranking": Text(fr="Ce que chacune dit de l’issue", en="What each tells of the outcome"),
    "ranking_note": Text(
        fr="Valeur d’information des tranches, moins ce que le hasard seul donnerait ({chance} pour dix "
        "tranches)\u202f; {n_compared} variables comparées sur {n_features}, la plus parlante de chaque motif est "
        "retenue. Un classement sur peu de clients garde une part de chance.",
        en="Information value of the bands, less what chance alone would give ({chance} for ten bands); {n_compared} "
        "of {n_features} variables had values to compare, the most telling of each reason is kept. A ranking on few "
        "clients keeps some luck.",
    ),
    "information": Text(fr="Valeur d’information", en="Information value"),
    "variable": Text(fr="Variable", en="Variable"),
    "admissibility": Text(fr="Admissibilité", en="Admissibility"),
    "no_variables": Text(
        fr="Aucune variable n’en dit plus que le hasard\u00a0: il y a trop peu de clients.",
        en="No variable tells more than chance: there are too few clients.",
    ),
    "medians": Text(
        fr="Médiane\u00a0: {repaid} chez les remboursés, {defaulted} chez les impayés. Le dessin va du 1er au 99e "
        "centile, les tranches vont d’un bout à l’autre.",
        en="Median: {repaid} for repaid clients, {defaulted} for defaulted ones. The drawing goes from the 1st to the "
        "99th percentile, the bands from end to end.",
    ),
    "not_admitted": Text(fr="Variable {admissibility}\u00a0: {reason}.", en="Variable {admissibility}: {reason}."),
    "correlations": Text(fr="Corrélations de rang", en="Rank correlations"),
    "correlations_note": Text(
        fr="Spearman, sur les clients qui ont les deux valeurs\u202f; bleu\u00a0: dans le même sens, orange\u00a0: en "
        "sens contraire.",
        en="Spearman, over the clients who have both values; blue: the same way, orange: opposite ways.",
    ),
    "pairs": Text(fr="Les paires les plus liées", en="The pairs that go together most"),
    "pair": Text(fr="Paire", en="Pair"),
    "correlation": Text(fr="Corrélation", en="Correlation"),
    "years": Text(fr="années", en="years"),
    "months": Text(fr="mois", en="months"),
    "days": Text(fr="jours", en="days"),
    "method": Text(
        fr="Tous les clients dont l’issue est connue sont comptés, aucun échantillon n’est tiré. Intervalles de Wilson "
        "à 95\u202f%. Les tranches d’une variable ont à peu près le même nombre de clients\u202f; des valeurs égales "
        "restent ensemble.",
        en="Every client whose outcome is known is counted, nothing is sampled. 95% intervals are Wilson’s. The bands "
        "of a variable have about the same number of clients; equal values stay together.",
    ),
}


def said(key: str, language: Language) -> str:
    """Return one of the page's words."""
    return LABELS[key].in_language(language)


def rate_in_words(group: ClientGroup | None, language: Language) -> str:
    """Say a group's default rate, a dash for nobody's."""
    return "–" if group is None or group.default_rate is None else wording.share(group.default_rate, language)


def columns_in_words(gap: ColumnGap, language: Language) -> str:
    """Name the columns of a gap by the first of them."""
    name, n_others = gap.columns[0], len(gap.columns) - 1
    if not n_others:
        return name
    key = "with_other" if n_others == 1 else "with_others"
    return said(key, language).format(name=name, n=wording.count(n_others, language))


def interval_in_words(group: ClientGroup, language: Language) -> str:
    """Say between which rates chance leaves a group's."""
    if group.interval is None:
        return "–"
    low, high = group.interval
    to = "à" if language is Language.FR else "to"
    return f"{wording.decimal(100 * low, language, digits=1)} {to} {wording.percent(high, language)}"


def figure_table(
    heads: Sequence[str], rows: Sequence[tuple[str, ...]], language: Language, *, n_words: int = 1,
    caption: str = "figures",
) -> FigureTable:  # fmt: skip
    """Return a table whose heads and caption are the page's words."""
    return FigureTable(
        caption=said(caption, language),
        heads=tuple(said(head, language) for head in heads),
        rows=tuple(rows),
        n_words=n_words,
    )
