"""Writes the types of the Python client from the API's schema: ``python -m solvable.web.api.client_types > FILE``."""

import os
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

__all__ = ["build_client_types"]

Schema = Mapping[str, Any]

_HEAD = '''"""What the API answers, as types of plain JSON.

Written by `python -m solvable.web.api.client_types` from the API's schema, and not by hand: a test compares.
"""

from typing import Any, Literal, TypedDict

'''
_WIDTH = 120
_BARE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def build_client_types(document: Schema) -> str:
    """Return a module with a type for everything that operations answer, each before it is used."""
    schemas: Schema = document["components"]["schemas"]
    ordered: list[str] = []
    for name in sorted(_answered(document["paths"])):
        _add_after_its_parts(name, schemas, ordered)
    names = {name: _name_of(name, schemas) for name in ordered}
    words = [_alias(names[name], schemas[name]) for name in ordered if "enum" in schemas[name]]
    classes = [_typed_dict(names[name], schemas[name], names) for name in ordered if "enum" not in schemas[name]]
    listed = "__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(names.values())) + "]\n"
    return _HEAD + listed + "\n" + "\n".join(words) + "\n\n\n" + "\n\n\n".join(classes) + "\n"


def _answered(paths: Schema) -> set[str]:
    """Return what operations answer where nothing is wrong; what they are sent is spelled out by the methods."""
    return {
        name
        for operations in paths.values()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if str(status).startswith("2")
        for name in _references(response)
    }


def _add_after_its_parts(name: str, schemas: Schema, ordered: list[str]) -> None:
    if name in ordered:
        return
    for part in _references(schemas[name]):
        _add_after_its_parts(part, schemas, ordered)
    ordered.append(name)


def _references(schema: Any) -> list[str]:
    """Return the names that a schema refers to, in its order."""
    if isinstance(schema, Mapping):
        own = [schema["$ref"].rsplit("/")[-1]] if isinstance(schema.get("$ref"), str) else []
        return own + [name for key, part in schema.items() if key != "example" for name in _references(part)]
    return [name for part in schema for name in _references(part)] if isinstance(schema, list) else []


def _name_of(schema: str, schemas: Schema) -> str:
    """Return what a type is called: without the ending of the wire format, unless another has that name."""
    bare = schema.removesuffix("Out")
    return schema if bare in schemas else bare


def _alias(name: str, schema: Schema) -> str:
    line = f"{name} = Literal[{', '.join(_quoted(value) for value in schema['enum'])}]"
    if len(line) <= _WIDTH:
        return line
    return f"{name} = Literal[\n" + "".join(f"    {_quoted(value)},\n" for value in schema["enum"]) + "]"


def _typed_dict(name: str, schema: Schema, names: Mapping[str, str]) -> str:
    about = textwrap.fill(schema["description"], _WIDTH - 10)
    fields = [f"    {field}: {_type(part, names)}" for field, part in schema["properties"].items()]
    return "\n".join([f"class {name}(TypedDict):", f'    """{about}"""', "", *fields])


def _type(schema: Schema, names: Mapping[str, str]) -> str:
    if "$ref" in schema:
        return names[schema["$ref"].rsplit("/")[-1]]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(part, names) for part in schema["anyOf"]))
    if "const" in schema:
        return f"Literal[{_quoted(schema['const'])}]"
    if schema.get("type") == "array":
        return f"list[{_type(schema['items'], names)}]"
    if schema.get("type") == "object":
        held = schema.get("additionalProperties", True)
        return f"dict[str, {'Any' if held is True else _type(held, names)}]"
    return _BARE.get(schema.get("type", ""), "Any")


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solvable.web.project")
    import django

    django.setup()
    from solvable.web.api.openapi import build_openapi_document

    sys.stdout.write(build_client_types(build_openapi_document()))


if __name__ == "__main__":
    _main()
