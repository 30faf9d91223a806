"""Networks for other programs: GraphML that Gephi opens as it is, and DNA's matrix CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from stance.schema import ScoredStatement
from stance.summary.edges import Edge
from stance.summary.network import Network, Node
from stance.summary.options import Count, Normalization, Qualifier
from stance.summary.tallies import LEVELS

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
LEAST: Final = 1e-6
"""The smallest strength that is drawn: one that six decimals, which DNA writes, still show."""

NODE_KEYS: Final[Mapping[str, str]] = {
    "label": "string",
    "name": "string",
    "variable": "string",
    "kind": "string",
    "country": "string",
    "frequency": "int",
}
EDGE_KEYS: Final[Mapping[str, str]] = {
    "weight": "double",
    "sign": "string",
    "value": "double",
    "low": "double",
    "high": "double",
    "expected": "double",
    "argmax": "double",
    "n": "int",
    "documents": "int",
    "statements": "string",
}
TWO_MODE_PARTS: Final = tuple(map(str, LEVELS))
ONE_MODE_PARTS: Final = (str(Qualifier.CONGRUENCE), str(Qualifier.CONFLICT))

_DIGITS: Final = 6
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drawn_edges(network: Network) -> tuple[Edge, ...]:
    """The edges that a picture shows: those whose strength is not nothing."""
    return tuple(edge for edge in network.edges if edge.strength >= LEAST)


def part_names(network: Network) -> tuple[str, ...]:
    """What the `parts` of the network's edges are called."""
    return TWO_MODE_PARTS if network.options.is_two_mode else ONE_MODE_PARTS


def graphml(network: Network, statements: Sequence[ScoredStatement]) -> str:
    """A network as GraphML, undirected; `statements` are those that it was computed from.

    Plain GraphML: every key has its type, none is of yFiles or visone, and the graph has no
    data of its own, all of which Gephi complains of (leifeld-lab/dna#269). `weight` is the
    edge's strength, above zero since Gephi drops an edge of weight 0 and warns of a negative
    one; DNA's signed tie value is `value`. A node has its name as `label`, for Gephi, and as
    `name`, for igraph and what is made for DNA's own files.
    """
    root = Element("graphml", {"xmlns": NAMESPACE})
    root.append(ElementTree.Comment(f" {description(network)} "))
    edge_keys = {**EDGE_KEYS, **dict.fromkeys(part_names(network), "double")}
    for side, keys in (("node", NODE_KEYS), ("edge", edge_keys)):
        for name, type_ in keys.items():
            attributes = {"id": name, "for": side, "attr.name": name, "attr.type": type_}
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", {"id": "stance", "edgedefault": "undirected"})
    for number, node in enumerate(network.nodes, start=1):
        _add_data(ElementTree.SubElement(graph, "node", {"id": f"n{number}"}), _node_data(node))
    sources = {name: f"n{number}" for number, name in enumerate(network.rows, start=1)}
    # In a one-mode network the columns are the rows; else they come after them.
    offset = len(network.rows) + 1 if network.options.is_two_mode else 1
    targets = {name: f"n{number}" for number, name in enumerate(network.columns, start=offset)}
    for edge in drawn_edges(network):
        ends = {"source": sources[edge.source], "target": targets[edge.target]}
        _add_data(ElementTree.SubElement(graph, "edge", ends), _edge_data(edge, statements))
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def description(network: Network) -> str:
    """The choices that a network was made by, in one line."""
    options, counting = network.options, network.counting
    return (
        f"{options.mode} network; qualifier {options.qualifier}, conditional"
        f" {options.conditional}, normalization {options.normalization}, count {counting.count},"
        f" duplicates {counting.duplicates}"
    )


def dna_matrix(network: Network) -> str:
    """The matrix as DNA 3 exports it to CSV.

    Cells are separated by semicolons, names are quoted and their double quotes made single
    ones, the first cell is ``""``, and the last line has no line end. Values are whole numbers
    where they are counts, with six decimals where they are normalised or expected.
    """
    whole = network.options.qualifier is Qualifier.COMBINE or (
        network.counting.count is Count.ARGMAX and network.options.normalization is Normalization.NO
    )
    lines = [";".join(['""', *map(_quoted, network.columns)])]
    for name, row in zip(network.rows, network.matrix().tolist(), strict=True):
        values = (str(int(value)) if whole else _decimals(value) for value in row)
        lines.append(";".join([_quoted(name), *values]))
    return "\n".join(lines)


def _decimals(value: float) -> str:
    """Six of them, and no minus before nothing."""
    return f"{round(value, _DIGITS) + 0.0:.6f}"


def _quoted(name: str) -> str:
    plain = " ".join(name.split()).replace('"', "'")
    return f'"{plain}"'


def _node_data(node: Node) -> Mapping[str, str]:
    return {
        "label": node.name,
        "name": node.name,
        "variable": node.variable,
        "kind": node.kind,
        "country": node.country,
        "frequency": str(node.frequency),
    }


def _edge_data(edge: Edge, statements: Sequence[ScoredStatement]) -> Mapping[str, str]:
    numbers = {"weight": edge.strength, "value": edge.value}
    if edge.interval:
        numbers |= {"low": edge.interval.low, "high": edge.interval.high}
    numbers |= {"expected": edge.expected, "argmax": edge.argmax, **edge.parts}
    return {
        **{name: repr(round(number, _DIGITS) + 0.0) for name, number in numbers.items()},
        "sign": str(edge.sign),
        "n": str(len(edge.statements)),
        "documents": str(edge.documents),
        "statements": "; ".join(statements[number].statement.id for number in edge.statements),
    }


def _add_data(element: Element, values: Mapping[str, str]) -> None:
    """A value that is empty is left out, as Gephi does with it too."""
    for name, value in values.items():
        if value:
            data = ElementTree.SubElement(element, "data", {"key": name})
            data.text = _NO_XML.sub("\ufffd", value)
