from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.schema import LABELS, ScoredStatement, Stance
from stance.summary.counting import LeftOut
from stance.summary.network import Network, Node, network_from
from stance.summary.options import (
    NORMALIZATIONS,
    QUALIFIERS,
    Conditional,
    Count,
    Counting,
    Duplicates,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
    RowGroup,
)
from stance.summary.tallies import LEVELS

Said = Callable[..., ScoredStatement]
Spoken = tuple[str, str, tuple[float, ...], str]

CHOICES = [
    (mode, qualifier, normalization)
    for mode in Mode
    for qualifier in QUALIFIERS[mode is Mode.TWO_MODE]
    for normalization in NORMALIZATIONS[mode is Mode.TWO_MODE]
    if qualifier is not Qualifier.COMBINE or normalization is Normalization.NO
]


@st.composite
def spoken(draw: st.DrawFn) -> list[Spoken]:
    """Actor, proposal, probabilities and document of a few statements."""

    def shares() -> tuple[float, ...]:
        weights = [draw(st.integers(0, 20)) for _ in LABELS]
        total = sum(weights) or 1
        return tuple(weight / total for weight in weights) if sum(weights) else (1, 0, 0, 0, 0)

    return [
        (
            draw(st.sampled_from("ABC")),
            draw(st.sampled_from("xy")),
            shares(),
            draw(st.sampled_from("12")),
        )
        for _ in range(draw(st.integers(1, 7)))
    ]


def made(said: Said, drawn: list[Spoken]) -> list[ScoredStatement]:
    return [
        said(actor, proposal, shares, quote=f"words {number}", document=document, id=str(number))
        for number, (actor, proposal, shares, document) in enumerate(drawn)
    ]


def related(items: list[ScoredStatement]) -> list[ScoredStatement]:
    return [item for item in items if item.score.stance is not Stance.UNRELATED]


@given(spoken(), st.sampled_from(CHOICES), st.sampled_from(Conditional))
def test_edges_keep_their_promises(
    said: Said,
    drawn: list[Spoken],
    choice: tuple[Mode, Qualifier, Normalization],
    conditional: Conditional,
) -> None:
    mode, qualifier, normalization = choice
    items = made(said, drawn)
    asked = NetworkOptions(mode, qualifier, conditional, normalization, draws=40)
    for count in Count:
        found = network_from(items, asked, Counting(count=count))
        for edge in found.edges:
            assert edge.value == (edge.argmax if count is Count.ARGMAX else edge.expected)
            assert edge.strength >= 0
            assert 1 <= edge.documents <= len(edge.statements) == len(set(edge.statements))
            if edge.interval:
                assert edge.expected in edge.interval
        matrix = found.matrix()
        assert matrix.shape == (len(found.rows), len(found.columns))
        if mode is not Mode.TWO_MODE:
            assert (matrix == matrix.T).all()
            assert (matrix.diagonal() == 0).all()


@given(spoken(), st.sampled_from(CHOICES), st.randoms(use_true_random=False))
def test_the_order_of_statements_makes_no_difference(
    said: Said,
    drawn: list[Spoken],
    choice: tuple[Mode, Qualifier, Normalization],
    chance: random.Random,
) -> None:
    mode, qualifier, normalization = choice
    items = made(said, drawn)
    mixed = items.copy()
    chance.shuffle(mixed)
    asked = NetworkOptions(mode, qualifier, normalization=normalization, draws=40)

    def told(statements: list[ScoredStatement]) -> Iterator[object]:
        found = network_from(statements, asked)
        yield found.nodes
        for edge in found.edges:
            ids = sorted(statements[number].statement.id for number in edge.statements)
            yield replace(edge, statements=()), ids

    assert list(told(mixed)) == list(told(items))


@given(spoken())
def test_expected_counts_are_sums_of_probabilities(said: Said, drawn: list[Spoken]) -> None:
    items = made(said, drawn)
    found = network_from(items, NetworkOptions(draws=1))
    for level in LEVELS:
        expected = sum(item.score.probabilities[level] for item in related(items))
        assert sum(edge.parts[level] for edge in found.edges) == pytest.approx(expected)
    ignored = network_from(items, NetworkOptions(qualifier=Qualifier.IGNORE, draws=1))
    unrelated = sum(item.score.probabilities[Stance.UNRELATED] for item in related(items))
    total = sum(edge.value for edge in ignored.edges)
    assert total == pytest.approx(len(related(items)) - unrelated)
    assert sum(edge.argmax for edge in ignored.edges) == len(related(items))


def test_a_tie_of_two_uncertain_statements_by_hand(said: Said) -> None:
    items = [said("A", "x", (0.6, 0.3, 0.1, 0, 0)), said("B", "x", (0.5, 0.4, 0.1, 0, 0))]

    def tie(qualifier: Qualifier, normalization: Normalization = Normalization.NO) -> float:
        asked = NetworkOptions(Mode.ONE_MODE_ACTORS, qualifier, normalization=normalization)
        (edge,) = network_from(items, asked).edges
        assert edge.argmax == {"conflict": 0}.get(qualifier, 1)
        return edge.value

    assert tie(Qualifier.IGNORE) == pytest.approx(1)
    assert tie(Qualifier.CONGRUENCE) == pytest.approx(0.30 + 0.12 + 0.01)
    assert tie(Qualifier.CONFLICT) == pytest.approx(0.24 + 0.15)
    assert tie(Qualifier.SUBTRACT) == pytest.approx(0.43 - 0.39)
    # Expected m10 = m01 = 1 - 0.43 (each has a level that the other has not), m11 = 0.43.
    jaccard = tie(Qualifier.CONGRUENCE, Normalization.JACCARD)
    assert jaccard == pytest.approx(0.43 / (0.57 + 0.57 + 0.43))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("xy"), st.integers(0, 9)),
        min_size=2,
        max_size=4,
    )
)
def test_expected_values_are_means_over_all_worlds(
    said: Said, drawn: list[tuple[str, str, int]]
) -> None:
    """Value and Jaccard denominator, counted in every world that the labels can make."""
    shares = [np.array([1 + skew, 5.0, skew / 2, 1.0]) for _, _, skew in drawn]
    shares = [share / share.sum() for share in shares]
    items = [
        said(actor, proposal, [*share.tolist(), 0], quote=f"words {number}")
        for number, ((actor, proposal, _), share) in enumerate(zip(drawn, shares, strict=True))
    ]
    value = norm = 0.0
    for labels in product(range(4), repeat=len(drawn)):
        chance = float(np.prod([share[label] for share, label in zip(shares, labels, strict=True)]))
        uses: dict[str, list[tuple[str, int]]] = {"A": [], "B": []}
        for (actor, proposal, _), label in zip(drawn, labels, strict=True):
            uses[actor].append((proposal, label))
        pairs = [(one, other) for one in uses["A"] for other in uses["B"]]
        value += chance * sum(one == other and one[1] != 3 for one, other in pairs)
        norm += chance * sum(one == other for one, other in pairs)
        norm += chance * sum(use not in uses["B"] for use in uses["A"])
        norm += chance * sum(use not in uses["A"] for use in uses["B"])
    asked = NetworkOptions(Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE, draws=1)
    for edge in network_from(items, asked).edges:
        assert edge.value == pytest.approx(value)
    by_jaccard = replace(asked, normalization=Normalization.JACCARD)
    for edge in network_from(items, by_jaccard).edges:
        assert edge.value == pytest.approx(value / norm)


@pytest.mark.parametrize(
    "choice",
    [
        (Mode.TWO_MODE, Qualifier.SUBTRACT, Normalization.NO),
        (Mode.TWO_MODE, Qualifier.SUBTRACT, Normalization.ACTIVITY),
        (Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE, Normalization.NO),
        (Mode.ONE_MODE_ACTORS, Qualifier.SUBTRACT, Normalization.JACCARD),
        (Mode.ONE_MODE_PROPOSALS, Qualifier.CONFLICT, Normalization.AVERAGE),
    ],
    ids=" ".join,
)
def test_intervals_cover_what_the_true_labels_give(
    choice: tuple[Mode, Qualifier, Normalization], said: Said
) -> None:
    """Labels drawn as often as the probabilities say: coders would find values inside."""
    generator = np.random.default_rng(11)
    asked = NetworkOptions(choice[0], choice[1], normalization=choice[2])
    inside = edges = 0
    for trial in range(40):
        ends = [(actor, proposal) for actor in "ABCD" for proposal in "xy"] * 2
        shares = generator.dirichlet([0.5, 0.5, 0.3, 0.3, 0.05], len(ends))
        told, true = [], []
        for number, ((actor, proposal), share) in enumerate(zip(ends, shares, strict=True)):
            if share.argmax() == 4:
                continue
            # What is left out as most probably unrelated is no part of it; the rest may be.
            label = LABELS[generator.choice(5, p=share)]
            told.append(said(actor, proposal, share.tolist(), quote=f"{trial} {number}"))
            true.append(said(actor, proposal, label, quote=f"{trial} {number}"))
        coded = network_from(true, replace(asked, draws=1))
        values = {(edge.source, edge.target): edge.value for edge in coded.edges}
        for edge in network_from(told, asked).edges:
            assert edge.interval is not None
            value = values.get((edge.source, edge.target), 0.0)
            inside += edge.interval.low - 1e-9 <= value <= edge.interval.high + 1e-9
            edges += 1
    assert inside / edges >= 0.95 - 3 * (0.95 * 0.05 / edges) ** 0.5


def test_nodes_have_what_their_statements_say_most_often(said: Said) -> None:
    items = [
        said("A", "x", Stance.SUPPORT, actor_kind="person", country="Norland"),
        said("A", "x", Stance.OPPOSE, actor_kind="group", country="Norland"),
        said("A", "y", Stance.OPPOSE, actor_kind="group"),
        said("B", "y", Stance.UNRELATED, country="Sudland"),
    ]
    assert network_from(items).nodes == (
        Node("A", "actor", 3, "group", "Norland"),
        Node("x", "proposal", 2),
        Node("y", "proposal", 1),
    )
    kept = network_from(items, NetworkOptions(isolates=True)).nodes
    assert Node("B", "actor", 0, "", "Sudland") in kept
    one = network_from(items, NetworkOptions(Mode.ONE_MODE_PROPOSALS))
    assert (one.rows, one.columns) == (("x", "y"), ("x", "y"))


def test_isolates_are_of_the_proposals_that_are_asked_for(said: Said) -> None:
    items = [said("A", "x", Stance.SUPPORT), said("B", "y", Stance.SUPPORT)]
    found = network_from(items, NetworkOptions(isolates=True), Counting(proposals=("x",)))
    assert [node.name for node in found.nodes] == ["A", "x"]
    assert found.left_out == {LeftOut.PROPOSAL: (1,)}


def test_countries_as_nodes(said: Said) -> None:
    items = [
        said("A", "x", Stance.SUPPORT, actor_kind="person", country="Norland"),
        said("B", "x", Stance.SUPPORT, country="Sudland"),
    ]
    congruent = NetworkOptions(Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE)
    found = network_from(items, congruent, Counting(group=RowGroup.COUNTRY))
    assert found.nodes == (
        Node("Norland", "country", 1, "", "Norland"),
        Node("Sudland", "country", 1, "", "Sudland"),
    )
    assert [(edge.source, edge.target, edge.value) for edge in found.edges] == [
        ("Norland", "Sudland", 1.0)
    ]


def test_an_actor_may_be_called_like_a_proposal(said: Said) -> None:
    found = network_from([said("x", "x", Stance.OPPOSE)])
    assert (found.rows, found.columns) == (("x",), ("x",))
    assert found.matrix().tolist() == [[-1.0]]


def test_excluded_conditionals_are_counted(said: Said) -> None:
    items = [said("A", "x", Stance.CONDITIONAL), said("A", "x", (0.5, 0.1, 0.4, 0, 0))]
    found = network_from(items, NetworkOptions(conditional=Conditional.EXCLUDE))
    assert found.left_out == {LeftOut.CONDITIONAL: (0,)}
    (edge,) = found.edges
    assert (edge.statements, edge.value, edge.parts["conditional"]) == ((1,), 0.4, 0.0)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (NetworkOptions(), (0, 1, 2)),
        (NetworkOptions(conditional=Conditional.SUPPORT), (0, 2)),
        (NetworkOptions(qualifier=Qualifier.IGNORE), (0,)),
    ],
    ids=["each stance", "conditional as support", "no stance"],
)
def test_duplicates_are_of_one_level_of_the_qualifier(
    asked: NetworkOptions, kept: tuple[int, ...], said: Said
) -> None:
    stances = (Stance.SUPPORT, Stance.CONDITIONAL, Stance.OPPOSE)
    items = [said("A", "x", stance, id=str(number)) for number, stance in enumerate(stances)]
    found = network_from(items, asked, Counting(duplicates=Duplicates.ACROSSRANGE))
    assert found.edges[0].statements == kept


def test_nothing_gives_a_network_of_nothing() -> None:
    found = network_from([])
    assert isinstance(found, Network)
    assert (found.nodes, found.edges) == ((), ())
    assert found.matrix().shape == (0, 0)
