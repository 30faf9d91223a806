"""Columns of a table as values, and answers as columns: the published flat schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from stance.corpus.predictions import CSV_COLUMNS
from stance.corpus.tables import refuse_unwritable
from stance.report.rows import csv_row, statement_row
from stance.schema import ScoredStatement

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

_CONDITION: Final = ("condition_text", "condition_start", "condition_end")

SCHEMA: Final[Mapping[str, str]] = {
    name: "float64"
    if name == "confidence" or name.startswith("p_")
    else "Int64"
    if name in ("condition_start", "condition_end")
    else "string"
    for name in CSV_COLUMNS
}
"""Column by column, in order, the dtype of an answer as pandas names it.

No value is missing but the three of a condition where there is none; `source`, `cue` and
`content` are JSON lists of [start, end], as in CSV.
"""

_NUMBERED: Final = ("id", "document")  # fields that may be numbers


def plain_values(frame: nw.DataFrame[Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a frame as a JSON line would give them, with those fields, without the missing.

    Dates become ISO 8601, without the time where that is midnight. A whole number in an `id` or
    `document` of floats becomes one: pandas has made them floats because one was missing.
    """
    rows: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for name in fields:
        if name not in frame.columns:
            continue
        column = frame[name]
        for row, value, missing in zip(
            rows, column.to_list(), column.is_null().to_list(), strict=True
        ):
            if not missing and not (isinstance(value, float) and isnan(value)):
                row[name] = _plain(value, is_number=name in _NUMBERED)
    return rows


def _plain(value: Any, *, is_number: bool) -> Any:
    if type(value) is str:
        return value
    if hasattr(value, "tolist"):  # NumPy's scalars, and the arrays that pandas has for lists
        value = value.tolist()
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_number and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def check_writable(values: Mapping[str, Any]) -> None:
    """Raises `RecordError` for a text that no file can hold, as the readers of files do."""
    for name, value in values.items():
        if isinstance(value, str):
            refuse_unwritable(name, value)


def answer_columns(answers: Iterable[ScoredStatement]) -> dict[str, list[Any]]:
    """The columns of `SCHEMA`; what a condition has is None where there is none."""
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA}
    for scored in answers:
        row = statement_row(scored)
        for name, value in zip(CSV_COLUMNS, csv_row(row), strict=True):
            columns[name].append(None if name in _CONDITION and not row["condition"] else value)
    return columns


def answer_frame(
    answers: Sequence[ScoredStatement], index: pd.Index[Any] | None = None
) -> pd.DataFrame:
    """Answers as a pandas frame with the columns and dtypes of `SCHEMA`."""
    import pandas as pd

    return pd.DataFrame(answer_columns(answers), index=index).astype(dict(SCHEMA))


def empty_frame() -> pd.DataFrame:
    """No answers, with the columns and dtypes of `SCHEMA`: what Dask calls `meta`."""
    return answer_frame(())
