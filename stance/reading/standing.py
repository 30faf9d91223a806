"""Standing proposals: which of a long list an article puts on the table, and joining of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stance.reading.discourse import Discourse, Phrase
from stance.reading.discovery import SAME, phrase_f1
from stance.reading.lemmas import plain_stems, stems_of
from stance.schema import Proposal, Span

_NAMED: Final = (
    0.8  # share of a phrase's weight that one sentence must cover to put it on the table
)


def named_proposals(
    text: str, proposals: Sequence[Proposal], headline: Span | None = None
) -> tuple[Proposal, ...]:
    """Those of a standing list that the article itself puts on the table.

    A long list always holds some proposal that shares a word with an article. Here a sentence
    must hold an alias whole, word by word, or most of the phrase, by the words themselves.
    Proposals found by other means need no such test before they are matched.
    """
    discourse = Discourse(text, proposals, headline)
    sentences = [
        (
            plain_stems(text[sentence.span.start : sentence.span.end]),
            frozenset().union(*(stems_of(word.keys) for word in sentence.words)),
        )
        for sentence in discourse.sentences
    ]
    return tuple(
        proposals[number]
        for number, phrases in zip(discourse.numbers, discourse.phrases, strict=True)
        if any(
            _on_the_table(proposals[number], phrases, words, stems) for words, stems in sentences
        )
    )


def _on_the_table(
    proposal: Proposal, phrases: Sequence[Phrase], words: str, stems: frozenset[str]
) -> bool:
    if any(plain_stems(alias) in words for alias in proposal.aliases):
        return True
    return any(
        phrase.coverage(stems) >= _NAMED and sum(bool(t.keys & stems) for t in phrase.terms) > 1
        for phrase in phrases
        if not phrase.is_alias
    )


def merge_proposals(first: Sequence[Proposal], more: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """`first`, then those of `more` that are another course of action than all before."""
    kept = list(first)
    for proposal in more:
        if all(phrase_f1(known.phrase, proposal.phrase) < SAME for known in kept):
            kept.append(proposal)
    return tuple(kept)
