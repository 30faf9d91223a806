"""Who agrees with whom: pairs of actors over the proposals on which both take a side.

The page needs no more of a network than `tied` and `ties` give: names, and records of `Tie`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from stance.schema import Stance
from stance.summary.matrix import Matrix

PLAIN_SIDES: Final = (Stance.SUPPORT, Stance.OPPOSE)
"""A conditional stance makes no tie: it is neither agreement nor conflict with a plain side."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors, the proposals on which they take the same side, and those on which not."""

    first: str
    second: str
    agreements: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def balance(self) -> int:
        """Agreements less conflicts."""
        return len(self.agreements) - len(self.conflicts)


def tied(matrix: Matrix) -> tuple[str, ...]:
    """The actors that have ties: those on the proposal with most sides first, and so on.

    So the first few always have ties among themselves, and no pair has to be looked at.
    """
    holders: dict[str, list[str]] = {}
    for (actor, proposal), cell in matrix.cells.items():
        if cell.stance in PLAIN_SIDES:
            holders.setdefault(proposal, []).append(actor)
    sides = Counter(actor for actors in holders.values() for actor in actors)
    found: dict[str, None] = {}
    for actors in sorted(holders.values(), key=lambda actors: -len(actors)):
        if len(actors) > 1:
            found.update(dict.fromkeys(sorted(actors, key=lambda actor: -sides[actor])))
    return tuple(found)


def ties(matrix: Matrix, actors: tuple[str, ...]) -> tuple[Tie, ...]:
    """The ties among `actors`, in their order; pairs without a shared proposal have none."""
    sides: dict[str, dict[str, Stance]] = {actor: {} for actor in actors}
    for (actor, proposal), cell in matrix.cells.items():
        if actor in sides and cell.stance in PLAIN_SIDES:
            sides[actor][proposal] = cell.stance
    found: list[Tie] = []
    for first, second in combinations(actors, 2):
        one, two = sides[first], sides[second]
        same = tuple(name for name in one if one[name] is two.get(name))
        opposite = tuple(name for name in one if name in two and one[name] is not two[name])
        if same or opposite:
            found.append(Tie(first, second, same, opposite))
    return tuple(found)


def ring(actors: tuple[str, ...], found: tuple[Tie, ...]) -> tuple[str, ...]:
    """The actors in an order that sets camps apart: friends beside each other on a circle.

    Sorted by the angle of the two leading eigenvectors of the matrix of balances.
    """
    import numpy as np

    if len(actors) < 3:
        return actors
    number = {actor: at for at, actor in enumerate(actors)}
    balances = np.zeros((len(actors), len(actors)))
    for tie in found:
        one, two = number[tie.first], number[tie.second]
        balances[one, two] = balances[two, one] = tie.balance
    _, vectors = np.linalg.eigh(balances)
    leading = vectors[:, -2:]
    # an eigenvector's sign is arbitrary: let its greatest entry be positive
    heads = leading[np.abs(leading).argmax(axis=0), [0, 1]]
    leading = leading * np.where(heads < 0, -1.0, 1.0)
    angles = np.arctan2(leading[:, 0].round(9), leading[:, 1].round(9))
    return tuple(sorted(actors, key=lambda actor: (float(angles[number[actor]]), number[actor])))
