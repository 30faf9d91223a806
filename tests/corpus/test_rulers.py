"""Rulers measure as the encodings do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.rulers import Ruler, Unit, Way, ways

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
