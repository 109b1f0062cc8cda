"""People are let in with a name, a password that is hard to guess, and a role."""

import pytest
from django.contrib.auth import authenticate

from solvable.errors import AccessError
from solvable.web.access import Role
from solvable.web.journal.models import Person
from solvable.web.journal.people import create_person, let_in, set_active, set_password, set_role

PASSWORD = "quatre-mots-sans-suite"

pytestmark = pytest.mark.django_db


def test_a_person_is_let_in_with_a_role_and_knows_their_password_alone():
    person = create_person(" nora ", PASSWORD, role=Role.AUDITOR)

    assert (person.username, person.role) == ("nora", Role.AUDITOR)
    assert authenticate(username="nora", password=PASSWORD) == person
    assert authenticate(username="nora", password="another-four-word-one") is None


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("", PASSWORD, "1 to 150 characters, found 0"),
        ("n" * 151, PASSWORD, "1 to 150 characters, found 151"),
        ("nora", PASSWORD, "nobody has, found nora, which is taken"),
        ("nora\nroy", PASSWORD, r"signs that can be seen and plain spaces, found U\+000A as its character 5\."),
        ("no\u202era", PASSWORD, r"found U\+202E as its character 3\. Choose another one\."),
        ("no\u200bra", PASSWORD, r"found U\+200B"),
        ("paul", "court", r"hard to guess\. This password is too short"),
        ("paul-de-la-tour", "paul-de-la-tour", r"hard to guess\. The password is too similar to the username\."),
    ],
)
def test_a_name_or_password_that_makes_no_login_is_refused_with_what_to_do(name, password, message):
    create_person("nora", PASSWORD, role=Role.ANALYST)

    with pytest.raises(AccessError, match=message):
        create_person(name, password, role=Role.ANALYST)

    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: set_password("personne", PASSWORD),
        lambda: set_role("personne", Role.ANALYST),
        lambda: set_active("personne", is_active=False),
    ],
)
def test_who_is_not_there_cannot_be_changed(change):
    with pytest.raises(AccessError, match=r"found 'personne': nobody has it\. Run `solvable user list`"):
        change()


def test_who_is_shut_out_cannot_log_in_until_let_in_again():
    create_person("nora", PASSWORD, role=Role.ANALYST)

    set_active("nora", is_active=False)
    assert authenticate(username="nora", password=PASSWORD) is None

    let_in("nora", PASSWORD + "-2", role=Role.APPROVER)
    assert authenticate(username="nora", password=PASSWORD + "-2").role == Role.APPROVER
    assert authenticate(username="nora", password=PASSWORD) is None


def test_who_has_no_role_cannot_log_in():
    create_person("nora", PASSWORD, role=Role.ANALYST)
    Person.objects.update(role="")

    assert authenticate(username="nora", password=PASSWORD) is None
