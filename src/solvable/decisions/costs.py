"""What a wrong decision costs: as the ratio of the two mistakes, or in money."""

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from solvable.documents import Document
from solvable.errors import ConfigError

__all__ = ["Costs", "MoneyCosts", "RatioCosts"]

Losses = npt.NDArray[np.float64]
Fraction = Annotated[float, Field(gt=0, le=1)]


class RatioCosts(Document):
    """Each mistake costs the same for every client; only the proportion of the two counts.

    Costs are in units of ``good_declined``: an accepted client who defaults costs
    ``default_accepted / good_declined``, a declined one who would have repaid costs 1.
    """

    kind: Literal["ratio"] = "ratio"
    default_accepted: Annotated[float, Field(gt=0)]
    good_declined: Annotated[float, Field(gt=0)]

    @property
    def break_even(self) -> float:
        """The probability of default at which accepting costs as much as declining."""
        return self.good_declined / (self.good_declined + self.default_accepted)

    def losses(self, exposure: Losses) -> tuple[Losses, Losses]:
        """Return what accepting each client costs if they default, and declining if they would have repaid."""
        one = np.ones_like(exposure)
        return self.default_accepted / self.good_declined * one, one


class MoneyCosts(Document):
    """Each mistake costs a share of that client's own amount.

    An accepted client who defaults costs ``loss_given_default`` times the exposure, a declined one who
    would have repaid costs ``margin`` times it: the interest and fees that the credit would have left
    over its life, after refinancing. Both are fractions of the exposure.
    """

    kind: Literal["money"] = "money"
    loss_given_default: Fraction
    margin: Fraction

    @property
    def break_even(self) -> float:
        """The probability of default at which accepting costs as much as declining, for any amount."""
        return self.margin / (self.margin + self.loss_given_default)

    def losses(self, exposure: Losses) -> tuple[Losses, Losses]:
        """Return what accepting each client costs if they default, and declining if they would have repaid.

        Parameters
        ----------
        exposure : shape (n,), in the portfolio's currency

        Raises
        ------
        ConfigError
            A client's exposure is not known.
        """
        n_unknown = int(np.isnan(exposure).sum())
        if n_unknown:
            raise ConfigError(
                f"Costs in money need the amount of every application, found {n_unknown:,} of {exposure.size:,} "
                'without. Let the portfolio declare its exposure, or give costs of kind = "ratio" in policy.toml.'
            )
        return self.loss_given_default * exposure, self.margin * exposure


Costs = Annotated[RatioCosts | MoneyCosts, Field(discriminator="kind")]
