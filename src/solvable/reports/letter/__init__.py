"""The letter that tells a client what was decided, why, and what they can do: a tagged PDF in French or English."""

from solvable.reports.letter.facts import LetterFacts
from solvable.reports.letter.stationery import Stationery, read_stationery
from solvable.reports.letter.write import write_letter

__all__ = ["LetterFacts", "Stationery", "read_stationery", "write_letter"]
