"""The context of a statement: its paragraph, within the limit, content included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.reading.context import context_of
from stance.schema import Span


def test_context_is_the_paragraph_of_the_content() -> None:
    text = "Before.\nThe envoy said she backs the truce. Others wait.\nAfter."
    start = text.index("she backs")
    assert context_of(text, (Span(start, start + 19),)) == (
        "The envoy said she backs the truce. Others wait."
    )


def test_a_long_paragraph_is_cut_between_words_on_both_sides() -> None:
    text = "left " * 50 + "CORE" + " right" * 50
    at = text.index("CORE")
    context = context_of(text, (Span(at, at + 4),), limit=44)
    assert context == "left left left left CORE right right right"
    assert len(context) <= 44


def test_room_that_one_side_does_not_need_goes_to_the_other() -> None:
    text = "CORE" + " right" * 50
    assert context_of(text, (Span(0, 4),), limit=28) == "CORE right right right right"


def test_content_longer_than_the_limit_and_over_lines_is_kept_whole() -> None:
    text = '"One line.\r\n"Another line," she said.'
    spans = (Span(1, 10), Span(13, 26))
    context = context_of(text, spans, limit=5)
    assert context == text[1:26]


def test_no_content_has_no_context() -> None:
    assert context_of("Some text.", ()) == ""


@given(st.text("ab .\n\r\u2028", min_size=1, max_size=80), st.data())
def test_context_is_a_slice_that_holds_the_content(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    limit = data.draw(st.integers(0, 60))
    context = context_of(text, (Span(start, end),), limit)
    assert context in text
    assert text[start:end].strip() in context
    assert len(context) <= max(limit, end - start)
