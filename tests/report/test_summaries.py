from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from stance.report.rows import csv_lines, json_line
from stance.report.summaries import (
    change_columns,
    change_rows,
    edge_columns,
    edge_rows,
    flat,
    matrix_columns,
    matrix_rows,
    node_rows,
)
from stance.schema import LABELS, ScoredStatement, Stance
from stance.summary.matrix import summarise
from stance.summary.network import network_from
from stance.summary.options import Counting, Mode, NetworkOptions, Qualifier, RowGroup, Unit
from stance.summary.periods import changes, timeline

Said = Callable[..., ScoredStatement]


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    where = {"actor_kind": "person", "country": "Norland"}
    return [
        said("Brenn", "x", (0.7, 0.2, 0.1, 0, 0), id="s1", date="2030", **where),
        said("Brenn", "x", (0.2, 0.8, 0.0, 0, 0), id="s2", date="2030", quote="but"),
        said("Brenn", "x", (0.0, 1.0, 0.0, 0, 0), id="s3", date="2031", quote="never, ever"),
        said("Vask", "x", Stance.NEUTRAL, id="s4"),
    ]


def test_a_cells_row(items: list[ScoredStatement]) -> None:
    matrix = summarise(items[:2])
    (row,) = matrix_rows({"": matrix}, items, RowGroup.ACTOR)
    cell = matrix.cells["Brenn", "x"]
    assert row == {
        "actor": "Brenn",
        "actor_kind": "person",
        "country": "Norland",
        "proposal": "x",
        "stance": "oppose",
        "position": pytest.approx(-0.05),
        "low": cell.interval.low,
        "high": cell.interval.high,
        "n": 2,
        "documents": 2,
        "probabilities": {str(label): cell.probabilities[label] for label in LABELS},
        "contradicts": True,
        "statements": ["s1", "s2"],
        "supporting": ["s1"],
        "opposing": ["s2"],
    }
    assert json.loads(json_line(row)) == row


def test_an_actor_is_of_one_country_in_matrix_and_network(said: Said) -> None:
    items = [
        said("Brenn", proposal, Stance.SUPPORT, country=country, actor_kind=kind, document=document)
        for proposal, country, kind, document in (
            *(("x", "Sudland", "group", "a"), ("y", "Norland", "person", "b")),
            ("y", "Norland", "person", "c"),
        )
    ]
    asked = Counting(proposals=("x",))
    (row,) = matrix_rows({"": summarise(items, asked)}, items, RowGroup.ACTOR)
    node = network_from(items, counting=asked).nodes[0]
    assert (row["actor_kind"], row["country"]) == (node.kind, node.country)
    assert node.country == "Norland"


@pytest.mark.parametrize("group", RowGroup)
@pytest.mark.parametrize("periods", [False, True])
def test_rows_have_the_columns_of_their_csv(
    group: RowGroup, periods: bool, items: list[ScoredStatement]
) -> None:
    matrix = summarise(items, Counting(group=group))
    columns = matrix_columns(group, periods=periods)
    rows = list(matrix_rows({"2030" if periods else "": matrix}, items, group))
    assert rows
    for row in rows:
        named = dict(zip(columns, flat(row, columns), strict=True))
        assert list(named) == [
            *(
                key
                for key in row
                if key != "probabilities"
                and list(row).index(key) < list(row).index("probabilities")
            ),
            *(f"p_{label}" for label in LABELS),
            *("contradicts", "statements", "supporting", "opposing"),
        ]
        assert json.loads(named["statements"]) == row["statements"]
        assert named["contradicts"] in {"true", "false"}
        assert csv_lines([list(named.values())]).count("\n") == 1


def test_a_changes_row(items: list[ScoredStatement]) -> None:
    later = timeline([items[0], items[2]], Unit.YEAR)
    (row,) = change_rows(changes(later), [items[0], items[2]], RowGroup.ACTOR)
    assert list(row) == change_columns(RowGroup.ACTOR)
    assert (row["period_before"], row["period_after"]) == ("2030", "2031")
    assert (row["stance_before"], row["stance_after"]) == ("support", "oppose")
    assert row["difference"] == pytest.approx(-1.5)
    assert row["low"] <= row["difference"] <= row["high"]
    assert (row["statements_before"], row["statements_after"]) == (["s1"], ["s3"])
    assert row["is_clear"] is False


@pytest.mark.parametrize("mode", Mode)
def test_an_edges_row(mode: Mode, items: list[ScoredStatement]) -> None:
    found = network_from(items, NetworkOptions(mode))
    rows = list(edge_rows({"": found}, items))
    assert len(rows) == len(found.edges)
    for row, edge in zip(rows, found.edges, strict=True):
        assert list(row) == edge_columns({"": found})
        assert (row["source"], row["target"], row["value"]) == (
            *(edge.source, edge.target, edge.value),
        )
        assert row["n"] == len(row["statements"])
    named = edge_rows({"2030": found}, items)
    assert [list(row) for row in named] == [edge_columns({"2030": found})] * len(rows)


def test_a_code_has_no_interval(items: list[ScoredStatement]) -> None:
    found = network_from(items, NetworkOptions(qualifier=Qualifier.COMBINE))
    row = next(iter(edge_rows({"": found}, items)))
    assert (row["low"], row["high"]) == (None, None)
    assert flat(row, edge_columns({"": found}))[3] is None


def test_nodes_rows(items: list[ScoredStatement]) -> None:
    found = network_from(items)
    rows = list(node_rows({"": found}))
    assert rows[0] == {
        "node": "Brenn",
        "variable": "actor",
        "frequency": 3,
        "kind": "person",
        "country": "Norland",
    }
    assert [row["node"] for row in rows] == ["Brenn", "Vask", "x"]
