"""Mentions without a name that "they", "it" or "he" may go back to, and pairs of names.

A description counts where it opens a sentence, since that is mostly its subject; a plural one
also where it opens a clause ("while growers complained").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from stance.reading.antecedents import Candidate
from stance.reading.cast import Cast
from stance.reading.given_names import TOLD
from stance.reading.lemmas import FUNCTION_WORDS
from stance.reading.mentions import Mention, read_mention
from stance.reading.nouns import is_name_word, noun_kind, singulars
from stance.reading.phrases import ARTICLES, CLITICS, POSSESSIVES, PREPOSITIONS, QUANTITIES
from stance.reading.places import Cover
from stance.reading.tokens import Token
from stance.schema import Span

_LONGEST: Final = 9
"""Tokens of a subject: "the interior ministry's own evaluation"."""

_NAMED_BEHIND: Final = re.compile(r",?\s+[^\W\d_a-z]")
"""A capital behind a description: the name it belongs to."""

AUXILIARIES: Final = frozenset(
    """is are was were has have had will would can could may might must shall should does do
    did""".split()
)
_VERBAL: Final = AUXILIARIES | frozenset(
    "who whom whose which that not and or but as when while if also said says".split()
)
"""Words that end a subject wherever they stand."""

_DETERMINERS: Final = ARTICLES | POSSESSIVES | QUANTITIES
_OPENING: Final = frozenset(
    "and but while as because when if though although whereas since after before".split()
)
"""Words that open a clause."""

_JOINT: Final = re.compile(r"(?:,[^,.;\n]{1,70},|,)?\s+and\s+(?:[^\W\d_][\w.’'-]*\s+){0,4}\Z")
"""What may stand between two names that are one subject: an apposition, "and", a title."""

_JOINED: Final = 110
"""Characters between two such names."""


def described_subjects(cast: Cast, contents: Cover) -> list[Candidate]:
    """The descriptions that open a sentence, and the plural ones that open a clause."""
    return [
        replace(_subject_candidate(cast, mention, span, contents), subject=opens)
        for mention, span, opens in _subjects(cast)
    ]


def joined(text: str, named: Sequence[Candidate]) -> list[Candidate]:
    """Two of one kind joined by "and": one candidate for "they"."""
    found = []
    whole = sorted((item for item in named if not item.owner), key=lambda item: item.span)
    for first, second in pairwise(whole):
        between = text[first.span.end : second.span.start]
        alike = first.kind == second.kind and first.kind in {"person", "state", "organisation"}
        apart = first.name != second.name and len(between) <= _JOINED
        if alike and apart and _JOINT.match(between):
            found.append(pair(first, second))
    return found


def pair(first: Candidate, second: Candidate) -> Candidate:
    """Two mentions as one."""
    return replace(
        first,
        name=f"{first.name} and {second.name}",
        kind="group",
        span=Span(first.span.start, second.span.end),
        gender=0.0,
        plural=True,
    )


def _subjects(cast: Cast) -> Iterator[tuple[Mention, Span, bool]]:
    tokens = cast.tokens
    starts = {span.start for span in cast.sentences}
    for place, token in enumerate(tokens):
        opens = token.start in starts
        if not opens and not _opens_clause(tokens, place):
            continue
        last = _subject_end(cast, tokens[place : place + _LONGEST])
        if not last:
            continue
        span = Span(tokens[place].start, tokens[place + last - 1].end)
        if _NAMED_BEHIND.match(cast.text, span.end):
            continue  # "Harbour pilot Ana Holt" is found by her name
        mention = read_mention(cast.text[span.start : span.end], cast.known)
        counted = mention.words.lower() in QUANTITIES
        plain = mention.form == "description" and mention.kind != "unknown" and not counted
        pronoun = token.text.lower() in FUNCTION_WORDS - _DETERMINERS
        inner = mention.plural and not _has_pronoun(tokens[place + 1 : place + last])
        if plain and not pronoun and (opens or inner):
            yield mention, span, opens


def _has_pronoun(tokens: Sequence[Token]) -> bool:
    """Whether what looks like a phrase is a clause ("tells our side")."""
    return any(token.text.lower() in FUNCTION_WORDS - CLITICS for token in tokens)


def _opens_clause(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word in small letters stands behind a comma or a conjunction."""
    before = tokens[place - 1].text.lower() if place else ""
    return tokens[place].text.islower() and (before == "," or before in _OPENING)


def _subject_end(cast: Cast, tokens: Sequence[Token]) -> int:
    """How many of a sentence's first tokens are its subject's core; 0 where none is seen.

    The core ends in a noun for actors; a form that may be a verb ("the council plans") is none
    right behind such a noun.
    """
    words = cast.known.words
    first = tokens[0].text.lower() if tokens else ""
    determined = first in _DETERMINERS
    end = 0
    for place, token in enumerate(tokens):
        low = token.text.lower()
        small = place > 1 and tokens[place - 1].text.islower()
        stop = low in _VERBAL or low in PREPOSITIONS or (small and is_name_word(token.text))
        if stop or not (token.text[0].isalpha() or token.text in CLITICS):
            break
        kind, plural = noun_kind(low, words)
        follows = tokens[place + 1].text if place + 1 < len(tokens) else ""
        inflected = low.endswith("ed") or len(singulars(low)) > 1
        verb = end == place > 0 and inflected and token.text.islower()
        if verb and follows not in CLITICS:
            break
        noun = kind != "unknown" and low not in _DETERMINERS
        if noun and (determined or plural or place > 0):
            end = place + 1
    return end


def _subject_candidate(cast: Cast, mention: Mention, span: Span, contents: Cover) -> Candidate:
    return Candidate(
        name=cast.text[span.start : span.end],
        kind=mention.kind,
        span=span,
        sentence=cast.sentence_of(span.start),
        paragraph=cast.paragraph_of(span.start),
        gender={"f": TOLD, "m": -TOLD}.get(mention.gender, 0.0),
        plural=mention.plural,
        subject=True,
        quoted=contents.holds(span),
        described=True,
    )
