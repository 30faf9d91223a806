"""Words, sentences, paragraphs and quotations of a text, as offsets.

Everything here is total: any string has an answer, in time linear in its length. Offsets are
code points, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from stance.schema import Span

ABBREVIATIONS: Final = (
    "Mr Mrs Ms Mx Dr Prof Rev Hon Gen Lt Col Maj Capt Cmdr Sgt Brig Adm Pvt Sen Sens Rep Reps "
    "Gov Govs Pres Supt Amb Atty Dist Fr St Ste Mt Ft Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct "
    "Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun Ave Blvd Rd Vol vs etc al cf ca"
)
"""Words that carry a full stop inside a sentence."""

FINAL_ABBREVIATIONS: Final = "Inc Corp Co Cos Ltd Bros Jr Sr Esq Ph Calif Fla Pa Va Md Mass Conn"
"""The same, but often the last word of a sentence."""

STARTERS: Final = frozenset(
    "The A An He She It They We I You But And In On At As If This That These Those There For "
    "After Before When While However Meanwhile His Her Its Their Our My So Yet Still Then".split()
)
"""Capitalised words that after an abbreviation open a new sentence rather than a name."""

WRAPPED_LINE: Final = 40
"""Characters: hard-wrapped lines are hardly shorter, items of a list mostly are."""

_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_MORE_MARKS: Final = "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d"
_LETTER: Final = rf"[\w{_MARKS}{_MORE_MARKS}]"
_CLITIC: Final = r"(?:s|S|re|ve|ll|d|m|RE|VE|LL|D|M)"
_TOKEN: Final = re.compile(
    rf"""
    (?:[^\W\d_]\.){{2,}}                              # U.S.  a.m.
    | (?:{"|".join((ABBREVIATIONS + " " + FINAL_ABBREVIATIONS).split())})\.(?!\.)
    | Nos?\.(?=\ ?\d)                                   # No. 10
    | [A-HJ-Z]\.(?=\ ?[^\W\d_])                       # the initial of a name
    | \d+(?:[.,:/]\d+)*(?:{_LETTER}+)?                # 1,200.5  10:30  9/11  21st
    | ['’]{_CLITIC}(?!{_LETTER})                      # Smith's is two tokens
    | {_LETTER}+(?:(?:[-‐‑&]|['’](?!{_CLITIC}(?!{_LETTER})))(?={_LETTER}){_LETTER}+)*
    | \.{{2,}} | -{{2,}}
    | \S
    """,
    re.VERBOSE,
)
_BREAK: Final = re.compile(r"(?:\r\n?|[\n\x0b\x0c\x85\u2028\u2029])\s*")
_BLANK: Final = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")

OPENING: Final = frozenset("“„«‘([{")
CLOSING: Final = frozenset("”»’)]}\"'")
TERMINALS: Final = frozenset(".!?…。！？؟।")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: ``text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text between quotation marks, marks included.

    `depth` is 1 inside another quotation. An unclosed one (`closed` False) runs to the end of
    its paragraph; the next paragraph's, where it begins with a mark, then `continues` it.
    """

    span: Span
    depth: int = 0
    closed: bool = True
    continues: bool = False


ARTICLES_KEPT: Final = 8
"""Texts whose parts are remembered: each station reads the same article."""


@lru_cache(maxsize=64)  # each station reads the same article, and many its phrases
def tokenise(text: str) -> tuple[Token, ...]:
    """All tokens in order; together they hold every character that is not white space."""
    return tuple(
        Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)
    )


@lru_cache(maxsize=ARTICLES_KEPT)
def paragraphs(text: str) -> tuple[Span, ...]:
    """Runs between line breaks, without the white space around them.

    Where most single line breaks end a line of `WRAPPED_LINE` characters or more and fall
    before a small letter, the text is hard-wrapped, and only blank lines separate.
    """
    breaks = list(_BREAK.finditer(text))
    blank = [len(_BLANK.findall(found.group().replace("\r\n", "\n"))) > 1 for found in breaks]
    single = [found for found, empty in zip(breaks, blank, strict=True) if not empty]
    line_starts = dict(zip(breaks, [0, *(found.end() for found in breaks)], strict=False))
    small = sum(
        text[found.end() : found.end() + 1].islower()
        and found.start() - line_starts[found] >= WRAPPED_LINE
        for found in single
    )
    wrapped = bool(single) and 2 * small > len(single)
    found_paragraphs: list[Span] = []
    start = 0
    edges = [
        (found.start(), found.end())
        for found, empty in zip(breaks, blank, strict=True)
        if empty or not wrapped
    ]
    for end, following in [*edges, (len(text), len(text))]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            found_paragraphs.append(Span(left, right))
        start = following
    return tuple(found_paragraphs)


@lru_cache(maxsize=ARTICLES_KEPT)
def sentences(text: str) -> tuple[Span, ...]:
    """Sentences, from first to last token; none crosses a paragraph.

    >>> line = "Mr. Vale agreed. The U.S. envoy did not."
    >>> [line[span.start : span.end] for span in sentences(line)]
    ['Mr. Vale agreed.', 'The U.S. envoy did not.']
    """
    tokens = tokenise(text)
    found: list[Span] = []
    borders = iter(paragraphs(text))
    border = next(borders, None)
    first = 0
    last = 0  # the last token that is no closing mark
    for number, token in enumerate(tokens):
        if number == first or token.text not in CLOSING:
            last = number
        while border is not None and token.end > border.end:
            border = next(borders, None)
        last_of_paragraph = number + 1 == len(tokens) or (
            border is not None and tokens[number + 1].start >= border.end
        )
        if last_of_paragraph or _ends_sentence(tokens, last, number):
            found.append(Span(tokens[first].start, token.end))
            first = number + 1
    return tuple(found)


def _ends_sentence(tokens: Sequence[Token], last: int, number: int) -> bool:
    """Whether a sentence ends with token `number`, which is not the last of the text.

    `last` is the last token of the sentence before its closing marks.
    """
    token, following = tokens[number], tokens[number + 1]
    final = tokens[last].text
    if final[-1] not in TERMINALS:
        return False
    head = following.text
    touches = following.start == token.end
    if head in CLOSING and (touches or head not in "\"'"):
        return False  # the mark closes this sentence, and the next look decides
    if len(final) > 1 and final[0] != ".":  # an abbreviation or the initial of a name
        ends = final[:-1] in _FINAL or "." in final[:-1]
        return ends and head in STARTERS
    if final[-1] in "。！？؟।":
        return True
    if touches and last == number and final[-1] in ".…":
        return head[:1].isupper() and len(head) > 1 and len(final) == 1
    return not head[:1].islower() and head[:1] not in ",;:.!?…)"


_FINAL: Final = frozenset(FINAL_ABBREVIATIONS.split())

_QUOTE: Final = re.compile(r"[\"“”„«»‘’'＂]")
_DOUBLE_OPEN: Final = frozenset("“„«")
_DOUBLE_CLOSE: Final = frozenset("”»")
_STRAIGHT: Final = frozenset('"＂')


def quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations, straight and curly, outer before inner, in order of their starts."""
    found: list[Quotation] = []
    open_before = False
    for paragraph in paragraphs(text):
        here = sorted(_in_paragraph(text, paragraph), key=lambda item: (item.span, item.depth))
        if open_before and here and here[0].span.start == paragraph.start:
            here[0] = replace(here[0], continues=True)
        open_before = any(not item.closed for item in here)
        found += here
    return tuple(found)


def _in_paragraph(text: str, paragraph: Span) -> Iterator[Quotation]:
    """Quotations of one paragraph, inner ones first."""
    outer = inner = -1  # where a double and where a single quotation was opened
    inner_depth = 0
    for match in _QUOTE.finditer(text, paragraph.start, paragraph.end):
        place, mark = match.start(), match.group()
        before = text[place - 1] if place > paragraph.start else " "
        after = text[place + 1] if place + 1 < paragraph.end else " "
        if mark in "'‘’":
            if _opens_single(mark, before, after) and inner < 0:
                inner, inner_depth = place, int(outer >= 0)
            elif inner >= 0 and mark != "‘" and not after.isalnum() and not before.isspace():
                yield Quotation(Span(inner, place + 1), depth=inner_depth)
                inner = -1
        elif mark in _DOUBLE_CLOSE or (mark in _STRAIGHT and outer >= 0):
            if outer >= 0:
                yield Quotation(Span(outer, place + 1))
                inner = inner if inner_depth == 0 else -1
                outer = -1
        elif mark in _DOUBLE_OPEN:
            outer = place if outer < 0 else outer
        elif not before.isdigit():  # behind a digit the mark means inches
            outer = place
    if outer >= 0:
        yield Quotation(Span(outer, paragraph.end), closed=False)


def _opens_single(mark: str, before: str, after: str) -> bool:
    if mark == "’":
        return False
    return not before.isalnum() and not after.isspace() and (mark == "‘" or after.isalnum())
