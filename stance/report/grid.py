"""The matrix as rows of cells to show: which actors and proposals, in which order, how shaded."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stance.schema import Stance
from stance.summary.matrix import Cell, Matrix

SIGNS: Final[Mapping[str, str]] = {
    Stance.SUPPORT: "+",
    Stance.OPPOSE: "−",
    Stance.CONDITIONAL: "◆",
    Stance.NEUTRAL: "○",
    Stance.UNRELATED: "×",
}
"""A sign beside every word; the conditional's stands apart, it is no half of plus and minus."""

LEVELS: Final = (0.5, 0.65, 0.8)
"""Mean probabilities from which a cell is shaded one step darker."""

MOST_ACTORS: Final = 40
MOST_PROPOSALS: Final = 8
"""What a page shows at first; the script shows more when asked."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One actor's cells, one for each proposal of the grid, None where nothing was said."""

    actor: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows and columns that are shown, and how many there are in all."""

    proposals: tuple[str, ...]
    rows: tuple[GridRow, ...]
    all_actors: int
    all_proposals: int


def grid(matrix: Matrix, actors: int = MOST_ACTORS, proposals: int = MOST_PROPOSALS) -> Grid:
    """The proposals with most statements, and the actors with most statements on those.

    Of equals the one that speaks first comes first; the page's script orders them alike.
    """
    shown = most_spoken(matrix, proposals)
    spoken: Counter[str] = Counter()
    for (actor, proposal), cell in matrix.cells.items():
        if proposal in shown:
            spoken[actor] += len(cell.statements)
    return Grid(
        proposals=shown,
        rows=tuple(
            GridRow(actor, tuple(matrix.cells.get((actor, proposal)) for proposal in shown))
            for actor, _ in spoken.most_common(actors)
        ),
        all_actors=len(matrix.actors),
        all_proposals=len(matrix.proposals),
    )


def most_spoken(matrix: Matrix, most: int) -> tuple[str, ...]:
    """The proposals with most statements, the first of equals first."""
    counts: Counter[str] = Counter(dict.fromkeys(matrix.proposals, 0))
    for (_, proposal), cell in matrix.cells.items():
        counts[proposal] += len(cell.statements)
    return tuple(proposal for proposal, _ in counts.most_common(most))


def level(confidence: float) -> int:
    """The shade of a cell, 1 (light) to 4."""
    return 1 + bisect_right(LEVELS, confidence)
