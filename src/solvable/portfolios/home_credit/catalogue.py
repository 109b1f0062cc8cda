"""Every feature of this portfolio, from the TOML file beside this module."""

from functools import cache
from pathlib import Path

from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.catalogue_file import load_catalogue

__all__ = ["catalogue"]


@cache
def catalogue() -> Catalogue:
    """Return what every feature is called, means and may be used for."""
    return load_catalogue(Path(__file__).with_suffix(".toml"))
