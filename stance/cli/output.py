"""Where results go: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import typer
from rich.console import Console, RenderableType

from stance.errors import InputError, StanceError

PLAIN_WIDTH: Final = 120  # columns of a table that is written to a file or a pipe


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """A stream for results.

    A file is written beside its name and renamed at the end. After an error what was written
    stays as ``NAME.partial``, and the message says so: nothing is lost, and no half-written
    file stands under the final name.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    partial = path.with_name(f"{path.name}.partial")
    try:
        stream = partial.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror}); check --output", path=path
        ) from None
    try:
        with stream:
            yield stream
    except StanceError:
        if partial.stat().st_size:
            typer.echo(f"results up to the error are kept in {partial}", err=True)
        else:
            partial.unlink()
        raise
    partial.replace(path)


def show(stream: TextIO, *parts: RenderableType) -> None:
    """Print tables: colour only on a terminal, a fixed width elsewhere."""
    terminal = stream.isatty()
    console = Console(
        file=stream,
        width=None if terminal else PLAIN_WIDTH,
        color_system="auto" if terminal else None,
        emoji=False,
        markup=False,
        highlight=False,
    )
    for part in parts:
        console.print(part)


class Skipped:
    """Collects what could not be read, and lists and counts it at the end."""

    def __init__(self) -> None:
        self.errors: list[StanceError] = []
        self.files: list[Path] = []

    def error(self, error: StanceError) -> None:
        self.errors.append(error)
        typer.echo(f"skipped: {error}", err=True)

    def file(self, path: Path) -> None:
        self.files.append(path)

    def report(self) -> None:
        if self.files:
            names = ", ".join(str(path) for path in self.files)
            typer.echo(f"{len(self.files)} files are no articles: {names}", err=True)
        if self.errors:
            typer.echo(f"{len(self.errors)} inputs skipped", err=True)
