"""Answers of `stance predict`, read back: told from other tables, joined with their articles."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from stance.corpus.decoding import opened
from stance.corpus.parquet.rows import is_parquet, table_columns
from stance.corpus.predictions import are_answers, prediction, read_predictions
from stance.corpus.tables import TABLE_ENDINGS, OnError, Row, jsonl_rows, settle
from stance.errors import InputError, RecordError
from stance.reading.context import context_of
from stance.schema import LABELS, Article, ScoredStatement, cut

STDIN: Final = "-"
JSON_KEY: Final = "probabilities"
CSV_KEYS: Final = frozenset(f"p_{label}" for label in LABELS)
"""What only answers have: a row of quotes or articles to score has no probabilities."""


def holds_answers(path: Path) -> bool:
    """Whether a file, or a folder of Parquet parts, is a table of answers, by row 1 or header."""
    if is_parquet(path):
        with suppress(InputError):  # one that is damaged is told when it is read
            return are_answers(table_columns(path))
    if path.suffix.lower() not in TABLE_ENDINGS or not path.is_file():
        return False
    with opened(path) as stream:
        first = _first_line(stream)
    return _is_answer(first) or _is_header(first)


def read_answers(
    given: str, stdin: BinaryIO | None, on_error: OnError
) -> Iterator[ScoredStatement]:
    """The answers of a file, or of `stdin` (JSON Lines only) where `given` is "-"."""
    if given != STDIN or stdin is None:
        yield from read_predictions(Path(given), on_error)
        return
    for row in jsonl_rows(stdin, STDIN, on_error):
        if row is not None:
            yield from _answer(row, on_error)


def _answer(row: Row, on_error: OnError) -> Iterator[ScoredStatement]:
    try:
        yield prediction(row)
    except RecordError as error:
        settle(error.at(row.path, row.line), on_error)


def answers_on(stdin: BinaryIO) -> bool:
    """Whether a stream that can seek holds answers; it is left at its start.

    Raises `InputError` for answers in CSV.
    """
    first = _first_line(stdin)
    stdin.seek(0)
    if _is_header(first):
        raise InputError(
            "answers in CSV are read from a file only; name the file, or pass JSON Lines"
            " (stance predict --format jsonl)",
            path=STDIN,
        )
    return _is_answer(first)


def whole(stream: BinaryIO) -> BinaryIO:
    """A stream's content as one that can seek."""
    return io.BytesIO(stream.read())


def _first_line(stream: BinaryIO) -> bytes:
    return next((line for line in stream if line.removeprefix(b"\xef\xbb\xbf").strip()), b"")


def _is_answer(line: bytes) -> bool:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and JSON_KEY in row


def _is_header(line: bytes) -> bool:
    try:
        (cells,) = csv.reader([line.decode("utf-8-sig")])
    except (ValueError, csv.Error):
        return False
    return not CSV_KEYS.isdisjoint(cell.strip() for cell in cells)


def joined(scored: ScoredStatement, article: Article) -> ScoredStatement:
    """The answer with what its article tells of it again: the cue's words and the context.

    Raises `RecordError` where its offsets and its quote do not fit the article's text.
    """
    item, condition = scored.statement, scored.score.condition
    if not item.content_spans:
        return scored
    place = f"{item.id}: document {item.document!r}"
    remedy = "give --articles the files that the answers were read from, unchanged"
    last = max(span.end for span in (*item.source_spans, *item.cue_spans, *item.content_spans))
    if max(last, condition.end if condition else 0) > len(article.text):
        raise RecordError(
            f"{place}: offsets beyond its text, which has {len(article.text)} characters; {remedy}"
        )
    found = cut(article.text, item.content_spans)
    if found != item.quote:
        raise RecordError(
            f"{place}: the quote is {item.quote!r:.60}, the text has {found!r:.60}; {remedy}"
        )
    statement = replace(
        item,
        cue=cut(article.text, item.cue_spans),
        context=context_of(article.text, item.content_spans),
        date=item.date or article.date,
    )
    return replace(scored, statement=statement)


def alone(scored: ScoredStatement) -> ScoredStatement:
    """The answer without spans, for an article that is not the one they count in."""
    bare = replace(scored.statement, source_spans=(), cue_spans=(), content_spans=())
    return replace(scored, statement=bare, score=replace(scored.score, condition=None))
