from __future__ import annotations

import numpy as np
import pytest

from stance.evaluation.review import review
from stance.schema import LABELS, Stance, Statement


def labelled(stance: Stance | None, proposal: str = "p", name: str = "") -> Statement:
    return Statement("q", proposal, id=name, stance=stance)


STATEMENTS = (
    labelled(Stance.SUPPORT, name="right"),
    labelled(Stance.OPPOSE, name="wrong, unsure"),
    labelled(Stance.CONDITIONAL, name="wrong, sure"),
    labelled(Stance.UNRELATED, proposal="", name="no proposal"),
    labelled(None, name="no label"),
    labelled(Stance.OPPOSE, name="wrong, as unsure"),
)
PROBABILITIES = np.array(
    [
        [0.9, 0.1, 0, 0, 0],
        [0.6, 0.3, 0.1, 0, 0],
        [0.95, 0.05, 0, 0, 0],
        [1.0, 0, 0, 0, 0],
        [1.0, 0, 0, 0, 0],
        [0.1, 0.2, 0.1, 0.6, 0],
    ]
)


def test_labels_in_rows_answers_in_columns() -> None:
    found = review(STATEMENTS, PROBABILITIES).confusion
    assert found == (
        (1, 0, 0, 0, 0),
        (1, 0, 0, 1, 0),
        (1, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
    )


def test_the_surest_errors_first() -> None:
    errors = review(STATEMENTS, PROBABILITIES).errors
    names = [item.statement.id for item in errors]
    assert names == ["wrong, sure", "wrong, unsure", "wrong, as unsure"]
    assert errors[0].answer is Stance.SUPPORT
    assert errors[0].confidence == pytest.approx(0.95)
    assert tuple(errors[0].probabilities) == LABELS
    assert [item.statement.id for item in review(STATEMENTS, PROBABILITIES, most=1).errors] == [
        "wrong, sure"
    ]


def test_nothing_to_review() -> None:
    found = review((), np.empty((0, 5)))
    assert found.errors == ()
    assert sum(map(sum, found.confusion)) == 0
