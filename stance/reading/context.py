"""The words around a statement: what a reader needs to see to judge it."""

from __future__ import annotations

import re
from typing import Final

from stance.schema import Span, Spans

CONTEXT_LIMIT: Final = 400
"""Code points of context: two or three sentences of news, and no more than the neighbours."""

_LINE_END: Final = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")


def context_of(text: str, content: Spans, limit: int = CONTEXT_LIMIT) -> str:
    """The slice of `text` around the content: its paragraph, at most `limit` code points.

    A paragraph is a line. The slice always holds the content whole, from its first piece to its
    last, even where that is longer than `limit` or runs over several lines; what room is left is
    given to both sides of it, and a word is never cut. No content gives "".
    """
    if not content:
        return ""
    core = Span(content[0].start, content[-1].end)
    # Beyond the limit it is all one where the line ends: texts are long, and asked often.
    first, last = max(0, core.start - limit - 1), min(len(text), core.end + limit + 1)
    before = [match.end() for match in _LINE_END.finditer(text, first, core.start)]
    after = _LINE_END.search(text, core.end, last)
    line = Span(before[-1] if before else first, after.start() if after else last)
    start, end = _room(core, line, limit)
    start = _word_start(text, start, core.start) if start > line.start else start
    end = _word_end(text, end, core.end) if end < line.end else end
    return text[start:end].strip()


def _room(core: Span, line: Span, limit: int) -> tuple[int, int]:
    """How far the slice reaches: half the free room each side, unused room to the other."""
    free = max(0, limit - (core.end - core.start))
    left, right = core.start - line.start, line.end - core.end
    take_left = min(left, max(free // 2, free - right))
    take_right = min(right, free - take_left)
    return core.start - take_left, core.end + take_right


def _word_start(text: str, start: int, latest: int) -> int:
    """The first word that begins at or after `start`."""
    while start < latest and not text[start - 1].isspace():
        start += 1
    return start


def _word_end(text: str, end: int, earliest: int) -> int:
    while end > earliest and not text[end].isspace():
        end -= 1
    return end
