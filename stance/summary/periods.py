"""The matrix period by period, and where an actor's position changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stance.schema import ScoredStatement
from stance.summary.counted import Counted
from stance.summary.counting import LeftOut, select
from stance.summary.dates import period_of
from stance.summary.intervals import Interval, difference_interval
from stance.summary.matrix import Cell, Matrix, matrix_of
from stance.summary.options import Counting, Unit


@dataclass(frozen=True, slots=True)
class Timeline:
    """A matrix for each period in which somebody said something, in the order of time.

    `undated` is the matrix of the statements whose date tells no period (none, one that is no
    ISO 8601, a month where days are asked for), `undated_statements` are their positions.
    """

    unit: Unit
    periods: Mapping[str, Matrix]
    undated: Matrix
    undated_statements: tuple[int, ...]
    left_out: Mapping[LeftOut, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """An actor's stance on a proposal was another one than in the period they last spoke.

    `before` and `after` are the two cells, with the statements on both sides. `interval` is
    that of `difference`, in [-2, 2].
    """

    actor: str
    proposal: str
    period_before: str
    period_after: str
    before: Cell
    after: Cell

    @property
    def difference(self) -> float:
        """How far the position moved; positive is toward support."""
        return self.after.position - self.before.position

    @property
    def interval(self) -> Interval:
        return difference_interval(
            *(self.before.position, self.before.interval),
            *(self.after.position, self.after.interval),
        )

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out, so that few statements alone do not explain it."""
        return 0.0 not in self.interval


def timeline(
    statements: Sequence[ScoredStatement], unit: Unit, counting: Counting | None = None
) -> Timeline:
    """The matrix of each day, ISO week, month or year."""
    counting = counting or Counting()
    selection = select(statements, counting)
    by_period: dict[str, list[Counted]] = {}
    undated: list[Counted] = []
    for one in selection.counted:
        period = period_of(one.date, unit)
        (undated if period is None else by_period.setdefault(period, [])).append(one)
    return Timeline(
        unit=unit,
        periods={
            period: matrix_of(by_period[period], counting.count) for period in sorted(by_period)
        },
        undated=matrix_of(undated, counting.count),
        undated_statements=tuple(one.number for one in undated),
        left_out=selection.left_out,
    )


def changes(line: Timeline) -> tuple[Change, ...]:
    """Where the stance of a cell is not that of the last period in which the actor spoke.

    By time, then in the order of the cells. Periods of silence lie between without being a
    change.
    """
    last: dict[tuple[str, str], tuple[str, Cell]] = {}
    found: list[Change] = []
    for period, matrix in line.periods.items():
        for key, cell in matrix.cells.items():
            before = last.get(key)
            if before and before[1].stance is not cell.stance:
                found.append(Change(*key, before[0], period, before[1], cell))
            last[key] = (period, cell)
    return tuple(found)
