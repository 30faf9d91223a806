"""Two-mode and one-mode networks of stances, in DNA's terms, from certain or uncertain labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.schema import ScoredStatement, Stance
from stance.summary.counting import Counted, LeftOut, Selection, row_of, select
from stance.summary.edges import Edge, edges_of
from stance.summary.options import Conditional, Counting, Mode, NetworkOptions, RowGroup
from stance.summary.tallies import tallies

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


def network(
    statements: Sequence[ScoredStatement],
    options: NetworkOptions | None = None,
    counting: Counting | None = None,
) -> Network:
    """The network of the statements that count."""
    options, counting = options or NetworkOptions(), counting or Counting()
    return network_of(for_network(statements, options, counting), statements, options, counting)


def for_network(
    statements: Sequence[ScoredStatement], options: NetworkOptions, counting: Counting
) -> Selection:
    """The statements that count, without the most probably conditional where those are excluded."""
    selection = select(statements, counting)
    if options.conditional is not Conditional.EXCLUDE:
        return selection
    excluded = tuple(one.number for one in selection.counted if one.stance is Stance.CONDITIONAL)
    return Selection(
        tuple(one for one in selection.counted if one.stance is not Stance.CONDITIONAL),
        {**selection.left_out, **({LeftOut.CONDITIONAL: excluded} if excluded else {})},
    )


def network_of(
    selection: Selection,
    statements: Sequence[ScoredStatement],
    options: NetworkOptions,
    counting: Counting,
) -> Network:
    """The network of a selection or of a part of one; `statements` are all that were read."""
    found = tallies(selection.counted, options.conditional, draws=options.draws, seed=options.seed)
    asked = counting.proposals
    known = [item for item in statements if not asked or item.statement.proposal in asked]
    return Network(
        options=options,
        counting=counting,
        nodes=_nodes(selection.counted, known, options, counting.group),
        edges=edges_of(found, options, counting.count),
        left_out=selection.left_out,
    )


def _nodes(
    counted: Sequence[Counted],
    known: Sequence[ScoredStatement],
    options: NetworkOptions,
    group: RowGroup,
) -> tuple[Node, ...]:
    rows = Counter(one.row for one in counted)
    proposals = Counter(one.proposal for one in counted)
    if options.isolates:
        rows.update({row_of(item, group): 0 for item in known})
        proposals.update({item.statement.proposal: 0 for item in known})
    kinds = _commonest(known, group, RowGroup.KIND)
    countries = _commonest(known, group, RowGroup.COUNTRY)
    found: list[Node] = []
    if options.mode is not Mode.ONE_MODE_PROPOSALS:
        found += [
            Node(name, str(group), rows[name], kinds.get(name, ""), countries.get(name, ""))
            for name in sorted(filter(None, rows))
        ]
    if options.mode is not Mode.ONE_MODE_ACTORS:
        found += [Node(name, PROPOSAL, proposals[name]) for name in sorted(filter(None, proposals))]
    return tuple(found)


def _commonest(
    known: Sequence[ScoredStatement], group: RowGroup, attribute: RowGroup
) -> Mapping[str, str]:
    """The kind or country that the statements of each actor name most often.

    The rows of a grouping by country have a country and no kind, and the reverse.
    """
    if group is not RowGroup.ACTOR and group is not attribute:
        return {}
    counts: dict[str, Counter[str]] = {}
    for item in known:
        value = row_of(item, attribute)
        if value:
            counts.setdefault(row_of(item, group), Counter())[value] += 1
    return {
        row: min(counter, key=lambda value: (-counter[value], value))
        for row, counter in counts.items()
    }
