"""`solvable simulate`: another loan for a client, and what would lead to a yes."""

import json
from typing import Annotated

import typer

from solvable import terminal, terminal_simulation
from solvable.cli.opening import open_service
from solvable.errors import ConfigError
from solvable.portfolios.simulation import ANNUITY, CREDIT, GOODS_PRICE, INCOME, TERM
from solvable.settings import read_settings
from solvable.vocabulary import Language

__all__ = ["simulation"]

simulation = typer.Typer()

_Amount = float | None


@simulation.command()
def simulate(
    client_id: Annotated[int, typer.Argument()],
    amount: Annotated[_Amount, typer.Option(help="Another amount; the payment follows, over the same term.")] = None,
    term: Annotated[_Amount, typer.Option(help="Another term in months; the payment follows.")] = None,
    annuity: Annotated[_Amount, typer.Option(help="Another monthly payment; the term follows.")] = None,
    goods_price: Annotated[_Amount, typer.Option(help="Another price of the goods.")] = None,
    income: Annotated[_Amount, typer.Option(help="Another income.")] = None,
    contract_term: Annotated[
        _Amount, typer.Option(help="The contract's present term in months; else estimated, if not in the application.")
    ] = None,
    way: Annotated[bool, typer.Option("--way", help="Search the smallest changes that lead to accept.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON in place of a table.")] = False,
    language: Annotated[Language, typer.Option(help="Language of the words.")] = Language.FR,
) -> None:
    """Print what would be decided if a client asked differently, or what would lead to a yes."""
    asked = {CREDIT: amount, TERM: term, ANNUITY: annuity, GOODS_PRICE: goods_price, INCOME: income}
    changes = {name: value for name, value in asked.items() if value is not None}
    if bool(changes) == way:
        raise ConfigError("Expected either changes or --way, found both or neither. Give --way, or amounts to change.")
    service = open_service(read_settings())
    if way:
        searched = service.way_to_yes(client_id, stated_months=contract_term)
        document = terminal_simulation.way_document(searched, language, currency=service.currency)
        table = terminal_simulation.way_table(searched, language, currency=service.currency)
    else:
        tried = service.what_if(client_id, changes, stated_months=contract_term)
        document = terminal_simulation.what_if_document(tried, language)
        table = terminal_simulation.what_if_table(tried, language, currency=service.currency)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.console.print(table)
