"""Where things stand in a text: names, without a pattern of its own for each, and spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from stance.schema import Span


def occurrences(text: str, name: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Where the words of a name stand side by side, with any white space between them.

    Parts of longer words count (see `is_edge`); `start` and `end` bound where to look.

    >>> [(span.start, span.end) for span in occurrences("An Ada  Bo and a Bo", "Ada Bo")]
    [(3, 10)]
    """
    end = len(text) if end is None else end
    first, *rest = name.split()
    at = text.find(first, start, end)
    while at >= 0:
        last = at + len(first)
        for word in rest:
            space = last
            while last < end and text[last].isspace():
                last += 1
            if last == space or not text.startswith(word, last, end):
                break
            last += len(word)
        else:
            yield Span(at, last)
        at = text.find(first, at + 1, end)


def is_edge(text: str, place: int) -> bool:
    """Whether a word begins or ends at a place (`\\b` of regular expressions).

    >>> is_edge("no, sir", 2), is_edge("no, sir", 1)
    (True, False)
    """
    before = place > 0 and _in_word(text[place - 1])
    return before != (place < len(text) and _in_word(text[place]))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def stands_alone(text: str, span: Span) -> bool:
    """Whether no letter, digit or hyphen touches a span."""
    around = (text[span.start - 1 : span.start], text[span.end : span.end + 1])
    return not any(letter and (_in_word(letter) or letter == "-") for letter in around)


class Cover:
    """Spans that are asked again and again what they hold.

    >>> cover = Cover([Span(0, 9), Span(2, 4)])
    >>> cover.holds(Span(5, 9)), cover.holds(Span(8, 10)), cover.touches(Span(8, 10))
    (True, False, True)
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))

    def holds(self, span: Span) -> bool:
        """Whether one of them contains a span."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._ends[before - 1] >= span.end

    def touches(self, span: Span) -> bool:
        """Whether one of them overlaps a span."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start
