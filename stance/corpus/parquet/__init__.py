"""Statements and answers as Parquet tables, in and out, through pyarrow (extra `parquet`).

Two tables, each with a schema that does not change with the data:

    labelled    one row a coded statement: our flat columns, the coder, and the spans
    answers     one row a scored statement: the columns of `stance predict --format csv`

Texts are strings, null where there is none; probabilities doubles; spans lists of {start, end} in
code points, empty where there are none.
"""

from __future__ import annotations

from typing import Final

from stance.corpus.exchange import Format
from stance.corpus.parquet.reading import read_answers, read_coded
from stance.corpus.parquet.rows import is_parquet, parquet_rows
from stance.corpus.parquet.writing import write_answers, write_coded, write_labelled

__all__ = ["FORMAT", "parquet_rows", "read_answers", "write_answers", "write_labelled"]

FORMAT: Final = Format(
    name="parquet",
    title="Parquet table of labelled statements, or of answers",
    endings=(".parquet",),
    read=read_coded,
    write=write_coded,
    claims=is_parquet,
)
