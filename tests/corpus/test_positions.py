"""Positions of other programs: which way of counting is taken."""

from __future__ import annotations

import pytest

from stance.corpus.positions import CODE_POINTS, UTF16, Mark, cut_edges, place
from stance.corpus.rulers import CRLF_AS_ONE, LF_AS_TWO, Ruler, Unit, Way
from stance.schema import Span

WAYS = tuple(
    Way(unit, rule, mark=mark)
    for unit in (Unit.CODE_POINTS, Unit.UTF16)
    for rule in (None, CRLF_AS_ONE, LF_AS_TWO)
    for mark in (0, 1)
)

SHIP = "🚢 We sail at dawn. 🚢 They stay in port."
CRLF = "One line.\r\nTwo lines.\r\nThree whole lines.\r\nFour."
LF = CRLF.replace("\r\n", "\n")


def marks(text: str, way: Way, *words: str) -> list[Mark]:
    ruler = Ruler(text, way)
    found = [(text.index(word), text.index(word) + len(word)) for word in words]
    return [Mark(ruler.offset(start), ruler.offset(end)) for start, end in found]


@pytest.mark.parametrize("way", WAYS, ids=repr)
def test_the_way_is_found_by_the_words_it_hits(way: Way) -> None:
    texts = {None: SHIP, CRLF_AS_ONE: "🚢 " + CRLF, LF_AS_TWO: "🚢 " + LF}
    text = texts[way.rule]
    words = ("They stay", "port") if text is SHIP else ("Three whole", "Four", "lines.")
    ways = (CODE_POINTS, *(it for it in WAYS if it.mark == way.mark))
    placed = place(text, marks(text, way, *words), ways)
    assert [text[it.start : it.end] for it in placed.spans if it] == list(words)
    assert placed.way == way


def test_where_two_ways_do_as_well_the_first_stands_and_the_other_is_named() -> None:
    text = "🚢 a b c"
    placed = place(text, [Mark(5, 6)], (UTF16, CODE_POINTS))
    assert (placed.way, placed.spans, placed.doubtful) == (UTF16, (Span(4, 5),), None)
    placed = place("🚢 no no no", [Mark(6, 8)], (UTF16, CODE_POINTS))
    assert placed.way == UTF16
    both = place("🚢ab ab", [Mark(0, 3)], (CODE_POINTS, UTF16))
    assert (both.spans, both.doubtful) == ((Span(0, 3),), None)
    alike = place("🚢.. ..", [Mark(2, 3)], (CODE_POINTS, UTF16))
    assert (alike.way, alike.doubtful) == (CODE_POINTS, UTF16)


def test_one_half_marked_word_is_no_reason_to_suspect_line_ends() -> None:
    placed = place(LF, [Mark(12, 19)], (CODE_POINTS, Way(rule=LF_AS_TWO)))
    assert (placed.way, placed.spans) == (CODE_POINTS, (Span(12, 19),))


def test_the_words_that_a_range_is_said_to_hold_decide() -> None:
    text = LF + " aa bb cc"
    at = text.index("bb")
    two = Way(rule=LF_AS_TWO)
    placed = place(text, [Mark(at + 3, at + 5, "bb…")], (CODE_POINTS, two))
    assert (placed.way, placed.spans) == (two, (Span(at, at + 2),))


@pytest.mark.parametrize("mark", [Mark(3, 3), Mark(5, 4), Mark(0, 99), Mark(40, 50)])
def test_what_fits_in_no_way_is_none(mark: Mark) -> None:
    assert place("Port vote", [mark], (CODE_POINTS, UTF16)).spans == (None,)


def test_no_marks_no_spans() -> None:
    assert place(SHIP, [], WAYS).spans == ()


def test_edges_within_words() -> None:
    text = "No tolls. Not now"
    assert cut_edges(text, Span(0, len(text))) == ()
    assert cut_edges(text, Span(1, 5)) == (1, 5)
    assert cut_edges(text, Span(2, 9)) == ()
