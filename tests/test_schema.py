from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError, RecordError, StanceError
from stance.schema import (
    LABELS,
    Score,
    Span,
    Stance,
    cut,
    parse_spans,
    parse_stance,
    parse_stance_or_none,
    parse_text,
)


def test_labels_stand_in_their_fixed_order() -> None:
    assert [str(label) for label in LABELS] == [
        "support",
        "oppose",
        "conditional",
        "neutral",
        "unrelated",
    ]


def test_unknown_label_names_the_allowed_ones() -> None:
    with pytest.raises(RecordError, match=r"'against'; allowed are support, oppose, cond"):
        parse_stance("against")


def test_a_label_is_none_until_somebody_gives_one() -> None:
    assert [parse_stance_or_none(value) for value in (None, "", " \t")] == [None] * 3
    assert parse_stance_or_none("oppose") is Stance.OPPOSE
    wrong: tuple[object, ...] = ("against", 0, [], float("nan"))
    for value in wrong:
        with pytest.raises(RecordError, match="unknown label"):
            parse_stance_or_none(value)


@pytest.mark.parametrize("pair", [(-1, 2), (3, 3), (4, 2)])
def test_a_span_is_half_open_and_not_empty(pair: tuple[int, int]) -> None:
    with pytest.raises(RecordError, match="0 <= start < end"):
        Span(*pair)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("3-5", r"content: expected a list of \[start, end\] pairs"),
        ([[1, 2, 3]], r"content\[0\]: expected \[start, end\] as two whole numbers"),
        ([[1.0, 2]], r"content\[0\]: expected"),
        ([[True, 2]], r"content\[0\]: expected"),
        ([[0, 2], [4, 4]], r"content\[1\]: \[4, 4\] is no span"),
        ([[0, 11]], r"ends beyond the text, which has 10 characters"),
        ([[4, 6], [5, 8]], r"content\[1\]: \[5, 8\] starts before the previous piece ends"),
    ],
)
def test_bad_spans_name_field_and_piece(value: object, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        parse_spans(value, "content", "x" * 10)


@given(st.text(min_size=1), st.data())
def test_offsets_round_trip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans = parse_spans([[start, end]], "content", text)
    assert cut(text, spans) == text[start:end]
    assert [[span.start, span.end] for span in spans] == [[start, end]]


def test_pieces_are_joined_by_a_space() -> None:
    assert cut("Yes, she said, we will.", (Span(0, 4), Span(15, 23))) == "Yes, we will."


def test_a_score_answers_with_the_most_probable_label() -> None:
    score = Score(dict(zip(LABELS, (0.1, 0.2, 0.4, 0.2, 0.1), strict=True)))
    assert (score.stance, score.confidence) == (Stance.CONDITIONAL, 0.4)


def test_equal_probabilities_go_to_the_first_label() -> None:
    assert Score(dict.fromkeys(LABELS, 0.2)).stance is Stance.SUPPORT


def test_text_fields() -> None:
    assert parse_text({"id": 7}, "id") == "7"
    assert parse_text({}, "cue") == parse_text({"cue": None}, "cue") == ""
    for row in ({}, {"quote": None}, {"quote": " \n"}):
        with pytest.raises(RecordError, match="quote"):
            parse_text(row, "quote", required=True)
    with pytest.raises(RecordError, match="cue: expected text, found list"):
        parse_text({"cue": ["said"]}, "cue")


def test_errors_say_where() -> None:
    error = RecordError("stance: unknown", path="a.jsonl", line=17)
    assert str(error) == "a.jsonl:17: stance: unknown"
    assert str(StanceError("no").at("x.csv", 3)) == "x.csv:3: no"
    assert str(error.at("b", 1)) == str(error)
    assert isinstance(error, InputError)
