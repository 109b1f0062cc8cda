"""What the clients of a portfolio are found by, and what a list of them shows."""

from dataclasses import dataclass

__all__ = ["SearchFields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFields:
    """What a portfolio declares for finding clients, beside what every model gives: verdict and points.

    Attributes
    ----------
    choices
        Keys of the portfolio's comparisons whose members clients may be chosen by, in the order shown.
    numbers
        Features of the catalogue that clients may be bounded and sorted by.
    columns
        What a list shows of each client: some of these choices and numbers. Nothing else is shown, and
        never what became of a credit.
    """

    choices: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        undeclared = set(self.columns) - set(self.choices) - set(self.numbers)
        if undeclared:
            raise ValueError(f"A list can show choices and numbers that are declared, found {sorted(undeclared)}.")
