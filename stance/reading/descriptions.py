"""Descriptions → actors: the holder of an office, a longer name before, or themselves.

What names nobody is its own name, by the convention that our own news (batches C-N) follows
most often: as written ("ministry of health", "residents of Tarn", "Velm's pilots", "three
judges"), without article and relative clause, small at a sentence's start, with a pronoun's
owner put in. A spokesman of a body is the spokesman, not the body (23 of 26). What goes is the
bare place of the events behind people ("aid workers in the province") and what critics and
supporters are critics and supporters of, unless that is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from stance.reading.actor_list import name_key
from stance.reading.cast import Cast, Figure, Office, plain_office, same_head
from stance.reading.mentions import Mention, read_mention
from stance.reading.naming import figure_actor, kind_of, nearest
from stance.reading.nouns import is_office_word, is_organisation, is_role, singulars
from stance.reading.phrases import POSSESSIVES, QUANTITIES
from stance.schema import Actor, Span

OWN_VOICE: Final = frozenset(
    "mind eyes view opinion words head mouth voice account telling judgment judgement lips".split()
)
"""What speaks for nobody but its owner: "in her view"."""

_GENERIC: Final = frozenset("chief head leader boss".split())
"""Offices that go with any other noun: the transport chief may be "the minister"."""

_ADJECTIVAL: Final = ("ian", "ese", "ish")
"""Endings of adjectives that are built on names: "Velmian growers"."""

_ANOTHER: Final = frozenset("deputy vice former assistant shadow junior under".split())
"""Words that make another office: a deputy minister is not the minister."""

_LEAD: Final = 1
"""The last paragraph, counted from the headline's 0, that speaks of somebody still unnamed."""

_AHEAD: Final = 3
"""Sentences from such a description to the name."""

_KIN: Final[Mapping[str, float]] = MappingProxyType(
    {
        "wife": 1.0, "daughter": 1.0, "mother": 1.0, "sister": 1.0, "widow": 1.0,
        "husband": -1.0, "son": -1.0, "father": -1.0, "brother": -1.0, "widower": -1.0,
    }
)  # fmt: skip
"""Relations that mostly share a surname, with the gender they tell."""

_THE: Final = re.compile(r"\b[Tt]he\s[\w-]+,?\s+\Z")
_NOUN: Final = 40
"""An article and one noun before a name ("the minister, "), and characters they may take."""

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
    if mention.kind in {"person", "organisation"} and not mention.plural:
        figure = _beside(cast, mention, span)
        if figure is not None:
            return figure_actor(cast, figure)
    if mention.kind in {"person", "unknown"} and not mention.plural:
        figure = relation(cast, mention, owner) if owner is not None else None
        if figure is not None:
            return figure_actor(cast, figure)
        figure = holder(cast, mention, span, country, owner)
        if figure is not None:
            return figure_actor(cast, figure)
        figure = _barely_named(cast, mention, span, owner)
        if figure is not None:
            return figure_actor(cast, figure)
    if mention.definite and not mention.owner:
        longer = _longer(cast, mention, span, told)
        if longer is not None:
            return longer
    return Actor(name=_own_name(cast, mention, span, owner), kind=mention.kind, country=country)


def _beside(cast: Cast, described: Mention, span: Span) -> Figure | None:
    """The person or body named right after the description, between commas."""
    after = _BESIDE.match(cast.text, span.end)
    if after is None:
        return None
    mention = read_mention(after.group(1), cast.known)
    figure = cast.figures.get(name_key(mention.name)) if mention.name else None
    if figure is None and mention.name and mention.office:
        figure = next(iter(cast.named(mention.name)), None)
    return figure if figure is not None and figure.kind in {described.kind, "unknown"} else None


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
    placed = " in " in mention.words or not any(is_organisation(word, words) for word in names)
    if not matching and hanging and names and not country and placed:
        matching = _sole_holder(cast, asked)
    if not matching and owner is None:
        matching = _named_next(cast, asked, span)
    return nearest(matching, span) if matching else None


def relation(cast: Cast, mention: Mention, owner: Actor) -> Figure | None:
    """ "Her son": the one other bearer of her surname whose gender allows it."""
    if mention.words.lower() not in _KIN or owner.kind != "person":
        return None
    told = _KIN[mention.words.lower()]
    surname = owner.name.split()[-1]
    bearers = [
        figure
        for figure in cast.named(surname)
        if figure.words[-1] == surname and figure.name != owner.name
        if figure.kind in {"person", "unknown"} and told * figure.gender >= 0.0
    ]
    return bearers[0] if len(bearers) == 1 else None


def _sole_holder(cast: Cast, asked: Sequence[str]) -> list[Figure]:
    """The one person with just this office, where nothing says of what place.

    "The mayor of Tarn" is Mayor Ana Holt in an article that has no other mayor.
    """
    found = [
        figure
        for figure in cast.members
        if any(office.words == asked and not office.names for office in figure.offices)
    ]
    return found if len(found) == 1 else []


def _named_next(cast: Cast, asked: Sequence[str], span: Span) -> list[Figure]:
    """ "A trade minister said", and soon "The minister, Ana Holt, ..." tells which."""
    here = cast.sentence_of(span.start)
    return [
        figure
        for figure in cast.members
        for first in figure.spans[:1]
        if first.start > span.start and cast.sentence_of(first.start) - here <= _AHEAD
        if any(office.words == asked[-1:] and not office.names for office in figure.offices[:1])
        if _THE.search(cast.text, max(0, first.start - _NOUN), first.start) is not None
    ]


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


def may_hold(cast: Cast, mention: Mention, figure: Figure) -> bool:
    """Whether nothing said of a person contradicts a description: no other office or gender.

    One that says more than a noun ("the cook at the school") takes a bare name.
    """
    if mention.words.lower() != mention.office and figure.offices:
        return False
    told = {"f": 1.0, "m": -1.0}.get(mention.gender, 0.0)
    heads = {office.words[-1] for office in figure.offices if office.words}
    asked = plain_office(mention.office, cast.known)
    return told * figure.gender >= 0.0 and heads <= _GENERIC | set(asked[-1:])


def _barely_named(cast: Cast, mention: Mention, span: Span, owner: Actor | None) -> Figure | None:
    """The person whose bare name follows the description.

    "A deputy minister said on Monday", and then a sentence begins with a full name that has no
    office and no apposition: whose name it is has been told before. In an article's lead the
    name may come a little later, elsewhere it is the next sentence's subject.
    """
    if mention.kind != "person":
        return None
    here, paragraph = cast.sentence_of(span.start), cast.paragraph_of(span.start)
    near = []
    for figure in cast.members:
        first = min(figure.spans, key=lambda place: place.start)
        if not _is_bare(cast, figure, first) or (owner and figure.name == owner.name):
            continue
        beside = cast.paragraph_of(first.start) == paragraph
        if first.start < span.start:
            if beside:
                return None  # rather somebody who has just been named
            continue
        away = cast.sentence_of(first.start) - here
        opens = cast.sentences[here + away].start == first.start
        if (beside and away == 1 and opens) or (paragraph <= _LEAD and away <= _AHEAD):
            near.append((away, figure))
    return min(near, key=lambda item: item[0])[1] if near else None


def _is_bare(cast: Cast, figure: Figure, first: Span) -> bool:
    """Whether a speaker's full name came without an office or an apposition."""
    person = figure.kind in {"person", "unknown"} and not figure.place
    bare = person and len(figure.words) > 1 and not figure.offices and figure.speaks
    return bare and not cast.text.startswith(",", first.end)


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


def possessive(owner: Actor) -> str:
    """The owner's name in the possessive: "Ivo Kestrins's", "the growers'"."""
    last = owner.name.rpartition(" ")[2]
    plural = owner.kind != "person" and len(singulars(last)) > 1 and last.endswith("s")
    return owner.name + ("'" if plural else "'s")


def _own_name(cast: Cast, mention: Mention, span: Span, owner: Actor | None) -> str:
    """The description as a name: "his spokesman" and "Holt's spokesman" say whose in full."""
    words = mention.words
    if mention.owner in POSSESSIVES:
        return f"{possessive(owner)} {words}" if owner is not None else words
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
        words = re.sub(r"(['’]s?) own ", r"\1 ", words)
    return _small_initial(cast, words, span)


def _small_initial(cast: Cast, words: str, span: Span) -> str:
    """The words without the capital that only opens a sentence ("Unions", "Aid workers").

    A capital stays where the article writes it inside a sentence too, on acronyms, on what
    names a country, on endings of such adjectives, and before another capital.
    """
    first, _, rest = words.partition(" ")
    plain = re.sub(r"['’]s?$", "", first)
    low = plain.lower()
    opening = cast.text.startswith(first, span.start)
    if not first[:1].isupper() or not opening or rest[:1].isupper() or plain[1:2].isupper():
        return words
    common = low in cast.small or is_role(low, cast.known.words)
    if low in QUANTITIES:
        return low + words[len(low) :]
    inside = plain in cast.lone or rest.startswith("and ")
    foreign = cast.country_of_word(plain) or low.endswith(_ADJECTIVAL)
    possessive_name = plain != first and len(singulars(low)) == 1
    if not common and (inside or foreign or possessive_name):
        return words
    return first[:1].lower() + words[1:]
