"""What a comparison says in words: with whom, and where the client stands among them."""

from collections.abc import Sequence

from solvable.explanations.comparison.place import TIES_TOLD_FROM, Place
from solvable.vocabulary import Language, Text
from solvable.wording import SaidIn, count, crowd, is_crowd_plural

__all__ = [
    "NO_VALUE",
    "SIMILAR",
    "VERDICT_LABEL",
    "criterion",
    "said_cell",
    "said_few_alike",
    "said_few_have_it",
    "said_group",
    "said_missing",
    "said_place",
    "said_share",
    "said_too_few",
    "said_value",
    "where_alike",
    "where_few_alike",
    "where_missing",
    "where_placed",
]

NO_VALUE = Text(fr="non renseigné ou autre", en="not available or other")
SIMILAR = Text(fr="clients qui ressemblent à celui-ci", en="similar clients")
VERDICT_LABEL = Text(fr="avis proposé", en="proposed verdict")
# From this share of missing values on, a place is said to be among those who have one.
MISSING_TOLD_FROM = 0.05
_THIS = Text(fr="Cette information", en="This information")
_ALIKE = ("dans le même cas", "in the same case")
_COLON = {Language.FR: "\u00a0: ", Language.EN: ": "}
_SEMICOLON = {Language.FR: "\u202f; ", Language.EN: "; "}


def criterion(label: Text, member: Text) -> Text:
    """Say one filter, to stand in the middle of a sentence."""

    def said(language: Language) -> str:
        words = label.in_language(language)
        return f"{words[0].lower()}{words[1:]}{_COLON[language]}{member.in_language(language)}"

    return Text(*map(said, Language))


def said_group(n: int, criteria: Sequence[Text]) -> Text:
    """Say how many others a client is compared with, and what they have in common."""

    def said(language: Language) -> str:
        n_said, which = count(n, language), _in_brackets(criteria, language)
        if language is Language.FR:
            return f"Comparaison avec {n_said}\u00a0autres clients{which}."
        return f"Compared with {n_said} other clients{which}."

    return Text(*map(said, Language))


def said_too_few(fewest: int, criteria: Sequence[Text]) -> Text:
    """Say that a group is too small to be shown, and what to do."""
    fr, en = (_in_brackets(criteria, language) for language in Language)
    return Text(
        fr=f"Moins de {fewest}\u00a0autres clients correspondent{fr}. La comparaison n’est pas montrée\u00a0: elle ne "
        "serait pas représentative, et l’on pourrait reconnaître quelqu’un. Retirez un critère.",
        en=f"Fewer than {fewest} other clients match{en}. The comparison is not shown: it would not be "
        "representative, and somebody might be recognised. Take a criterion away.",
    )


def said_few_have_it(fewest: int, labels: Sequence[Text], criteria: Sequence[Text]) -> Text:
    """Say that in a group too few have a value, or all of several, for it to be shown."""
    fr, en = (", ".join(label.in_language(language) for label in labels) for language in Language)
    which_fr, which_en = (_in_brackets(criteria, language) for language in Language)
    return Text(
        fr=f"{fr}\u00a0: moins de {fewest}\u00a0autres clients{which_fr} ont cette information. La comparaison n’est "
        "pas montrée\u00a0: elle ne serait pas représentative, et l’on pourrait reconnaître quelqu’un.",
        en=f"{en}: fewer than {fewest} other clients{which_en} have this information. The comparison is not shown: it "
        "would not be representative, and somebody might be recognised.",
    )


def where_placed(place: Place, *, n_missing: int) -> Text:
    """Say where somebody stands among others, of whom ``n_missing`` have no value.

    Examples
    --------
    >>> where_placed(Place(n_below=8, n_equal=0, n_above=2), n_missing=0).en
    '8 clients in 10 are below.'
    """
    parts = []
    if place.n_equal >= TIES_TOLD_FROM * place.n:
        parts.append((place.n_equal, _ALIKE))
    below, above = (place.n_below, ("en dessous", "below")), (place.n_above, ("au-dessus", "above"))
    larger = below if place.n_below >= place.n_above else above
    if not parts or larger[0] >= TIES_TOLD_FROM * place.n:
        parts.append(larger)
    return _where(parts, of=place.n, n_missing=n_missing)


def where_alike(n_alike: int, *, of: int, n_missing: int) -> Text:
    """Say how many of the others who have a level share it."""
    return _where([(n_alike, _ALIKE)], of=of, n_missing=n_missing)


def where_few_alike(fewest: int) -> Text:
    """Say that nobody or hardly anybody else has a level, or values; how many is not told."""
    return Text(
        fr=f"Moins de {fewest}\u00a0clients du groupe sont dans le même cas.",
        en=f"Fewer than {fewest} clients of the group are in the same case.",
    )


def where_missing(n_missing: int, *, of: int, subject: Text = _THIS) -> Text:
    """Say how many others lack a value as somebody does."""

    def said(language: Language) -> str:
        what, others = subject.in_language(language), crowd(n_missing, of, language)
        if language is Language.FR:
            return f"{what} manque aussi pour {others}." if n_missing else "Tous les autres clients l’ont."
        return f"{what} is missing for {others} as well." if n_missing else "All other clients have it."

    return Text(*map(said, Language))


def said_place(place: Place, *, n_missing: int, label: Text, value: SaidIn) -> Text:
    """State a client's value and where it stands among others.

    Examples
    --------
    >>> place = Place(n_below=8, n_equal=0, n_above=2)
    >>> said_place(place, n_missing=0, label=Text(fr="Montant", en="Amount"), value=lambda language: "12").en
    'Amount: 12. 8 clients in 10 are below.'
    """
    return _after_value(label, value, where_placed(place, n_missing=n_missing))


def said_share(n_alike: int, *, of: int, n_missing: int, label: Text, value: SaidIn) -> Text:
    """State a client's level and how many of the others who have one share it."""
    return _after_value(label, value, where_alike(n_alike, of=of, n_missing=n_missing))


def said_few_alike(fewest: int, *, label: Text, value: SaidIn) -> Text:
    """State a client's level, or values, that nobody or hardly anybody else has; how many is not told."""
    return _after_value(label, value, where_few_alike(fewest))


def said_missing(n_missing: int, *, of: int, label: Text) -> Text:
    """Say that a client has no value and so no place, and how many of the others have none."""
    also = where_missing(n_missing, of=of, subject=Text(fr="Elle", en="It"))
    return Text(
        fr=f"{label.fr}\u00a0: cette information n’est pas renseignée, il n’y a donc pas de place à donner. {also.fr}",
        en=f"{label.en}: this information is not available, so there is no place to give. {also.en}",
    )


def said_cell(values: Sequence[tuple[Text, Text]], *, missing: Sequence[Text], n_alike: int | None, of: int) -> Text:
    """State a client's values of two things, and how many of the others have both like them.

    Parameters
    ----------
    values : label and value of each
    missing : the labels of those that the client does not have
    n_alike : None where they are too few to tell
    """

    def said(language: Language) -> str:
        both = _SEMICOLON[language].join(
            f"{label.in_language(language)}{_COLON[language]}{value.in_language(language)}" for label, value in values
        )
        is_fr = language is Language.FR
        if missing:
            none = "Il n’y a donc pas de place à donner" if is_fr else "So there is no place to give"
            return f"{both}. {none}."
        if n_alike is None:
            return f"{both}. " + (
                "Très peu de clients sont dans ce cas." if is_fr else "Very few clients are like this."
            )
        verbs = ("est", "sont") if is_fr else ("is", "are")
        alike = f"{crowd(n_alike, of, language)} {verbs[is_crowd_plural(n_alike, of)]}"
        return f"{both}. {alike[0].upper()}{alike[1:]} " + ("dans un cas proche." if is_fr else "much like this.")

    return Text(*map(said, Language))


def said_value(label: Text, value: SaidIn) -> Text:
    """State what a client has of something."""
    return Text(*(f"{label.in_language(language)}{_COLON[language]}{value(language)}" for language in Language))


def _after_value(label: Text, value: SaidIn, where: Text) -> Text:
    stated = said_value(label, value)
    return Text(fr=f"{stated.fr}. {where.fr}", en=f"{stated.en}. {where.en}")


def _where(parts: Sequence[tuple[int, tuple[str, str]]], *, of: int, n_missing: int) -> Text:
    """Say how many clients are where; each part is a number, and where in both languages."""
    has_gaps = n_missing >= MISSING_TOLD_FROM * (of + n_missing)

    def said(language: Language) -> str:
        is_fr = language is Language.FR
        verbs = ("est", "sont") if is_fr else ("is", "are")
        told = (
            f"{crowd(n, of, language)} {verbs[is_crowd_plural(n, of)]} {where[0 if is_fr else 1]}" for n, where in parts
        )
        words = (", " if is_fr else ", and ").join(told)
        if has_gaps:
            words = ("Parmi ceux qui ont cette information, " if is_fr else "Of those who have it, ") + words
        return f"{words[0].upper()}{words[1:]}."

    return Text(*map(said, Language))


def _in_brackets(criteria: Sequence[Text], language: Language) -> str:
    return f" ({_SEMICOLON[language].join(text.in_language(language) for text in criteria)})" if criteria else ""
