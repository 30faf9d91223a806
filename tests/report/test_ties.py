from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.report.ties import Tie, ring, tied, ties
from stance.schema import LABELS, Stance
from stance.summary.intervals import Interval
from stance.summary.matrix import Cell, Matrix

Sides = dict[tuple[str, str], Stance]


def matrix(sides: Sides) -> Matrix:
    return Matrix(
        tuple(dict.fromkeys(actor for actor, _ in sides)),
        tuple(dict.fromkeys(proposal for _, proposal in sides)),
        {
            key: Cell(
                *key,
                stance,
                dict.fromkeys(LABELS, 0.2),
                0.0,
                Interval(-1, 1),
                (0,),
                (0,),
                (),
                (),
                1,
            )
            for key, stance in sides.items()
        },
    )


PRO, CON, IF, NONE = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NEUTRAL
SIDES: Sides = {
    ("Ada", "pier"): PRO,
    ("Ben", "pier"): PRO,
    ("Ada", "toll"): CON,
    ("Ben", "toll"): PRO,
    ("Cai", "pier"): IF,
    ("Cai", "toll"): NONE,
    ("Dot", "moat"): PRO,
}


def test_sides_on_the_same_proposals_make_ties() -> None:
    found = matrix(SIDES)
    assert tied(found) == ("Ada", "Ben")
    assert ties(found, found.actors) == (Tie("Ada", "Ben", ("pier",), ("toll",)),)
    assert ties(found, found.actors)[0].balance == 0


names = st.sampled_from([f"actor {n}" for n in range(7)])
things = st.sampled_from(["pier", "toll", "moat"])
tables = st.dictionaries(
    st.tuples(names, things), st.sampled_from((PRO, CON, IF, NONE)), max_size=21
)


@given(tables)
def test_ties_are_those_of_every_pair_looked_at(sides: Sides) -> None:
    found = matrix(sides)
    slow = {}
    for one in found.actors:
        for two in found.actors:
            shared = [
                (sides[one, thing] is sides[two, thing], thing)
                for thing in found.proposals
                if sides.get((one, thing)) in (PRO, CON) and sides.get((two, thing)) in (PRO, CON)
            ]
            if found.actors.index(one) < found.actors.index(two) and shared:
                slow[one, two] = (
                    {thing for same, thing in shared if same},
                    {thing for same, thing in shared if not same},
                )
    fast = {
        (tie.first, tie.second): (set(tie.agreements), set(tie.conflicts))
        for tie in ties(found, found.actors)
    }
    assert fast == slow
    assert set(tied(found)) == {actor for pair in slow for actor in pair}
    if slow:
        assert ties(found, tied(found)[:2])


@given(tables)
def test_the_ring_is_an_order_of_the_same_actors(sides: Sides) -> None:
    found = matrix(sides)
    order = ring(found.actors, ties(found, found.actors))
    assert sorted(order) == sorted(found.actors)
    assert order == ring(found.actors, ties(found, found.actors))


def test_camps_stand_apart_on_the_ring() -> None:
    for_it, against = ("A", "C", "E", "G"), ("B", "D", "F", "H")
    sides = {(actor, "pier"): PRO if actor in for_it else CON for actor in "ABCDEFGH"}
    found = matrix(sides)
    order = ring(found.actors, ties(found, found.actors))
    turns = sum(
        (one in for_it) is not (two in for_it)
        for one, two in zip(order, (*order[1:], order[0]), strict=True)
    )
    assert turns == 2
    assert set(order) == {*for_it, *against}
