"""`stance report`: answers or articles as one page to look at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import (
    Model,
    OnError,
    OnErrorMode,
    ProposalPhrases,
    ProposalsFile,
    asked_proposals,
)
from stance.cli.output import Skipped, opened
from stance.pipeline.scorer import load


def report(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Answers of `stance predict` (.jsonl, .csv, .parquet), or what `stance predict`"
            " reads: articles, folders, tables or - for stdin.",
        ),
    ],
    output: Annotated[Path, typer.Option(metavar="FILE", help="Write the page here.")],
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--articles",
            metavar="PATH",
            help="The articles behind answers, to show them in their text; may be repeated.",
        ),
    ] = None,
    proposal: ProposalPhrases = None,
    proposals: ProposalsFile = None,
    model: Model = None,
    min_confidence: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="P", help="Below this probability: no stance."),
    ] = 0.0,
    on_error: OnError = OnErrorMode.STOP,
) -> None:
    """One HTML page: who stands where, each statement in its text, why, and how sure.

    The page needs no network and no other file. Of answers only those toward the given
    proposals are shown, if any are given.
    """
    from stance.pipeline import reporting

    asked = asked_proposals(proposal, proposals)
    skipped = Skipped()
    every = [*inputs, *(articles or ())]
    with opened(None if str(output) == "-" else output, every) as stream:
        sources = reporting.Sources(
            inputs=inputs,
            articles=articles or (),
            proposals=asked,
            stdin=sys.stdin.buffer,
            on_error=skipped.error if on_error is OnErrorMode.SKIP else None,
            on_skip=skipped.file,
        )
        found = reporting.report(sources, load(model, min_confidence=min_confidence))
        stream.write(found.page)
    skipped.report()
    if not found.contents.statements:
        typer.echo("no statement toward a proposal was found", err=True)
        if skipped.errors:
            raise typer.Exit(1)
