"""What a line's neighbours say of it: repetition, the title's place, the publisher's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from stance.documents.phrases import Signal
from stance.documents.signals import Reading
from stance.documents.units import Unit

_REPEATED: Final = Signal("repeated line", -3.5)  # the first copy of a caption
_SEEN: Final = Signal("repeated line", -8.0)  # a later copy: nothing is lost without it
TITLE: Final = Signal("headline", -2.0)
_FIRST_TITLE: Final = Signal("headline", -4.0)  # one that ends like a sentence must lose more
_OPENING: Final = Signal("dateline", 2.0)
_OUR_NAME: Final = Signal("publisher about itself", -4.0)

# The place (and agency) before a report's first sentence: "OSTRAVA, May 3 (Tolna News) — The".
DATELINE: Final = re.compile(
    r"(?!(?:FILE|PHOTO|UPDATE|WATCH|LIVE|OPINION|EXCLUSIVE|CORRECTION)\b)"
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /,]+[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){0,3}(?:, [^\W\d_][\w. ]{1,25}){0,2}"
    r"(?: ?\([^()]{2,30}\))?|[A-ZÀ-Þ][\w.'’ -]{1,30}(?:, [\w. ]{1,20})? ?\([^()]{2,30}\))"
    r"\s?[—–―-]{1,2}\s?(?=[A-ZÀ-Þ\"“«„'‘])"
)
_LEADING_NAME: Final = re.compile(
    r"(?:The )?((?:[A-ZÀ-Þ][\w/.&’'-]*)(?: (?:of |the )*[A-ZÀ-Þ][\w/.&’'-]*){0,3})"
)
_TITLE_WORDS: Final = range(3, 26)
# Titles with an end mark: a question or a plain statement of up to 14 words, two parts ("Ten
# quiet days? Churches plead for a truce") of up to 20; longer is a paragraph.
_CLIPPED_WORDS: Final = 14
_TWO_PART_TITLE: Final = 20
_DETERMINERS: Final = frozenset({"the", "a", "an"})
_PROSE_WORDS: Final = 12  # two lines of so many, with an end mark, are the article's beginning
_REPEATED_WORDS: Final = 4  # shorter sentences come twice without being copies
_CREDIT_LINES: Final = 3  # of picture and agency, between a caption and its copy
_QUOTE_MARKS: Final = " \"'“”‘’«»„"


def in_context(units: Sequence[Unit], readings: Sequence[Reading]) -> list[Reading]:
    """Signals that need the other lines: repetition, the title's place, the publisher's name."""
    titles = _titles(units, readings)
    found: list[list[Signal]] = [[] for _ in units]
    for number, signal in _repetitions(units, readings, titles):
        found[number].append(signal)
    for number, signal in titles.items():
        found[number].append(signal)
    for number, unit in enumerate(units):
        if DATELINE.match(unit.text):
            found[number].append(_OPENING)
    readings = [
        replace(reading, signals=(*reading.signals, *extra))
        for reading, extra in zip(readings, found, strict=True)
    ]
    for number in _publisher_lines(units, readings):
        reading = readings[number]
        readings[number] = replace(reading, signals=(*reading.signals, _OUR_NAME))
    return list(readings)


def _repetitions(
    units: Sequence[Unit], readings: Sequence[Reading], titles: Mapping[int, Signal]
) -> list[tuple[int, Signal]]:
    """A line twice in a row (credits may lie between) is a caption; a later copy is a teaser; a
    line that stands within a longer one is a pull quote (titles aside, which often quote).

    Short sentences are left alone: in an interview "Yes, I do." may come twice.
    """
    normal = [" ".join(unit.text.casefold().strip(_QUOTE_MARKS).split()) for unit in units]
    page = "\n".join(normal)
    runs = _runs(readings)
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(normal):
        places[line].append(number)
    found = []
    for line, numbers in places.items():
        reading = readings[numbers[0]]
        reasons = {signal.reason for signal in reading.signals}
        sentence = "ends like a sentence" in reasons
        if len(reading.words) < _REPEATED_WORDS and sentence:
            continue
        for earlier, later in pairwise(numbers):
            found.append((later, _SEEN))
            between = readings[earlier + 1 : later]
            close = len(between) <= _CREDIT_LINES and all(each.score < 0 for each in between)
            if close and "a verb of saying" not in reasons:
                found.append((earlier, _REPEATED))
        begins = runs.get(_first_words(reading), 0) > len(numbers)  # cheaper than the search
        if begins and numbers[0] not in titles and page.count(line) > len(numbers):
            found.append((numbers[0], _SEEN))
    return found


def _first_words(reading: Reading) -> tuple[str, ...]:
    return tuple(word.lower() for word in reading.words[:_REPEATED_WORDS])


def _runs(readings: Sequence[Reading]) -> Counter[tuple[str, ...]]:
    """How often each run of a few words stands in the page."""
    runs: Counter[tuple[str, ...]] = Counter()
    for reading in readings:
        words = [word.lower() for word in reading.words]
        shifted = (words[start:] for start in range(_REPEATED_WORDS))
        runs.update(zip(*shifted, strict=False))
    return runs


def _titles(units: Sequence[Unit], readings: Sequence[Reading]) -> dict[int, Signal]:
    """Lines before the first two full sentences in a row that could be the page's title."""
    titles: dict[int, Signal] = {}
    prose = 0
    for number, (unit, reading) in enumerate(zip(units, readings, strict=True)):
        reasons = {signal.reason for signal in reading.signals}
        words = len(reading.words)
        ended = "ends like a sentence" in reasons
        prose = prose + 1 if ended and words >= _PROSE_WORDS and reading.score > 0 else 0
        if prose == 2:
            break
        if words not in _TITLE_WORDS or DATELINE.match(unit.text):
            continue
        if "a paragraph" in reasons:
            continue
        if words > _TWO_PART_TITLE and "several sentences" in reasons:
            continue
        if not ended and not unit.text.startswith("("):
            titles[number] = TITLE
        elif (
            unit.alone
            and not any(units[each].alone for each in titles)
            and (_clipped(unit, reading, reasons, first=number == 0))
        ):
            titles[number] = _FIRST_TITLE
    return titles


def _clipped(unit: Unit, reading: Reading, reasons: set[str], *, first: bool) -> bool:
    """A title in spite of its end mark: in title case, a question, or (first of the page) short
    and without the articles that a sentence has."""
    if "in title case" in reasons:
        return True
    lower = {word.lower() for word in reading.words}
    if len(reading.words) > _CLIPPED_WORDS or "said" in lower:
        return False
    return unit.text.rstrip("\"'”’").endswith("?") or (first and not lower & _DETERMINERS)


def _publisher_lines(units: Sequence[Unit], readings: Sequence[Reading]) -> list[int]:
    """Lines that begin with the name with which a publisher's notice about itself begins.

    A first word that the page writes in small letters, too, is no name ("In", "You").
    """
    small = {word for reading in readings for word in reading.words if word.islower()}
    names: dict[str, int] = {}  # and the line in which each is first found
    for number, (unit, reading) in enumerate(zip(units, readings, strict=True)):
        about = sum(each.weight for each in reading.signals if each.reason == _OUR_NAME.reason)
        match = _LEADING_NAME.match(re.sub(r"^\W*About ", "", unit.text))
        if about <= _OUR_NAME.weight and reading.score <= 0 and match:
            names.setdefault(match[1].split()[0], number)
    found = []
    for name, first in names.items():
        if name.lower() in small:
            continue
        for number in range(first + 1, len(units)):
            match = _LEADING_NAME.match(units[number].text)
            if match and match[1].split()[0] == name:
                found.append(number)
    return sorted(set(found))
