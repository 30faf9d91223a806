"""One run over the inputs: read, answered, written, with progress and what was skipped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stance.cli.batches import Answered, Batch, Line, Pool, Task
from stance.cli.journal import Mark
from stance.cli.options import Start
from stance.cli.output import Skipped, is_device, target_of
from stance.cli.progress import has_room, progress
from stance.cli.results import Resuming, results
from stance.cli.workers import workers
from stance.documents.entries import Options, PassedOver, entries
from stance.documents.inputs import STDIN
from stance.documents.rows import Meter
from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.cli.identity import Identity
    from stance.documents.survey import Survey


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs of a command, and how they are gone through.

    `skips`: go on after an error. `needs_proposal`: a quote's row must have a proposal.
    """

    inputs: Sequence[str]
    skips: bool
    needs_proposal: bool = True

    @property
    def is_repeatable(self) -> bool:
        """Whether the inputs can be read a second time: standard input and pipes cannot."""
        return not any(name == STDIN or is_device(Path(name)) for name in self.inputs)

    def surveyed(self, output: Path | None = None) -> tuple[Survey, ...]:
        """What is known of the inputs without reading them; of standard input nothing is."""
        from stance.documents.survey import survey

        return survey(self.inputs, output) if self.is_repeatable else ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the rows of a command go. `path` is None for standard output.

    A file may be gone on with by a run of the same `identity`, which is made of what is known of
    the inputs.
    """

    path: Path | None
    start: Start
    identity: Callable[[tuple[Survey, ...]], Identity]
    header: bytes = b""


def write_rows(given: Given, task: Task, jobs: int, to: Destination, skipped: Skipped) -> Mark:
    """Answers every entry and writes the rows as they come; gives what was counted."""
    target = to.path and target_of(to.path, given.inputs)
    is_resumable = to.path is not None and not is_device(to.path) and given.is_repeatable
    if to.start is not Start.REFUSE and not is_resumable:
        refuse_resuming("a run is gone on with in a file (--output) and from inputs that are files")
    is_shown = has_room(answers_on_screen=target is None)
    surveys = given.surveyed(target) if is_resumable or is_shown else ()
    resuming = Resuming(to.identity(surveys), to.start, given.skips) if is_resumable else None
    with (
        workers(task, jobs) as pool,
        results(to.path, to.header, skipped, resuming) as rows,
    ):

        def deliver(answered: Answered) -> None:
            rows.write(answered, [str(error) for error in answered.errors if given.skips])

        going = Going(given, pool, deliver, skipped, surveys if is_shown else None)
        go_through(going, done=rows.mark.entries)
    return rows.mark


def refuse_resuming(reason: str) -> None:
    """Ends with a usage error."""
    raise typer.BadParameter(reason, param_hint="--resume or --restart")


@dataclass(frozen=True, slots=True)
class Going:
    """Who takes part in a run. Without `surveys` no progress is shown."""

    given: Given
    pool: Pool
    deliver: Callable[[Answered], None]
    skipped: Skipped
    surveys: tuple[Survey, ...] | None = None


class _AnswerError(Exception):
    """Carries an error of the answers past those who read the inputs, whose own they handle."""

    def __init__(self, error: StanceError):
        super().__init__()
        self.error = error


def go_through(going: Going, done: int = 0) -> None:
    """Has every entry of the inputs answered, in bounded memory; the first `done` are passed by.

    `deliver` gets the answers of each batch, in order. Then, in order too, errors are told to
    `skipped`, or the first is raised where the run does not skip.
    """
    given, skipped, meter = going.given, going.skipped, Meter()
    total = sum(item.bytes for item in going.surveys or ()) or None
    with progress(is_shown=going.surveys is not None, total=total) as advance:

        def delivered(batch: Batch, answered: Answered) -> None:
            going.deliver(answered)
            for file in batch.passed_over:
                skipped.file(file.path, is_table=file.is_table)
            for error in answered.errors:
                if not given.skips:
                    raise error
                skipped.error(error)
            advance(batch)

        line = Line(going.pool, delivered, meter)

        def on_wait() -> None:
            try:
                line.drain()
            except StanceError as error:
                raise _AnswerError(error) from None

        options = Options(given.needs_proposal, given.skips, on_wait, meter)
        number = 0
        try:
            for entry in entries(given.inputs, options, stdin=getattr(sys.stdin, "buffer", None)):
                number += not isinstance(entry, PassedOver)
                if number > done or isinstance(entry, PassedOver):
                    line.add(entry)
        except _AnswerError as ended:
            raise ended.error from None
        line.drain()
