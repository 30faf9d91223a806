"""Matrix, changes and networks as tables for a terminal, with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.table import Table
from rich.text import Text

from stance.report.summaries import COLUMNS, Matrices, Networks
from stance.report.terminal import MOST_COLUMNS, STYLES
from stance.summary.edges import Edge, Sign
from stance.summary.matrix import Cell, Matrix
from stance.summary.options import RowGroup
from stance.summary.periods import Change

SIGN_STYLES: Final[Mapping[Sign, str]] = {
    Sign.POSITIVE: "blue",
    Sign.NEGATIVE: "red",
    Sign.CONDITIONAL: "yellow",
    Sign.MIXED: "magenta",
    Sign.NEUTRAL: "dim",
    Sign.NONE: "",
}


def positions_table(matrices: Matrices, group: RowGroup) -> Table:
    """Each cell's stance, position from -1 to 1 with its 95 % interval, and what is behind it.

    One matrix of few proposals is a matrix; else a row is one cell, and the periods of an actor
    stand one below the other.
    """
    title = f"{COLUMNS[group]} × proposal: position [95 % interval] ×statements/documents"
    table = Table(title=title, title_justify="left")
    table.add_column(COLUMNS[group], overflow="fold")
    timed = "" not in matrices
    if not timed and len(matrices[""].proposals) <= MOST_COLUMNS:
        return _side_by_side(matrices[""], table)
    for name in ("proposal", *(("period",) if timed else ()), "position"):
        table.add_column(name, overflow="fold")
    for key in dict.fromkeys(key for matrix in matrices.values() for key in matrix.cells):
        for period, matrix in matrices.items():
            if key in matrix.cells:
                place = (*key, period) if timed else key
                table.add_row(*map(Text, place), _cell(matrix.cells[key]))
    return table


def _side_by_side(matrix: Matrix, table: Table) -> Table:
    for proposal in matrix.proposals:
        table.add_column(Text(proposal), overflow="fold")
    for actor in matrix.actors:
        cells = (matrix.cells.get((actor, proposal)) for proposal in matrix.proposals)
        table.add_row(Text(actor), *(_cell(cell) if cell else Text("") for cell in cells))
    return table


def _cell(cell: Cell) -> Text:
    note = " (contradicts itself)" if cell.contradicts else ""
    shown = f"{_place(cell)} ×{len(cell.statements)}/{cell.documents}{note}"
    return Text(shown, style=STYLES[cell.stance])


def _place(cell: Cell) -> str:
    return f"{cell.stance} {cell.position:+.2f} {cell.interval}"


def changes_table(changes: Iterable[Change], group: RowGroup) -> Table:
    """Each change of stance between two periods in which the actor spoke."""
    table = Table(
        title="changes of stance (clear: the 95 % interval leaves out zero)",
        title_justify="left",
    )
    for name in (COLUMNS[group], "proposal", "before", "after", "difference"):
        table.add_column(name, overflow="fold")
    for change in changes:
        clear = " clear" if change.is_clear else ""
        table.add_row(
            Text(change.actor),
            Text(change.proposal),
            Text(f"{change.period_before}: {_place(change.before)}"),
            Text(f"{change.period_after}: {_place(change.after)}"),
            Text(f"{change.difference:+.2f} {change.interval}{clear}"),
        )
    return table


def edges_table(networks: Networks) -> Table:
    """The edges, strongest first in each network."""
    table = Table(title="edges: value [95 % interval] ×statements", title_justify="left")
    timed = "" not in networks
    for name in (*(("period",) if timed else ()), "source", "target", "value", "sign"):
        table.add_column(name, overflow="fold")
    for period, network in networks.items():
        for edge in sorted(network.edges, key=lambda edge: -edge.strength):
            ends = (edge.source, edge.target)
            table.add_row(
                *map(Text, (period, *ends) if timed else ends),
                Text(_value(edge)),
                Text(edge.sign, style=SIGN_STYLES[edge.sign]),
            )
    return table


def _value(edge: Edge) -> str:
    spread = f" {edge.interval}" if edge.interval else ""
    return f"{edge.value:+.2f}{spread} ×{len(edge.statements)}"
