"""Passages: what the attribution reader reads at a time, a paragraph or a reported clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stance.reading.tokens import Quotation, Token, paragraphs, sentences

LONGEST: Final = 400
"""Words read at a time: longer paragraphs are cut at sentence ends, or here if none ends."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one paragraph or clause; all tuples have one entry a word.

    `sentence` numbers the sentences from 0; `quoted` is 0 outside, 1 inside double quotation
    marks and 2 on a mark; `headline` is true for the first line of an article and `depth`
    counts the attributions around it.
    """

    tokens: tuple[Token, ...]
    sentence: tuple[int, ...]
    quoted: tuple[int, ...]
    headline: bool = False
    depth: int = 0

    def part(self, first: int, end: int) -> Passage:
        """Words `first` to `end` (exclusive) as a passage one attribution deeper."""
        return Passage(
            self.tokens[first:end],
            self.sentence[first:end],
            self.quoted[first:end],
            depth=self.depth + 1,
        )


def split_passages(
    text: str, tokens: Sequence[Token], marked: Sequence[Quotation]
) -> list[Passage]:
    """The paragraphs of a text as passages, very long ones in pieces."""
    quoted = _quoted(tokens, marked)
    numbers: list[int] = []
    sentence_spans = sentences(text)
    number = 0
    for token in tokens:
        while token.start >= sentence_spans[number].end:
            number += 1
        numbers.append(number)
    passages: list[Passage] = []
    first = 0
    for place, paragraph in enumerate(paragraphs(text)):
        end = first
        while end < len(tokens) and tokens[end].start < paragraph.end:
            end += 1
        for low, high in _pieces(numbers, first, end):
            passages.append(
                Passage(
                    tuple(tokens[low:high]),
                    tuple(entry - numbers[low] for entry in numbers[low:high]),
                    tuple(quoted[low:high]),
                    headline=place == 0,
                )
            )
        first = end
    return passages


def _pieces(numbers: Sequence[int], first: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while end - first > LONGEST:
        cut = first + LONGEST
        while cut > first and numbers[cut] == numbers[cut - 1]:
            cut -= 1
        cut = cut if cut > first else first + LONGEST
        pieces.append((first, cut))
        first = cut
    if first < end:
        pieces.append((first, end))
    return pieces


def _quoted(tokens: Sequence[Token], marked: Sequence[Quotation]) -> list[int]:
    """0 outside, 1 inside, 2 on a mark of an outer quotation, for each token."""
    states = [0] * len(tokens)
    number = 0
    for quotation in marked:
        if quotation.depth:
            continue
        while number < len(tokens) and tokens[number].start < quotation.span.start:
            number += 1
        while number < len(tokens) and tokens[number].start < quotation.span.end:
            token = tokens[number]
            on_mark = token.start == quotation.span.start or (
                quotation.closed and token.end == quotation.span.end
            )
            states[number] = 2 if on_mark else 1
            number += 1
    return states
