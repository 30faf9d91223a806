"""Entries of the inputs to answers: what is done with a batch, in whichever process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli.batches import Answer, Answered
from stance.cli.options import Format
from stance.documents import ArticleInput, SpanInput
from stance.documents.entries import Entry
from stance.documents.sources import read_entry
from stance.errors import RecordError, StanceError
from stance.schema import Proposal, ScoredStatement

if TYPE_CHECKING:
    from stance.pipeline.article import Stations
    from stance.pipeline.scorer import Scorer


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What a batch holds: its articles and quotes, its errors, and how many entries that was."""

    items: tuple[ArticleInput | SpanInput, ...]
    errors: tuple[StanceError, ...]
    done: int


def read_batch(
    entries: Sequence[Entry],
    *,
    stops: bool,
    needs_proposal: bool,
    refuse: Callable[[ArticleInput | SpanInput], None] = lambda _: None,
) -> ReadBatch:
    """The articles and quotes of the entries, in their order, up to an error that `stops`.

    `refuse` raises the error of an item that the command has no use for.
    """
    items: list[ArticleInput | SpanInput] = []
    errors: list[StanceError] = []
    for number, entry in enumerate(entries):
        try:
            item = read_entry(entry, needs_proposal=needs_proposal)
            refuse(item)
        except StanceError as error:
            errors.append(error)
            if stops:
                return ReadBatch(tuple(items), tuple(errors), number)
            continue
        items.append(item)
    return ReadBatch(tuple(items), tuple(errors), len(entries))


@dataclass(frozen=True, slots=True)
class Scoring:
    """The task of `stance predict`: every statement of a batch with its score.

    Rows are written out in the `format`, or kept as statements for a table. `asked` are the
    proposals that the command asks about.
    """

    asked: tuple[str | Proposal, ...]
    stops: bool
    format: Format = Format.TABLE
    model: Path | None = None
    min_confidence: float = 0.0

    def start(self) -> Answer:
        """Loads the model. Raises `ModelError`."""
        from stance.pipeline.scorer import load

        return self.with_scorer(load(self.model, min_confidence=self.min_confidence))

    def with_scorer(self, scorer: Scorer) -> Answer:
        """The same with a model that is loaded already."""
        return lambda entries: self._answered(scorer, entries)

    def _answered(self, scorer: Scorer, entries: Sequence[Entry]) -> Answered:
        from stance.pipeline.answering import answer

        batch = read_batch(entries, stops=self.stops, needs_proposal=not self.asked)
        found = answer(scorer, batch.items, self.asked)
        is_table = self.format is Format.TABLE
        return Answered(
            done=batch.done,
            data=b"" if is_table else written(found.statements, self.format),
            statements=found.statements if is_table else (),
            answers=len(found.statements),
            uncertain=sum(item.score.abstained for item in found.statements),
            unrelated=found.unrelated,
            errors=batch.errors,
        )


def written(scored: Sequence[ScoredStatement], format: Format) -> bytes:
    """Answers as rows of JSON Lines or CSV, without the header."""
    from stance.report.rows import csv_lines, csv_row, json_line, statement_row

    rows = map(statement_row, scored)
    if format is Format.CSV:
        return csv_lines(map(csv_row, rows)).encode()
    return "".join(map(json_line, rows)).encode()


def header(format: Format) -> bytes:
    """What the rows of a format begin with."""
    from stance.corpus.predictions import CSV_COLUMNS
    from stance.report.rows import csv_lines

    return csv_lines([CSV_COLUMNS]).encode() if format is Format.CSV else b""


@dataclass(frozen=True, slots=True)
class Attributing:
    """The task of `stance read`: every attribution of a batch's articles, as JSON Lines."""

    stops: bool

    def start(self) -> Answer:
        """Loads the reader. Raises `ModelError`."""
        from stance.pipeline.scorer import shipped_stations

        stations = shipped_stations()
        return lambda entries: self._answered(stations, entries)

    def _answered(self, stations: Stations, entries: Sequence[Entry]) -> Answered:
        from stance.pipeline.scorer import attributions
        from stance.report.rows import attribution_row, json_line

        batch = read_batch(
            entries, stops=self.stops, needs_proposal=False, refuse=_refuse_without_article
        )
        lines: list[str] = []
        for article in (item.article for item in batch.items if isinstance(item, ArticleInput)):
            for found in attributions(article, stations):
                row = attribution_row(article.id, article.text, found.attribution, found.actor)
                lines.append(json_line(row))
        return Answered(
            done=batch.done,
            data="".join(lines).encode(),
            answers=len(lines),
            errors=batch.errors,
        )


def _refuse_without_article(item: ArticleInput | SpanInput) -> None:
    if isinstance(item, SpanInput):
        raise RecordError(
            "a row with a `quote` has no article to read; give a `text`",
            path=item.path,
            line=item.line,
        )
