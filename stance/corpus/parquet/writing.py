"""Labelled statements and answers into Parquet tables, with schemas that do not change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.parquet.rows import BATCH, arrow
from stance.corpus.predictions import ABSTENTION, CSV_COLUMNS
from stance.corpus.staging import staged
from stance.errors import InputError
from stance.schema import LABELS, ScoredStatement, Spans, Stance

ROLES: Final = ("source", "cue", "content", "condition")
LABELLED_COLUMNS: Final = (
    *("id", "document", "coder", "quote", "cue", "actor", "actor_mention", "actor_kind"),
    *("country", "proposal", "context", "date", "stance"),
    *(f"{role}_spans" for role in ROLES),
)
PROBABILITIES: Final = {f"p_{label}": str(label) for label in LABELS}
"""The column of each label's probability."""


def write_labelled(items: Iterable[Coded], path: Path) -> None:
    """Writes labelled (or not yet coded) statements, a batch at a time, whole or not at all."""
    texts = LABELLED_COLUMNS[: -len(ROLES)]
    _write((_labelled_row(item) for item in items), path, _schema(texts, LABELLED_COLUMNS))


def write_answers(items: Iterable[ScoredStatement], path: Path) -> None:
    """Writes answers, a batch at a time, whole or not at all."""
    numbers = {"confidence", "condition_start", "condition_end", *PROBABILITIES}
    texts = [name for name in CSV_COLUMNS if name not in numbers]
    _write(map(_answer_row, items), path, _schema(texts, CSV_COLUMNS))


def _schema(texts: Iterable[str], columns: Iterable[str]) -> Any:
    pa = arrow()
    span = pa.struct([("start", pa.int64()), ("end", pa.int64())])
    spans = pa.list_(pa.field("element", span))  # the name that Parquet gives it anyway
    kinds = dict.fromkeys(texts, pa.string())
    kinds |= dict.fromkeys(("confidence", *PROBABILITIES), pa.float64())
    kinds |= dict.fromkeys(("condition_start", "condition_end"), pa.int64())
    return pa.schema([(name, kinds.get(name, spans)) for name in columns])


def _write(rows: Iterable[Mapping[str, Any]], path: Path, schema: Any) -> None:
    pa, parquet = arrow(), arrow("pyarrow.parquet")
    waiting = iter(rows)
    with staged(path) as fresh:
        try:
            with parquet.ParquetWriter(fresh, schema) as writer:
                while chunk := list(islice(waiting, BATCH)):
                    writer.write_batch(pa.RecordBatch.from_pylist(chunk, schema=schema))
        except (pa.ArrowException, UnicodeError) as error:
            raise InputError(f"cannot be written ({error!s:.120})", path=path) from None


def _labelled_row(item: Coded) -> dict[str, Any]:
    statement = item.statement
    row: dict[str, Any] = {
        name: getattr(statement, name, None) or None
        for name in LABELLED_COLUMNS
        if not name.endswith("_spans")
    }
    row |= {f"{role}_spans": _ranges(getattr(statement, f"{role}_spans")) for role in ROLES}
    stance = None if statement.stance is None else str(statement.stance)
    row |= {"coder": item.coder or None, "stance": stance}
    # Not null: a table without this column means that the mention is the actor's name.
    return row | {"actor_mention": statement.actor_mention}


def _answer_row(scored: ScoredStatement) -> dict[str, Any]:
    statement, score = scored.statement, scored.score
    row: dict[str, Any] = {name: getattr(statement, name, None) for name in CSV_COLUMNS}
    row |= {name: score.probabilities[Stance(label)] for name, label in PROBABILITIES.items()}
    for role in ROLES[:-1]:
        spans = getattr(statement, f"{role}_spans")
        row[role] = json.dumps([[span.start, span.end] for span in spans])
    row |= {
        "stance": ABSTENTION if score.abstained else str(score.stance),
        "confidence": score.confidence,
    }
    if score.condition is not None:
        condition = score.condition
        row |= {
            "condition_text": condition.text,
            "condition_start": condition.start,
            "condition_end": condition.end,
        }
    return row


def _ranges(spans: Spans) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def write_coded(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """Writes a collection's statements, coded or scored, and gives what a table cannot hold.

    Raises `InputError` where there is none, where some are coded and others scored (write them
    apart), and where the file cannot be written.
    """
    scored = [item for item in collection.coded if item.score is not None]
    if not collection.coded or 0 < len(scored) < len(collection.coded):
        fault = "some statements are scored, others not: write them apart" if scored else ""
        raise InputError(fault or "nothing to write: no statement", path=path)
    losses: list[Loss] = []
    if collection.articles:
        place = f"{len(collection.articles)} articles"
        losses.append(Loss(Fate.DROPPED, place, "a table of statements holds no texts"))
    if not scored:
        write_labelled(collection.coded, path)
        return tuple(losses)
    for item in scored:
        place = f"statement {item.statement.id!r} of document {item.statement.document!r:.60}"
        lost = {
            "label": item.statement.stance,
            "coder": item.coder,
            "context": item.statement.context,
        }
        names = [name for name, value in lost.items() if value]
        if names:
            losses.append(
                Loss(Fate.DROPPED, place, f"answers have no column for {', '.join(names)}")
            )
    answers = (ScoredStatement(it.statement, it.score) for it in scored if it.score is not None)
    write_answers(answers, path)
    return tuple(losses)
