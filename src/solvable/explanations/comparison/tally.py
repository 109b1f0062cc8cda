"""How often each value of one feature is met, so that a place among all clients is looked up and not counted anew."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.explanations.comparison.place import Place

__all__ = ["Tally"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The values of a feature that clients have, rising, and how many stand up to each.

    Attributes
    ----------
    values : shape (n,), numbers or levels
    up_to : shape (n + 1,)
        How many clients are below ``values[i]``; the last one is how many have a value.
    n_missing
        How many have none.
    """

    values: npt.NDArray[Any]
    up_to: npt.NDArray[np.int64]
    n_missing: int

    @classmethod
    def of(cls, values: pa.ChunkedArray) -> Self:
        """Count values; a missing one is null.

        Examples
        --------
        >>> tally = Tally.of(pa.chunked_array([[2.0, 5.0, None, 2.0]]))
        >>> tally.values.tolist(), tally.up_to.tolist(), tally.n_missing
        ([2.0, 5.0], [0, 2, 3], 1)
        """
        counted = pc.value_counts(values.drop_null())
        found, counts = counted.field("values"), counted.field("counts")
        order = pc.sort_indices(found)
        return cls(
            values=np.asarray(found.take(order)),
            up_to=np.concatenate([[0], np.cumsum(counts.take(order).to_numpy())]).astype(np.int64),
            n_missing=values.null_count,
        )

    @property
    def n_known(self) -> int:
        """How many clients have a value."""
        return int(self.up_to[-1])

    def place_of_one(self, value: float | str) -> Place:
        """Return where one of the clients counted stands among the others; of a level only ``n_equal`` tells."""
        first, last = (int(np.searchsorted(self.values, value, side=side)) for side in ("left", "right"))
        n_below, up_to = int(self.up_to[first]), int(self.up_to[last])
        return Place(n_below=n_below, n_equal=up_to - n_below - 1, n_above=self.n_known - up_to)
