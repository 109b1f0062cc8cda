"""What a model must show before it serves."""

import dataclasses

from builders import make_bundle, make_policy, make_validation
from solvable.decisions.release_checks import check_release
from solvable.models.estimate import Estimate


def checked(bundle, policy=None, serving=None):
    return {check.name: check.passed for check in check_release(bundle, policy or make_policy(), serving=serving)}


def make_candidate(**parts):
    """Return the made-up bundle with a validation that passes, but for the parts that change."""
    passing = {
        "calibration": {"slope": Estimate(value=1.0, low=0.9, high=1.1)},
        "cost": {"accept_all": 9.0, "decline_all": 9.0},
    }
    validation = make_validation()
    changed = {name: getattr(validation, name).model_copy(update=update) for name, update in (passing | parts).items()}
    return dataclasses.replace(make_bundle(), validation=validation.model_copy(update=changed))


def test_a_good_model_passes_every_check_and_ranks_no_worse_than_itself():
    found = checked(make_candidate(), serving=make_candidate())

    assert len(found) == 4
    assert all(found.values())


def test_the_first_model_is_compared_with_none():
    assert len(checked(make_candidate())) == 3


def test_each_check_fails_for_its_own_reason():
    better = make_candidate(ranking={"auc": Estimate(value=0.99, low=0.98, high=0.995)})

    failed = [
        [name for name, passed in found.items() if not passed]
        for found in (
            checked(make_candidate(calibration={"slope": Estimate(value=0.8, low=0.7, high=0.9)})),
            checked(make_candidate(calibration={"slope": None})),
            checked(make_candidate(cost={"accept_all": 0.0, "decline_all": 9.0})),
            checked(make_candidate(), serving=better),
            checked(make_candidate(), policy=make_policy().model_copy(update={"version": "other"})),
        )
    ]

    assert failed == [
        ["calibrated"], ["calibrated"], ["costs less than deciding without a model"],
        ["ranks no worse than the model that serves"], ["measured under this policy"],
    ]  # fmt: skip
