"""Which lines of a scraped page are the article, and which the furniture around it.

Every line is scored by itself (`signals`) and by its neighbours (`neighbours`), then the best
course through the page is found: some furniture, the article, furniture put into it, and what
comes after it. So a short sentence survives among sentences, a publisher's well-formed notice
after the credits does not begin the article anew, and "Read more" between two paragraphs does
not end it. Nothing is deleted: spans are offsets into the text as given.

The course is found by Viterbi's algorithm (Forney 1973, "The Viterbi algorithm") over four
states; that a page is furniture, article, furniture follows Kohlschütter et al. 2010
("Boilerplate detection using shallow text features").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stance.documents.neighbours import DATELINE, TITLE, in_context
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

_NO_TITLE_WEIGHT: Final = -2.5  # weaker hints ("your questions answered") occur in titles
_NO_TITLE: Final = frozenset(
    {"byline", "credit", "caption", "date line", "address to readers", "newsletter",
     "legal notice", "no words", "note of the editors", "about the author", "repeated line",
     "contact", "comments"}
)  # fmt: skip
_TITLE_ENOUGH: Final = 7  # words; a longer title is no better a title
_EARLIER: Final = 0.3  # for every candidate before it: the summary below a title looks like one


def clean(text: str) -> Cleaned:
    """The article's paragraphs, its headline, and every other line with the reason it is none.

    A hard-wrapped paragraph is one span. A dateline before the first sentence is dropped and the
    sentence kept. Never raises; a page without an article has an empty body.
    """
    units = units_of(text)
    readings = in_context(units, [read_line(unit.text) for unit in units])
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
    if state in {_BEFORE, _AFTER}:
        return 0.0
    return (reading.score if state == _ARTICLE else 0.0) - reading.closing


def _headline(
    units: Sequence[Unit], readings: Sequence[Reading], states: Sequence[int]
) -> int | None:
    """The title-like line before the first paragraph; of several the best, then the first."""
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
    if TITLE.reason not in reasons or against & _NO_TITLE or "menu or bar" in reasons:
        return None
    length = min(len(reading.words), _TITLE_ENOUGH) / _TITLE_ENOUGH
    rubric = -0.5 if " | " in unit.text else 0.0
    return rubric + 2 * length + 1.0 * unit.alone + 0.25 * ("a finite verb" in reasons)


def _dateline(unit: Unit) -> int | None:
    """Where the sentence begins after a dateline, or None."""
    match = DATELINE.match(unit.text)
    return unit.span.start + match.end() if match else None
