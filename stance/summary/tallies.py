"""Counts of statements by row, proposal and stance: what networks are computed from.

Every count exists in several worlds at once, in the last axis of an array. Of the two exact
worlds one holds expected counts, sums of probabilities, and one arg-max counts, as if a coder
had chosen the most probable stance. In the drawn worlds each statement has a label drawn from
its probabilities. A formula written once so gives the value, its arg-max twin and its spread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.schema import LABELS, Stance
from stance.summary.counted import Counted
from stance.summary.options import Conditional

Floats = npt.NDArray[np.float64]

LEVELS: Final = (Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NEUTRAL)
"""Levels of the qualifier; `unrelated` is none, and its probability counts for nothing."""

SUPPORT, OPPOSE, CONDITIONAL, NEUTRAL = range(len(LEVELS))
EXPECTED, ARGMAX = range(2)
"""The exact worlds, by their place in the last axis."""

_CHUNK: Final = 512  # statements whose labels are drawn at a time


@dataclass(frozen=True, slots=True)
class Worlds:
    """Counts of shape (levels, worlds), and the probability that a level does not occur."""

    counts: npt.NDArray[Any]
    absent: npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one row says on one proposal, its statements in the order of `Counted.order`."""

    row: str
    proposal: str
    statements: tuple[Counted, ...]
    exact: Worlds
    drawn: Worlds


def tallies(
    counted: Sequence[Counted], conditional: Conditional, *, draws: int, seed: int
) -> Mapping[tuple[str, str], Tally]:
    """Tallies by row and proposal, sorted; the order of the statements makes no difference."""
    groups: dict[tuple[str, str], list[Counted]] = {}
    for one in counted:
        groups.setdefault((one.row, one.proposal), []).append(one)
    generator = np.random.default_rng(seed)
    found: dict[tuple[str, str], Tally] = {}
    for key in sorted(groups):
        group = sorted(groups[key], key=lambda one: one.order)
        expected = _levels([one.probabilities for one in group], conditional)
        argmax = _levels([one.chosen for one in group], conditional)
        both = np.stack([expected, argmax], axis=-1)
        drawn = _drawn(expected, generator, draws)
        found[key] = Tally(
            row=key[0],
            proposal=key[1],
            statements=tuple(group),
            exact=Worlds(both.sum(axis=0), (1 - both).prod(axis=0)),
            drawn=Worlds(drawn, drawn == 0),
        )
    return found


def _levels(weights: Sequence[tuple[float, ...]], conditional: Conditional) -> Floats:
    """Each statement's weights for the labels as those for the levels, under the rule."""
    found = np.array(weights)[:, [LABELS.index(level) for level in LEVELS]]
    if conditional is Conditional.SUPPORT:
        found[:, SUPPORT] += found[:, CONDITIONAL]
    if conditional is not Conditional.OWN:
        found[:, CONDITIONAL] = 0.0
    return found


def _drawn(levels: Floats, generator: np.random.Generator, draws: int) -> npt.NDArray[Any]:
    """Counts by level, shape (levels, draws), of labels drawn for every statement."""
    counts = np.zeros((len(LEVELS), draws), dtype=np.min_scalar_type(len(levels)))
    for start in range(0, len(levels), _CHUNK):
        upper = levels[start : start + _CHUNK].cumsum(axis=1)
        point = generator.random((len(upper), draws))
        lower = np.zeros((len(upper), 1))
        for level in range(len(LEVELS)):
            higher = upper[:, level : level + 1]
            hits = ((lower <= point) & (point < higher)).sum(axis=0)
            counts[level] += hits.astype(counts.dtype)
            lower = higher
    return counts
