"""Output that a run can go on with after it was killed.

Answers are written to ``FILE.partial``, and beside it ``FILE.partial.journal`` says how far
that file is good: JSON Lines, first the `Identity` of the run, then a `Mark` now and then,
always after the answers up to it have reached the disk. Going on cuts the partial file to the
last mark and skips the entries before it, so that nothing is lost and nothing comes twice.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.cli.batches import Answered
from stance.errors import InputError

if TYPE_CHECKING:
    from stance.cli.identity import Identity

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a run has come: entries of the inputs, bytes of output, and what was counted."""

    entries: int = 0
    length: int = 0
    answers: int = 0
    uncertain: int = 0
    unrelated: int = 0

    def after(self, answered: Answered) -> Mark:
        """The mark behind a batch."""
        return Mark(
            self.entries + answered.done,
            self.length + len(answered.data),
            self.answers + answered.answers,
            self.uncertain + answered.uncertain,
            self.unrelated + answered.unrelated,
        )


@dataclass(frozen=True, slots=True)
class Left:
    """What an earlier run has left: its identity, its last good mark, what it had skipped.

    `size` counts the journal's bytes up to that mark.
    """

    identity: Identity
    mark: Mark
    skipped: tuple[str, ...]
    size: int


class Journal:
    """The journal of one output, locked while it is open so that no two runs write the same."""

    def __init__(self, path: Path, stream: FileIO) -> None:
        self._path = path
        self._stream = stream

    def left(self, length: int) -> Left | None:
        """What an earlier run left, where `length` bytes of its output are there; None if nothing.

        A line that a kill cut short counts as not written. Raises `InputError` for a journal
        that this version does not read.
        """
        from stance.cli.identity import Identity

        self._stream.seek(0)
        lines = [line for line in self._stream if line.endswith(b"\n")]
        if not lines:
            return None
        try:
            first = json.loads(lines[0])
            if first["format"] != FORMAT:
                raise ValueError(f"its format is {first['format']}, not {FORMAT}")
            return _left(Identity.from_json(first["run"]), lines, length)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"is no journal that this version reads ({error}); begin anew with --restart",
                path=self._path,
            ) from None

    def begin(self, identity: Identity) -> None:
        """Forgets an earlier run."""
        self._stream.truncate(0)
        self._append({"format": FORMAT, "run": identity.as_json()})

    def go_on(self, left: Left) -> None:
        """Forgets what stands behind the earlier run's last good mark."""
        self._stream.truncate(left.size)

    def note(self, mark: Mark, skipped: Sequence[str]) -> None:
        """A mark, and the messages of what was skipped since the last."""
        self._append({**asdict(mark), "skipped": list(skipped)})

    def _append(self, line: Mapping[str, Any]) -> None:
        self._stream.write(json.dumps(line).encode() + b"\n")
        os.fsync(self._stream.fileno())


def _left(identity: Identity, lines: Sequence[bytes], length: int) -> Left | None:
    last, size = Mark(), len(lines[0])
    skipped: list[str] = []
    for line in lines[1:]:
        values = json.loads(line)
        messages = values.pop("skipped")
        mark = Mark(**values)
        if mark.length > length:  # somebody has cut the output
            break
        if mark.entries > last.entries:  # an interrupt may have had one noted twice
            skipped += messages
        last, size = mark, size + len(line)
    return Left(identity, last, tuple(skipped), size) if last.entries else None


@contextmanager
def opened_journal(path: Path, named: Path) -> Iterator[Journal]:
    """The journal at `path`, made if there is none. `named` is what the user calls the output.

    Raises `InputError` where it cannot be written and where another run holds it.
    """
    try:
        stream = FileIO(path, "a+")
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror}); check --output", path=named
        ) from None
    with stream:
        _lock(stream, named)
        yield Journal(path, stream)


def _lock(stream: FileIO, named: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError("another run is writing to it; wait for its end", path=named) from None
    except OSError:  # a file system without locks
        return
