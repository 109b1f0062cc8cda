"""What only people need of a request: a session, who logged in, what they are told next, what their page may load.

Programs show a key and do not wait for it. Two addresses of the API are also open to people, and keep it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from solvable.web.answers import Answer
from solvable.web.api.problems import is_for_programs

__all__ = ["OPEN_TO_PEOPLE", "content_policy", "messages", "people", "sessions"]

OPEN_TO_PEOPLE = ("api-documentation", "api-schema")


def _left_out_for_programs(middleware: Callable[[Any], Any]) -> Callable[[Answer], Answer]:
    def made(get_response: Answer) -> Answer:
        with_it: Answer = middleware(get_response)

        def answer(request: HttpRequest) -> HttpResponseBase:
            return (get_response if _is_of_a_program(request) else with_it)(request)

        return answer

    return made


def _is_of_a_program(request: HttpRequest) -> bool:
    return is_for_programs(request) and request.path_info not in _open_to_people()


@cache
def _open_to_people() -> frozenset[str]:
    return frozenset(reverse(name) for name in OPEN_TO_PEOPLE)


content_policy = _left_out_for_programs(CSPMiddleware)
sessions = _left_out_for_programs(SessionMiddleware)
people = _left_out_for_programs(AuthenticationMiddleware)
messages = _left_out_for_programs(MessageMiddleware)
