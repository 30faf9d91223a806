"""The mentions that a pronoun may go back to: names, surnames and offices all over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stance.reading.actor_list import name_key
from stance.reading.antecedents import Candidate, Place
from stance.reading.cast import TOLD, Cast, Figure
from stance.reading.descriptions import holder
from stance.reading.mentions import Mention, read_mention
from stance.reading.nouns import is_name_word, noun_kind
from stance.reading.phrases import ARTICLES
from stance.schema import Actor, Attribution, Span

_OBLIQUE: Final = re.compile(
    r"\s(?:of|to|with|by|for|from|against|on|about|told|tells|asked|accused|accuses|than)\s"
    r"(?:[^\W\d_][\w.-]*\s){0,3}$"
)
"""What makes the next name an object: a preposition or a verb of telling, titles between."""

_REACH: Final = 5
"""Words of an office after its article."""


def candidates(cast: Cast, attributions: Sequence[Attribution]) -> list[Candidate]:
    """Every mention of a figure in the text, whoever is quoted or not."""
    sources = [span for item in attributions for span in item.source]
    contents = [span for item in attributions for span in item.content]
    found = [*_by_name(cast), *_by_office(cast, sources), *_states(cast)]
    return [_candidate(cast, figure, span, sources, contents) for figure, span in found]


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
        quoted=any(content.contains(span) for content in contents),
    )


def place_of(cast: Cast, attribution: Attribution) -> Place:
    """Where the pronoun that is an attribution's source stands."""
    span = attribution.source[0]
    return Place(
        span, cast.sentence_of(span.start), cast.paragraph_of(span.start), attribution.content
    )
