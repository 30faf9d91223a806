from __future__ import annotations

import datetime
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import RecipeError
from stance.schema import ScoredStatement, Stance
from stance.summary.counting import LeftOut
from stance.summary.options import (
    LARGEST_WINDOW,
    Conditional,
    Counting,
    Duplicates,
    Mode,
    NetworkOptions,
    Qualifier,
    Unit,
    Window,
    WindowUnit,
)
from stance.summary.windows import MOST_WINDOWS, networks_over_time

Said = Callable[..., ScoredStatement]

FIRST = datetime.date(2031, 5, 1)
IGNORE = NetworkOptions(qualifier=Qualifier.IGNORE, draws=1)
DAYS = st.lists(st.integers(0, 20), min_size=1, max_size=8)


def on_days(said: Said, days: list[int]) -> list[ScoredStatement]:
    return [
        said(
            "Brenn",
            "x",
            Stance.SUPPORT,
            id=str(number),
            quote=f"words {number}",
            date=(FIRST + datetime.timedelta(days=day)).isoformat(),
        )
        for number, day in enumerate(days)
    ]


def windows(items: list[ScoredStatement], window: Window) -> dict[str, set[int]]:
    return {
        piece.name: {number for edge in piece.network.edges for number in edge.statements}
        for piece in networks_over_time(items, window, IGNORE).slices
    }


def named(first: int, last: int) -> str:
    ends = (FIRST + datetime.timedelta(days=day) for day in (first, last))
    return "/".join(day.isoformat() for day in ends)


@given(DAYS, st.integers(1, 9))
def test_windows_of_days(said: Said, days: list[int], size: int) -> None:
    found = windows(on_days(said, days), Window(WindowUnit.DAYS, size))
    starts = [
        start
        for start in range(min(days), max(days) + 1)
        if start == min(days) or start + size - 1 <= max(days)
    ]
    assert found == {
        named(start, start + size - 1): {
            number for number, day in enumerate(days) if start <= day < start + size
        }
        for start in starts
    }


@given(DAYS, st.sampled_from([1, 3, 5, 7]))
def test_windows_of_an_odd_number_of_days_are_those_of_dnas_code(
    said: Said, days: list[int], size: int
) -> None:
    """DNA 3.1 moves a middle, round((size - 1) / 2) to either side, both ends inside."""
    half = round((size - 1) / 2)
    dna = [
        {number for number, day in enumerate(days) if middle - half <= day <= middle + half}
        for middle in range(min(days), max(days) + 1)
        if middle - half >= min(days) and middle + half <= max(days)
    ]
    found = list(windows(on_days(said, days), Window(WindowUnit.DAYS, size)).values())
    assert found == dna or (not dna and found == [set(range(len(days)))])


@given(DAYS, st.integers(2, 5), st.randoms(use_true_random=False))
def test_windows_of_events(said: Said, days: list[int], size: int, chance: random.Random) -> None:
    days = days.copy()
    chance.shuffle(days)
    found = windows(on_days(said, days), Window(WindowUnit.EVENTS, size))
    in_order = sorted(days)
    expected: dict[str, set[int]] = {}
    for start in range(max(1, len(days) - size + 1)):
        part = in_order[start : start + size]
        expected[named(part[0], part[-1])] = {
            number for number, day in enumerate(days) if part[0] <= day <= part[-1]
        }
    assert found == expected
    for numbers in found.values():
        assert len(numbers) >= min(size, len(days))


@pytest.mark.parametrize(
    ("unit", "size", "last", "names"),
    [
        (WindowUnit.WEEKS, 2, "2031-02-20", ["2031-01-31/2031-02-13", "2031-02-07/2031-02-20"]),
        (WindowUnit.WEEKS, 2, "2031-02-19", ["2031-01-31/2031-02-13"]),
        (WindowUnit.MONTHS, 1, "2031-03-30", ["2031-01-31/2031-02-27", "2031-02-28/2031-03-30"]),
        (WindowUnit.MONTHS, 2, "2031-03-29", ["2031-01-31/2031-03-30"]),
        (WindowUnit.YEARS, 1, "2031-02-01", ["2031-01-31/2032-01-30"]),
    ],
)
def test_weeks_months_and_years(
    unit: WindowUnit, size: int, last: str, names: list[str], said: Said
) -> None:
    items = [said("A", "x", Stance.SUPPORT, date=date) for date in ("2031-01-31", last)]
    assert list(windows(items, Window(unit, size))) == names


def test_a_window_in_which_nobody_speaks_is_there_and_empty(said: Said) -> None:
    found = networks_over_time(on_days(said, [0, 5]), Window(WindowUnit.DAYS, 2), IGNORE)
    assert [len(piece.network.edges) for piece in found.slices] == [1, 0, 0, 0, 1]
    kept = NetworkOptions(isolates=True, draws=1)
    for piece in networks_over_time(on_days(said, [0, 5]), Window(WindowUnit.DAYS), kept).slices:
        assert [node.name for node in piece.network.nodes] == ["Brenn", "x"]


def test_calendar_periods(said: Said) -> None:
    items = [*on_days(said, [0, 3, 40]), said("A", "x", Stance.SUPPORT, date="2031-05")]
    found = networks_over_time(items, Unit.WEEK, IGNORE)
    assert [piece.name for piece in found.slices] == ["2031-W18", "2031-W24"]
    assert found.undated == (3,)
    by_month = networks_over_time(items, Unit.MONTH, IGNORE)
    assert [piece.name for piece in by_month.slices] == ["2031-05", "2031-06"]
    assert by_month.undated == ()


def test_what_is_dated_after_the_last_whole_window_is_not_undated(said: Said) -> None:
    items = [*on_days(said, [0, 13, 14, 20]), said("A", "x", Stance.SUPPORT, date="2031-05")]
    found = networks_over_time(items, Window(WindowUnit.WEEKS, 2), IGNORE)
    assert [piece.name for piece in found.slices] == [named(0, 13), named(7, 20)]
    assert (found.undated, found.beyond) == ((4,), ())
    found = networks_over_time(items, Window(WindowUnit.DAYS, 15), IGNORE)
    assert (found.undated, found.beyond) == ((4,), ())
    found = networks_over_time(items, Window(WindowUnit.MONTHS), IGNORE)
    assert (found.undated, found.beyond) == ((4,), ())
    found = networks_over_time(items[:3] + items[4:], Window(WindowUnit.WEEKS, 2), IGNORE)
    assert [piece.name for piece in found.slices] == [named(0, 13)]
    assert (found.undated, found.beyond) == ((3,), (2,))


@given(DAYS, st.sampled_from(WindowUnit), st.integers(2, 9))
def test_each_statement_is_in_a_window_or_after_the_last(
    said: Said, days: list[int], unit: WindowUnit, size: int
) -> None:
    items = on_days(said, days)
    found = networks_over_time(items, Window(unit, size), IGNORE)
    inside = {
        number for numbers in windows(items, Window(unit, size)).values() for number in numbers
    }
    assert inside | set(found.beyond) == set(range(len(days)))
    assert not inside & set(found.beyond)
    last = datetime.date.fromisoformat(found.slices[-1].name.partition("/")[2])
    assert all(FIRST + datetime.timedelta(days[number]) > last for number in found.beyond)
    assert found.undated == ()


def test_what_is_left_out_is_told_once_for_all(said: Said) -> None:
    items = [
        *on_days(said, [0, 1]),
        said("B", "x", Stance.CONDITIONAL, date=FIRST.isoformat()),
        said("B", "x", Stance.UNRELATED, date=FIRST.isoformat()),
        said("B", "x", Stance.SUPPORT),
    ]
    asked = NetworkOptions(conditional=Conditional.EXCLUDE, draws=1)
    counting = Counting(duplicates=Duplicates.ACROSSRANGE)
    found = networks_over_time(items, Window(WindowUnit.DAYS), asked, counting)
    assert found.left_out == {
        LeftOut.UNRELATED: (3,),
        LeftOut.DUPLICATE: (1,),
        LeftOut.CONDITIONAL: (2,),
    }
    assert found.undated == (4,)
    assert [len(piece.network.edges) for piece in found.slices] == [1]


@pytest.mark.parametrize("unit", WindowUnit)
def test_the_largest_window_holds_everything(unit: WindowUnit, said: Said) -> None:
    items = [said("A", "x", Stance.SUPPORT, date=date) for date in ("0031-01-01", "2031-12-31")]
    (piece,) = networks_over_time(items, Window(unit, LARGEST_WINDOW), IGNORE).slices
    assert [edge.statements for edge in piece.network.edges] == [(0, 1)]


def test_nothing_dated_has_no_windows(said: Said) -> None:
    found = networks_over_time([said("A", "x", Stance.SUPPORT)], Window(WindowUnit.DAYS))
    assert (found.slices, found.undated) == ((), (0,))


def test_a_wrong_date_does_not_make_a_million_networks(said: Said) -> None:
    items = [said("A", "x", Stance.SUPPORT, date=date) for date in ("0031-05-01", "2031-05-01")]
    with pytest.raises(RecipeError, match=rf"more than {MOST_WINDOWS} windows.*0031-05-01"):
        networks_over_time(items, Window(WindowUnit.DAYS))


def test_one_mode_over_time(said: Said) -> None:
    items = [
        said("A", "x", Stance.SUPPORT, date="2031-05-01"),
        said("B", "x", Stance.SUPPORT, date="2031-05-02"),
        said("B", "x", Stance.OPPOSE, date="2031-06-02"),
    ]
    asked = NetworkOptions(Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE)
    may, june = networks_over_time(items, Unit.MONTH, asked).slices
    assert [edge.value for edge in may.network.edges] == [1.0]
    assert june.network.edges == ()
