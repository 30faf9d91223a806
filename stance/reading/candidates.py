"""The mentions that a pronoun may go back to: names, offices, and the subjects of sentences.

Names, surnames and offices count all over the text; a description that names nobody ("a
volunteer group") counts where it opens a sentence, since that is mostly its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from stance.reading.actor_list import name_key
from stance.reading.antecedents import Candidate, Place
from stance.reading.cast import Cast, Figure
from stance.reading.descriptions import holder
from stance.reading.given_names import TOLD
from stance.reading.introductions import OPENERS
from stance.reading.mentions import Mention, read_mention
from stance.reading.naming import kind_of
from stance.reading.nouns import is_name_word, is_office_word, is_organisation, noun_kind
from stance.reading.phrases import (
    ARTICLES,
    CALENDAR,
    CLITICS,
)
from stance.reading.places import Cover, occurrences, stands_alone
from stance.reading.subjects import AUXILIARIES, described_subjects, joined
from stance.schema import Actor, Attribution, Span

_OBLIQUE: Final = re.compile(
    r"\s(?:of|to|with|by|for|from|against|on|about|told|tells|asked|accused|accuses|than)\s"
    r"(?:[^\W\d_][\w.-]*\s){0,3}$"
)
"""What makes the next name an object: a preposition or a verb of telling, titles between."""

_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w.'’-]*)\s+\Z")
_NAME: Final = 40
"""Characters before a surname that may hold its title or given name."""

_REACH: Final = 5
"""Words of an office after its article."""


def candidates(cast: Cast, attributions: Sequence[Attribution]) -> list[Candidate]:
    """Every mention of a figure in the text, whoever is quoted or not."""
    sources = [span for item in attributions for span in item.source]
    contents = Cover(span for item in attributions for span in item.content)
    found = [*_by_name(cast), *_by_office(cast, Cover(sources)), *_states(cast), *_lone_names(cast)]
    heads = _speaking(cast, attributions)
    speaking = Cover(sources)
    named = [
        _candidate(cast, figure, span, heads if speaking.holds(span) else (), contents)
        for figure, span in found
    ]
    taken = Cover([*sources, *(item.span for item in named if not item.owner)])
    described = [
        item for item in described_subjects(cast, contents) if not taken.touches(item.span)
    ]
    return named + described + joined(cast.text, named)


def _speaking(cast: Cast, attributions: Sequence[Attribution]) -> list[tuple[Span, str]]:
    """The sources with the last word of the name in each: whom else they name does not speak."""
    found = []
    for item in attributions:
        for span in item.source:
            name = read_mention(cast.text[span.start : span.end], cast.known).name
            found.append((span, name.rpartition(" ")[2]))
    return found


def _by_name(cast: Cast) -> Iterator[tuple[Figure, Span]]:
    """Figures wherever their names stand, in full or by the surname."""
    for figure in cast.members:
        forms = [figure.name]
        sharing = cast.named(figure.words[-1]) if figure.kind in {"person", "unknown"} else []
        if sharing and figure in sharing:
            forms.append(figure.words[-1])
        for span in _alone(cast.text, forms):
            whole = len(sharing) < 2 or " " in cast.text[span.start : span.end]
            if whole or _bears(cast, sharing, span) is figure:
                yield figure, span


def _alone(text: str, forms: Sequence[str]) -> Iterator[Span]:
    """Where one of the forms stands, the first of them that begins at a place; none twice."""
    found = [
        (span.start, number, span)
        for number, form in enumerate(forms)
        for span in occurrences(text, form)
        if stands_alone(text, span)
    ]
    end = 0
    for start, _, span in sorted(found):
        if start >= end:
            yield span
            end = span.end


def _bears(cast: Cast, sharing: Sequence[Figure], span: Span) -> Figure | None:
    """Whose a surname is that several bear: title and gender first, then who is near."""
    before = _WORD_BEFORE.search(cast.text[max(0, span.start - _NAME) : span.start])
    word = before.group(1) if before else ""
    if any(word in figure.words[:-1] for figure in sharing):
        return None  # the end of a full name
    told = {"Mr": -1.0, "Mrs": 1.0, "Ms": 1.0, "Miss": 1.0}.get(word.rstrip("."), 0.0)
    fitting = [figure for figure in sharing if told * figure.gender >= 0.0]
    return (
        min(([f for f in fitting if f.speaks] or fitting), key=lambda f: f.spans[0].start)
        if fitting
        else None
    )


def _states(cast: Cast) -> Iterator[tuple[Figure, Span]]:
    """States and listed organisations named by a single word."""
    tokens = cast.tokens
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if not token.text[:1].isupper() or is_name_word(before.text) or is_name_word(after.text):
            continue
        listed = cast.known.find(token.text)
        if listed is not None and listed.kind != "person":
            yield Figure(listed.name, kind=listed.kind), Span(token.start, token.end)
        elif listed is None and cast.states[token.text] and not cast.named(token.text):
            yield Figure(token.text, kind="state"), Span(token.start, token.end)


def _by_office(cast: Cast, sources: Cover) -> Iterator[tuple[Figure, Span]]:
    """ "The minister" wherever the article told which."""
    tokens, words = cast.tokens, cast.known.words
    for place, token in enumerate(tokens):
        if token.text.lower() not in ARTICLES:
            continue
        last = place
        for number in range(place + 1, min(place + _REACH, len(tokens))):
            if not tokens[number].text[:1].isalpha():
                break
            if noun_kind(tokens[number].text.lower(), words)[0] == "person":
                last = number
        named = last + 1 < len(tokens) and is_name_word(tokens[last + 1].text)
        span = Span(token.start, tokens[last].end)
        if last == place or named or sources.touches(span):
            continue
        mention = read_mention(cast.text[span.start : span.end], cast.known)
        if mention.form == "description" and mention.kind == "person":
            figure = holder(cast, mention, span, cast.country_of(mention))
            if figure is not None:
                yield figure, span


def _lone_names(cast: Cast) -> Iterator[tuple[Figure, Span]]:
    """A single unknown name that opens a sentence ("Velmia took the opposite line").

    It counts where a verb follows for sure, or the article uses it twice or like a state's;
    never as a person's: those are introduced in full.
    """
    common = cast.small | OPENERS | CALENDAR
    starts = {span.start for span in cast.sentences}
    for token, after, third in zip(cast.tokens, cast.tokens[1:], cast.tokens[2:], strict=False):
        word = token.text
        if token.start not in starts or not word[:1].isupper() or word.lower() in common:
            continue
        if not (after.text.islower() or after.text == ",") or after.text in CLITICS:
            continue
        new = cast.known.find(word) is None and not cast.states[word] and not cast.named(word)
        kind = kind_of(cast, word, "unknown")
        verb = after.text in AUXILIARIES or (after.text == "," and third.text == "which")
        told = kind == "state" or cast.capitals[word] > 1 or verb
        if new and told and noun_kind(word.lower(), cast.known.words)[0] == "unknown":
            yield Figure(word, kind=kind, place=True), Span(token.start, token.end)


def _opens(cast: Cast, span: Span) -> bool:
    """Whether nothing but an article, titles and the words of an office stand before a name."""
    start = max((place for place in cast.sentence_starts if place <= span.start), default=0)
    before = re.findall(r"\S+", cast.text[start : span.start])
    words = cast.known.words
    led = takewhile(
        lambda word: (
            word.lower() in ARTICLES
            or is_office_word(word.lower().rstrip(".,"), words)
            or is_organisation(word, words)
            or bool(cast.known.country(word.rstrip("'’s")))
        ),
        before,
    )
    return len(list(led)) == len(before)


def _candidate(
    cast: Cast,
    figure: Figure,
    span: Span,
    heads: Sequence[tuple[Span, str]],
    contents: Cover,
) -> Candidate:
    sentence = cast.sentence_of(span.start)
    before = cast.text[cast.sentences[sentence].start : span.start]
    owner = cast.text[span.end : span.end + 2] in {"'s", "’s"}
    return Candidate(
        name=figure.name,
        kind=figure.kind,
        span=span,
        sentence=sentence,
        paragraph=cast.paragraph_of(span.start),
        gender=figure.gender,
        speaker=not owner
        and any(
            source.contains(span) and (not name or name == figure.words[-1])
            for source, name in heads
        ),
        oblique=bool(_OBLIQUE.search(before)),
        quoted=contents.holds(span),
        owner=owner,
        place=figure.place,
        subject=not owner and _opens(cast, span),
    )


def spoken(cast: Cast, actor: Actor, mention: Mention, span: Span, contents: Cover) -> Candidate:
    """A source that was resolved, as a candidate for later pronouns; "she" tells a gender."""
    figure = cast.figures.get(name_key(actor.name))
    told = {"she": TOLD, "he": -TOLD, "f": TOLD, "m": -TOLD}
    gender = told.get(mention.words if mention.form == "pronoun" else mention.gender, 0.0)
    return Candidate(
        name=actor.name,
        kind=actor.kind,
        span=span,
        sentence=cast.sentence_of(span.start),
        paragraph=cast.paragraph_of(span.start),
        gender=gender or (figure.gender if figure else 0.0),
        plural=mention.plural or actor.kind == "group",
        speaker=True,
        subject=_opens(cast, span),
        quoted=contents.holds(span),
    )


def place_of(cast: Cast, attribution: Attribution) -> Place:
    """Where the pronoun that is an attribution's source stands."""
    span = attribution.source[0]
    return Place(
        span, cast.sentence_of(span.start), cast.paragraph_of(span.start), attribution.content
    )


def passing_pronouns(cast: Cast, attributions: Sequence[Attribution]) -> list[Place]:
    """Every "he" and "she" outside the contents that is no source, in the order of the text."""
    taken = Cover(span for item in attributions for span in (*item.source, *item.content))
    return [
        Place(span, cast.sentence_of(span.start), cast.paragraph_of(span.start))
        for token in cast.tokens
        if token.text.lower() in {"he", "she"}
        for span in [Span(token.start, token.end)]
        if not taken.touches(span)
    ]
