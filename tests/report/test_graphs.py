from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.report.graphs import (
    EDGE_KEYS,
    LEAST,
    NAMESPACE,
    NODE_KEYS,
    dna_matrix,
    drawn_edges,
    graphml,
    part_names,
)
from stance.schema import ScoredStatement, Stance
from stance.summary.network import Network, network_from
from stance.summary.options import (
    Count,
    Counting,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
)

networkx: Any = pytest.importorskip("networkx")

Said = Callable[..., ScoredStatement]

READ_AS: dict[str, Callable[[str], object]] = {"string": str, "int": int, "double": float}
# What Gephi takes for a property of the node or edge itself (gephi, ImporterGraphML.java).
GEPHI = {
    "node": {"label", "d3", "x", "y", "xpos", "ypos", "z", "size", "r", "g", "b"},
    "edge": {"label", "edgelabel", "d7", "weight", "Edge Weight", "id", "edgeid", "r", "g", "b"},
}


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    return [
        said("Brenn & Co. <Ltd>", "x", (0.7, 0.1, 0.1, 0.1, 0), id="s1", actor_kind="group"),
        said("Brenn & Co. <Ltd>", "y", (0.1, 0.1, 0.7, 0.1, 0), id="s2", country="Norland"),
        said("Vask", "x", (0.1, 0.7, 0.1, 0.1, 0), id="s3", document="d"),
        said("Vask", "x", (0.1, 0.6, 0.2, 0.1, 0), id="s4", document="d", quote="again"),
        said("Odile", "y", (0.05, 0.05, 0.1, 0.8, 0), id="s5"),
        said("Nobody", "z", Stance.UNRELATED, id="s6"),
    ]


def structure(text: str) -> None:
    """What Gephi would warn of or pass over, and what the format forbids."""
    root = ElementTree.fromstring(text)
    tag = f"{{{NAMESPACE}}}"
    assert root.tag == f"{tag}graphml"
    assert "yfiles" not in text
    keys: dict[str, tuple[str, str]] = {}
    for key in root.iter(f"{tag}key"):
        assert set(key.attrib) == {"id", "for", "attr.name", "attr.type"}
        side, name = key.attrib["for"], key.attrib["id"]
        assert name not in keys
        assert key.attrib["attr.name"] == name
        assert name not in GEPHI[side] or name in {"label", "weight"}
        keys[name] = (side, key.attrib["attr.type"])
    (graph,) = root.iter(f"{tag}graph")
    assert graph.attrib["edgedefault"] == "undirected"
    assert {child.tag for child in graph} <= {f"{tag}node", f"{tag}edge"}
    ids = [node.attrib["id"] for node in graph.iter(f"{tag}node")]
    assert len(ids) == len(set(ids))
    ends = set()
    for edge in graph.iter(f"{tag}edge"):
        pair = frozenset((edge.attrib["source"], edge.attrib["target"]))
        assert pair <= set(ids)
        assert len(pair) == 2
        assert pair not in ends
        ends.add(pair)
    for element in graph:
        side = element.tag.removeprefix(tag)
        for data in element.iter(f"{tag}data"):
            assert keys[data.attrib["key"]][0] == side
            assert data.text
            value = READ_AS[keys[data.attrib["key"]][1]](data.text)
            assert data.attrib["key"] != "weight" or (isinstance(value, float) and value > 0)


def read(text: str) -> Any:
    return networkx.parse_graphml(text)


@pytest.mark.parametrize("isolates", [False, True])
@pytest.mark.parametrize(
    ("mode", "qualifier"),
    [
        (Mode.TWO_MODE, Qualifier.SUBTRACT),
        (Mode.TWO_MODE, Qualifier.COMBINE),
        (Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE),
        (Mode.ONE_MODE_PROPOSALS, Qualifier.SUBTRACT),
    ],
)
def test_networkx_reads_the_same_network(
    mode: Mode, qualifier: Qualifier, isolates: bool, items: list[ScoredStatement]
) -> None:
    found = network_from(items, NetworkOptions(mode, qualifier, isolates=isolates))
    text = graphml(found, items)
    structure(text)
    graph = read(text)
    assert not graph.is_directed()
    nodes = {(data["name"], data["variable"]): data for _, data in graph.nodes(data=True)}
    assert len(nodes) == len(found.nodes) == graph.number_of_nodes()
    for node in found.nodes:
        data = nodes[node.name, node.variable]
        assert data["label"] == node.name
        assert data["frequency"] == node.frequency
        assert (data.get("kind", ""), data.get("country", "")) == (node.kind, node.country)
    edges = {}
    for source, target, data in graph.edges(data=True):
        edges[frozenset((graph.nodes[source]["name"], graph.nodes[target]["name"]))] = data
    drawn = drawn_edges(found)
    assert len(edges) == len(drawn) == graph.number_of_edges()
    for edge in drawn:
        data = edges[frozenset((edge.source, edge.target))]
        assert data["weight"] == pytest.approx(edge.strength, abs=1e-6)
        assert data["value"] == pytest.approx(edge.value, abs=1e-6)
        assert data["expected"] == pytest.approx(edge.expected, abs=1e-6)
        assert data["argmax"] == pytest.approx(edge.argmax, abs=1e-6)
        if edge.interval:
            bounds = (edge.interval.low, edge.interval.high)
            assert (data["low"], data["high"]) == pytest.approx(bounds, abs=1e-6)
        assert ("low" in data) is (edge.interval is not None)
        assert (data["sign"], data["n"]) == (edge.sign, len(edge.statements))
        assert data["documents"] == edge.documents
        ids = [items[number].statement.id for number in edge.statements]
        assert data["statements"].split("; ") == ids
        for name in part_names(found):
            assert data[name] == pytest.approx(edge.parts[name], abs=1e-6)


def test_igraph_reads_the_same_network(items: list[ScoredStatement], tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    found = network_from(items, NetworkOptions(Mode.TWO_MODE, Qualifier.SUBTRACT))
    path = tmp_path / "debate.graphml"
    path.write_text(graphml(found, items), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(path))
    assert not graph.is_directed()
    names = [(node.name, node.variable) for node in found.nodes]
    assert list(zip(graph.vs["name"], graph.vs["variable"], strict=True)) == names
    ends = [frozenset(graph.vs[at]["name"] for at in edge.tuple) for edge in graph.es]
    drawn = drawn_edges(found)
    assert ends == [frozenset((edge.source, edge.target)) for edge in drawn]
    assert graph.es["weight"] == pytest.approx([edge.strength for edge in drawn], abs=1e-6)
    assert graph.es["value"] == pytest.approx([edge.value for edge in drawn], abs=1e-6)


def test_every_key_is_declared_even_where_nothing_uses_it() -> None:
    text = graphml(network_from([]), [])
    structure(text)
    root = ElementTree.fromstring(text)
    names = {key.attrib["id"] for key in root if key.tag.endswith("key")}
    assert names == {*NODE_KEYS, *EDGE_KEYS, "support", "oppose", "conditional", "neutral"}


def test_a_conditional_and_a_neutral_edge_are_drawn(items: list[ScoredStatement]) -> None:
    found = network_from(items, NetworkOptions(), Counting(count=Count.ARGMAX))
    graph = read(graphml(found, items))
    signs = {
        (graph.nodes[source]["name"], graph.nodes[target]["name"]): (
            data["sign"],
            data["value"],
            data["weight"],
        )
        for source, target, data in graph.edges(data=True)
    }
    assert signs == {
        ("Brenn & Co. <Ltd>", "x"): ("positive", 1.0, 1.0),
        ("Brenn & Co. <Ltd>", "y"): ("conditional", 0.0, 1.0),
        ("Odile", "y"): ("neutral", 0.0, 1.0),
        ("Vask", "x"): ("negative", -2.0, 2.0),
    }


def test_what_is_worth_nothing_is_not_drawn(said: Said) -> None:
    items = [said("A", "x", Stance.SUPPORT), said("A", "x", Stance.OPPOSE, quote="no")]
    found = network_from(items)
    assert len(found.edges) == 1
    assert drawn_edges(found) == ()
    assert read(graphml(found, items)).number_of_edges() == 0
    assert float(repr(round(LEAST, 6))) > 0


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_name_can_be_written(said: Said, name: str) -> None:
    items = [said(name, "x", Stance.SUPPORT, id="s")]
    text = graphml(network_from(items, NetworkOptions(draws=1)), items)
    structure(text)
    (first, _) = read(text).nodes(data=True)
    assert len(first[1]["name"].strip()) <= len(name)
    if name.isprintable() and name < "￾":
        assert first[1]["name"] == name


def test_an_actor_called_like_a_proposal_keeps_its_own_node(said: Said) -> None:
    items = [said("x", "x", Stance.SUPPORT), said("x", "y", Stance.SUPPORT)]
    text = graphml(network_from(items), items)
    structure(text)
    assert read(text).number_of_nodes() == 3


# DNA's matrix CSV


def two_mode(said: Said) -> list[ScoredStatement]:
    return [
        said('The "Old" Guild; Ltd', "keep the ferry", Stance.OPPOSE),
        said("Ada\nBrenn", "build the bridge", Stance.SUPPORT),
        said("Ada\nBrenn", "build the bridge", Stance.SUPPORT, quote="yes"),
    ]


def test_whole_numbers_as_dna_writes_them(said: Said) -> None:
    found = network_from(two_mode(said), NetworkOptions(), Counting(count=Count.ARGMAX))
    assert dna_matrix(found) == (
        '"";"build the bridge";"keep the ferry"\n"Ada Brenn";2;0\n"The \'Old\' Guild; Ltd";0;-1'
    )


def test_six_decimals_for_what_is_normalised_or_expected(said: Said) -> None:
    options = NetworkOptions(normalization=Normalization.PROMINENCE)
    found = network_from(two_mode(said), options, Counting(count=Count.ARGMAX))
    assert dna_matrix(found).splitlines()[1] == '"Ada Brenn";1.000000;0.000000'
    expected = network_from([said("A", "x", (0.1, 0.7, 0.1, 0.1, 0))])
    assert dna_matrix(expected) == '"";"x"\n"A";-0.600000'


def test_codes_are_whole_numbers_whatever_is_counted(said: Said) -> None:
    found = network_from(two_mode(said), NetworkOptions(qualifier=Qualifier.COMBINE))
    assert dna_matrix(found).splitlines()[1:] == [
        *('"Ada Brenn";1;0', "\"The 'Old' Guild; Ltd\";0;2")
    ]


def test_the_matrix_reads_back_as_it_was(items: list[ScoredStatement]) -> None:
    found: Network = network_from(items, NetworkOptions(Mode.ONE_MODE_ACTORS))
    header, *rows = csv.reader(io.StringIO(dna_matrix(found)), delimiter=";")
    assert header == ["", *found.columns]
    assert [row[0] for row in rows] == list(found.rows)
    values = [[float(cell) for cell in row[1:]] for row in rows]
    assert values == pytest.approx(found.matrix(), abs=1e-6)


def test_there_is_no_minus_before_nothing(said: Said) -> None:
    found = network_from([said("A", "x", (0.3, 0.3 + 1e-9, 0.2, 0.2, 0.0))])
    assert found.edges[0].value < 0
    assert dna_matrix(found) == '"";"x"\n"A";0.000000'
