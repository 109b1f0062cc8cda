"""How the others spread over the values of one variable: a bar per group and outcome, and the client's mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solvable import wording
from solvable.explanations.comparison import Comparison, Outcome, Series
from solvable.vocabulary import Language, Text

__all__ = ["BarRow", "DistributionChart", "ShareBar", "draw_distribution"]

# The longest bar leaves room for the words at its end, in percent of the width.
LONGEST = 72.0
_NO_VALUE = Text(fr="non renseigné", en="not available")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBar:
    """Which fraction of a series is in one bin; ``width`` in percent of the width."""

    outcome: Outcome | None
    share: float
    said: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bin, or those without a value: a bar for each series that is drawn, and the counts of all of them."""

    label: str
    bars: tuple[ShareBar, ...]
    counts: tuple[str, ...]
    is_client: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionChart:
    """The whole picture; the shares of each series sum to 1.

    Attributes
    ----------
    drawn, series
        Those with bars, and all, which the figures tell: of clients whose outcome is not known nothing is
        learned here, and their bars would stand in the way of the other two.
    client
        The row that the client is in; None for a value that nobody else has.
    most_common
        The row that most of the first series are in.
    """

    rows: tuple[BarRow, ...]
    drawn: tuple[Series, ...]
    series: tuple[Series, ...]
    client: BarRow | None
    most_common: BarRow


def draw_distribution(found: Comparison, language: Language) -> DistributionChart:
    """Lay out the bars, all on one scale."""
    distribution = found.distribution
    drawn = tuple(series for series in distribution.series if series.outcome is not Outcome.NOT_KNOWN)
    longest = max(share for series in drawn for share in (*series.shares, series.missing_share))
    rows = tuple(
        BarRow(
            label=label,
            bars=tuple(_bar(series, place, longest, language) for series in drawn),
            counts=tuple(wording.count(_counts(series)[place], language) for series in distribution.series),
            is_client=is_client,
        )
        for label, place, is_client in _places(found, language)
    )
    return DistributionChart(
        rows=rows,
        drawn=drawn,
        series=distribution.series,
        client=next((row for row in rows if row.is_client), None),
        most_common=max(rows, key=lambda row: row.bars[0].share),
    )


def _places(found: Comparison, language: Language) -> Iterator[tuple[str, int, bool]]:
    """Give label and place of each bin and whether the client is there; those without a value come last."""
    distribution = found.distribution
    for place, one in enumerate(distribution.bins):
        yield one.label.in_language(language), place, place == distribution.client_bin
    if found.value is None or any(series.n_missing for series in distribution.series):
        yield _NO_VALUE.in_language(language), len(distribution.bins), found.value is None


def _counts(series: Series) -> Sequence[int]:
    return (*series.counts, series.n_missing)


def _bar(series: Series, place: int, longest: float, language: Language) -> ShareBar:
    share = _counts(series)[place] / series.n_clients
    return ShareBar(
        outcome=series.outcome,
        share=share,
        said=wording.share(share, language),
        # Written here and not by the template, which would set a decimal comma in French.
        width=f"{LONGEST * share / longest:.2f}%",
    )
