"""The results of a Label Studio annotation: regions with their labels and notes, relations.

Results that share an `id` are one region: its labels, its choices, what was written for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stance.corpus.exchange import Fate, Loss
from stance.corpus.labelstudio_config import ACTOR_KIND, AREAS, STANCE
from stance.corpus.offsets import Piece
from stance.corpus.regions import Label, Link, Part, parse_label
from stance.errors import RecordError
from stance.schema import LABELS

_LABELS: Final = ("labels", "hypertextlabels")
_FOREIGN: Final = "a label that is none of ours; known are Quote, Actor, Cue, Condition, Proposal"


@dataclass(slots=True)
class Drawn:
    """A region as its results draw it, offsets as the file counts them."""

    key: str
    piece: Piece
    words: str | None
    place: str
    label: Label | None = None
    notes: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    score: float | None = None
    is_named: bool = True

    @property
    def part(self) -> Part | None:
        """A region that has a stance and no label is a Quote."""
        return self.label.part if self.label else Part.QUOTE if "stance" in self.notes else None


@dataclass(slots=True)
class Results:
    """Everything one annotation draws. `whole` has the notes on the text as a whole."""

    place: str
    whole: Drawn
    regions: dict[str, Drawn] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, place: str, reason: str, detail: str = "", *, fault: bool = False) -> None:
        self.losses.append(Loss(Fate.DROPPED, place, reason, detail, fault))


@dataclass(frozen=True, slots=True)
class _Result:
    """One result, its value, and what it adds to."""

    found: Results
    item: Mapping[str, Any]
    value: Mapping[str, Any]
    where: str

    @property
    def control(self) -> str:
        return str(self.item.get("from_name", ""))

    def lose(self, reason: str, detail: str) -> None:
        self.found.lose(self.where, reason, detail[:80])


def parse_results(result: Any, place: str) -> Results:
    """The list of results; what cannot be read of it is among the losses.

    A region of which one result is wrong is left out whole: without its stance it would seem to
    be one that nobody has coded yet.
    """
    found = Results(place, Drawn("", Piece(0, 0), None, place, is_named=False))
    if not isinstance(result, list):
        found.lose(place, "result: expected a list", f"{result!r:.60}", fault=True)
        return found
    broken: set[str] = set()
    for number, item in enumerate(result, start=1):
        where = f"{place}, result {number}"
        try:
            if not isinstance(item, dict):
                raise RecordError(f"expected an object, found {type(item).__name__}")
            _add(found, item, where)
        except RecordError as error:
            found.lose(where, error.reason, fault=True)
            if isinstance(item, dict):
                broken.add(str(item.get("id")))
    for key in broken & found.regions.keys():
        del found.regions[key]
    for drawn in found.regions.values():
        if drawn.part is None and drawn.notes:
            found.lose(drawn.place, "a region without a label", f"{drawn.notes}"[:80])
    return found


def _add(found: Results, item: Mapping[str, Any], where: str) -> None:
    kind = str(item.get("type"))
    if kind == "relation":
        found.links.append(_link(item, where))
        return
    value = item.get("value")
    if not isinstance(value, dict):
        raise RecordError(f"value: expected an object, found {value!r:.60}")
    result = _Result(found, item, value, where)
    if kind in _LABELS:
        _label(result, _region(result))
    elif kind in _CONTROLS:
        drawn = _region(result) if "start" in value else found.whole
        _CONTROLS[kind](result, drawn.notes)
    else:
        result.lose("a result of a type that says nothing here", repr(kind))


def _link(item: Mapping[str, Any], where: str) -> Link:
    ends = [item.get("from_id"), item.get("to_id")]
    if not all(isinstance(end, str) and end for end in ends):
        raise RecordError(f"a relation needs from_id and to_id, found {ends!r:.60}")
    names = _strings(item, "labels")
    start, end = (str(each) for each in ends)
    if item.get("direction") == "left":
        start, end = end, start
    return Link(names[0] if names else "", start, end, where)


def _region(result: _Result) -> Drawn:
    """The region of this result, begun if it is the first one's."""
    item, value, found = result.item, result.value, result.found
    piece = Piece(_offset(value, "start"), _offset(value, "end"))
    given = item.get("id")
    key = str(given) if given not in (None, "") else f"{piece.start}-{piece.end}"
    new = Drawn(key, piece, None, f"{found.place}, region {key}", is_named=bool(given))
    drawn = found.regions.setdefault(key, new)
    if drawn.piece != piece:
        raise RecordError(f"region {key} is {drawn.piece} in one result and {piece} in another")
    words = value.get("text") if item.get("type") != "textarea" else None
    if isinstance(words, str) and words:
        drawn.words = words
    score, meta = item.get("score"), item.get("meta")
    if isinstance(score, int | float) and not isinstance(score, bool):
        drawn.score = float(score)
    if isinstance(meta, dict):
        drawn.meta.update(meta)
        if meta.get("text"):
            result.lose("a comment on the region has no place", f"{meta['text']!r}")
    return drawn


def _offset(value: Mapping[str, Any], key: str) -> int:
    offset = value.get(key)
    if type(offset) is int:
        return offset
    if isinstance(offset, str) and offset.isascii() and offset.isdigit() and len(offset) < 20:
        return int(offset)
    raise RecordError(
        f"{key}: expected a number of characters, found {offset!r:.60}; only regions of the Text"
        " tag are read (those of HyperText and Paragraphs count in a page, not in a text)"
    )


def _label(result: _Result, drawn: Drawn) -> None:
    kind = str(result.item.get("type"))
    for name in _strings(result.value, kind if kind in result.value else "labels"):
        label = parse_label(name)
        if label is None:
            result.lose(_FOREIGN, repr(name))
        elif drawn.label is not None and drawn.label.part is not label.part:
            raise RecordError(f"region {drawn.key} is both {drawn.label.part} and {label.part}")
        else:
            drawn.label = label
            if label.stance:
                _note(drawn.notes, STANCE, label.stance)


def _choices(result: _Result, notes: dict[str, str]) -> None:
    chosen = _strings(result.value, "choices")
    if not chosen:
        return
    # Two on one region are none of the allowed ones, and the message then names both.
    value = ", ".join(chosen)
    if result.control == ACTOR_KIND:
        _note(notes, ACTOR_KIND, value)
    elif result.control == STANCE or all(name.strip().lower() in LABELS for name in chosen):
        _note(notes, STANCE, value)
    else:
        reason = f"a choice that is none of ours; name the control {STANCE} or {ACTOR_KIND}"
        result.lose(reason, f"{result.control}: {value}")


def _area(result: _Result, notes: dict[str, str]) -> None:
    entries = _strings(result.value, "text")
    if result.control not in AREAS:
        reason = f"a written note that is none of ours; name the control {', '.join(AREAS)}"
        result.lose(reason, f"{result.control}: {'; '.join(entries)}")
        return
    for entry in entries[1:]:
        result.lose(f"a second entry of {result.control}; a statement has one", repr(entry))
    if entries:
        _note(notes, result.control, entries[0])


_CONTROLS: Final[Mapping[str, Callable[[_Result, dict[str, str]], None]]] = {
    "choices": _choices,
    "textarea": _area,
}


def _note(notes: dict[str, str], key: str, value: str) -> None:
    if notes.setdefault(key, value) != value:
        raise RecordError(f"{key}: {notes[key]!r:.40} in one result and {value!r:.40} in another")


def _strings(values: Mapping[str, Any], key: str) -> list[str]:
    found = values.get(key)
    if found is None:
        return []
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(entry, str) for entry in listed):
        raise RecordError(f"{key}: expected texts, found {found!r:.60}")
    return listed
