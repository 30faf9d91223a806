"""Flat rows of labelled quotes: JSON Lines, CSV and TSV with the columns that training reads.

A row without a stance is one that nobody has coded yet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.decoding import opened
from stance.corpus.exchange import Coded, Collection, Fate, Format, Holds, Loss
from stance.corpus.files import (
    first_object,
    head,
    read_json_lines,
    write_json_lines,
    write_text,
)
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import FLAT_COLUMNS, quote_statement
from stance.corpus.layout import quote_values
from stance.corpus.tables import Columns, OnError, Row, csv_rows, refuse_misspelt
from stance.errors import RecordError
from stance.schema import parse_stance_or_none, parse_text

HOLDS: Final = Holds(texts=False, scores=False)

_ANSWERED: Final = ("probabilities", "p_support")  # what tells an answer of ours from a label


def _read(rows: Iterable[Row], path: Path, gathering: Gathering) -> Collection:
    unknown: dict[str, None] = {}
    for row in rows:
        unknown.update(dict.fromkeys(name for name in row.values if name not in FLAT_COLUMNS))
        try:
            gathering.statement(_coded(row), str(row))
        except RecordError as error:
            gathering.fault(str(row), error.reason)
    for name in unknown:
        reason = f"a column that is none of ours; known are {', '.join(FLAT_COLUMNS)}"
        gathering.lose(Fate.DROPPED, path.name, reason, name)
    return gathering.collection()


def _coded(row: Row) -> Coded:
    refuse_misspelt(row.values, FLAT_COLUMNS)
    statement = quote_statement(row.values, str(row), needs_proposal=False)
    label = parse_stance_or_none(row.values.get("stance"))
    return Coded(replace(statement, stance=label), parse_text(row.values, "coder"))


def read_lines(path: Path) -> Collection:
    """Rows of JSON Lines; one that is wrong is among the losses."""
    gathering = Gathering()
    return _read(read_json_lines(path, gathering.error), path, gathering)


def _read_table(separator: str) -> Callable[[Path], Collection]:
    columns = Columns(FLAT_COLUMNS, (("quote",),), separator)

    def read(path: Path) -> Collection:
        """Rows under a header; one that is wrong is among the losses."""
        gathering = Gathering()
        return _read(_table_rows(path, columns, gathering.error), path, gathering)

    return read


def _table_rows(path: Path, columns: Columns, on_error: OnError) -> Iterator[Row]:
    with opened(path) as stream:
        for row in csv_rows(stream, str(path), columns, on_error):
            if row is not None:
                yield row


def _rows(collection: Collection) -> Iterator[dict[str, str]]:
    for item in collection.coded:
        stance = {"stance": str(item.statement.stance)} if item.statement.stance else {}
        coder = {"coder": item.coder} if item.coder else {}
        yield {**quote_values(item.statement), **stance, **coder}


def write_lines(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """One row a statement, empty fields left out."""
    write_json_lines(path, _rows(collection))
    return ()


def _write_table(separator: str) -> Callable[[Collection, Path], tuple[Loss, ...]]:
    def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
        """A header and one row a statement, all columns in their order."""
        write_text(path, _table(_rows(collection), separator))
        return ()

    return write


def _table(rows: Iterable[dict[str, str]], separator: str) -> Iterator[str]:
    yield _line(FLAT_COLUMNS, separator)
    for row in rows:
        yield _line([row.get(name, "") for name in FLAT_COLUMNS], separator)


def _line(cells: Iterable[str], separator: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _claims_lines(path: Path) -> bool:
    first = first_object(path)
    return "quote" in first and "probabilities" not in first


def _claims_table(path: Path) -> bool:
    line = head(path).split(b"\n", 1)[0]
    return b"quote" in line and not any(name.encode() in line for name in _ANSWERED)


def _table_format(name: str, title: str, separator: str, **rest: Any) -> Format:
    return Format(
        name=name,
        title=title,
        endings=(f".{name}",),
        read=_read_table(separator),
        write=_write_table(separator),
        claims=_claims_table,
        holds=HOLDS,
        **rest,
    )


LINES: Final = Format(
    name="jsonl",
    title="flat JSON Lines",
    endings=(".jsonl",),
    read=read_lines,
    write=write_lines,
    claims=_claims_lines,
    holds=HOLDS,
)
CSV: Final = _table_format("csv", "flat CSV", ",")
TSV: Final = _table_format("tsv", "flat TSV", "\t")
