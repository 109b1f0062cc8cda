"""`solvable data …` and `solvable features …`: from files to features."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import check_output
from solvable.errors import ConfigError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.vocabulary import Language

__all__ = ["data", "features"]


class FileFormat(StrEnum):
    """How made-up tables are written."""

    PARQUET = "parquet"
    CSV = "csv"


data = typer.Typer(help="The lender's tables: take them in, or make them up.", no_args_is_help=True)
features = typer.Typer(help="One described row of features per client.", no_args_is_help=True)


@data.command("import")
def import_data(
    paths: Annotated[list[str], typer.Argument(help="The published zip, a folder, single files, or one URL.")],
    currency: Annotated[str | None, typer.Option(help="ISO code of the amounts, where it is known.")] = None,
    set_aside_unknown_clients: Annotated[
        bool, typer.Option(help="Leave out rows of clients that no application table has, and count them.")
    ] = False,
) -> None:
    """Take tables in as typed Parquet, whole or not at all."""
    from solvable.portfolios.intake import import_tables

    with terminal.watched() as progress:
        manifest = import_tables(
            home_credit(),
            paths,
            Workspace(read_settings().workspace),
            progress=progress,
            currency=currency,
            set_aside_unknown_clients=set_aside_unknown_clients,
        )
    terminal.console.print(terminal.tables_table(manifest))


@data.command("check")
def check_data(
    every_column: Annotated[
        bool, typer.Option("--all", help="Show every column, not only those with findings.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write the whole check as an .html page.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 where there is a warning.")] = False,
    language: Annotated[Language, typer.Option(help="Language of the check.")] = Language.FR,
) -> None:
    """Compare the imported tables with their contracts and with the published statistics."""
    from solvable.portfolios.check import check_tables
    from solvable.portfolios.findings import Severity
    from solvable.reports.data_check import write_data_check
    from solvable.reports.page import check_page_path
    from solvable.terminal_check import print_check

    if output is not None:
        check_page_path(output)
        check_output(output)
    with terminal.watched() as progress:
        check = check_tables(home_credit(), Workspace(read_settings().workspace), progress)
    if output is not None:
        write_data_check(check, output, language)
    print_check(check, language, every_column=every_column)
    if strict and check.n_findings(Severity.WARNING):
        raise typer.Exit(1)


@data.command("generate")
def generate_data(
    folder: Annotated[Path, typer.Argument(help="A new folder for the eight files.")],
    clients: Annotated[int, typer.Option(min=1, help="How many clients to make up.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same clients.")] = 1,
    tables: Annotated[
        list[str] | None, typer.Option(help="Write only this table beside the applications; may be repeated.")
    ] = None,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Parquet is written and read faster; CSV is what most lenders have.")
    ] = FileFormat.PARQUET,
) -> None:
    """Make up a portfolio with the published schema and statistics like the published ones."""
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"Expected a new or empty folder, found files in {folder}. Name another one.")
    with terminal.watched() as progress:
        home_credit().generate(folder, clients, seed, progress, tables=tables or ())
        if file_format is FileFormat.CSV:
            from solvable.portfolios.csv_files import rewrite_as_csv

            rewrite_as_csv(folder, progress)


@features.command("build")
def build_features() -> None:
    """Compute every client's features from the imported tables."""
    from solvable.portfolios.engine import write_features

    with terminal.watched() as progress:
        write_features(home_credit(), Workspace(read_settings().workspace), progress)
