"""The one feature function: a statement becomes named streams of features.

Training and scoring both call `extract`, so they can never differ. A feature is a string with
the place it was read from (role and offsets within that role's text), which is what lets an
explanation point at characters. Each stream gets a TF-IDF block and a weight of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from stance.model.lexicon import (
    BASE,
    CLAUSE_ENDS,
    CONDITION_WORDS,
    CONTRASTS,
    FIRST_PERSON,
    MODALS,
    QUOTE_MARKS,
    STOP,
    UNDOING,
    kinds_of,
    negates,
)
from stance.schema import Statement

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?—–]")
LETTERS: Final = re.compile(r"[^\W_]")
REACH: Final = 6  # words behind one that may open a condition: they may tell what is required
WINDOW: Final = 4  # words on each side of a target word; 3 to 6 score alike
TARGET: Final = "<target>"
"""Stands for the proposal's own words."""
LONGEST: Final = 5  # steps of length that are told apart; the last is open
LENGTH_STEP: Final = 8  # words
OPENING: Final = 3  # words of the quote that count by their place
SHORT: Final = 3  # characters of a word that has no runs of its own
STEM: Final = 5  # characters that two words must share to be the same target word


class Feature(NamedTuple):
    """A feature's name and the text it was read from: ``role[start:end]``."""

    name: str
    role: str
    start: int
    end: int


class Word(NamedTuple):
    """A lower-cased word with its offsets in one role's text."""

    text: str
    start: int
    end: int


STREAMS: Final = (
    "cue",
    "quote",
    "masked",
    "near",
    "actor",
    "proposal",
    "cross",
    "verb",
    "relation",
    "condition",
    "form",
    "context",
    "chars",
    "pair",
    "kinds",
)
"""Names of the streams, in the order of their blocks in the model."""

Streams = dict[str, list[Feature]]


@dataclass(frozen=True, slots=True)
class FeatureSettings:
    """What is read from a statement.

    `streams`: which streams are used. `mask_actors`: hide who speaks, so that the model reads
    what is said (Dayanik & Padó, ACL 2020).
    """

    streams: tuple[str, ...] = STREAMS
    mask_actors: bool = False


def extract(statement: Statement, settings: FeatureSettings) -> Streams:
    """All features of a statement, by stream; offsets are code points within the role's text."""
    if settings.mask_actors:
        statement = replace(statement, actor="", actor_mention="")
    target = frozenset(stem(word.text) for word in words(statement.proposal) if is_content(word))
    reading = _Reading(statement, target)
    makers = {
        "cue": reading.cue_stream,
        "quote": reading.quote_stream,
        "masked": reading.masked_stream,
        "near": reading.near_stream,
        "actor": reading.actor_stream,
        "proposal": reading.proposal_stream,
        "cross": reading.cross_stream,
        "verb": reading.verb_stream,
        "relation": reading.relation_stream,
        "condition": reading.condition_stream,
        "form": reading.form_stream,
        "context": reading.context_stream,
        "chars": reading.chars_stream,
        "pair": reading.pair_stream,
        "kinds": reading.kinds_stream,
    }
    return {name: list(makers[name]()) for name in settings.streams}


def words(text: str) -> list[Word]:
    """Lower-cased words and clause marks of `text` with their offsets."""
    return [
        Word(match.group().lower().replace("’", "'"), match.start(), match.end())
        for match in WORD.finditer(text)
    ]


def stem(word: str) -> str:
    """A crude stem: the first letters, enough to join "zones" with "zone"."""
    return word.removesuffix("'s")[:STEM]


def is_content(word: Word) -> bool:
    return word.text not in STOP and bool(LETTERS.match(word.text))


def negated(tokens: Sequence[Word]) -> list[bool]:
    """For each word, whether a negator stands before it in the same clause."""
    marks: list[bool] = []
    inside = False
    for token in tokens:
        if token.text in CLAUSE_ENDS or token.text in CONTRASTS:
            inside = False
        marks.append(inside)
        if negates(token.text):
            inside = True
    return marks


def grams(names: Sequence[str], tokens: Sequence[Word], role: str, most: int) -> Iterator[Feature]:
    """All runs of one to `most` neighbouring names."""
    for size in range(1, most + 1):
        for at in range(len(names) - size + 1):
            yield Feature(
                " ".join(names[at : at + size]), role, tokens[at].start, tokens[at + size - 1].end
            )


class _Reading:
    """One statement's words, read once and shared by its streams."""

    def __init__(self, statement: Statement, target: frozenset[str]):
        self.statement = statement
        self.target = target
        self.cue = words(statement.cue)
        self.quote = words(statement.quote)
        self.proposal = words(statement.proposal)
        self.quote_negated = negated(self.quote)
        self.cue_negated = negated(self.cue)
        self.on_target = [is_content(word) and stem(word.text) in target for word in self.quote]
        self.verb = next((word.text for word in self.proposal if is_content(word)), "")
        self.direction = "do" if UNDOING.isdisjoint(kinds_of(self.verb)) else "undo"
        covered = {stem(word.text) for word in self.quote} & target
        self.coverage = min(3, int(4 * len(covered) / max(1, len(target))))

    def cue_stream(self) -> Iterator[Feature]:
        names = [
            ("not_" if hidden else "") + word.text
            for word, hidden in zip(self.cue, self.cue_negated, strict=True)
        ]
        return grams(names, self.cue, "cue", 3)

    def quote_stream(self) -> Iterator[Feature]:
        return grams([word.text for word in self.quote], self.quote, "quote", 2)

    def masked_stream(self) -> Iterator[Feature]:
        return grams(self._masked(), self.quote, "quote", 3)

    def _masked(self) -> list[str]:
        """Words of the quote with the target's own words hidden and negation marked."""
        return [
            TARGET if aimed else ("not_" if hidden else "") + word.text
            for word, aimed, hidden in zip(
                self.quote, self.on_target, self.quote_negated, strict=True
            )
        ]

    def near_stream(self) -> Iterator[Feature]:
        """Words within a few words of a target word, by side."""
        masked = self._masked()
        spots = [at for at, aimed in enumerate(self.on_target) if aimed]
        for at, name in enumerate(masked):
            word = self.quote[at]
            if name == TARGET or word.text in CLAUSE_ENDS:
                continue
            if any(0 < spot - at <= WINDOW for spot in spots):
                yield Feature(f"{name} >", "quote", word.start, word.end)
            if any(0 < at - spot <= WINDOW for spot in spots):
                yield Feature(f"< {name}", "quote", word.start, word.end)

    def actor_stream(self) -> Iterator[Feature]:
        tokens = words(self.statement.actor_mention or self.statement.actor)
        return grams([word.text for word in tokens], tokens, "actor", 2)

    def proposal_stream(self) -> Iterator[Feature]:
        return grams([word.text for word in self.proposal], self.proposal, "proposal", 2)

    def cross_stream(self) -> Iterator[Feature]:
        """Cue and quote words crossed with the direction of the proposal's verb."""
        return self._crossed(self.direction, stop=False)

    def verb_stream(self) -> Iterator[Feature]:
        """Content words of cue and quote crossed with the proposal's verb itself."""
        return self._crossed(stem(self.verb), stop=True)

    def _crossed(self, key: str, *, stop: bool) -> Iterator[Feature]:
        for role, tokens, hidden in (
            ("cue", self.cue, self.cue_negated),
            ("quote", self.quote, self.quote_negated),
        ):
            for word, inside in zip(tokens, hidden, strict=True):
                if is_content(word) if stop else word.text not in CLAUSE_ENDS:
                    name = f"{key} {role} {'not_' if inside else ''}{word.text}"
                    yield Feature(name, role, word.start, word.end)

    def kinds_stream(self) -> Iterator[Feature]:
        """Kinds of words (see `kinds.txt`) in the statement and near the target, by direction."""
        spots = [at for at, aimed in enumerate(self.on_target) if aimed]
        for role, tokens, hidden in (
            ("cue", self.cue, self.cue_negated),
            ("quote", self.quote, self.quote_negated),
        ):
            for at, (word, inside) in enumerate(zip(tokens, hidden, strict=True)):
                if role == "quote" and self.on_target[at]:
                    continue
                near = role == "quote" and any(abs(at - spot) <= WINDOW for spot in spots)
                for kind in kinds_of(word.text):
                    for place in (role, "near") if near else (role,):
                        name = f"{place} {'not_' if inside else ''}{kind}"
                        yield Feature(name, role, word.start, word.end)
                        yield Feature(f"{self.direction} {name}", role, word.start, word.end)

    def relation_stream(self) -> Iterator[Feature]:
        """How actor, cue, quote and proposal go together, apart from their words."""
        statement = self.statement
        mention = statement.actor_mention or statement.actor
        named = (
            words(mention)
            if mention == statement.actor
            else [*words(mention), *words(statement.actor)]
        )
        is_target = any(is_content(word) and stem(word.text) in self.target for word in named)
        whole = ("actor", 0, len(mention))
        own = any(word.text in FIRST_PERSON for word in self.quote)
        yield Feature(f"actor in proposal {is_target}", *whole)
        yield Feature(f"{stem(self.verb)} actor {is_target} first person {own}", *whole)
        for word in self.cue:
            yield Feature(f"{word.text} covers {self.coverage}", "cue", word.start, word.end)
        cue = " ".join(word.text for word in self.cue)
        yield Feature(f"cue is {cue}", "cue", 0, len(statement.cue))
        for word in self.quote[:1]:
            last = self.cue[-1].text if self.cue else ""
            yield Feature(f"{last} | {word.text}", "quote", word.start, word.end)

    def form_stream(self) -> Iterator[Feature]:
        """Shape of the statement: quotation, question, modality, conditions, target coverage."""
        quote = self.statement.quote
        whole = ("quote", 0, len(quote))
        yield Feature(f"covers {self.coverage}", *whole)
        yield Feature(f"direct {quote.lstrip().startswith(QUOTE_MARKS)}", *whole)
        yield Feature(f"length {min(LONGEST, len(self.quote) // LENGTH_STEP)}", *whole)
        yield Feature(f"negations {min(2, sum(negates(word.text) for word in self.quote))}", *whole)
        for word in self.quote:
            if word.text in MODALS:
                yield Feature(f"modal {word.text}", "quote", word.start, word.end)
            if word.text == "?":
                yield Feature("question", "quote", word.start, word.end)
        for at, word in enumerate(self.quote[:OPENING]):
            yield Feature(f"first {at} {word.text}", "quote", word.start, word.end)
            if word.text in FIRST_PERSON:
                yield Feature("first person", "quote", word.start, word.end)

    def condition_stream(self) -> Iterator[Feature]:
        """Words that may open a condition, with what stands around them."""
        texts = ["", *(word.text for word in self.quote), "", ""]
        found = [at for at, word in enumerate(self.quote) if word.text in CONDITION_WORDS]
        for at in found:
            word = self.quote[at]
            before, here, after, next_after = texts[at : at + 4]
            here = BASE.get(here, here)
            place = "first" if at == 0 else "last" if 2 * at > len(self.quote) else "middle"
            for name in (
                here,
                f"{before} {here}",
                f"{here} {after}",
                f"{here} {after} {next_after}",
                f"{here} {place}",
                f"{self.direction} {here}",
            ):
                yield Feature(name, "quote", word.start, word.end)
            for later in self.quote[at + 1 : at + 1 + REACH]:
                if later.text in CLAUSE_ENDS:
                    break
                if is_content(later):
                    yield Feature(f"{here} .. {later.text}", "quote", word.start, later.end)
        yield Feature(f"conditions {min(3, len(found))}", "quote", 0, len(self.statement.quote))

    def pair_stream(self) -> Iterator[Feature]:
        """Actor words crossed with proposal words: who is known to want what."""
        for word in words(self.statement.actor_mention or self.statement.actor):
            if is_content(word):
                for other in self.proposal:
                    if is_content(other):
                        yield Feature(f"{word.text} ~ {other.text}", "actor", word.start, word.end)

    def context_stream(self) -> Iterator[Feature]:
        """Words around the quote."""
        context = self.statement.context
        at = context.find(self.statement.quote)
        before, after = (at, at + len(self.statement.quote)) if at >= 0 else (0, 0)
        for word in words(context):
            if not before <= word.start < after and is_content(word):
                yield Feature(word.text, "context", word.start, word.end)

    def chars_stream(self) -> Iterator[Feature]:
        """Character 3- to 5-grams within cue and quote words: endings and kindred words."""
        for role, tokens in (("cue", self.cue), ("quote", self.quote)):
            for word in tokens:
                for run in char_grams(word.text):
                    yield Feature(f"{role[0]} {run}", role, word.start, word.end)


def char_grams(word: str) -> list[str]:
    """Runs of 3 to 5 characters of a longer word and its edges; none of a short one."""
    if len(word) <= SHORT:
        return []
    padded = f"^{word}$"
    return [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]
