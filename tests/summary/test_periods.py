from __future__ import annotations

from collections.abc import Callable

import pytest

from stance.schema import ScoredStatement, Stance
from stance.summary.counting import LeftOut
from stance.summary.options import Counting, Unit
from stance.summary.periods import changes, timeline

Said = Callable[..., ScoredStatement]
BRIDGE = "build the bridge"


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    yes, no = (0.8, 0.1, 0.1, 0.0, 0.0), (0.1, 0.8, 0.1, 0.0, 0.0)
    return [
        said("Brenn", BRIDGE, no, id="n1", date="2031-05-20", document="c"),
        said("Brenn", BRIDGE, yes, id="y1", date="2031-03-31", document="a"),
        said("Brenn", BRIDGE, yes, id="y2", date="2031-04-01T08:00:00Z", document="b"),
        said("Brenn", BRIDGE, no, id="n2", date="in May", document="d"),
        said("Brenn", BRIDGE, no, id="n3", document="e"),
        said("Vask", BRIDGE, no, id="v1", date="2031-03", document="f"),
        said("Vask", BRIDGE, yes, id="v2", date="2031-05-20", document="c", abstained=True),
    ]


@pytest.mark.parametrize(
    ("unit", "periods", "undated"),
    [
        (Unit.DAY, {"2031-03-31": (1,), "2031-04-01": (2,), "2031-05-20": (0,)}, (3, 4, 5)),
        (Unit.WEEK, {"2031-W14": (1, 2), "2031-W21": (0,)}, (3, 4, 5)),
        (Unit.MONTH, {"2031-03": (1, 5), "2031-04": (2,), "2031-05": (0,)}, (3, 4)),
        (Unit.YEAR, {"2031": (0, 1, 2, 5)}, (3, 4)),
    ],
)
def test_each_period_has_its_matrix(
    unit: Unit,
    periods: dict[str, tuple[int, ...]],
    undated: tuple[int, ...],
    items: list[ScoredStatement],
) -> None:
    line = timeline(items, unit)
    found = {
        period: tuple(
            sorted(number for cell in matrix.cells.values() for number in cell.statements)
        )
        for period, matrix in line.periods.items()
    }
    assert list(found) == sorted(found)
    assert found == periods
    assert line.undated_statements == undated
    assert line.left_out == {LeftOut.ABSTAINED: (6,)}
    everything = [number for numbers in [*found.values(), undated] for number in numbers]
    assert sorted(everything) == [0, 1, 2, 3, 4, 5]


def test_undated_statements_have_a_matrix_apart(items: list[ScoredStatement]) -> None:
    line = timeline(items, Unit.MONTH)
    assert line.undated.cells["Brenn", BRIDGE].statements == (3, 4)


def test_a_change_has_the_statements_of_both_sides(items: list[ScoredStatement]) -> None:
    (change,) = changes(timeline(items, Unit.MONTH))
    assert (change.actor, change.proposal) == ("Brenn", BRIDGE)
    assert (change.period_before, change.period_after) == ("2031-04", "2031-05")
    assert (change.before.stance, change.after.stance) == (Stance.SUPPORT, Stance.OPPOSE)
    assert (change.before.statements, change.after.statements) == ((2,), (0,))
    assert change.difference == pytest.approx(-1.4)
    assert change.difference in change.interval
    assert not change.is_clear  # one statement on each side


def test_a_change_is_measured_from_when_the_actor_last_spoke(said: Said) -> None:
    items = [
        said("Brenn", BRIDGE, Stance.CONDITIONAL, date="2029"),
        said("Vask", BRIDGE, Stance.SUPPORT, date="2030"),
        said("Brenn", BRIDGE, Stance.SUPPORT, date="2031"),
        said("Brenn", BRIDGE, Stance.SUPPORT, date="2032"),
    ]
    (change,) = changes(timeline(items, Unit.YEAR))
    assert (change.period_before, change.period_after) == ("2029", "2031")
    assert change.before.stance is Stance.CONDITIONAL


def test_changes_are_of_one_proposal(said: Said) -> None:
    items = [
        said("Brenn", BRIDGE, Stance.SUPPORT, date="2030"),
        said("Brenn", "keep the ferry", Stance.OPPOSE, date="2031"),
    ]
    assert changes(timeline(items, Unit.YEAR)) == ()


def test_many_documents_make_a_change_clear(said: Said) -> None:
    items = [
        said("Brenn", BRIDGE, stance, date=date, document=f"{date}{number}")
        for date, stance in {"2030": Stance.SUPPORT, "2031": Stance.OPPOSE}.items()
        for number in range(6)
    ]
    (change,) = changes(timeline(items, Unit.YEAR))
    assert change.is_clear
    assert change.interval.high < 0


def test_a_copy_belongs_to_the_period_of_the_earliest(said: Said) -> None:
    long = "a bridge is what these islands have needed for a hundred years"
    items = [
        said("Brenn", BRIDGE, Stance.SUPPORT, quote=long, date="2031", document="b"),
        said("Brenn", BRIDGE, Stance.SUPPORT, quote=long, date="2030", document="a"),
    ]
    line = timeline(items, Unit.YEAR)
    assert list(line.periods) == ["2030"]
    assert line.left_out == {LeftOut.WIRE_COPY: (0,)}
    assert list(timeline(items, Unit.YEAR, Counting(wire_copies=True)).periods) == ["2030", "2031"]


def test_nothing_has_no_periods() -> None:
    line = timeline([], Unit.DAY)
    assert not line.periods
    assert changes(line) == ()
