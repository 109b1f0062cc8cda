"""`solvable …`: every step from files to a served decision."""

import io
import sys

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; what a caller can mend ends in one message and exit code 2, Ctrl-C in 130."""
    # A terminal or a pipe may be of a charset without our letters: a question mark is better than no answer.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(_stopped())
    except SystemExit as ended:  # Typer ends so, without a word, where Ctrl-C comes while it runs a command.
        if ended.code == _INTERRUPTED:
            _stopped()
        raise


def _stopped() -> int:
    sys.stderr.write("\nStopped.\n")
    return _INTERRUPTED


def _run() -> None:
    # Imported here: server processes are spawned, import what started them again, and need none of it.
    from solvable.loading import loading

    with loading():
        from rich.markup import escape

        from solvable import terminal
        from solvable.cli.commands import app
        from solvable.errors import SolvableError

    try:
        app()
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # So DuckDB tells of Ctrl-C.
            raise KeyboardInterrupt from error
        raise
    except (SolvableError, OSError) as error:
        if isinstance(error, OSError) and error.filename is None:
            raise  # Not of a file that somebody named: a fault of ours.
        said = str(error) if isinstance(error, SolvableError) else _of_a_file(error)
        terminal.console.print(f"[bold red]error[/bold red] {escape(said)}", soft_wrap=True)
        sys.exit(2)


def _of_a_file(error: OSError) -> str:
    place = error.filename2 or error.filename
    return f"Expected to use the file {place}, found: {error.strerror}. Name another one, or mend this one."
