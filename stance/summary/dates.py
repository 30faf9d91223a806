"""ISO dates and the calendar periods and windows they fall into.

Days are whole numbers since 1970-01-01 in the proleptic Gregorian calendar; nothing here asks
what day it is today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.summary.options import Unit, WindowUnit

_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", re.DOTALL)
_FIRST_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday, three days after a Monday
_DAYS: Final = {WindowUnit.DAYS: 1, WindowUnit.WEEKS: 7}
_MONTHS: Final = {WindowUnit.MONTHS: 1, WindowUnit.YEARS: 12}


@dataclass(frozen=True, slots=True)
class IsoDate:
    """A date to the day, the month or the year, as it was given: ``2024-05-03``, ``2024-05``."""

    text: str

    @property
    def day(self) -> int | None:
        """The number of the day, None for a date that names no day."""
        return int(np.datetime64(self.text, "D").astype(int)) if len(self.text) == 10 else None


def iso_date(text: str) -> IsoDate | None:
    """The date of an ISO 8601 text, its time of day passed over; None where there is none.

    >>> iso_date("2024-05-03T10:00:00Z"), iso_date("3 May 2024"), iso_date("2023-02-29")
    (IsoDate(text='2024-05-03'), None, None)
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    found = "-".join(part for part in match.groups() if part)
    try:
        np.datetime64(found, "D")
    except ValueError:  # a month or day that does not exist
        return None
    return IsoDate(found)


def period_of(date: IsoDate | None, unit: Unit) -> str | None:
    """The period a date falls into; None where it is not exact enough to tell.

    Names sort by time: ``2024-05-03``, ``2024-W18``, ``2024-05``, ``2024``.
    """
    if date is None:
        return None
    if unit is Unit.YEAR:
        return date.text[:4]
    if unit is Unit.MONTH:
        return date.text[:7] if len(date.text) >= 7 else None
    if date.day is None:
        return None
    return date.text if unit is Unit.DAY else _iso_week(date.day)


def _iso_week(day: int) -> str:
    """ISO 8601: a week belongs to the year of its Thursday."""
    thursday = day - (day + _FIRST_WEEKDAY) % 7 + 3
    year = np.datetime64(thursday, "D").astype("datetime64[Y]")
    first = int(year.astype("datetime64[D]").astype(int))
    return f"{year}-W{(thursday - first) // 7 + 1:02}"


def day_name(day: int) -> str:
    """A day's number as an ISO date.

    >>> day_name(19_846)
    '2024-05-03'
    """
    return str(np.datetime64(day, "D"))


def later(day: int, unit: WindowUnit, units: int) -> int:
    """The day that many units later; in a shorter month its last day.

    >>> day_name(later(19_753, WindowUnit.MONTHS, 1))  # 2024-01-31
    '2024-02-29'
    """
    if unit in _DAYS:
        return day + units * _DAYS[unit]
    month = np.datetime64(day, "D").astype("datetime64[M]")
    offset = day - int(month.astype("datetime64[D]").astype(int))
    first = month + units * _MONTHS[unit]
    last = int((first + 1).astype("datetime64[D]").astype(int)) - 1
    return min(int(first.astype("datetime64[D]").astype(int)) + offset, last)
