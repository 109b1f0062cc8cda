from datetime import timedelta

import pytest
from django.utils import timezone

from solvable.errors import ConfigError
from solvable.web.journal.keys import create_key, find_key, revoke_key
from solvable.web.journal.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_key_is_found_by_its_own_text_only():
    key, clear_key = create_key("nightly batch", 30)

    assert find_key(clear_key) == key
    assert find_key(clear_key[:-1] + ("a" if clear_key[-1] != "a" else "b")) is None
    assert find_key(key.prefix) is None
    assert find_key("") is None
    assert find_key("é" * 60) is None


def test_the_journal_does_not_hold_what_would_open_the_api():
    _, clear_key = create_key("nightly batch", 30)

    stored = ApiKey.objects.values().get()

    assert all(clear_key not in str(value) for value in stored.values())
    assert len(stored["hashed"]) == 64


def test_a_key_holds_until_its_last_day():
    key, clear_key = create_key("nightly batch", 1)
    assert key.is_valid(key.expires_at - timedelta(seconds=1))
    assert not key.is_valid(key.expires_at)

    ApiKey.objects.update(expires_at=timezone.now())

    assert find_key(clear_key) is None


def test_a_revoked_key_holds_no_longer_and_keeps_its_first_date():
    key, clear_key = create_key("nightly batch", 30)

    first = revoke_key(key.prefix)
    again = revoke_key(key.prefix)

    assert find_key(clear_key) is None
    assert first is not None
    assert again is not None
    assert first.revoked_at == again.revoked_at


def test_revoking_what_is_not_there_says_so():
    assert revoke_key("solvable_000000") is None


@pytest.mark.parametrize(("name", "days"), [("", 30), ("  ", 30), ("batch", 0), ("batch", 3651)])
def test_a_key_without_name_or_sensible_term_is_refused(name, days):
    with pytest.raises(ConfigError, match=r"1 to 3650 days"):
        create_key(name, days)
