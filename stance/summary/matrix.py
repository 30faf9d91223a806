"""Statements as a matrix: who stands where on which proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from stance.schema import LABELS, SIDES, ScoredStatement, Stance
from stance.summary.counted import Counted
from stance.summary.counting import LeftOut, select
from stance.summary.intervals import Interval, position_interval, position_of
from stance.summary.options import Count, Counting

CONDITION_WEIGHT: Final = 2.0
"""One conditional statement outweighs one unconditional of the same probability, not two."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One actor's stance on one proposal, over all statements that count.

    `statements` are positions in the sequence that was summarised; `sided` are those that take
    a side, or all of them where none does. `probabilities`, `position` (P(support) − P(oppose)
    in [-1, 1]; a conditional adds to neither) and its 95 % `interval` are means over `sided`;
    for the interval documents that share a quote of eight words or more are one.
    `supporting` and `opposing` are those most probably so. `documents` counts the documents
    of `statements`.
    """

    actor: str
    proposal: str
    stance: Stance
    probabilities: Mapping[Stance, float]
    position: float
    interval: Interval
    statements: tuple[int, ...]
    sided: tuple[int, ...]
    supporting: tuple[int, ...]
    opposing: tuple[int, ...]
    documents: int

    @property
    def confidence(self) -> float:
        """Mean probability of `stance` over the statements behind the cell."""
        return self.probabilities[self.stance]

    @property
    def contradicts(self) -> bool:
        """True where the actor is read to support and to oppose in different statements."""
        return bool(self.supporting and self.opposing)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by actor and proposal, both in order of first appearance.

    An actor is a country or a kind where the counting grouped by that. `left_out` are the
    positions of the statements that do not count, by reason.
    """

    actors: tuple[str, ...]
    proposals: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    left_out: Mapping[LeftOut, tuple[int, ...]] = field(default_factory=dict)

    def stance(self, actor: str, proposal: str) -> Stance | None:
        """The cell's stance, None where the actor said nothing on it."""
        cell = self.cells.get((actor, proposal))
        return cell.stance if cell else None

    @property
    def contradictions(self) -> tuple[Cell, ...]:
        """The cells whose actor both supports and opposes: DNA's self-contradictions."""
        return tuple(cell for cell in self.cells.values() if cell.contradicts)


def summarise(statements: Sequence[ScoredStatement], counting: Counting | None = None) -> Matrix:
    """Actor by proposal; what `counting` leaves out is listed in the result.

    >>> from stance.schema import LABELS, Score, ScoredStatement, Statement
    >>> said = Statement("we welcome the bridge", "build the bridge", actor="Ada Brenn")
    >>> score = Score(dict(zip(LABELS, (0.8, 0.1, 0.1, 0.0, 0.0))))
    >>> cell = summarise([ScoredStatement(said, score)]).cells["Ada Brenn", "build the bridge"]
    >>> f"{cell.stance} {cell.position:+.2f} {cell.interval}"
    'support +0.70 [-0.85, +1.00]'
    """
    counting = counting or Counting()
    selection = select(statements, counting)
    return matrix_of(selection.counted, counting.count, selection.left_out)


def matrix_of(
    counted: Sequence[Counted],
    count: Count,
    left_out: Mapping[LeftOut, tuple[int, ...]] | None = None,
) -> Matrix:
    """The matrix of statements that count, in their order."""
    found: dict[tuple[str, str], list[Counted]] = {}
    for one in counted:
        found.setdefault((one.row, one.proposal), []).append(one)
    return Matrix(
        actors=tuple(dict.fromkeys(actor for actor, _ in found)),
        proposals=tuple(dict.fromkeys(proposal for _, proposal in found)),
        cells={key: _cell(key, group, count) for key, group in found.items()},
        left_out=left_out or {},
    )


def _cell(key: tuple[str, str], group: Sequence[Counted], count: Count) -> Cell:
    """Neutral reports beside a side taken elsewhere do not take it back.

    So the sides are weighed by probability over the statements that take one, and the cell is
    neutral only where none does. A condition stated once holds for what is said around it
    ("ready to talk", "but only if"), which is why it weighs more than the bare side.
    """
    taking = [one for one in group if one.stance in SIDES]
    sided = sorted(taking or group, key=lambda one: one.order)
    rows = [one.weights(count) for one in sided]
    mean = {
        label: sum(row[number] for row in rows) / len(rows) for number, label in enumerate(LABELS)
    }
    weight = {side: mean[side] for side in SIDES}
    weight[Stance.CONDITIONAL] *= CONDITION_WEIGHT
    return Cell(
        actor=key[0],
        proposal=key[1],
        stance=max(SIDES, key=lambda side: weight[side]) if taking else Stance.NEUTRAL,
        probabilities=mean,
        position=position_of(rows),
        interval=position_interval(rows, [one.story for one in sided]),
        statements=tuple(one.number for one in group),
        sided=tuple(sorted(one.number for one in sided)),
        supporting=tuple(one.number for one in group if one.stance is Stance.SUPPORT),
        opposing=tuple(one.number for one in group if one.stance is Stance.OPPOSE),
        documents=len({one.document for one in group}),
    )
