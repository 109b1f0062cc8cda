"""What a band of numbers is called: by its edges, by its whole numbers, or by the one value that it holds."""

from collections.abc import Callable, Sequence

from solvable.explanations.comparison.scale import just_above
from solvable.portfolios.segments import band_name
from solvable.vocabulary import Text

__all__ = ["name_band"]

Says = Callable[[float], Text]


def name_band(low: float | None, high: float | None, edges: Sequence[float], *, is_whole: bool, said: Says) -> Text:
    """Name the values from ``low`` up to below ``high``; None where there is no end.

    Parameters
    ----------
    edges
        All that were chosen; two in immediate succession hold one value between them.
    is_whole
        Whether all values are whole numbers from 0, as counts are.
    """
    if is_whole:
        return _name_whole_numbers(low, high, said)
    value_below = {just_above(edge): edge for edge in edges}
    after = None if low is None else value_below.get(low)
    last = None if high is None else value_below.get(high)
    if last is not None:
        end = said(last)
        if low is None:
            return Text(fr=f"jusqu’à {end.fr}", en=f"up to {end.en}")
        if low == last:
            return end
        begin = Text(fr=f"de {said(low).fr}", en=said(low).en) if after is None else _more_than(said(after))
        return Text(fr=f"{begin.fr} à {end.fr}", en=f"{begin.en} to {end.en}")
    if after is not None:
        begin = _more_than(said(after))
        if high is None:
            return begin
        end = said(high)
        return Text(fr=f"{begin.fr} à moins de {end.fr}", en=f"{begin.en} to less than {end.en}")
    return band_name(*(None if edge is None else said(edge) for edge in (low, high)))


def _more_than(value: Text) -> Text:
    return Text(fr=f"plus de {value.fr}", en=f"more than {value.en}")


def _name_whole_numbers(low: float | None, high: float | None, said: Says) -> Text:
    if high is None:
        return band_name(None if low is None else said(low), None)
    least, greatest = said(low or 0.0), said(high - 1)
    if least == greatest:
        return greatest
    return Text(fr=f"de {least.fr} à {greatest.fr}", en=f"{least.en} to {greatest.en}")
