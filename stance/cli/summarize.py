"""`stance summarize`: answers as a matrix, a timeline or a network."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import typer

from stance.cli.options import OnError, OnErrorMode, Output
from stance.cli.output import Skipped
from stance.cli.summary_options import (
    By,
    Changes,
    ConditionalRule,
    CountBy,
    DuplicatesRule,
    FormatOption,
    Group,
    Isolates,
    MovingWindow,
    NetworkMode,
    NormalizationRule,
    OnlyProposals,
    Predictions,
    QualifierRule,
    SummaryFormat,
    WindowSize,
    WireCopies,
)
from stance.cli.summary_output import Target
from stance.corpus.predictions import read_all_predictions
from stance.errors import InputError, RecipeError
from stance.report.summaries import UNDATED
from stance.schema import ScoredStatement
from stance.summary.counting import LeftOut
from stance.summary.matrix import summarise
from stance.summary.network import network_from
from stance.summary.options import (
    Conditional,
    Count,
    Counting,
    Duplicates,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
    RowGroup,
    Unit,
    Window,
    WindowUnit,
)
from stance.summary.periods import changes as changes_of
from stance.summary.periods import timeline
from stance.summary.windows import networks_over_time

MOST_NAMED = 20  # proposals in a message


def summarize(
    predictions: Predictions,
    proposal: OnlyProposals = None,
    group: Group = RowGroup.ACTOR,
    count: CountBy = Count.PROBABILITY,
    duplicates: DuplicatesRule = Duplicates.INCLUDE,
    wire_copies: WireCopies = False,
    by: By = None,
    changes: Changes = False,
    network: NetworkMode = None,
    qualifier: QualifierRule = None,
    conditional: ConditionalRule = None,
    normalization: NormalizationRule = None,
    window: MovingWindow = None,
    window_size: WindowSize = None,
    isolates: Isolates = False,
    format: FormatOption = SummaryFormat.TABLE,
    output: Output = None,
    on_error: OnError = OnErrorMode.STOP,
) -> None:
    """Sum up answers: who stands where on which proposal, over time, and as a network.

    A position runs from -1 (oppose) to 1 (support) and has a 95 % interval, for which documents
    that share a quote are one; a conditional counts for neither. ×6/3 is 6 statements in 3
    documents. Uncertain and unrelated answers and those of nobody are left out and counted.
    Several networks in graphml, matrix or events go to a file each, named after their period.
    """
    networks_only = {
        "--qualifier": qualifier,
        "--conditional": conditional,
        "--normalization": normalization,
        "--window": window,
        "--isolates": isolates,
        "--format matrix": format is SummaryFormat.MATRIX,
        "--format graphml": format is SummaryFormat.GRAPHML,
        "--format events": format is SummaryFormat.EVENTS,
    }
    if network is None:
        _refuse_network_options(networks_only)
    is_by_actor = network is Mode.TWO_MODE and group is RowGroup.ACTOR
    if format is SummaryFormat.EVENTS and not is_by_actor:
        raise RecipeError(
            "--format events is for --network two-mode and --group actor: an event list holds"
            " statements, each of a person or an organization"
        )
    if changes and (by is None or network is not None):
        raise RecipeError("--changes needs --by and is not for networks")
    counting = Counting(count, duplicates, wire_copies, group, tuple(proposal or ()))
    step = _step(by, window, window_size)
    options = network and NetworkOptions(
        network,
        qualifier or Qualifier.SUBTRACT,
        conditional or Conditional.OWN,
        normalization or Normalization.NO,
        isolates,
    )
    skipped = Skipped()
    statements = _read(predictions, on_error, skipped, counting.proposals)
    target = Target(format, output, predictions, statements)
    if options:
        _networks(target, options, step, counting)
    else:
        _matrices(target, by, counting, only_changes=changes)
    skipped.report()
    if skipped.errors and not statements:
        raise typer.Exit(1)


def _refuse_network_options(given: Mapping[str, object]) -> None:
    for option, value in given.items():
        if value:
            raise RecipeError(f"{option} is for networks; add --network two-mode, for instance")


def _step(by: Unit | None, window: WindowUnit | None, size: int | None) -> Unit | Window | None:
    if window is None:
        if size is not None:
            raise RecipeError("--window-size needs --window")
        return by
    if by is not None:
        raise RecipeError("--by and --window are two ways to divide the time; give one of them")
    return Window(window, 1 if size is None else size)


def _read(
    predictions: Sequence[str],
    on_error: OnErrorMode,
    skipped: Skipped,
    asked: Sequence[str],
) -> list[ScoredStatement]:
    found = list(
        read_all_predictions(
            predictions,
            sys.stdin.buffer,
            skipped.error if on_error is OnErrorMode.SKIP else None,
        )
    )
    known = dict.fromkeys(item.statement.proposal for item in found)
    for phrase in asked:
        if phrase not in known:
            names = ", ".join(map(repr, list(known)[:MOST_NAMED]))
            more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
            raise InputError(f"--proposal {phrase!r} is in no answer; there are {names}{more}")
    return found


def _matrices(target: Target, by: Unit | None, counting: Counting, *, only_changes: bool) -> None:
    if by is None:
        matrix = summarise(target.statements, counting)
        target.matrices({"": matrix}, (), counting.group)
        _report(target.statements, matrix.left_out, ())
        return
    line = timeline(target.statements, by, counting)
    if only_changes:
        target.changes(changes_of(line), counting.group)
    else:
        undated = {UNDATED: line.undated} if line.undated_statements else {}
        target.matrices({**line.periods, **undated}, changes_of(line), counting.group)
    _report(target.statements, line.left_out, line.undated_statements)


def _networks(
    target: Target, options: NetworkOptions, step: Unit | Window | None, counting: Counting
) -> None:
    if step is None:
        network = network_from(target.statements, options, counting)
        _report(target.statements, network.left_out, ())
        target.networks({"": network})
        return
    sliced = networks_over_time(target.statements, step, options, counting)
    _report(target.statements, sliced.left_out, sliced.undated, sliced.beyond)
    target.networks({item.name: item.network for item in sliced.slices})


def _report(
    statements: Sequence[ScoredStatement],
    left_out: Mapping[LeftOut, Sequence[int]],
    undated: Sequence[int],
    beyond: Sequence[int] = (),
) -> None:
    """What does not count, and what has no place in time, on stderr."""
    if left_out:
        reasons = ", ".join(f"{len(numbers)} {reason}" for reason, numbers in left_out.items())
        number = sum(len(numbers) for numbers in left_out.values())
        typer.echo(f"{number} of {len(statements)} answers left out: {reasons}", err=True)
    for numbers, what in (
        (undated, "undated (no ISO date that tells the period)"),
        (beyond, "after the last whole window"),
    ):
        if numbers:
            ids = ", ".join(statements[number].statement.id for number in numbers)
            typer.echo(f"{len(numbers)} {what}: {ids}", err=True)
