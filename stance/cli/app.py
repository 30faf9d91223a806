"""The application: its subcommands, and errors as messages instead of tracebacks."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

import stance
from stance.errors import StanceError

COMMANDS: Final = {
    "predict": "Score quotes and articles: each actor's stance toward each proposal.",
    "read": "Find the attributions of articles: source, cue, content and the actor.",
    "explain": "Show the words that decided each answer.",
    "report": "One HTML page: who stands where, each statement in its text, why, and how sure.",
    "summarize": "Sum up answers: who stands where on which proposal, over time, and as a network.",
    "convert": "Convert labels between annotation tools and our own formats.",
    "train": "Train a model on labelled statements and show how good it is.",
    "evaluate": "Evaluate on labelled statements.",
    "info": "Check a model folder and print its card.",
    "export": "Write a model as a fitted scikit-learn pipeline.",
    "check": "Check labelled statements: offsets, duplicates, labels, names, leakage.",
}
"""Every command with what the list of them says. Its function has its name and lies in a module
of that name, which is imported when the command is asked for: most need little of what all do."""

_PLAIN: Final[dict[str, Any]] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


class Commands(TyperGroup):
    """Imports a command when it is asked for, and turns our errors into one line on stderr."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        function = cmd_name.replace("-", "_")
        single = typer.Typer(**_PLAIN)
        single.command(cmd_name)(getattr(import_module(f"stance.cli.{function}"), function))
        return typer.main.get_command(single)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except StanceError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(1) from None
        except BrokenPipeError:
            # The reader of our output has gone (`stance predict … | head`): that is no failure.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            # What is not ours to check beforehand: a full disk, a folder without write access.
            place = f"{error.filename}: " if error.filename else ""
            typer.echo(
                f"error: {place}{error.strerror or error}; nothing more was written", err=True
            )
            raise typer.Exit(1) from None


app = typer.Typer(
    **_PLAIN,
    cls=Commands,
    name="stance",
    help="Who stands where on which proposal, learned from labelled quotes, with the words that"
    " decided.",
    no_args_is_help=True,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(stance.__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Entry point of the console script; output is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()
