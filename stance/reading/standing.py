"""Which proposals an article puts on the table at all, and joining of lists of proposals.

A proposal that somebody asks about may have nothing to do with the article. Its words are then
strewn over the text or are common ones ("ban", "council"); in an article that does debate it
they stand together, in the headline too, and the names it contains are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from stance.reading.discourse import Sentence, keys_in, read_sentences, under_discussion
from stance.reading.discovery import SAME, phrase_f1
from stance.reading.lemmas import content_words, plain_stems, stems_of
from stance.reading.wordings import Coverage, Phrase, Table, Term, phrases_of
from stance.schema import Proposal, Span

_NAMED: Final = (
    0.8  # share of a phrase's weight that one sentence must cover to put it on the table
)

TABLE_FEATURES: Final = ("anywhere", "stems", "names", "has_names", "together", "headline")
"""How an article names a proposal. Of the words that are no names, by weight: the share
that stands `anywhere`, the share whose `stems` stand in one sentence, the share in the
`headline`; `together`: how many stand in one sentence. `names`: the share of its names that the
article has; `has_names`: whether it has names."""

TABLE_WEIGHTS: Final[Mapping[str, float]] = {
    "anywhere": 4.1,
    "stems": 1.82,
    "names": 3.35,
    "has_names": -1.93,
    "together": 1.37,
    "headline": 1.01,
}
TABLE_INTERCEPT: Final = -6.31
"""Fitted by `python -m training.benchmarks.proposals --fit`."""

LEAST_ON_TABLE: Final = 0.13
"""The lowest probability of a proposal that is matched with statements at all: a proposal that
is lost here is lost for all statements of its article."""

_MOST_TOGETHER: Final = 4  # words in one sentence beyond which more say nothing new
_NAME_ENDING: Final = 2  # letters in which a name and the adjective made of it differ …
_NAME_ROOT: Final = 4  # … behind a beginning of at least so many


def on_the_table(
    text: str, proposals: Sequence[Proposal], headline: Span | None = None
) -> tuple[Proposal, ...]:
    """Those of the proposals that the article as a whole speaks of."""
    if not read_sentences(text):
        return ()
    kept = []
    for proposal in proposals:
        measures = measure_table(text, proposal, headline)
        if _has_alias(text, proposal) or (measures is not None and _is_likely(measures)):
            kept.append(proposal)
    return tuple(kept)


def _is_likely(measures: Table) -> bool:
    weights = np.array([TABLE_WEIGHTS[name] for name in TABLE_FEATURES])
    return bool(1 / (1 + np.exp(-(measures @ weights + TABLE_INTERCEPT))) >= LEAST_ON_TABLE)


def _has_alias(text: str, proposal: Proposal) -> bool:
    """Whether some sentence has all words of an alias."""
    return any(
        phrase.is_alias and phrase.coverage(stems_of(sentence.keys)) == 1
        for phrase in phrases_of(proposal)
        for sentence in read_sentences(text)
    )


def measure_table(text: str, proposal: Proposal, headline: Span | None) -> Table | None:
    """`TABLE_FEATURES` of the proposal's best wording; None where it has no wording but aliases."""
    sentences = read_sentences(text)
    above = keys_in(content_words(text, headline.start, headline.end)) if headline else frozenset()
    rows = [
        _measure_wording(phrase.terms, sentences, above)
        for phrase in phrases_of(proposal)
        if not phrase.is_alias
    ]
    weights = np.array([TABLE_WEIGHTS[name] for name in TABLE_FEATURES])
    return max(rows, key=lambda row: float(row @ weights), default=None)


def _measure_wording(
    terms: Sequence[Term], sentences: Sequence[Sentence], above: frozenset[str]
) -> Table:
    keys = [sentence.keys for sentence in sentences]
    everything = frozenset().union(*keys)
    stems = stems_of(everything)
    names = [term for term in terms if term.is_name]
    words = [term for term in terms if not term.is_name]
    together = max(sum(bool(term.keys & some) for term in words) for some in keys)
    present = sum(_is_named(term, everything, stems) for term in names)
    row = (
        _covered(words, everything),
        max(_covered(words, stems_of(some)) for some in keys),
        present / len(names) if names else 0.0,
        bool(names),
        min(_MOST_TOGETHER, together),
        _covered(words, above),
    )
    return np.array(row, dtype=np.float64)


def _covered(terms: Sequence[Term], keys: frozenset[str]) -> float:
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.keys & keys) / total if total else 0.0


def _is_named(term: Term, everything: frozenset[str], stems: frozenset[str]) -> bool:
    """Whether the article has a name, or the adjective made of it."""
    if term.keys & everything:
        return True
    name = min(stems_of(term.keys), key=len)
    root = name[: max(_NAME_ROOT, len(name) - _NAME_ENDING)]
    return len(name) >= _NAME_ROOT and any(stem.startswith(root) for stem in stems)


def named_proposals(text: str, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Those of a standing list that the article itself puts on the table.

    A long list always holds some proposal that shares a word with an article. Here a sentence
    must hold an alias whole, word by word, or most of the phrase, by the words themselves.
    Proposals found by other means need no such test before they are matched.
    """
    sentences = read_sentences(text)
    numbers = under_discussion(sentences, proposals)
    phrases = [
        [phrase for phrase in phrases_of(proposals[number]) if not phrase.is_alias]
        for number in numbers
    ]
    aliases = [[_alias_stems(alias) for alias in proposals[number].aliases] for number in numbers]
    covering = Coverage(phrases)
    put: set[int] = set()
    for sentence in sentences:
        words = plain_stems(text[sentence.span.start : sentence.span.end])
        stems = stems_of(sentence.keys)
        put.update(column for column, own in enumerate(aliases) if any(a in words for a in own))
        for column in np.flatnonzero(covering.of(stems) >= _NAMED).tolist():
            if any(_is_put(phrase, stems) for phrase in phrases[column]):
                put.add(column)
    return tuple(proposals[numbers[column]] for column in sorted(put))


_alias_stems: Final = lru_cache(maxsize=4096)(plain_stems)


def _is_put(phrase: Phrase, stems: frozenset[str]) -> bool:
    """Whether a sentence has most of a phrase, and more than one word of it."""
    several = sum(bool(term.keys & stems) for term in phrase.terms) > 1
    return several and phrase.coverage(stems) >= _NAMED


def merge_proposals(first: Sequence[Proposal], more: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """`first`, then those of `more` that are another course of action than all before."""
    kept = list(first)
    for proposal in more:
        if all(phrase_f1(known.phrase, proposal.phrase) < SAME for known in kept):
            kept.append(proposal)
    return tuple(kept)
