"""Networks over time: one for each calendar period, or for each step of a moving window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from stance.errors import RecipeError
from stance.schema import ScoredStatement
from stance.summary.counted import Counted
from stance.summary.counting import LeftOut, Selection
from stance.summary.dates import day_name, later, period_of
from stance.summary.network import Network, known, network_of, select_for
from stance.summary.options import Counting, NetworkOptions, Unit, Window, WindowUnit

MOST_WINDOWS: Final = 10_000
"""More than a century of weeks; a wrong date must not fill the disk."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The network of one period or window.

    `name` is the period (``2024-W18``), or the first and the last day of the window, both
    within it (``2024-05-03/2024-05-09``).
    """

    name: str
    network: Network


@dataclass(frozen=True, slots=True)
class Sliced:
    """Networks in the order of time, and what stands in none of them.

    `undated` are positions of statements whose date does not tell where they belong, `beyond`
    of those dated after the last window, since none is shorter than asked for.
    """

    slices: tuple[Slice, ...]
    undated: tuple[int, ...]
    beyond: tuple[int, ...] = ()
    left_out: Mapping[LeftOut, tuple[int, ...]] = field(default_factory=dict)


def networks_over_time(
    statements: Sequence[ScoredStatement],
    step: Unit | Window,
    options: NetworkOptions | None = None,
    counting: Counting | None = None,
) -> Sliced:
    """A network for each period in which somebody said something, or for each window.

    A window is exactly `size` units long, begins on the day of the first statement and moves
    on by one unit as long as it ends no later than the last statement; one that is longer
    than the whole range stands alone. A window of events holds `size` statements in the order
    of their dates, and besides them all others of its first and last day, since nothing tells
    which of a day came first; it moves on by one statement. That is what rDNA documents.
    DNA 3.1 itself counts (size − 1) / 2 units, rounded, to either side of a middle: the same
    windows for an odd number of days, and up to a unit more or less elsewhere.

    Duplicates are left out before, over the whole range.
    """
    options, counting = options or NetworkOptions(), counting or Counting()
    selection = select_for(statements, options, counting)
    everybody = known(statements, counting)
    parts = (
        _periods(selection.counted, step)
        if isinstance(step, Unit)
        else _windows(selection.counted, step)
    )
    inside = {one.number for part in parts.values() for one in part}
    outside = [one for one in selection.counted if one.number not in inside]
    return Sliced(
        slices=tuple(
            Slice(name, network_of(Selection(tuple(part), {}), everybody, options, counting))
            for name, part in parts.items()
        ),
        undated=tuple(one.number for one in outside if _day(one) is None),
        beyond=tuple(one.number for one in outside if _day(one) is not None),
        left_out=selection.left_out,
    )


def _periods(counted: Sequence[Counted], unit: Unit) -> Mapping[str, list[Counted]]:
    found: dict[str, list[Counted]] = {}
    for one in counted:
        period = period_of(one.date, unit)
        if period is not None:
            found.setdefault(period, []).append(one)
    return {period: found[period] for period in sorted(found)}


def _windows(counted: Sequence[Counted], window: Window) -> Mapping[str, list[Counted]]:
    """The statements of each window by its name, which tells its first and last day."""
    by_day: dict[int, list[Counted]] = {}
    for one in counted:
        day = _day(one)
        if day is not None:
            by_day.setdefault(day, []).append(one)
    days = sorted(by_day)
    if not days:
        return {}
    ends = _event_ends if window.unit is WindowUnit.EVENTS else _time_ends
    return {
        f"{day_name(first)}/{day_name(last)}": [
            one
            for day in days[bisect_left(days, first) : bisect_right(days, last)]
            for one in by_day[day]
        ]
        for first, last in ends([day for day in days for _ in by_day[day]], window)
    }


def _day(one: Counted) -> int | None:
    return one.date.day if one.date else None


def _time_ends(days: Sequence[int], window: Window) -> Iterator[tuple[int, int]]:
    """First and last day of each window; `days` has the day of each statement, ascending."""
    steps = 0
    while not steps or later(days[0], window.unit, steps + window.size) - 1 <= days[-1]:
        if steps == MOST_WINDOWS:
            raise RecipeError(
                f"more than {MOST_WINDOWS} windows between {day_name(days[0])} and"
                f" {day_name(days[-1])}; check the dates, or choose a longer unit"
            )
        first = later(days[0], window.unit, steps)
        yield first, later(days[0], window.unit, steps + window.size) - 1
        steps += 1


def _event_ends(days: Sequence[int], window: Window) -> Iterator[tuple[int, int]]:
    """The same for windows of so many statements."""
    for first in range(max(1, len(days) - window.size + 1)):
        yield days[first], days[min(first + window.size, len(days)) - 1]
