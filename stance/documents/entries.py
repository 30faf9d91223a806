"""What the inputs consist of, in their order: article files, rows of tables, what fails.

Tables are opened and taken apart here, articles are not: opening and cleaning a page is what
costs time, and may happen in another process (`sources.read_entry`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from stance.corpus.jsonl import QUOTE_FIELDS
from stance.corpus.tables import Columns, OnError, Row, csv_rows, jsonl_rows
from stance.documents.inputs import STDIN, Form, InputFile, document_names, input_files
from stance.documents.rows import Meter, table_rows
from stance.documents.stdin import OnWait, byte_lines
from stance.errors import InputError, StanceError

ARTICLE_FIELDS: Final = ("id", "document", "text", "headline", "date", "proposal", "proposals")
SPAN_FIELDS: Final = QUOTE_FIELDS

COLUMNS: Final = Columns(
    allowed=tuple(dict.fromkeys(SPAN_FIELDS + ARTICLE_FIELDS)), needed=(("quote",), ("text",))
)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that is an article, still to be opened."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class ArticleBytes:
    """An article that came through standard input: its bytes, still to be decoded."""

    data: bytes
    is_page: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; `place` names what it holds where the row itself does not."""

    row: Row
    place: str

    def __reduce__(self) -> tuple[type[TableRow], tuple[Any, ...]]:
        return TableRow, (self.row, self.place)

    @property
    def is_quote(self) -> bool:
        """Whether it holds a quote to score, and not an article."""
        return self.row.values.get("quote") is not None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of a folder or pattern that is not what is looked for there."""

    path: Path
    is_table: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read at this place of the inputs."""

    error: StanceError


Entry = ArticleFile | ArticleBytes | TableRow | Failure


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are gone through.

    `needs_proposal`: a quote's row must have a proposal (False where the command gives one).
    `goes_on`: whether what follows a failure is read too. `on_wait` is called before standard
    input is waited for. `meter` counts the bytes of the files that were read.
    """

    needs_proposal: bool = True
    goes_on: bool = False
    on_wait: OnWait = None
    meter: Meter = field(default_factory=Meter)


def entries(
    inputs: Sequence[str | Path],
    options: Options,
    *,
    stdin: TextIO | BinaryIO | None = None,
) -> Iterator[Entry | PassedOver]:
    """What the inputs consist of, in their order; see `read_articles` for what they may be.

    The same inputs give the same entries each time, what is passed over apart. Nothing is
    raised: what cannot be read is a `Failure` at its place, and the last entry unless the
    options say to go on.
    """
    names = document_names([Path(given) for given in inputs if str(given) != STDIN])
    for given in inputs:
        failed: list[StanceError] = []
        on_error = failed.append if options.goes_on else None
        found = (
            _stdin_entries(stdin, options, on_error)
            if str(given) == STDIN
            else _path_entries(input_files(Path(given), names, on_error), options, on_error)
        )
        try:
            for entry in found:
                yield from map(Failure, failed)
                failed.clear()
                if entry is not None:
                    yield entry
        except StanceError as error:
            failed.append(error)
        yield from map(Failure, failed)
        if failed and not options.goes_on:
            return


def _path_entries(
    files: Iterator[InputFile], options: Options, on_error: OnError
) -> Iterator[Entry | PassedOver | None]:
    """None stands for a row that was reported."""
    for file in files:
        if file.passed_over:
            yield PassedOver(file.path, is_table=file.form is Form.TABLE)
        elif file.form is Form.TABLE:
            for row in table_rows(file.path, COLUMNS, options.meter, on_error):
                yield None if row is None else TableRow(row, f"{file.name}:{row.line}")
        else:
            with suppress(OSError):  # told by whoever opens it
                options.meter.add(file.path.stat().st_size)
            yield ArticleFile(file.path, file.name)


def _stdin_entries(
    stream: TextIO | BinaryIO | None, options: Options, on_error: OnError
) -> Iterator[Entry | None]:
    if stream is None:
        raise InputError("standard input is not connected; give a file", path=STDIN)
    lines = iter(byte_lines(stream, options.on_wait))
    blank: list[bytes] = []
    first = b""
    for first in lines:
        if first.removeprefix(b"\xef\xbb\xbf").strip():
            break
        blank.append(first)
    every = chain(blank, [first] if first not in blank[-1:] else [], lines)
    begin = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    rows: Iterator[Row | None]
    if begin.startswith(b"{"):
        rows = jsonl_rows(every, STDIN, on_error)
    elif _is_header(first, options.needs_proposal):
        rows = csv_rows(every, STDIN, COLUMNS, on_error)
    else:
        is_page = begin.startswith((b"<!doctype", b"<html"))
        yield ArticleBytes(b"".join(every), is_page)
        return
    for row in rows:
        yield None if row is None else TableRow(row, f"{STDIN}:{row.line}")


def _is_header(line: bytes, needs_proposal: bool) -> bool:
    """Whether a CSV table begins with this line, and not an article whose first line has commas.

    Two or more cells that are all columns of ours are a header, however they are spelt (the
    table's reader then names the misspelt). Among foreign columns ours must be there exactly, and
    no cell may have space around it, as the words after a comma have in prose.
    """
    try:
        cells = next(csv.reader([line.decode("utf-8-sig")], strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False
    names = [cell.strip().lower() for cell in cells]
    if len(names) > 1 and all(name in COLUMNS.allowed for name in names):
        return "quote" in names or "text" in names
    if any(cell.strip() != cell for cell in cells):
        return False
    return "text" in cells or ("quote" in cells and ("proposal" in cells or not needs_proposal))
