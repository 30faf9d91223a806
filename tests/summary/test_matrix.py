from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.schema import LABELS, Score, ScoredStatement, Stance, Statement
from stance.summary.counting import LeftOut
from stance.summary.matrix import summarise
from stance.summary.options import Count, Counting

BRIDGE, FERRY = "build the bridge", "keep the ferry"


def scored(
    actor: str, proposal: str, *probabilities: float, abstained: bool = False
) -> ScoredStatement:
    score = Score(dict(zip(LABELS, probabilities, strict=True)), abstained=abstained)
    return ScoredStatement(Statement("q", proposal, actor=actor), score)


def test_actors_and_proposals_in_order_of_appearance() -> None:
    matrix = summarise(
        [
            scored("Brenn", FERRY, 0.8, 0.1, 0.1, 0, 0),
            scored("Lin", BRIDGE, 0.1, 0.8, 0.1, 0, 0),
            scored("Brenn", BRIDGE, 0.1, 0.1, 0.8, 0, 0),
        ]
    )
    assert (matrix.actors, matrix.proposals) == (("Brenn", "Lin"), (FERRY, BRIDGE))
    assert matrix.stance("Brenn", BRIDGE) is Stance.CONDITIONAL
    assert matrix.stance("Lin", FERRY) is None


def test_neutral_reports_do_not_take_a_side_back() -> None:
    matrix = summarise(
        [
            scored("Brenn", BRIDGE, 0, 0, 0, 1, 0),
            scored("Brenn", BRIDGE, 0.1, 0.1, 0.5, 0.3, 0),
            scored("Brenn", BRIDGE, 0, 0, 0, 1, 0),
        ]
    )
    cell = matrix.cells["Brenn", BRIDGE]
    assert (cell.stance, cell.confidence) == (Stance.CONDITIONAL, 0.5)
    assert cell.statements == (0, 1, 2)
    assert not cell.contradicts


def test_sides_are_weighed_by_probability_and_not_counted() -> None:
    matrix = summarise(
        [
            scored("Brenn", BRIDGE, 0.95, 0.05, 0, 0, 0),
            scored("Brenn", BRIDGE, 0.4, 0.45, 0, 0.15, 0),
            scored("Brenn", BRIDGE, 0.4, 0.45, 0, 0.15, 0),
        ]
    )
    cell = matrix.cells["Brenn", BRIDGE]
    assert cell.stance is Stance.SUPPORT
    assert cell.contradicts


def test_a_condition_holds_for_what_is_said_around_it() -> None:
    ready, but = (0.7, 0.1, 0.2, 0, 0), (0.2, 0.1, 0.7, 0, 0)
    once = summarise([scored("Lin", FERRY, *ready), scored("Lin", FERRY, *but)])
    assert once.stance("Lin", FERRY) is Stance.CONDITIONAL
    mostly = summarise([scored("Lin", FERRY, *ready)] * 6 + [scored("Lin", FERRY, *but)])
    assert mostly.stance("Lin", FERRY) is Stance.SUPPORT


def test_only_neutral_is_neutral() -> None:
    cell = summarise([scored("Lin", FERRY, 0.3, 0, 0, 0.7, 0)]).cells["Lin", FERRY]
    assert (cell.stance, cell.confidence) == (Stance.NEUTRAL, 0.7)


def test_unrelated_abstentions_and_nobodys_are_left_out() -> None:
    matrix = summarise(
        [
            scored("Lin", FERRY, 0, 0, 0, 0.1, 0.9),
            scored("Lin", BRIDGE, 0.4, 0.3, 0.3, 0, 0, abstained=True),
            scored("", BRIDGE, 1, 0, 0, 0, 0),
        ]
    )
    assert not matrix.cells
    assert matrix.actors == matrix.proposals == ()


def test_the_position_is_the_mean_of_what_takes_a_side() -> None:
    cell = summarise(
        [
            scored("Brenn", BRIDGE, 0.8, 0.1, 0.1, 0, 0),
            scored("Brenn", BRIDGE, 0.4, 0.3, 0.2, 0.1, 0),
            scored("Brenn", BRIDGE, 0.2, 0.1, 0, 0.7, 0),
        ]
    ).cells["Brenn", BRIDGE]
    assert cell.position == pytest.approx((0.7 + 0.1) / 2)
    assert cell.position in cell.interval
    assert (cell.statements, cell.sided, cell.documents) == ((0, 1, 2), (0, 1), 3)


def test_a_conditional_is_neither_support_nor_opposition() -> None:
    cell = summarise([scored("Lin", BRIDGE, 0, 0, 1, 0, 0)]).cells["Lin", BRIDGE]
    assert (cell.stance, cell.position) == (Stance.CONDITIONAL, 0.0)
    assert (cell.supporting, cell.opposing) == ((), ())


def test_both_sides_of_a_contradiction_are_kept() -> None:
    matrix = summarise(
        [
            scored("Lin", BRIDGE, 0.7, 0.3, 0, 0, 0),
            scored("Lin", BRIDGE, 0.3, 0.7, 0, 0, 0),
            scored("Lin", BRIDGE, 0.2, 0.2, 0.6, 0, 0),
            scored("Brenn", BRIDGE, 0.7, 0.3, 0, 0, 0),
        ]
    )
    (cell,) = matrix.contradictions
    assert (cell.actor, cell.supporting, cell.opposing) == ("Lin", (0,), (1,))


def test_counting_the_most_probable_stance_alone() -> None:
    items = [
        scored("Lin", BRIDGE, 0.95, 0.05, 0, 0, 0),
        scored("Lin", BRIDGE, 0.4, 0.45, 0, 0.15, 0),
        scored("Lin", BRIDGE, 0.4, 0.45, 0, 0.15, 0),
    ]
    cell = summarise(items, Counting(count=Count.ARGMAX)).cells["Lin", BRIDGE]
    assert cell.stance is Stance.OPPOSE
    assert cell.position == pytest.approx(-1 / 3)
    assert cell.probabilities[Stance.OPPOSE] == pytest.approx(2 / 3)
    assert summarise(items).stance("Lin", BRIDGE) is Stance.SUPPORT


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Brenn", "Lin"]),
            st.sampled_from([BRIDGE, FERRY]),
            st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(Count),
    st.randoms(use_true_random=False),
)
def test_only_the_order_of_appearance_depends_on_the_order(
    drawn: list[tuple[str, str, list[int]]], count: Count, chance: random.Random
) -> None:
    items = [
        scored(actor, proposal, *(weight / sum(weights) for weight in weights))
        for actor, proposal, weights in drawn
    ]
    mixed = items.copy()
    chance.shuffle(mixed)
    one, other = (summarise(each, Counting(count=count)) for each in (items, mixed))
    assert set(one.cells) == set(other.cells)
    assert one.actors == tuple(dict.fromkeys(actor for actor, _ in one.cells))
    for key, cell in one.cells.items():
        same = other.cells[key]
        assert (cell.stance, cell.position, cell.interval) == (
            *(same.stance, same.position, same.interval),
        )
        assert cell.probabilities == same.probabilities
        assert sum(cell.probabilities.values()) == pytest.approx(1)


def test_statements_left_out_are_listed() -> None:
    matrix = summarise(
        [
            scored("Lin", FERRY, 0, 0, 0, 0.1, 0.9),
            scored("Lin", BRIDGE, 0.4, 0.3, 0.3, 0, 0, abstained=True),
            scored("Lin", BRIDGE, 0.4, 0.3, 0.3, 0, 0),
        ]
    )
    assert matrix.left_out == {LeftOut.ABSTAINED: (1,), LeftOut.UNRELATED: (0,)}
