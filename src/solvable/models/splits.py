"""Which side of the fence a client stands on, by a hash of the client's number.

Each client is always on the same side: on any engine, in any order, as data grows.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt

__all__ = ["Side", "folds_of", "sides_of"]


class Side(StrEnum):
    """What a client's outcome may be used for."""

    TRAIN = "train"
    CALIBRATE = "calibrate"
    CHOOSE = "choose"
    REPORT = "report"


def sides_of(client_ids: Iterable[int], shares: Mapping[Side, float]) -> npt.NDArray[np.str_]:
    """Return each client's side, shape (n,); ``shares`` are fractions summing to 1, in order."""
    bounds = np.cumsum([shares[side] for side in Side])
    place = np.searchsorted(bounds[:-1], _uniform(client_ids, "side"), side="right")
    return np.array([side.value for side in Side])[place]


def folds_of(client_ids: Iterable[int], n_folds: int, *, repeat: int = 0) -> npt.NDArray[np.int64]:
    """Return each client's fold, shape (n,), 0 to ``n_folds - 1``; independent of the side and of other repeats."""
    purpose = f"fold {repeat}" if repeat else "fold"
    return (_uniform(client_ids, purpose) * n_folds).astype(np.int64)


def _uniform(client_ids: Iterable[int], purpose: str) -> npt.NDArray[np.float64]:
    # MD5 because every engine has it, so that a cluster draws the same sides; nothing here is secret.
    digests = (hashlib.md5(f"{purpose}:{int(i)}".encode(), usedforsecurity=False).digest() for i in client_ids)
    return np.fromiter((int.from_bytes(digest[:4]) for digest in digests), dtype=np.float64) / 2**32
