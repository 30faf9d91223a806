"""The records of a brat annotation file as regions and relations.

    T3⇥Content 10 25;40 61⇥surface          a span, discontinuous or not, with the words it covers
    E1⇥Attribution:T4 Content:T3 Cue:T2 Source:T1   one statement: its trigger, and its parts
    R1⇥About Arg1:T3 Arg2:T7                a relation of `stance.corpus.regions`
    A1⇥Stance E1 support                    an attribute: Stance, ActorKind, Predicted
    #1⇥Proposal E1⇥set up a ferry           a note: Proposal, Actor, Country, Id, Coder, Score
    #2⇥AnnotatorNotes T3⇥proposal: set up a ferry   the same as a coder can write it in brat
    N1⇥Reference T1 Actors:17⇥Ada Brik      a normalisation: an actor's canonical name

Content is a Quote and Source an Actor. An attribute or note on the content of an event is on the
event. Predicted shows a model's label, whose answer is the Score; Stance is what a coder says of
it, and is not there before one does. Offsets count code points.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from stance.corpus.brat import Record, records
from stance.corpus.exchange import Fate, Loss
from stance.corpus.offsets import Claim, Piece
from stance.corpus.regions import Part, parse_label
from stance.errors import RecordError
from stance.schema import LABELS

CODER: Final = "coder"
PREDICTED: Final = "predicted"
SCORE: Final = "score"
_NOTES: Final = {
    "stance": "stance",
    "proposal": "proposal",
    "actor": "actor",
    "actorkind": "actor_kind",
    "actor_kind": "actor_kind",
    "country": "country",
    "id": "id",
    "predicted": PREDICTED,
    "score": SCORE,
    CODER: CODER,
}
"""What an attribute or a note may be called, in small letters, and what it is."""

_SPAN: Final = re.compile(r"(T\S+)\t(\S+) ([-\d ;]+)\t(.*)", re.DOTALL)
_EVENT: Final = re.compile(r"(E\S+)\t(\S+:\S+(?: +\S+:\S+)*) *")
_RELATION: Final = re.compile(r"(R\S+)\t(\S+) +Arg1:(\S+) +Arg2:(\S+)\s*")
_ATTRIBUTE: Final = re.compile(r"([AM]\S+)\t(\S+) (\S+)(?: (.+))?")
_NOTE: Final = re.compile(r"(#\S*)\t(\S+) (\S+)\t(.*)", re.DOTALL)
_NORM: Final = re.compile(r"(N\S+)\t(\S+) (\S+) (\S+)(?:\t(.*))?", re.DOTALL)
_WRITTEN: Final = re.compile(r"\s*(\w+)\s*[:=]\s*(.+?)\s*", re.DOTALL)
_KNOWN: Final = "Source, Cue, Content, Condition, Proposal"
_TRIGGER: Final = "attribution"  # PolNeAR also has Attribution-no-source


@dataclass(frozen=True, slots=True)
class Marked:
    """A text-bound annotation with a label of ours."""

    key: str
    part: Part
    claim: Claim


@dataclass(frozen=True, slots=True)
class Event:
    """An attribution: the keys of its parts."""

    key: str
    place: str
    parts: Mapping[Part, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two spans or events."""

    name: str
    start: str
    end: str
    place: str


@dataclass(slots=True)
class Annotations:
    """One file's records. `notes` are those on each span or event, by its key."""

    marks: dict[str, Marked] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    notes: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    broken: set[str] = field(default_factory=set)
    losses: list[Loss] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)

    def lose(self, place: str, reason: str, detail: str = "", *, fault: bool = False) -> None:
        self.losses.append(Loss(Fate.DROPPED, place, reason, detail, fault))

    def note(self, target: str, key: str, value: str) -> None:
        """A second, other value makes the target unreadable, so that neither wins in silence."""
        if self.notes[target].setdefault(key, value) != value:
            self.broken.add(target)
            found = self.notes[target][key]
            raise RecordError(f"{target} has two values of {key}: {found!r:.40} and {value!r:.40}")


def parse_annotations(ann: str, name: str) -> Annotations:
    """The records of a file called `name`; those that cannot be read are among the losses."""
    found = Annotations()
    for record in records(ann):
        try:
            _parse(record, f"{name}:{record.line}", found)
        except RecordError as error:
            found.lose(f"{name}:{record.line}", error.reason, fault=True)
    return found


def _parse(record: Record, place: str, found: Annotations) -> None:
    text = record.text
    if match := _SPAN.fullmatch(text):
        _span(match, place, found)
    elif match := _EVENT.fullmatch(text):
        found.events.append(_event(match, place, found))
    elif match := _RELATION.fullmatch(text):
        found.relations.append(Relation(match[2].lower(), match[3], match[4], place))
    elif match := _ATTRIBUTE.fullmatch(text):
        _attribute(match, place, found)
    elif match := _NOTE.fullmatch(text):
        _written(match, place, found)
    elif match := _NORM.fullmatch(text):
        found.note(match[3], "actor", match[5] or match[4])
    elif text.startswith("*\t"):
        found.lose(place, "an equivalence, for which there is no place", text[:60])
    else:
        raise RecordError(
            f"not a brat record: {text[:60]!r}; expected T, E, R, A, N or #, and a tab behind it"
        )


def _span(match: re.Match[str], place: str, found: Annotations) -> None:
    key, name, offsets, words = match[1], match[2], match[3], match[4]
    if key in found.marks or key in found.triggers:
        raise RecordError(f"{key} stands twice in the file")
    if name.lower().startswith(_TRIGGER):
        found.triggers.add(key)
        return
    label = parse_label(name)
    if label is None:
        found.lose(place, f"a label that is none of ours; known are {_KNOWN}", name)
        return
    pieces = [piece.split() for piece in offsets.split(";")]
    if not all(len(piece) == 2 and all(_is_whole(part) for part in piece) for piece in pieces):
        raise RecordError(f"{key}: expected start end[;start end], found {offsets!r:.60}")
    claim = Claim(tuple(Piece(int(a), int(b)) for a, b in pieces), words or None, place)
    found.marks[key] = Marked(key, label.part, claim)
    if label.stance:
        found.note(key, "stance", label.stance)


def _is_whole(part: str) -> bool:
    return part.removeprefix("-").isdigit() and len(part) < 20


def _event(match: re.Match[str], place: str, found: Annotations) -> Event:
    parts: defaultdict[Part, list[str]] = defaultdict(list)
    for pair in match[2].split():
        role, _, target = pair.partition(":")
        label = parse_label(role.rstrip("0123456789"))
        if label:
            parts[label.part].append(target)
        elif not role.lower().startswith(_TRIGGER):
            found.lose(place, f"a role that is none of ours; known are {_KNOWN}", role)
    return Event(match[1], place, {part: tuple(keys) for part, keys in parts.items()})


def _attribute(match: re.Match[str], place: str, found: Annotations) -> None:
    name, target, value = match[2], match[3], match[4]
    key = _NOTES.get(name.lower())
    if key and value:
        found.note(target, key, value)
    elif name.lower() in LABELS and not value:
        found.note(target, "stance", name.lower())
    else:
        found.lose(place, "an attribute that is none of ours; known are Stance, ActorKind", name)


def _written(match: re.Match[str], place: str, found: Annotations) -> None:
    """A note of a type of ours, or a coder's own that begins with what it is."""
    name, target, value = match[2], match[3], match[4]
    key = _NOTES.get(name.lower())
    if key is None:
        own = _WRITTEN.fullmatch(value)
        key = _NOTES.get(own[1].lower()) if own else None
        value = own[2] if own else value
    if key:
        found.note(target, key, value)
    else:
        reason = "a note for which there is no place; write proposal: …, or actor: …"
        found.lose(place, reason, repr(value)[:80])
