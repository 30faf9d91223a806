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
from stance.reading.antecedents import SOMEBODY, Candidate, Place, antecedent, usable_candidates
from stance.reading.authors import author_at
from stance.reading.candidates import candidates, passing_pronouns, place_of, spoken
from stance.reading.cast import Cast
from stance.reading.conjuncts import split_source
from stance.reading.descriptions import OWN_VOICE, described_actor, may_hold
from stance.reading.given_names import TOLD
from stance.reading.introductions import read_cast
from stance.reading.mentions import PAIRS, Mention, read_mention
from stance.reading.naming import figure_actor, listed_actor, named_actor, surname_in
from stance.reading.nouns import is_name_word, is_organisation
from stance.reading.phrases import POSSESSIVES
from stance.reading.places import Cover
from stance.reading.relatives import CONJUNCTIONS, phrase_before
from stance.reading.subjects import pair
from stance.reading.tokens import Token
from stance.schema import Actor, Attribution, Span, Spans, cut

__all__ = ["resolve_actors", "split_source"]

_AUTHOR: Final = frozenset("i me my mine myself".split())
_FIRST_PERSON: Final = _AUTHOR | frozenset("we us our ours ourselves".split())
_HERE: Final = frozenset("who whom whose which that".split())

_OWNERS: Final = 3
"""Owners of owners that are looked for ("their union", whose "their" is "its members")."""

_BODIES: Final = frozenset(
    "company firm group party movement organisation organization agency body".split()
)
"""Nouns that take up a body whose name has none ("Kraftholm")."""

_PASSIVE: Final = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)

_ARTICLE: Final = 6
"""Characters that an article before a name takes."""


def resolve_actors(
    text: str, attributions: Sequence[Attribution], known: ActorList
) -> tuple[Actor, ...]:
    """One actor for each attribution's source, in the given order.

    An attribution without a source goes to the last speaker of its sentence; where there is
    none, and for a pronoun without antecedent, the actor is the mention, `resolved` False.
    """
    cast = read_cast(text, known, [item.source for item in attributions if item.source])
    contents = Cover(span for item in attributions for span in item.content)
    article = _Article(cast, attributions, candidates(cast, attributions), contents)
    between = passing_pronouns(cast, attributions)[::-1]
    for number in sorted(range(len(attributions)), key=lambda item: _start(attributions[item])):
        while between and between[-1].span.start < _start(attributions[number])[0]:
            article.pass_by(between.pop())
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
    contents: Cover
    told: list[tuple[Span, Actor]] = field(default_factory=list)
    actors: dict[int, Actor] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    owners: int = 0

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
            self.candidates.append(spoken(self.cast, actor, mention, span, self.contents))
        return actor

    def pass_by(self, place: Place) -> None:
        """A "he" that says nothing, noted as one more mention of whom it stands for."""
        word = cut(self.cast.text, (place.span,)).lower()
        found = antecedent(word, place, self.candidates)
        if found is not None and not found.described:
            gender = TOLD if word == "she" else -TOLD
            self.candidates.append(
                replace(
                    found, kind="person", gender=gender, span=place.span,
                    sentence=place.sentence, paragraph=place.paragraph,
                    speaker=False, oblique=False, quoted=False, owner=False, subject=True,
                )
            )  # fmt: skip

    def _mention_of(self, source: Spans) -> Mention:
        """The mention of a source; of several pieces, the longest name among them."""
        read = [
            read_mention(cut(self.cast.text, (piece,)), self.cast.known)
            for piece in (source if len(source) > 1 else ())
        ]
        named = [mention for mention in read if mention.form == "name"]
        if named:
            return max(named, key=lambda mention: len(mention.name))
        words = cut(self.cast.text, source)
        mention = read_mention(words, self.cast.known)
        surname = surname_in(self.cast, words) if mention.form == "description" else ""
        return Mention("name", name=surname, kind="person") if surname else mention

    def _mentioned(self, mention: Mention, span: Span, attribution: Attribution) -> Actor:
        """A name or a description."""
        if mention.form == "name":
            return named_actor(self.cast, mention, span)
        owner = None
        if mention.owner in POSSESSIVES and self.owners < _OWNERS:
            self.owners += 1
            owner = self._antecedent(mention.owner, attribution)
            self.owners -= 1
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
            if actor is None and word in _AUTHOR:
                actor = self._author(attribution)
        elif word in _HERE:
            actor = self._relative(attribution)
        elif word in PAIRS:
            actor = self._two(attribution)
        else:
            actor = self._antecedent(word, attribution)
        if actor is not None:
            return actor
        return Actor(name=cut(self.cast.text, attribution.source), resolved=False)

    def _two(self, attribution: Attribution) -> Actor | None:
        """ "The two": a pair of names, else the last two persons of the paragraphs before."""
        place = place_of(self.cast, attribution)
        near = [
            item
            for item in usable_candidates(SOMEBODY, place, self.candidates)
            if place.paragraph - item.paragraph <= 1 and not item.described
        ]
        names = list(dict.fromkeys(item.name for item in reversed(near)))[:2]
        if len(names) < 2:
            return self._antecedent("they", attribution)
        last = [next(item for item in reversed(near) if item.name == name) for name in names]
        return self._of_candidate(pair(*sorted(last, key=lambda item: item.span)), attribution)

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

    def _author(self, attribution: Attribution) -> Actor | None:
        """ "I" that nobody is quoted with: the one who signs, if the text has one."""
        at = attribution.source[0]
        if self.contents.holds(at):
            return None
        name = author_at(self.cast.text, at.start)
        figure = self.cast.figures.get(name_key(name)) if name else None
        if figure is not None:
            return figure_actor(self.cast, figure)
        return Actor(name=name, kind="person") if name else None

    def _relative(self, attribution: Attribution) -> Actor | None:
        """ "Who" and "which" are the phrase right before them.

        A second "who" goes on with the first ("who came, who saw and who said").
        """
        place = attribution.source[0].start
        who = self.cast.text[place : place + 3].lower() == "who"
        before = self.cast.tokens_before(place)
        phrase = phrase_before(before, who, self.cast.known)
        actor = self._of_phrase(phrase, attribution) if phrase else None
        bare = actor is None or actor.kind not in {"person", "group"}
        if who and (bare or before[-1].text.lower() in CONJUNCTIONS):
            return self._relative_before(place) or actor
        return actor

    def _of_phrase(self, phrase: Sequence[Token], attribution: Attribution) -> Actor | None:
        """The actor of a phrase before "who"; of an apposition, the name before that."""
        span = Span(phrase[0].start, phrase[-1].end)
        found = self._ending_at(span)
        mention = read_mention(cut(self.cast.text, (span,)), self.cast.known)
        before = self.cast.tokens_before(span.start)
        if found is None and mention.form == "description" and before and before[-1].text == ",":
            # "the Kelp Council (KC), a body of nine, which"
            named = phrase_before(before, False, self.cast.known)
            if named and any(is_name_word(token.text) for token in named[:2]):
                span = Span(named[0].start, named[-1].end)
                found = self._ending_at(span)
                mention = read_mention(cut(self.cast.text, (span,)), self.cast.known)
        if found is not None:
            return self._of_candidate(found, attribution)
        return self._mentioned(mention, span, attribution)

    def _ending_at(self, span: Span) -> Candidate | None:
        """The mention that a phrase is, but for an article before it."""
        within = [
            item
            for item in self.candidates
            if item.span.end == span.end and item.span.start - span.start <= _ARTICLE
        ]
        return within[-1] if within else None

    def _relative_before(self, place: int) -> Actor | None:
        """The actor of an earlier "who" of the same sentence."""
        sentence = self.cast.sentence_of(place)
        for span, actor in reversed(self.told):
            if self.cast.sentence_of(span.start) != sentence or span.start >= place:
                continue
            if cut(self.cast.text, (span,)).strip().lower() == "who":
                return actor
        return None
