"""Two-mode networks: what each actor says on each proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.schema import SIDES
from stance.summary import formulas
from stance.summary.edges import WORLD, Edge, Meaning, Sign, Values, edge, signed
from stance.summary.matrix import CONDITION_WEIGHT
from stance.summary.options import Count, NetworkOptions, Normalization, Qualifier
from stance.summary.tallies import (
    ARGMAX,
    CONDITIONAL,
    LEVELS,
    NEUTRAL,
    OPPOSE,
    SUPPORT,
    Floats,
    Tally,
)

_LEVEL_SIGNS: Final = {CONDITIONAL: Sign.CONDITIONAL, NEUTRAL: Sign.NEUTRAL}
_CODE_SIGNS: Final = {
    1.0: Sign.POSITIVE,
    2.0: Sign.NEGATIVE,
    4.0: Sign.CONDITIONAL,
    8.0: Sign.NEUTRAL,
}


def two_mode_edges(
    found: Mapping[tuple[str, str], Tally], options: NetworkOptions, count: Count
) -> Iterator[Edge]:
    """An edge for each actor and proposal between which there are statements, sorted."""
    if options.qualifier is Qualifier.COMBINE:
        yield from (_code_edge(tally, count) for tally in found.values())
        return
    norms = _norms(found, options.normalization)
    for key, tally in found.items():
        yield _value_edge(tally, norms[key], options.qualifier, count)


@dataclass(frozen=True, slots=True)
class _Norm:
    """What an edge is divided by in the exact and in the drawn worlds."""

    exact: Floats | float = 1.0
    drawn: Floats | float = 1.0


def _norms(
    found: Mapping[tuple[str, str], Tally], normalization: Normalization
) -> Mapping[tuple[str, str], _Norm]:
    """All that the actor says (activity) or all that is said on the proposal (prominence)."""
    if normalization is Normalization.NO:
        return dict.fromkeys(found, _Norm())
    side = int(normalization is Normalization.PROMINENCE)
    groups: dict[str, list[Tally]] = defaultdict(list)
    for key, tally in found.items():
        groups[key[side]].append(tally)
    totals = {
        name: _Norm(
            np.sum([tally.exact.counts.sum(axis=0) for tally in group], axis=0),
            np.sum([tally.drawn.counts.sum(axis=0) for tally in group], axis=0, dtype=float),
        )
        for name, group in groups.items()
    }
    return {key: totals[key[side]] for key in found}


def _value_edge(tally: Tally, norm: _Norm, qualifier: Qualifier, count: Count) -> Edge:
    values = Values(
        formulas.divided(formulas.two_mode_value(tally.exact, qualifier), norm.exact),
        formulas.divided(formulas.two_mode_value(tally.drawn, qualifier), norm.drawn),
    )
    world = WORLD[count]
    sign, size = Sign.NONE, values.exact
    if qualifier is Qualifier.SUBTRACT:
        sign = _stance_sign(tally, tally.exact.counts[:, world])
        for level, its_sign in _LEVEL_SIGNS.items():
            if sign is its_sign:
                size = formulas.divided(tally.exact.counts[level], norm.exact)
    meaning = Meaning(sign, float(size[world]))
    return edge(tally.row, tally.proposal, values, meaning, _parts(tally, count), [tally], count)


def _stance_sign(tally: Tally, counts: Floats) -> Sign:
    """The stance of a tie, as a cell tells it, but over neutral statements too, as its value is."""
    if not any(one.stance in SIDES for one in tally.statements):
        return Sign.NEUTRAL
    if CONDITION_WEIGHT * counts[CONDITIONAL] > max(counts[SUPPORT], counts[OPPOSE]):
        return Sign.CONDITIONAL
    return signed(float(counts[SUPPORT] - counts[OPPOSE]))


def _code_edge(tally: Tally, count: Count) -> Edge:
    """DNA's `combine`: a code is of stances that somebody has, so that it takes arg-max counts."""
    code = formulas.code(tally.exact.counts[:, ARGMAX])
    meaning = Meaning(_CODE_SIGNS.get(code, Sign.MIXED), code)
    values = Values(np.full(2, code), None)
    return edge(tally.row, tally.proposal, values, meaning, _parts(tally, count), [tally], count)


def _parts(tally: Tally, count: Count) -> Mapping[str, float]:
    counts = tally.exact.counts[:, WORLD[count]].tolist()
    return {str(level): value for level, value in zip(LEVELS, counts, strict=True)}
