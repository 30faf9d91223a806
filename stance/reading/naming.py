"""Names → actors: in full, in part, by acronym, from the article's cast or the known list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stance.reading.actor_list import ListedActor, name_key
from stance.reading.cast import Cast, Figure, is_adjective_of
from stance.reading.mentions import Mention
from stance.reading.places import is_edge, occurrences
from stance.schema import Actor, Span, Spans

_THE: Final = re.compile(r"\b[Tt]he\s\Z")


def figure_actor(cast: Cast, figure: Figure) -> Actor:
    """The actor a figure is, under the known list's name where that has it."""
    introduced = tuple(figure.spans[:1])
    listed = cast.known.find(figure.name)
    if listed is not None:
        return listed_actor(listed, introduced)
    country = figure.country or next(
        (office.country for office in figure.offices if office.country), ""
    )
    kind = kind_of(cast, figure.name, figure.kind)
    return Actor(name=figure.name, kind=kind, country=country, mentions=introduced)


def listed_actor(listed: ListedActor, mentions: Spans = ()) -> Actor:
    """The actor that an entry of the known list is."""
    return Actor(name=listed.name, kind=listed.kind, country=listed.country, mentions=mentions)


def named_actor(cast: Cast, mention: Mention, span: Span) -> Actor:
    """The actor of a mention that names somebody."""
    full = cast.acronyms.get(mention.name, mention.name)
    if _shouted(cast, full):
        full = full.title()
    listed = cast.known.find(full)
    longer = [figure for figure in cast.named(full) if _may_be(cast, mention, figure)]
    if longer and not (len(longer) > 1 and listed is not None and listed.kind == "person"):
        return figure_actor(cast, nearest(longer, span))
    if listed is not None:
        return listed_actor(listed)
    figure = cast.figures.get(name_key(full))
    if figure is not None:
        actor = figure_actor(cast, figure)
        kind = kind_of(cast, actor.name, actor.kind if actor.kind != "unknown" else mention.kind)
        return replace(actor, kind=kind, name=max(full, actor.name, key=len))
    kind = kind_of(cast, full, mention.kind)
    country = cast.country_of(mention) or (full if kind == "state" else "")
    return Actor(name=full, kind=kind, country=country)


def _shouted(cast: Cast, name: str) -> bool:
    """Whether capitals only shout a name that the article writes in small letters too."""
    if not name.isupper() or cast.known.find(name) is not None:
        return False
    small = name.title()
    return name_key(small) in cast.figures or bool(cast.named(small))


def surname_in(cast: Cast, words: str) -> str:
    """A single capitalised common word that is one figure's surname ("Baker said"), else ""."""
    plain = words.strip()
    if " " in plain or not plain[:1].isupper():
        return ""
    bearers = [
        figure
        for figure in cast.named(plain)
        if figure.kind == "person" and figure.words[-1] == plain
    ]
    return plain if bearers else ""


def _may_be(cast: Cast, mention: Mention, figure: Figure) -> bool:
    """Whether a short name can be this figure's: a person, and not a place of that name."""
    short = mention.name
    told = {"f": 1.0, "m": -1.0}.get(mention.gender, 0.0)
    if told * figure.gender < 0.0:
        return False
    if figure.kind == "person":
        return True
    if mention.kind == "organisation":
        return figure.kind == "organisation" and mention.definite
    if figure.kind == "organisation":
        return False
    surname = name_key(figure.words[-1]) == name_key(short)
    often = 2 if surname else 1  # once "in Holt" may be a slip of the pen, not of the place
    return cast.places[short] + cast.states[short] < often and cast.known.find(short) is None


def nearest(figures: Sequence[Figure], span: Span) -> Figure:
    """The figure introduced last before the mention, else the first one after it.

    Of several the speakers are meant, not those who are only talked about.
    """
    figures = [figure for figure in figures if figure.speaks] or figures
    before = [
        (place.start, number)
        for number, figure in enumerate(figures)
        for place in figure.spans
        if place.start <= span.start
    ]
    if before:
        return figures[max(before)[1]]
    return min(figures, key=lambda figure: figure.spans[0].start)


def kind_of(cast: Cast, name: str, kind: str) -> str:
    """A kind for a name that brought none: used like a state's, a person's, a firm's."""
    if kind != "unknown":
        return kind
    words = name.split()
    if len(words) == 1:
        if name.isupper():
            return "organisation"
        adjective = any(word != name and is_adjective_of(word, name) for word in cast.capitals)
        used = cast.states[name] or cast.places[name] or cast.relations[name]
        return "state" if used or adjective else "unknown"
    figure = cast.figures.get(name_key(name))
    if figure is not None and figure.place:
        return "state"
    article = any(
        is_edge(cast.text, span.end) and _THE.search(cast.text, max(0, span.start - 4), span.start)
        for span in occurrences(cast.text, name)
    )
    return "person" if len(words) in {2, 3} and not article else "organisation"
