"""Similar clients: how many, how near, what became of them, and where the client differs, in words that are true."""

import numpy as np
import pyarrow as pa
import pytest

from builders import make_bundle, make_catalogue, make_rows
from solvable.errors import SimilarClientsError
from solvable.explanations.differences import Direction
from solvable.explanations.neighbours import Neighbourhood
from solvable.explanations.similar import Nearness, find_similar
from solvable.metrics import wilson_interval

FEATURES = make_bundle().manifest.features
WEIGHTS = {"score": 5.0, "late_count": 3.0, "late_recently_count": 2.0, "job": 2.0, "amount": 2.5}
ROWS = make_rows(800, seed=41)


def make_client(client_id, *, is_default=None, **values):
    """One client's row: by default a clerk without late payments, in the middle of everything."""
    usual = {
        "late_count": 0.0, "late_recently_count": 0.0, "score": 0.5, "amount": 160_000.0, "job": "clerk", "age": 40.0,
    }  # fmt: skip
    row = {"client_id": client_id, "is_default": is_default} | usual | values
    return pa.table({name: pa.array([row[name]], type=ROWS.schema.field(name).type) for name in ROWS.schema.names})


def build(*clients):
    return Neighbourhood.build(pa.concat_tables([ROWS, *clients]), FEATURES, WEIGHTS)


def similar_to(row, neighbourhood, **options):
    return find_similar(row, neighbourhood, **({"catalogue": make_catalogue(), "currency": None} | options))


@pytest.fixture(scope="module")
def neighbourhood():
    return build()


@pytest.fixture(scope="module")
def crowded():
    """Among the others, forty who are all the same but for the outcome; the first ten defaulted."""
    return build(*(make_client(i, is_default=i <= 10, score=0.99, amount=90_000.0) for i in range(1, 41)))


def test_a_hundred_clients_are_found_where_no_number_is_asked_for(neighbourhood):
    found = similar_to(ROWS.slice(5, 1), neighbourhood)

    assert found.n == len(set(found.client_ids)) == 100
    assert found.client_id not in found.client_ids
    assert found.n_known == 799


def test_a_client_who_is_not_stored_is_compared_with_all(neighbourhood):
    assert similar_to(make_client(7), neighbourhood).n_known == 800


def test_how_many_were_not_repaid_is_counted_among_the_neighbours(crowded):
    found = similar_to(make_client(77, score=0.99, amount=90_000.0), crowded, k=40)

    assert found.client_ids == tuple(range(1, 41))
    assert (found.distance, found.farthest) == (0.0, 0.0)
    assert (found.n_defaults, found.rate) == (10, 0.25)
    assert (found.low, found.high) == wilson_interval(10, 40)
    assert found.repayment.en.startswith("Of these 40 credits, 10 were not repaid: 25%, between 14.2% and 40.2%")
    assert found.repayment.fr.startswith(
        "Sur ces 40 crédits, 10 n’ont pas été remboursés\u00a0: 25\u202f%, entre 14,2\u202f% et 40,2\u202f%"
    )


@pytest.mark.parametrize(
    ("n_defaults", "fr", "en"),
    [
        (0, "aucun n’a pas été remboursé", "none were not repaid"),
        (1, "1 n’a pas été remboursé", "1 was not repaid"),
    ],
)
def test_none_and_one_are_said_as_people_say_them(n_defaults, fr, en):
    clients = (make_client(i, is_default=i <= n_defaults, score=0.99, amount=90_000.0) for i in range(1, 41))

    found = similar_to(make_client(77, score=0.99, amount=90_000.0), build(*clients), k=40)

    assert found.n_defaults == n_defaults
    assert fr in found.repayment.fr
    assert en in found.repayment.en


def test_whether_the_client_repaid_is_never_looked_at():
    client = ROWS.slice(5, 1)
    defaulted, repaid, unknown = (
        client.set_column(1, "is_default", pa.array([outcome], pa.bool_())) for outcome in (True, False, None)
    )
    rest = ROWS.filter(pa.compute.not_equal(ROWS["client_id"], client["client_id"][0]))

    answers = [
        similar_to(row, Neighbourhood.build(pa.concat_tables([rest, row]), FEATURES, WEIGHTS))
        for row in (defaulted, repaid)
    ]

    assert answers[0] == answers[1]
    assert similar_to(unknown, Neighbourhood.build(ROWS, FEATURES, WEIGHTS)) == similar_to(
        client, Neighbourhood.build(ROWS, FEATURES, WEIGHTS)
    )


def test_what_the_model_may_not_use_changes_nothing(neighbourhood):
    older = ROWS.set_column(ROWS.schema.get_field_index("age"), "age", pa.array(np.full(800, 99.0)))

    other = Neighbourhood.build(older, FEATURES, WEIGHTS)

    found = similar_to(older.slice(5, 1), other)
    assert found == similar_to(ROWS.slice(5, 1), neighbourhood)
    assert "age" not in {difference.feature for difference in found.differences}


def test_neighbours_of_clients_at_risk_default_more_often(neighbourhood):
    risky = make_client(1, late_count=4.0, score=0.1, job="smith")
    safe = make_client(2, late_count=0.0, score=0.9)

    assert similar_to(risky, neighbourhood).low > similar_to(safe, neighbourhood).high


@pytest.mark.parametrize("k", [29, 0, -5, 800, 1001])
def test_a_number_out_of_bounds_is_refused_with_the_bounds(neighbourhood, k):
    with pytest.raises(SimilarClientsError, match=rf"from 30 to 799, found {k:,} .*Ask for a number within") as refusal:
        similar_to(ROWS.slice(0, 1), neighbourhood, k=k)

    assert (refusal.value.asked, refusal.value.fewest, refusal.value.most) == (k, 30, 799)


@pytest.mark.parametrize("k", [30, 799])
def test_the_bounds_themselves_can_be_asked_for(neighbourhood, k):
    assert similar_to(ROWS.slice(0, 1), neighbourhood, k=k).n == k


def test_too_few_clients_with_an_outcome_are_said_to_be_too_few():
    with pytest.raises(SimilarClientsError, match=r"at least 31 with a known outcome, found 30\. Import more clients"):
        Neighbourhood.build(ROWS.slice(0, 30), FEATURES, WEIGHTS)

    just_enough = Neighbourhood.build(ROWS.slice(0, 31), FEATURES, WEIGHTS)
    assert similar_to(ROWS.slice(0, 1), just_enough, k=30).n == 30


def test_a_client_whom_nobody_resembles_is_told_so_with_every_figure(neighbourhood):
    loner = make_client(1, late_count=30.0, score=0.999, amount=None, job="smith")

    found = similar_to(loner, neighbourhood)

    assert (found.nearness, found.is_thin) == (Nearness.THIN, True)
    assert found.share_nearer > 0.99
    assert found.warning.en.startswith("Few clients are like this one: the farthest of the 100 stands farther")
    assert found.warning.fr.startswith("Peu de clients ressemblent à celui-ci\u00a0: le plus éloigné des 100")
    assert found.repayment.en.endswith("Treat these figures with caution: too few clients are really like this one.")
    assert found.repayment.fr.endswith("trop peu de clients ressemblent vraiment à celui-ci.")


def test_a_client_like_many_carries_no_warning(crowded):
    found = similar_to(make_client(77, score=0.99, amount=90_000.0), crowded, k=40)

    assert (found.nearness, found.warning) == (Nearness.CLOSE, None)
    assert "caution" not in found.repayment.en
    assert found.nearness_said.en.startswith("They are more like this client than usual: in what counts for the score")
    assert found.nearness_said.fr.startswith("Ils lui ressemblent plus que d’habitude\u00a0: ")


def test_about_one_client_in_a_hundred_is_in_a_thin_place(neighbourhood):
    found = [similar_to(ROWS.slice(i, 1), neighbourhood).nearness for i in range(0, 800, 4)]

    assert 0 <= found.count(Nearness.THIN) <= 8
    assert found.count(Nearness.CLOSE) == pytest.approx(100, abs=20)
    assert found.count(Nearness.LOOSE) + found.count(Nearness.THIN) == pytest.approx(20, abs=12)


def test_neighbours_are_nearer_than_clients_taken_at_random(neighbourhood):
    found = similar_to(ROWS.slice(5, 1), neighbourhood)

    assert 0 < found.distance <= found.farthest < found.by_chance


def alike(*changes):
    """Forty clients and no others: ten of each of four kinds that differ from the usual one as said."""
    clients = [make_client(10 * kind + i, is_default=False, **change) for kind, change in enumerate(changes)
               for i in range(10)]  # fmt: skip
    return Neighbourhood.build(pa.concat_tables(clients), FEATURES, WEIGHTS)


def test_differences_stand_by_gap_and_weight():
    crowd = alike({}, {"late_count": 1.0}, {"amount": 200_000.0, "score": 0.7}, {"job": "smith"})

    found = similar_to(make_client(77, job="smith", late_count=1.0, score=0.6), crowd, k=39).differences

    weighed = [difference.gap * difference.weight for difference in found]
    assert weighed == sorted(weighed, reverse=True)
    # Weights are 2, 5 and 3 of 12.5. The level is wholly another; from the middle of the 30 lower scores to their end
    # is 15 of 40; from the middle of the 30 without a late payment to that of the 10 with one is 20 of 40.
    assert [(difference.feature, round(difference.gap, 2)) for difference in found] == [
        ("job", 1.0), ("score", 0.38), ("late_count", 0.5), ("amount", 0.0),
    ]  # fmt: skip
    assert sum(difference.weight for difference in found) == pytest.approx(1)


def test_a_client_is_compared_with_the_median_and_the_most_common_level():
    crowd = alike({"amount": 100_000.0}, {"amount": 150_000.0}, {"late_count": 1.0}, {"job": "smith"})
    client = make_client(77, amount=120_000.0, job=None, late_count=3.0)

    found = {difference.feature: difference for difference in similar_to(client, crowd, k=39).differences}

    assert found["late_count"].direction is Direction.HIGHER
    assert found["late_count"].sentence.en == "Label late_count: 3, against 0 typically among them"
    assert found["late_count"].sentence.fr == "Libellé late_count\u00a0: 3, contre 0 en général chez eux"
    # Of 39 the twentieth.
    assert (found["amount"].direction, found["amount"].typical.en) == (Direction.LOWER, "150,000")
    assert (found["score"].direction, found["score"].gap) == (Direction.SAME, 0.0)
    assert found["score"].sentence.en == "Label score: 0.5, as typically among them"
    assert (found["job"].direction, found["job"].gap) == (Direction.OTHER, 1.0)
    assert found["job"].sentence.fr == "Libellé job\u00a0: non renseigné, contre employé le plus souvent chez eux"


def test_where_most_neighbours_have_no_value_having_none_is_typical():
    crowd = alike({"score": None}, {"score": None}, {"score": None}, {})

    with_value = similar_to(make_client(77), crowd, k=39).differences[0]
    without = {d.feature: d for d in similar_to(make_client(78, score=None), crowd, k=39).differences}["score"]

    assert (with_value.feature, with_value.typical.en, with_value.direction) == (
        "score", "not available", Direction.OTHER,
    )  # fmt: skip
    assert with_value.gap == pytest.approx(0.5, abs=1e-3)
    assert (without.gap, without.direction) == (0.0, Direction.SAME)
    assert without.sentence.fr == "Libellé score\u00a0: non renseigné, comme en général chez eux"


def test_the_nearest_are_listed_with_their_own_values(crowded):
    found = similar_to(make_client(77, score=0.99, amount=90_000.0), crowded, k=40)

    assert [label.en for label in found.columns] == [
        "Label score", "Label late_count", "Label amount", "Label job",
    ]  # fmt: skip
    assert [client.client_id for client in found.nearest] == [1, 2, 3, 4, 5]
    assert all(client.is_default for client in found.nearest)
    assert [text.en for text in found.nearest[0].values] == ["0.99", "0", "90,000", "clerk"]
    assert found.nearest[0].values[3].fr == "employé"
    assert [text.en for text in found.own] == ["0.99", "0", "90,000", "clerk"]
