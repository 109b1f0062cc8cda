"""The wire format of a client who is not stored: rows of the portfolio's tables, each column by its published name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import BeforeValidator, ConfigDict, Field, create_model

from solvable.portfolios.contracts import ColumnType, TableContract
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.new_client import Rows
from solvable.portfolios.portfolio import Portfolio
from solvable.web.api.schemas import Given
from solvable.web.api.simulation_schemas import ChangesIn, Months

__all__ = ["MOST_ROWS", "NewAskingIn", "NewClientIn", "NewWhatIfIn", "Tables", "TablesIn", "build_tables_schema"]

# Twice what the longest history of the published tables has: whoever sends more has slipped.
MOST_ROWS = 20_000
LONGEST_CELL = 200
LARGEST_KEY = 2**63 - 1
# Beyond what any amount, count or number of days comes to, and well within what can be reckoned with.
LARGEST_NUMBER, LARGEST_COUNT = 1e12, 10**9

_ROW_EXAMPLE: dict[str, Any] = {
    "SK_ID_CURR": 500000, "NAME_CONTRACT_TYPE": "Cash loans", "AMT_INCOME_TOTAL": 180000.0, "AMT_CREDIT": 450000.0,
    "AMT_ANNUITY": 24700.5, "AMT_GOODS_PRICE": 450000.0, "DAYS_BIRTH": -14500, "DAYS_EMPLOYED": -2900,
}  # fmt: skip
_TABLES_EXAMPLE: dict[str, Any] = {
    "application": [_ROW_EXAMPLE],
    "bureau": [{"SK_ID_CURR": 500000, "SK_ID_BUREAU": 7, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -310}],
}


def _whole(value: object) -> object:
    """Take 12.0 for 12, as JSON does, and neither "12" nor true."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a whole number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


Key = Annotated[int, Field(ge=-LARGEST_KEY, le=LARGEST_KEY), BeforeValidator(_whole)]
Whole = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT), BeforeValidator(_whole)]
Flag = Annotated[int, Field(ge=0, le=1), BeforeValidator(_whole)]
Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, strict=True, allow_inf_nan=False)]
# Empty is missing, as in a file.
Words = Annotated[str, Field(max_length=LONGEST_CELL)]


class Tables(Given):
    """What the model of every portfolio's tables has."""

    def rows(self) -> Mapping[str, Rows]:
        """Return the rows by table, without the cells that are left out."""
        return cast(Mapping[str, Rows], self.model_dump(exclude_unset=True))


def build_tables_schema(portfolio: Portfolio) -> type[Tables]:
    """Return what the rows of one client of a portfolio must look like: its tables and columns, and no others."""
    fields: dict[str, Any] = {}
    for name, contract in portfolio.contracts.items():
        row = _row_schema(contract)
        if name == portfolio.client_table:
            about = "The one row of the client."
            fields[name] = (Annotated[list[row], Field(min_length=1, max_length=1, description=about)], ...)  # type: ignore[valid-type]
        else:
            about = "The client's rows; none where it is left out."
            fields[name] = (Annotated[list[row], Field(max_length=MOST_ROWS, description=about)], [])  # type: ignore[valid-type]
    return create_model("TablesIn", __base__=Tables, __doc__="Rows of one client, by table.", **fields)


def _row_schema(contract: TableContract) -> type[Given]:
    columns = {
        column: (_cell(contract, column), ...)
        if column in contract.required_cells
        else (_cell(contract, column) | None, None)
        for column in contract.columns
    }
    name = "".join(part.capitalize() for part in contract.name.split("_")) + "Row"
    fields = cast(dict[str, Any], columns)
    return create_model(name, __base__=Given, __doc__=f"One row of the table `{contract.name}`.", **fields)


def _cell(contract: TableContract, column: str) -> Any:
    """Return what a cell of a column may be, where it is not empty."""
    wanted = contract.columns[column]
    if wanted is not ColumnType.INTEGER:
        return Words if wanted is ColumnType.TEXT else Number
    if column in contract.flags:
        return Flag
    names_a_row = column in contract.required_cells or (contract.refers_to and column == contract.refers_to[1])
    return Key if names_a_row else Whole


if TYPE_CHECKING:
    TablesIn = Tables  # A type checker cannot run what builds it.
else:
    TablesIn = build_tables_schema(home_credit())


class NewClientIn(Given):
    """A client who is not stored."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"tables": _TABLES_EXAMPLE}})

    tables: TablesIn


class NewAskingIn(NewClientIn):
    """A client who is not stored and asks differently, or asks what would lead to a yes."""

    contract_term_months: Months | None = Field(
        None,
        description="Months that the contract runs for, where they are known; else the application's term is taken.",
    )


class NewWhatIfIn(NewAskingIn):
    """A client who is not stored, and how they would ask differently."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"tables": _TABLES_EXAMPLE, "changes": {"credit_amount": 300000}}},
    )

    changes: ChangesIn
