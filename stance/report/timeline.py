"""Statements counted by period, for the timeline of each proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stance.schema import ScoredStatement, Stance
from stance.summary.dates import iso_date, period_of
from stance.summary.options import Unit

MOST_PERIODS: Final = 24  # beyond that a chart shows years, then decades and so on

_LENGTHS: Final = (7, 4, 3, 2, 1)  # of "2031-04": the month, the year, its decade, century


@dataclass(frozen=True, slots=True)
class Timeline:
    """How often each stance was taken on a proposal; `counts[stance]` is one number a period."""

    proposal: str
    periods: tuple[str, ...]
    counts: Mapping[Stance, tuple[int, ...]]

    @property
    def total(self) -> int:
        return sum(sum(numbers) for numbers in self.counts.values())


def month_of(date: str) -> str:
    """The month of an ISO date (``2031-04-28`` or ``2031-04``), "" for anything else.

    >>> month_of("2031-04-28T06:00Z"), month_of("28 April 2031")
    ('2031-04', '')
    """
    return period_of(iso_date(date), Unit.MONTH) or ""


def timelines(
    statements: Iterable[ScoredStatement], stances: Sequence[Stance]
) -> tuple[Timeline, ...]:
    """One timeline for each proposal with dated statements, most first.

    `statements` are those that count, each of one of `stances`. All timelines have the same
    periods without a gap: months, or the shortest unit above of which there are no more than
    `MOST_PERIODS`. Statements without a date are left out.
    """
    dated = [(month_of(item.statement.date), item) for item in statements]
    months = sorted({month for month, _ in dated if month})
    if not months:
        return ()
    length, periods = _periods(months[0], months[-1])
    counts = Counter(
        (item.statement.proposal, item.score.stance, month[:length]) for month, item in dated
    )
    proposals = dict.fromkeys(item.statement.proposal for month, item in dated if month)
    found = [
        Timeline(
            proposal,
            tuple(map(_name, periods)),
            {
                stance: tuple(counts[proposal, stance, period] for period in periods)
                for stance in stances
            },
        )
        for proposal in proposals
    ]
    return tuple(sorted(found, key=lambda item: -item.total))


def _periods(first: str, last: str) -> tuple[int, tuple[str, ...]]:
    """How many characters of a month tell the period, and all periods from first to last."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    months = [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, end + 1)]
    for length in _LENGTHS:
        periods = tuple(dict.fromkeys(month[:length] for month in months))
        if len(periods) <= MOST_PERIODS:
            break
    return length, periods


def _name(period: str) -> str:
    """A decade as "2030s"; months and years are their own names."""
    return period if len(period) >= 4 else f"{period:0<4}s"
