"""Statements and answers as Parquet tables, in and out, through pyarrow (extra `parquet`).

Two tables, each with a schema that does not change with the data:

    labelled    one row a coded statement: our flat columns, the coder, and the spans
    answers     one row a scored statement: the columns of `stance predict --format csv`

Offsets count code points, and probabilities are doubles. In labelled rows a text that is not there
is null, and spans are lists of {start, end}, empty where there are none. Answers are as they are
in every table of answers (`stance.pipeline.columns.SCHEMA`): texts are never null but a
condition's, and spans are JSON lists of [start, end]; spans as lists are read too. A table is a
file, or a folder of part files as Dask and Spark write one.
"""

from __future__ import annotations

from typing import Final

from stance.corpus.exchange import Format
from stance.corpus.parquet.reading import read_coded, read_with
from stance.corpus.parquet.rows import is_parquet, parquet_rows
from stance.corpus.parquet.writing import write_answers, write_coded, write_labelled

__all__ = ["FORMAT", "parquet_rows", "write_answers", "write_labelled"]

FORMAT: Final = Format(
    name="parquet",
    title="Parquet table of labelled statements, or of answers",
    endings=(".parquet",),
    read=read_coded,
    write=write_coded,
    claims=is_parquet,
    has_parts=True,
    read_with=read_with,
)
