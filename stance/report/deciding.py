"""An explanation by words: every feature's weight goes to the words it was read from.

A model's features overlap (a word, the pair it stands in, its letters), which nobody can read
as marks in a text. Each weight is shared evenly among the words under it, so that a word has one
number and all numbers still sum to the logit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from stance.model.explain import Contribution, Explanation, role_text
from stance.model.features import Word, words
from stance.schema import Stance, Statement

STRONGEST: Final = 12  # words a statement; what is beyond them adds little and is summed

SHAPE_STREAMS: Final = ("form", "condition", "relation")
"""Streams that also say something of a role's text as a whole: its length, its negations."""


@dataclass(frozen=True, slots=True)
class DecidingWord:
    """One word and what it adds; offsets count in its role's text (see `role_text`)."""

    role: str
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Deciding:
    """`words` (strongest first), `others`, `shape` and `intercept` sum to `logit`.

    `others` are the words beyond the strongest; `shape` is what features add that were read
    from a text as a whole and not from words of it.
    """

    label: Stance
    logit: float
    words: tuple[DecidingWord, ...]
    others: float
    shape: float
    intercept: float


def deciding(statement: Statement, explanation: Explanation, most: int = STRONGEST) -> Deciding:
    """The explanation of a statement by words, the `most` of greatest size, either sign."""
    places: dict[tuple[str, int, int], float] = defaultdict(float)
    shape = 0.0
    for item in explanation.contributions:
        if _of_the_whole(item, statement):
            shape += item.weight
        else:
            places[item.role, item.start, item.end] += item.weight
    totals: dict[tuple[str, Word], float] = defaultdict(float)
    tokens = {role: words(role_text(statement, role)) for role, _, _ in places}
    starts = {role: [word.start for word in found] for role, found in tokens.items()}
    ends = {role: [word.end for word in found] for role, found in tokens.items()}
    for (role, start, end), weight in places.items():
        under = tokens[role][bisect_right(ends[role], start) : bisect_left(starts[role], end)]
        for word in under:
            totals[role, word] += weight / len(under)
        if not under:
            shape += weight
    found = [_word(statement, role, word, weight) for (role, word), weight in totals.items()]
    found.sort(key=lambda item: (-abs(item.weight), item.role, item.start))
    return Deciding(
        label=explanation.label,
        logit=explanation.logit,
        words=tuple(found[:most]),
        others=sum(item.weight for item in found[most:]),
        shape=shape,
        intercept=explanation.intercept,
    )


def _of_the_whole(item: Contribution, statement: Statement) -> bool:
    if item.stream not in SHAPE_STREAMS or item.role == "cue" or item.start:
        return False
    return item.end == len(role_text(statement, item.role))


def _word(statement: Statement, role: str, word: Word, weight: float) -> DecidingWord:
    text = role_text(statement, role)[word.start : word.end]
    return DecidingWord(role, word.start, word.end, text, weight)
