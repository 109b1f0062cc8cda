from dataclasses import dataclass
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from solvable.errors import AccessError
from solvable.web.access import Scope
from solvable.web.journal.keys import HOLDS_FOR_S, ShownKeys, create_key, find_key, note_use, revoke_key
from solvable.web.journal.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_key_is_found_by_its_own_text_only():
    key, clear_key = create_key("nightly batch", 30, scopes=[Scope.SCORE])

    assert find_key(clear_key) == key
    assert find_key(clear_key[:-1] + ("a" if clear_key[-1] != "a" else "b")) is None
    assert find_key(key.prefix) is None
    assert find_key("") is None
    assert find_key("é" * 60) is None


def test_the_journal_does_not_hold_what_would_open_the_api():
    _, clear_key = create_key("nightly batch", 30, scopes=[Scope.SCORE])

    stored = ApiKey.objects.values().get()

    assert all(clear_key not in str(value) for value in stored.values())
    assert len(stored["hashed"]) == 64


def test_a_key_holds_until_its_last_day():
    key, clear_key = create_key("nightly batch", 1, scopes=[Scope.SCORE])
    assert key.is_valid(key.expires_at - timedelta(seconds=1))
    assert not key.is_valid(key.expires_at)

    ApiKey.objects.update(expires_at=timezone.now())

    assert find_key(clear_key) is None


def test_a_revoked_key_holds_no_longer_and_keeps_its_first_date():
    key, clear_key = create_key("nightly batch", 30, scopes=[Scope.SCORE])

    first = revoke_key(key.prefix)
    again = revoke_key(key.prefix)

    assert find_key(clear_key) is None
    assert first is not None
    assert again is not None
    assert first.revoked_at == again.revoked_at


@dataclass
class Clock:
    """A clock that goes on when told."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_key_that_was_just_shown_is_not_looked_up_again_and_one_that_nobody_made_each_time(
    django_assert_num_queries,
):
    key, clear_key = create_key("batch", 30, scopes=[Scope.SCORE])
    clock, others = Clock(), clear_key[:-1] + ("a" if clear_key[-1] != "a" else "b")
    shown = ShownKeys(clock)

    with django_assert_num_queries(1):
        assert find_key(clear_key, shown) == find_key(clear_key, shown) == key
    with django_assert_num_queries(2):
        assert find_key(others, shown) is find_key(others, shown) is None
    clock.seconds += HOLDS_FOR_S
    with django_assert_num_queries(1):
        assert find_key(clear_key, shown) == key


def test_a_key_that_another_server_revoked_ends_here_within_two_seconds():
    key, clear_key = create_key("batch", 30, scopes=[Scope.SCORE])
    clock = Clock()
    shown = ShownKeys(clock)
    assert find_key(clear_key, shown) == key

    ApiKey.objects.update(revoked_at=timezone.now())  # As another process does, which this one is not told of.
    clock.seconds += 2

    assert find_key(clear_key, shown) is None


def test_a_key_ends_on_time_also_while_it_is_not_looked_up():
    _, clear_key = create_key("batch", 30, scopes=[Scope.SCORE])
    shown = ShownKeys(Clock())
    found = find_key(clear_key, shown)

    found.expires_at = timezone.now()

    assert find_key(clear_key, shown) is None


def test_what_is_revoked_here_ends_at_once():
    key, clear_key = create_key("batch", 30, scopes=[Scope.SCORE])
    assert find_key(clear_key) == key

    revoke_key(key.prefix)

    assert find_key(clear_key) is None


def test_revoking_what_is_not_there_says_so():
    assert revoke_key("solvable_000000") is None


@pytest.mark.parametrize(("name", "days"), [("", 30), ("  ", 30), ("batch", 0), ("batch", 3651)])
def test_a_key_without_name_or_sensible_term_is_refused(name, days):
    with pytest.raises(AccessError, match=r"1 to 3650 days"):
        create_key(name, days, scopes=[Scope.SCORE])


def test_a_key_without_a_scope_is_refused_with_those_there_are():
    with pytest.raises(AccessError, match=r"at least one scope, found none\. Choose from score"):
        create_key("batch", 30, scopes=[])


def test_a_key_opens_what_it_was_made_for_and_nothing_that_this_version_does_not_know():
    key, _ = create_key("batch", 30, scopes=[Scope.SCORE, Scope.SCORE])
    assert key.held == {Scope.SCORE}

    key.scopes = "score everything"
    assert key.held == {Scope.SCORE}


def test_the_day_of_the_last_use_is_kept_with_one_write_a_day(django_assert_num_queries):
    key, clear_key = create_key("batch", 30, scopes=[Scope.SCORE])
    assert key.last_used_on is None

    note_use(key)
    used = find_key(clear_key)

    assert used.last_used_on == timezone.now().astimezone(UTC).date()
    with django_assert_num_queries(0):
        note_use(key)
        note_use(used)
