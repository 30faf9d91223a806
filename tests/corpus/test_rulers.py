"""Rulers measure as the encodings do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.rulers import CRLF_AS_ONE, LF_AS_TWO, Rule, Ruler, Unit, Way, ways

ENCODINGS = {
    Unit.CODE_POINTS: ("utf-32-le", 4),
    Unit.UTF16: ("utf-16-le", 2),
    Unit.BYTES: ("utf-8", 1),
}
TEXTS = st.text(st.sampled_from("ab \n\r\té́😀字\xa0\ufeff"), max_size=30)


def measured(text: str, unit: Unit) -> int:
    encoding, size = ENCODINGS[unit]
    return len(text.encode(encoding)) // size


@settings(deadline=None)
@given(TEXTS, st.sampled_from(list(Unit)))
def test_a_ruler_measures_as_the_encoding_does(text: str, unit: Unit) -> None:
    ruler = Ruler(text, Way(unit))
    for place in range(len(text) + 1):
        assert ruler.start(measured(text[:place], unit)) == place
        assert ruler.end(measured(text[:place], unit)) == place


@settings(deadline=None)
@given(TEXTS, st.sampled_from(list(Unit)), st.integers(-3, 200))
def test_an_offset_within_a_character_is_none(text: str, unit: Unit, offset: int) -> None:
    places = {measured(text[:place], unit): place for place in range(len(text) + 1)}
    found = Ruler(text, Way(unit)).start(offset)
    if offset <= measured(text, unit):
        assert found == places.get(offset)
    else:
        assert found is not None
        assert found > len(text)


def widths(text: str, way: Way) -> list[int]:
    """The obvious way: how wide each character is."""
    found: list[int] = []
    for number, char in enumerate(text):
        after_return = number > 0 and text[number - 1] == "\r"
        width = measured(char, way.unit)
        if char == "\n" and way.rule is CRLF_AS_ONE and after_return:
            width = 0
        if char == "\n" and way.rule is LF_AS_TWO and not after_return:
            width = 2
        found.append(width)
    return found


@given(TEXTS, st.sampled_from(list(Unit)), st.sampled_from([None, CRLF_AS_ONE, LF_AS_TWO]))
def test_offsets_are_sums_of_widths_and_lead_back(text: str, unit: Unit, rule: Rule | None) -> None:
    for mark in (0, 1):
        ruler = Ruler(text, Way(unit, rule, mark=mark))
        wide = widths(text, Way(unit, rule))
        first = mark * measured("\ufeff", unit)
        starts = [first + sum(wide[:point]) for point in range(len(text) + 1)]
        assert [ruler.offset(point) for point in range(len(text) + 1)] == starts
        for offset in range(-1, starts[-1] + 1):
            # Of points at one offset (within CR LF counted as one) the last is meant.
            points = [point for point, start in enumerate(starts) if start == offset]
            assert ruler.start(offset) == (points[-1] if points else None)


@settings(deadline=None)
@given(TEXTS)
def test_each_way_has_a_name_of_its_own_and_is_not_ours(text: str) -> None:
    names = [str(way) for way in ways(text)]
    assert len(set(names)) == len(names)
    assert str(Way()) not in names


def test_what_cannot_differ_in_a_text_is_not_tried() -> None:
    assert [str(way) for way in ways("No tolls.")] == [
        "code points, ends inclusive",
        "code points, a byte order mark counted",
        "UTF-8 bytes, a byte order mark counted",
    ]
