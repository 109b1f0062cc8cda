"""`solvable score` and `solvable story`: decisions and credit stories, in the terminal or in a file."""

from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import check_output, open_service
from solvable.errors import ConfigError
from solvable.settings import read_settings
from solvable.vocabulary import Language

__all__ = ["scoring"]

scoring = typer.Typer()


@scoring.command()
def score(
    client_ids: Annotated[list[int] | None, typer.Argument(metavar="[CLIENT_ID]...")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Score every client of the workspace.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write a .csv or .parquet file instead of a table.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the reasons.")] = Language.FR,
) -> None:
    """Print or write verdict, probability, points and reasons."""
    if bool(client_ids) == everyone:
        raise ConfigError("Expected either client numbers or --all, found both or neither. Give one of them.")
    if everyone and output is None:
        raise ConfigError("Expected --output FILE.csv or FILE.parquet with --all, found none. Name the file to write.")
    if output is not None:
        check_output(output)
    service = open_service(read_settings())
    if output is None:
        terminal.console.print(terminal.scores_table(service.decide(client_ids or []), language))
        return
    from solvable.reports.scores import write_scores

    batches = service.decide_all() if everyone else iter([service.decide(client_ids or [])])
    with terminal.watched() as progress:
        n_clients = service.clients.n_clients if everyone else len(client_ids or [])
        write_scores(batches, output, language=language, n_clients=n_clients, progress=progress)


@scoring.command()
def story(
    client_id: Annotated[int, typer.Argument(help="The client's number.")],
    rows: Annotated[int, typer.Option(min=0, help="Show so many rows of each table, the latest.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole story as JSON.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write the whole story as a .json file.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the story.")] = Language.FR,
) -> None:
    """Tell what the tables say of a client: earlier applications, instalments, lateness, cards, credits elsewhere."""
    from solvable.portfolios.home_credit import home_credit
    from solvable.portfolios.story_teller import StoryTeller
    from solvable.portfolios.workspace import Workspace
    from solvable.reports.stories import check_story_path, story_json, write_story
    from solvable.terminal_story import print_story

    if output is not None:
        check_story_path(output)
        check_output(output)
    told = StoryTeller(home_credit(), Workspace(read_settings().workspace)).tell(client_id)
    if output is not None:
        write_story(told, output)
    elif as_json:
        typer.echo(story_json(told))
    else:
        print_story(told, language, most_rows=rows)
