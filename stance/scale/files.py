"""`predict_files`: tables of quotes and articles answered on a cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from stance.corpus.tables import OnError, settle
from stance.documents.entries import TableRow
from stance.documents.sources import ArticleInput, SpanInput, read_entry
from stance.errors import InputError, RecipeError, RecordError, StanceError
from stance.extras import need
from stance.pipeline.answering import answer, asked_phrases
from stance.pipeline.cluster import EXTRA, LOCAL, connected
from stance.pipeline.columns import check_writable
from stance.scale.models import ModelReference, refer, scorer_of
from stance.scale.output import AnswerForm, Output, Target, answer_form, opened, render, write_part
from stance.scale.pieces import Piece, Sizes, piece_rows, plan
from stance.scale.tables import Storage, Table, TableForm, find_tables
from stance.schema import Proposal

if TYPE_CHECKING:
    from distributed import Client

_LEAST: Final = 64  # tasks given out at a time, however few workers: a cluster may be growing
_AHEAD: Final = 4  # tasks for each thread of the workers


@dataclass(frozen=True, slots=True)
class Predicted:
    """What came of it, or has come of it so far.

    `unrelated` counts candidate statements of articles that were not about their proposal and
    are left out; `uncertain` the answers below the least confidence; `skipped` the rows and tables
    that `on_error` got; `passed_over` what the inputs hold that is no table.
    """

    tables: int
    pieces: int = 0
    answers: int = 0
    uncertain: int = 0
    unrelated: int = 0
    skipped: int = 0
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """All that the tasks of one run share."""

    model: ModelReference
    asked: tuple[str | Proposal, ...]
    target: Target
    storage: Storage
    skips: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """The pieces of a table, or why there are none."""

    pieces: tuple[Piece, ...] = ()
    failure: StanceError | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a task gives back: text, or the name of a part, and its counts.

    `errors` are those of rows that were skipped; `failure` is why there is no answer. Errors come
    as values, because a worker logs what is raised as if it were its own fault.
    """

    given: str = ""
    answers: int = 0
    uncertain: int = 0
    unrelated: int = 0
    errors: tuple[StanceError, ...] = ()
    failure: StanceError | None = None


def predict_files(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path | TextIO,
    *,
    scheduler: str | Client = LOCAL,
    model: str | Path | None = None,
    proposals: Sequence[str | Proposal] = (),
    form: AnswerForm | str | None = None,
    min_confidence: float = 0.0,
    on_error: OnError = None,
    progress: Callable[[Predicted], None] | None = None,
    sizes: Sizes | None = None,
    storage: Storage | None = None,
) -> Predicted:
    """Tables of quotes and articles answered by the workers of a Dask cluster.

    `inputs` are tables, folders and patterns of them, also remote ones (see `find_tables`); a
    row is what it is for ``stance predict``, whose answers these are, in the same order. They
    go to one file (.jsonl, .csv) or stream through this process, or to a new folder of Parquet
    files that the workers write (.parquet, or `form`): then inputs and output must lie where all
    workers see them. The output appears when it is complete, or not at all. `scheduler` is an
    address, ``local`` or a client; a worker that is lost costs only what it was at.

    `proposals` are for rows that name none. `on_error` None raises the first error; a function
    gets each, in order, and its row or table is skipped. `progress` gets the counts after each
    piece, whose `sizes` fit the tables and the workers where none are given. `storage` are
    fsspec's options.

    Raises `InputError` and `RecordError` with path and line, `ModelError`, and `RecipeError` for
    a cluster that cannot be worked on.
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    storage = storage or {}
    asked_phrases(proposals)
    form = None if form is None else answer_form(form)
    reference = refer(model, min_confidence)
    listing = find_tables(given, storage)
    counts = Predicted(len(listing.tables), passed_over=listing.passed_over)
    urls = {table.url for table in listing.tables}
    with opened(output, form, storage, urls) as out, connected(scheduler) as client:
        task = Task(reference, tuple(proposals), out.target, storage, on_error is not None)
        sizes = sizes or Sizes.fitting(
            sum(table.size for table in listing.tables), _threads(client)
        )
        for found in _answers(client, listing.tables, sizes, task):
            counts = _taken(found, counts, out, on_error)
            if progress:
                progress(counts)
    return counts


def _taken(found: Answers, counts: Predicted, out: Output, on_error: OnError) -> Predicted:
    for error in found.errors:
        settle(error, on_error)
    if found.failure:
        # What is wrong with an input may be skipped; what is wrong with the model may not.
        settle(found.failure, on_error if isinstance(found.failure, InputError) else None)
    out.add(found.given)
    return replace(
        counts,
        pieces=counts.pieces + 1,
        answers=counts.answers + found.answers,
        uncertain=counts.uncertain + found.uncertain,
        unrelated=counts.unrelated + found.unrelated,
        skipped=counts.skipped + len(found.errors) + bool(found.failure),
    )


def _answers(
    client: Client, tables: Sequence[Table], sizes: Sizes, task: Task
) -> Iterator[Answers]:
    """The answers of every piece in order; a table that has none is a failure at its place."""

    def planning(table: Table) -> Any:
        return client.submit(_plan, table, sizes, task.storage, pure=False)

    def answering(numbered: tuple[int, Piece | Answers]) -> Any:
        # Before any planning that waits, so that answers come and the pieces do not pile up.
        number, piece = numbered
        if isinstance(piece, Answers):
            return piece
        return client.submit(_answer, number, piece, task, pure=False, priority=1)

    with closing(in_order(client, planning, tables)) as planned:
        pieces = (
            piece
            for found in planned
            for piece in (found.pieces or (Answers(failure=found.failure),))
        )
        with closing(in_order(client, answering, enumerate(pieces))) as answered:
            yield from answered


def _threads(client: Any) -> int:
    return sum(client.nthreads().values())


def in_order(
    client: Client, submit: Callable[[Any], Any], items: Iterable[Any]
) -> Generator[Any, None, None]:
    """The results of tasks in the order of their items, some tasks ahead of what is taken.

    What `submit` gives is a future, or a result already.
    """
    waiting: deque[Any] = deque()
    ahead = _LEAST
    try:
        for number, item in enumerate(items):
            if number % _LEAST == 0:  # workers come and go
                ahead = max(_LEAST, _AHEAD * _threads(client))
            waiting.append(submit(item))
            if len(waiting) >= ahead:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        for each in waiting:
            if not isinstance(each, Answers):
                each.cancel()


def _result(waited: Any) -> Any:
    """Raises `RecipeError` where the cluster, and not the work, is what failed."""
    if isinstance(waited, Answers):
        return waited
    try:
        return waited.result()
    except CancelledError as error:
        found = " ".join(str(error).split())
        raise RecipeError(f"the cluster was lost: {found}") from None
    except need("distributed", EXTRA).KilledWorker as error:
        raise RecipeError(
            f"one piece ended every worker that took it ({error}); give workers more memory, or"
            " make pieces smaller"
        ) from None


def _plan(table: Table, sizes: Sizes, storage: Storage) -> Planned:
    """Runs on a worker."""
    try:
        return Planned(plan(table, sizes, storage))
    except StanceError as error:
        return Planned(failure=error)


def _answer(number: int, piece: Piece, task: Task) -> Answers:
    """Runs on a worker."""
    errors: list[StanceError] = []
    on_error = errors.append if task.skips else None
    try:
        inputs = list(_inputs(piece, task, on_error))
        found = answer(scorer_of(task.model), inputs, task.asked)
        if task.target.form is not AnswerForm.PARQUET:
            given = render(found.statements, task.target.form)
        else:
            given = write_part(found.statements, number, task.target, task.storage)
    except StanceError as error:
        return Answers(failure=error, errors=tuple(errors))
    return Answers(
        given,
        answers=len(found.statements),
        uncertain=sum(item.score.abstained for item in found.statements),
        unrelated=found.unrelated,
        errors=tuple(errors),
    )


def _inputs(piece: Piece, task: Task, on_error: OnError) -> Iterator[ArticleInput | SpanInput]:
    for row in piece_rows(piece, task.storage, on_error):
        entry = TableRow(row, f"{piece.table.name}:{row.line}")
        try:
            if piece.table.form is TableForm.PARQUET:
                check_writable(row.values)
            found = read_entry(entry, needs_proposal=not task.asked)
        except RecordError as error:
            settle(error.at(row.path, row.line), on_error)
            continue
        yield found
