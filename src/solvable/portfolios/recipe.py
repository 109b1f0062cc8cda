"""Whether what was made is still what the code would make: checksums over the code itself."""

import hashlib
import sys
from pathlib import Path

from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.workspace import file_checksum

__all__ = ["generator_recipe", "recipe"]

RECIPE_SUFFIXES = {".py", ".toml"}


def recipe(portfolio: Portfolio) -> str:
    """Return the checksum of the code and the catalogue that make a portfolio's features."""
    return _checksum_of_code(_package(portfolio), "*")


def generator_recipe(portfolio: Portfolio) -> str:
    """Return the checksum of all code of a portfolio, that which makes clients up included."""
    return _checksum_of_code(_package(portfolio), "**/*")


def _package(portfolio: Portfolio) -> Path:
    return Path(str(sys.modules[portfolio.build_histories.__module__].__file__)).parent


def _checksum_of_code(package: Path, pattern: str) -> str:
    files = sorted(file for file in package.glob(pattern) if file.suffix in RECIPE_SUFFIXES)
    checksums = {file.relative_to(package).as_posix(): file_checksum(file) for file in files}
    return hashlib.sha256(repr(checksums).encode()).hexdigest()
