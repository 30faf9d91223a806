from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stance.report.marks import Mark, gathered, segments, spread
from stance.schema import Span, Spans, cut

LENGTH = 40
NAMES = ("source", "cue", "content")

spans = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 12)).map(
    lambda pair: Span(pair[0], min(LENGTH, pair[0] + pair[1]))
)
marks = st.lists(
    st.builds(Mark, st.sampled_from(NAMES), st.lists(spans, max_size=4).map(tuple)), max_size=5
)


def by_character(given_marks: list[Mark], within: Span) -> list[tuple[str, ...]]:
    """The slow, obvious version: which marks hold over each character."""
    order = list(dict.fromkeys(mark.name for mark in given_marks))
    return [
        tuple(
            name
            for name in order
            if any(
                span.start <= at < span.end
                for mark in given_marks
                if mark.name == name
                for span in mark.spans
            )
        )
        for at in range(within.start, within.end)
    ]


@given(marks, spans)
def test_segments_are_what_holds_over_each_character(found: list[Mark], within: Span) -> None:
    cut_up = segments(found, within)
    assert [name for item in cut_up for name in [item.names] * (item.end - item.start)] == (
        by_character(found, within)
    )
    assert cut_up[0].start == within.start
    assert cut_up[-1].end == within.end
    for one, two in pairwise(cut_up):
        assert one.end == two.start
        assert one.names != two.names


def test_a_span_twice_and_spans_that_touch_are_one_segment() -> None:
    twice = Mark("a", (Span(1, 3), Span(1, 3), Span(3, 5), Span(2, 4)))
    assert [(item.start, item.end) for item in segments([twice], Span(0, 6))] == [
        (0, 1),
        (1, 5),
        (5, 6),
    ]


@st.composite
def pieces(draw: st.DrawFn) -> Spans:
    ends = sorted(draw(st.sets(st.integers(0, LENGTH), min_size=2, max_size=8)))
    return tuple(Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False))


@given(pieces(), st.data())
def test_spread_finds_the_same_characters(found: Spans, data: st.DataObject) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(LENGTH))
    joined = cut(text, found)
    start = data.draw(st.integers(0, len(joined) - 1))
    end = data.draw(st.integers(start + 1, len(joined)))
    there = spread(Span(start, end), found)
    assert "".join(text[span.start : span.end] for span in there) == (
        joined[start:end].replace(" ", "")
    )


@given(pieces(), spans)
def test_gathered_finds_the_same_characters(found: Spans, span: Span) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(LENGTH))
    joined = cut(text, found)
    here = gathered(span, found)
    inside = {
        text[at]
        for at in range(span.start, span.end)
        if any(piece.start <= at < piece.end for piece in found)
    }
    assert {char for part in here for char in joined[part.start : part.end]} == inside


@given(pieces())
def test_each_piece_comes_back(found: Spans) -> None:
    for piece in found:
        (here,) = gathered(piece, found)
        assert spread(here, found) == (piece,)
