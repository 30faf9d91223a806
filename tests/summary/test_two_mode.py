from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from stance.schema import ScoredStatement, Stance
from stance.summary.edges import Edge, Sign
from stance.summary.network import network_from
from stance.summary.options import (
    Conditional,
    Count,
    Counting,
    NetworkOptions,
    Normalization,
    Qualifier,
)

Said = Callable[..., ScoredStatement]
YES, NO, IF, NEITHER = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NEUTRAL

SIGNS: dict[str, tuple[Sequence[Stance], Sign, float]] = {
    "support": ((YES, YES), Sign.POSITIVE, 2),
    "oppose": ((NO,), Sign.NEGATIVE, 1),
    "more support": ((YES, YES, NO), Sign.POSITIVE, 1),
    "as much of both": ((YES, NO), Sign.MIXED, 0),
    "conditional alone": ((IF, IF), Sign.CONDITIONAL, 2),
    "conditional beside its own side": ((YES, IF), Sign.CONDITIONAL, 1),
    "conditional once, support often": ((YES, YES, YES, IF), Sign.POSITIVE, 3),
    "neutral": ((NEITHER, NEITHER, NEITHER), Sign.NEUTRAL, 3),
    "neutral beside a side": ((NEITHER, NEITHER, NO), Sign.NEGATIVE, 1),
}


def edge(
    said: Said, stances: Sequence[Stance | Sequence[float]], asked: NetworkOptions, count: Count
) -> Edge:
    items = [
        said("A", "x", stance, quote=f"words {number}") for number, stance in enumerate(stances)
    ]
    (found,) = network_from(items, asked, Counting(count=count)).edges
    return found


@pytest.mark.parametrize("count", Count)
@pytest.mark.parametrize(("stances", "sign", "strength"), SIGNS.values(), ids=SIGNS)
def test_a_sign_is_told_from_the_stances(
    stances: Sequence[Stance], sign: Sign, strength: float, count: Count, said: Said
) -> None:
    found = edge(said, stances, NetworkOptions(), count)
    assert (found.sign, found.strength) == (sign, strength)


def test_a_conditional_as_support_is_positive(said: Said) -> None:
    asked = NetworkOptions(conditional=Conditional.SUPPORT)
    found = edge(said, (IF, IF), asked, Count.ARGMAX)
    assert (found.sign, found.value, found.strength) == (Sign.POSITIVE, 2, 2)


def test_the_strength_of_a_conditional_is_normalised_with_the_rest(said: Said) -> None:
    asked = NetworkOptions(normalization=Normalization.ACTIVITY)
    items = [said("A", "x", IF), said("A", "y", YES), said("A", "y", YES, quote="again")]
    found = {edge.target: edge for edge in network_from(items, asked).edges}
    assert found["x"].sign is Sign.CONDITIONAL
    assert found["x"].value == 0
    assert found["x"].strength == pytest.approx(1 / 3)
    assert found["y"].strength == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("stances", "code", "sign"),
    [
        ((YES,), 1, Sign.POSITIVE),
        ((NO, NO), 2, Sign.NEGATIVE),
        ((YES, NO), 3, Sign.MIXED),
        ((IF,), 4, Sign.CONDITIONAL),
        ((YES, IF), 5, Sign.MIXED),
        ((NEITHER,), 8, Sign.NEUTRAL),
        ((YES, NO, IF, NEITHER), 15, Sign.MIXED),
    ],
)
@pytest.mark.parametrize("count", Count)
def test_combine_gives_dnas_codes(
    stances: Sequence[Stance], code: int, sign: Sign, count: Count, said: Said
) -> None:
    found = edge(said, stances, NetworkOptions(qualifier=Qualifier.COMBINE), count)
    assert found.value == found.expected == found.argmax == code
    assert (found.sign, found.interval) == (sign, None)


def test_combine_reads_uncertain_answers_by_their_most_probable_stance(said: Said) -> None:
    asked = NetworkOptions(qualifier=Qualifier.COMBINE)
    found = edge(said, [(0.4, 0.35, 0.1, 0.1, 0.05)], asked, Count.PROBABILITY)
    assert found.value == 1


def test_ignoring_the_qualifier_leaves_no_sign(said: Said) -> None:
    found = edge(said, (YES, NO, NEITHER), NetworkOptions(qualifier=Qualifier.IGNORE), Count.ARGMAX)
    assert (found.value, found.sign, found.strength) == (3, Sign.NONE, 3)
    assert found.parts == {"support": 1, "oppose": 1, "conditional": 0, "neutral": 1}


def test_arg_max_counts_more_than_is_known(said: Said) -> None:
    unsure = [(0.55, 0.45, 0.0, 0.0, 0.0)] * 10
    found = edge(said, unsure, NetworkOptions(), Count.ARGMAX)
    assert found.value == found.argmax == 10
    assert found.expected == pytest.approx(1.0)
    assert found.interval is not None
    assert found.expected in found.interval
    assert found.argmax not in found.interval
