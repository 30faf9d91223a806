"""Two-mode and one-mode networks of stances, in DNA's terms, from certain or uncertain labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.schema import ScoredStatement, Stance
from stance.summary.counted import Counted, commonest, row_of
from stance.summary.counting import LeftOut, Selection, select
from stance.summary.edges import Edge
from stance.summary.one_mode import one_mode_edges
from stance.summary.options import (
    Conditional,
    Counting,
    Mode,
    NetworkOptions,
    Qualifier,
    RowGroup,
)
from stance.summary.tallies import tallies
from stance.summary.two_mode import two_mode_edges

PROPOSAL: Final = "proposal"
"""The `variable` of a proposal's node; that of the others is the group that makes the rows."""


@dataclass(frozen=True, slots=True)
class Node:
    """An actor (country, kind) or a proposal.

    `variable` says which, by DNA's name for it. `frequency` is the number of statements that
    count, 0 for an isolate. `kind` and `country` are those that its statements name most often.
    """

    name: str
    variable: str
    frequency: int
    kind: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes, actors before proposals and each by name; edges by their ends.

    A one-mode edge stands once. An edge is there where there are statements, even if its value
    is 0. `left_out` are positions of statements by reason.
    """

    options: NetworkOptions
    counting: Counting
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: Mapping[LeftOut, tuple[int, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the rows of the matrix: the actors, or in a one-mode network all nodes."""
        one_mode = not self.options.is_two_mode
        return tuple(node.name for node in self.nodes if one_mode or node.variable != PROPOSAL)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns: the proposals, or in a one-mode network all nodes."""
        one_mode = not self.options.is_two_mode
        return tuple(node.name for node in self.nodes if one_mode or node.variable == PROPOSAL)

    def matrix(self) -> npt.NDArray[np.float64]:
        """Values by `rows` and `columns`; in one-mode symmetric with an empty diagonal."""
        row = {name: number for number, name in enumerate(self.rows)}
        column = {name: number for number, name in enumerate(self.columns)}
        found = np.zeros((len(row), len(column)))
        for edge in self.edges:
            found[row[edge.source], column[edge.target]] = edge.value
            if not self.options.is_two_mode:
                found[row[edge.target], column[edge.source]] = edge.value
        return found


def network_from(
    statements: Sequence[ScoredStatement],
    options: NetworkOptions | None = None,
    counting: Counting | None = None,
) -> Network:
    """The network of the statements that count."""
    options, counting = options or NetworkOptions(), counting or Counting()
    selection = select_for(statements, options, counting)
    return network_of(selection, known(statements, counting), options, counting)


def select_for(
    statements: Sequence[ScoredStatement], options: NetworkOptions, counting: Counting
) -> Selection:
    """The statements that count in a network.

    Where conditionals are excluded, those most probably conditional are left out; where the
    qualifier is ignored, statements of any stance are duplicates of one another, as in DNA.
    """

    def level(stance: Stance) -> str:
        if options.qualifier is Qualifier.IGNORE:
            return ""
        if stance is Stance.CONDITIONAL and options.conditional is Conditional.SUPPORT:
            return str(Stance.SUPPORT)
        return str(stance)

    selection = select(statements, counting, level)
    if options.conditional is not Conditional.EXCLUDE:
        return selection
    excluded = tuple(one.number for one in selection.counted if one.stance is Stance.CONDITIONAL)
    return Selection(
        tuple(one for one in selection.counted if one.stance is not Stance.CONDITIONAL),
        {**selection.left_out, **({LeftOut.CONDITIONAL: excluded} if excluded else {})},
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What all the statements that were read tell of the nodes, whether they count or not."""

    rows: frozenset[str]
    proposals: frozenset[str]
    kinds: Mapping[str, str]
    countries: Mapping[str, str]


def known(statements: Sequence[ScoredStatement], counting: Counting) -> Known:
    """Names of the statements on the proposals that are asked for; kinds and countries of all."""
    asked = counting.proposals
    items = [item for item in statements if not asked or item.statement.proposal in asked]
    return Known(
        rows=frozenset(row_of(item, counting.group) for item in items) - {""},
        proposals=frozenset(item.statement.proposal for item in items) - {""},
        kinds=commonest(statements, counting.group, RowGroup.KIND),
        countries=commonest(statements, counting.group, RowGroup.COUNTRY),
    )


def network_of(
    selection: Selection, known: Known, options: NetworkOptions, counting: Counting
) -> Network:
    """The network of a selection, or of a part of one."""
    found = tallies(selection.counted, options.conditional, draws=options.draws, seed=options.seed)
    edges = two_mode_edges if options.is_two_mode else one_mode_edges
    return Network(
        options=options,
        counting=counting,
        nodes=_nodes(selection.counted, known, options, counting.group),
        edges=tuple(edges(found, options, counting.count)),
        left_out=selection.left_out,
    )


def _nodes(
    counted: Sequence[Counted], known: Known, options: NetworkOptions, group: RowGroup
) -> tuple[Node, ...]:
    rows = Counter(one.row for one in counted)
    proposals = Counter(one.proposal for one in counted)
    found: list[Node] = []
    if options.mode is not Mode.ONE_MODE_PROPOSALS:
        found += [
            Node(
                name,
                str(group),
                rows[name],
                known.kinds.get(name, ""),
                known.countries.get(name, ""),
            )
            for name in sorted(known.rows if options.isolates else rows)
        ]
    if options.mode is not Mode.ONE_MODE_ACTORS:
        found += [
            Node(name, PROPOSAL, proposals[name])
            for name in sorted(known.proposals if options.isolates else proposals)
        ]
    return tuple(found)
