"""A brat file's records as regions and links: an event is the Quote of its content."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from stance.corpus.brat_records import PREDICTED, SCORE, Annotations
from stance.corpus.offsets import merged
from stance.corpus.regions import NAMES, Link, Part, Region
from stance.corpus.scores import parse_score
from stance.errors import RecordError
from stance.schema import Score, Spans


class Board:
    """One file's annotations; `spans` are those of the marks whose offsets were kept."""

    def __init__(self, annotations: Annotations, spans: Mapping[str, Spans]) -> None:
        self.annotations = annotations
        self.spans = spans
        self._events = {event.key: event for event in annotations.events}
        self._of_content: defaultdict[str, list[str]] = defaultdict(list)
        self._spent: set[str] = set()
        for event in annotations.events:
            for key in event.parts.get(Part.QUOTE, ()):
                self._of_content[key].append(event.key)
        self._pass_over()

    def _pass_over(self) -> None:
        """Leftovers: events without content, and what they alone refer to; notes on nothing."""
        lose = self.annotations.lose
        used: set[str] = set()
        for event in self.annotations.events:
            keys = {key for each in event.parts.values() for key in each}
            if event.parts.get(Part.QUOTE):
                used |= keys
                continue
            lose(event.place, "an attribution without content, which is no statement", event.key)
            self._spent |= keys
        self._spent -= used
        known = {*self.annotations.marks, *self.annotations.triggers, *self._events}
        for target in sorted(self.annotations.notes.keys() - known):
            said = f"{target}: {dict(self.annotations.notes[target])}"
            lose("notes and attributes", "a note on what is not there, or was left out", said[:80])

    def notes(self, key: str) -> dict[str, str]:
        """Those of an event, and those of its content that it has not."""
        event = self._events.get(key)
        contents = event.parts.get(Part.QUOTE, ()) if event else ()
        notes: dict[str, str] = {}
        for each in (*contents, key):
            notes |= self.annotations.notes.get(each, {})
        return notes

    def regions(self) -> list[Region]:
        marks, broken = self.annotations.marks, self.annotations.broken
        found = [
            Region(key, marks[key].part, spans, marks[key].claim.place, self.notes(key))
            for key, spans in self.spans.items()
            if key not in self._of_content and key not in self._spent and key not in broken
        ]
        for event in self.annotations.events:
            contents = event.parts.get(Part.QUOTE, ())
            if not contents or broken & {event.key, *contents}:
                continue
            if not self.spans.keys() >= set(contents):
                reason = "an attribution whose content is not there, or was left out"
                self.annotations.lose(event.place, reason, event.key)
                continue
            spans = merged(span for key in contents for span in self.spans[key])
            notes = self.notes(event.key)
            try:
                score = _score(notes.pop(SCORE, ""))
            except RecordError as error:
                self.annotations.lose(event.place, error.reason, event.key, fault=True)
                continue
            asks = bool(notes.pop(PREDICTED, "")) and not notes.get("stance")
            place = event.place
            found.append(Region(event.key, Part.QUOTE, spans, place, notes, score, asks))
        return found

    def links(self) -> list[Link]:
        found = [
            Link(NAMES[part], event.key, key, event.place)
            for event in self.annotations.events
            if event.parts.get(Part.QUOTE)
            for part, keys in event.parts.items()
            if part is not Part.QUOTE
            for key in keys
        ]
        for relation in self.annotations.relations:
            ends = (self._of_content.get(end, [end]) for end in (relation.start, relation.end))
            found += [
                Link(relation.name, start, end, relation.place) for start, end in product(*ends)
            ]
        return found


def _score(written: str) -> Score | None:
    if not written:
        return None
    try:
        return parse_score(json.loads(written))
    except ValueError as error:
        raise RecordError(f"Score: is not JSON ({error})") from None
