"""Parts of the story's sentences, said in the language of the sentence."""

from collections.abc import Sequence

from solvable import wording
from solvable.vocabulary import Language
from solvable.wording import SaidIn, counted, sentence

__all__ = [
    "days_before_said",
    "enumerated",
    "lasting",
    "late_months",
    "money",
    "months_before_said",
    "part",
    "parts_of",
    "percentage",
    "words",
]


def money(amount: float, currency: str | None) -> SaidIn:
    """Return how an amount is said."""
    return lambda language: wording.amount(amount, language, currency=currency)


def percentage(share: float) -> SaidIn:
    """Return how a share is said."""
    return lambda language: wording.share(share, language)


def lasting(days: float) -> SaidIn:
    """Return how a number of days is said."""
    return lambda language: wording.duration(days, language)


def days_before_said(days: float) -> SaidIn:
    """Return how a day before the application is said."""
    if days == 0:
        return words("le jour de cette demande", "on the day of this application")
    return _before(lasting(days))


def months_before_said(n_months: int) -> SaidIn:
    """Return how a month before the application is said."""
    if n_months == 0:
        return words("le mois de cette demande", "in the month of this application")
    # A single month would be said in days, which nobody knows of a month.
    one = words("1\u00a0mois", "1 month")
    return _before(one if n_months == 1 else lasting(n_months * wording.DAYS_PER_MONTH))


def words(fr: str, en: str) -> SaidIn:
    """Return words that stand as they are."""
    return lambda language: fr if language is Language.FR else en


def parts_of(n: int, parts: Sequence[tuple[int, tuple[str, str], tuple[str, str]]]) -> SaidIn:
    """Return how many of so many are of each kind, in French and English for one and several; and of none known."""
    unknown = ("dont la situation n’est pas connue", "dont la situation n’est pas connue"), ("not known", "not known")
    every = [*parts, (n - sum(count for count, _, _ in parts), *unknown)]
    return enumerated([counted(count, fr=fr, en=en) for count, fr, en in every if count])


def enumerated(parts: Sequence[SaidIn]) -> SaidIn:
    """Return how several things are said one after another, the last after "and"."""

    def said(language: Language) -> str:
        *first, last = (part(language) for part in parts)
        return (" et " if language is Language.FR else " and ").join([", ".join(first), last] if first else [last])

    return said


def part(*, fr: str, en: str, **facts: SaidIn) -> SaidIn:
    """Return a part of a sentence; each fact stands where its name does in braces."""
    return sentence(fr=fr, en=en, **facts).in_language


def late_months(late_days: Sequence[int]) -> SaidIn:
    """Return what is said of monthly rows of which these were late, by so many days."""
    if not late_days:
        return words("aucun ne montre de retard", "none shows a delay")
    return part(
        fr="{n} {longest}",
        en="{n} {longest}",
        n=counted(
            len(late_days),
            fr=("montre un retard, de", "montrent un retard, allant jusqu’à"),
            en=("shows a delay, of", "show a delay, of up to"),
        ),
        longest=lasting(max(late_days)),
    )


def _before(duration: SaidIn) -> SaidIn:
    def said(language: Language) -> str:
        return duration(language) + (" avant cette demande" if language is Language.FR else " before this application")

    return said
