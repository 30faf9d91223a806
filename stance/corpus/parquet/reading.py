"""Labelled statements and answers out of Parquet tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.jsonl import FLAT_COLUMNS, QUOTE_FIELDS, quote_statement
from stance.corpus.parquet.rows import parquet_rows
from stance.corpus.parquet.writing import LABELLED_COLUMNS, PROBABILITIES, ROLES
from stance.corpus.predictions import CSV_COLUMNS, prediction
from stance.corpus.tables import OnError, Row, refuse_misspelt, settle
from stance.errors import RecordError
from stance.schema import ScoredStatement, Stance, parse_stance, parse_text

_SPAN_COLUMNS: Final = (*(f"{role}_spans" for role in ROLES), "source", "content")


def read_coded(path: Path) -> Collection:
    """A table of labelled statements or of answers, told apart by their columns.

    A table has no articles, so spans are not kept. Raises `InputError` where the table cannot be
    read, `RecordError` with the row for a value that its column does not allow.
    """
    coded: list[Coded] = []
    spanned = 0
    for row in parquet_rows(path):
        try:
            coded.append(_coded(row))
        except RecordError as error:
            raise error.at(path, row.line) from None
        spanned += any(row.values.get(name) for name in _SPAN_COLUMNS)
    said = "offsets are not kept: a table has no articles to hold them against"
    losses = [Loss(Fate.DROPPED, f"{path.name}: {spanned} rows", said)] if spanned else []
    return Collection({}, tuple(coded), tuple(losses))


def _coded(row: Row) -> Coded:
    refuse_misspelt(row.values, (*FLAT_COLUMNS, *LABELLED_COLUMNS, *CSV_COLUMNS))
    if all(name in row.values for name in PROBABILITIES):
        scored = _answer(row)
        bare = replace(scored.statement, source_spans=(), cue_spans=(), content_spans=())
        return Coded(bare, score=scored.score)
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


def read_answers(path: Path, on_error: OnError = None) -> Iterator[ScoredStatement]:
    """The answers of a table, one row at a time, with their spans.

    Raises `InputError` and `RecordError` with path and row, unless `on_error` takes the latter.
    """
    for row in parquet_rows(path, on_error):
        try:
            refuse_misspelt(row.values, CSV_COLUMNS)
            answer = _answer(row)
        except RecordError as error:
            settle(error.at(row.path, row.line), on_error)
            continue
        yield answer


def _answer(row: Row) -> ScoredStatement:
    """An answer's row in the form of its JSON twin, read as that is."""
    values = {key: it for key, it in row.values.items() if not key.startswith(("p_", "condition_"))}
    values["probabilities"] = {label: row.values.get(name) for name, label in PROBABILITIES.items()}
    if row.values.get("condition_text"):
        keys = ("text", "start", "end")
        values["condition"] = {key: row.values.get(f"condition_{key}") for key in keys}
    for role in ("source", "cue", "content"):
        values[role] = _pairs(values.get(role), role)
    return prediction(Row(values, row.path, row.line))


def _pairs(spans: Any, where: str) -> list[list[Any]]:
    if isinstance(spans, str):  # as a data frame has them: the text of a CSV's cell
        with suppress(ValueError, RecursionError):
            spans = json.loads(spans)
    if not isinstance(spans, list | None):
        raise RecordError(f"{where}: expected a list of {{start, end}}, found {spans!r:.60}")
    return [[it.get("start"), it.get("end")] if isinstance(it, dict) else it for it in spans or ()]
