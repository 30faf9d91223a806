"""Files of exchange formats: whole JSON files in, JSON Lines and text out.

Reading is as strict as that of tables: a key that stands twice, NaN, a NUL and half a surrogate
pair are refused, since no reader could be sure of them or no file could hold them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from stance.corpus.decoding import opened, read_text
from stance.corpus.tables import OnError, Row, jsonl_rows, refuse_unwritable
from stance.errors import InputError, RecordError

# What is looked at to tell a format: a first row whole, or as much of it as an article can be
# long; of a table its header.
_ROW: Final = 1 << 24
_HEADER: Final = 1 << 16


def read_json(path: Path) -> Any:
    """The value of a JSON file; raises `InputError` with line and column."""
    text = read_text(path)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        refuse_strings(value)
    except json.JSONDecodeError as error:
        raise InputError(
            f"column {error.colno}: not valid JSON: {error.msg}; was the file cut off?"
            " export it again",
            path=path,
            line=error.lineno,
        ) from None
    except RecursionError:
        raise InputError("JSON that cannot be read: nested too deeply", path=path) from None
    except RecordError as error:
        raise InputError(error.reason, path=path) from None
    except ValueError:  # more digits than Python turns into a whole number
        raise InputError("a number too long to be read; write it in quotes", path=path) from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RecordError(f"the key {twice!r} stands twice in one object; keep one of them")
    return value


def _constant(literal: str) -> NoReturn:
    raise RecordError(f"{literal} is not JSON; write null, or a text in quotes")


def refuse_strings(value: Any) -> None:
    """Raises `RecordError` for a string, however deep, that no text file could hold."""
    waiting: list[tuple[str, Any]] = [("the file", value)]
    while waiting:
        key, found = waiting.pop()
        if isinstance(found, str):
            refuse_unwritable(key, found)
        elif isinstance(found, dict):
            waiting += found.items()
        elif isinstance(found, list):
            waiting += ((key, item) for item in found)


def read_json_lines(path: Path, on_error: OnError = None) -> Iterable[Row]:
    """The rows of a JSON Lines file, one at a time; an empty file is an `InputError`.

    Raises `RecordError` for a row, unless `on_error` takes it.
    """
    count = 0
    with opened(path) as stream:
        for row in jsonl_rows(stream, str(path), on_error):
            count += 1
            if row is None:
                continue
            try:
                refuse_strings(dict(row.values))
            except RecordError as error:
                if on_error is None:
                    raise error.at(row.path, row.line) from None
                on_error(error.at(row.path, row.line))
                continue
            yield row
    if not count:
        raise InputError("is empty: no row; a file of JSON Lines needs at least one", path=path)


def first_object(path: Path) -> Mapping[str, Any]:
    """The first row of a JSON Lines file, empty where that is none: only to tell formats apart."""
    try:
        with opened(path) as stream:
            line = stream.readline(_ROW)
            while line and not line.removeprefix(b"\xef\xbb\xbf").strip():
                line = stream.readline(_ROW)
        value = json.loads(line.decode("utf-8-sig"))
    except (InputError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def head(path: Path) -> bytes:
    """The first bytes of a file, empty where it cannot be read: only to tell formats apart."""
    try:
        with opened(path) as stream:
            return stream.read(_HEADER)
    except InputError:
        return b""


def are_whole(*values: Any) -> bool:
    """Whether all are whole numbers, as offsets must be; true and false are none."""
    return all(type(value) is int for value in values)


def write_text(path: Path, parts: Iterable[str]) -> None:
    """Writes UTF-8, line ends as they are; raises `InputError` for what cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            for part in parts:
                stream.write(part)
    except UnicodeEncodeError as error:
        raise InputError(f"cannot be written as UTF-8 ({error.reason})", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror or error})", path=path) from None


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes one object a line."""
    write_text(path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
