"""Where rows go as they are answered: standard output, a pipe, or a file.

A file is written as ``FILE.partial`` with its `journal`, and renamed when it is complete.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import typer

from stance.cli.batches import Answered
from stance.cli.journal import Journal, Left, Mark, opened_journal
from stance.cli.options import Start
from stance.cli.output import Skipped, is_device, partial_of, put, target_of
from stance.errors import InputError

if TYPE_CHECKING:
    from stance.cli.identity import Identity

START: Final = Mark()
INTERVAL: Final = 1.0  # seconds between two marks: the work that a kill may cost


@dataclass(frozen=True, slots=True)
class Resuming:
    """The run whose output may be gone on with.

    `skips` tells whether it goes on after errors: what an earlier run has skipped, a run that
    stops at errors would not have come past.
    """

    identity: Identity
    start: Start
    skips: bool


class Rows:
    """Rows on their way out, and how far the inputs have been answered with them."""

    def __init__(self, stream: BinaryIO | FileIO, mark: Mark = START) -> None:
        self._stream = stream
        self.mark = mark

    def begin(self, header: bytes) -> None:
        """The header of rows that do not go on from others."""
        self._put(header)
        self.mark = Mark(length=len(header))

    def write(self, answered: Answered, skipped: Sequence[str] = ()) -> None:
        """A batch's rows, and what was skipped in it."""
        self._put(answered.data)
        self.mark = self.mark.after(answered)

    def _put(self, data: bytes) -> None:
        """They leave at once, since somebody may be waiting for them."""
        left = memoryview(data)
        while left:
            left = left[self._stream.write(left) :]
        self._stream.flush()


class FileRows(Rows):
    """Rows in a partial file, with marks in its journal, if it has one, of how far it is good."""

    def __init__(self, stream: BinaryIO | FileIO, journal: Journal | None, mark: Mark) -> None:
        super().__init__(stream, mark)
        self._journal = journal
        self._noted = mark
        self._skipped: list[str] = []
        self._when = time.monotonic()

    def write(self, answered: Answered, skipped: Sequence[str] = ()) -> None:
        """The same, with a mark now and then."""
        super().write(answered)
        if self._journal:
            self._skipped += skipped
            if time.monotonic() - self._when >= INTERVAL:
                self.settle()

    def settle(self) -> None:
        """Has everything up to the last whole batch on the disk, and noted."""
        os.fsync(self._stream.fileno())
        if self._journal and self.mark != self._noted:
            self._journal.note(self.mark, self._skipped)
            self._noted, self._skipped = self.mark, []
        self._when = time.monotonic()

    def cut(self) -> None:
        """After an error: leaves nothing behind the last whole batch."""
        self._stream.truncate(self.mark.length)
        self.settle()


@contextmanager
def results(
    path: Path | None, header: bytes, skipped: Skipped, resuming: Resuming | None = None
) -> Iterator[Rows]:
    """Where rows go: to standard output, or to the file, device or pipe at `path`.

    With `resuming`, a file goes on where an earlier run was killed; what that had skipped is
    told to `skipped` again. After an error the partial file stays, cut to whole batches, and
    the message says so. Raises `InputError` for a place that cannot be written, and for an
    earlier run's output that cannot, or is not asked to, be gone on with.
    """
    if path is None:
        rows = Rows(sys.stdout.buffer)
        rows.begin(header)
        yield rows
        return
    target = target_of(path)
    if is_device(path):
        with _opened(path, "w", path) as stream:
            rows = Rows(stream)
            rows.begin(header)
            yield rows
    elif resuming is None:
        with _file_rows(target, path, header) as rows:
            yield rows
    else:
        with opened_journal(journal_of(target), path) as journal:
            left = _taken_up(journal, target, resuming)
            for message in left.skipped if left else ():
                skipped.error(message)
            with _file_rows(target, path, header, journal, left) as rows:
                yield rows


def journal_of(target: Path) -> Path:
    """Where the journal of a file lies while that is incomplete."""
    partial = partial_of(target)
    return partial.with_name(f"{partial.name}.journal")


def _taken_up(journal: Journal, target: Path, resuming: Resuming) -> Left | None:
    """What an earlier run has left to go on from, if this one is to; else the journal is begun."""
    partial = partial_of(target)
    is_left = partial.exists() and resuming.start is not Start.RESTART
    left = journal.left(partial.stat().st_size) if is_left else None
    if left is None:
        if resuming.start is Start.RESUME:
            typer.echo("nothing to resume: this run begins anew", err=True)
        journal.begin(resuming.identity)
        return None
    if resuming.start is Start.REFUSE:
        raise InputError(
            f"holds {left.mark.answers:,} answers of a run that did not end; go on with it by"
            " --resume, or discard it by --restart",
            path=partial,
        )
    differences = list(resuming.identity.differences(left.identity))
    if left.skipped and not resuming.skips:
        differences.append("--on-error was skip")
    if differences:
        raise InputError(
            f"cannot be gone on with: {'; '.join(differences)}; give everything as it was, or"
            " begin anew by --restart",
            path=partial,
        )
    journal.go_on(left)
    return left


@contextmanager
def _file_rows(
    target: Path,
    named: Path,
    header: bytes,
    journal: Journal | None = None,
    left: Left | None = None,
) -> Iterator[FileRows]:
    partial = partial_of(target)
    with _opened(partial, "r+" if left else "w", named) as stream:
        rows = FileRows(stream, journal, left.mark if left else START)
        try:
            if left:
                rows.cut()
                stream.seek(left.mark.length)
            else:
                rows.begin(header)
            yield rows
            rows.settle()
        except BaseException as error:
            _kept(rows, target, error, has_journal=journal is not None)
            raise
    put(partial, target)
    _drop(journal_of(target))


def _kept(rows: FileRows, target: Path, error: BaseException, *, has_journal: bool) -> None:
    """Keeps what was answered before an error and says so, or leaves nothing behind."""
    partial = partial_of(target)
    if not rows.mark.entries:
        partial.unlink()
        _drop(journal_of(target))
        return
    with suppress(OSError):  # a full disk; then the last mark that was noted stands
        rows.cut()
    said = f"what came before is kept in {partial}"
    if has_journal:
        said += "; go on with --resume"
        if isinstance(error, InputError):
            said += ", past what cannot be read with --on-error skip"
    typer.echo(said, err=True)


def _drop(journal: Path) -> None:
    """Removes it while it is still locked, where the system has that; else it is left unused."""
    with suppress(PermissionError):
        journal.unlink(missing_ok=True)


def _opened(path: Path, mode: str, named: Path) -> FileIO:
    """Unbuffered, so that a full disk is told by the write that it stops, and by nothing after."""
    try:
        return FileIO(path, mode)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror}); check --output", path=named
        ) from None
