"""Labelled statements and answers out of Parquet tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from stance.corpus import answers
from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.jsonl import FLAT_COLUMNS, QUOTE_FIELDS, quote_statement
from stance.corpus.parquet.rows import parquet_rows, table_columns
from stance.corpus.parquet.writing import LABELLED_COLUMNS, ROLES
from stance.corpus.predictions import CSV_COLUMNS, are_answers
from stance.corpus.tables import Row, refuse_misspelt
from stance.errors import InputError, RecordError
from stance.schema import Article, Stance, parse_stance, parse_text

_SPAN_COLUMNS: Final = tuple(f"{role}_spans" for role in ROLES)


def read_coded(path: Path) -> Collection:
    """A table of labelled statements or of answers, told apart by their columns.

    A table has no articles, so spans are not kept. Raises `InputError` where the table cannot be
    read, `RecordError` with the row for a label's value that its column does not allow; an answer
    that is wrong is among the losses.
    """
    if are_answers(table_columns(path)):
        return answers.read_with(path)
    coded: list[Coded] = []
    spanned = 0
    for row in parquet_rows(path):
        try:
            coded.append(_coded(row))
        except RecordError as error:
            raise error.at(row.path, row.line) from None
        spanned += any(row.values.get(name) for name in _SPAN_COLUMNS)
    said = "offsets are not kept: a table has no articles to hold them against"
    losses = [Loss(Fate.DROPPED, f"{path.name}: {spanned} rows", said)] if spanned else []
    return Collection({}, tuple(coded), tuple(losses))


def read_with(path: Path, articles: Mapping[str, Article]) -> Collection:
    """A table of answers, placed in their articles; `InputError` for labelled statements."""
    if not are_answers(table_columns(path)):
        raise InputError(
            "holds labelled statements, which are read as quotes; articles are for answers",
            path=path,
        )
    return answers.read_with(path, articles)


def _coded(row: Row) -> Coded:
    refuse_misspelt(row.values, (*FLAT_COLUMNS, *LABELLED_COLUMNS, *CSV_COLUMNS))
    said = row.values.get("stance")
    stance = None if said in (None, "") else parse_stance(said)
    statement = quote_statement(
        {name: row.values.get(name) for name in QUOTE_FIELDS},
        str(row),
        needs_proposal=stance not in (None, Stance.UNRELATED),
    )
    if "actor_mention" in row.values:
        statement = replace(statement, actor_mention=parse_text(row.values, "actor_mention"))
    return Coded(replace(statement, stance=stance), parse_text(row.values, "coder"))
