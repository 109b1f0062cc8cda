"""A few findings in words: what a reader should know before the figures, each computed from them."""

from collections.abc import Iterator
from itertools import combinations

from solvable import wording
from solvable.reports.exploration.figures import ClientGroup, Exploration, NoneValue
from solvable.reports.exploration.words import columns_in_words
from solvable.vocabulary import Language, Text
from solvable.wording import SaidIn, sentence

__all__ = ["findings"]

# Two variables that rank clients nearly alike; a model may keep one of them.
ALIKE = 0.7
N_TELLING = 2
# Of fewer clients nothing is said in words, however many of them defaulted.
FEWEST_TOLD = 30


def findings(exploration: Exploration) -> tuple[Text, ...]:
    """Return what stands out, in the order of the report; what chance explains is not said."""
    return tuple(
        text
        for find in (_outcome, _absences, _gap, _none_value, _out_of_range, _telling, _segments, _alike)
        for text in find(exploration)
    )


def _outcome(exploration: Exploration) -> Iterator[Text]:
    everyone = exploration.everyone
    yield sentence(
        fr="Sur {n} clients dont l’issue est connue, {rate} sont en impayé (entre {low} et {high} au risque d’erreur "
        "de 5\u202f%)\u202f; {unknown} clients sont sans issue connue.",
        en="Of {n} clients whose outcome is known, {rate} defaulted (between {low} and {high} with 95% confidence); "
        "{unknown} clients have no known outcome.",
        n=_count(everyone.n_clients),
        rate=_share(everyone.default_rate),
        low=_share(everyone.interval and everyone.interval[0]),
        high=_share(everyone.interval and everyone.interval[1]),
        unknown=_count(exploration.n_clients - everyone.n_clients),
    )


def _absences(exploration: Exploration) -> Iterator[Text]:
    rate = exploration.default_rate
    for table in exploration.tables:
        if table.without_rows.n_clients and table.without_rows.differs_from(rate):
            yield sentence(
                fr="{share} des clients n’ont aucune ligne dans la table {table} ({label})\u00a0: {found} d’impayés "
                "contre {rate} en moyenne.",
                en="{share} of the clients have no row in table {table} ({label}): {found} defaulted, against "
                "{rate} of all.",
                share=_share(table.without_rows.n_clients / exploration.everyone.n_clients),
                table=_name(table.name),
                label=table.label.in_language,
                found=_share(table.without_rows.default_rate),
                rate=_share(rate),
            )


def _gap(exploration: Exploration) -> Iterator[Text]:
    told = [gap for gap in exploration.gaps if _are_apart(gap.lacking, gap.having)]
    if not told:
        return
    gap = max(told, key=lambda gap: gap.information)
    yield sentence(
        fr="L’absence qui en dit le plus est celle de {column}\u00a0: {share} des clients, dont {lacking} en impayé, "
        "contre {having} des autres.",
        en="The gap that tells most is that of {column}: {share} of the clients, of whom {lacking} defaulted, against "
        "{having} of the others.",
        column=lambda language: columns_in_words(gap, language),
        share=_share(gap.lacking.n_clients / exploration.everyone.n_clients),
        lacking=_share(gap.lacking.default_rate),
        having=_share(gap.having.default_rate),
    )


def _none_value(exploration: Exploration) -> Iterator[Text]:
    def apart(found: NoneValue) -> bool:
        return found.saying is not None and found.others is not None and _are_apart(found.saying, found.others)

    told = [found for found in exploration.none_values if apart(found)]
    if not told:
        return
    found = max(told, key=lambda found: found.n_rows / found.n_rows_in_all)
    yield sentence(
        fr="Dans {column}, {value} veut dire «\u00a0aucun\u00a0» et concerne {share} des lignes\u00a0: {saying} "
        "d’impayés, contre {others} pour les autres. Ce n’est pas une valeur à moyenner.",
        en="In {column}, {value} means “none” and stands in {share} of the rows: {saying} defaulted, against "
        "{others} of the others. It is no value to average.",
        column=_name(found.column),
        value=_name(", ".join(found.values)),
        share=_share(found.n_rows / found.n_rows_in_all),
        saying=_share(found.saying.default_rate if found.saying else None),
        others=_share(found.others.default_rate if found.others else None),
    )


def _out_of_range(exploration: Exploration) -> Iterator[Text]:
    outside = [
        (column.figures.n_out_of_range / column.figures.n_rows, table.file, column)
        for table in exploration.check.tables
        for column in table.columns
        if column.figures.n_out_of_range
    ]
    if not outside:
        return
    share, file, column = max(outside, key=lambda found: found[0])
    yield sentence(
        fr="Colonnes avec des valeurs hors des bornes de leur contrat\u00a0: {n}. La plus touchée est {column} "
        "({file}), avec {share} des lignes.",
        en="Columns with values outside the range of their contract: {n}. The one with most is {column} ({file}), "
        "with {share} of the rows.",
        n=_count(len(outside)),
        share=_share(share),
        column=_name(column.name),
        file=_name(file),
    )


def _telling(exploration: Exploration) -> Iterator[Text]:
    for variable in exploration.variables[:N_TELLING]:
        # By what chance leaves at the least: a high rate among few clients is less of a finding than among many.
        held = [
            (group.interval, group) for group in variable.groups if group.interval and group.n_clients >= FEWEST_TOLD
        ]
        if not held:
            continue
        _, lowest = min(held, key=lambda found: found[0][1])
        _, highest = max(held, key=lambda found: found[0][0])
        yield sentence(
            fr="{label}\u00a0: de {low} d’impayés ({lowest}) à {high} ({highest}).",
            en="{label}: from {low} defaulted ({lowest}) to {high} ({highest}).",
            label=variable.feature.label.in_language,
            low=_share(lowest.default_rate),
            lowest=lowest.label.in_language,
            high=_share(highest.default_rate),
            highest=highest.label.in_language,
        )


def _segments(exploration: Exploration) -> Iterator[Text]:
    for rates in exploration.segments:
        members = [member for member in rates.members if member.n_clients]
        lowest = min(members, key=lambda member: member.default_rate or 0.0)
        highest = max(members, key=lambda member: member.default_rate or 0.0)
        if _are_apart(lowest, highest):
            yield sentence(
                fr="{label}\u00a0: {high} d’impayés pour «\u00a0{highest}\u00a0», {low} pour «\u00a0{lowest}\u00a0».",
                en="{label}: {high} defaulted for “{highest}”, {low} for “{lowest}”.",
                label=rates.segment.label.in_language,
                high=_share(highest.default_rate),
                highest=highest.label.in_language,
                low=_share(lowest.default_rate),
                lowest=lowest.label.in_language,
            )


def _alike(exploration: Exploration) -> Iterator[Text]:
    relation = exploration.relation
    pairs = [
        (abs(value), i, j)
        for i, j in combinations(range(len(relation.features)), 2)
        if (value := relation.correlations[i][j]) is not None and abs(value) >= ALIKE
    ]
    if not pairs:
        return
    strength, i, j = max(pairs)
    yield sentence(
        fr="«\u00a0{first}\u00a0» et «\u00a0{second}\u00a0» classent les clients presque de même (corrélation des "
        "rangs de {strength} en valeur absolue).",
        en="“{first}” and “{second}” rank clients nearly alike (rank correlation of {strength} in absolute value).",
        first=relation.features[i].label.in_language,
        second=relation.features[j].label.in_language,
        strength=lambda language: wording.decimal(strength, language),
    )


def _are_apart(first: ClientGroup, second: ClientGroup) -> bool:
    """Tell whether the intervals of two groups have nothing in common."""
    a, b = first.interval, second.interval
    return a is not None and b is not None and (a[1] < b[0] or b[1] < a[0])


def _share(fraction: float | None) -> SaidIn:
    return lambda language: "–" if fraction is None else wording.share(fraction, language)


def _count(n: int) -> SaidIn:
    return lambda language: wording.count(n, language)


def _name(name: str) -> SaidIn:
    def say(_language: Language) -> str:
        return name

    return say
