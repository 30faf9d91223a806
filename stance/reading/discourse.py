"""What an article is talking about, sentence by sentence: how strongly each names each proposal.

A proposal is a bag of weighted words (`wordings`). A sentence names a proposal as far as it
covers their weight. Sentences that name none go on with the subject of their neighbours: a
chain of hidden states, one for each proposal, gives the probability of each at each sentence.

Source of the method: forward-backward smoothing of a hidden Markov model, as in L. Rabiner,
"A tutorial on hidden Markov models", 1989.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from stance.reading.lemmas import Word, content_words
from stance.reading.tokens import Token, paragraphs, sentences, tokenise
from stance.reading.wordings import Coverage, Table, phrases_of
from stance.schema import Proposal, Span

_RARE_NAME: Final = 0.15  # share of an article's sentences above which a name tells less and less
LEAST_NAMED: Final = 0.3
"""A proposal of whose weight an article covers less is not under discussion in it."""

_EMISSION: Final = 10.0  # log-odds for a sentence that covers a whole proposal
_STAY: Final = 0.8  # the subject of a sentence is that of the one before …
_STAY_NEW_PARAGRAPH: Final = 0.65  # … and a little less often across a paragraph break
_PRIOR_FLOOR: Final = 0.3
_OTHER: Final = 0.05  # what a sentence about something else covers of it, so to speak
_OTHER_PRIOR: Final = 0.15  # and how often there are such, as a part of all that is named
_DECAY: Final = 0.7  # what a full mention of something else leaves of a proposal's salience


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its content words; `paragraph` counts from 0."""

    span: Span
    paragraph: int
    words: tuple[Word, ...]
    keys: frozenset[str]


def keys_in(words: Sequence[Word]) -> frozenset[str]:
    """All keys of some words."""
    return frozenset().union(*(word.keys for word in words))


def under_discussion(
    sentences: Sequence[Sentence], proposals: Sequence[Proposal]
) -> tuple[int, ...]:
    """Numbers of the proposals of which the article covers some weight at all."""
    covered = Coverage(list(map(phrases_of, proposals))).of(_all_keys(sentences))
    return tuple(np.flatnonzero(covered >= LEAST_NAMED).tolist())


def _all_keys(sentences: Sequence[Sentence]) -> frozenset[str]:
    return frozenset().union(*(sentence.keys for sentence in sentences))


class Discourse:
    """One article read for some proposals.

    `numbers` are the indexes of the proposals under discussion; every table has one row a
    sentence and one column for each of these. `named` shares words between proposals that both
    contain them; `covered` does not.
    """

    def __init__(self, text: str, proposals: Sequence[Proposal], headline: Span | None = None):
        self.text = text
        self.headline = headline
        self.sentences = read_sentences(text)
        self.numbers = under_discussion(self.sentences, proposals)
        self.phrases = tuple(phrases_of(proposals[number]) for number in self.numbers)
        self._coverage = Coverage(self.phrases)
        self._naming = Coverage(self.phrases, self._divisors())
        shape = (len(self.sentences), len(self.numbers))
        keys = [sentence.keys for sentence in self.sentences]
        self.named = np.array([self.naming(k) for k in keys]).reshape(shape)
        self.covered = np.array([self.coverage(k) for k in keys]).reshape(shape)
        words = content_words(text, headline.start, headline.end) if headline else ()
        self.in_headline = self.naming(keys_in(words))
        self._starts = [sentence.span.start for sentence in self.sentences]
        self._ends = [sentence.span.end for sentence in self.sentences]

    @cached_property
    def salience(self) -> Table:
        """What the sentences before each have named."""
        return _salience(self.named, self.in_headline)

    @cached_property
    def topic(self) -> Table:
        """The smoothed probability of each proposal at each sentence."""
        return self._smooth()

    def coverage(self, keys: frozenset[str]) -> Table:
        """How much of each proposal some words cover."""
        return self._coverage.of(keys)

    def naming(self, keys: frozenset[str]) -> Table:
        """The same, with words that several proposals contain shared among them."""
        return self._naming.of(keys)

    def at(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Numbers of the sentences that the spans touch."""
        touched = {
            number
            for span in spans
            for number in range(
                bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            )
            if self.sentences[number].span.overlaps(span)
        }
        return tuple(sorted(touched))

    def paragraph(self, number: int) -> tuple[int, ...]:
        """Numbers of the sentences in the paragraph of sentence `number`."""
        wanted = self.sentences[number].paragraph
        return tuple(i for i, other in enumerate(self.sentences) if other.paragraph == wanted)

    def _divisors(self) -> dict[str, float]:
        """By what a word's weight is divided: proposals that contain it, frequency of a name."""
        owners: Counter[str] = Counter()
        names: set[str] = set()
        for phrases in self.phrases:
            terms = [term for phrase in phrases for term in phrase.terms]
            owners.update({key for term in terms for key in term.keys})
            names.update(key for term in terms if term.is_name for key in term.keys)
        divisors = dict[str, float](owners)
        for key in names:
            holding = sum(key in sentence.keys for sentence in self.sentences)
            divisors[key] *= max(1.0, holding / (_RARE_NAME * len(self.sentences)))
        return divisors

    def _smooth(self) -> Table:
        count, proposals = self.named.shape
        if not count or not proposals:
            return self.named
        # One more state for sentences about none of them: the same everywhere, named by nothing.
        other = np.full((count, 1), _OTHER)
        emission = np.exp(_EMISSION * np.hstack([self.named, other]))
        prior = np.append(self.named.sum(axis=0) + _PRIOR_FLOOR, 0.0)
        prior[-1] = _OTHER_PRIOR * prior.sum()
        prior /= prior.sum()
        stay = [
            _STAY if before.paragraph == after.paragraph else _STAY_NEW_PARAGRAPH
            for before, after in zip(self.sentences, self.sentences[1:], strict=False)
        ]
        forward, backward = np.empty_like(emission), np.ones_like(emission)
        forward[0] = prior * emission[0] / (prior * emission[0]).sum()
        for i in range(1, count):
            state = (stay[i - 1] * forward[i - 1] + (1 - stay[i - 1]) * prior) * emission[i]
            forward[i] = state / state.sum()
        for i in range(count - 2, -1, -1):
            future = emission[i + 1] * backward[i + 1]
            state = stay[i] * future + (1 - stay[i]) * (prior * future).sum()
            backward[i] = state / state.sum()
        both = forward * backward
        smoothed: Table = (both / both.sum(axis=1, keepdims=True))[:, :-1]
        return smoothed


def _salience(named: Table, start: Table) -> Table:
    """Before each sentence: a running level of mentions that later mentions push down."""
    levels = np.empty_like(named)
    level = start
    for i, row in enumerate(named):
        levels[i] = level
        fresh = min(1.0, 2 * float(row.max(initial=0.0)))
        level = level * (1 - (1 - _DECAY) * fresh) + row
    return levels


@lru_cache(maxsize=8)
def read_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of an article with their content words."""
    tokens = tokenise(text)
    borders = [paragraph.end for paragraph in paragraphs(text)]
    found = []
    paragraph = first = 0
    for span in sentences(text):
        while paragraph < len(borders) - 1 and span.start >= borders[paragraph]:
            paragraph += 1
        last = first
        while last < len(tokens) and tokens[last].end <= span.end:
            last += 1
        words = _words(tokens[first:last])
        found.append(Sentence(span, paragraph, words, keys_in(words)))
        first = last
    return tuple(found)


def _words(tokens: Sequence[Token]) -> tuple[Word, ...]:
    return tuple(word for token in tokens if (word := Word.of(token.text, token.start)) is not None)
