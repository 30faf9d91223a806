from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from stance.schema import LABELS, ScoredStatement, Stance
from stance.summary.counting import select
from stance.summary.options import Conditional, Counting
from stance.summary.tallies import ARGMAX, EXPECTED, LEVELS, Tally, tallies

Said = Callable[..., ScoredStatement]

DRAWS = 20_000


def tally(items: list[ScoredStatement], rule: Conditional = Conditional.OWN) -> Tally:
    counted = select(items, Counting()).counted
    (found,) = tallies(counted, rule, draws=DRAWS, seed=3).values()
    return found


def two(said: Said) -> list[ScoredStatement]:
    return [
        said("A", "x", (0.5, 0.1, 0.2, 0.1, 0.1), quote="one"),
        said("A", "x", (0.2, 0.1, 0.6, 0.1, 0.0), quote="two"),
    ]


def test_exact_counts(said: Said) -> None:
    found = tally(two(said)).exact
    assert found.counts[:, EXPECTED] == pytest.approx([0.7, 0.2, 0.8, 0.2])
    assert found.counts[:, ARGMAX] == pytest.approx([1, 0, 1, 0])
    assert found.absent[:, EXPECTED] == pytest.approx([0.5 * 0.8, 0.81, 0.8 * 0.4, 0.81])
    assert found.absent[:, ARGMAX] == pytest.approx([0, 1, 0, 1])


@pytest.mark.parametrize(
    ("rule", "expected", "argmax"),
    [
        (Conditional.SUPPORT, [1.5, 0.2, 0, 0.2], [2, 0, 0, 0]),
        (Conditional.EXCLUDE, [0.7, 0.2, 0, 0.2], [1, 0, 0, 0]),
    ],
)
def test_a_conditional_as_support_or_as_nothing(
    rule: Conditional, expected: list[float], argmax: list[float], said: Said
) -> None:
    found = tally(two(said), rule).exact.counts
    assert found[:, EXPECTED] == pytest.approx(expected)
    assert found[:, ARGMAX] == pytest.approx(argmax)


@pytest.mark.parametrize("rule", Conditional)
def test_labels_are_drawn_as_often_as_they_are_probable(rule: Conditional, said: Said) -> None:
    found = tally(two(said), rule)
    error = 4 * (0.25 * 2 / DRAWS) ** 0.5
    assert found.drawn.counts.mean(axis=1) == pytest.approx(
        found.exact.counts[:, EXPECTED], abs=error
    )
    assert (found.drawn.absent == (found.drawn.counts == 0)).all()
    assert found.drawn.absent.mean(axis=1) == pytest.approx(
        found.exact.absent[:, EXPECTED], abs=error
    )
    # A statement has one label, so that no draw has more of them than there are statements.
    assert found.drawn.counts.sum(axis=0).max() == 2


def test_more_statements_than_a_byte_counts(said: Said) -> None:
    items = [
        said("A", "x", Stance.SUPPORT, quote=f"words {number}", id=str(number))
        for number in range(1300)
    ]
    found = tally(items)
    assert (found.drawn.counts[0] == 1300).all()
    assert found.exact.counts[0].tolist() == [1300, 1300]


def test_cells_are_sorted_and_each_draws_its_own(said: Said) -> None:
    even = [0.5, 0.5, *[0.0] * (len(LABELS) - 2)]
    items = [said("B", "x", even), said("A", "y", even), said("A", "x", even)]
    found = tallies(select(items, Counting()).counted, Conditional.OWN, draws=200, seed=0)
    assert list(found) == [("A", "x"), ("A", "y"), ("B", "x")]
    drawn = [cell.drawn.counts[LEVELS.index(Stance.SUPPORT)] for cell in found.values()]
    assert abs(np.corrcoef(drawn[0], drawn[1])[0, 1]) < 0.3
    assert (drawn[0] != drawn[1]).any()
