"""Positions that another program counted, as code points.

Editors written in Java, C# or JavaScript count UTF-16 units, so that a character beyond U+FFFF
(an emoji) counts two; some count CR LF as one, or a bare LF as two. A file seldom says which. So
each document's ranges are read in every way that may be meant (`stance.corpus.rulers`), and the
one is taken under which they hit words: a range that begins or ends inside a word, or beyond the
text, speaks against a way, and the words that a range is said to hold speak for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stance.corpus.rulers import AS_STATED, LF_AS_TWO, Ruler, Unit, Way
from stance.schema import Span

CODE_POINTS: Final = AS_STATED
UTF16: Final = Way(Unit.UTF16)


@dataclass(frozen=True, slots=True)
class Mark:
    """A range as its file has it, end exclusive, and the words said to stand there, if any."""

    start: int
    end: int
    words: str = ""


_ENOUGH: Final = 2  # faults before an odd way is suspected: one half-marked word is a slip


def _is_odd(way: Way) -> bool:
    """Whether nothing in a text makes it likely, as wide characters and CR LF do."""
    return way.rule is LF_AS_TWO or way.mark != 0


@dataclass(frozen=True)
class Placed:
    """The ranges of one document as code points, and the way of counting they were read in.

    `spans` follow the marks; None stands for a range that fits the text in no way. `doubtful`
    names a way under which the ranges, other ones, are as good; None where there is none.
    """

    way: Way
    spans: tuple[Span | None, ...]
    doubtful: Way | None = None


def place(text: str, marks: Sequence[Mark], ways: Sequence[Way]) -> Placed:
    """Reads the ranges in the way that suits them best.

    `ways` are those that may be meant, the likeliest first: it stands unless another is better.
    An odd one must find more of the words, or leave no fault where there were two.
    """
    first, *others = ways
    best = usual = _Reading(text, marks, first)
    rivals: list[_Reading] = []
    for way in others:
        if _is_odd(way) and best.faults < _ENOUGH and not best.has_unfound_words:
            continue
        reading = _Reading(text, marks, way)
        if _is_odd(way) and reading.hits <= best.hits and reading.faults:
            continue
        rivals.append(reading)
        if reading.rank < best.rank:
            best = reading
    equal = (one for one in (usual, *rivals) if one.rank == best.rank and one.spans != best.spans)
    doubt = next(equal, None)
    return Placed(best.way, best.spans, doubt.way if doubt else None)


class _Reading:
    """The ranges under one way of counting, and what speaks for it."""

    def __init__(self, text: str, marks: Sequence[Mark], way: Way) -> None:
        ruler = Ruler(text, way)
        self.way = way
        self.spans = tuple(_span(ruler, mark, len(text)) for mark in marks)
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


def _span(ruler: Ruler, mark: Mark, length: int) -> Span | None:
    """The code points of a range; None where it is empty or does not fit."""
    start, end = ruler.start(mark.start), ruler.end(mark.end)
    fits = start is not None and end is not None and start < end <= length
    return Span(start, end) if fits and start is not None and end is not None else None


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
