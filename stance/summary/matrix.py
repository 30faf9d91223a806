"""Statements as a matrix: who stands where on which proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stance.schema import LABELS, SIDES, ScoredStatement, Stance

CONDITION_WEIGHT: Final = 2.0
"""One conditional statement outweighs one unconditional of the same probability, not two."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One actor's stance on one proposal, over all statements that count.

    `probabilities` is the mean over those statements. `contradicts` is True where the actor is
    read to support and to oppose in different statements. `statements` are positions in the
    sequence that was summarised.
    """

    actor: str
    proposal: str
    stance: Stance
    probabilities: Mapping[Stance, float]
    contradicts: bool
    statements: tuple[int, ...]

    @property
    def confidence(self) -> float:
        """Mean probability of `stance` over the statements behind the cell."""
        return self.probabilities[self.stance]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by actor and proposal, both in order of first appearance."""

    actors: tuple[str, ...]
    proposals: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def stance(self, actor: str, proposal: str) -> Stance | None:
        """The cell's stance, None where the actor said nothing on it."""
        cell = self.cells.get((actor, proposal))
        return cell.stance if cell else None


def summarise(statements: Sequence[ScoredStatement]) -> Matrix:
    """Actor by proposal; unrelated statements, abstentions and those of nobody are left out."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(statements):
        if item.score.abstained or item.score.stance is Stance.UNRELATED:
            continue
        if not item.statement.actor:
            continue
        found.setdefault((item.statement.actor, item.statement.proposal), []).append(number)
    cells = {key: _cell(key, numbers, statements) for key, numbers in found.items()}
    return Matrix(
        actors=tuple(dict.fromkeys(actor for actor, _ in cells)),
        proposals=tuple(dict.fromkeys(proposal for _, proposal in cells)),
        cells=cells,
    )


def _cell(
    key: tuple[str, str], numbers: Sequence[int], statements: Sequence[ScoredStatement]
) -> Cell:
    """Neutral reports beside a side taken elsewhere do not take it back.

    So the sides are weighed by probability over the statements that take one, and the cell is
    neutral only where none does. A condition stated once holds for what is said around it
    ("ready to talk", "but only if"), which is why it weighs more than the bare side.
    """
    scores = [statements[number].score for number in numbers]
    taking = [score for score in scores if score.stance in SIDES]
    weight = {side: sum(score.probabilities[side] for score in taking) for side in SIDES}
    weight[Stance.CONDITIONAL] *= CONDITION_WEIGHT
    stance = max(SIDES, key=lambda side: weight[side]) if taking else Stance.NEUTRAL
    counted = taking or scores
    stances = {score.stance for score in taking}
    return Cell(
        actor=key[0],
        proposal=key[1],
        stance=stance,
        probabilities={
            label: sum(score.probabilities[label] for score in counted) / len(counted)
            for label in LABELS
        },
        contradicts={Stance.SUPPORT, Stance.OPPOSE} <= stances,
        statements=tuple(numbers),
    )
