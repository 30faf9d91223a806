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
from stance.reading.cast import TOLD, Cast, Figure
from stance.reading.descriptions import holder
from stance.reading.introductions import OPENERS
from stance.reading.mentions import Mention, read_mention
from stance.reading.naming import kind_of
from stance.reading.nouns import is_name_word, is_office_word, is_organisation, noun_kind, singulars
from stance.reading.phrases import (
    ARTICLES,
    CALENDAR,
    CLITICS,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTITIES,
)
from stance.reading.tokens import Token
from stance.schema import Actor, Attribution, Span

_OBLIQUE: Final = re.compile(
    r"\s(?:of|to|with|by|for|from|against|on|about|told|tells|asked|accused|accuses|than)\s"
    r"(?:[^\W\d_][\w.-]*\s){0,3}$"
)
"""What makes the next name an object: a preposition or a verb of telling, titles between."""

_REACH: Final = 5
"""Words of an office after its article."""


_LONGEST: Final = 9
"""Tokens of a subject: "the interior ministry's own evaluation"."""

_NAMED_BEHIND: Final = re.compile(r",?\s+[^\W\d_a-z]")
"""A capital behind a description: the name it belongs to."""

_AUXILIARIES: Final = frozenset(
    """is are was were has have had will would can could may might must shall should does do
    did""".split()
)
_VERBAL: Final = _AUXILIARIES | frozenset(
    "who whom whose which that not and or but as when while if also said says".split()
)
"""Words that end a subject wherever they stand."""


def candidates(cast: Cast, attributions: Sequence[Attribution]) -> list[Candidate]:
    """Every mention of a figure in the text, whoever is quoted or not."""
    sources = [span for item in attributions for span in item.source]
    contents = [span for item in attributions for span in item.content]
    found = [*_by_name(cast), *_by_office(cast, sources), *_states(cast), *_lone_names(cast)]
    named = [_candidate(cast, figure, span, sources, contents) for figure, span in found]
    taken = [*sources, *(item.span for item in named if not item.owner)]
    return named + [
        _subject_candidate(cast, mention, span, contents)
        for mention, span in _subjects(cast)
        if not any(span.overlaps(other) for other in taken)
    ]


def _by_name(cast: Cast) -> Iterator[tuple[Figure, Span]]:
    for figure in cast.members:
        forms = {figure.name}
        if figure.kind in {"person", "unknown"} and len(cast.named(figure.words[-1])) == 1:
            forms.add(figure.words[-1])
        longest_first = sorted(forms, key=len, reverse=True)
        pattern = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
        for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", cast.text):
            yield figure, Span(match.start(), match.end())


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


def _by_office(cast: Cast, sources: Sequence[Span]) -> Iterator[tuple[Figure, Span]]:
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
        if last == place or named or any(source.overlaps(span) for source in sources):
            continue
        mention = read_mention(cast.text[span.start : span.end], cast.known)
        if mention.form == "description" and mention.kind == "person":
            figure = holder(cast, mention, span, cast.country_of(mention))
            if figure is not None:
                yield figure, span


def _subjects(cast: Cast) -> Iterator[tuple[Mention, Span]]:
    """The descriptions that open a sentence ("The island council voted")."""
    tokens = cast.tokens
    starts = {token.start: place for place, token in enumerate(tokens)}
    for sentence in cast.sentences:
        place = starts.get(sentence.start)
        if place is None:
            continue
        last = _subject_end(cast, tokens[place : place + _LONGEST])
        if not last:
            continue
        span = Span(tokens[place].start, tokens[place + last - 1].end)
        if _NAMED_BEHIND.match(cast.text, span.end):
            continue  # "Harbour pilot Ana Holt" is found by her name
        mention = read_mention(cast.text[span.start : span.end], cast.known)
        counted = mention.words.lower() in QUANTITIES
        if mention.form == "description" and mention.kind != "unknown" and not counted:
            yield mention, span


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
        verb = after.text in _AUXILIARIES or (after.text == "," and third.text == "which")
        told = kind == "state" or cast.capitals[word] > 1 or verb
        if new and told and noun_kind(word.lower(), cast.known.words)[0] == "unknown":
            yield Figure(word, kind=kind, place=True), Span(token.start, token.end)


def _subject_end(cast: Cast, tokens: Sequence[Token]) -> int:
    """How many of a sentence's first tokens are its subject's core; 0 where none is seen.

    The core ends in a noun for actors; a form that may be a verb ("the council plans") is none
    right behind such a noun.
    """
    words = cast.known.words
    first = tokens[0].text.lower() if tokens else ""
    determined = first in ARTICLES | POSSESSIVES | QUANTITIES
    end = 0
    for place, token in enumerate(tokens):
        low = token.text.lower()
        small = place > 1 and tokens[place - 1].text.islower()
        stop = low in _VERBAL or low in PREPOSITIONS or (small and is_name_word(token.text))
        if stop or not (token.text[0].isalpha() or token.text in CLITICS):
            break
        kind, plural = noun_kind(low, words)
        follows = tokens[place + 1].text if place + 1 < len(tokens) else ""
        inflected = low.endswith("ed") or len(singulars(low)) > 1
        verb = end == place > 0 and inflected and token.text.islower()
        if verb and follows not in CLITICS:
            break
        if kind != "unknown" and (determined or plural or place > 0):
            end = place + 1
    return end


def _subject_candidate(
    cast: Cast, mention: Mention, span: Span, contents: Sequence[Span]
) -> Candidate:
    return Candidate(
        name=cast.text[span.start : span.end],
        kind=mention.kind,
        span=span,
        sentence=cast.sentence_of(span.start),
        paragraph=cast.paragraph_of(span.start),
        gender={"f": TOLD, "m": -TOLD}.get(mention.gender, 0.0),
        plural=mention.plural,
        subject=True,
        quoted=any(content.contains(span) for content in contents),
        described=True,
    )


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
    cast: Cast, figure: Figure, span: Span, sources: Sequence[Span], contents: Sequence[Span]
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
        speaker=any(source.contains(span) for source in sources) and not owner,
        oblique=bool(_OBLIQUE.search(before)),
        quoted=any(content.contains(span) for content in contents),
        owner=owner,
        place=figure.place,
        subject=not owner and _opens(cast, span),
    )


def spoken(
    cast: Cast, actor: Actor, mention: Mention, span: Span, contents: Sequence[Span]
) -> Candidate:
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
        quoted=any(content.contains(span) for content in contents),
    )


def place_of(cast: Cast, attribution: Attribution) -> Place:
    """Where the pronoun that is an attribution's source stands."""
    span = attribution.source[0]
    return Place(
        span, cast.sentence_of(span.start), cast.paragraph_of(span.start), attribution.content
    )
