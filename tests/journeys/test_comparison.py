"""Comparison on the rows of the journey, real where they are: as a plain computation over the columns has it."""

import numpy as np
import pyarrow as pa
import pytest

from solvable.explanations.comparison import Comparison, Filters, Outcome, comparable_features
from solvable.vocabulary import Language, Verdict


@pytest.fixture(scope="module")
def columns(workspace):
    """Return the columns of the feature table as plain arrays, a missing number as NaN."""
    table = pa.ipc.open_file(workspace.features_path()).read_all()
    return {
        name: np.array(table[name].to_pylist()) for name in ("client_id", "is_default", "occupation", "age_years")
    } | {
        name: np.array(table[name].to_pylist(), dtype=float)
        for name in ("credit_amount", "income_amount", "other_debt_amount")
    }


@pytest.mark.parametrize("feature", ["credit_amount", "income_amount", "other_debt_amount"])
def test_place_and_distribution_are_those_of_a_plain_computation(service, columns, feature):
    client = len(columns["client_id"]) // 3
    client_id, occupation = int(columns["client_id"][client]), columns["occupation"][client]
    age_from = next(edge for edge in (60, 50, 40, 30, 0) if columns["age_years"][client] >= edge)
    age_below = {60: 200, 50: 60, 40: 50, 30: 40, 0: 30}[age_from]
    others = (columns["age_years"] >= age_from) & (columns["age_years"] < age_below)
    others[client] = False

    found = service.compare(client_id, feature, Filters(same=frozenset({"age"})))

    values, own = columns[feature][others], columns[feature][client]
    outcomes = columns["is_default"][others]
    assert isinstance(found, Comparison)
    assert found.group.n_clients == others.sum()
    assert found.n_missing == np.isnan(values).sum()
    assert found.group.n_by_outcome[Outcome.NOT_REPAID] == sum(outcome is True for outcome in outcomes)
    if found.place is not None:
        assert found.place.n_below == np.sum(values < own)
        assert found.place.n_equal == np.sum(values == own)
    for series in found.distribution.series:
        of_it = {None: values, Outcome.REPAID: values[outcomes == False], Outcome.NOT_REPAID: values[outcomes == True],  # noqa: E712
                 Outcome.NOT_KNOWN: values[[outcome is None for outcome in outcomes]]}[series.outcome]  # fmt: skip
        for bin_, n in zip(found.distribution.bins, series.counts, strict=True):
            low, high = -np.inf if bin_.low is None else bin_.low, np.inf if bin_.high is None else bin_.high
            assert n == np.sum((of_it >= low) & (of_it < high))
    assert occupation is None or service.compare(client_id, "occupation", Filters()).value == occupation


def test_training_has_scored_everybody_as_decisions_do(service, decisions):
    first, *others = decisions.values()

    accepted = service.population.others(first.client_id, Filters(verdict=Verdict.ACCEPT))

    assert set(service.population.client_ids[accepted].tolist()) == {
        decision.client_id for decision in others if decision.verdict is Verdict.ACCEPT
    }


def test_every_comparable_feature_is_told_in_both_languages(service):
    (client_id,) = service.first_clients(limit=1)

    for feature in comparable_features(service.catalogue):
        found = service.compare(client_id, feature.name, Filters())
        for language in Language:
            assert feature.label.in_language(language) in found.sentence.in_language(language)
        if isinstance(found, Comparison):
            labels = [bin_.label.fr for bin_ in found.distribution.bins]
            assert len(set(labels)) == len(labels), feature.name
