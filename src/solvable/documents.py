"""Versioned documents: TOML that changes decisions, read into a checked class."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from solvable.errors import ConfigError

__all__ = ["Document", "read_document"]


class Document(BaseModel):
    """Something that cannot exist in a wrong state; unknown fields are mistakes, not extras."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @property
    def checksum(self) -> str:
        """SHA-256 of what the document says; comments and spacing do not count."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


D = TypeVar("D", bound=Document)


def read_document(path: Path, kind: type[D]) -> D:
    """Read a TOML document.

    Raises
    ------
    ConfigError
        The file is not there, is not TOML, or says something the class refuses; every wrong field
        is named with what was expected.
    """
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"Expected the document {path.name} in {path.parent}, found none. "
            "Set SOLVABLE_CONFIG to the folder that has it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} must be TOML, found a mistake: {error}. Correct it there.") from error
    try:
        # By way of JSON, where strict types still let an array be a tuple and a word be an enumeration.
        return kind.model_validate_json(json.dumps(fields, default=str))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'document'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path} does not say what it must. {wrong}. Correct these fields.") from error
