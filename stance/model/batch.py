"""Many statements at once: the words of their roles, and what goes for each statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.model.features import TARGET, WINDOW, WORD, FeatureSettings
from stance.model.lexicon import QUOTE_MARKS
from stance.model.word_table import (
    CONTENT,
    FIRST,
    NEGATOR,
    RESET,
    UNDO,
    Tokens,
    Words,
    WordTable,
)
from stance.reading.codes import Coded, Rows, coded, joined
from stance.schema import Statement

Flags = npt.NDArray[np.bool_]

NOTHING: Final = coded([""])
_TARGET: Final = coded([TARGET])
_APOSTROPHES: Final = "'’"


@dataclass(frozen=True)
class Batch:
    """Statements with their words, as the streams of features look at them."""

    statements: Sequence[Statement]
    words: Words
    quote: Tokens
    cue: Tokens
    proposal: Tokens
    actor: Tokens
    named: Tokens
    """Words of the mention and, where it differs, of the canonical name."""
    context: Tokens
    """Words around the quote."""

    @staticmethod
    def of(statements: Sequence[Statement], settings: FeatureSettings, table: WordTable) -> Batch:
        """The statements' words, actors hidden where the settings say so."""
        masked = settings.mask_actors
        mentions = ["" if masked else item.actor_mention or item.actor for item in statements]
        # Space between the two: no word goes from one into the other.
        names = [
            mention if masked or mention == item.actor else f"{mention} {item.actor}"
            for mention, item in zip(mentions, statements, strict=True)
        ]
        roles, words = table.look_up(
            [item.quote for item in statements],
            [item.cue for item in statements],
            [item.proposal for item in statements],
            mentions,
            names,
            [surroundings(item) for item in statements],
        )
        return Batch(statements, words, *roles)

    def __len__(self) -> int:
        return len(self.statements)

    @cached_property
    def _targets(self) -> Rows:
        """Keys (statement and stem) of the content words of each proposal, each once, sorted."""
        content = self.proposal.only(self.words.are(self.proposal, CONTENT))
        keys = np.sort(self._keys(content))
        # `np.unique` would load numpy.ma, which takes as long as scoring a quote.
        return keys[np.diff(keys, prepend=-1) > 0]

    def _keys(self, tokens: Tokens) -> Rows:
        stems = len(self.words.stem_number) + 1
        keys: Rows = tokens.of * stems + self.words.stem_number[tokens.word]
        return keys

    def on_target(self, tokens: Tokens) -> Flags:
        """Which content words share their stem with one of the proposal."""
        keys = self._keys(tokens)
        return self.words.are(tokens, CONTENT) & np.isin(keys, self._targets)

    @cached_property
    def aimed(self) -> Flags:
        """Which words of the quotes are target words."""
        return self.on_target(self.quote)

    @cached_property
    def quote_negated(self) -> Flags:
        return negated(self.quote, self.words)

    @cached_property
    def cue_negated(self) -> Flags:
        return negated(self.cue, self.words)

    @cached_property
    def masked(self) -> Coded:
        """The quotes' words, the target's own hidden and negation marked."""
        plain = self.marked(self.quote, self.quote_negated)
        return where(self.aimed, same(_TARGET, len(self.quote)), plain)

    def marked(self, tokens: Tokens, hidden: Flags) -> Coded:
        """Words with ``not_`` before the negated ones."""
        word = tokens.word
        return where(hidden, self.words.negated[word], self.words.text[word])

    @cached_property
    def sides(self) -> tuple[Flags, Flags]:
        """Which words of the quotes stand before, and which behind, a near target word."""
        spots = np.flatnonzero(self.aimed)
        of = self.quote.of
        here = np.arange(len(of))
        if not len(spots):
            return np.zeros(len(of), dtype=bool), np.zeros(len(of), dtype=bool)
        after = np.searchsorted(spots, here, side="right")
        following = spots[np.minimum(after, len(spots) - 1)]
        before = np.searchsorted(spots, here, side="left") - 1
        preceding = spots[np.maximum(before, 0)]
        is_before = (following > here) & (following - here <= WINDOW) & (of[following] == of)
        is_behind = (preceding < here) & (here - preceding <= WINDOW) & (of[preceding] == of)
        return is_before, is_behind

    @cached_property
    def coverage(self) -> Rows:
        """How much of the target the quote names, 0 to 3."""
        targets = self._targets
        statement = targets // (len(self.words.stem_number) + 1)
        covered = np.isin(targets, self._keys(self.quote))
        found = np.bincount(statement, weights=covered, minlength=len(self))
        wanted = np.maximum(1, np.bincount(statement, minlength=len(self)))
        share: Rows = np.minimum(3, (4 * found / wanted).astype(np.intp))
        return share

    @cached_property
    def _verb(self) -> tuple[Rows, Flags]:
        """The word number of the first content word of each proposal, and whether there is one."""
        content = self.proposal.only(self.words.are(self.proposal, CONTENT))
        has = content.counts > 0
        number = np.zeros(len(self), dtype=np.intp)
        number[has] = content.word[content.starts[:-1][has]]
        return number, has

    @cached_property
    def verb(self) -> Coded:
        """The stem of each proposal's verb; empty where it has none."""
        number, has = self._verb
        if not has.any():
            return same(NOTHING, len(self))
        return where(has, self.words.stem[number], same(NOTHING, len(self)))

    @cached_property
    def undoes(self) -> Flags:
        """Whether the proposal takes its object away, stops or lessens it."""
        number, has = self._verb
        if not has.any():
            return has
        undoing: Flags = has & ((self.words.flags[number] & UNDO) != 0)
        return undoing

    @cached_property
    def first_person(self) -> Flags:
        """Whether the quote says "I" or "we"."""
        return self._any(self.quote, FIRST)

    @cached_property
    def whole_cues(self) -> Coded:
        """The words of each cue, with a space between them."""
        counts, text = self.cue.counts, self.words.text
        whole = same(NOTHING, len(self))
        for place in range(int(counts.max(initial=0))):
            has = np.flatnonzero(counts > place)
            word = text[self.cue.word[self.cue.starts[has] + place]]
            longer = joined(whole[has], " ", word) if place else word
            whole.code[has], whole.power[has] = longer.code, longer.power
        return whole

    def names_target(self) -> Flags:
        """Whether the actor is one of the target's words."""
        aimed = self.named.of[self.on_target(self.named)]
        return np.bincount(aimed, minlength=len(self)) > 0

    def _any(self, tokens: Tokens, flag: int) -> Flags:
        return np.bincount(tokens.of[self.words.are(tokens, flag)], minlength=len(self)) > 0

    def negations(self) -> Rows:
        """How many negators each quote has."""
        return np.bincount(self.quote.of[self.words.are(self.quote, NEGATOR)], minlength=len(self))

    def is_direct(self) -> Flags:
        """Whether the quote begins with a quotation mark."""
        return np.fromiter(
            (item.quote.lstrip().startswith(QUOTE_MARKS) for item in self.statements),
            np.bool_,
            len(self),
        )


def surroundings(statement: Statement) -> str:
    """The context without the quote; a word that begins before the quote stays whole."""
    context, quote = statement.context, statement.quote
    at = context.find(quote)
    if at < 0:
        return context
    end = at + len(quote)
    if _within_word(context, at) or _within_word(context, end):
        kept = [found.group() for found in WORD.finditer(context) if not at <= found.start() < end]
        return " ".join(kept)
    return f"{context[:at]} {context[end:]}"


def _within_word(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, behind = text[at - 1], text[at]
    return (before.isalnum() or before in _APOSTROPHES) and (
        behind.isalnum() or behind in _APOSTROPHES
    )


def negated(tokens: Tokens, known: Words) -> Flags:
    """For each word, whether a negator stands before it in the same clause."""
    here = np.arange(len(tokens))
    resets = known.are(tokens, RESET)
    resets[tokens.starts[:-1][tokens.counts > 0]] = True
    last_reset = np.maximum.accumulate(np.where(resets, here, 0))
    negators = np.maximum.accumulate(np.where(known.are(tokens, NEGATOR), here, -1))
    before = np.concatenate([[-1], negators])[: len(here)]
    inside: Flags = before >= last_reset
    return inside


def where(which: Flags, one: Coded, other: Coded) -> Coded:
    return Coded(np.where(which, one.code, other.code), np.where(which, one.power, other.power))


def same(text: Coded, count: int) -> Coded:
    return text[np.zeros(count, dtype=np.intp)]
