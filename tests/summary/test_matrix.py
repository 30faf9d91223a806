from __future__ import annotations

from stance.schema import LABELS, Score, ScoredStatement, Stance, Statement
from stance.summary.matrix import summarise

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
