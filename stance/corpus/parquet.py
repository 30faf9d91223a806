"""Rows of a Parquet table, read with pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stance.corpus.tables import OnError, Row, cannot_open
from stance.errors import InputError

_BATCH: Final = 1024  # rows held at a time


def parquet_rows(path: Path, on_error: OnError = None) -> Iterator[Row]:
    """The rows of the table, its nulls left out; `line` is the row's number from 1.

    Raises `InputError` where pyarrow is not installed or the file cannot be read.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError(
            "Parquet needs pyarrow: pip install 'stance-quotes[parquet]'", path=path
        ) from None
    try:
        with pq.ParquetFile(path) as table:
            number = 0
            for batch in table.iter_batches(batch_size=_BATCH):
                for values in batch.to_pylist():
                    number += 1
                    kept = {key: value for key, value in values.items() if value is not None}
                    yield Row(kept, str(path), number)
    except OSError as error:
        raise cannot_open(path, error) from error
    except ValueError as error:  # pyarrow.ArrowInvalid is one
        raise InputError(f"is no readable Parquet table ({error})", path=path) from None
