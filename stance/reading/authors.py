"""Who says "I" outside every quotation: the author, where the text names one.

A letter is signed below, a guest column ends in a line on its writer, a report may begin with
"By". An author whom the text does not name is nobody.
"""

from __future__ import annotations

import re
from typing import Final

from stance.reading.given_names import is_given_name
from stance.reading.tokens import paragraphs

_NAME: Final = r"[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}"
_SIGNATURE: Final = re.compile(rf"(?:[—–-]+\s?)?({_NAME}?)(?:\.|,\s[^.,;]{{2,40}}\.?)?")
_BYLINE: Final = re.compile(rf"[Bb][Yy]\s({_NAME})\.?(?:,[^.]{{2,60}})?")
_WRITER: Final = re.compile(
    rf"({_NAME}?)(?:,\s[^.;]{{3,90}},)?\s(?:is|was|writes|teaches|serves)\s"
)
_TOP: Final = 4
"""Paragraphs from the top that may hold the line with "By"."""

_LETTER: Final = 8
"""Paragraphs that a letter has at most."""

_CLOSING: Final = 3
"""Paragraphs from the end that may hold the line on the writer."""


def author_at(text: str, place: int) -> str:
    """The author's name for an "I" at an offset, "" where none is told."""
    spans = paragraphs(text)
    lines = [text[span.start : span.end] for span in spans]
    here = next((number for number, span in enumerate(spans) if place < span.end), len(spans))
    for line in lines[here + 1 : here + _LETTER]:
        signature = _SIGNATURE.fullmatch(line)
        if signature and _named(signature):
            return _named(signature)
        if signature:
            break  # another's name or a heading: what follows is another letter
    for line in lines[:_TOP]:
        written = _BYLINE.fullmatch(line)
        if written:
            return written.group(1).rstrip(".")
    for line in lines[max(here + 1, len(lines) - _CLOSING) :]:
        writer = _named(_WRITER.match(line))
        if writer:
            return writer
    return ""


def _named(found: re.Match[str] | None) -> str:
    """The name that a line was matched with, if it is a person's."""
    name = found.group(1).rstrip(".") if found else ""
    return name if name and is_given_name(name.split()[0]) else ""
