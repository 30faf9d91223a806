"""The phrase that "who", "which" and "that" take up: the one right before them.

Of nested phrases the inner one is meant, unless it is no person and "who" asks for one ("the
mayor of the town who"), or it only ends a longer name ("the Bank of Velmia, which").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stance.reading.actor_list import ActorList
from stance.reading.lemmas import FUNCTION_WORDS
from stance.reading.nouns import is_name_word, noun_kind, singulars
from stance.reading.phrases import ARTICLES, CLITICS, POSSESSIVES, PREPOSITIONS, QUANTITIES
from stance.reading.tokens import Token

HEADS: Final = frozenset(
    "those people anyone everyone others somebody someone many some one ones".split()
)
"""What stands for persons without a noun."""

_DETERMINERS: Final = (
    ARTICLES | POSSESSIVES | (QUANTITIES - {"senior", "top"}) | {"another", "such"}
)
CONJUNCTIONS: Final = frozenset("and or but nor".split())
_STOPS: Final = (PREPOSITIONS | CONJUNCTIONS | FUNCTION_WORDS) - frozenset(
    "same own only very such more".split()
)
"""Words that are in no phrase."""

_LONGEST: Final = 10
"""Tokens of such a phrase."""

_TRAIL: Final = frozenset((*",–—-()'’‘“”«»\"", "--", "''"))


def phrase_before(tokens: Sequence[Token], who: bool, known: ActorList) -> Sequence[Token]:
    """The tokens of the phrase that ends a sentence's `tokens`, none where none is seen.

    `who` where it must be persons that the phrase names.
    """
    end = _without_marks(tokens)
    start = _chunk(tokens, end, known)
    inner = end
    while 1 < start < inner and end - start < _LONGEST:
        link, chunk = tokens[start - 1].text, tokens[start:inner]
        if link not in PREPOSITIONS or not _hangs(tokens, start, chunk, who, known):
            break
        outer = _chunk(tokens, start - 1, known)
        if outer == start - 1:
            break
        inner, start = start - 1, outer
    return tokens[start:end]


def _without_marks(tokens: Sequence[Token]) -> int:
    """Where tokens end without closing marks and a bracket ("Holt (Tarn), who")."""
    end = len(tokens)
    while end and tokens[end - 1].text in _TRAIL:
        end -= 1
        if tokens[end].text == ")":
            opened = [place for place in range(end) if tokens[place].text == "("]
            end = opened[-1] if opened else end
    return end


def _hangs(
    tokens: Sequence[Token], start: int, chunk: Sequence[Token], who: bool, known: ActorList
) -> bool:
    """Whether a phrase only belongs to the one before its preposition."""
    if all(token.text[0].isdigit() for token in chunk):
        return True  # "an email in 2014 that"
    named = [token.text for token in chunk if token.text.lower() not in ARTICLES]
    name = bool(named) and is_name_word(named[0])
    if name and tokens[start - 1].text in {"of", "for"} and is_name_word(tokens[start - 2].text):
        return True
    if who:  # "the mayor of the town who", "a baker from Velmia, who"
        listed = known.find(" ".join(named)) if name else None
        return listed.kind == "state" if listed else not name and not _personal(chunk, known)
    counted = chunk[0].text.lower() not in ARTICLES | POSSESSIVES
    return tokens[start - 1].text == "of" and counted and not name  # "a body of nine, which"


def _personal(chunk: Sequence[Token], known: ActorList) -> bool:
    last = chunk[-1].text.lower()
    return last in HEADS or noun_kind(last, known.words)[0] in {"person", "group"}


def _chunk(tokens: Sequence[Token], end: int, known: ActorList) -> int:
    """Where the noun phrase begins whose last token is before `end`; `end` without one."""
    start = end
    while start > 0 and end - start < _LONGEST:
        word = tokens[start - 1].text
        low = word.lower()
        if low in _DETERMINERS or low in HEADS or word[0].isdigit():
            return _before_determiner(tokens, start - 1)
        stop = word.islower() and low in _STOPS
        if stop or not (word[0].isalpha() or word in CLITICS or word in {"&", "%"}):
            break
        start -= 1
    return _bare(tokens, start, end, known)


def _before_determiner(tokens: Sequence[Token], start: int) -> int:
    """ "All the", "some of the": what counts stands before what determines."""
    while start and tokens[start - 1].text.lower() in _DETERMINERS:
        start -= 1
    return start


def _bare(tokens: Sequence[Token], start: int, end: int, known: ActorList) -> int:
    """A phrase without determiner: a name, an owner and what is owned, or the last noun.

    What stands between a preposition and a small noun belongs to the noun ("by gay choirs").
    A small word that is neither a plural nor a known noun may be a verb ("they know who").
    """
    if start == end:
        return end
    clitics = [place for place in range(start, end) if tokens[place].text in CLITICS]
    first = clitics[-1] - 1 if clitics and clitics[-1] > start else end - 1
    if is_name_word(tokens[first].text):
        while first > start and is_name_word(tokens[first - 1].text):
            first -= 1
        return first
    last = tokens[end - 1].text
    noun = noun_kind(last.lower(), known.words)[0] != "unknown"
    plural = len(singulars(last)) > 1 and end - start > 1 and tokens[end - 2].text.islower()
    if not noun and not plural and not clitics:
        return end
    linked = start > 0 and tokens[start - 1].text.lower() in PREPOSITIONS
    return start if linked or start == 0 else end - 1
