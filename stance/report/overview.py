"""What each section of a report tells, as values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from stance.report.grid import Grid, grid
from stance.report.page import Contents, actor_facts
from stance.report.plots import network_plot, timeline_plot
from stance.report.ties import Tie, tied, ties
from stance.report.timeline import Timeline, month_of, timelines
from stance.report.trust import left_section, model_section
from stance.report.wording import counted
from stance.schema import LABELS, ScoredStatement
from stance.summary.matrix import Matrix

TITLE: Final = "Who stands where"
TAKEN: Final = LABELS[:4]
"""The stances that a cell can have; `unrelated` makes none."""

MOST_CHARTS: Final = 12
MOST_TIED: Final = 24  # actors on the network's circle; more cannot be told apart

SECTIONS: Final = (
    ("matrix", "Actors and proposals"),
    ("time", "Over time"),
    ("network", "Agreement and conflict"),
    ("model", "How far to trust it"),
    ("left", "Left out"),
)


def overview(contents: Contents, matrix: Matrix) -> dict[str, Any]:
    """The values of `report.html.j2`, but for the data of its script.

    `matrix` is that of the statements; those behind its cells are all that is counted.
    """
    numbers = (number for cell in matrix.cells.values() for number in cell.statements)
    behind = [contents.statements[number] for number in sorted(numbers)]
    shown = grid(matrix)
    facts = actor_facts(contents.statements)
    return {
        "heading": TITLE,
        "sections": SECTIONS,
        "taken": TAKEN,
        "lede": _lede(behind, matrix),
        "grid": shown,
        "status": _status(shown),
        "about": {actor: _about(*facts[actor]) for actor in matrix.actors},
        "cells": [
            (actor, proposal, cell.stance, f"{cell.confidence:.2f}", len(cell.statements))
            for (actor, proposal), cell in matrix.cells.items()
        ],
        **_time(behind),
        **_network(matrix),
        "model": model_section(contents),
        **left_section(contents, matrix.left_out),
    }


def _lede(behind: Sequence[ScoredStatement], matrix: Matrix) -> str:
    documents = {item.statement.document for item in behind} - {""}
    months = sorted({month_of(item.statement.date) for item in behind} - {""})
    parts = [
        f"{counted(len(behind), 'statement')} by {counted(len(matrix.actors), 'actor')}"
        f" on {counted(len(matrix.proposals), 'proposal')}"
    ]
    if documents:
        parts.append(f"from {counted(len(documents), 'document')}")
    if months:
        parts.append(months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}")
    return ", ".join(parts) + "."


def _status(shown: Grid) -> str:
    rows = f"{len(shown.rows):,} of {counted(shown.all_actors, 'actor')}"
    return f"{rows}, {len(shown.proposals)} of {counted(shown.all_proposals, 'proposal')}."


def _about(kind: str, country: str) -> str:
    return ", ".join(part for part in (kind, country) if part and part != "unknown")


def _time(behind: Sequence[ScoredStatement]) -> dict[str, Any]:
    found = timelines(behind, TAKEN)
    shown = found[:MOST_CHARTS]
    tallest = max((max(map(max, item.counts.values())) for item in shown), default=1)
    return {
        "tallest": tallest,
        "more_charts": len(found) - len(shown),
        "undated": sum(not month_of(item.statement.date) for item in behind),
        "charts": [_chart(item, number, tallest) for number, item in enumerate(shown)],
    }


def _chart(item: Timeline, number: int, tallest: int) -> dict[str, Any]:
    return {
        "proposal": item.proposal,
        "svg": timeline_plot(item, number, tallest),
        "columns": [("period", ""), *((stance, "number") for stance in item.counts)],
        "rows": list(zip(item.periods, *item.counts.values(), strict=True)),
    }


def _network(matrix: Matrix) -> dict[str, Any]:
    every = tied(matrix)
    actors = every[:MOST_TIED]
    found = ties(matrix, actors)
    return {
        "network": network_plot(actors, found) if found else "",
        "tied": len(actors),
        "more_tied": len(every) - len(actors),
        "pairs": [_pair(tie) for tie in found],
    }


def _pair(tie: Tie) -> tuple[str, ...]:
    return (tie.first, tie.second, "; ".join(tie.agreements), "; ".join(tie.conflicts))
