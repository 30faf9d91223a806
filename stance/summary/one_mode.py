"""One-mode networks: what two actors share on proposals, or two proposals through actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from stance.summary import formulas
from stance.summary.edges import WORLD, Edge, Meaning, Sign, Values, edge, signed
from stance.summary.options import Count, Mode, NetworkOptions, Qualifier
from stance.summary.tallies import Floats, Tally, Worlds

_SIGNS: Final = {
    Qualifier.IGNORE: Sign.NONE,
    Qualifier.CONGRUENCE: Sign.POSITIVE,
    Qualifier.CONFLICT: Sign.NEGATIVE,
}


@dataclass(frozen=True, slots=True)
class _Profile:
    """All that a node says: its tallies by the nodes of the other side, and their sums.

    Counts are stacked to shape (tallies, levels, worlds); `place` tells which tally is where.
    """

    name: str
    tallies: Mapping[str, Tally]
    place: Mapping[str, int]
    exact: Worlds
    drawn: Worlds
    exact_total: Floats
    drawn_total: Floats


def one_mode_edges(
    found: Mapping[tuple[str, str], Tally], options: NetworkOptions, count: Count
) -> Iterator[Edge]:
    """An edge for each two nodes that share a node of the other side, sorted by their ends."""
    side = int(options.mode is Mode.ONE_MODE_PROPOSALS)
    groups: dict[str, dict[str, Tally]] = defaultdict(dict)
    for key, tally in found.items():
        groups[key[side]][key[1 - side]] = tally
    profiles = [_profile(name, groups[name]) for name in sorted(groups)]
    for one, other in combinations(profiles, 2):
        shared = sorted(one.tallies.keys() & other.tallies.keys())
        if shared:
            yield _edge(one, other, shared, options, count)


def _profile(name: str, group: Mapping[str, Tally]) -> _Profile:
    exact = _stacked([tally.exact for tally in group.values()])
    drawn = _stacked([tally.drawn for tally in group.values()])
    return _Profile(
        name=name,
        tallies=group,
        place={other: number for number, other in enumerate(group)},
        exact=exact,
        drawn=drawn,
        exact_total=exact.counts.sum(axis=(0, 1), dtype=float),
        drawn_total=drawn.counts.sum(axis=(0, 1), dtype=float),
    )


def _stacked(parts: Sequence[Worlds]) -> Worlds:
    return Worlds(
        np.stack([part.counts for part in parts]), np.stack([part.absent for part in parts])
    )


def _edge(
    one: _Profile, other: _Profile, shared: Sequence[str], options: NetworkOptions, count: Count
) -> Edge:
    here, there = [one.place[name] for name in shared], [other.place[name] for name in shared]
    a, b = _at(one.exact, here), _at(other.exact, there)
    values = Values(
        _value(a, b, one.exact_total, other.exact_total, options),
        _value(
            _at(one.drawn, here),
            _at(other.drawn, there),
            one.drawn_total,
            other.drawn_total,
            options,
        ),
    )
    world = WORLD[count]
    value = float(values.exact[world])
    return edge(
        one.name,
        other.name,
        values,
        Meaning(_SIGNS.get(options.qualifier) or signed(value), value),
        parts={
            str(Qualifier.CONGRUENCE): float(formulas.congruence(a, b)[world]),
            str(Qualifier.CONFLICT): float(formulas.conflict(a, b)[world]),
        },
        behind=[node.tallies[name] for node in (one, other) for name in shared],
        count=count,
    )


def _at(worlds: Worlds, places: Sequence[int]) -> Worlds:
    return Worlds(worlds.counts[places].astype(float), worlds.absent[places])


def _value(
    a: Worlds, b: Worlds, total_a: Floats, total_b: Floats, options: NetworkOptions
) -> Floats:
    return formulas.divided(
        formulas.one_mode_value(a, b, options.qualifier),
        formulas.one_mode_norm(a, b, total_a, total_b, options.normalization),
    )
