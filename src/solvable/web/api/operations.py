"""What the operations of the API are called and which bodies they read, without writing the whole schema.

The schema takes a second of computing, which the first request after each start would wait for.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ninja.openapi.schema import BODY_CONTENT_TYPES, OpenAPISchema
from ninja.operation import Operation

from solvable.web.api.api import api

__all__ = ["operation_ids", "types_read"]


@cache
def operation_ids() -> Mapping[str, Mapping[str, str]]:
    """Return, by path and method in small letters, the id of each operation."""
    return {
        path: {method: operation["operationId"] for method, operation in operations.items()}
        for path, operations in _outline()["paths"].items()
    }


@cache
def types_read() -> Mapping[str, tuple[str, ...]]:
    """Return, by operation, the media types that it reads; nothing for one that reads no body."""
    return {
        operation["operationId"]: tuple(operation["requestBody"]["content"])
        for operations in _outline()["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    }


@cache
def _outline() -> Mapping[str, Any]:
    return _Outline(api, api.get_root_path({}))


class _Outline(OpenAPISchema):
    """The framework's schema of the operations, without what is derived from models of parameters and answers."""

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:  # noqa: ARG002 - the framework's.
        return []

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:  # noqa: ARG002 - the framework's.
        return {}

    def request_body(self, operation: Operation) -> dict[str, Any]:
        sources = [model.__ninja_param_source__ for model in operation.models]
        types = [BODY_CONTENT_TYPES[source] for source in sources if source in BODY_CONTENT_TYPES]
        if not types:
            return {}
        # As the framework says it: parts of several kinds come as one form of parts.
        return {"content": {types[0] if len(types) == 1 else BODY_CONTENT_TYPES["file"]: {}}}
