from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.report.timeline import MOST_PERIODS, month_of, timelines
from stance.schema import LABELS, Score, ScoredStatement, Stance, Statement

FOUR = LABELS[:4]


def said(date: str, stance: Stance, proposal: str = "p") -> ScoredStatement:
    rest = 0.4 / 4
    probabilities = {label: 0.6 if label is stance else rest for label in LABELS}
    return ScoredStatement(Statement("q", proposal, date=date), Score(probabilities))


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2031-04-28", "2031-04"),
        ("2031-12", "2031-12"),
        ("2031-04-28T06:00:00Z", "2031-04"),
        ("2031", ""),
        ("2031-13-01", ""),
        ("2031-001", ""),
        ("28 April 2031", ""),
        ("2031-02-30", ""),
        ("2031-04-28 to 30", "2031-04"),
        ("2031-04 to 05", ""),
        (" 2031-04 ", "2031-04"),
        ("", ""),
    ],
)
def test_the_month_of_a_date(date: str, month: str) -> None:
    assert month_of(date) == month


def test_counts_by_month_without_a_gap() -> None:
    found = timelines(
        [
            said("2031-11-02", Stance.SUPPORT),
            said("2031-11-30", Stance.SUPPORT),
            said("2032-02-01", Stance.CONDITIONAL),
            said("", Stance.SUPPORT),
            said("2031-12-01", Stance.OPPOSE, "other"),
            said("", Stance.OPPOSE, "never dated"),
        ],
        FOUR,
    )
    assert [item.proposal for item in found] == ["p", "other"]
    assert found[0].periods == ("2031-11", "2031-12", "2032-01", "2032-02")
    assert found[0].counts[Stance.SUPPORT] == (2, 0, 0, 0)
    assert found[0].counts[Stance.CONDITIONAL] == (0, 0, 0, 1)
    assert found[0].counts[Stance.OPPOSE] == (0, 0, 0, 0)
    assert found[1].periods == found[0].periods
    assert (found[0].total, found[1].total) == (3, 1)


def test_long_times_are_counted_by_years_and_decades() -> None:
    years = timelines([said("2001-05-01", Stance.OPPOSE), said("2011-05-01", Stance.OPPOSE)], FOUR)
    assert years[0].periods[:2] == ("2001", "2002")
    assert sum(years[0].counts[Stance.OPPOSE]) == 2
    decades = timelines([said("1850-05", Stance.OPPOSE), said("2011-05", Stance.OPPOSE)], FOUR)
    assert decades[0].periods[0] == "1850s"
    assert decades[0].periods[-1] == "2010s"


DATES = st.builds("{:04d}-{:02d}-01".format, st.integers(0, 9999), st.integers(1, 12))


@given(st.lists(DATES, min_size=1, max_size=6))
def test_whatever_the_dates_every_statement_is_in_one_of_few_periods(dates: list[str]) -> None:
    (found,) = timelines([said(date, Stance.SUPPORT) for date in dates], FOUR)
    assert found.total == len(dates)
    assert len(found.periods) <= MOST_PERIODS
    assert len(set(found.periods)) == len(found.periods)


def test_without_a_date_there_is_no_timeline() -> None:
    assert timelines([said("", Stance.SUPPORT)], FOUR) == ()
    assert timelines([], FOUR) == ()
