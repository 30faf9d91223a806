"""Where results go: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import typer
from rich.console import Console, RenderableType

from stance.errors import InputError, StanceError

PLAIN_WIDTH: Final = 120  # columns of a table that is written to a file or a pipe


@contextmanager
def opened(path: Path | None, inputs: Sequence[str] = ()) -> Iterator[TextIO]:
    """A stream for results.

    A file is written beside its name and renamed at the end, with the mode of the file it
    replaces. After an error what was written stays as ``NAME.partial``, and the message says
    so: nothing is lost, and no half-written file stands under the final name. A device or pipe
    is written to directly. Raises `InputError` for a folder, or for one of the `inputs`.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    target = path.resolve()
    if target.is_dir():
        raise InputError("is a folder; name a file for --output", path=path)
    if any(name != "-" and Path(name).resolve() == target for name in inputs):
        raise InputError("is an input too; name another file for --output", path=path)
    if target.exists() and not target.is_file():
        with _writable(target, path) as stream:
            yield stream
        return
    partial = target.with_name(f"{target.name}.partial")
    stream = _writable(partial, path)
    try:
        with stream:
            yield stream
    except BaseException as error:
        if isinstance(error, StanceError | KeyboardInterrupt) and partial.stat().st_size:
            typer.echo(f"what came before is kept in {partial}", err=True)
        else:
            partial.unlink()
        raise
    if target.exists():
        shutil.copymode(target, partial)
    partial.replace(target)


def _writable(path: Path, named: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror}); check --output", path=named
        ) from None


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
