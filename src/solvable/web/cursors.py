"""Cursors: a place in a list of clients as a signed text, which nobody but this service can write."""

from django.core import signing

from solvable.decisions.search import Order, Position
from solvable.errors import SearchError

__all__ = ["LONGEST_CURSOR", "read_cursor", "write_cursor"]

LONGEST_CURSOR = 400
# Its number changes with what is written below: a cursor from before is then refused and not misread.
_SALT = "solvable.web.cursors.1"


def write_cursor(position: Position | None) -> str | None:
    """Return the cursor of a place; None where there is none."""
    if position is None:
        return None
    order = position.order
    told = [order.by, order.is_descending, position.criteria, position.value, position.client_id, position.is_before]
    return signing.Signer(salt=_SALT).sign_object(told)


def read_cursor(text: str) -> Position:
    """Return the place that a cursor stands for; SearchError where this service did not write it."""
    try:
        by, is_descending, criteria, value, client_id, is_before = signing.Signer(salt=_SALT).unsign_object(text)
    except signing.BadSignature as error:
        raise SearchError(
            "Expected a cursor as an earlier answer gave it, found one that this service did not write. Start again "
            "without it.",
            field="cursor",
        ) from error
    return Position(
        order=Order(by=by, is_descending=is_descending),
        criteria=criteria,
        value=value,
        client_id=client_id,
        is_before=is_before,
    )
