"""One way to write a value as text, so that equal contents have equal checksums."""

import json
from typing import Any

__all__ = ["canonical"]


def canonical(value: Any) -> str:
    """Write a value as JSON with sorted keys and no spaces; numbers are read back to the last bit.

    Raises
    ------
    ValueError
        A number is infinite or not a number, a key is no text, or a text has half a character in it:
        JSON has no way to say these.

    Examples
    --------
    >>> canonical({"score": 512, "client": None, "prob": 0.1})
    '{"client":null,"prob":0.1,"score":512}'
    """
    _check_keys(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")  # Raises for half of a surrogate pair, which no database and no file would take.
    return text


def _check_keys(value: Any) -> None:
    # `json` turns 1 and None into "1" and "null": two contents would then share one text.
    if isinstance(value, dict):
        if wrong := [key for key in value if type(key) is not str]:
            raise ValueError(f"Keys must be texts, found {wrong[0]!r}. Name it.")
        for item in value.values():
            _check_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_keys(item)
