"""Reading one of the JSON documents that a bundle holds."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from solvable.documents import Document
from solvable.errors import BundleError

__all__ = ["read_bundle_document"]

D = TypeVar("D", bound=Document)


def read_bundle_document(path: Path, kind: type[D], *, what: str) -> D:
    """Read a document of a bundle.

    Parameters
    ----------
    what
        What the document tells of the model, for the message where it is not there.

    Raises
    ------
    BundleError
        The file is not there, or is not what this version writes.
    """
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BundleError(
            f"expected the {what} of the model, found none. Copy the bundle whole, or train again.", file=str(path)
        ) from error
    except ValidationError as error:
        raise BundleError(f"{error.error_count()} fields are wrong: {error}. Train again.", file=str(path)) from error
