"""`stance predict`: who stands where on which proposal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TextIO

import typer

from stance.cli.answers import Answers
from stance.cli.options import (
    Format,
    Inputs,
    Model,
    OnError,
    OnErrorMode,
    Output,
    ProposalPhrases,
    ProposalsFile,
    asked_proposals,
)
from stance.cli.output import Skipped, opened, show
from stance.corpus.predictions import CSV_COLUMNS
from stance.errors import StanceError
from stance.pipeline.scorer import load
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.report.terminal import matrix_table, statements_table
from stance.schema import ScoredStatement
from stance.summary.matrix import summarise


def predict(
    inputs: Inputs,
    model: Model = None,
    proposal: ProposalPhrases = None,
    proposals: ProposalsFile = None,
    format: Annotated[Format, typer.Option(help="How to write the answers.")] = Format.TABLE,
    output: Output = None,
    min_confidence: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="P", help="Answer `uncertain` below this probability."),
    ] = 0.0,
    on_error: OnError = OnErrorMode.STOP,
) -> None:
    """Score quotes and articles: each actor's stance toward each proposal."""
    asked = asked_proposals(proposal, proposals)
    skipped = Skipped()
    answers = Answers(load(model, min_confidence=min_confidence), asked, on_error, skipped)
    with opened(output, inputs) as stream:
        counts = _write(answers.scored(inputs), format, stream)
    skipped.report()
    if format is Format.TABLE and answers.unrelated:
        left = f"{answers.unrelated} candidate statements were about something else"
        typer.echo(f"{left} and are left out", err=True)
    if counts.uncertain:
        typer.echo(f"{counts.uncertain} of {counts.rows} answers are uncertain", err=True)
    if not counts.rows:
        typer.echo("no statement toward a proposal was found", err=True)
        if skipped.errors:
            raise typer.Exit(1)


class _Counts:
    """How many answers went out, and how many of them were abstentions."""

    def __init__(self) -> None:
        self.rows = 0
        self.uncertain = 0

    def add(self, scored: ScoredStatement) -> None:
        self.rows += 1
        self.uncertain += scored.score.abstained


def _write(scored: Iterable[ScoredStatement], format: Format, stream: TextIO) -> _Counts:
    counts = _Counts()
    if format is Format.TABLE:
        _write_tables(scored, counts, stream)
        return counts
    if format is Format.CSV:
        stream.write(csv_lines([CSV_COLUMNS]))
    for item in scored:
        counts.add(item)
        row = statement_row(item)
        stream.write(csv_lines([csv_row(row)]) if format is Format.CSV else json_line(row))
    return counts


def _write_tables(scored: Iterable[ScoredStatement], counts: _Counts, stream: TextIO) -> None:
    """The matrix first, then each statement with its evidence; also after an error."""
    found: list[ScoredStatement] = []
    try:
        for item in scored:
            counts.add(item)
            found.append(item)
    except StanceError:
        if found:
            show(stream, matrix_table(summarise(found)), statements_table(found))
        raise
    if found:
        show(stream, matrix_table(summarise(found)), statements_table(found))
