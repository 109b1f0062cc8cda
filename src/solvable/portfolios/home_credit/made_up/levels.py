"""How a level is drawn so that it is as frequent and as risky as published.

A level's chance grows or falls with a standing and follows age: its log weight is a constant, a tilt
times the standing, and the ratio of the level's age distribution to everybody's. Constants and tilts are
solved for on a grid of the two, so that shares and default rates come out as published. The level is then
drawn from the client's own standing: it tells of the default by way of the standing and by no other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import Bools, Column, Floats, Ints
from solvable.portfolios.home_credit.made_up.people import INTERCEPT, WEIGHTS, People
from solvable.portfolios.home_credit.published import published

__all__ = ["ANYBODY", "Category", "Level", "among_levels", "published_levels", "solved"]

# A rate of few clients says little: it counts as if this many average clients were among them.
AVERAGE_CLIENTS_ADDED = 150
N_PUBLISHED = 307_511
BASE_RATE = 0.0807
MOST_TILT = 2.5
N_STEPS = 80
# Full steps towards the wanted rates overshoot where one level is most of the clients.
DAMPING = 0.7

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()

# Mean and spread of the standing of age.
ANYBODY = (0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: its share and default rate, fractions, and the age of its clients.

    ``age`` is the mean and the spread of their standing of age, :data:`ANYBODY` where it is like
    everybody's. The mean is aimed at: the levels together must give everybody's ages.
    """

    share: float
    default_rate: float
    age: tuple[float, float] = ANYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Levels that can be drawn; ``sees`` gives the strength with which they see each standing.

    The squared strengths add up to 1.
    """

    names: tuple[str, ...]
    ages: tuple[tuple[float, float], ...]
    sees: Mapping[str, float]
    constants: Floats
    tilts: Floats

    def draw(self, rng: np.random.Generator, people: People) -> Column:
        """Draw each client's level, as text."""
        return np.array(self.names)[self.draw_codes(rng, people)]

    def draw_codes(self, rng: np.random.Generator, people: People) -> Ints:
        """Draw each client's level, as a position in the names."""
        standing = sum((strength * getattr(people, name) for name, strength in self.sees.items()), np.zeros(1))
        upper = np.cumsum(self.chances(people.age, standing), axis=0)
        codes: Ints = (rng.random(len(people)) * upper[-1] >= upper[:-1]).sum(axis=0)
        return codes

    def chances(self, age: Floats, standing: Floats) -> Floats:
        """Return the chance of each level, one row per level and one column per client."""
        weights = np.exp(
            self.constants[:, None] + self.tilts[:, None] * standing[None, :] + _age_log_ratios(self.ages, age)
        )
        chances: Floats = weights / weights.sum(axis=0)
        return chances


def solved(
    levels: Mapping[str, Level], *, sees: Mapping[str, float], among: Callable[[Floats, Floats], Floats] | None = None
) -> Category:
    """Find the constants and tilts that give the levels their shares and default rates.

    Parameters
    ----------
    sees
        Strength per standing, age excepted; scaled to squares that add up to 1.
    among
        The chance of being one of those who have the category at all, given age and standing; the
        shares are fractions of these. Everybody without it.
    """
    length = float(np.sqrt(sum(strength**2 for strength in sees.values())))
    sees = {name: strength / length for name, strength in sees.items()}
    age, standing = (axis.ravel() for axis in np.meshgrid(_NODES, _NODES, indexing="ij"))
    density = np.outer(_WEIGHTS, _WEIGHTS).ravel()
    if among is not None:
        density = density * among(age, standing)
        density /= density.sum()
    rate = _default_rate(age, standing, sees)
    share, wanted = _wanted(levels, base_rate=float(density @ rate))
    slope = sum(WEIGHTS[name] * strength for name, strength in sees.items())
    ages = tuple(level.age for level in levels.values())
    log_ratios = _age_log_ratios(ages, age)
    constants, tilts = np.log(share), np.zeros(len(levels))
    for _ in range(N_STEPS):
        weights = np.exp(constants[:, None] + tilts[:, None] * standing + log_ratios)
        mass = weights / weights.sum(axis=0) * density
        found_share = mass.sum(axis=1)
        constants += np.log(share / found_share)
        tilts += DAMPING * (_log_odds(wanted) - _log_odds(mass @ rate / found_share)) / slope
        tilts = np.clip(tilts - share @ tilts, -MOST_TILT, MOST_TILT)
    return Category(names=tuple(levels), ages=ages, sees=sees, constants=constants, tilts=tilts)


def published_levels(
    column: str,
    *,
    ages: Mapping[str, tuple[float, float]] | None = None,
    other_shares: Mapping[str, float] | None = None,
) -> Mapping[str, Level]:
    """Return the published levels of a column of application_train.

    ``other_shares`` are the shares of levels of which only the rate is published. ``XNA`` is not among
    them: it stands for having no level.
    """
    reference = published()["application_train"].columns[column]
    shares = {**reference.level_shares, **(other_shares or {})}
    return {
        level: Level(share=shares[level], default_rate=rate, age=(ages or {}).get(level, ANYBODY))
        for level, rate in reference.default_rates.items()
        if level in shares and level != "XNA"
    }


def among_levels(category: Category, names: frozenset[str]) -> Callable[[Floats, Floats], Floats]:
    """Return the chance, given age and standing, that a client has one of these levels."""
    inside: Bools = np.isin(category.names, list(names))
    return lambda age, standing: category.chances(age, standing)[inside].sum(axis=0)


def _wanted(levels: Mapping[str, Level], *, base_rate: float) -> tuple[Floats, Floats]:
    """Return shares that add up to 1 and rates whose mean is the base rate."""
    share = np.array([level.share for level in levels.values()])
    rate = np.array([level.default_rate for level in levels.values()])
    n_clients = share * N_PUBLISHED
    rate = (n_clients * rate + AVERAGE_CLIENTS_ADDED * BASE_RATE) / (n_clients + AVERAGE_CLIENTS_ADDED)
    share = share / share.sum()
    return share, rate * base_rate / (share @ rate)


def _default_rate(age: Floats, standing: Floats, sees: Mapping[str, float]) -> Floats:
    """Return the default rate given age and standing, over what else there is to a client."""
    seen = sum(WEIGHTS[name] * strength for name, strength in sees.items())
    unseen = np.sqrt(sum(weight**2 for name, weight in WEIGHTS.items() if name != "age") - seen**2)
    log_odds = INTERCEPT + WEIGHTS["age"] * age + seen * standing
    rate: Floats = (1 / (1 + np.exp(-(log_odds[:, None] + unseen * _NODES)))) @ _WEIGHTS
    return rate


def _age_log_ratios(ages: tuple[tuple[float, float], ...], age: Floats) -> Floats:
    """Return how much likelier each age is at each level than among everybody, as a logarithm."""
    means, spreads = (np.array(values)[:, None] for values in zip(*ages, strict=True))
    # Nobody is further out than four: where a level's ages are spread wider than everybody's, the ratio grows.
    age = np.clip(age, -4, 4)[None, :]
    ratios: Floats = age**2 / 2 - ((age - means) / spreads) ** 2 / 2
    return ratios


def _log_odds(rate: Floats) -> Floats:
    odds: Floats = np.log(rate / (1 - rate))
    return odds
