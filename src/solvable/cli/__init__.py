"""`solvable …`: every step from files to a served decision."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; what a caller can mend ends in one message and exit code 2."""
    # Imported here: server processes are spawned, import what started them again, and need none of it.
    from solvable.loading import loading

    with loading():
        from rich.markup import escape

        from solvable import terminal
        from solvable.cli.commands import app
        from solvable.errors import SolvableError

    try:
        app()
    except SolvableError as error:
        terminal.console.print(f"[bold red]error[/bold red] {escape(str(error))}", soft_wrap=True)
        sys.exit(2)
