from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from stance.schema import ScoredStatement, Stance
from stance.summary.edges import Edge, Sign
from stance.summary.network import network_from
from stance.summary.options import Counting, Mode, NetworkOptions, Qualifier

Said = Callable[..., ScoredStatement]
TOLD = [stance for stance in Stance if stance is not Stance.UNRELATED]
SIDES = (Stance.SUPPORT, Stance.OPPOSE)


def tie(items: list[ScoredStatement], qualifier: Qualifier, mode: Mode) -> Edge:
    (found,) = network_from(items, NetworkOptions(mode, qualifier), Counting()).edges
    return found


@pytest.mark.parametrize(("a", "b"), list(product(TOLD, TOLD)))
def test_who_agrees_and_who_is_in_conflict(a: Stance, b: Stance, said: Said) -> None:
    """The same side agrees, support and opposition clash, a neutral does neither."""
    items = [said("A", "x", a), said("B", "x", b)]
    agree = float(a is b and a is not Stance.NEUTRAL)
    clash = float({a, b} == set(SIDES))
    actors = Mode.ONE_MODE_ACTORS
    assert tie(items, Qualifier.IGNORE, actors).value == 1
    assert tie(items, Qualifier.CONGRUENCE, actors).value == agree
    assert tie(items, Qualifier.CONFLICT, actors).value == clash
    found = tie(items, Qualifier.SUBTRACT, actors)
    assert found.value == agree - clash
    assert found.parts == {"congruence": agree, "conflict": clash}
    assert (found.statements, found.documents) == ((0, 1), 2)


@pytest.mark.parametrize(("a", "b"), list(product(TOLD, TOLD)))
def test_proposals_through_an_actor(a: Stance, b: Stance, said: Said) -> None:
    items = [said("A", "x", a), said("A", "y", b)]
    actors = [said("A", "x", a), said("B", "x", b)]
    for qualifier in (Qualifier.CONGRUENCE, Qualifier.CONFLICT, Qualifier.SUBTRACT):
        assert (
            tie(items, qualifier, Mode.ONE_MODE_PROPOSALS).value
            == tie(actors, qualifier, Mode.ONE_MODE_ACTORS).value
        )


@pytest.mark.parametrize(
    ("qualifier", "sign"),
    [
        (Qualifier.IGNORE, Sign.NONE),
        (Qualifier.CONGRUENCE, Sign.POSITIVE),
        (Qualifier.CONFLICT, Sign.NEGATIVE),
        (Qualifier.SUBTRACT, Sign.NEGATIVE),
    ],
)
def test_signs(qualifier: Qualifier, sign: Sign, said: Said) -> None:
    items = [
        said("A", "x", Stance.SUPPORT),
        said("B", "x", Stance.OPPOSE),
        said("B", "x", Stance.OPPOSE, quote="again"),
        said("B", "x", Stance.SUPPORT, quote="and yet"),
    ]
    found = tie(items, qualifier, Mode.ONE_MODE_ACTORS)
    assert (found.sign, found.strength) == (sign, abs(found.value))


def test_as_much_of_both_is_mixed(said: Said) -> None:
    items = [
        *(said("A", "x", Stance.SUPPORT), said("B", "x", Stance.OPPOSE)),
        *(said("A", "y", Stance.SUPPORT), said("B", "y", Stance.SUPPORT)),
    ]
    found = tie(items, Qualifier.SUBTRACT, Mode.ONE_MODE_ACTORS)
    assert (found.value, found.sign) == (0, Sign.MIXED)


def test_no_tie_without_a_shared_proposal(said: Said) -> None:
    items = [said("A", "x", Stance.SUPPORT), said("B", "y", Stance.SUPPORT)]
    found = network_from(items, NetworkOptions(Mode.ONE_MODE_ACTORS))
    assert found.edges == ()
    assert found.rows == ("A", "B")
