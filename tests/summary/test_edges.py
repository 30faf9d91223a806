from __future__ import annotations

import numpy as np
import pytest

from stance.summary.edges import Meaning, Sign, Values, edge, signed
from stance.summary.intervals import Interval
from stance.summary.options import Count


def made(drawn: list[float], expected: float, count: Count = Count.PROBABILITY) -> Interval:
    values = Values(np.array([expected, 9.0]), np.array(drawn))
    found = edge("A", "x", values, Meaning(Sign.NONE, -2.0), {}, [], count)
    assert found.strength == 2.0
    assert found.value == (9.0 if count is Count.ARGMAX else expected)
    assert found.interval is not None
    return found.interval


@pytest.mark.parametrize("count", Count)
def test_the_interval_leaves_a_fortieth_on_either_side(count: Count) -> None:
    assert made([float(value) for value in range(1000)], 500.0, count) == Interval(24, 974)


def test_no_more_than_a_fortieth_lies_outside() -> None:
    for low in range(60):
        drawn = [0.0] * low + [1.0] * (1000 - low)
        # Up to 24 of a thousand may be left out, a 25th may not.
        assert made(drawn, 1.0).low == (1.0 if low < 25 else 0.0)
        assert made([-value for value in drawn], -1.0).high == (-1.0 if low <= 25 else 0.0)


def test_the_expected_value_is_always_inside() -> None:
    assert made([0.0] * 1000, 0.01) == Interval(0.0, 0.01)
    assert made([3.0], 2.5) == Interval(2.5, 3.0)


def test_signs_of_differences() -> None:
    assert [signed(value) for value in (-0.1, 0.0, 2.0)] == [
        *(Sign.NEGATIVE, Sign.MIXED, Sign.POSITIVE)
    ]
