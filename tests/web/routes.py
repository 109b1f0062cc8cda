"""Every address there is, found by asking the router, and what each is called in the access table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPMethod

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from solvable.web.gate import sought
from web.made_up import DECLINED

__all__ = ["Route", "every_route"]

# What stands in an address where a view asks for something.
_EXAMPLES = {"client_id": str(DECLINED), "decision_id": "17", "review_id": "1", "person_id": "1", "key_id": "1"}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to ask for something."""

    method: HTTPMethod
    address: str
    name: str
    is_operation: bool


def every_route() -> list[Route]:
    """Return each address with each method that its view may have; the API says itself which it has."""
    routes = []
    for address in sorted(set(_addresses(get_resolver()))):
        match = resolve(address)
        is_operation = match.namespace == "api" or match.view_name == "api-schema"
        for method in (HTTPMethod.GET, HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.PATCH, HTTPMethod.DELETE):
            name = sought(match, method)
            if name is not None:
                routes.append(Route(method=method, address=address, name=name, is_operation=is_operation))
    return routes


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield "/" + _PARAMETER.sub(lambda found: _EXAMPLES[found[1]], route)
