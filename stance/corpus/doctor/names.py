"""Faults of names: actors and proposals that no list has, or that are written in several ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stance.corpus.doctor.entries import Entries, Entry
from stance.corpus.doctor.findings import Finding, Kind
from stance.reading.actor_list import ActorList, name_key
from stance.reading.lemmas import FUNCTION_WORDS, stem
from stance.schema import Proposal

# Small words that turn a proposal round; the others tell two apart no more than case does.
_TURNING: Final = frozenset(
    "not no never neither nor without against out off up down more less only unless until before"
    " after except from in into".split()
)
_SMALL: Final = FUNCTION_WORDS - _TURNING


@dataclass(frozen=True, slots=True)
class _Used:
    """A name with how often and where first it is used."""

    name: str
    count: int
    place: str


def _used(entries: Sequence[Entry], of: Callable[[Entry], str]) -> list[_Used]:
    counts: dict[str, int] = defaultdict(int)
    places: dict[str, str] = {}
    for entry in entries:
        name = of(entry)
        if name:
            counts[name] += 1
            places.setdefault(name, entry.place)
    return [_Used(name, count, places[name]) for name, count in counts.items()]


def check_spellings(read: Entries) -> Iterator[Finding]:
    """Names that are probably one name."""
    actors = _used(read.entries, lambda entry: entry.actor)
    yield from _alike(actors, name_key, Kind.ACTOR_SPELLING)
    proposals = _used(read.entries, lambda entry: entry.statement.proposal)
    yield from _alike(proposals, wording_key, Kind.PROPOSAL_WORDING)


def _alike(
    used: Sequence[_Used], key_of: Callable[[str], Hashable], kind: Kind
) -> Iterator[Finding]:
    groups: dict[Hashable, list[_Used]] = defaultdict(list)
    for item in used:
        groups[key_of(item.name)].append(item)
    for group in groups.values():
        commonest, *rest = sorted(group, key=lambda item: -item.count)
        for item in rest:
            said = f"{item.name!r} ({item.count}) beside {commonest.name!r} ({commonest.count})"
            yield Finding(kind, item.place, said, other=commonest.place)


def wording_key(phrase: str) -> tuple[str, ...]:
    """The telling words of a proposal as stems, in their order.

    >>> wording_key("Ban cruise ships from the old harbour") == wording_key(
    ...     "banning cruise ships from old harbour"
    ... )
    True
    >>> wording_key("stay in the league") == wording_key("stay out of the league")
    False
    """
    words = re.findall(r"[^\W_]+", phrase.casefold())
    told = tuple(word if word in _TURNING else stem(word) for word in words if word not in _SMALL)
    return told or tuple(words)


def check_actors(read: Entries, actors: ActorList) -> Iterator[Finding]:
    """Actors that the list knows under none of their names."""
    known = {name_key(name) for it in actors.entries for name in (it.name, *it.aliases)}
    for item in _used(read.entries, lambda entry: entry.actor):
        if name_key(item.name) not in known:
            said = f"{item.name!r}, {item.count} statements"
            yield Finding(Kind.UNKNOWN_ACTOR, item.place, said)


def check_proposals(read: Entries, proposals: Sequence[Proposal]) -> Iterator[Finding]:
    """Proposals that are no phrase of the list; an alias is told with its phrase."""
    phrases = {item.phrase for item in proposals}
    aliases = {
        wording_key(name): item.phrase
        for item in reversed(proposals)
        for name in (*item.aliases, item.phrase)
    }
    for item in _used(read.entries, lambda entry: entry.statement.proposal):
        if item.name in phrases:
            continue
        phrase = aliases.get(wording_key(item.name))
        hint = f": another name of {phrase!r}; write that" if phrase else ""
        said = f"{item.name!r}, {item.count} statements{hint}"
        yield Finding(Kind.UNKNOWN_PROPOSAL, item.place, said)
