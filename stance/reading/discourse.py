"""What an article is talking about, sentence by sentence: how strongly each names each proposal.

A proposal is a bag of weighted words: the noun it is about weighs most, the verb less, a place
name little, since all that happens in a place shares it. A sentence names a proposal as far as
it covers that weight. Sentences that name none go on with the subject of their neighbours: a
chain of hidden states, one for each proposal, gives the probability of each at each sentence.

Source of the method: forward-backward smoothing of a hidden Markov model, as in L. Rabiner,
"A tutorial on hidden Markov models", 1989.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.reading.lemmas import (
    COMMON_WORDS,
    LIGHT_VERBS,
    Word,
    content_words,
    stem,
    stems_of,
)
from stance.reading.tokens import Token, paragraphs, sentences, tokenise
from stance.schema import Proposal, Span

Table = npt.NDArray[np.float64]

_COMMON_KEYS: Final = frozenset(stem(word) for word in COMMON_WORDS)
_LIGHT_KEYS: Final = frozenset(stem(word) for word in LIGHT_VERBS)
_AFTER_OBJECT: Final = re.compile(
    r"\b(?:in|on|of|for|from|to|with|by|against|into|over|under|between|at|after|before|until|"
    r"within|near|off|along|through|outside|inside|as|that|who|which)\b|[,(]"
)
_ALTERNATIVES: Final = re.compile(r"\s+/\s+")
_ASIDE: Final = re.compile(r"\s*\(([^)]*)\)")

_VERB_WEIGHT: Final = 0.7
_LIGHT_VERB_WEIGHT: Final = 0.1
_HEAD_WEIGHT: Final = 1.0
_OBJECT_WEIGHT: Final = 0.8
_MODIFIER_WEIGHT: Final = 0.6
_NAME_WEIGHT: Final = 0.4
_NAMES_AT_MOST: Final = 0.6  # of the weight of all other words: names alone do not name
_RARE_NAME: Final = 0.15  # share of an article's sentences above which a name tells less and less
_COMMON_FACTOR: Final = 0.4

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
class Term:
    """A word of a proposal: any of its keys matches."""

    keys: frozenset[str]
    weight: float
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of a proposal: the phrase, an alternative of it, or an alias."""

    terms: tuple[Term, ...]
    is_alias: bool
    total: float

    def coverage(self, keys: frozenset[str], owners: Mapping[str, float] | None = None) -> float:
        """The share of the weight that `keys` cover, 0 to 1.

        With `owners`, a word that several proposals contain counts for each its part. An alias
        that is not complete counts less than its share: two words of a name are not the name.
        """
        got = 0.0
        for term in self.terms:
            shared = term.keys & keys
            if shared:
                got += term.weight / (min(owners[key] for key in shared) if owners else 1)
        part = got / self.total
        return part * part if self.is_alias and part < 1 else part


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


@lru_cache(maxsize=4096)
def phrases_of(proposal: Proposal) -> tuple[Phrase, ...]:
    """The weighted wordings of a proposal: its alternatives, then its aliases.

    "break up big banks / keep the rules" has two wordings; what stands in brackets are examples,
    and each that has two words or is an acronym is an alias.
    """
    asides = [
        part
        for group in _ASIDE.findall(proposal.phrase)
        for part in re.split(r",| or ", group)
        if len(content_words(part)) > 1 or part.strip().isupper()
    ]
    wordings = [(part, False) for part in _ALTERNATIVES.split(_ASIDE.sub("", proposal.phrase))]
    wordings += [(part, True) for part in (*asides, *proposal.aliases)]
    phrases = (_weigh(part, is_alias) for part, is_alias in wordings)
    return tuple(phrase for phrase in phrases if phrase.terms)


def _weigh(phrase: str, is_alias: bool) -> Phrase:
    # The parts of a hyphenated alias are words of their own: all of them must be there.
    words = content_words(phrase.replace("-", " ") if is_alias else phrase)
    if not words:
        return Phrase((), is_alias, 1.0)
    verb_end = 0 if is_alias else words[0].end
    stop = _AFTER_OBJECT.search(phrase, verb_end + 1)
    object_end = stop.start() if stop else len(phrase)
    objects = [word for word in words if verb_end < word.end <= object_end]
    # "elect Ada Vale" is about nothing but the name; "set up a wall in Vale" is not.
    about_names = all(word.is_name or word.keys & _COMMON_KEYS for word in objects)
    direct = bool(objects)
    if not direct:  # "cooperate with Vale", "ask for a truce": verb and what follows say it all
        objects = [word for word in words[1:] if not word.is_name][:1]
    weights = []
    names = set()
    for place, word in enumerate(words):
        if place == 0 and not is_alias:
            weight = _VERB_WEIGHT if direct else _HEAD_WEIGHT
            weight = _LIGHT_VERB_WEIGHT if word.keys & _LIGHT_KEYS else weight
        elif word.is_name and not is_alias and not (direct and about_names and word in objects):
            weight = _NAME_WEIGHT
            names.add(place)
        elif word in objects:
            weight = _HEAD_WEIGHT if word is objects[-1] else _OBJECT_WEIGHT
        else:
            weight = _MODIFIER_WEIGHT
        weights.append(weight * (_COMMON_FACTOR if word.keys & _COMMON_KEYS else 1))
    _hold_down(weights, names)
    # An alias is a name: only its own words will do, not their near-synonyms.
    keys = [stems_of(word.keys) if is_alias else word.keys for word in words]
    terms = tuple(
        Term(key, weight, place in names)
        for place, (key, weight) in enumerate(zip(keys, weights, strict=True))
    )
    return Phrase(terms, is_alias, sum(weights))


def _hold_down(weights: list[float], names: set[int]) -> None:
    """Scale the weights of the names so that together they stay below the other words'."""
    named = sum(weights[place] for place in names)
    most = _NAMES_AT_MOST * (sum(weights) - named)
    if named > most > 0:
        for place in names:
            weights[place] *= most / named


class Discourse:
    """One article read for some proposals.

    `numbers` are the indexes of the proposals under discussion; every table has one row a
    sentence and one column for each of these. `named` shares words between proposals that both
    contain them; `covered` does not. `salience` is what the sentences before have named,
    `topic` the smoothed probability from both sides.
    """

    def __init__(self, text: str, proposals: Sequence[Proposal], headline: Span | None = None):
        self.text = text
        self.headline = headline
        self.sentences = read_sentences(text)
        everything = frozenset().union(*(sentence.keys for sentence in self.sentences))
        found = [
            (number, phrases)
            for number, phrases in enumerate(phrases_of(proposal) for proposal in proposals)
            if max((phrase.coverage(everything) for phrase in phrases), default=0) >= LEAST_NAMED
        ]
        self.numbers = tuple(number for number, _ in found)
        self.phrases = tuple(phrases for _, phrases in found)
        self.owners = self._divisors()
        shape = (len(self.sentences), len(found))
        keys = [sentence.keys for sentence in self.sentences]
        self.named = np.array([self.naming(k) for k in keys]).reshape(shape)
        self.covered = np.array([self.coverage(k) for k in keys]).reshape(shape)
        words = content_words(text, headline.start, headline.end) if headline else ()
        self.in_headline = self.naming(keys_in(words))
        self.salience = _salience(self.named, self.in_headline)
        self.topic = self._smooth()

    def coverage(self, keys: frozenset[str]) -> Table:
        """How much of each proposal some words cover."""
        return np.array([max(p.coverage(keys) for p in phrases) for phrases in self.phrases])

    def naming(self, keys: frozenset[str]) -> Table:
        """The same, with words that several proposals contain shared among them."""
        return np.array(
            [max(p.coverage(keys, self.owners) for p in phrases) for phrases in self.phrases]
        )

    def at(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Numbers of the sentences that the spans touch."""
        return tuple(
            number
            for number, sentence in enumerate(self.sentences)
            if any(sentence.span.overlaps(span) for span in spans)
        )

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
    for span in sentences(text, tokens):
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
