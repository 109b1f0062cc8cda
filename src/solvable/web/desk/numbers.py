"""Numbers that reach the desk as text: a client's in the address bar, amounts and months that people type."""

import re

from solvable.portfolios.portfolio import LARGEST_CLIENT_ID

__all__ = ["ClientNumber", "read_number"]

_BETWEEN_DIGITS = re.compile(r"[\s'’]")
# A point or a comma before each three digits sets thousands apart, and only the other one may stand before cents.
_BY_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){1,4}(?:\.[0-9]+)?|(?:\.[0-9]{3}){1,4}(?:,[0-9]+)?)")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]+)?")
_LONGEST_TYPED = 40


class ClientNumber:
    """A client's number as part of an address; anything else is no address of ours."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, text: str) -> int:
        """Read the number; ValueError makes Django look for another page."""
        number = int(text)
        if number > LARGEST_CLIENT_ID:
            raise ValueError(text)
        return number

    def to_url(self, number: int) -> str:
        """Write the number."""
        return str(number)


def read_number(typed: str) -> float | None:
    """Read a number the way people type it, whatever the language of the page; None for what is none.

    An address keeps what was typed while the language changes, so that the reading must not depend on it. Three digits
    behind a single point or comma are thousands: sums of money have two behind it.

    Examples
    --------
    >>> read_number("200\\u202f000"), read_number("200,000"), read_number("200.000"), read_number("1250,5")
    (200000.0, 200000.0, 200000.0, 1250.5)
    >>> read_number("250,000.50"), read_number("250.000,50")
    (250000.5, 250000.5)
    >>> read_number("beaucoup") is None, read_number("nan") is None
    (True, True)
    """
    bare = _BETWEEN_DIGITS.sub("", typed)
    if len(bare) > _LONGEST_TYPED:
        return None
    if _BY_THOUSANDS.fullmatch(bare):
        of_thousands = next(sign for sign in bare if sign in ",.")
        bare = bare.replace(of_thousands, "")
    elif not _DECIMAL.fullmatch(bare):
        return None
    return float(bare.replace(",", "."))
