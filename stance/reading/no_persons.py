"""Runs of capitals that are no person's name: places, days, peoples, headings, headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from stance.reading.actor_list import ActorList
from stance.reading.cast import Cast
from stance.reading.given_names import is_given_name
from stance.reading.lemmas import FUNCTION_WORDS
from stance.reading.phrases import CALENDAR
from stance.reading.places import is_edge, occurrences
from stance.reading.tokens import Token
from stance.schema import Span

_PLACE_NOUNS: Final = frozenset(
    """road street avenue square bridge river lake bay valley island islands strait sea hill
    hills mountain mountains beach county province district highway coast desert gulf canal
    pass""".split()
)
_PLACE_FIRSTS: Final = frozenset("north south east west new san santa los las fort port".split())
_SURNAMES: Final = frozenset("april may june august march".split())
"""Words of the calendar that are surnames too."""

_TITLED: Final = 5
"""Words from which a line can be told to be a headline in capitals."""


def is_place_name(name: str) -> bool:
    """Whether a name's own words make it a place's ("Amber Street", "New Tarn")."""
    words = name.lower().split()
    return words[-1] in _PLACE_NOUNS or (len(words) == 2 and words[0] in _PLACE_FIRSTS)


def is_no_name(name: str, known: ActorList) -> bool:
    """Whether capitals without a title are a day or a people ("Super Tuesday", "Velmian Osterian").

    A people's name behind a common given name is a surname.
    """
    words = name.split()
    last = words[-1].lower()
    if last in CALENDAR - _SURNAMES:
        return True
    people = known.country(words[-1]) and known.find(words[-1]) is None
    return bool(people) and known.find(name) is None and not is_given_name(words[0])


def title_sentences(tokens: Sequence[Token], sentences: Sequence[Span]) -> frozenset[Span]:
    """Sentences in which every word but "of" and the like has a capital: headlines."""
    found = []
    place = 0
    for sentence in sentences:
        first = place
        while place < len(tokens) and tokens[place].start < sentence.end:
            place += 1
        words = [token.text for token in tokens[first:place] if token.text[0].isalpha()]
        telling = [word for word in words if word.lower() not in FUNCTION_WORDS]
        if len(words) >= _TITLED and telling and all(word[0].isupper() for word in telling):
            found.append(sentence)
    return frozenset(found)


_WITHIN: Final = re.compile(r"\b(?:in|at|near|across|outside|around|into)\s\Z")
_LONGEST_BEFORE: Final = 8  # characters of "outside" and a space
_DATELINE: Final = re.compile(r"(?:,[^\n]{1,25}?)?\s(?:\([^()\n]{1,20}\)\s)?[—–-]{1,2}\s")


def is_used_as_place(name: str, text: str) -> bool:
    """Whether an article uses a name like a place's: "in Amber Quay", or at its dateline."""
    for span in occurrences(text, name):
        owner = text[span.end : span.end + 1] in {"'", "’"}
        before = max(0, span.start - _LONGEST_BEFORE)
        if is_edge(text, span.end) and not owner and _WITHIN.search(text, before, span.start):
            return True
        opens = span.start == 0 or text[span.start - 1] == "\n"
        if opens and _DATELINE.match(text, span.end):
            return True
    return False


def read_places(cast: Cast) -> None:
    """Marks the names of several words that the article uses like a place's, or as a heading."""
    for figure in cast.members:
        if figure.kind == "unknown":
            heading = figure.name.isupper() and not figure.speaks
            figure.place = (
                heading or is_place_name(figure.name) or is_used_as_place(figure.name, cast.text)
            )
