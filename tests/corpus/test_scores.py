"""A model's answer as plain values, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import scores

from stance.corpus.scores import parse_score, score_values, spread
from stance.errors import RecordError
from stance.schema import LABELS, Score, Stance

GOOD: dict[str, float] = dict(zip(LABELS, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True))


@settings(deadline=None)
@given(scores("No tolls, if the ferry stays free."))
def test_an_answer_comes_back(score: Score) -> None:
    assert parse_score(score_values(score)) == score


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (3, "score: expected an object"),
        ({}, "probabilities: expected all of support, oppose"),
        ({"probabilities": {**GOOD, "oppose": None}}, r"probabilities.oppose: expected a number"),
        ({"probabilities": {**GOOD, "oppose": 0.9}}, "they sum to 1.8"),
        ({"probabilities": {**GOOD, "support": 0.8, "oppose": -0.1}}, "allowed is 0 to 1"),
        ({"probabilities": GOOD, "condition": 3}, "condition: expected text, start and end"),
        ({"probabilities": GOOD, "condition": {"text": "if", "start": 3, "end": 3}}, "is no span"),
        ({"probabilities": GOOD, "condition": {"start": 3, "end": 4}}, "text: missing or empty"),
    ],
)
def test_what_is_no_answer_is_refused(values: Any, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        parse_score(values)


@settings(deadline=None)
@given(st.sampled_from(LABELS), st.floats(0.201, 1))
def test_one_probability_leaves_the_rest_to_the_others(label: Stance, number: float) -> None:
    score = spread(label, number)
    assert score
    assert (score.stance, score.confidence) == (label, number)
    assert sum(score.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize("number", [0.2, 0.0, -1, 1.01, float("nan"), float("inf")])
def test_what_cannot_be_the_first_labels_probability_is_none(number: float) -> None:
    assert spread(Stance.SUPPORT, number) is None
