"""Intervals for positions behind which there are few statements, in fewer documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from stance.schema import LABELS, Stance

Z: Final = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""

PRIOR: Final = 1.0
"""Statements that Bonett and Price add to each of the two sides."""

_SUPPORT: Final = LABELS.index(Stance.SUPPORT)
_OPPOSE: Final = LABELS.index(Stance.OPPOSE)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval, ``low <= high``."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"[{self.low:+.2f}, {self.high:+.2f}]"

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def position_of(weights: Sequence[Sequence[float]]) -> float:
    """Mean of P(support) − P(oppose) over statements, each a probability for each of `LABELS`."""
    return sum(row[_SUPPORT] - row[_OPPOSE] for row in weights) / len(weights)


def position_interval(weights: Sequence[Sequence[float]], stories: Sequence[int]) -> Interval:
    """The 95 % interval of a position in [-1, 1]: of its mean over further documents.

    `weights` has a row of probabilities for each statement, `stories` the number of its
    document.

    A bootstrap over documents, right for the many documents of an evaluation, fails here: one
    document gives an interval of no width, three give ten different samples. The position is a
    difference of two shares of the same statements, for which Bonett and Price ("Adjusted Wald
    confidence interval for a difference of binomial proportions based on paired data", Journal
    of Educational and Behavioral Statistics 37, 2012) add one statement to each side: right
    from one statement on, and never of no width. Statements of one document count as if they
    were all the same, the most that clustering can do: in place of their number stands Kish's
    effective number, (Σ n_d)² / Σ n_d² over documents of n_d statements. Probabilities vary
    less than the labels that they stand for, so that the variance is an upper bound for them.
    Nothing is drawn at random, and the mean of the statements always lies inside.

    What is covered is the model's reading, in at least 95 % of cases whatever the number of
    documents and the correlation within (tests/summary/test_intervals.py). Where a model is
    unsure, its mean reading lies nearer to zero than what an infallible coder would find.
    """
    number = len(weights)
    effective = number**2 / sum(size**2 for size in Counter(stories).values())
    total = effective + 2 * PRIOR
    support = (effective * sum(row[_SUPPORT] for row in weights) / number + PRIOR) / total
    oppose = (effective * sum(row[_OPPOSE] for row in weights) / number + PRIOR) / total
    middle = support - oppose
    half = Z * sqrt((support + oppose - middle**2) / total)
    found = position_of(weights)
    return Interval(min(max(middle - half, -1.0), found), max(min(middle + half, 1.0), found))


def difference_interval(
    before: float, before_at: Interval, after: float, after_at: Interval
) -> Interval:
    """The interval of `after` − `before`, two independent positions with their own intervals.

    Zou and Donner, "Construction of confidence limits about effect measures", Statistics in
    Medicine 27 (2008): the method of variance estimates recovery.
    """
    change = after - before
    down = sqrt((after - after_at.low) ** 2 + (before_at.high - before) ** 2)
    up = sqrt((after_at.high - after) ** 2 + (before - before_at.low) ** 2)
    return Interval(change - down, change + up)
