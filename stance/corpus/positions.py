"""Positions that another program counted, as code points.

Editors written in Java, C# or JavaScript count UTF-16 units, so that a character beyond U+FFFF
(an emoji) counts two; some count CR LF as one, or a bare LF as two. A file seldom says which. So
each document's ranges are read in every unit that may be meant, and the unit is taken under
which they hit words: a range that begins or ends inside a word, or beyond the text, speaks
against a unit, and the words that a range is said to hold speak for one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from stance.schema import Span


class LineEnd(StrEnum):
    """How a line end counts, where that differs from its characters."""

    AS_WRITTEN = "as written"
    ONE = "CR LF as one"
    TWO = "LF as two"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a program counts as one position.

    `origin` is the position of the first character: 1 where a byte order mark is counted too.
    """

    utf16: bool = False
    line_end: LineEnd = LineEnd.AS_WRITTEN
    origin: int = 0

    def __str__(self) -> str:
        what = "UTF-16 units" if self.utf16 else "code points"
        line = "" if self.line_end is LineEnd.AS_WRITTEN else f", {self.line_end}"
        return f"{what}{line}{', a byte order mark among them' if self.origin else ''}"

    @property
    def is_odd(self) -> bool:
        """Whether nothing in a text makes it likely, as wide characters and CR LF do."""
        return self.line_end is LineEnd.TWO or self.origin != 0


CODE_POINTS: Final = Unit()
UTF16: Final = Unit(utf16=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A range as its file has it, end exclusive, and the words said to stand there, if any."""

    start: int
    end: int
    words: str = ""


_WIDE: Final = "[\U00010000-\U0010ffff]"
_LINE_ENDS: Final = {LineEnd.ONE: r"(?<=\r)\n", LineEnd.TWO: r"(?<!\r)\n"}
_ENOUGH: Final = 2  # faults before an odd unit is suspected: one half-marked word is a slip


class Ruler:
    """Positions of a unit ↔ code points of one text.

    >>> ruler = Ruler("🚢 sails", UTF16)
    >>> ruler.point(3), ruler.position(2), ruler.point(1)
    (2, 3, None)
    """

    def __init__(self, text: str, unit: Unit) -> None:
        wide = [_WIDE] if unit.utf16 and not text.isascii() else []
        line = [_LINE_ENDS[unit.line_end]] if unit.line_end in _LINE_ENDS else []
        self._length = len(text)
        self._origin = unit.origin
        # Of each character that is not one position wide: code point and position after it.
        self._points: list[int] = []
        self._positions: list[int] = []
        extra = 0
        for match in re.finditer("|".join(wide + line), text) if wide or line else ():
            extra += -1 if unit.line_end is LineEnd.ONE and match.group() == "\n" else 1
            self._points.append(match.end())
            self._positions.append(match.end() + extra)

    def point(self, position: int) -> int | None:
        """The code point at a position; None within a character or outside the text."""
        position -= self._origin
        done = bisect_right(self._positions, position)
        point = position
        if done:
            point = self._points[done - 1] + position - self._positions[done - 1]
        within = done < len(self._points) and point >= self._points[done]
        return None if within or not 0 <= point <= self._length else point

    def position(self, point: int) -> int:
        """The position of a code point."""
        done = bisect_right(self._points, point)
        if done:
            point += self._positions[done - 1] - self._points[done - 1]
        return point + self._origin

    def span(self, mark: Mark) -> Span | None:
        """The code points of a range; None where it is empty or does not fit."""
        start, end = self.point(mark.start), self.point(mark.end)
        return Span(start, end) if start is not None and end is not None and start < end else None


@dataclass(frozen=True)
class Placed:
    """The ranges of one document as code points, and the unit they were read in.

    `spans` follow the marks; None stands for a range that fits the text in no way. `doubtful`
    names a unit under which the ranges, other ones, are as good; None where there is none.
    """

    unit: Unit
    spans: tuple[Span | None, ...]
    doubtful: Unit | None = None


def place(text: str, marks: Sequence[Mark], units: Sequence[Unit]) -> Placed:
    """Reads the ranges in the unit that suits them best.

    `units` are those that may be meant, the likeliest first: it stands unless another is better.
    An odd unit must find more of the words, or leave no fault where there were two.
    """
    first, *others = units
    best = usual = _Reading(text, marks, first)
    rivals: list[_Reading] = []
    for unit in others:
        if unit.is_odd and best.faults < _ENOUGH and not best.has_unfound_words:
            continue
        reading = _Reading(text, marks, unit)
        if unit.is_odd and reading.hits <= best.hits and reading.faults:
            continue
        rivals.append(reading)
        if reading.rank < best.rank:
            best = reading
    equal = (one for one in (usual, *rivals) if one.rank == best.rank and one.spans != best.spans)
    doubt = next(equal, None)
    return Placed(best.unit, best.spans, doubt.unit if doubt else None)


class _Reading:
    """The ranges under one unit, and what speaks for it."""

    def __init__(self, text: str, marks: Sequence[Mark], unit: Unit) -> None:
        ruler = Ruler(text, unit)
        self.unit = unit
        self.spans = tuple(map(ruler.span, marks))
        self._text = text
        self._marks = marks

    @cached_property
    def hits(self) -> int:
        """Ranges that hold the words they are said to hold."""
        return sum(
            span is not None and bool(mark.words) and self._begins_with(span, mark.words)
            for span, mark in zip(self.spans, self._marks, strict=True)
        )

    @property
    def has_unfound_words(self) -> bool:
        return self.hits < sum(bool(mark.words) for mark in self._marks)

    @cached_property
    def faults(self) -> int:
        """Edges within a word; a range that does not fit counts two."""
        return sum(2 if span is None else len(cut_edges(self._text, span)) for span in self.spans)

    @cached_property
    def rank(self) -> tuple[int, int, int]:
        """Lower is better; white space at an edge decides last, for people mark it too."""
        blank = sum(
            self._text[at].isspace()
            for span in self.spans
            if span is not None
            for at in (span.start, span.end - 1)
        )
        return -self.hits, self.faults, blank

    def _begins_with(self, span: Span, words: str) -> bool:
        said = " ".join(words.removesuffix("…").removesuffix("...").split())
        return bool(said) and " ".join(self._text[span.start : span.end].split()).startswith(said)


def cut_edges(text: str, span: Span) -> tuple[int, ...]:
    """The ends of a span that cut a word in two.

    >>> cut_edges("No tolls, she said", Span(3, 7))
    (7,)
    """
    return tuple(
        at
        for at in (span.start, span.end)
        if 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
    )
