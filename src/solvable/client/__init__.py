"""A small client of the API, for programs in Python: typed, on the standard library alone.

Examples
--------
>>> from solvable.client import Api
>>> api = Api("https://scoring.bank.example", "solvable_1a2b3c_…")
>>> api.clients.score(100002)["verdict"]  # doctest: +SKIP
'refer'
"""

from solvable.client.api import Api
from solvable.client.connection import Retries

__all__ = ["Api", "Retries"]
