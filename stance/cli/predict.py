"""`stance predict`: who stands where on which proposal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import (
    Format,
    Inputs,
    Jobs,
    Model,
    OnError,
    OnErrorMode,
    Output,
    ProposalPhrases,
    ProposalsFile,
    Restart,
    Resume,
    Scheduler,
    Start,
    asked_proposals,
    start_of,
)
from stance.cli.output import Skipped, opened, show
from stance.errors import RecipeError, StanceError
from stance.schema import ScoredStatement

if TYPE_CHECKING:
    from stance.cli.batches import Answered
    from stance.cli.identity import Identity
    from stance.cli.journal import Mark
    from stance.cli.running import Given
    from stance.cli.tasks import Scoring
    from stance.documents.survey import Survey


def predict(
    inputs: Inputs,
    model: Model = None,
    proposal: ProposalPhrases = None,
    proposals: ProposalsFile = None,
    format: Annotated[
        Format,
        typer.Option(
            help="How to write the answers: rows as they come, or a table at the end, for which"
            " all are held in memory."
        ),
    ] = Format.TABLE,
    output: Output = None,
    min_confidence: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="P", help="Answer `uncertain` below this probability."),
    ] = 0.0,
    on_error: OnError = OnErrorMode.STOP,
    jobs: Jobs = 1,
    resume: Resume = False,
    restart: Restart = False,
    scheduler: Scheduler = None,
) -> None:
    """Score quotes and articles: each actor's stance toward each proposal."""
    from stance.cli.running import Given
    from stance.cli.tasks import Scoring

    asked = tuple(asked_proposals(proposal, proposals))
    skips = on_error is OnErrorMode.SKIP
    task = Scoring(asked, not skips, format, model, min_confidence)
    given = Given(inputs, skips, needs_proposal=not asked)
    start = start_of(resume=resume, restart=restart)
    skipped = Skipped()
    if scheduler:
        if jobs != 1:
            raise RecipeError("--jobs is for this machine's processes; --scheduler has its workers")
        counts = _on_cluster(inputs, task, scheduler, output, start, skipped)
    elif format is Format.TABLE:
        counts = _table(given, task, jobs, output, start, skipped)
    else:
        counts = _rows(given, task, jobs, output, start, skipped)
    skipped.report()
    if (format is Format.TABLE or scheduler) and counts.unrelated:
        left = f"{counts.unrelated} candidate statements were about something else"
        typer.echo(f"{left} and are left out", err=True)
    if counts.uncertain:
        typer.echo(f"{counts.uncertain} of {counts.answers} answers are uncertain", err=True)
    if not counts.answers:
        typer.echo("no statement toward a proposal was found", err=True)
        if skipped.errors:
            raise typer.Exit(1)


def _on_cluster(
    inputs: Sequence[str],
    task: Scoring,
    scheduler: str,
    path: Path | None,
    start: Start,
    skipped: Skipped,
) -> Mark:
    """Tables answered by the workers of a Dask cluster, in the form of --format or the output."""
    from stance.cli.journal import Mark
    from stance.cli.running import refuse_resuming
    from stance.scale import predict_files

    form = None if task.format is Format.TABLE else task.format
    if path is None and form is None:
        raise RecipeError(
            "--scheduler holds no answers for a table; choose --format jsonl or csv, or an"
            " --output that ends in .jsonl, .csv or .parquet"
        )
    if start is not Start.REFUSE:
        refuse_resuming("with --scheduler the output appears when it is complete, or not at all")
    found = predict_files(
        inputs,
        path or sys.stdout,
        scheduler=scheduler,
        model=task.model,
        proposals=task.asked,
        form=form,
        min_confidence=task.min_confidence,
        on_error=None if task.stops else skipped.error,
    )
    for name in found.passed_over:
        skipped.file(Path(name))
    return Mark(answers=found.answers, uncertain=found.uncertain, unrelated=found.unrelated)


def _rows(
    given: Given, task: Scoring, jobs: int, path: Path | None, start: Start, skipped: Skipped
) -> Mark:
    """Rows, written as they come."""
    from stance.cli.running import Destination, write_rows
    from stance.cli.tasks import header

    def identity(inputs: tuple[Survey, ...]) -> Identity:
        from stance.cli.identity import Identity, digest, scorer_digests

        return Identity(
            "predict",
            {"--format": task.format, "--min-confidence": str(task.min_confidence)},
            {"the proposals asked about": digest(task.asked), **scorer_digests(task.model)},
            inputs,
        )

    to = Destination(path, start, identity, header(task.format))
    return write_rows(given, task, jobs, to, skipped)


def _table(
    given: Given, task: Scoring, jobs: int, path: Path | None, start: Start, skipped: Skipped
) -> Mark:
    """The matrix first, then each statement with its evidence; also after an error."""
    from stance.cli.journal import Mark
    from stance.cli.progress import has_room
    from stance.cli.running import Going, go_through, refuse_resuming
    from stance.cli.workers import workers
    from stance.report.terminal import matrix_table, statements_table
    from stance.summary.counting import LeftOut
    from stance.summary.matrix import summarise

    if start is not Start.REFUSE:
        refuse_resuming("a table comes as a whole; choose --format jsonl or csv")
    found: list[ScoredStatement] = []
    counts = Mark()

    def keep(answered: Answered) -> None:
        nonlocal counts
        found.extend(answered.statements)
        counts = counts.after(answered)

    surveys = given.surveyed() if has_room(answers_on_screen=False) else None
    failure: StanceError | None = None
    with opened(path, given.inputs) as stream:
        try:
            with workers(task, jobs) as pool:
                go_through(Going(given, pool, keep, skipped, surveys))
        except StanceError as error:
            failure = error
        if found:
            matrix = summarise(found)
            show(stream, matrix_table(matrix), statements_table(found))
            copies = len(matrix.left_out.get(LeftOut.WIRE_COPY, ()))
            if copies:
                said = f"{copies} statements repeat another document word for word"
                typer.echo(f"{said}: the matrix counts them once", err=True)
        if failure:
            raise failure
    return counts
