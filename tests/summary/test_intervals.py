from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.schema import LABELS
from stance.summary.intervals import (
    Interval,
    difference_interval,
    position_interval,
    position_of,
)

SUPPORT = (1.0, 0.0, 0.0, 0.0, 0.0)
OPPOSE = (0.0, 1.0, 0.0, 0.0, 0.0)
NEUTRAL = (0.0, 0.0, 0.0, 1.0, 0.0)
NOMINAL = 0.95
TRIALS = 800
SLACK = 0.023  # three standard errors of a share of 0.95 in 800 trials

ROWS = st.lists(
    st.lists(st.floats(0.01, 1), min_size=5, max_size=5).map(
        lambda row: tuple(share / sum(row) for share in row)
    ),
    min_size=1,
    max_size=8,
)


def test_bonett_and_price_by_hand() -> None:
    # Three supports in three documents: shares 4/5 and 1/5, variance (1 - 9/25) / 5.
    found = position_interval([SUPPORT] * 3, [0, 1, 2])
    assert found.low == pytest.approx(0.6 - 1.959964 * (0.64 / 5) ** 0.5)
    assert found.high == 1.0


def test_statements_of_one_document_count_as_one() -> None:
    once = position_interval([SUPPORT], [0])
    assert position_interval([SUPPORT] * 9, [4] * 9) == once
    # Documents of three and one: 16 / 10 documents.
    uneven = position_interval([SUPPORT] * 4, [0, 0, 0, 1])
    assert once.low < uneven.low < position_interval([SUPPORT] * 2, [0, 1]).low


@given(ROWS, st.data())
def test_the_mean_is_inside_and_the_scale_is_kept(
    rows: list[tuple[float, ...]], data: st.DataObject
) -> None:
    stories = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    found = position_interval(rows, stories)
    assert -1 <= found.low <= position_of(rows) <= found.high <= 1
    assert found.low < found.high
    turned = position_interval([(row[1], row[0], *row[2:]) for row in rows], stories)
    assert turned.low == pytest.approx(-found.high)
    assert turned.high == pytest.approx(-found.low)


Draw = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def hard(generator: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """A coder's label."""
    found: np.ndarray = np.eye(len(LABELS))[generator.choice(len(LABELS), p=shares)]
    return found


def soft(generator: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """Probabilities that are right on average for this very actor."""
    return generator.dirichlet(2 * shares + 1e-9)


@pytest.mark.parametrize("draw", [hard, soft], ids=["labels", "probabilities"])
@pytest.mark.parametrize("alike", [0.0, 0.5, 0.85], ids="correlation {}".format)
@pytest.mark.parametrize("documents", [1, 3, 12])
@pytest.mark.parametrize(
    "shares",
    [
        (0.97, 0.01, 0.01, 0.01, 0),
        (0.8, 0, 0.2, 0, 0),
        (0.5, 0.3, 0.1, 0.1, 0),
        (0.1, 0.1, 0.6, 0.2, 0),
    ],
    ids=str,
)
def test_intervals_cover_the_position(
    shares: tuple[float, ...], documents: int, alike: float, draw: Draw
) -> None:
    """Documents of one to four statements, correlated within by a share of their own."""
    generator = np.random.default_rng(7)
    true = shares[0] - shares[1]
    hits = 0
    for _ in range(TRIALS):
        rows: list[tuple[float, ...]] = []
        stories: list[int] = []
        for story in range(documents):
            own = np.array(shares)
            if alike:
                own = generator.dirichlet(own * (1 - alike) / alike + 1e-9)
            for _ in range(generator.integers(1, 5)):
                rows.append(tuple(draw(generator, own).tolist()))
                stories.append(story)
        found = position_interval(rows, stories)
        hits += found.low - 1e-9 <= true <= found.high + 1e-9
    assert hits / TRIALS >= NOMINAL - SLACK


def test_many_documents_narrow_it() -> None:
    rows = [SUPPORT, SUPPORT, SUPPORT, NEUTRAL] * 50
    found = position_interval(rows, list(range(200)))
    assert 0.65 < found.low < 0.75 < found.high < 0.83


def test_a_difference_is_as_wide_as_both() -> None:
    # Newcombe's worked case of two unpaired intervals, 56/70 and 48/80, on the scale of shares.
    before, after = Interval(0.490, 0.700), Interval(0.692, 0.877)
    found = difference_interval(0.6, before, 0.8, after)
    assert found.low == pytest.approx(0.0524, abs=1e-3)
    assert found.high == pytest.approx(0.3339, abs=1e-3)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_difference_of_nothing_known_is_no_wider_than_the_scale(a: float, b: float) -> None:
    found = difference_interval(a, Interval(-1, 1), b, Interval(-1, 1))
    assert b - a in found
    opposite = difference_interval(b, Interval(-1, 1), a, Interval(-1, 1))
    assert (found.low, found.high) == pytest.approx((-opposite.high, -opposite.low))


@pytest.mark.parametrize("side", [SUPPORT, OPPOSE])
def test_support_turned_to_opposition_is_told_from_chance(side: tuple[float, ...]) -> None:
    other = OPPOSE if side is SUPPORT else SUPPORT
    spans = list(range(6))
    before, after = position_interval([side] * 6, spans), position_interval([other] * 6, spans)
    found = difference_interval(position_of([side]), before, position_of([other]), after)
    assert 0 not in found
