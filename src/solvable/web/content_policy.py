"""What a browser may load into a page, and from where: the header Content-Security-Policy."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from solvable.web.answers import Answer

__all__ = ["DATA", "NONE", "SELF", "UNSAFE_INLINE", "allowing", "with_content_policy"]

HEADER = "Content-Security-Policy"
SELF, NONE, UNSAFE_INLINE, DATA = "'self'", "'none'", "'unsafe-inline'", "data:"

Directives = Mapping[str, Sequence[str]]
Asked = ParamSpec("Asked")


def with_content_policy(get_response: Answer) -> Answer:
    """Send the policy of the settings, written once, with each answer that has no other."""
    policy = _written(settings.CONTENT_SECURITY_POLICY)

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault(HEADER, policy)
        return response

    return answer


def allowing(directives: Directives) -> Callable[[Callable[Asked, HttpResponse]], Callable[Asked, HttpResponse]]:
    """Have a view send the policy of the settings with directives of its own."""

    def decorated(view: Callable[Asked, HttpResponse]) -> Callable[Asked, HttpResponse]:
        @wraps(view)
        def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
            response = view(*args, **kwargs)
            response[HEADER] = _written({**settings.CONTENT_SECURITY_POLICY, **directives})
            return response

        return answer

    return decorated


def _written(directives: Directives) -> str:
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in directives.items())
