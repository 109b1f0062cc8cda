"""Numbers, amounts and durations as a bank writes them, in French and English."""

import math
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from solvable.vocabulary import Language, Text, Unit

__all__ = [
    "SaidIn",
    "amount",
    "count",
    "counted",
    "crowd",
    "day",
    "decimal",
    "duration",
    "figure",
    "in_unit",
    "is_crowd_plural",
    "likelihood",
    "observed_frequency",
    "of_part",
    "percent",
    "points",
    "sentence",
    "share",
    "times",
]

# Below this probability "about 0 in 100" would be said; a larger crowd keeps the number meaningful.
SMALL_PROBABILITY = 0.015
# Shares nearer to nothing or to all are said to be so, in place of a percentage that is neither.
SMALLEST_SHARE = 0.001
MOST_DECIMALS = 6
# "1 times your income" and "0.49 times" are not what people say.
SAID_AS_TIMES_FROM = 2
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
# English is written as in Britain here, where the day comes before its month.
_DAYS_OF = {Language.FR: "fr", Language.EN: "en_GB"}


# A fact of a sentence, said in the sentence's language.
SaidIn = Callable[[Language], str]


def decimal(value: float, language: Language, *, digits: int = 2, is_fixed: bool = False) -> str:
    """Write a number with at most ``digits`` decimals, or with exactly so many where they stand in a column.

    Examples
    --------
    >>> decimal(1234.5, Language.EN)
    '1,234.5'
    >>> decimal(1234.5, Language.FR) == "1\\u202f234,5"
    True
    """
    return _written(Decimal(str(value)), language, digits=digits, is_fixed=is_fixed)


def count(value: float, language: Language) -> str:
    """Write a whole number."""
    return decimal(round(value), language, digits=0)


def percent(share: float, language: Language, *, digits: int = 1, is_fixed: bool = False) -> str:
    """Write a fraction of one as percent; digits as in :func:`decimal`.

    Examples
    --------
    >>> percent(0.0789, Language.FR) == "7,9\\u202f%"
    True
    >>> percent(0.0789, Language.EN)
    '7.9%'
    """
    said = _written(100 * Decimal(str(share)), language, digits=digits, is_fixed=is_fixed)
    return f"{said}\u202f%" if language is Language.FR else f"{said}%"


def share(fraction: float, language: Language) -> str:
    """Write a fraction of one as percent, so that only nothing is 0 and only all is 100.

    Examples
    --------
    >>> share(0.00002, Language.EN) == "<\\u00a00.1%"
    True
    >>> share(0.99999, Language.EN) == ">\\u00a099.9%"
    True
    >>> share(0.198, Language.EN)
    '19.8%'
    """
    if 0 < fraction < SMALLEST_SHARE:
        return f"<\u00a0{percent(SMALLEST_SHARE, language)}"
    if 1 - SMALLEST_SHARE < fraction < 1:
        return f">\u00a0{percent(1 - SMALLEST_SHARE, language)}"
    return percent(fraction, language)


def figure(value: float, language: Language) -> str:
    """Write a number of whatever size: its whole part, four digits that count where that is short, a true minus.

    Examples
    --------
    >>> figure(117_000_000, Language.EN), figure(1234.56, Language.EN), figure(0.0207331, Language.EN)
    ('117,000,000', '1,235', '0.02073')
    >>> figure(-3000, Language.FR) == "\\u22123\\u202f000"
    True
    """
    n_whole_digits = math.floor(math.log10(abs(value))) + 1 if value else 1
    return decimal(value, language, digits=min(max(0, 4 - n_whole_digits), MOST_DECIMALS)).replace("-", "\u2212")


def amount(value: float, language: Language, *, currency: str | None) -> str:
    """Write money; without a currency the bare number, since the tables may name none."""
    said = count(value, language)
    if currency is None:
        return said
    symbol = _symbol(currency, language)
    if language is Language.FR:
        return f"{said}\u00a0{symbol}"
    return f"-{symbol}{said[1:]}" if said.startswith("-") else f"{symbol}{said}"


def points(value: int, language: Language) -> str:
    """Write signed points, with a true minus sign.

    Examples
    --------
    >>> points(-12, Language.FR)
    '\u221212'
    >>> points(7, Language.EN)
    '+7'
    """
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return f"{sign}{count(abs(value), language)}"


def in_unit(value: float, unit: Unit, language: Language, *, currency: str | None) -> str:
    """Write a number with the unit that it counts.

    Examples
    --------
    >>> in_unit(14, Unit.MONTHS, Language.EN, currency=None), in_unit(0.5, Unit.SHARE, Language.EN, currency=None)
    ('1 year and 2 months', '50%')
    """
    match unit:
        case Unit.AMOUNT:
            return amount(value, language, currency=currency)
        case Unit.SHARE:
            return percent(value, language)
        case Unit.TIMES:
            return times(value, language)
        case Unit.COUNT:
            return count(value, language)
        case Unit.DAYS:
            return duration(value, language)
        case Unit.MONTHS:
            return duration(value * DAYS_PER_MONTH, language)
        case Unit.YEARS:
            return duration(value * DAYS_PER_YEAR, language)
        case Unit.FLAG:
            return {Language.FR: ("non", "oui"), Language.EN: ("no", "yes")}[language][value >= 0.5]
        case _:
            return decimal(value, language)


def times(value: float, language: Language) -> str:
    """Say how much of another thing something is: in percent, or how many times from twice on.

    Examples
    --------
    >>> times(2.35, Language.EN), times(1.06, Language.EN), times(2.35, Language.FR) == "2,35\\u00a0fois"
    ('2.35 times', '106%', True)
    """
    if value < SAID_AS_TIMES_FROM:
        return percent(value, language)
    return f"{decimal(value, language)}\u00a0fois" if language is Language.FR else f"{decimal(value, language)} times"


def of_part(words: str, language: Language) -> str:
    """Let words that state so many times a thing (``{value} your income``) state so much of it.

    Examples
    --------
    >>> of_part("is {value} your income", Language.EN), of_part("{value} le crédit demandé", Language.FR)
    ('is {value} of your income', '{value} du crédit demandé')
    """
    if language is Language.EN:
        return words.replace("{value} ", "{value} of ")
    joined = words.replace("{value} ", "{value} de ")
    return joined.replace("{value} de le ", "{value} du ").replace("{value} de les ", "{value} des ")


def counted(n: int, *, fr: tuple[str, str], en: tuple[str, str]) -> SaidIn:
    """Return how a whole number of things is said: ``fr`` and ``en`` are the words for one and for several.

    Examples
    --------
    >>> credits_ = counted(1200, fr=("crédit", "crédits"), en=("credit", "credits"))
    >>> credits_(Language.EN), credits_(Language.FR) == "1\\u202f200\\u00a0crédits"
    ('1,200 credits', True)
    """

    def said(language: Language) -> str:
        # Nothing is singular in French and plural in English.
        if language is Language.FR:
            return f"{count(n, language)}\u00a0{fr[n > 1]}"
        return f"{count(n, language)} {en[n != 1]}"

    return said


def day(moment: str, language: Language) -> str:
    """Say the day of a moment that is given in ISO 8601.

    Examples
    --------
    >>> day("2026-11-24T17:08:00+00:00", Language.FR), day("2026-11-24T17:08:00+00:00", Language.EN)
    ('24 novembre 2026', '24 November 2026')
    """
    return str(format_date(datetime.fromisoformat(moment), format="long", locale=_DAYS_OF[language]))


def duration(days: float, language: Language) -> str:
    """Say a number of days the way people do: years and months, months, or days.

    Examples
    --------
    >>> duration(800, Language.FR) == "2\\u00a0ans et 2\\u00a0mois"
    True
    >>> duration(400, Language.EN)
    '1 year and 1 month'
    >>> duration(12, Language.EN)
    '12 days'
    """
    if days < 2 * DAYS_PER_MONTH:
        return _units(round(days), "day", language)
    n_months = round(days / DAYS_PER_MONTH)
    years, months = divmod(n_months, 12)
    if years == 0:
        return _units(months, "month", language)
    if months == 0 or years >= 10:
        return _units(years, "year", language)
    joint = " et " if language is Language.FR else " and "
    return _units(years, "year", language) + joint + _units(months, "month", language)


def likelihood(prob_default: float, language: Language) -> str:
    """Say a probability of default as a count among comparable applications.

    Examples
    --------
    >>> likelihood(0.081, Language.EN)
    'out of 100 comparable applications, about 8 are not repaid'
    """
    crowd = 1000 if prob_default < SMALL_PROBABILITY else 100
    n_defaults = max(1, round(prob_default * crowd))
    crowd_said, defaults_said = count(crowd, language), count(n_defaults, language)
    if language is Language.FR:
        verb = "n\u2019est pas remboursé" if n_defaults == 1 else "ne sont pas remboursés"
        return f"sur {crowd_said} dossiers comparables, environ {defaults_said} {verb}"
    verb = "is not repaid" if n_defaults == 1 else "are not repaid"
    return f"out of {crowd_said} comparable applications, about {defaults_said} {verb}"


def crowd(n: int, of: int, language: Language) -> str:
    """Say a part of some clients as so many out of ten, or out of a hundred where it is few or nearly all.

    Examples
    --------
    >>> crowd(42, 51, Language.EN), crowd(2, 51, Language.EN), crowd(1, 900, Language.EN)
    ('about 8 clients in 10', 'about 4 clients in 100', 'less than 1 client in 100')
    >>> crowd(0, 51, Language.FR), crowd(51, 51, Language.FR)
    ('aucun client', 'tous les clients')
    """
    is_fr = language is Language.FR
    if n in (0, of):
        return (
            ("aucun client" if is_fr else "no client") if n == 0 else ("tous les clients" if is_fr else "all clients")
        )
    out_of = _out_of(n / of)
    part = math.floor(n / of * out_of + 0.5)
    if part in (0, out_of):
        part, about = (1, ("moins de ", "less than ")) if part == 0 else (out_of - 1, ("plus de ", "more than "))
    else:
        about = ("", "") if part * of == n * out_of else ("environ ", "about ")
    clients = "client" if part == 1 else "clients"
    if is_fr:
        return f"{about[0]}{part}\u00a0{clients} sur\u00a0{out_of}"
    return f"{about[1]}{part} {clients} in {out_of}"


def is_crowd_plural(n: int, of: int) -> bool:
    """Whether :func:`crowd` names several clients, so that a verb after it is in the plural."""
    return n == of or n / of * _out_of(n / of) >= 1.5


def sentence(*, fr: str, en: str, **facts: SaidIn) -> Text:
    """Return a sentence in both languages; each fact stands where its name does in braces.

    Examples
    --------
    >>> sentence(fr="{n} en impayé", en="{n} defaulted", n=lambda language: percent(0.081, language)).en
    '8.1% defaulted'
    """
    return Text(
        fr=fr.format(**{name: say(Language.FR) for name, say in facts.items()}),
        en=en.format(**{name: say(Language.EN) for name, say in facts.items()}),
    )


def observed_frequency(n: int, n_defaults: int, *, low: float, high: float, language: Language) -> str:
    """Say how many of the applications with a like score defaulted, and between which shares that lies.

    Examples
    --------
    >>> observed_frequency(1240, 98, low=0.0653, high=0.0954, language=Language.EN)
    'of 1,240 applications with a like score, 98 defaulted: 7.9%, between 6.5% and 9.5%'
    """
    said, rate = count(n, language), percent(n_defaults / n, language)
    defaults = count(n_defaults, language)
    if language is Language.FR:
        defaults = f"{defaults} impayé" + ("s" if n_defaults > 1 else "") if n_defaults else "aucun impayé"
        ends = f"entre {decimal(100 * low, language, digits=1)} et {percent(high, language)}"
        return f"parmi {said} dossiers notés de même, {defaults}\u00a0: {rate}, {ends}"
    ends = f"between {percent(low, language)} and {percent(high, language)}"
    return f"of {said} applications with a like score, {defaults if n_defaults else 'none'} defaulted: {rate}, {ends}"


def _out_of(fraction: float) -> int:
    """Return the crowd that tells a fraction: ten, unless that would be nearly none or all of them."""
    return 10 if 0.1 <= fraction <= 0.9 else 100


@cache
def _locale(language: Language) -> Locale:
    """Look a language up once; babel would do so for every number."""
    return Locale.parse(language.value)


@cache
def _symbol(currency: str, language: Language) -> str:
    return str(get_currency_symbol(currency, locale=_locale(language)))


@cache
def _separators(language: Language) -> dict[int, str]:
    locale = _locale(language)
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


def _written(number: Decimal, language: Language, *, digits: int, is_fixed: bool) -> str:
    """Write a number as babel would, which takes a dozen times as long: a client's reasons hold a hundred of them."""
    text = f"{number:,.{digits}f}"
    if digits and not is_fixed:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_separators(language))


def _units(n: int, unit: str, language: Language) -> str:
    if language is Language.FR:
        words = {"day": "jour" if n < 2 else "jours", "month": "mois", "year": "an" if n < 2 else "ans"}
        return f"{n}\u00a0{words[unit]}"
    return f"{n} {unit}" + ("" if n == 1 else "s")
