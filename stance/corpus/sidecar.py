"""What a tool without attributes cannot say of a Quote, in a list beside its regions.

    "statements": [{"start": 4, "end": 19, "label": "Quote|support", "proposal": "…", "id": "…"}]

An entry belongs to the Quote at these offsets with this label; where a coder has changed the
label, to the Quote there, if both are the only ones left. The label of a model's answer asks
(``Quote|support?``), so that what nobody has confirmed is never taken for a coder's; its
probabilities are the entry's `score`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from stance.corpus.exchange import Fate, Loss
from stance.corpus.files import are_whole
from stance.corpus.regions import (
    LABEL_SEPARATOR,
    NOTES,
    Label,
    Link,
    Part,
    Region,
    first_pieces,
    parse_label,
)
from stance.corpus.scores import parse_score, score_values
from stance.errors import RecordError
from stance.schema import parse_text

KEY: Final = "statements"
ASKS: Final = "?"
_KEPT: Final = tuple(note for note in NOTES if note != "stance")


@dataclass(frozen=True, slots=True)
class Noted:
    """Regions with the notes from beside them; `losses` are entries whose Quote is gone."""

    regions: tuple[Region, ...]
    losses: tuple[Loss, ...]


def label_of(region: Region) -> str:
    """``Actor``, ``Quote``, ``Quote|support`` or ``Quote|support?``."""
    stance = region.notes.get("stance", "")
    asks = ASKS if region.is_predicted else ""
    return f"{region.part}{LABEL_SEPARATOR}{stance}{asks}" if stance else str(region.part)


def parse_marked(name: str) -> tuple[Label | None, bool]:
    """A label, and whether it asks."""
    bare = name.rstrip().removesuffix(ASKS)
    label = parse_label(bare)
    asks = bare != name.rstrip()
    return (None, False) if asks and not (label and label.stance) else (label, asks)


def entry(region: Region) -> dict[str, Any]:
    """What stands beside a Quote, empty where its label says all."""
    notes = {key: region.notes[key] for key in _KEPT if region.notes.get(key)}
    (span,) = region.spans
    at = {"start": span.start, "end": span.end, "label": label_of(region)}
    score = {"score": score_values(region.score)} if region.score else {}
    return {**at, **notes, **score} if notes or score else {}


def with_notes(regions: Sequence[Region], links: Sequence[Link], listed: Any, place: str) -> Noted:
    """The regions, Quotes with their entries; of pieces the first has the entry.

    Raises `RecordError` for what is no such list.
    """
    heads = set(first_pieces(regions, links).values())
    places: defaultdict[tuple[int, int], _Place] = defaultdict(_Place)
    for number, region in enumerate(regions):
        if region.part is Part.QUOTE and region.key in heads:
            places[region.spans[0].start, region.spans[0].end].quotes.append(number)
    for values in _entries(listed):
        places[values["start"], values["end"]].entries.append(values)
    found = list(regions)
    losses: list[Loss] = []
    for at in places.values():
        for number, values in at.matched(regions):
            notes = {key: parse_text(values, key) for key in _KEPT if values.get(key)}
            found[number] = replace(
                found[number],
                notes={**notes, **found[number].notes},
                score=parse_score(values["score"]) if "score" in values else None,
            )
        for values in at.entries:
            reason = "what stood beside a Quote that is gone, or moved, has no place"
            losses.append(Loss(Fate.DROPPED, place, reason, f"{values!r:.120}"))
    return Noted(tuple(found), tuple(losses))


@dataclass(slots=True)
class _Place:
    """The Quotes at one place, by their numbers, and the entries that are for them."""

    quotes: list[int] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def matched(self, regions: Sequence[Region]) -> list[tuple[int, dict[str, Any]]]:
        """Each Quote's entry, by the label; what is left afterwards has found no Quote."""
        pairs: list[tuple[int, dict[str, Any]]] = []
        for values in list(self.entries):
            fits = [each for each in self.quotes if label_of(regions[each]) == values.get("label")]
            if fits:
                pairs.append((fits[0], values))
                self.quotes.remove(fits[0])
                self.entries.remove(values)
        if len(self.quotes) == len(self.entries) == 1:  # its label was changed
            pairs.append((self.quotes.pop(), self.entries.pop()))
        return pairs


def _entries(listed: Any) -> list[dict[str, Any]]:
    if listed is None:
        return []
    if not isinstance(listed, list):
        raise RecordError(f"{KEY}: expected a list of objects, found {listed!r:.60}")
    for values in listed:
        match values:
            case {"start": start, "end": end} if are_whole(start, end):
                continue
        raise RecordError(f"{KEY}: expected objects with start and end, found {values!r:.60}")
    return listed
