"""Who confirms what, until when a review is answered, how long a record is kept."""

from datetime import UTC, date, datetime

import pytest

from builders import REPOSITORY
from solvable.decisions.oversight import FourEyes, Retention, ReviewTerms
from solvable.decisions.policy import Policy
from solvable.documents import read_document
from solvable.errors import ConfigError
from solvable.vocabulary import Verdict

ACCEPT, REFER, DECLINE = Verdict


@pytest.mark.parametrize(
    ("proposed", "taken", "needed"),
    [
        pytest.param(DECLINE, ACCEPT, True, id="accepted though to be declined"),
        pytest.param(REFER, ACCEPT, False, id="accepted after a study"),
        pytest.param(ACCEPT, DECLINE, True, id="declined though to be accepted"),
        pytest.param(DECLINE, DECLINE, False, id="declined as proposed"),
        pytest.param(ACCEPT, ACCEPT, False, id="accepted as proposed"),
        pytest.param(DECLINE, REFER, False, id="sent to study"),
    ],
)
def test_a_second_person_is_needed_for_the_departures_that_the_policy_names(proposed, taken, needed):
    policy = FourEyes(accepting=(DECLINE,), declining=(ACCEPT, DECLINE))

    assert policy.needed(proposed=proposed, taken=taken) is needed


def test_a_policy_that_names_none_needs_no_second_person():
    assert not any(FourEyes().needed(proposed=proposed, taken=taken) for proposed in Verdict for taken in Verdict)


def test_a_review_is_due_so_many_days_after_it_was_asked_for():
    assert ReviewTerms(days=30).due_on(date(2026, 11, 28)) == date(2026, 12, 28)
    assert ReviewTerms(days=10).due_on(date(2026, 11, 28)) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("recorded_on", "years", "kept_until"),
    [((2026, 11, 28), 5, (2031, 11, 28)), ((2026, 11, 28), 1, (2027, 11, 28)), ((2024, 2, 29), 4, (2028, 2, 29))],
)
def test_a_record_is_kept_for_so_many_years(recorded_on, years, kept_until):
    assert Retention(years=years).kept_until(datetime(*recorded_on, tzinfo=UTC)) == datetime(*kept_until, tzinfo=UTC)


def test_the_policy_that_ships_watches_who_accepts_against_it_and_keeps_records_for_years():
    policy = read_document(REPOSITORY / "config" / "policy.toml", Policy)

    assert policy.four_eyes.needed(proposed=DECLINE, taken=ACCEPT)
    assert (policy.reviews.days, policy.retention.years) == (30, 5)


def test_a_policy_that_keeps_nothing_or_watches_an_unknown_verdict_is_refused(tmp_path):
    text = (REPOSITORY / "config" / "policy.toml").read_text("utf-8")
    for wrong in (text.replace("years = 5", "years = 0"), text.replace('["decline"]', '["maybe"]')):
        (tmp_path / "policy.toml").write_text(wrong, "utf-8")
        with pytest.raises(ConfigError, match=r"retention\.years|four_eyes\.accepting"):
            read_document(tmp_path / "policy.toml", Policy)
