"""Standard input, line by line, with a word to the caller before it has to be waited for."""

from __future__ import annotations

import io
import os
import select
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, TextIO

OnWait = Callable[[], None] | None
"""Called when everything that has arrived was read and the next line must be waited for."""

_CHUNK: Final = 1 << 16  # bytes; what a pipe holds


def byte_lines(stream: TextIO | BinaryIO, on_wait: OnWait = None) -> Iterable[bytes]:
    """The stream's lines as bytes, so that text and binary streams are checked alike.

    A line is given as soon as it has arrived, and `on_wait` called before each wait; a stream
    without a file descriptor is never waited for. With `on_wait` nothing else may read from the
    stream, before or after.
    """
    buffer = getattr(stream, "buffer", stream)
    descriptor = _descriptor(buffer)
    if on_wait is not None and descriptor is not None:
        yield from _arriving(descriptor, on_wait)
        return
    for line in buffer:
        yield line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")


def _descriptor(stream: object) -> int | None:
    try:
        number = stream.fileno()  # type: ignore[attr-defined]
    except (AttributeError, OSError, io.UnsupportedOperation):
        return None
    return number if isinstance(number, int) else None


def _arriving(descriptor: int, on_wait: Callable[[], None]) -> Iterator[bytes]:
    rest: list[bytes] = []  # pieces of a line whose end has not arrived
    while True:
        if not _is_ready(descriptor, within=0):
            on_wait()
            _is_ready(descriptor, within=None)
        data = os.read(descriptor, _CHUNK)
        if not data:
            break
        *whole, last = data.split(b"\n")
        for line in whole:
            yield b"".join((*rest, line, b"\n"))
            rest.clear()
        if last:
            rest.append(last)
    if rest:
        yield b"".join(rest)


def _is_ready(descriptor: int, within: float | None) -> bool:
    """Whether a read would give something at once; waits as long as `within` (None: for ever)."""
    try:
        return bool(select.select([descriptor], [], [], within)[0])
    except (OSError, ValueError):  # Windows asks sockets only; 1,024 and up cannot be asked for
        return False
