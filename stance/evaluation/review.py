"""Where answers go wrong: which label for which, and the errors that were given as sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.evaluation.metrics import confusion
from stance.schema import LABELS, Stance, Statement

Floats = npt.NDArray[np.float64]

MOST_ERRORS: Final = 40


@dataclass(frozen=True, slots=True)
class ConfidentError:
    """A labelled statement that was answered otherwise, and how sure the answer was."""

    statement: Statement
    answer: Stance
    probabilities: Mapping[Stance, float]

    @property
    def confidence(self) -> float:
        """The probability of the answer."""
        return self.probabilities[self.answer]


@dataclass(frozen=True)
class Review:
    """`confusion` has the label in rows and the answer in columns, both in the order of `LABELS`.

    `errors` are the most confident ones, the surest first.
    """

    confusion: tuple[tuple[int, ...], ...]
    errors: tuple[ConfidentError, ...]


def review(
    statements: Sequence[Statement], probabilities: Floats, most: int = MOST_ERRORS
) -> Review:
    """Confusion and most confident errors over labelled rows that have a proposal.

    `probabilities` has shape (statements, 5). Rows without a proposal are left out, as in every
    other figure: they are trivially unrelated.
    """
    rows = [row for row, item in enumerate(statements) if item.proposal and item.stance is not None]
    labels = (statements[row].stance for row in rows)
    gold = np.array([LABELS.index(label) for label in labels if label], dtype=np.int64)
    answers = probabilities[rows].argmax(axis=1)
    counts = confusion(gold, answers, len(LABELS))
    sureness = probabilities[rows].max(axis=1)
    wrong = np.flatnonzero(answers != gold)
    order = wrong[np.argsort(-sureness[wrong], kind="stable")][:most]
    return Review(
        confusion=tuple(tuple(int(count) for count in line) for line in counts),
        errors=tuple(
            ConfidentError(
                statements[rows[at]],
                LABELS[int(answers[at])],
                {label: float(probabilities[rows[at], n]) for n, label in enumerate(LABELS)},
            )
            for at in order
        ),
    )
