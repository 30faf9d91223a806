"""Which lines of a scraped page are the article, and which the furniture around it.

Every line is scored by itself (`signals`), then the best course through the page is found: some
furniture, the article, furniture put into it, and what comes after it. So a short sentence
survives among sentences, a publisher's well-formed notice after the credits does not begin the
article anew, and "Read more" between two paragraphs does not end it. Nothing is deleted: spans
are offsets into the text as given.

The course is found by Viterbi's algorithm (Forney 1973, "The Viterbi algorithm") over four
states; that a page is furniture, article, furniture follows Kohlschütter et al. 2010
("Boilerplate detection using shallow text features").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from stance.documents.phrases import Signal
from stance.documents.signals import Reading, read_line
from stance.documents.units import Unit, units_of
from stance.schema import Span, Spans


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is not the article's. `score` is its log-odds of being a sentence of it."""

    span: Span
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page's parts, all offsets into the text as given, each in ascending order."""

    headline: Span | None
    body: Spans
    dropped: tuple[Dropped, ...]


_BEFORE, _ARTICLE, _INSERT, _AFTER = range(4)

# From the article into furniture and back: one line is set aside only if it is against being a
# sentence by more than both together. To end the article costs less: every article ends.
_LEAVE: Final = 0.9
_RETURN: Final = 0.9
_END: Final = 1.0

_REPEATED: Final = Signal("repeated line", -3.5)
_SEEN: Final = Signal("repeated line", -8.0)
_TITLE: Final = Signal("headline", -2.0)
_FIRST_TITLE: Final = Signal("headline", -4.0)
_OPENING: Final = Signal("dateline", 2.0)
_OUR_NAME: Final = Signal("publisher about itself", -4.0)

# The place (and agency) before a report's first sentence: "OSTRAVA, May 3 (Tolna News) — The".
_DATELINE: Final = re.compile(
    r"(?!(?:FILE|PHOTO|UPDATE|WATCH|LIVE|OPINION|EXCLUSIVE|CORRECTION)\b)"
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /,]+[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){0,3}(?:, [^\W\d_][\w. ]{1,25}){0,2}"
    r"(?: ?\([^()]{2,30}\))?|[A-ZÀ-Þ][\w.'’ -]{1,30}(?:, [\w. ]{1,20})? ?\([^()]{2,30}\))"
    r"\s?[—–―-]{1,2}\s?(?=[A-ZÀ-Þ\"“«„'‘])"
)
_LEADING_NAME: Final = re.compile(
    r"(?:The )?((?:[A-ZÀ-Þ][\w/.&’'-]*)(?: (?:of |the )*[A-ZÀ-Þ][\w/.&’'-]*){0,3})"
)
_TITLE_WORDS: Final = range(3, 26)
_CLIPPED_WORDS: Final = 14
_TWO_PART_TITLE: Final = 20  # "Ten quiet days? Churches plead for a truce": longer is a paragraph
_PROSE_WORDS: Final = 12
_REPEATED_WORDS: Final = 4
_CREDIT_LINES: Final = 3
_QUOTE_MARKS: Final = " \"'“”‘’«»„"
_TITLE_ENOUGH: Final = 7  # words; a longer title is no better a title
_EARLIER: Final = 0.3  # for every candidate before it: the summary below a title looks like one
_ARTICLES: Final = frozenset({"the", "a", "an"})


def clean(text: str) -> Cleaned:
    """The article's paragraphs, its headline, and every other line with the reason it is none.

    A hard-wrapped paragraph is one span. A dateline before the first sentence is dropped and the
    sentence kept. Never raises; a page without an article has an empty body.
    """
    units = units_of(text)
    readings = _in_context(units, [read_line(unit.text) for unit in units])
    states = _course(readings)
    title = _headline(units, readings, states)
    body: list[Span] = []
    dropped: list[Dropped] = []
    for number, (unit, reading, state) in enumerate(zip(units, readings, states, strict=True)):
        if number == title:
            continue
        if state == _ARTICLE:
            cut = _dateline(unit)
            if cut:
                dropped.append(Dropped(Span(unit.span.start, cut), "dateline", reading.score))
            body.append(Span(cut or unit.span.start, unit.span.end))
        else:
            reason = reading.reason if reading.score <= 0 else _place(state)
            dropped.append(Dropped(unit.span, reason, reading.score))
    return Cleaned(None if title is None else units[title].span, tuple(body), tuple(dropped))


def _place(state: int) -> str:
    return {_BEFORE: "before the article", _AFTER: "after the article"}.get(state, "inserted")


def _in_context(units: Sequence[Unit], readings: Sequence[Reading]) -> list[Reading]:
    """Signals that need the other lines: repetition, the title's place, the publisher's name."""
    titles = _titles(units, readings)
    found: list[list[Signal]] = [[] for _ in units]
    for number, signal in _repetitions(units, readings, titles):
        found[number].append(signal)
    for number, signal in titles.items():
        found[number].append(signal)
    for number, unit in enumerate(units):
        if _DATELINE.match(unit.text):
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
        if words not in _TITLE_WORDS or _DATELINE.match(unit.text):
            continue
        if "a paragraph" in reasons:
            continue
        if words > _TWO_PART_TITLE and "several sentences" in reasons:
            continue
        if not ended and not unit.text.startswith("("):
            titles[number] = _TITLE
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
    return unit.text.rstrip("\"'”’").endswith("?") or (first and not lower & _ARTICLES)


def _publisher_lines(units: Sequence[Unit], readings: Sequence[Reading]) -> list[int]:
    """Lines that begin with the name which begins a line of a publisher about itself.

    Only after the last line with a verb of saying before that notice: an article may be about
    a newspaper, and then its name begins sentences of the article.
    """
    names: dict[str, int] = {}  # and the line in which each was found
    for number, (unit, reading) in enumerate(zip(units, readings, strict=True)):
        about = sum(s.weight for s in reading.signals if s.reason == _OUR_NAME.reason)
        match = _LEADING_NAME.match(re.sub(r"^\W*About ", "", unit.text))
        if about <= -4.0 and reading.score <= 0 and match and match[1] not in {"We", "Our", "If"}:
            names.setdefault(match[1], number)
    found = []
    for name, first in names.items():
        for number in range(first + 1, len(units)):
            match = _LEADING_NAME.match(units[number].text)
            if match and match[1].split()[0] == name.split()[0]:
                found.append(number)
    return sorted(set(found))


def _course(readings: Sequence[Reading]) -> list[int]:
    """The best sequence of states: _BEFORE* (_ARTICLE | _INSERT)* _AFTER*."""
    moves = {
        _BEFORE: ((_BEFORE, 0.0),),
        _ARTICLE: ((_ARTICLE, 0.0), (_BEFORE, 0.0), (_INSERT, -_RETURN)),
        _INSERT: ((_INSERT, 0.0), (_ARTICLE, -_LEAVE)),
        _AFTER: ((_AFTER, 0.0), (_ARTICLE, -_END)),
    }
    best = {_BEFORE: 0.0}
    history: list[dict[int, int]] = []
    for reading in readings:
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        for state, sources in moves.items():
            options = [(best[source] + cost, source) for source, cost in sources if source in best]
            if options:
                value, origin[state] = max(options, key=lambda option: option[0])
                reached[state] = value + _emission(state, reading)
        best = reached
        history.append(origin)
    states: list[int] = []
    state = max(best, key=lambda each: best[each])
    for origin in reversed(history):
        states.append(state)
        state = origin[state]
    return states[::-1]


def _emission(state: int, reading: Reading) -> float:
    if state == _ARTICLE:
        return reading.score
    return -reading.closing if state == _INSERT else 0.0


def _headline(
    units: Sequence[Unit], readings: Sequence[Reading], states: Sequence[int]
) -> int | None:
    """The title-like line before the first paragraph; the best of several, then the first."""
    first = states.index(_ARTICLE) if _ARTICLE in states else len(units)
    best: tuple[float, int] | None = None
    earlier = 0
    for number in range(first):
        worth = _title_worth(units[number], readings[number])
        if worth is None:
            continue
        worth -= _EARLIER * earlier
        earlier += units[number].alone
        if best is None or worth > best[0]:
            best = (worth, number)
    return None if best is None else best[1]


def _title_worth(unit: Unit, reading: Reading) -> float | None:
    reasons = {signal.reason for signal in reading.signals}
    against = {signal.reason for signal in reading.signals if signal.weight < _NO_TITLE_WEIGHT}
    if _TITLE.reason not in reasons or against & _NO_TITLE or "menu or bar" in reasons:
        return None
    length = min(len(reading.words), _TITLE_ENOUGH) / _TITLE_ENOUGH
    rubric = -0.5 if " | " in unit.text else 0.0
    return rubric + 2 * length + 1.0 * unit.alone + 0.25 * ("a finite verb" in reasons)


_NO_TITLE_WEIGHT: Final = -2.5  # weaker hints ("your questions answered") occur in titles
_NO_TITLE: Final = frozenset(
    {"byline", "credit", "caption", "date line", "address to readers", "newsletter",
     "legal notice", "no words", "note of the editors", "about the author", "repeated line",
     "contact", "comments"}
)  # fmt: skip


def _dateline(unit: Unit) -> int | None:
    """Where the sentence begins after a dateline, or None."""
    match = _DATELINE.match(unit.text)
    return unit.span.start + match.end() if match else None
