"""Who the made-up clients are: what nobody sees of them, and what becomes of their credit.

Four standings per client, independent of one another, cause all that the tables show: age, ability to
pay, willingness to pay, and the burden of other debt. No table holds them. The default follows from
them alone, so every column that tells anything tells it by way of a standing, and the history tables
tell more than the application because they see the same standings again.
"""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import Bools, Floats, Ints, chance, number_at, view

__all__ = ["FIRST_CLIENT_ID", "People", "make_people"]

FIRST_CLIENT_ID = 100_001  # SK_ID_CURR of the first published client

# 307,511 of the 356,255 published clients stand in application_train.
TRAIN_SHARE = 0.8632

# Weights of the standings in the log-odds of default, found by trying: external scores then separate
# like the published ones (AUC 0.665, 0.652, 0.673), and boosted trees on 20,000 clients reach an AUC of
# 0.745 on the application alone and 0.767 with a dozen plain sums over the history.
WEIGHT_AGE = -0.35
WEIGHT_ABILITY = -0.88
WEIGHT_WILLINGNESS = -0.98
WEIGHT_BURDEN = 1.12
# Makes the mean probability 0.0807, the published default rate, given these weights: the root of the
# Gauss-Hermite integral of the logistic over a normal with the weights' combined spread.
INTERCEPT = -3.497

# Youngest to oldest, in days: quantiles of DAYS_BIRTH.
BIRTH_DAYS = (-7_766, -9_493, -12_410, -15_701, -19_541, -23_145, -24_992)

# Clients with rows, and rows per such client, published: bureau 86 % and 5.6, previous 95 % and 4.9.
BUREAU_SHARE, BUREAU_MEAN, BUREAU_SHAPE = 0.857, 5.6, 1.4
PREVIOUS_SHARE, PREVIOUS_MEAN, PREVIOUS_SHAPE = 0.950, 4.9, 1.15


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
    age, ability, willingness, burden = (rng.standard_normal(n_clients) for _ in range(4))
    is_train = chance(rng, TRAIN_SHARE, n_clients)
    log_odds = (
        INTERCEPT
        + WEIGHT_AGE * age
        + WEIGHT_ABILITY * ability
        + WEIGHT_WILLINGNESS * willingness
        + WEIGHT_BURDEN * burden
    )
    return People(
        client_ids=FIRST_CLIENT_ID + first + np.arange(n_clients),
        is_train=is_train,
        age=age,
        ability=ability,
        willingness=willingness,
        burden=burden,
        habit=view(rng, n_clients, (0.58, willingness)),
        days_birth=number_at(age, BIRTH_DAYS).astype(np.int64),
        n_bureau=_rows_per_client(rng, n_clients, share=BUREAU_SHARE, mean=BUREAU_MEAN, shape=BUREAU_SHAPE),
        n_previous=_rows_per_client(rng, n_clients, share=PREVIOUS_SHARE, mean=PREVIOUS_MEAN, shape=PREVIOUS_SHAPE),
        # Published histories cover 36 % of the credits of clients with an outcome, and all of the others'.
        has_balances=chance(rng, 0.35, n_clients) | ~is_train,
        is_default=chance(rng, 1 / (1 + np.exp(-log_odds)), n_clients),
    )


def _rows_per_client(rng: np.random.Generator, n_clients: int, *, share: float, mean: float, shape: float) -> Ints:
    """Count a client's rows: none for some, else one and a negative binomial number more."""
    more = rng.negative_binomial(shape, shape / (shape + mean - 1), n_clients)
    return np.where(chance(rng, share, n_clients), 1 + more, 0)
