"""Source mentions → actors, within one article.

A full name at first mention and the surname later, an office for its holder, a capital for
its state, a pronoun for whoever spoke last: what each source stands for is looked up in the
article's own cast first and in the list of known actors second. What neither tells stays as
it is written, marked unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from stance.reading.actor_list import ActorList, name_key
from stance.reading.antecedents import SOMEBODY, Candidate, antecedent
from stance.reading.candidates import candidates, place_of, spoken
from stance.reading.cast import Cast
from stance.reading.conjuncts import split_source
from stance.reading.descriptions import OWN_VOICE, described_actor, may_hold
from stance.reading.introductions import read_cast
from stance.reading.mentions import Mention, read_mention
from stance.reading.naming import figure_actor, listed_actor, named_actor
from stance.reading.nouns import is_organisation
from stance.reading.phrases import POSSESSIVES
from stance.schema import Actor, Attribution, Span, Spans, cut

__all__ = ["resolve_actors", "split_source"]

_FIRST_PERSON: Final = frozenset("i me my mine myself we us our ours ourselves".split())
_HERE: Final = frozenset("who whom whose which that".split())

_BODIES: Final = frozenset(
    "company firm group party movement organisation organization agency body".split()
)
"""Nouns that take up a body whose name has none ("Kraftholm")."""

_PASSIVE: Final = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)

_BRACKET: Final = re.compile(r"\s*\([^()]{1,12}\)$")

_BACK: Final = 120
"""Characters before "who" that may hold its noun."""

_LAST_PHRASE: Final = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Tt]hose|[Oo]ther|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s"
    r"(?:[\w'’-]+\s){0,4}[\w'’-]+"
    r"|[^\W\d_a-z][\w'’-]*(?:\s[^\W\d_a-z][\w'’-]*){0,3}"
    r"|[a-z-]+s)$"
)
"""A determined noun phrase, a name, or a bare plural at the end of a text."""


def resolve_actors(
    text: str, attributions: Sequence[Attribution], known: ActorList
) -> tuple[Actor, ...]:
    """One actor for each attribution's source, in the given order.

    An attribution without a source goes to the last speaker of its sentence; where there is
    none, and for a pronoun without antecedent, the actor is the mention, `resolved` False.
    """
    cast = read_cast(text, known, [item.source for item in attributions if item.source])
    article = _Article(cast, attributions, candidates(cast, attributions))
    for number in sorted(range(len(attributions)), key=lambda item: _start(attributions[item])):
        article.resolve(number)
    return tuple(article.actors[number] for number in range(len(attributions)))


def _start(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.source or attribution.cue or attribution.content
    return (spans[0].start if spans else 0, attribution.depth)


@dataclass(slots=True)
class _Article:
    """What is known while the sources are read in the order of the text."""

    cast: Cast
    attributions: Sequence[Attribution]
    candidates: list[Candidate]
    told: list[tuple[Span, Actor]] = field(default_factory=list)
    actors: dict[int, Actor] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    def resolve(self, number: int) -> Actor:
        """The actor of one attribution, which later ones may go back to."""
        if number in self.actors:
            return self.actors[number]
        attribution = self.attributions[number]
        if not attribution.source:
            self.actors[number] = self._implied(attribution)
            return self.actors[number]
        mention = self._mention_of(attribution.source)
        span = Span(attribution.source[0].start, attribution.source[-1].end)
        if mention.form == "pronoun":
            actor = self._pronoun(mention.words, attribution, number)
        else:
            actor = self._mentioned(mention, span, attribution)
        actor = replace(actor, mentions=tuple(sorted({*actor.mentions, *attribution.source})))
        self.actors[number] = actor
        self.told.append((span, actor))
        if actor.resolved:
            contents = [span for other in self.attributions for span in other.content]
            self.candidates.append(spoken(self.cast, actor, mention, span, contents))
        return actor

    def _mention_of(self, source: Spans) -> Mention:
        """The mention of a source; of several pieces, the longest name among them."""
        read = [
            read_mention(cut(self.cast.text, (piece,)), self.cast.known)
            for piece in (source if len(source) > 1 else ())
        ]
        named = [mention for mention in read if mention.form == "name"]
        if named:
            return max(named, key=lambda mention: len(mention.name))
        return read_mention(cut(self.cast.text, source), self.cast.known)

    def _mentioned(self, mention: Mention, span: Span, attribution: Attribution) -> Actor:
        """A name or a description."""
        if mention.form == "name":
            return named_actor(self.cast, mention, span)
        owner = None
        if mention.owner in POSSESSIVES:
            owner = self._antecedent(mention.owner, attribution)
            if owner is not None and mention.office in OWN_VOICE:
                return owner
        told = (actor for _, actor in reversed(self.told))
        actor = described_actor(self.cast, mention, span, owner, told)
        if actor.kind == "person" and not actor.mentions and mention.definite:
            return self._same_person(mention, attribution) or actor
        if mention.kind == "organisation" and not actor.mentions and mention.definite:
            return self._same_body(mention, attribution) or actor
        return actor

    def _same_person(self, mention: Mention, attribution: Attribution) -> Actor | None:
        """ "..., the grower said" behind a quotation: the person its paragraph is about."""
        source = attribution.source[0]
        behind = all(span.end <= source.start for span in attribution.content)
        if not behind or not attribution.content or mention.owner:
            return None
        place = place_of(self.cast, attribution)
        found = antecedent(SOMEBODY, place, self.candidates)
        if found is None or found.paragraph != place.paragraph or found.described:
            return None
        figure = self.cast.figures.get(name_key(found.name))
        if figure is None or not may_hold(self.cast, mention, figure):
            return None
        return self._of_candidate(found, attribution)

    def _same_body(self, mention: Mention, attribution: Attribution) -> Actor | None:
        """ "The company" for the last one named, where its name says nothing of what it is."""
        words = self.cast.known.words
        if mention.owner or mention.words not in _BODIES:
            return None
        place = place_of(self.cast, attribution)
        bodies = [
            item
            for item in self.candidates
            if item.kind == "organisation" or (item.kind == "unknown" and item.gender == 0.0)
            if not item.described
            and not any(is_organisation(word, words) for word in item.name.split())
        ]
        found = antecedent("it", place, bodies)
        if found is None or place.paragraph - found.paragraph > 1:
            return None
        return self._of_candidate(found, attribution)

    def _implied(self, attribution: Attribution) -> Actor:
        """No source: the last speaker of the same sentence goes on ("adding that ...").

        Of such answers to attributions found by the reader seven in ten are right (our own news,
        batches C-N); a passive ("the plan was criticised") has no speaker before it.
        """
        if _PASSIVE.search(cut(self.cast.text, attribution.cue)):
            return Actor(name="", resolved=False)
        place = _start(attribution)[0]
        sentence = self.cast.sentence_of(place)
        for span, actor in reversed(self.told):
            if span.start < place and self.cast.sentence_of(span.start) == sentence:
                return actor
        return Actor(name="", resolved=False)

    def _pronoun(self, word: str, attribution: Attribution, number: int) -> Actor:
        if word in _FIRST_PERSON:
            actor = self._enclosing(attribution, number)
        elif word in _HERE:
            actor = self._relative(attribution)
        else:
            actor = self._antecedent(word, attribution)
        if actor is not None:
            return actor
        return Actor(name=cut(self.cast.text, attribution.source), resolved=False)

    def _antecedent(self, word: str, attribution: Attribution) -> Actor | None:
        found = antecedent(word, place_of(self.cast, attribution), self.candidates)
        return self._of_candidate(found, attribution) if found is not None else None

    def _of_candidate(self, found: Candidate, attribution: Attribution) -> Actor:
        """The actor under a name that the article has already given."""
        if found.described:
            mention = read_mention(found.name, self.cast.known)
            there = replace(attribution, source=(found.span,), content=())
            actor = self._mentioned(mention, found.span, there)
            return replace(actor, mentions=tuple(sorted({*actor.mentions, found.span})))
        for _, actor in reversed(self.told):
            if actor.name == found.name:
                return replace(actor, mentions=tuple(sorted({*actor.mentions, found.span})))
        figure = self.cast.figures.get(name_key(found.name))
        if figure is not None:
            return figure_actor(self.cast, figure)
        listed = self.cast.known.find(found.name)
        if listed is not None:
            return listed_actor(listed, (found.span,))
        country = found.name if found.kind == "state" else ""
        return Actor(name=found.name, kind=found.kind, country=country, mentions=(found.span,))

    def _enclosing(self, attribution: Attribution, number: int) -> Actor | None:
        """ "We" and "I" inside a quotation are the one who is quoted: the narrowest around.

        Two that lie inside each other's content name nobody.
        """
        at = attribution.source[0]
        around = [
            (span.end - span.start, other)
            for other, item in enumerate(self.attributions)
            if other != number and not any(at.overlaps(source) for source in item.source)
            for span in item.content
            if span.contains(at)
        ]
        if not around or min(around)[1] in self.asked:
            return None
        self.asked.add(number)
        speaker = self.resolve(min(around)[1])
        self.asked.discard(number)
        return speaker if speaker.resolved else None

    def _relative(self, attribution: Attribution) -> Actor | None:
        """ "Who" and "which" are the phrase right before them."""
        before = self.cast.text[: attribution.source[0].start].rstrip(" ,")
        ends = [item for item in self.candidates if item.span.end == len(before)]
        if ends:
            return self._of_candidate(ends[-1], attribution)
        found = _LAST_PHRASE.search(before[-_BACK:])
        if found is None:
            return None
        mention = read_mention(found.group(), self.cast.known)
        span = Span(len(before) - len(found.group()), len(before))
        if mention.form == "description" and before[: span.start].endswith(", "):
            apposed = _BRACKET.sub("", before[: span.start].rstrip(" ,"))
            ends = [item for item in self.candidates if item.span.end == len(apposed)]
            if ends:  # "the Kelp Council (KC), a body of nine, which"
                return self._of_candidate(ends[-1], attribution)
        clear = mention.form == "description" and mention.kind != "unknown"
        if mention.form == "name" or clear:
            return self._mentioned(mention, span, attribution)
        return None
