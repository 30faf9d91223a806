"""A page of plain text as units: its lines, with a hard-wrapped paragraph made one unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from stance.schema import Span

_LINE: Final = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BREAK: Final = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"'”’»)\]]*$")

# Mail and terminals wrap at 60 to 80 columns, newspapers' columns at 28 and more.
_WRAP_MIN, _WRAP_MAX = 25, 110
# So many lines that break off in a sentence make a page a wrapped one.
_WRAP_LINES: Final = 3
# The columns are only known from the longest line seen, and hyphens make edges ragged: a short
# word more or less.
_WRAP_SLACK: Final = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A line without the white space at its edges, or the lines of one wrapped paragraph.

    `block` counts the groups that blank lines set apart; `alone` is true for a block of one.
    """

    span: Span
    text: str
    block: int
    alone: bool


def units_of(text: str) -> tuple[Unit, ...]:
    """The page's units in order; blank lines are none."""
    blocks = _blocks(text)
    width = _wrap_width(text, blocks)
    units: list[Unit] = []
    for number, block in enumerate(blocks):
        paragraphs = _paragraphs(text, block, width)
        units += [
            Unit(span, text[span.start : span.end], number, alone=len(paragraphs) == 1)
            for span in paragraphs
        ]
    return tuple(units)


def _blocks(text: str) -> list[list[Span]]:
    """Runs of lines without a blank line between."""
    blocks: list[list[Span]] = []
    previous = -1
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            continue
        start = match.start() + len(line) - len(line.lstrip())
        span = Span(start, start + len(line.strip()))
        if blocks and len(_BREAK.findall(text, previous, span.start)) == 1:
            blocks[-1].append(span)
        else:
            blocks.append([span])
        previous = span.end
    return blocks


def _wrap_width(text: str, blocks: list[list[Span]]) -> int:
    """The page's columns if its paragraphs are hard-wrapped, else 0."""
    broken = 0
    longest = 0
    for block in blocks:
        here = sum(_breaks_off(text, *pair) for pair in pairwise(block))
        if here:
            broken += here
            longest = max(longest, *(line.end - line.start for line in block))
    return longest if broken >= _WRAP_LINES and longest <= _WRAP_MAX else 0


def _paragraphs(text: str, lines: list[Span], width: int) -> list[Span]:
    """Joins lines that go on in the next one."""
    joined = [lines[0]]
    for above, below in pairwise(lines):
        if _breaks_off(text, above, below) or _is_full(text, above, below, width):
            joined[-1] = Span(joined[-1].start, below.end)
        else:
            joined.append(below)
    return joined


def _breaks_off(text: str, above: Span, below: Span) -> bool:
    """A line that breaks off, and a next one that begins in the middle of a sentence."""
    line = text[above.start : above.end]
    return (
        _WRAP_MIN <= len(line) <= _WRAP_MAX
        and text[below.start].islower()
        and not _SENTENCE_END.search(line)
    )


def _is_full(text: str, above: Span, below: Span, width: int) -> bool:
    """Whether the next line's first word had no room left, which is why it was wrapped."""
    length = above.end - above.start
    word = text[below.start : below.end].split(None, 1)[0]
    needed = length + 1 + len(word)
    return bool(width) and length <= width + _WRAP_SLACK and width < needed + _WRAP_SLACK
