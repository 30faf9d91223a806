"""Edges: what a tie between two nodes is worth, how sure that is, and what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

import numpy as np

from stance.summary.intervals import Interval
from stance.summary.options import Count
from stance.summary.tallies import ARGMAX, EXPECTED, Floats, Tally

TAIL: Final = 0.025
"""What a 95 % interval leaves out on either side."""

WORLD: Final = {Count.PROBABILITY: EXPECTED, Count.ARGMAX: ARGMAX}
"""The exact world in which a count gives its values."""


class Sign(StrEnum):
    """What an edge says; a conditional is neither positive nor negative."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between two nodes, by their names.

    `value` is DNA's tie value from expected or arg-max counts, whichever the counting asks for;
    `expected` and `argmax` are both. `interval` holds `expected` and 95 % of the values that
    arise when each label is drawn from its probabilities, one statement independent of
    another: what the model does not know, and not what another sample of articles would give.
    It is None for `combine`, whose values are codes of the most probable stances.

    `strength`, never negative, is the size of what `sign` says. `parts` are, before
    normalisation, the counts of each stance (two-mode), or congruence and conflict (one-mode).
    `statements` are positions, `documents` counts their documents.
    """

    source: str
    target: str
    value: float
    expected: float
    argmax: float
    interval: Interval | None
    sign: Sign
    strength: float
    parts: Mapping[str, float]
    statements: tuple[int, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Values:
    """A tie's values: `exact` of shape (2,), `drawn` (draws,) or None where none make sense."""

    exact: Floats
    drawn: Floats | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the value of a tie says, and how strongly."""

    sign: Sign
    strength: float


def signed(value: float) -> Sign:
    """Which side a difference of sides takes."""
    if value == 0:
        return Sign.MIXED
    return Sign.POSITIVE if value > 0 else Sign.NEGATIVE


def edge(
    source: str,
    target: str,
    values: Values,
    meaning: Meaning,
    parts: Mapping[str, float],
    behind: Sequence[Tally],
    count: Count,
) -> Edge:
    """An edge from its values and the tallies behind it."""
    statements = [one for tally in behind for one in tally.statements]
    expected = float(values.exact[EXPECTED])
    return Edge(
        source=source,
        target=target,
        value=float(values.exact[WORLD[count]]),
        expected=expected,
        argmax=float(values.exact[ARGMAX]),
        interval=None if values.drawn is None else _spread(values.drawn, expected),
        sign=meaning.sign,
        strength=abs(meaning.strength),
        parts=parts,
        statements=tuple(sorted(one.number for one in statements)),
        documents=len({one.document for one in statements}),
    )


def _spread(drawn: Floats, expected: float) -> Interval:
    """The smallest and largest value that leave no more than `TAIL` of the draws outside."""
    values = np.sort(drawn)
    low = float(values[ceil(TAIL * len(values)) - 1])
    high = float(values[ceil((1 - TAIL) * len(values)) - 1])
    return Interval(min(low, expected), max(high, expected))
