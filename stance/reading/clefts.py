"""Attributions that stand around "is": "One concern that farmers have raised is that …".

The noun tells what kind of saying it is, the source stands between it and a verb of raising or
making, and what was said follows the copula. In 1,525 labelled articles this form is met three
times, each time marked so: too seldom for the tagger to learn it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stance.reading.passages import Passage
from stance.schema import Attribution, Span

_NOUNS: Final = (
    "accusation|answer|argument|assertion|belief|charge|claim|complaint|concern|condition"
    "|contention|criticism|demand|doubt|excuse|expectation|explanation|fear|grievance|hope|idea"
    "|message|objection|opinion|point|promise|proposal|question|reason|reservation|reply|request"
    "|response|suggestion|suspicion|theory|threat|view|warning|wish|worry|worries"
)
_VERBS: Final = (
    "raises?|raised|makes?|made|voices?|voiced|express(?:es|ed)?|puts?|cites?|cited|shares?|shared"
    "|gives?|gave|given|offers?|offered|advances?|advanced|presse[sd]|press|repeats?|repeated"
    "|stress(?:es|ed)?|levels|level+ed|poses?|posed|notes|noted|has|have|had"
)
_CLEFT: Final = re.compile(
    rf"\b(?P<noun>(?:{_NOUNS})s?)\s+(?:that\s+|which\s+)?"
    r"(?P<source>[^,.;:!?\"“”\n]{2,80}?)\s+"
    rf"(?P<verb>(?:(?:have|has|had|often|always|also|repeatedly|now)\s+){{0,2}}(?:{_VERBS})"
    r"(?:\s+(?:most|most\s+often|forward|up|out))?)\s+"
    r"(?:is|are|was|were|has\s+been|remains|remained)\s+"
    r"(?P<content>[^\n]*[^\s.!?])",
    re.I,
)
_NO_SOURCE: Final = re.compile(
    r"^(?:of|about|over|for|to|on|against|from|in|by|with|and|or|is|are|was|were|has|have|had)\b"
    r"|\b(?:is|are|was|were|that|which|who|will|would|but|because|when|if)\b",
    re.I,
)
"""What does not stand in a source between the noun and its verb: "the fear of war has …"."""


def cleft_attributions(text: str, passage: Passage) -> Iterator[Attribution]:
    """The attributions of this form, outside quotations, one a sentence.

    >>> from stance.reading.passages import split_passages
    >>> from stance.reading.tokens import tokenise
    >>> text = "A fear the growers share is that wells will run dry."
    >>> (passage,) = split_passages(text, tokenise(text), ())
    >>> (found,) = cleft_attributions(text, passage)
    >>> [text[span.start : span.end] for span in (*found.source, *found.cue, *found.content)]
    ['the growers', 'fear', 'share', 'that wells will run dry']
    """
    for first, end in _sentences(passage.sentence):
        opening, closing = passage.tokens[first].start, passage.tokens[end - 1].end
        found = _CLEFT.search(text, opening, closing)
        if found is None or _NO_SOURCE.search(found["source"]):
            continue
        noun, source, verb, content = (
            Span(found.start(role), found.end(role))
            for role in ("noun", "source", "verb", "content")
        )
        plain = [
            not state
            for token, state in zip(
                passage.tokens[first:end], passage.quoted[first:end], strict=True
            )
            if noun.start <= token.start < content.start
        ]
        if all(plain):
            yield Attribution((source,), (noun, verb), (content,), passage.depth)


def _sentences(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first word of each sentence and the one behind its last."""
    first = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[first]:
            yield first, place
            first = place


def with_clefts(
    text: str, passages: Sequence[Passage], found: Sequence[Attribution]
) -> list[Attribution]:
    """What was read, and the attributions of this form instead of whatever crosses their frame."""
    clefts = [item for passage in passages for item in cleft_attributions(text, passage)]
    frames = [Span(item.cue[0].start, item.content[0].start) for item in clefts]
    kept = [item for item in found if not any(_touches(item, frame) for frame in frames)]
    return [*kept, *clefts]


def _touches(item: Attribution, frame: Span) -> bool:
    return any(span.overlaps(frame) for span in item.cue)
