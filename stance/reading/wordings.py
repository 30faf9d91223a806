"""The wordings of a proposal as weighted words, and how much of them some words cover.

The noun that a proposal is about weighs most, the verb less, a place name little, since all that
happens in a place shares it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.reading.lemmas import COMMON_WORDS, LIGHT_VERBS, content_words, stem, stems_of
from stance.schema import Proposal

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
_COMMON_FACTOR: Final = 0.4


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

    def coverage(self, keys: frozenset[str]) -> float:
        """The share of the weight that `keys` cover, 0 to 1."""
        return self.share(sum(term.weight for term in self.terms if term.keys & keys))

    def share(self, got: float) -> float:
        """What a covered weight is of the whole.

        An alias that is not complete counts less than its share: two words of a name are not
        the name.
        """
        part = got / self.total
        return part * part if self.is_alias and part < 1 else part


class Coverage:
    """How much of each of several proposals some words cover: `Phrase.coverage` by look-up.

    A proposal has several wordings; the best one counts. With `divisors`, the weight of a word
    is divided: what several proposals contain counts for each its part.
    """

    def __init__(
        self, phrases: Sequence[Sequence[Phrase]], divisors: Mapping[str, float] | None = None
    ):
        self._size = len(phrases)
        self._wordings = [(column, phrase) for column, own in enumerate(phrases) for phrase in own]
        self._found: dict[str, list[tuple[int, int, float]]] = {}
        for number, (_, phrase) in enumerate(self._wordings):
            for place, term in enumerate(phrase.terms):
                for key in term.keys:
                    weight = term.weight / (divisors[key] if divisors else 1)
                    self._found.setdefault(key, []).append((number, place, weight))

    def of(self, keys: frozenset[str]) -> Table:
        """The share of each proposal's weight that `keys` cover, 0 to 1."""
        best: dict[tuple[int, int], float] = {}
        for key in self._found.keys() & keys:
            for number, place, weight in self._found[key]:
                term = number, place
                if weight > best.get(term, 0.0):
                    best[term] = weight
        got: dict[int, float] = {}
        for term in sorted(best):  # in the order of the words: sums do not depend on a set's order
            got[term[0]] = got.get(term[0], 0.0) + best[term]
        shares = np.zeros(self._size)
        for number, weight in got.items():
            column, phrase = self._wordings[number]
            shares[column] = max(shares[column], phrase.share(weight))
        return shares


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
