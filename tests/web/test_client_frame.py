"""What surrounds every view of a client."""

import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import reverse

from solvable.web.access import ACCESS, NOBODY, Role
from solvable.web.desk.client_frame import ANSWER, TABS, frame_of
from web.made_up import ACCEPTED, DECLINED, FakeScoringService


def frame_for(role, client_id=DECLINED, tab=ANSWER):
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(role=role)
    [decision] = FakeScoringService().decide([client_id])
    return frame_of(request, decision, tab)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_offered_the_views_that_there_are_and_that_it_opens(role):
    offered = [tab.address for tab in frame_for(role)["tabs"]]

    opened = [name for name in TABS if role in ACCESS.get(name, NOBODY).roles]
    assert offered == [reverse(name, args=[DECLINED]) for name in opened]
    assert (ANSWER in opened) is (role is not Role.ADMINISTRATOR)


def test_exactly_the_view_at_hand_is_marked(desk):
    page = desk.get(f"/clients/{DECLINED}/").content.decode()

    assert re.findall(r'<a href="([^"]*)" aria-current="page">([^<]*)<', page) == [(f"/clients/{DECLINED}/", "Réponse")]


def test_the_points_that_are_missing_are_none_for_whoever_is_accepted():
    assert frame_for(Role.ANALYST, DECLINED)["missing_points"] == 75
    assert frame_for(Role.ANALYST, ACCEPTED)["missing_points"] == 0


def test_the_script_may_evaluate_nothing_and_keeps_no_client_in_the_browser(desk):
    page = desk.get(f"/clients/{DECLINED}/").content.decode()

    found = re.search(r"<meta name=\"htmx-config\" content='([^']*)'>", page)
    assert found is not None
    config = json.loads(unescape(found[1]))
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == 0


def test_a_part_asked_for_after_the_session_ended_leads_to_the_door_and_back_to_the_page(stranger):
    answer = stranger.get(
        f"/clients/{DECLINED}/",
        headers={"HX-Request": "true", "HX-Current-URL": f"https://elsewhere.example/clients/{ACCEPTED}/?k=30"},
    )

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"/connexion/?next=/clients/{ACCEPTED}/%3Fk%3D30"
    assert answer.content == b""


def test_a_part_asked_for_from_no_address_leads_to_the_door_and_to_the_first_page(stranger):
    answer = stranger.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://[bad"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/connexion/?next=/")
