"""The application: its subcommands, and errors as messages instead of tracebacks."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import stance
from stance.cli import evaluate, explain, info, predict, read, report, train
from stance.errors import StanceError


class Commands(TyperGroup):
    """Turns our errors into one line on stderr and exit code 1."""

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
    cls=Commands,
    name="stance",
    help="Who stands where on which proposal, learned from labelled quotes, with the words that"
    " decided.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
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


app.command("predict")(predict.predict)
app.command("read")(read.read)
app.command("explain")(explain.explain)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("info")(info.info)
app.command("report")(report.report)


def main() -> None:
    """Entry point of the console script; output is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()
