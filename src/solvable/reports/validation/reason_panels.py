"""Whether the reasons are true, as lines of figures: of the validation page and of the terminal."""

from collections.abc import Mapping

from solvable import wording
from solvable.models.reason_figures import ReasonFigures, ReasonTrial
from solvable.reports.page import Panel
from solvable.reports.validation.words import LABELS, number_in_words, share_in_words, table_of
from solvable.vocabulary import Language, Text

__all__ = ["reason_lines", "reasons_panel"]

_LINES: Mapping[str, Text] = {
    "against_as_accepted": Text(
        fr="Trois premières raisons en défaveur\u00a0: avec les valeurs habituelles des clients acceptés, le score "
        "monte",
        en="First three reasons against: with what accepted clients typically have, the score rises",
    ),
    "against_exchanged": Text(
        fr="Trois premières raisons en défaveur\u00a0: avec les valeurs d’autres clients tirés au hasard, le score "
        "monte en moyenne",
        en="First three reasons against: with the values of other clients drawn at random, the score rises on average",
    ),
    "in_favour_exchanged": Text(
        fr="Trois premières raisons en faveur\u00a0: avec les valeurs d’autres clients tirés au hasard, le score "
        "baisse en moyenne",
        en="First three reasons in favour: with the values of other clients drawn at random, the score falls on "
        "average",
    ),
    "in_favour_as_accepted": Text(
        fr="Trois premières raisons en faveur\u00a0: avec les valeurs habituelles des clients acceptés, le score "
        "baisse",
        en="First three reasons in favour: with what accepted clients typically have, the score falls",
    ),
    "kept": Text(
        fr="Trois premières raisons en défaveur qui le restent quand chaque valeur bouge de {change} au plus",
        en="First three reasons against that stay among them when each value moves by {change} at most",
    ),
    "first_kept": Text(
        fr="Clients dont la première raison reste alors la première",
        en="Clients whose first reason then stays the first",
    ),
    "points_good": Text(
        fr="Points gagnés en moyenne sur le point de départ, dossiers remboursés",
        en="Mean points above the starting point, repaid applications",
    ),
    "points_defaulted": Text(
        fr="Points gagnés en moyenne sur le point de départ, impayés",
        en="Mean points above the starting point, defaults",
    ),
    "against_good": Text(fr="Raisons en défaveur par dossier remboursé", en="Reasons against per repaid application"),
    "against_defaulted": Text(fr="Raisons en défaveur par impayé", en="Reasons against per default"),
    "lower": Text(
        fr="Raisons qui donnent moins de points aux impayés qu’aux dossiers remboursés",
        en="Reasons that give fewer points to defaults than to repaid applications",
    ),
}
_OF = Text(fr="{n} sur {total}", en="{n} of {total}")


def reason_lines(figures: ReasonFigures, language: Language) -> list[tuple[str, str, str]]:
    """Return what was measured, its figure, and what it counts."""

    def label(name: str) -> str:
        change = wording.percent(figures.largest_disturbance, language, digits=0)
        return _LINES[name].in_language(language).format(change=change)

    def counted(name: str, n: int, total: int) -> tuple[str, str, str]:
        of = _OF.in_language(language).format(n=wording.count(n, language), total=wording.count(total, language))
        return label(name), share_in_words(n / total, language) if total else "–", of

    def tested(name: str, found: ReasonTrial) -> tuple[str, str, str]:
        return counted(name, found.n_true, found.n)

    def mean(name: str, value: float | None, n: int) -> tuple[str, str, str]:
        told = "–" if value is None else number_in_words(value, language, digits=1)
        return label(name), told, wording.count(n, language)

    good, bad = figures.good, figures.defaulted
    return [
        tested("against_as_accepted", figures.against_as_accepted),
        tested("against_exchanged", figures.against_exchanged),
        tested("in_favour_exchanged", figures.in_favour_exchanged),
        tested("in_favour_as_accepted", figures.in_favour_as_accepted),
        counted("kept", figures.n_kept, figures.n_first),
        counted("first_kept", figures.n_first_kept, figures.n_clients_disturbed),
        mean("points_good", good.points_mean, good.n_clients),
        mean("points_defaulted", bad.points_mean, bad.n_clients),
        mean("against_good", good.n_against_mean, good.n_clients),
        mean("against_defaulted", bad.n_against_mean, bad.n_clients),
        counted("lower", figures.n_reasons_lower, figures.n_reasons),
    ]


def reasons_panel(figures: ReasonFigures, language: Language) -> Panel:
    """Return the figures as a table, with what they mean."""
    return Panel(
        key="reasons",
        title=LABELS["reasons_tested"].in_language(language),
        note=LABELS["reasons_note"].in_language(language),
        is_wide=True,
        drawings=(),
        table=table_of(("figure", "value", "of"), reason_lines(figures, language), language),
    )
