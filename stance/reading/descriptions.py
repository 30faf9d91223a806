"""Descriptions → actors: the holder of an office, a longer name before, or themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from stance.reading.actor_list import name_key
from stance.reading.cast import Cast, Figure, Office, plain_office, same_head
from stance.reading.mentions import Mention, read_mention
from stance.reading.naming import figure_actor, kind_of, nearest
from stance.reading.nouns import is_office_word, is_organisation, is_role
from stance.reading.phrases import POSSESSIVES
from stance.schema import Actor, Span

OWN_VOICE: Final = frozenset(
    "mind eyes view opinion words head mouth voice account telling judgment judgement lips".split()
)
"""What speaks for nobody but its owner: "in her view"."""

_ANOTHER: Final = frozenset("deputy vice former assistant shadow junior under".split())
"""Words that make another office: a deputy minister is not the minister."""

_BESIDE: Final = re.compile(r",\s([^,.;:“”\"()]{3,80})")


def described_actor(
    cast: Cast, mention: Mention, span: Span, owner: Actor | None, told: Iterable[Actor]
) -> Actor:
    """The actor of a mention that names nobody.

    `owner` is whom the possessive pronoun before it means, `told` the actors so far, latest
    first.
    """
    country = cast.country_of(mention)
    if owner is not None and not country:
        country = owner.country or (owner.name if owner.kind == "state" else "")
    if mention.kind == "person":
        figure = _beside(cast, span)
        if figure is not None:
            return figure_actor(cast, figure)
    if mention.kind in {"person", "unknown"} and not mention.plural:
        figure = holder(cast, mention, span, country, owner)
        if figure is not None:
            return figure_actor(cast, figure)
    if mention.definite and not mention.owner:
        longer = _longer(cast, mention, span, told)
        if longer is not None:
            return longer
    return Actor(name=_own_name(cast, mention, owner), kind=mention.kind, country=country)


def _beside(cast: Cast, span: Span) -> Figure | None:
    """The person named right after the description, between commas."""
    after = _BESIDE.match(cast.text, span.end)
    if after is None:
        return None
    mention = read_mention(after.group(1), cast.known)
    figure = cast.figures.get(name_key(mention.name)) if mention.name else None
    if figure is None and mention.name and mention.office:
        figure = next(iter(cast.named(mention.name)), None)
    return figure if figure is not None and figure.kind in {"person", "unknown"} else None


def holder(
    cast: Cast, mention: Mention, span: Span, country: str = "", owner: Actor | None = None
) -> Figure | None:
    """The person introduced with this office, and of this country where both tell one."""
    words = cast.known.words
    asked = plain_office(mention.office, cast.known)
    if mention.indefinite or not asked:
        return None
    whose = () if mention.owner in POSSESSIVES else mention.owner.split()
    names = {word for word in (*whose, *mention.places) if word[:1].isupper()}
    names -= {word for word in names if is_office_word(word.lower(), words)}
    if owner is not None:
        names |= set(owner.name.split())
    hanging = re.search(r"\s(?:of|for|at|in)\s", mention.words) is not None
    if hanging and not country and not names:
        return None
    strict = hanging or owner is not None or any(is_organisation(word, words) for word in names)
    matching = [
        figure
        for figure in cast.members
        if figure.kind in {"person", "unknown"}
        and figure.name != (owner.name if owner else "")
        and any(_same_office(asked, country, names, strict, office) for office in figure.offices)
    ]
    return nearest(matching, span) if matching else None


def _same_office(
    asked: Sequence[str], country: str, names: set[str], strict: bool, office: Office
) -> bool:
    """Whether two offices agree in head noun, modifiers, country and whose they are.

    `strict` where an organisation or a pronoun says whose: then the introduction must too.
    """
    if country and office.country and country != office.country:
        return False
    known = bool(country and office.country)
    apart = bool(names) and not known and not names & office.names
    if apart and (strict or (office.names and not country)):
        return False
    if not office.words or asked[-1] != office.words[-1]:
        return False
    more = set(office.words) - set(asked)
    return set(asked) <= set(office.words) and not more & _ANOTHER


def _longer(cast: Cast, mention: Mention, span: Span, told: Iterable[Actor]) -> Actor | None:
    """An actor whose name or description the definite mention shortens."""
    for actor in told:
        plain = actor.resolved and actor.kind != "person"
        if plain and same_head(mention.words, actor.name, cast.known):
            return actor
    figures = [
        figure
        for figure in cast.members
        if figure.kind != "person" and same_head(mention.words, figure.name, cast.known)
    ]
    if figures:
        return figure_actor(cast, nearest(figures, span))
    fuller = _described_before(cast, mention, span)
    return Actor(name=fuller, kind=mention.kind) if fuller else None


def _described_before(cast: Cast, mention: Mention, span: Span) -> str:
    """The last fuller description of a bare noun: "the health ministry", then "the ministry"."""
    noun = mention.words
    if " " in noun or mention.kind not in {"organisation", "document"}:
        return ""
    before = re.compile(
        rf"\b(?:the|a|an|its|his|her|their|our)\s((?:[a-z][a-z-]+\s){{1,2}}{re.escape(noun)})\b",
        re.IGNORECASE,
    )
    found = [match.group(1) for match in before.finditer(cast.text, 0, span.start)]
    portfolio = cast.known.words.portfolio
    fuller = [item for item in found if set(item.lower().split()[:-1]) <= portfolio]
    return fuller[-1] if fuller else ""


def _own_name(cast: Cast, mention: Mention, owner: Actor | None) -> str:
    """The description as a name: "his spokesman" and "Holt's spokesman" say whose in full."""
    words = mention.words
    if mention.owner in POSSESSIVES:
        return f"{owner.name}'s {words}" if owner is not None else words
    if mention.owner and words.startswith(mention.owner):
        named = read_mention(mention.owner, cast.known)
        figures = [
            item
            for item in cast.named(named.name)
            if kind_of(cast, item.name, item.kind) == "person"
            and item.words[-1] == named.name.split()[-1]
            and not cast.states[named.name]
        ]
        if named.form == "name" and len(figures) == 1:
            words = figures[0].name + words[len(mention.owner) :]
        return re.sub(r"(['’]s?) own ", r"\1 ", words)
    first, _, rest = words.partition(" ")
    common = first.lower() in cast.small or is_role(first.lower(), cast.known.words)
    if first[:1].isupper() and common and not rest[:1].isupper():
        return first[:1].lower() + first[1:] + (" " + rest if rest else "")
    return words
