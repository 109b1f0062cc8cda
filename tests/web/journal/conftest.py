"""The journal's own database, without a desk or an API before it."""

import pytest


@pytest.fixture(autouse=True)
def _journal(db) -> None:
    """Every test here writes to a journal that is empty."""


@pytest.fixture
def _made_up_clients() -> None:
    """Nobody asks for a page here."""
