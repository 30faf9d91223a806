"""Edges of two-mode and one-mode networks: value, sign, spread, and the statements behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import ceil
from typing import Final

import numpy as np

from stance.schema import SIDES
from stance.summary import ties
from stance.summary.intervals import Interval
from stance.summary.matrix import CONDITION_WEIGHT
from stance.summary.options import Count, Mode, NetworkOptions, Normalization, Qualifier
from stance.summary.tallies import (
    ARGMAX,
    CONDITIONAL,
    EXPECTED,
    LEVELS,
    NEUTRAL,
    OPPOSE,
    SUPPORT,
    Floats,
    Tally,
)

TAIL: Final = 0.025
"""What a 95 % interval leaves out on either side."""


class Sign(StrEnum):
    """What an edge says; a conditional is neither positive nor negative."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    NONE = "none"


_CODE_SIGNS: Final = {
    1.0: Sign.POSITIVE,
    2.0: Sign.NEGATIVE,
    4.0: Sign.CONDITIONAL,
    8.0: Sign.NEUTRAL,
}


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
    `statements` are positions; `documents` counts those behind them as a matrix does.
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
class _Profile:
    """All that a node says, by the nodes of the other side, and its sum in every world."""

    tallies: Mapping[str, Tally]
    exact: Floats
    drawn: Floats


def edges_of(
    found: Mapping[tuple[str, str], Tally], options: NetworkOptions, count: Count
) -> tuple[Edge, ...]:
    """The edges of a network, sorted by their ends."""
    world = ARGMAX if count is Count.ARGMAX else EXPECTED
    if options.is_two_mode:
        column = int(options.normalization is Normalization.PROMINENCE)
        profiles = _profiles(found, column)
        return tuple(
            _two_mode_edge(tally, profiles[key[column]], options, world)
            for key, tally in found.items()
        )
    profiles = _profiles(found, int(options.mode is Mode.ONE_MODE_PROPOSALS))
    return tuple(
        _one_mode_edge(ends, profiles[ends[0]], profiles[ends[1]], options, world)
        for ends in combinations(sorted(profiles), 2)
        if profiles[ends[0]].tallies.keys() & profiles[ends[1]].tallies.keys()
    )


def _profiles(found: Mapping[tuple[str, str], Tally], side: int) -> Mapping[str, _Profile]:
    groups: dict[str, dict[str, Tally]] = defaultdict(dict)
    for key, tally in found.items():
        groups[key[side]][key[1 - side]] = tally
    return {
        name: _Profile(
            group,
            np.sum([tally.exact.counts.sum(axis=0) for tally in group.values()], axis=0),
            np.sum(
                [tally.drawn.counts.sum(axis=0, dtype=float) for tally in group.values()], axis=0
            ),
        )
        for name, group in groups.items()
    }


def _two_mode_edge(tally: Tally, node: _Profile, options: NetworkOptions, world: int) -> Edge:
    """`node` is the one whose total divides: the row for activity, the column for prominence."""
    counts = tally.exact.counts
    parts = {str(level): float(counts[number, world]) for number, level in enumerate(LEVELS)}
    if options.qualifier is Qualifier.COMBINE:
        value = ties.code(counts[:, ARGMAX])
        sign = _CODE_SIGNS.get(value, Sign.MIXED)
        exact = np.full(2, value)
        return _edge((tally.row, tally.proposal), exact, None, world, sign, value, parts, [tally])
    plain = options.normalization is Normalization.NO
    exact = ties.divided(
        ties.two_mode_value(tally.exact, options.qualifier), 1.0 if plain else node.exact
    )
    drawn = ties.divided(
        ties.two_mode_value(tally.drawn, options.qualifier), 1.0 if plain else node.drawn
    )
    sign, strength = Sign.NONE, float(exact[world])
    if options.qualifier is Qualifier.SUBTRACT:
        sign = _stance_sign(tally, counts[:, world])
        level = {Sign.CONDITIONAL: CONDITIONAL, Sign.NEUTRAL: NEUTRAL}.get(sign)
        if level is not None:
            strength = float(ties.divided(counts[level], 1.0 if plain else node.exact)[world])
    return _edge((tally.row, tally.proposal), exact, drawn, world, sign, strength, parts, [tally])


def _stance_sign(tally: Tally, counts: Floats) -> Sign:
    """The stance of a tie, told as that of a cell of the matrix is."""
    if not any(one.stance in SIDES for one in tally.statements):
        return Sign.NEUTRAL
    if CONDITION_WEIGHT * counts[CONDITIONAL] > max(counts[SUPPORT], counts[OPPOSE]):
        return Sign.CONDITIONAL
    return _signed(float(counts[SUPPORT] - counts[OPPOSE]))


def _one_mode_edge(
    ends: tuple[str, str], one: _Profile, other: _Profile, options: NetworkOptions, world: int
) -> Edge:
    shared = sorted(one.tallies.keys() & other.tallies.keys())
    a, b = [one.tallies[name] for name in shared], [other.tallies[name] for name in shared]
    exact_a, exact_b = [tally.exact for tally in a], [tally.exact for tally in b]
    drawn_a, drawn_b = [tally.drawn for tally in a], [tally.drawn for tally in b]
    rule, by = options.qualifier, options.normalization
    exact = ties.divided(
        ties.one_mode_value(exact_a, exact_b, rule),
        ties.one_mode_norm(exact_a, exact_b, one.exact, other.exact, by),
    )
    drawn = ties.divided(
        ties.one_mode_value(drawn_a, drawn_b, rule),
        ties.one_mode_norm(drawn_a, drawn_b, one.drawn, other.drawn, by),
    )
    parts = {
        str(Qualifier.CONGRUENCE): float(ties.congruence(exact_a, exact_b)[world]),
        str(Qualifier.CONFLICT): float(ties.conflict(exact_a, exact_b)[world]),
    }
    value = float(exact[world])
    signs = {
        Qualifier.IGNORE: Sign.NONE,
        Qualifier.CONGRUENCE: Sign.POSITIVE,
        Qualifier.CONFLICT: Sign.NEGATIVE,
    }
    sign = signs.get(rule) or _signed(value)
    return _edge(ends, exact, drawn, world, sign, value, parts, [*a, *b])


def _signed(value: float) -> Sign:
    if value == 0:
        return Sign.MIXED
    return Sign.POSITIVE if value > 0 else Sign.NEGATIVE


def _edge(
    ends: tuple[str, str],
    exact: Floats,
    drawn: Floats | None,
    world: int,
    sign: Sign,
    strength: float,
    parts: Mapping[str, float],
    behind: Sequence[Tally],
) -> Edge:
    statements = [one for tally in behind for one in tally.statements]
    expected = float(exact[EXPECTED])
    return Edge(
        source=ends[0],
        target=ends[1],
        value=float(exact[world]),
        expected=expected,
        argmax=float(exact[ARGMAX]),
        interval=None if drawn is None else _spread(drawn, expected),
        sign=sign,
        strength=abs(strength),
        parts=parts,
        statements=tuple(sorted(one.number for one in statements)),
        documents=len({one.story for one in statements}),
    )


def _spread(drawn: Floats, expected: float) -> Interval:
    """The smallest and largest value that leave no more than `TAIL` of the draws outside."""
    values = np.sort(drawn)
    low = float(values[ceil(TAIL * len(values)) - 1])
    high = float(values[ceil((1 - TAIL) * len(values)) - 1])
    return Interval(min(low, expected), max(high, expected))
