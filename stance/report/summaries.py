"""Matrix, changes and networks as plain rows: one JSON object or one CSV line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from stance.report.graphs import part_names
from stance.schema import LABELS, ScoredStatement
from stance.summary.counted import commonest
from stance.summary.edges import Edge
from stance.summary.matrix import Cell, Matrix
from stance.summary.network import Network
from stance.summary.options import RowGroup
from stance.summary.periods import Change

UNDATED: Final = "undated"
"""Stands for the period of statements whose date tells none."""

COLUMNS: Final[Mapping[RowGroup, str]] = {
    RowGroup.ACTOR: "actor",
    RowGroup.KIND: "actor_kind",
    RowGroup.COUNTRY: "country",
}
"""What a column is called, as in the answers of `stance predict`."""

Row = dict[str, Any]
Matrices = Mapping[str, Matrix]
"""Matrices by period; the name of a matrix of all periods is empty."""

Networks = Mapping[str, Network]
"""Networks by period or window; the name of a network of all statements is empty."""


def matrix_columns(group: RowGroup, *, periods: bool) -> list[str]:
    """The keys of `matrix_rows`, as the columns of a CSV file."""
    row = [COLUMNS[group], *([] if group is not RowGroup.ACTOR else ["actor_kind", "country"])]
    return [
        *(["period"] if periods else []),
        *(*row, "proposal", "stance", "position", "low", "high", "n", "documents"),
        *(f"p_{label}" for label in LABELS),
        *("contradicts", "statements", "supporting", "opposing"),
    ]


def matrix_rows(
    matrices: Matrices, statements: Sequence[ScoredStatement], group: RowGroup
) -> Iterable[Row]:
    """A row for each cell of each matrix.

    `position` is P(support) − P(oppose), from -1 to 1, `low` and `high` its 95 % interval.
    `statements`, `supporting` and `opposing` are lists of statement ids.
    """
    attributes = {}
    if group is RowGroup.ACTOR:
        attributes = {
            COLUMNS[name]: commonest(statements, group, name)
            for name in (RowGroup.KIND, RowGroup.COUNTRY)
        }
    for period, matrix in matrices.items():
        for cell in matrix.cells.values():
            yield {
                **({"period": period} if period else {}),
                COLUMNS[group]: cell.actor,
                **{name: known.get(cell.actor, "") for name, known in attributes.items()},
                "proposal": cell.proposal,
                **_position(cell),
                "n": len(cell.statements),
                "documents": cell.documents,
                "probabilities": {str(label): cell.probabilities[label] for label in LABELS},
                "contradicts": cell.contradicts,
                "statements": _ids(cell.statements, statements),
                "supporting": _ids(cell.supporting, statements),
                "opposing": _ids(cell.opposing, statements),
            }


def change_columns(group: RowGroup) -> list[str]:
    """The keys of `change_rows`."""
    position = ("stance", "position", "low", "high")
    return [
        *(COLUMNS[group], "proposal"),
        *(f"{key}_{side}" for side in ("before", "after") for key in ("period", *position)),
        *("difference", "low", "high", "is_clear", "statements_before", "statements_after"),
    ]


def change_rows(
    changes: Iterable[Change], statements: Sequence[ScoredStatement], group: RowGroup
) -> Iterable[Row]:
    """A row for each change: both sides with their statements' ids, and how far it went."""
    for change in changes:
        sides = {
            "before": {"period": change.period_before, **_position(change.before)},
            "after": {"period": change.period_after, **_position(change.after)},
        }
        yield {
            COLUMNS[group]: change.actor,
            "proposal": change.proposal,
            **{f"{key}_{side}": value for side in sides for key, value in sides[side].items()},
            "difference": change.difference,
            "low": change.interval.low,
            "high": change.interval.high,
            "is_clear": change.is_clear,
            "statements_before": _ids(change.before.statements, statements),
            "statements_after": _ids(change.after.statements, statements),
        }


def edge_columns(networks: Networks) -> list[str]:
    """The keys of `edge_rows`; `source` and `target` are those that Gephi imports edges by."""
    parts = dict.fromkeys(name for network in networks.values() for name in part_names(network))
    return [
        *(["period"] if "" not in networks else []),
        *("source", "target", "value", "low", "high", "expected", "argmax", "sign", "strength"),
        *parts,
        *("n", "documents", "statements"),
    ]


def edge_rows(networks: Networks, statements: Sequence[ScoredStatement]) -> Iterable[Row]:
    """A row for each edge of each network, those of value 0 too."""
    for period, network in networks.items():
        for edge in network.edges:
            yield {**({"period": period} if period else {}), **_edge(edge, statements)}


def node_rows(networks: Networks) -> Iterable[Row]:
    """A row for each node of each network."""
    for period, network in networks.items():
        for node in network.nodes:
            yield {
                **({"period": period} if period else {}),
                "node": node.name,
                "variable": node.variable,
                "frequency": node.frequency,
                "kind": node.kind,
                "country": node.country,
            }


def flat(row: Row, columns: Sequence[str]) -> list[Any]:
    """A row as the cells of a CSV line; lists stay JSON within their cell."""
    values = {**row, **{f"p_{key}": value for key, value in row.get("probabilities", {}).items()}}
    return [_cell(values[column]) for column in columns]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _position(cell: Cell) -> Row:
    return {
        "stance": str(cell.stance),
        "position": cell.position,
        "low": cell.interval.low,
        "high": cell.interval.high,
    }


def _edge(edge: Edge, statements: Sequence[ScoredStatement]) -> Row:
    return {
        "source": edge.source,
        "target": edge.target,
        "value": edge.value,
        "low": edge.interval and edge.interval.low,
        "high": edge.interval and edge.interval.high,
        "expected": edge.expected,
        "argmax": edge.argmax,
        "sign": str(edge.sign),
        "strength": edge.strength,
        **edge.parts,
        "n": len(edge.statements),
        "documents": edge.documents,
        "statements": _ids(edge.statements, statements),
    }


def _ids(numbers: Iterable[int], statements: Sequence[ScoredStatement]) -> list[str]:
    return [statements[number].statement.id for number in numbers]
