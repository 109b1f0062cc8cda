"""Releases: proposed by one, approved by another, with grounds where a check failed; which one served on a day."""

import pytest

from builders import make_policy
from solvable.decisions.release_checks import ReleaseCheck
from solvable.errors import GroundsMissingError, RecordStateError, SecondPersonError, UnknownRecordError
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.releases import (
    Candidate,
    approve_release,
    failed_checks,
    history,
    propose_release,
    refuse_release,
    release_before,
    restore_release,
    serving_release,
)
from web.journal.builders import CAMILLE, DOMINIQUE, at

DAY = 24 * 60
PASSED = ReleaseCheck(name="calibrated", passed=True, found="slope 1.01")
FAILED = ReleaseCheck(name="ranks no worse", passed=False, found="AUC 0.71 against 0.74")


def proposed(version="fair-aa", checks=(PASSED,), minutes=0):
    candidate = Candidate(model_version=version, model_checksum="ab" * 32, policy=make_policy(), checks=checks)
    return propose_release(candidate, words="", by=CAMILLE, at=at(minutes))


def released(version, minutes):
    release = proposed(version, minutes=minutes - 1)
    approve_release(release.pk, by=DOMINIQUE, at=at(minutes))
    return release


def test_a_release_serves_from_its_approval_and_not_from_its_proposal():
    release = proposed()
    assert serving_release(at(1)) is None

    approve_release(release.pk, by=DOMINIQUE, at=at(5))

    assert serving_release(at(4)) is None
    assert serving_release(at(5)) == release


def test_nobody_approves_their_own_release():
    release = proposed()

    with pytest.raises(SecondPersonError, match=f"Approving a release needs somebody other than {CAMILLE}"):
        approve_release(release.pk, grounds="Urgent.", by=CAMILLE, at=at(1))


def test_a_release_that_failed_a_check_is_approved_with_grounds_only():
    release = proposed(checks=(PASSED, FAILED))

    assert failed_checks(release) == ["ranks no worse"]
    with pytest.raises(GroundsMissingError, match=r"failed \(ranks no worse\) needs grounds"):
        approve_release(release.pk, by=DOMINIQUE, at=at(1))
    approve_release(release.pk, grounds="Moins de variables, plus simple à expliquer.", by=DOMINIQUE, at=at(2))
    assert serving_release(at(3)) == release


def test_a_release_is_decided_upon_once():
    refused, approved = proposed("fair-aa"), proposed("fair-bb")
    with pytest.raises(GroundsMissingError, match="Refusing a release needs grounds"):
        refuse_release(refused.pk, grounds="", by=DOMINIQUE, at=at(1))
    refuse_release(refused.pk, grounds="Calibrage.", by=DOMINIQUE, at=at(1))
    approve_release(approved.pk, by=DOMINIQUE, at=at(1))

    for release, found in ((refused, "was refused already"), (approved, "was approved already")):
        with pytest.raises(RecordStateError, match=found):
            approve_release(release.pk, by=DOMINIQUE, at=at(2))
    with pytest.raises(UnknownRecordError):
        approve_release(999, by=DOMINIQUE, at=at(2))
    assert serving_release(at(3)) == approved


def test_which_model_decided_on_a_day_is_the_last_one_that_was_let_serve_before():
    first, second = released("fair-aa", DAY), released("fair-bb", 3 * DAY)

    served = [serving_release(at(day * DAY)) for day in range(5)]

    assert served == [None, first, first, second, second]


def test_rolling_back_lets_the_release_before_serve_again_and_the_history_says_so():
    first, second = released("fair-aa", DAY), released("fair-bb", 3 * DAY)
    assert (release_before(second), release_before(first)) == (first, None)

    with pytest.raises(GroundsMissingError, match="Rolling back needs grounds"):
        restore_release(first, grounds=" ", by=CAMILLE, at=at(4 * DAY))
    restore_release(first, grounds="Trop de refus.", by=CAMILLE, at=at(4 * DAY))

    assert serving_release(at(5 * DAY)) == first
    assert [(served.release, served.since, served.until) for served in history()] == [
        (first, at(4 * DAY), None), (second, at(3 * DAY), at(4 * DAY)), (first, at(DAY), at(3 * DAY)),
    ]  # fmt: skip
    assert audit_journal().breaks == ()


def test_what_never_served_is_not_rolled_back_to():
    with pytest.raises(RecordStateError, match="never served"):
        restore_release(proposed(), grounds="Pourquoi pas.", by=CAMILLE, at=at(1))
