"""Where results go: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import typer

from stance.errors import InputError, StanceError

if TYPE_CHECKING:
    from rich.console import RenderableType

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
    target = target_of(path, inputs)
    if is_device(path):
        with _writable(path, path) as stream:
            yield stream
        return
    partial = partial_of(target)
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
    put(partial, target)


def target_of(path: Path, inputs: Sequence[str] = ()) -> Path:
    """The file that a path leads to. Raises `InputError` for a folder, or one of the `inputs`."""
    target = path.resolve()
    if target.is_dir():
        raise InputError("is a folder; name a file for --output", path=path)
    if any(name != "-" and Path(name).resolve() == target for name in inputs):
        raise InputError("is an input too; name another file for --output", path=path)
    return target


def is_device(path: Path) -> bool:
    """Whether it is a device or a pipe, which is read or written as it is."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # nothing there, or a NUL in the name
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def partial_of(target: Path) -> Path:
    """Where a file is written before it is complete."""
    return target.with_name(f"{target.name}.partial")


def put(partial: Path, target: Path) -> None:
    """Puts a complete file in its place, with the mode of the file it replaces."""
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
    from rich.console import Console

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
    """Lists what could not be read as it comes, and counts it at the end."""

    def __init__(self) -> None:
        self.errors = 0
        self.files = 0
        self.tables = 0

    def error(self, error: StanceError | str) -> None:
        self.errors += 1
        typer.echo(f"skipped: {error}", err=True)

    def file(self, path: Path, *, is_table: bool = False) -> None:
        """A file of a folder or pattern that is not what is looked for there."""
        self.files += 1
        self.tables += is_table
        typer.echo(f"passed over: {path}", err=True)

    def report(self) -> None:
        if self.files:
            tables = f", {self.tables} of them tables (give those by name)" if self.tables else ""
            typer.echo(f"{self.files} files are no articles{tables}", err=True)
        if self.errors:
            typer.echo(f"{self.errors} inputs skipped", err=True)
