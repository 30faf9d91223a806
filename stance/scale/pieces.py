"""Tables in pieces: each is read and answered by one task, and knows its place in its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from stance.corpus.tables import Lines, OnError, Row, csv_rows, jsonl_rows, refuse_misspelt
from stance.documents.entries import COLUMNS
from stance.errors import InputError, RecordError
from stance.extras import need
from stance.pipeline.cluster import EXTRA
from stance.pipeline.columns import plain_values
from stance.scale.tables import Storage, Table, TableForm

_BOM: Final = b"\xef\xbb\xbf"
_READ: Final = 1024  # rows of Parquet made values at a time
# A row group can only be read from its beginning. So often it is read at most: 16 times a second
# for a million rows, which take minutes to score.
_SHARES: Final = 16
_EACH: Final = 8  # pieces for each thread, so that all have work to the end
_SMALLEST: Final = 1 << 16  # bytes of a piece that is worth a task


@dataclass(frozen=True, slots=True)
class Start:
    """Where in its table a piece begins: how many lines, and bytes, are before it."""

    line: int = 0
    byte: int = 0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a piece is at most, in rows and in bytes of its table; one row may be larger.

    A piece of this size takes seconds: long beside what a task costs the scheduler, some
    milliseconds, and short beside what may be lost with a worker.
    """

    rows: int = 1 << 14
    bytes: int = 1 << 22

    @staticmethod
    def fitting(total: int, threads: int) -> Sizes:
        """For tables of so many bytes: some pieces for each thread, while they are worth a task."""
        most = Sizes()
        size = min(max(total // max(_EACH * threads, 1), _SMALLEST), most.bytes)
        return Sizes(most.rows * size // most.bytes, size)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a table.

    `start` is where it begins (for Parquet, the rows before it), `end` where it ends in bytes;
    `header` is what a CSV's rows need to be read. Of Parquet it is row groups `first` to `last`
    without `skip` rows, and `rows` of them.
    """

    table: Table
    start: Start
    end: int = 0
    header: bytes = b""
    first: int = 0
    last: int = 0
    skip: int = 0
    rows: int = 0

    def __str__(self) -> str:
        return f"{self.table.shown}:{self.start.line + 1}"


def plan(table: Table, sizes: Sizes, storage: Storage) -> tuple[Piece, ...]:
    """The pieces of a table, in its order.

    A CSV is gone through by the reader that reads it, since a quoted cell may hold line ends.
    Raises `InputError` where the table as a whole cannot be read, or holds no row.
    """
    try:
        files, path = need("fsspec.core", EXTRA).url_to_fs(table.url, **storage)
        with files.open(path, "rb") as stream:
            match table.form:
                case TableForm.PARQUET:
                    pieces = list(_parquet_pieces(table, stream, sizes))
                case TableForm.JSONL:
                    pieces = list(_jsonl_pieces(table, stream, sizes))
                case TableForm.CSV:
                    pieces = list(_csv_pieces(table, stream, sizes))
    except FileNotFoundError:
        raise InputError(
            "is not there for the worker that should read it; put tables where every worker sees"
            " them (a shared folder, s3://…)",
            path=table.shown,
        ) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error}", path=table.shown) from None
    if not pieces:
        raise InputError("is empty: no row; a table needs at least one", path=table.shown)
    return tuple(pieces)


class _Counted(Iterator[bytes]):
    """Lines, with how many and how many bytes of them have been taken."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._number = 0
        self.bytes = 0

    def __next__(self) -> bytes:
        line = next(self._lines)
        self._number += 1
        self.bytes += len(line)
        return line

    @property
    def taken(self) -> Start:
        return Start(self._number, self.bytes)


def _jsonl_pieces(table: Table, stream: Any, sizes: Sizes) -> Iterator[Piece]:
    lines = _Counted(stream)
    rows = (
        # A byte order mark at the beginning is nothing, anywhere else it is something.
        bool((line.removeprefix(_BOM) if not number else line).decode(errors="replace").strip())
        for number, line in enumerate(lines)
    )
    yield from _cut(table, rows, lines, Start(), b"", sizes)


def _csv_pieces(table: Table, stream: Any, sizes: Sizes) -> Iterator[Piece]:
    begin = _header_end(_Counted(stream))
    stream.seek(0)
    header = stream.read(begin.byte).removeprefix(_BOM)
    stream.seek(0)
    lines = _Counted(stream)
    # What is wrong with a row is told by the task that reads its piece.
    rows = csv_rows(lines, table.shown, COLUMNS, on_error=lambda error: None)
    yield from _cut(table, (True for _ in rows), lines, begin, header, sizes)


def _header_end(lines: _Counted) -> Start:
    """Behind the header, or at the beginning where there is none that can be read."""
    reader = csv.reader((line.removeprefix(_BOM).decode() for line in lines), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                return Start() if "\0" in "".join(cells) else lines.taken
    except (csv.Error, UnicodeDecodeError):
        pass
    return Start()


def _cut(
    table: Table,
    rows: Iterable[bool],
    lines: _Counted,
    begin: Start,
    header: bytes,
    sizes: Sizes,
) -> Iterator[Piece]:
    """Pieces where the rows end; `rows` goes through `lines`, and is False for a blank one."""
    count = 0
    for is_row in rows:
        count += is_row
        if count and (count >= sizes.rows or lines.bytes - begin.byte >= sizes.bytes):
            yield Piece(table, begin, lines.bytes, header)
            begin, count = lines.taken, 0
    if count:
        yield Piece(table, begin, lines.bytes, header)


def _parquet_pieces(table: Table, stream: Any, sizes: Sizes) -> Iterator[Piece]:
    opened = _parquet(table, stream)
    _check_names(table, opened.schema_arrow.names)
    groups = [opened.metadata.row_group(number) for number in range(opened.num_row_groups)]
    total = sum(group.total_byte_size for group in groups)
    row = max(total // max(opened.metadata.num_rows, 1), 1)
    most = max(min(sizes.rows, sizes.bytes // row), 1)
    before = first = 0
    while first < len(groups):
        last, rows = first + 1, groups[first].num_rows
        while last < len(groups) and rows + groups[last].num_rows <= most:
            rows += groups[last].num_rows
            last += 1
        step = max(most, -(-rows // _SHARES))
        for skip in range(0, rows, step):
            start, taken = Start(before + skip), min(step, rows - skip)
            yield Piece(table, start, first=first, last=last, skip=skip, rows=taken)
        before += rows
        first = last


def _check_names(table: Table, names: Sequence[str]) -> None:
    try:
        refuse_misspelt(names, COLUMNS.allowed)
    except RecordError as error:
        raise InputError(error.reason, path=table.shown) from None
    if not {"quote", "text"} & set(names):
        raise InputError(
            f"the table lacks a column: found {', '.join(map(repr, names))}; needed: quote or"
            f" text; allowed: {', '.join(COLUMNS.allowed)}",
            path=table.shown,
        )


def _parquet(table: Table, stream: Any) -> Any:
    try:
        return need("pyarrow.parquet", EXTRA).ParquetFile(stream)
    except (ValueError, OSError) as error:  # pyarrow.ArrowInvalid is a ValueError
        found = " ".join(str(error).split())
        raise InputError(f"is no readable Parquet table ({found})", path=table.shown) from None


def piece_rows(piece: Piece, storage: Storage, on_error: OnError = None) -> Iterator[Row]:
    """The rows of a piece, with the places they have in its table.

    Raises `InputError` and `RecordError` with path and line, unless `on_error` takes the latter.
    """
    table = piece.table
    try:
        files, path = need("fsspec.core", EXTRA).url_to_fs(table.url, **storage)
        if table.form is TableForm.PARQUET:
            with files.open(path, "rb") as stream:
                yield from _parquet_rows(piece, _parquet(table, stream))
        else:
            data = files.cat_file(path, start=piece.start.byte, end=piece.end)
            yield from _text_rows(piece, data, on_error)
    except OSError as error:
        raise InputError(f"cannot be read: {error}", path=table.shown) from None


def _text_rows(piece: Piece, data: bytes, on_error: OnError) -> Iterator[Row]:
    """A CSV's header goes before the piece, as if it stood there."""
    header = io.BytesIO(piece.header).readlines()
    number, offset = piece.start.line - len(header), piece.start.byte - len(piece.header)
    lines = Lines([*header, *io.BytesIO(data)], piece.table.shown, number, offset)
    if piece.table.form is TableForm.JSONL:
        rows = jsonl_rows(lines, piece.table.shown, on_error)
    else:
        rows = csv_rows(lines, piece.table.shown, COLUMNS, on_error)
    yield from (row for row in rows if row is not None)


def _parquet_rows(piece: Piece, table: Any) -> Iterator[Row]:
    """Its rows, nulls left out; `line` is the row's number from 1. Other columns are not read."""
    import narwhals as nw

    names = [name for name in table.schema_arrow.names if name in COLUMNS.allowed]
    passed = 0
    groups = range(piece.first, piece.last)
    for batch in table.iter_batches(batch_size=_READ, row_groups=list(groups), columns=names):
        begin = max(piece.skip - passed, 0)
        end = min(piece.skip + piece.rows - passed, batch.num_rows)
        if begin < end:
            chosen = need("pyarrow", EXTRA).Table.from_batches([batch.slice(begin, end - begin)])
            line = piece.start.line + 1 + passed + begin - piece.skip
            found = plain_values(nw.from_native(chosen, eager_only=True), names)
            for number, values in enumerate(found, start=line):
                yield Row(values, piece.table.shown, number)
        passed += batch.num_rows
        if passed >= piece.skip + piece.rows:
            return
