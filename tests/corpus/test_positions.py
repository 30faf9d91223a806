"""Positions of other programs: against a slow ruler, and which unit is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.positions import (
    CODE_POINTS,
    UTF16,
    LineEnd,
    Mark,
    Ruler,
    Unit,
    cut_edges,
    place,
)
from stance.schema import Span

UNITS = tuple(
    Unit(utf16, line_end, origin)
    for utf16 in (False, True)
    for line_end in LineEnd
    for origin in (0, 1)
)
TEXTS = st.text(st.sampled_from("ab \r\n🚢é𝔸"), max_size=30)


def widths(text: str, unit: Unit) -> list[int]:
    """The obvious way: how wide each character is."""
    found: list[int] = []
    for number, char in enumerate(text):
        after_return = number > 0 and text[number - 1] == "\r"
        width = len(char.encode("utf-16-le")) // 2 if unit.utf16 else 1
        if char == "\n" and unit.line_end is LineEnd.ONE and after_return:
            width = 0
        if char == "\n" and unit.line_end is LineEnd.TWO and not after_return:
            width = 2
        found.append(width)
    return found


@given(TEXTS, st.sampled_from(UNITS))
def test_a_ruler_is_the_sum_of_widths(text: str, unit: Unit) -> None:
    ruler = Ruler(text, unit)
    wide = widths(text, unit)
    starts = [unit.origin + sum(wide[:point]) for point in range(len(text) + 1)]
    assert [ruler.position(point) for point in range(len(text) + 1)] == starts
    for position in range(-1, starts[-1] + 3):
        # Of points at one position (within CR LF counted as one) the last is meant.
        points = [point for point, start in enumerate(starts) if start == position]
        assert ruler.point(position) == (points[-1] if points else None)


SHIP = "🚢 We sail at dawn. 🚢 They stay in port."
CRLF = "One line.\r\nTwo lines.\r\nThree whole lines.\r\nFour."
LF = CRLF.replace("\r\n", "\n")


def marks(text: str, unit: Unit, *words: str) -> list[Mark]:
    ruler = Ruler(text, unit)
    found = [(text.index(word), text.index(word) + len(word)) for word in words]
    return [Mark(ruler.position(start), ruler.position(end)) for start, end in found]


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_the_unit_is_found_by_the_words_it_hits(unit: Unit) -> None:
    text = {LineEnd.ONE: "🚢 " + CRLF, LineEnd.TWO: "🚢 " + LF}.get(unit.line_end, SHIP)
    words = ("They stay", "port") if text is SHIP else ("Three whole", "Four", "lines.")
    units = (CODE_POINTS, *(it for it in UNITS if it.origin == unit.origin))
    placed = place(text, marks(text, unit, *words), units)
    assert [text[it.start : it.end] for it in placed.spans if it] == list(words)
    assert placed.unit == unit


def test_where_two_units_do_as_well_the_first_stands_and_the_other_is_named() -> None:
    text = "🚢 a b c"
    placed = place(text, [Mark(5, 6)], (UTF16, CODE_POINTS))
    assert (placed.unit, placed.spans, placed.doubtful) == (UTF16, (Span(4, 5),), None)
    placed = place("🚢 no no no", [Mark(6, 8)], (UTF16, CODE_POINTS))
    assert placed.unit == UTF16
    both = place("🚢ab ab", [Mark(0, 3)], (CODE_POINTS, UTF16))
    assert (both.spans, both.doubtful) == ((Span(0, 3),), None)
    alike = place("🚢.. ..", [Mark(2, 3)], (CODE_POINTS, UTF16))
    assert (alike.unit, alike.doubtful) == (CODE_POINTS, UTF16)


def test_one_half_marked_word_is_no_reason_to_suspect_line_ends() -> None:
    placed = place(LF, [Mark(12, 19)], (CODE_POINTS, Unit(line_end=LineEnd.TWO)))
    assert (placed.unit, placed.spans) == (CODE_POINTS, (Span(12, 19),))


def test_the_words_that_a_range_is_said_to_hold_decide() -> None:
    text = LF + " aa bb cc"
    at = text.index("bb")
    two = Unit(line_end=LineEnd.TWO)
    placed = place(text, [Mark(at + 3, at + 5, "bb…")], (CODE_POINTS, two))
    assert (placed.unit, placed.spans) == (two, (Span(at, at + 2),))


@pytest.mark.parametrize("mark", [Mark(3, 3), Mark(5, 4), Mark(0, 99), Mark(40, 50)])
def test_what_fits_in_no_unit_is_none(mark: Mark) -> None:
    assert place("Port vote", [mark], (CODE_POINTS, UTF16)).spans == (None,)


def test_no_marks_no_spans() -> None:
    assert place(SHIP, [], UNITS).spans == ()


def test_edges_within_words() -> None:
    text = "No tolls. Not now"
    assert cut_edges(text, Span(0, len(text))) == ()
    assert cut_edges(text, Span(1, 5)) == (1, 5)
    assert cut_edges(text, Span(2, 9)) == ()
