"""Spans that overlap become segments that do not: what a page can put in elements, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stance.schema import Span, Spans


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked (a role, a kind of word) and where; the spans may come in any order."""

    name: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text over which the same marks hold; `names` in the order of the marks."""

    start: int
    end: int
    names: tuple[str, ...]


def segments(marks: Sequence[Mark], within: Span) -> tuple[Segment, ...]:
    """`within` from its start to its end, cut where a mark begins or ends.

    Offsets are code points, as in the spans. What lies outside `within` is left out, and no two
    neighbours have the same marks.

    >>> found = segments((Mark("a", (Span(2, 6),)), Mark("b", (Span(4, 8),))), Span(0, 6))
    >>> [(item.start, item.end, item.names) for item in found]
    [(0, 2, ()), (2, 4, ('a',)), (4, 6, ('a', 'b'))]
    """
    names = tuple(dict.fromkeys(mark.name for mark in marks))
    steps: dict[int, dict[str, int]] = {within.start: {}, within.end: {}}
    for mark in marks:
        for span in _inside(mark.spans, within):
            for place, step in ((span.start, 1), (span.end, -1)):
                here = steps.setdefault(place, {})
                here[mark.name] = here.get(mark.name, 0) + step
    found: list[Segment] = []
    depth = dict.fromkeys(names, 0)
    places = sorted(steps)
    for start, end in pairwise(places):
        for name, step in steps[start].items():
            depth[name] += step
        held = tuple(name for name in names if depth[name])
        if found and found[-1].names == held:
            found[-1] = Segment(found[-1].start, end, held)
        else:
            found.append(Segment(start, end, held))
    return tuple(found)


def _inside(spans: Iterable[Span], within: Span) -> Iterable[Span]:
    for span in spans:
        if span.overlaps(within):
            yield Span(max(span.start, within.start), min(span.end, within.end))


def spread(span: Span, pieces: Spans) -> Spans:
    """A span of ``cut(text, pieces)`` as spans of `text`; the joining spaces belong to neither.

    >>> spread(Span(2, 6), (Span(10, 14), Span(20, 25)))
    (Span(start=12, end=14), Span(start=20, end=21))
    """
    found: list[Span] = []
    at = 0
    for piece in pieces:
        size = piece.end - piece.start
        start, end = max(span.start - at, 0), min(span.end - at, size)
        if start < end:
            found.append(Span(piece.start + start, piece.start + end))
        at += size + 1
    return tuple(found)


def gathered(span: Span, pieces: Spans) -> Spans:
    """A span of `text` as spans of ``cut(text, pieces)``: the reverse of `spread`.

    >>> gathered(Span(12, 21), (Span(10, 14), Span(20, 25)))
    (Span(start=2, end=4), Span(start=5, end=6))
    """
    found: list[Span] = []
    at = 0
    for piece in pieces:
        start, end = max(span.start, piece.start), min(span.end, piece.end)
        if start < end:
            found.append(Span(at + start - piece.start, at + end - piece.start))
        at += piece.end - piece.start + 1
    return tuple(found)
