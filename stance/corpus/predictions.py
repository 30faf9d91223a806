"""Answers as `stance predict` writes them, read back: JSON Lines, CSV and Parquet."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from stance.corpus.jsonl import parse_kind
from stance.corpus.scores import parse_condition, parse_probabilities
from stance.corpus.tables import (
    TABLE_ENDINGS,
    Columns,
    OnError,
    Row,
    jsonl_rows,
    read_rows,
    refuse_misspelt,
    settle,
)
from stance.errors import InputError, RecordError, StanceError
from stance.schema import (
    LABELS,
    Score,
    ScoredStatement,
    Statement,
    parse_spans,
    parse_stance,
    parse_text,
)

_ABOUT: Final = (
    *("id", "document", "actor", "actor_mention", "actor_kind", "country", "date", "proposal"),
    *("stance", "confidence"),
)
_ROLES: Final = ("source", "cue", "content")
_SHARES: Final = tuple(f"p_{label}" for label in LABELS)

STATEMENT_KEYS: Final = (*_ABOUT, "probabilities", "quote", *_ROLES, "condition")
CSV_COLUMNS: Final = (
    *(*_ABOUT, *_SHARES, "quote", *_ROLES),
    *("condition_text", "condition_start", "condition_end"),
)

STDIN: Final = "-"
PARQUET_ENDING: Final = ".parquet"

ABSTENTION: Final = "uncertain"
"""What stands for the stance where the answer was not sure enough."""

_COLUMNS: Final = Columns(
    allowed=tuple(dict.fromkeys((*CSV_COLUMNS, *STATEMENT_KEYS))),
    needed=(("proposal", "stance", "quote", *_SHARES),),
)


def are_answers(names: Collection[str]) -> bool:
    """Whether a row or table with fields of these names is one of answers.

    Rows of quotes or articles to score, and rows that people have labelled, have no probabilities.
    """
    return "probabilities" in names or any(name in names for name in _SHARES)


def read_predictions(path: Path, on_error: OnError = None) -> Iterator[ScoredStatement]:
    """The answers of one file, or of a folder of Parquet parts, one row at a time.

    Raises `InputError` and `RecordError` with path and line, unless `on_error` takes the latter.
    """
    from stance.corpus.parquet.rows import is_parquet, parquet_rows

    if path.suffix.lower() == PARQUET_ENDING or path.is_dir() or is_parquet(path):
        rows = parquet_rows(path, on_error)
    elif path.suffix.lower() in TABLE_ENDINGS:
        rows = read_rows(path, _COLUMNS, on_error)
    else:
        allowed = f"{', '.join(TABLE_ENDINGS)} and {PARQUET_ENDING}"
        raise InputError(f"is no table; allowed are {allowed}", path=path)
    yield from _predictions(rows, on_error)


def read_all_predictions(
    given: Sequence[str], stdin: BinaryIO, on_error: OnError = None
) -> Iterator[ScoredStatement]:
    """The answers of several files in their order; ``-`` is `stdin`, in JSON Lines.

    Raises as `read_predictions`; `on_error` also takes the error of a whole file.
    """
    for name in given:
        try:
            if name == STDIN:
                yield from _predictions(_stdin_rows(stdin, on_error), on_error)
            else:
                yield from read_predictions(Path(name), on_error)
        except StanceError as error:
            settle(error, on_error)


def _stdin_rows(stdin: BinaryIO, on_error: OnError) -> Iterator[Row]:
    count = 0
    for count, row in enumerate(jsonl_rows(stdin, STDIN, on_error), start=1):  # noqa: B007
        if row is not None:
            yield row
    if not count:
        raise InputError("is empty: no row; pipe in what `stance predict` wrote", path=STDIN)


def _predictions(rows: Iterable[Row], on_error: OnError) -> Iterator[ScoredStatement]:
    for row in rows:
        try:
            found = prediction(row)
        except RecordError as error:
            settle(error.at(row.path, row.line), on_error)
            continue
        yield found


def prediction(row: Row) -> ScoredStatement:
    """One answer from its row; raises `RecordError` that names the field."""
    refuse_misspelt(row.values, _COLUMNS.allowed)
    values = _nested(row.values) if "probabilities" not in row.values else row.values
    probabilities = parse_probabilities(values.get("probabilities"))
    said = values.get("stance")
    if said != ABSTENTION:
        parse_stance(said)
    statement = Statement(
        quote=parse_text(values, "quote", required=True),
        proposal=parse_text(values, "proposal", required=True),
        id=parse_text(values, "id") or str(row),
        document=parse_text(values, "document"),
        actor=parse_text(values, "actor"),
        actor_mention=parse_text(values, "actor_mention"),
        actor_kind=parse_kind(values),
        country=parse_text(values, "country"),
        date=parse_text(values, "date"),
        source_spans=parse_spans(values.get("source"), "source"),
        cue_spans=parse_spans(values.get("cue"), "cue"),
        content_spans=parse_spans(values.get("content"), "content"),
    )
    return ScoredStatement(
        statement,
        Score(probabilities, parse_condition(values.get("condition")), said == ABSTENTION),
    )


def _nested(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of CSV or Parquet with the nesting of its JSON twin."""
    nested = {key: value for key, value in values.items() if not key.startswith("condition_")}
    if not any(name in values for name in _SHARES):
        return nested
    for key in _ROLES:
        nested[key] = _pairs(values.get(key), key)
    nested["probabilities"] = {str(label): values.get(f"p_{label}") for label in LABELS}
    if values.get("condition_text"):
        nested["condition"] = {
            key: values.get(f"condition_{key}") for key in ("text", "start", "end")
        }
    return nested


def _pairs(spans: Any, where: str) -> Any:
    """The spans of a cell: JSON, or the list of {start, end} that older Parquet tables have."""
    if isinstance(spans, list):
        return [[it.get("start"), it.get("end")] if isinstance(it, dict) else it for it in spans]
    with suppress(ValueError, RecursionError, TypeError):
        return json.loads(spans or "[]")
    raise RecordError(f"{where}: no JSON list of [start, end] in {spans!r:.60}")
