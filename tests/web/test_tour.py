"""The tour of the desk: on the first page until one closes it, and whenever one asks for it again."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from solvable.web.access import Role

INVITATION = "Votre première visite"
CLOSE = "ne plus afficher"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def another_desk(db):  # noqa: ARG001 - asked for what it does.
    """The browser of somebody else."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("nora", role=Role.ANALYST))
    return client


def test_it_stands_on_the_first_page_until_this_person_closes_it(desk, another_desk):
    assert INVITATION in text_of(desk.get("/"))

    closed = desk.post("/visite/fermer/", follow=True)

    assert closed.redirect_chain == [("/", 302)]
    assert INVITATION not in text_of(closed)
    assert INVITATION not in text_of(desk.get("/"))
    assert INVITATION in text_of(another_desk.get("/"))


def test_it_can_be_read_again_and_is_closed_once(desk):
    first = text_of(desk.get("/visite/"))
    desk.post("/visite/fermer/")
    closed_at = get_user_model().objects.get(username="camille").tour_closed_at
    desk.post("/visite/fermer/")

    assert CLOSE in first
    again = text_of(desk.get("/visite/"))
    assert "Trouvez le client." in again
    assert CLOSE not in again
    assert get_user_model().objects.get(username="camille").tour_closed_at == closed_at


def test_it_is_closed_by_a_form_and_not_by_a_link(desk):
    assert desk.get("/visite/fermer/").status_code == 405
