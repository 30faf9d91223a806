"""Text into rows: JSON Lines, CSV and TSV, every row with the place it came from.

Rows are read one at a time, so a table may be larger than memory. What is wrong with a table as a
whole raises `InputError`; what is wrong with one row is a `RecordError`, which a caller may have
reported and go on.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from stance.corpus.decoding import opened, refuse_binary, utf8
from stance.errors import InputError, RecordError, StanceError

OnError = Callable[[StanceError], None] | None
"""None raises the error of a row or file; a function gets it, and reading goes on."""

SEPARATORS: Final[Mapping[str, str]] = {".csv": ",", ".tsv": "\t"}
TABLE_ENDINGS: Final = (".jsonl", *SEPARATORS)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. An empty CSV cell is left out, as a missing field is in JSON."""

    values: Mapping[str, Any]
    path: str
    line: int

    # What dataclasses give is slow, and rows go to other processes by the million.
    def __reduce__(self) -> tuple[type[Row], tuple[Any, ...]]:
        return Row, (self.values, self.path, self.line)

    def __str__(self) -> str:
        return f"{Path(self.path).name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a CSV header may have, and which it must: all of one of `needed`."""

    allowed: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    separator: str = ","


def settle(error: StanceError, on_error: OnError) -> None:
    """Raises the error, or hands it to `on_error` so that reading can go on."""
    if on_error is None:
        raise error
    on_error(error)


class Lines(Iterator[str]):
    """Decoded lines, ends kept; `number` lines and `offset` bytes of the file are before them.

    After a `RecordError` the next line follows, as none would from a generator.
    """

    def __init__(self, lines: Iterable[bytes], path: str, number: int = 0, offset: int = 0):
        self._lines = iter(lines)
        self._path = path
        self._offset = offset
        self.number = number

    def __next__(self) -> str:
        raw = next(self._lines)
        if self.number == 0:
            refuse_binary(raw, self._path)
        offset, self._offset = self._offset, self._offset + len(raw)
        self.number += 1
        try:
            return utf8(raw, self._path, line=self.number, offset=offset)
        except InputError as error:
            raise RecordError(error.reason, path=self._path, line=self.number) from None


def read_rows(path: Path, columns: Columns, on_error: OnError = None) -> Iterator[Row]:
    """The rows of a .jsonl, .csv or .tsv file, one at a time; its ending tells the separator.

    Raises `InputError` where the table as a whole cannot be read (or holds no row) and
    `RecordError` for a row, unless `on_error` takes it.
    """
    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise InputError(f"is no table; allowed are {', '.join(TABLE_ENDINGS)}", path=path)
    with opened(path) as stream:
        if ending in SEPARATORS:
            columns = replace(columns, separator=SEPARATORS[ending])
            rows = csv_rows(stream, str(path), columns, on_error)
        else:
            rows = jsonl_rows(stream, str(path), on_error)
        count = 0
        for count, row in enumerate(rows, start=1):  # noqa: B007  (the count is used after)
            if row is not None:
                yield row
    if not count:
        raise InputError("is empty: no row; a table needs at least one", path=path)


def jsonl_rows(
    lines: Iterable[bytes] | Lines, path: str, on_error: OnError = None
) -> Iterator[Row | None]:
    """One JSON object a line; blank lines are passed over, None stands for a reported row."""
    source = lines if isinstance(lines, Lines) else Lines(lines, path)
    while True:
        try:
            line = next(source)
            if line.strip():
                yield Row(_json_object(line), path, source.number)
        except StopIteration:
            return
        except RecordError as error:
            settle(error.at(path, source.number), on_error)
            yield None


def _json_object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise RecordError(
            f"column {error.colno}: not valid JSON: {error.msg}; allowed is one JSON object a line"
        ) from None
    except RecursionError:
        raise RecordError("JSON that cannot be read: nested too deeply") from None
    except ValueError:  # more digits than Python turns into a whole number
        raise RecordError("a number too long to be read; write it in quotes") from None
    if not isinstance(value, dict):
        raise RecordError(
            f"expected a JSON object, found {type(value).__name__}; write one object a line"
            " (a JSON array is turned into lines by: jq -c '.[]')"
        )
    for key, content in value.items():
        if isinstance(content, str):
            refuse_unwritable(key, content)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise RecordError(f"the key {twice!r} stands twice in one object; keep one of them")
    return value


def _constant(literal: str) -> NoReturn:
    raise RecordError(f"{literal} is not JSON; write null, or a text in quotes")


def refuse_unwritable(key: str, value: str) -> None:
    """NUL and lone surrogates can stand in a JSON escape, but in no text file we write."""
    if "\0" in value:
        raise RecordError(f"{key}: holds the NUL character (\\u0000); take it out")
    half = _SURROGATE.search(value)
    if half:
        raise RecordError(
            f"{key}: holds half a surrogate pair (\\u{ord(half.group()):04x}) at character"
            f" {half.start()}; write the whole character"
        )


def csv_rows(
    lines: Iterable[bytes] | Lines, path: str, columns: Columns, on_error: OnError = None
) -> Iterator[Row | None]:
    """The rows under a header; blank lines are passed over, None stands for a reported row."""
    source = lines if isinstance(lines, Lines) else Lines(lines, path)
    reader = csv.reader(source, delimiter=columns.separator, strict=True)
    header: list[str] | None = None
    is_bare = True
    while True:
        line = source.number + 1
        try:
            cells = next(reader)
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, path, line, columns)
                continue
            is_bare = False
            yield _csv_row(cells, header, path, line)
        except StopIteration:
            if header is not None and is_bare:
                raise InputError("holds a header and no rows; add one", path=path) from None
            return
        except (RecordError, csv.Error) as error:
            failure = error if isinstance(error, RecordError) else _csv_failure(error)
            settle(failure.at(path, line), on_error)
            is_bare = False
            yield None
            if header is None:  # without a header nothing that follows can be understood
                return


def _csv_failure(error: csv.Error) -> RecordError:
    remedy = 'quote a cell that holds commas, quotes or line ends, and double the quotes in it: ""'
    if "field larger" in str(error):
        remedy = f"a cell may hold {csv.field_size_limit():,} characters; use JSON Lines (.jsonl)"
    return RecordError(f"not valid CSV: {error}; {remedy}")


def _header(cells: Sequence[str], path: str, line: int, columns: Columns) -> list[str]:
    refuse_misspelt(cells, columns.allowed)
    names = [cell.strip() for cell in cells]
    needed = " or ".join("+".join(group) for group in columns.needed)
    found = ", ".join(repr(name) for name in names)
    allowed = f"needed: {needed}; allowed: {', '.join(columns.allowed)}"
    if not any(set(group) <= set(names) for group in columns.needed):
        is_foreign = len(names) == 1 and re.search(r"[,;\t|]", names[0])
        hint = f"; cells are separated by {columns.separator!r} only" if is_foreign else ""
        raise InputError(
            f"the header lacks a column: found {found}; {allowed}{hint}", path=path, line=line
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(f"the header names {twice[0]!r} twice; {allowed}", path=path, line=line)
    return names


def refuse_misspelt(names: Iterable[str], known: Sequence[str]) -> None:
    """Raises `RecordError` for a name that only case or space around it tells from a known one."""
    for name in names:
        right = name.strip().lower()
        if name != right and right in known:
            raise RecordError(f"the name {name!r} is not known; rename it {right!r}, exactly so")


def _csv_row(cells: Sequence[str], header: Sequence[str], path: str, line: int) -> Row:
    if len(cells) != len(header):
        much = "more" if len(cells) > len(header) else "fewer"
        raise RecordError(
            f"{len(cells)} cells, {much} than the header's {len(header)};"
            " quote a cell that holds a separator"
        )
    return Row({key: cell for key, cell in zip(header, cells, strict=True) if cell}, path, line)
