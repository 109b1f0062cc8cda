"""A write that is sent again is answered again and not done again."""

import dataclasses

import pytest

from solvable.errors import RepeatedKeyError
from solvable.web.journal.idempotency import KEPT_FOR, Answer, Write, answer_once, forget_old_keys
from solvable.web.journal.records import Decision, IdempotencyKey
from web.journal.builders import NOON, decide_as_proposed

WRITE = Write(owner="key:solvable_0a1b2c", key="order-17", request_hash="ab" * 32, client_id=100_001)


def decide(nth=0):
    return Answer(status=201, body=f'{{"decision": {decide_as_proposed(nth=nth).pk}}}')


def test_a_write_that_comes_again_is_not_done_again_and_answered_alike():
    first, was_known = answer_once(WRITE, decide, at=NOON)
    second, is_known = answer_once(WRITE, decide, at=NOON)

    assert (was_known, is_known) == (False, True)
    assert first == second
    assert Decision.objects.count() == 1


def test_the_same_key_with_another_request_is_refused():
    answer_once(WRITE, decide, at=NOON)

    with pytest.raises(RepeatedKeyError, match="Send a new key with a new request"):
        answer_once(dataclasses.replace(WRITE, request_hash="cd" * 32), decide, at=NOON)
    assert Decision.objects.count() == 1


def test_two_programs_may_use_the_same_key():
    answer_once(WRITE, decide, at=NOON)

    _, is_known = answer_once(dataclasses.replace(WRITE, owner="key:solvable_ffffff"), lambda: decide(nth=1), at=NOON)

    assert not is_known
    assert Decision.objects.count() == 2


def test_a_write_that_fails_leaves_neither_key_nor_record():
    def fail():
        decide()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(WRITE, fail, at=NOON)

    assert not Decision.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert answer_once(WRITE, decide, at=NOON)[1] is False


def test_keys_are_forgotten_after_a_while():
    answer_once(WRITE, decide, at=NOON)

    assert forget_old_keys(at=NOON + KEPT_FOR) == 0
    assert forget_old_keys(at=NOON + KEPT_FOR * 1.01) == 1
