"""Rows of Parquet tables, read in batches through pyarrow, which is imported when it is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from stance.corpus.decoding import cannot_open, opened
from stance.corpus.tables import OnError, Row, refuse_unwritable, settle
from stance.errors import InputError, RecordError
from stance.extras import need

BATCH: Final = 2048
"""Rows held at a time."""

_MAGIC: Final = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Whether the file begins as a Parquet table does, or the folder holds such parts alone."""
    try:
        with table_parts(path)[0].open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except (OSError, InputError):
        return False


def table_parts(path: Path) -> list[Path]:
    """The files of a table: one, or those of a folder as Dask and Spark write it, by name.

    Notes of whoever wrote the folder (names that begin with "." or "_") are passed over. Raises
    `InputError` for a folder that holds none, or anything else.
    """
    if not path.is_dir():
        return [path]
    try:
        parts = sorted(each for each in path.iterdir() if each.name[0] not in "._")
    except OSError as error:
        raise cannot_open(path, error) from error
    others = [each.name for each in parts if each.suffix != ".parquet" or each.is_dir()]
    if others or not parts:
        found = f"it holds {others[0]!r}" if others else "it is empty"
        raise InputError(
            f"is no folder of Parquet parts ({found}); name a table, or a folder of .parquet"
            " files alone",
            path=path,
        )
    return parts


def arrow(module: str = "pyarrow") -> Any:
    """A module of pyarrow; `MissingExtraError` with the remedy where it is absent."""
    return need(module, "parquet")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """pyarrow's errors as ours."""
    try:
        yield
    except (arrow().ArrowException, UnicodeError, OSError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"is damaged or no Parquet table ({said:.120})", path=path) from None


def parquet_rows(path: Path, on_error: OnError = None) -> Iterator[Row]:
    """The rows of a table, one at a time; a row's line is its number in its file, from 1.

    The table is a file or a folder of parts. Cells that are null are left out; dates and times
    are ISO text. Raises `InputError` where it cannot be read or holds no row, and `RecordError`
    for a row, unless `on_error` takes it.
    """
    count = 0
    for part in table_parts(path):
        with _table(part) as table:
            count += table.metadata.num_rows
            yield from _rows(table, part, on_error)
    if not count:
        raise InputError("is empty: no row; a table needs at least one", path=path)


def table_columns(path: Path) -> list[str]:
    """The names of a table's columns, by its first part; raises as `parquet_rows`."""
    with _table(table_parts(path)[0]) as table:
        return list(table.schema_arrow.names)


@contextmanager
def _table(path: Path) -> Iterator[Any]:
    with opened(path) as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise InputError("is no Parquet table (it does not begin with PAR1)", path=path)
    with told(path), arrow("pyarrow.parquet").ParquetFile(path) as table:
        names = table.schema_arrow.names
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"names the column {twice[0]!r} twice", path=path)
        yield table


def _rows(table: Any, path: Path, on_error: OnError) -> Iterator[Row]:
    number = 0
    for batch in table.iter_batches(batch_size=BATCH):
        for values in _without_times(batch).to_pylist():
            number += 1
            try:
                yield Row(_row(values), str(path), number)
            except RecordError as error:
                settle(error.at(path, number), on_error)


def _without_times(batch: Any) -> Any:
    """Times of any unit as microseconds: for nanoseconds pyarrow would import pandas."""
    pa = arrow()
    for number, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type):
            column = batch.column(number).cast(pa.timestamp("us"), safe=False)
            batch = batch.set_column(number, field.name, column)
    return batch


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    row = {key: _plain(value) for key, value in values.items() if value is not None}
    for key, value in row.items():
        if isinstance(value, str):
            refuse_unwritable(key, value)
    return row


def _plain(value: Any) -> Any:
    """Days and times as ISO text; midnight is a day."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value
