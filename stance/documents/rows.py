"""Rows of a table file, plain or packed, and how far the files have been read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from stance.corpus.decoding import opened
from stance.corpus.tables import Columns, OnError, Row, csv_rows, jsonl_rows
from stance.documents.inputs import CSV_ENDINGS, PARQUET_ENDING
from stance.errors import InputError

PACKED_ENDING: Final = ".gz"


class Meter:
    """Counts the bytes of the input files that have been read, as they lie on the disk."""

    def __init__(self) -> None:
        self._done = 0
        self._stream: BinaryIO | None = None

    @property
    def bytes(self) -> int:
        """Bytes so far; within a file it runs ahead of the rows by what is buffered."""
        return self._done + (self._stream.tell() if self._stream else 0)

    def add(self, size: int) -> None:
        """A file of that size has been read as a whole."""
        self._done += size

    @contextmanager
    def following(self, stream: BinaryIO) -> Iterator[None]:
        """Counts with the stream's position while it is being read, if it has one."""
        self._stream = stream if stream.seekable() else None
        try:
            yield
        finally:
            self._done, self._stream = self.bytes, None


def table_rows(
    path: Path, columns: Columns, meter: Meter, on_error: OnError = None
) -> Iterator[Row | None]:
    """The rows of a .jsonl, .csv (both also .gz) or .parquet file; None is a reported row.

    Raises `InputError` where the table as a whole cannot be read (or holds no row) and
    `RecordError` for a row, unless `on_error` takes it.
    """
    name = path.name.lower()
    if name.endswith(PARQUET_ENDING):
        from stance.corpus.parquet.rows import parquet_rows

        yield from parquet_rows(path, on_error)
        meter.add(path.stat().st_size)
        return
    count = 0
    with opened(path) as stream, meter.following(stream):
        lines = _unpacked(stream, path) if name.endswith(PACKED_ENDING) else stream
        if name.endswith(CSV_ENDINGS):
            rows = csv_rows(lines, str(path), columns, on_error)
        else:
            rows = jsonl_rows(lines, str(path), on_error)
        for count, row in enumerate(rows, start=1):  # noqa: B007  (the count is used after)
            yield row
    if not count:
        raise InputError("is empty: no row; a table needs at least one", path=path)


def _unpacked(stream: BinaryIO, path: Path) -> Iterable[bytes]:
    try:
        with gzip.open(stream) as lines:
            yield from lines
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"is no whole gzip file ({error}); check it with gzip -t, and copy it again", path=path
        ) from None
