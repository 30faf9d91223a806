"""What a tool without attributes cannot say of a Quote, in a list beside its regions.

    "statements": [{"start": 4, "end": 19, "label": "Quote|support", "proposal": "…", "id": "…"}]

An entry belongs to the Quote at these offsets with this label; where a coder has changed the
label, to the only Quote there that has no entry yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from stance.corpus.exchange import Fate, Loss
from stance.corpus.regions import LABEL_SEPARATOR, NOTES, Link, Part, Region, first_pieces
from stance.errors import RecordError
from stance.schema import parse_text

KEY: Final = "statements"
_KEPT: Final = tuple(note for note in NOTES if note != "stance")


@dataclass(frozen=True, slots=True)
class Noted:
    """Regions with the notes from beside them; `losses` are entries whose Quote is gone."""

    regions: tuple[Region, ...]
    losses: tuple[Loss, ...]


def label_of(region: Region) -> str:
    """``Actor``, ``Quote`` or ``Quote|support``."""
    stance = region.notes.get("stance", "")
    return f"{region.part}{LABEL_SEPARATOR}{stance}" if stance else str(region.part)


def entry(region: Region) -> dict[str, Any]:
    """What stands beside a Quote, empty where its label says all."""
    notes = {key: region.notes[key] for key in _KEPT if region.notes.get(key)}
    (span,) = region.spans
    at = {"start": span.start, "end": span.end, "label": label_of(region)}
    return {**at, **notes} if notes else {}


def with_notes(regions: Sequence[Region], links: Sequence[Link], listed: Any, place: str) -> Noted:
    """The regions, Quotes with their entries; of pieces the first has the entry.

    Raises `RecordError` for what is no such list.
    """
    entries = _entries(listed)
    heads = set(first_pieces(regions, links).values())
    quotes = [
        number
        for number, region in enumerate(regions)
        if region.part is Part.QUOTE and region.key in heads
    ]
    found = list(regions)
    losses: list[Loss] = []
    for by_label in (True, False):
        waiting: list[dict[str, Any]] = []
        for values in entries:
            fits = [
                number
                for number in quotes
                if _is_at(found[number], values)
                and (not by_label or label_of(found[number]) == values.get("label"))
            ]
            if not fits or (not by_label and len(fits) > 1):
                waiting.append(values)
                continue
            quotes.remove(fits[0])
            notes = {key: parse_text(values, key) for key in _KEPT if values.get(key)}
            region = found[fits[0]]
            found[fits[0]] = replace(region, notes={**notes, **region.notes})
        entries = waiting
    for values in entries:
        reason = "what stood beside a Quote that is gone, or moved, has no place"
        losses.append(Loss(Fate.DROPPED, place, reason, f"{values!r:.120}"))
    return Noted(tuple(found), tuple(losses))


def _entries(listed: Any) -> list[dict[str, Any]]:
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(values, dict) for values in listed):
        raise RecordError(f"{KEY}: expected a list of objects, found {listed!r:.60}")
    return list(listed)


def _is_at(region: Region, values: dict[str, Any]) -> bool:
    span = region.spans[0]
    return (span.start, span.end) == (values.get("start"), values.get("end"))
