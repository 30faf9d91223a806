"""Labelled regions and the relations between them, as annotation tools have them, as statements.

    Quote      what is said: one statement, with its stance
    Actor      who says it            Actor —says→ Quote
    Cue        the word of saying     Cue —says→ Quote
    Condition  what it hangs on       Quote —if→ Condition
    Proposal   what it is about       Quote —about→ Proposal
    a piece of any of these           piece —continues→ first piece

Relations may be drawn either way. What the text does not hold, a proposal's phrase or an actor's
name, is a note on the Quote, or on the Proposal or Actor that it is linked with. A Quote linked
with two Actors (or Proposals) that are no pieces of one is a statement of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stance.schema import LABELS, Score, Spans, Stance, parse_stance_or_none


class Part(StrEnum):
    """What a region is to a statement; the value is its label in every tool."""

    QUOTE = "Quote"
    ACTOR = "Actor"
    CUE = "Cue"
    CONDITION = "Condition"
    PROPOSAL = "Proposal"


SAYS: Final = "says"
ABOUT: Final = "about"
IF: Final = "if"
CONTINUES: Final = "continues"
RELATIONS: Final = (SAYS, ABOUT, IF, CONTINUES)

NOTES: Final = ("stance", "proposal", "actor", "actor_kind", "country", "id")
"""What may be noted on a region beside its label."""

LABEL_SEPARATOR: Final = "|"
"""Between the label of a Quote and its stance, in tools without attributes: ``Quote|support``."""

NAMES: Final = {Part.ACTOR: SAYS, Part.CUE: SAYS, Part.CONDITION: IF, Part.PROPOSAL: ABOUT}
"""What the relation of a Quote with each other part is called."""
_ALIASES: Final = {"content": Part.QUOTE, "source": Part.ACTOR}
_PARTS: Final = {**{part.value.lower(): part for part in Part}, **_ALIASES}


@dataclass(frozen=True, slots=True)
class Region:
    """Spans with a label, in code points. `key` is its name within its document, `place` the
    one for messages; `notes` have some of `NOTES`. On a Quote `score` is a model's answer, and
    the stance among the notes is a coder's unless it `is_predicted`."""

    key: str
    part: Part
    spans: Spans
    place: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    score: Score | None = None
    is_predicted: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of a region to another; an empty name is one that nobody has named."""

    name: str
    start: str
    end: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as its part and, where it says so, the stance (unchecked)."""

    part: Part
    stance: str = ""


def parse_label(name: str) -> Label | None:
    """``Quote``, ``Quote|support`` or a bare ``support``, in any case; None for any other.

    >>> parse_label("Quote|support"), parse_label("oppose"), parse_label("ORG")
    (Label(part=<Part.QUOTE: 'Quote'>, stance='support'), \
Label(part=<Part.QUOTE: 'Quote'>, stance='oppose'), None)
    """
    part, separator, stance = name.strip().lower().partition(LABEL_SEPARATOR)
    if not separator and part in LABELS:
        return Label(Part.QUOTE, part)
    known = _PARTS.get(part.strip())
    if known is None or (separator and known is not Part.QUOTE):
        return None
    return Label(known, stance.strip())


def first_pieces(regions: Sequence[Region], links: Sequence[Link]) -> dict[str, str]:
    """The key of the first piece for that of each region; a region of one piece is its own.

    First is what comes first in `regions`, whichever way a relation was drawn.
    """
    parts = {region.key: region.part for region in regions}
    order = {key: number for number, key in enumerate(parts)}
    heads = {key: key for key in parts}
    for link in links:
        is_known = link.start in parts and link.end in parts
        if link.name.lower() == CONTINUES and is_known and parts[link.start] is parts[link.end]:
            ends = _head(heads, link.start), _head(heads, link.end)
            first, second = sorted(ends, key=order.__getitem__)
            heads[second] = first
    return {key: _head(heads, key) for key in heads}


def _head(heads: dict[str, str], key: str) -> str:
    """The first piece; the way there is shortened for the next who asks."""
    while heads[key] != key:
        heads[key] = heads[heads[key]]
        key = heads[key]
    return key


def parse_note_stance(name: str) -> Stance | None:
    """A stance in any case; None where there is none yet. `RecordError` names the five."""
    return parse_stance_or_none(name.strip().lower())
