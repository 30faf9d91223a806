from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.summary.dates import IsoDate, day_name, iso_date, later, period_of
from stance.summary.options import Unit, WindowUnit

EPOCH = datetime.date(1970, 1, 1)
DAYS = st.dates(datetime.date(1600, 1, 1), datetime.date(2400, 12, 31))


def number(day: datetime.date) -> int:
    return (day - EPOCH).days


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "2031-05-20": "2031-05-20",
        " 2031-05-20T23:59:59+02:00 ": "2031-05-20",
        "2031-05-20 08:00": "2031-05-20",
        "2031-05": "2031-05",
        "2031": "2031",
        "2032-02-29": "2032-02-29",
    }.items(),
)
def test_iso_dates_are_read(text: str, found: str) -> None:
    assert iso_date(text) == IsoDate(found)


@pytest.mark.parametrize(
    "text",
    [
        *("", "20 May 2031", "05/20/2031", "2031-5-20", "2031-13", "2031-02-29", "2031-00-01"),
        *("2031-05-20x", "12031-05-20", "٢٠٣١", "2031-05-20\n2031"),
    ],
)
def test_what_is_no_iso_date_is_none(text: str) -> None:
    assert iso_date(text) is None


@given(DAYS)
def test_periods_are_those_of_the_calendar(day: datetime.date) -> None:
    date = iso_date(day.isoformat())
    year, week, _ = day.isocalendar()
    assert period_of(date, Unit.DAY) == day.isoformat()
    assert period_of(date, Unit.WEEK) == f"{year}-W{week:02}"
    assert period_of(date, Unit.MONTH) == f"{day:%Y-%m}".rjust(7, "0")
    assert period_of(date, Unit.YEAR) == f"{day.year:04}"


def test_a_date_tells_no_period_finer_than_itself() -> None:
    month, year = iso_date("2031-05"), iso_date("2031")
    assert [period_of(month, unit) for unit in Unit] == [None, None, "2031-05", "2031"]
    assert [period_of(year, unit) for unit in Unit] == [None, None, None, "2031"]
    assert [period_of(None, unit) for unit in Unit] == [None] * 4


@given(DAYS, DAYS, st.sampled_from(Unit))
def test_names_of_periods_sort_by_time(a: datetime.date, b: datetime.date, unit: Unit) -> None:
    first, second = sorted([a, b])
    names = [period_of(iso_date(day.isoformat()), unit) for day in (first, second)]
    assert names == sorted(names, key=str)


@given(DAYS, st.integers(0, 1000), st.sampled_from([WindowUnit.DAYS, WindowUnit.WEEKS]))
def test_days_and_weeks_later(day: datetime.date, units: int, unit: WindowUnit) -> None:
    length = 7 if unit is WindowUnit.WEEKS else 1
    then = day + datetime.timedelta(days=length * units)
    assert day_name(later(number(day), unit, units)) == then.isoformat()


@given(DAYS, st.integers(0, 600))
def test_months_and_years_later_end_with_their_month(day: datetime.date, units: int) -> None:
    months = day.year * 12 + day.month - 1 + units
    first = datetime.date(months // 12, months % 12 + 1, 1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    then = first.replace(day=min(day.day, last.day))
    assert later(number(day), WindowUnit.MONTHS, units) == number(then)
    if units % 12 == 0:
        assert later(number(day), WindowUnit.YEARS, units // 12) == number(then)
