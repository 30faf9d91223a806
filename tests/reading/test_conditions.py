"""The clause on which a conditional stance hangs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ModelError
from stance.reading.conditions import (
    LABELS,
    ConditionFinder,
    Passage,
    features_of,
    labels_of,
)
from stance.reading.tagger import Tagger
from stance.schema import Attribution, Span

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "conditions.json").read_text(encoding="utf-8")
)


def asked(text: str, content: str | None = None) -> Attribution:
    start = text.index(content) if content else 0
    return Attribution((), (), (Span(start, start + len(content or text)),))


def tagger_of(weights: dict[tuple[str, str], float]) -> Tagger:
    """A tagger with a few weights by hand; moving from O to I costs much."""
    features = tuple(sorted({feature for feature, _ in weights}))
    state = np.zeros((len(features), len(LABELS)), dtype=np.float32)
    for (feature, label), weight in weights.items():
        state[features.index(feature), LABELS.index(label)] = weight
    transitions = np.zeros((3, 3), dtype=np.float32)
    transitions[LABELS.index("O"), LABELS.index("I")] = -20
    transitions[LABELS.index("I"), LABELS.index("B")] = -20
    return Tagger(LABELS, features, state, transitions)


BY_HAND = tagger_of(
    {
        ("w=if", "B"): 6.0,
        ("after=if", "I"): 3.0,
        ("mark", "O"): 9.0,
        ("bias", "O"): 1.0,
        ("w=gladly", "B"): -1.0,
    }
)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["text"][:40],
            marks=pytest.mark.xfail(strict=True) if case.get("known_failure") else (),
        )
        for case in CASES
    ],
)
def test_markers(case: dict[str, Any]) -> None:
    text = case["text"]
    spans = ConditionFinder().find(text, asked(text, case.get("content")))
    answer = [text[span.start : span.end] for span in spans]
    assert answer == ([] if case["condition"] is None else [case["condition"]])


def test_the_tagger_is_asked_where_there_is_one() -> None:
    text = "Gladly, if the toll goes. Unless it rains."
    spans = ConditionFinder(BY_HAND).find(text, asked(text, "Gladly, if the toll goes"))
    assert [text[span.start : span.end] for span in spans] == ["if the toll goes"]


def test_it_answers_even_where_the_tagger_doubts() -> None:
    doubting = tagger_of({("w=if", "B"): 0.5, ("after=if", "I"): 0.4, ("bias", "O"): 1.5})
    text = "Gladly if asked"
    (span,) = ConditionFinder(doubting).find(text, asked(text))
    assert text[span.start : span.end].startswith("if")


def test_markers_help_out_a_tagger_that_sees_nothing() -> None:
    blind = tagger_of({("bias", "O"): 30.0})
    text = "We sign once the port is open"
    (span,) = ConditionFinder(blind).find(text, asked(text))
    assert text[span.start : span.end] == "once the port is open"
    assert ConditionFinder(blind).find("We sign", asked("We sign")) == ()


def test_the_content_comes_before_the_rest_of_its_sentence() -> None:
    text = "If pressed, the envoy said he would come once the roads are clear."
    (span,) = ConditionFinder().find(text, asked(text, "he would come once the roads are clear"))
    assert text[span.start : span.end] == "once the roads are clear"


def test_the_rest_of_the_sentence_where_the_content_has_none() -> None:
    text = "If the toll goes, the league backs the dam, its chair said. Once more he smiled."
    (span,) = ConditionFinder().find(text, asked(text, "the league backs the dam"))
    assert text[span.start : span.end] == "If the toll goes"


def test_a_statement_without_content_is_asked_by_its_cue() -> None:
    text = "The league would agree if paid."
    start = text.index("would agree")
    attribution = Attribution((), (Span(start, start + 11),), ())
    (span,) = ConditionFinder().find(text, attribution)
    assert text[span.start : span.end] == "if paid"


def test_no_text_no_condition() -> None:
    assert ConditionFinder().find("", Attribution((), (), ())) == ()
    assert ConditionFinder(BY_HAND).find("", Attribution((), (), ())) == ()


def test_parts_round_trip() -> None:
    parts = ConditionFinder(BY_HAND).to_parts()
    again = ConditionFinder.from_parts(parts.texts, parts.arrays)
    assert again.tagger is not None
    assert again.tagger.features == BY_HAND.features
    assert again.tagger.labels == LABELS
    np.testing.assert_array_equal(again.tagger.state, BY_HAND.state)
    np.testing.assert_array_equal(again.tagger.transitions, BY_HAND.transitions)


def test_missing_parts_are_named() -> None:
    parts = ConditionFinder(BY_HAND).to_parts()
    with pytest.raises(ModelError, match=r"features\.txt"):
        ConditionFinder.from_parts({}, parts.arrays)
    with pytest.raises(ModelError, match="transitions"):
        ConditionFinder.from_parts(parts.texts, {"state": parts.arrays["state"]})
    with pytest.raises(ModelError, match="without a tagger"):
        ConditionFinder().to_parts()


def test_foreign_labels_are_refused() -> None:
    foreign = Tagger(("X", "O"), (), np.zeros((0, 2), np.float32), np.zeros((2, 2), np.float32))
    with pytest.raises(ModelError, match="labels are X, O"):
        ConditionFinder(foreign)


TEXTS = st.lists(
    st.sampled_from("if the toll goes , unless . “ ” once we must sign \n é".split(" "))
).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.integers(0, 40), st.integers(1, 40), st.booleans())
def test_an_answer_lies_in_the_text(text: str, start: int, length: int, tagged: bool) -> None:
    finder = ConditionFinder(BY_HAND if tagged else None)
    attribution = Attribution((), (), (Span(start, start + length),))
    spans = finder.find(text, attribution)
    assert len(spans) <= 1
    for span in spans:
        assert span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_a_quote_is_all_content(text: str) -> None:
    attribution = Attribution((), (), (Span(0, len(text)),) if text else ())
    assert Passage.whole(text) == Passage.of(text, attribution)


@pytest.mark.parametrize("bias", [0.0, 1.0, 30.0])
@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, max_size=70))
def test_an_answer_does_not_depend_on_the_others(bias: float, texts: list[str]) -> None:
    weights = {("w=if", "B"): 3.0, ("w=unless", "B"): 1.0, ("after=if", "I"): 2.0}
    finder = ConditionFinder(tagger_of({**weights, ("bias", "O"): bias}))
    passages = [Passage.whole(text) for text in texts]
    alone = [finder.find_all([passage])[0] for passage in passages]
    assert finder.find_all(iter(passages)) == alone


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.integers(0, 30), st.integers(1, 30))
def test_labels_and_features_stand_beside_tokens(text: str, start: int, length: int) -> None:
    passage = Passage.of(text, asked(text) if text else Attribution((), (), ()))
    labels = labels_of(passage, (Span(start, start + length),))
    assert len(labels) == len(features_of(passage)) == len(passage.tokens)
    inside = [start < token.end and token.start < start + length for token in passage.tokens]
    assert [label != "O" for label in labels] == inside
    assert labels.count("B") == int(any(inside))


def test_a_long_answer_keeps_the_clause_of_its_surest_marker() -> None:
    greedy = tagger_of({("w=we", "B"): 9.0, ("bias", "I"): 4.0})
    text = "We like the dam, but it must be agreed with the elders, Jon Sarre said."
    (span,) = ConditionFinder(greedy).find(text, asked(text, text[:54]))
    assert text[span.start : span.end] == "but it must be agreed with the elders"
