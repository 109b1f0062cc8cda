"""Who the made-up clients are: what nobody sees of them, and what becomes of their credit.

Four standings per client, independent of one another, cause all that the tables show: age, ability to
pay, willingness to pay, and the burden of other debt. No table holds them. The default follows from
them alone, so every column that tells anything tells it by way of a standing, and the history tables
tell more than the application because they see the same standings again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import Bools, Floats, Ints, chance, number_at, share_below, view

__all__ = ["FIRST_CLIENT_ID", "INTERCEPT", "WEIGHTS", "People", "make_people"]

FIRST_CLIENT_ID = 100_001  # SK_ID_CURR of the first published client

# 307,511 of the 356,255 published clients stand in application_train.
TRAIN_SHARE = 0.8632

# Weights of the standings in the log-odds of default, found by trying: what the columns tell together
# then ranks clients as well as the published columns do, though each alone tells what is published.
WEIGHTS: Mapping[str, float] = {"age": -0.37, "ability": -0.88, "willingness": -0.98, "burden": 1.12}
# Makes the mean probability 0.0807, the published default rate, given these weights: the root of the
# Gauss-Hermite integral of the logistic over a normal with the weights' combined spread.
INTERCEPT = -3.505

# Youngest to oldest, in days: quantiles of DAYS_BIRTH.
BIRTH_DAYS = (-7_766, -9_407, -12_413, -15_750, -19_682, -23_204, -25_000)

# Clients with rows, and rows per such client, published for train and test apart.
BUREAU_SHARES, BUREAU_MEANS, BUREAU_SHAPE = (0.857, 0.868), (5.56, 5.93), 1.4
PREVIOUS_SHARES, PREVIOUS_MEANS, PREVIOUS_SHAPE = (0.9465, 0.9806), (4.86, 5.37), 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A chunk of clients; every array has one entry per client.

    Attributes
    ----------
    age, ability, willingness, burden
        Standard normal standings. More age, ability and willingness are safer; more burden is riskier.
    habit
        How early the client pays, standard normal: willingness for a part, and otherwise their way.
    has_balances
        Whether the bureau reports this client's credits month by month.
    """

    client_ids: Ints
    is_train: Bools
    age: Floats
    ability: Floats
    willingness: Floats
    burden: Floats
    habit: Floats
    days_birth: Ints
    n_bureau: Ints
    n_previous: Ints
    has_balances: Bools
    is_default: Bools

    def __len__(self) -> int:
        return len(self.client_ids)


def make_people(rng: np.random.Generator, *, first: int, n_clients: int) -> People:
    """Make up the clients ``first`` to ``first + n_clients - 1``, counted from 0."""
    standings = {name: rng.standard_normal(n_clients) for name in WEIGHTS}
    age, ability, willingness, burden = standings.values()
    is_train = chance(rng, TRAIN_SHARE, n_clients)
    log_odds = INTERCEPT + sum(weight * standings[name] for name, weight in WEIGHTS.items())
    # Clients without a bureau history default more often (published 10.0 %), those without earlier
    # applications less often (5.3 %): nobody lends to the former, and the latter never needed to.
    known_score = view(rng, n_clients, (0.10, age), (0.13, willingness), (0.05, ability))
    borrowed_score = view(rng, n_clients, (0.17, burden), (-0.12, willingness))
    return People(
        client_ids=FIRST_CLIENT_ID + first + np.arange(n_clients),
        is_train=is_train,
        **standings,
        habit=view(rng, n_clients, (0.49, willingness)),
        days_birth=number_at(age, BIRTH_DAYS).astype(np.int64),
        n_bureau=_rows_per_client(
            rng, known_score, np.where(is_train, *BUREAU_SHARES), np.where(is_train, *BUREAU_MEANS), BUREAU_SHAPE
        ),
        n_previous=_rows_per_client(
            rng, borrowed_score, np.where(is_train, *PREVIOUS_SHARES), np.where(is_train, *PREVIOUS_MEANS),
            PREVIOUS_SHAPE,
        ),
        # Published histories cover 35 % of the credits of clients with an outcome, and all of the others'.
        has_balances=chance(rng, 0.35, n_clients) | ~is_train,
        is_default=chance(rng, 1 / (1 + np.exp(-log_odds)), n_clients),
    )  # fmt: skip


def _rows_per_client(rng: np.random.Generator, score: Floats, share: Floats, mean: Floats, shape: float) -> Ints:
    """Count a client's rows: none for the lowest scores, else one and a negative binomial number more."""
    more = rng.negative_binomial(shape, shape / (shape + mean - 1))
    return np.where(share_below(score) < 1 - share, 0, 1 + more)
