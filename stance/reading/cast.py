"""The figures of one article, and how names and countries are looked up among them.

The cast is filled once from the whole text (`introductions`), so that a surname in the headline
finds the full name in the third paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from stance.reading.actor_list import ActorList, name_key
from stance.reading.given_names import TOLD
from stance.reading.mentions import Mention
from stance.reading.nouns import is_name_word, is_office_word, noun_kind, singulars
from stance.reading.tokens import Token
from stance.schema import Span

_DEMONYM_ENDINGS: Final = (
    "ian", "ean", "ese", "ish", "an", "ic", "n", "i", "er", "s", "ns", "ians",
)  # fmt: skip
_NAME_ENDINGS: Final = ("a", "e", "i", "o", "ia", "ea", "y", "land", "and", "ey", "n")
_STEM: Final = 4
"""A name and its adjective share at least so many letters ("Velmia", "Velmian")."""

NAMES_KEPT: Final = 4096  # names whose parts are remembered; an article has a few hundred


@dataclass(slots=True)
class Office:
    """An office somebody was introduced with, and the words that may tell of which country."""

    words: tuple[str, ...]
    country: str
    names: frozenset[str]


@dataclass(slots=True)
class Figure:
    """One member of the cast."""

    name: str
    kind: str = "unknown"
    country: str = ""
    offices: list[Office] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    gender: float = 0.0
    """Log-odds of a woman; 0 where nothing is known."""
    speaks: bool = False
    """Whether an attribution's source names the figure."""
    place: bool = False
    """Whether the article uses the name like a place's ("in Port Amber")."""

    @property
    def words(self) -> list[str]:
        return self.name.split()


@dataclass(slots=True)
class Cast:
    """The figures of one article by name, its acronyms and its place names."""

    text: str
    known: ActorList
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    sentence_starts: list[int] = field(default_factory=list)
    paragraph_starts: list[int] = field(default_factory=list)
    figures: dict[str, Figure] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    relations: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    capitals: Counter[str] = field(default_factory=Counter)
    lone: frozenset[str] = frozenset()
    """Words written with a capital inside a sentence, with no other capital beside."""
    small: frozenset[str] = frozenset()

    def add(self, mention: Mention, span: Span, apposed: Mention | None = None) -> Figure:
        """Notes an introduction."""
        figure = self.figures.setdefault(name_key(mention.name), Figure(mention.name))
        for part in (mention, apposed):
            if part is None:
                continue
            if part.office:
                words = plain_office(part.office, self.known)
                names = frozenset(
                    word
                    for word in (*part.owner.split(), *part.places)
                    if not is_office_word(word.lower(), self.known.words)
                )
                figure.offices.append(Office(words, self.country_of(part), names))
            figure.country = figure.country or self.country_of(part)
            figure.gender += {"f": TOLD, "m": -TOLD}.get(part.gender, 0.0)
            if part.kind != "unknown" and figure.kind in {"unknown", part.kind}:
                figure.kind = part.kind
        figure.spans.append(span)
        return figure

    @property
    def members(self) -> list[Figure]:
        """Every figure once, though it may go by several names."""
        return list({id(figure): figure for figure in self.figures.values()}.values())

    def country_of(self, mention: Mention) -> str:
        """The country that a mention's owner or adjectives name, "" where none does."""
        for word in (mention.owner, *mention.places):
            country = self.country_of_word(word) if word else ""
            if country:
                return country
        return ""

    def country_of_word(self, word: str) -> str:
        """A country by name, capital or adjective: from the list, else from the article."""
        country = self.known.country(word)
        if country or not word[:1].isupper():
            return country
        if self.states[word] and not self.named(word):
            return word
        if not word.lower().endswith(_DEMONYM_ENDINGS):
            return ""
        bases = bases_of(word)
        for name in (*self.states, *self.places, *self.relations):
            if name != word and name.lower() in bases and not self.named(name):
                return name
        return ""

    def named(self, words: str) -> list[Figure]:
        """Figures that a shorter name may mean: its last words first, then any of its words."""
        key = _keys(words)
        ends, holds = [], []
        for figure in self.members:
            own = _keys(figure.name)
            if len(own) <= len(key) or figure.place:
                continue
            if own[-len(key) :] == key:
                ends.append(figure)
            elif len(key) == 1 and key[0] in _parts(figure.name):
                holds.append(figure)
        return ends or holds

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds an offset (of the last before it, else)."""
        return max(0, bisect_right(self.sentence_starts, place) - 1)

    def tokens_before(self, place: int) -> Sequence[Token]:
        """The tokens of a sentence before an offset in it."""
        start = self.sentences[self.sentence_of(place)].start if self.sentences else 0
        first = bisect_left(self.tokens, start, key=_start)
        return self.tokens[first : bisect_left(self.tokens, place, key=_start)]

    def paragraph_of(self, place: int) -> int:
        """The number of the paragraph that holds an offset."""
        return max(0, bisect_right(self.paragraph_starts, place) - 1)


@lru_cache(maxsize=NAMES_KEPT)
def _keys(name: str) -> tuple[str, ...]:
    """The key of each word of a name."""
    return tuple(map(name_key, name.split()))


@lru_cache(maxsize=NAMES_KEPT)
def _parts(name: str) -> frozenset[str]:
    """The keys of a name's words, and what hyphens divide in them."""
    keys = _keys(name)
    return frozenset((*keys, *re.split(r"[-‐‑]", " ".join(keys))))


def _start(token: Token) -> int:
    return token.start


def plain_office(office: str, known: ActorList) -> tuple[str, ...]:
    """The words of an office under its plain name ("top diplomat" → foreign minister).

    The longest final words that the table knows are replaced.
    """
    words = office.lower().replace("-elect", "").split()
    for size in range(len(words), 0, -1):
        synonym = known.words.offices.get(" ".join(words[-size:]))
        if synonym:
            return (*words[:-size], *synonym.split())
    return tuple(words)


def lone_capitals(tokens: Sequence[Token], sentences: Sequence[Span]) -> frozenset[str]:
    """Words that stand inside a sentence with a capital and without another one beside."""
    opens = {span.start for span in sentences}
    return frozenset(
        token.text
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if token.text[:1].isupper() and token.start not in opens
        if not is_name_word(before.text) and not is_name_word(after.text)
    )


def is_adjective_of(adjective: str, name: str) -> bool:
    """Whether a capitalised word is built on a name: a shared stem, then a known ending.

    >>> is_adjective_of("Velmian", "Velmia"), is_adjective_of("Martian", "Marbeck")
    (True, False)
    """
    return name.lower() in bases_of(adjective)


@lru_cache(maxsize=NAMES_KEPT)
def bases_of(adjective: str) -> frozenset[str]:
    """The lower-cased names that a capitalised word may be built on."""
    low = adjective.lower()
    stems = [low.removesuffix(ending) for ending in _DEMONYM_ENDINGS]
    return frozenset(
        stem + cut
        for stem in stems
        if stem != low and len(stem) >= _STEM
        for cut in ("", *_NAME_ENDINGS)
    )


def same_head(shorter: str, longer: str, known: ActorList) -> bool:
    """Whether a longer description may be what a shorter one repeats ("the council").

    The head nouns agree and every word of the shorter occurs in the longer.
    """
    few, many = _content(shorter), _content(longer)
    if not few or len(few) >= len(many) or not set(few) <= set(many):
        return False
    kind, _ = noun_kind(few[-1], known.words)
    return kind != "unknown" and few[-1] in {many[-1], _head(longer)}


def _content(words: str) -> list[str]:
    found = [singulars(word)[-1] for word in re.findall(r"[^\W\d_][\w-]*", words)]
    return [word for word in found if word not in {"the", "a", "an", "of", "for", "s", "in", "and"}]


def _head(words: str) -> str:
    core = re.split(r"\s(?:of|for|in|on|to|from|at|with)\s", words)[0].split()
    return singulars(core[-1].strip("'’,"))[-1] if core else ""
