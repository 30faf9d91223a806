"""One article through all reading stations: who says what about which proposal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from stance.documents import clean
from stance.reading.actor_list import ActorList
from stance.reading.actors import resolve_actors, split_source
from stance.reading.attributions import read_attributions
from stance.reading.context import context_of
from stance.reading.discovery import discover_proposals
from stance.reading.proposals import match_proposals
from stance.reading.reader import Reader
from stance.reading.standing import merge_proposals, named_proposals
from stance.schema import Actor, Article, Attribution, Proposal, Span, Spans, Statement, cut

AND_ALSO: Final = re.compile(r",?\s*(?:but|and|yet|though)\s+")
SENTENCE_END: Final = re.compile(r"[.!?][\"”’»)\]]*\s*[\"“‘«„]?$")

END_LENGTH: Final = 8  # characters that can hold a full stop, closing and opening quotation marks


@dataclass(frozen=True, slots=True)
class AttributedActor:
    """An attribution with the actor its source stands for."""

    attribution: Attribution
    actor: Actor


@dataclass(frozen=True, slots=True)
class Stations:
    """What reading needs: the fitted reader, the list of known actors, listed proposals."""

    reader: Reader
    actors: ActorList
    proposals: tuple[Proposal, ...]


def body_text(text: str, body: Spans) -> str:
    """`text` with everything outside `body` blanked, so that offsets stay what they were.

    >>> from stance.schema import Span
    >>> body_text("Menu\\nHe agreed.", (Span(5, 15),))
    '    \\nHe agreed.'
    """
    blank = [char if char in "\r\n" else " " for char in text]
    for span in body:
        blank[span.start : span.end] = text[span.start : span.end]
    return "".join(blank)


def article_body(article: Article) -> Article:
    """The article with its furniture blanked and its headline found."""
    headline, body = article.headline, article.body
    if body is None:
        cleaned = clean(article.text)
        headline, body = headline or cleaned.headline, cleaned.body
    kept = body if headline is None else (headline, *body)
    return replace(article, text=body_text(article.text, kept), headline=headline, body=body)


def read_actors(article: Article, stations: Stations) -> tuple[AttributedActor, ...]:
    """The attributions of an article (furniture already blanked), one for each named source."""
    found = read_attributions(article.text, stations.reader)
    single = [
        replace(attribution, source=source)
        for attribution in found
        for source in split_source(article.text, attribution.source, stations.actors) or ((),)
    ]
    actors = resolve_actors(article.text, single, stations.actors)
    return tuple(
        AttributedActor(attribution, actor)
        for attribution, actor in zip(single, actors, strict=True)
    )


def article_statements(
    original: Article, asked: Sequence[Proposal] | None, stations: Stations
) -> tuple[Statement, ...]:
    """Statements toward the given proposals, or the listed and the article's own by default.

    Offsets are those of `original.text`. None of the statements has a stance yet.
    """
    article = article_body(original)
    attributed = read_actors(article, stations)
    attributed = tuple(
        part
        for item in one_position(article.text, attributed)
        for part in by_sentence(article.text, item)
    )
    attributions = [item.attribution for item in attributed]
    proposals = asked or default_proposals(article, attributions, stations.proposals)
    matches = match_proposals(article.text, attributions, proposals, article.headline)
    statements: list[Statement] = []
    for item, matched in zip(attributed, matches, strict=True):
        for match in matched:
            number = len(statements)
            statements.append(_statement(original, item, match.proposal, f"{original.id}:{number}"))
    return tuple(statements)


def one_position(text: str, items: Sequence[AttributedActor]) -> tuple[AttributedActor, ...]:
    """What one subject is said to hold in one breath, as one statement.

    In "X is open to talks, but believes that …" annotators of attributions see two, a reader of
    positions one, whose second half qualifies the first. So the content of an attribution goes
    on over the next one of the same source and depth where only a comma and "but" or "and"
    stand between them.
    """
    joined: list[AttributedActor] = []
    for item in items:
        last = joined[-1] if joined else None
        if last and _goes_on(text, last, item):
            content = (*last.attribution.content[:-1],)
            through = Span(last.attribution.content[-1].start, item.attribution.content[-1].end)
            attribution = replace(last.attribution, content=(*content, through))
            joined[-1] = replace(last, attribution=attribution)
        else:
            joined.append(item)
    return tuple(joined)


def _goes_on(text: str, first: AttributedActor, second: AttributedActor) -> bool:
    one, two = first.attribution, second.attribution
    if one.depth != two.depth or first.actor.name != second.actor.name:
        return False
    if not one.content or not two.cue or not two.content:
        return False
    end, start = one.content[-1].end, two.cue[0].start
    shares_source = not two.source or two.source == one.source
    return (
        shares_source
        and end <= start < two.content[-1].end
        and AND_ALSO.fullmatch(text[end:start]) is not None
    )


def by_sentence(text: str, item: AttributedActor) -> tuple[AttributedActor, ...]:
    """One item for each piece of a content that is a sentence of its own.

    In "…," he said. "We also …" the second quotation is another sentence and may be about
    another proposal; in "…," he said, "if …" it goes on and the pieces stay together.
    """
    content = item.attribution.content
    groups: list[list[Span]] = []
    for span in content:
        start = text[span.start : span.end].lstrip("“\"'‘«„ ")[:1]
        if groups and not (
            start.isupper()
            and SENTENCE_END.search(text[max(0, span.start - END_LENGTH) : span.start])
        ):
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(
        replace(item, attribution=replace(item.attribution, content=tuple(group)))
        for group in groups
    )


def default_proposals(
    article: Article, attributions: Sequence[Attribution], listed: tuple[Proposal, ...]
) -> tuple[Proposal, ...]:
    """Those of the listed proposals that the article speaks of, and those it names itself."""
    named = named_proposals(article.text, listed)
    found = discover_proposals(article.text, attributions, article.headline)
    return merge_proposals(named, found)


def _statement(
    article: Article, item: AttributedActor, proposal: Proposal, identifier: str
) -> Statement:
    attribution, actor = item.attribution, item.actor
    return Statement(
        quote=cut(article.text, attribution.content),
        proposal=proposal.phrase,
        id=identifier,
        document=article.id,
        actor=actor.name,
        actor_mention=cut(article.text, attribution.source),
        actor_kind=actor.kind,
        country=actor.country,
        cue=cut(article.text, attribution.cue),
        context=context_of(article.text, attribution.content),
        date=article.date,
        source_spans=attribution.source,
        cue_spans=attribution.cue,
        content_spans=attribution.content,
    )
