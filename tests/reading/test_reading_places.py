from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from stance.reading.places import Cover, is_edge, occurrences, stands_alone
from stance.schema import Span

TEXT = st.text(st.sampled_from("Ab-_'1.é \n\u2003"), max_size=30)
NAME = st.lists(st.text(st.sampled_from("Ab-'."), min_size=1, max_size=3), min_size=1, max_size=3)


@given(TEXT, NAME)
def test_a_name_is_found_as_a_pattern_would(text: str, words: list[str]) -> None:
    spaced = r"\s+".join(map(re.escape, words))
    every = [
        Span(found.start(), found.end())
        for start in range(len(text))
        if (found := re.compile(spaced).match(text, start))
    ]
    assert list(occurrences(text, " ".join(words))) == every
    alone = re.compile(rf"(?<![\w-]){spaced}(?![\w-])")
    for span in every:
        assert stands_alone(text, span) == bool(alone.match(text, span.start))


@given(TEXT, st.text(st.sampled_from("Ab"), min_size=1, max_size=2), st.data())
def test_bounds_are_kept(text: str, word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = [span for span in occurrences(text, word) if start <= span.start and span.end <= end]
    assert list(occurrences(text, word, start, end)) == wanted


@given(TEXT)
def test_edges_are_those_of_regular_expressions(text: str) -> None:
    edges = {found.start() for found in re.finditer(r"\b", text)}
    assert {place for place in range(len(text) + 1) if is_edge(text, place)} == edges


SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 20), st.integers(1, 9)
)


@given(st.lists(SPANS, max_size=8), SPANS)
def test_a_cover_holds_and_touches(spans: list[Span], span: Span) -> None:
    cover = Cover(spans)
    assert cover.holds(span) == any(one.contains(span) for one in spans)
    assert cover.touches(span) == any(one.overlaps(span) for one in spans)
