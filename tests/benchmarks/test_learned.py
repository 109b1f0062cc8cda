"""What the benchmark of learned features must not get wrong: a client's own outcome in the client's own row."""

import numpy as np
import pyarrow as pa
import pytest
from learned import leaks
from learned_kinds import (
    Clients,
    GroupComparison,
    GroupRate,
    Kind,
    NeighbourRate,
    RecordScore,
    TriedTerms,
    monthly_rate,
    out_of_fold_values,
)

NOBODY = dict[str, pa.Table]()


def make_clients(n: int = 2000, *, default_rate: float = 0.2, seed: int = 3) -> Clients:
    """Return clients whose outcomes have nothing to do with anything else about them."""
    rng = np.random.default_rng(seed)
    rows = pa.table({
        "client_id": np.arange(n),
        "is_default": rng.random(n) < default_rate,
        "score": rng.random(n),
        "term": rng.random(n),
        "town": rng.integers(0, n // 4, n).astype(str),
    })  # fmt: skip
    owners = np.repeat(np.arange(n), 2)
    records = pa.table({"SK_ID_CURR": owners, "DAYS_DECISION": -rng.integers(1, 3000, 2 * n), "AMT": rng.random(2 * n)})
    return Clients(rows=rows, records={"previous_application": records})


LEARNS_OUTCOMES = [
    pytest.param(NeighbourRate(("score", "term"), k=10), id="neighbours"),
    pytest.param(GroupRate((("town",),), prior=1.0), id="group rates"),
    pytest.param(RecordScore("previous_application", "DAYS_DECISION"), id="scores of records"),
]


@pytest.mark.parametrize("kind", LEARNS_OUTCOMES)
def test_a_client_who_is_their_own_neighbour_is_caught(kind: Kind):
    clients = make_clients()
    planted = kind.fit(clients).values(clients)
    assert leaks(planted, clients.is_default)


@pytest.mark.parametrize("kind", LEARNS_OUTCOMES)
def test_what_is_learned_from_other_folds_cannot_tell_outcomes_drawn_by_chance(kind: Kind):
    clients = make_clients()
    assert not leaks(out_of_fold_values(kind, clients), clients.is_default)


@pytest.mark.parametrize("kind", LEARNS_OUTCOMES)
def test_a_client_gets_the_same_values_alone_as_among_all(kind: Kind):
    clients = make_clients(200)
    fitted = kind.fit(make_clients(seed=4))
    together = fitted.values(clients)
    alone = [fitted.values(clients.of(np.arange(200) == place)) for place in range(200)]
    np.testing.assert_array_equal(together, np.vstack(alone))


def test_the_rate_is_that_of_the_nearest_clients():
    clients = Clients(
        rows=pa.table({"is_default": [True, False, True, False], "score": [0.0, 1.0, 10.0, 11.0]}), records=NOBODY
    )
    asked = Clients(rows=pa.table({"score": [0.4, 10.6, None]}), records=NOBODY)
    found = NeighbourRate(("score",), k=2).fit(clients).values(asked)
    # Who has no score stands at the median, 5.5: the clients at 1 and at 10 are nearest.
    assert found.tolist() == [[0.5], [0.5], [0.5]]
    assert NeighbourRate(("score",), k=1).fit(clients).values(asked)[:2].tolist() == [[1.0], [0.0]]


def test_a_group_rate_is_drawn_towards_that_of_all_clients_and_is_theirs_for_a_new_group():
    clients = Clients(rows=pa.table({"is_default": [True, True, False, False], "town": list("AABB")}), records=NOBODY)
    asked = Clients(rows=pa.table({"town": ["A", "C", None]}), records=NOBODY)
    found = GroupRate((("town",),), prior=2.0).fit(clients).values(asked)
    assert found.tolist() == [[(2 + 2 * 0.5) / (2 + 2)], [0.5], [0.5]]


def test_a_comparison_is_with_the_median_of_the_group_and_missing_in_a_small_one():
    towns, incomes = ["A"] * 21 + ["B"] * 19, [float(i) for i in range(21)] + [0.0] * 19
    clients = Clients(rows=pa.table({"town": towns, "income": incomes}), records=NOBODY)
    asked = Clients(rows=pa.table({"town": ["A", "B"], "income": [12.0, 12.0]}), records=NOBODY)
    found = GroupComparison((("town",),), ("income",)).fit(clients).values(asked)
    np.testing.assert_array_equal(found, [[2.0], [np.nan]])


def test_tried_terms_keep_the_sane_rates_and_are_missing_without_one():
    # 1,000 paid back in 12 times 90 costs 8 % in all, about 1.2 % a month; 6 times 90 do not pay it back.
    rows = pa.table({"credit_amount": [1000.0, 1000.0], "annuity_amount": [90.0, 1.0]})
    fitted = TriedTerms().fit(Clients(rows=rows, records=NOBODY))
    mean, least, largest = fitted.values(Clients(rows=rows, records=NOBODY))[0]
    rate = 12 * monthly_rate(np.array(1000.0), np.array(90.0), np.array(12))
    assert (mean, least, largest) == pytest.approx((rate, rate, rate))
    assert np.isnan(fitted.values(Clients(rows=rows, records=NOBODY))[1]).all()


def test_a_monthly_rate_pays_the_credit_back():
    rate = monthly_rate(np.array(1000.0), np.array(50.0), np.array(24.0))
    assert 50.0 * (1 - (1 + rate) ** -24) / rate == pytest.approx(1000.0, rel=1e-3)
