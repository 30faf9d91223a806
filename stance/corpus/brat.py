"""PolNeAR's annotations (brat standoff) as attributions.

    T<n>⇥<Type> start end[;start end]⇥surface     a span: Source, Cue, Content, Attribution
    E<n>⇥Attribution:T1 Source:T2 Cue:T3 …        one attribution and its roles

A role may repeat (``Content2``), its letters may be small (``source:``), and an attribution may
have no source (``Attribution-no-source``). A surface that holds line breaks shows them as
spaces, or goes on in the next lines of the file.

Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News", LREC 2018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from stance.corpus.offsets import merged
from stance.errors import RecordError
from stance.schema import Attribution, Span, Spans, cut

_MARK: Final = re.compile(r"(T)(\d+)\t(\S+) ([\d ;]+)\t(.*)", re.DOTALL)
_EVENT: Final = re.compile(r"E\d+\t(.*)", re.DOTALL)
_ROLE: Final = re.compile(r"(Attribution-no-source|Attribution|Source|Cue|Content)\d*", re.I)
# Lines that brat writes beside spans and events: attributes, notes, relations, equivalences.
_RECORD: Final = re.compile(r"[TEAMRN#*]\d*\t")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file, continuation lines included."""

    line: int
    text: str


def read_annotations(text: str, ann: str, path: str | Path) -> tuple[Attribution, ...]:
    """The attributions of one .ann file over its article's text, in the order of the file.

    `depth` counts the other attributions whose content encloses this one. Attributions without
    cue and content (they occur as leftovers) are passed over. Raises `RecordError` with path and
    line where a span lies beyond the text, its surface is not the text's, or a role is unknown.
    """
    marks: dict[str, Spans] = {}
    events: list[Record] = []
    for record in records(ann):
        try:
            if record.text.startswith("T"):
                name, spans = _mark(record.text, text)
                marks[name] = spans
            elif record.text.startswith("E"):
                events.append(record)
        except RecordError as error:
            raise error.at(path, record.line) from None
    found: list[Attribution] = []
    for record in events:
        try:
            attribution = _attribution(record.text, marks)
        except RecordError as error:
            raise error.at(path, record.line) from None
        if attribution.cue or attribution.content:
            found.append(attribution)
    return tuple(replace(each, depth=_depth(each, found)) for each in found)


def records(ann: str) -> Iterator[Record]:
    """The records of a file; a line that does not begin like one goes on the one before it."""
    start, parts = 0, list[str]()
    for number, line in enumerate(ann.split("\n"), start=1):
        if _RECORD.match(line):
            if parts:
                yield Record(start, "\n".join(parts).rstrip("\r\n"))
            start, parts = number, [line]
        elif parts:
            parts.append(line)
        elif line.strip():
            yield Record(number, line)
    if parts:
        yield Record(start, "\n".join(parts).rstrip("\r\n"))


def _mark(record: str, text: str) -> tuple[str, Spans]:
    match = _MARK.fullmatch(record)
    if not match:
        raise RecordError(
            f"not a brat span: {record[:40]!r}; expected T<n>, type, start end[;start end], surface"
        )
    pieces = [piece.split() for piece in match[4].split(";")]
    if not all(len(piece) == 2 for piece in pieces):
        raise RecordError(f"T{match[2]}: expected start end[;start end], found {match[4]!r}")
    # Pieces stand in the order in which they were marked, which the surface follows.
    spans = [Span(int(start), int(end)) for start, end in pieces]
    last = max(span.end for span in spans)
    if last > len(text):
        raise RecordError(
            f"T{match[2]}: ends at {last}, beyond the text, which has {len(text)}"
            " characters; is this the annotation of another article?"
        )
    surface = _flat(cut(text, spans))
    if surface != _flat(match[5]):
        raise RecordError(
            f"T{match[2]}: the surface {match[5][:60]!r} is not the text at {match[4]}:"
            f" {surface[:60]!r}; offsets count code points, end exclusive"
        )
    return f"T{match[2]}", merged(spans)


def _flat(surface: str) -> str:
    """White space made single: surfaces copy line breaks as spaces, some twice."""
    return " ".join(surface.split())


def _attribution(record: str, marks: dict[str, Spans]) -> Attribution:
    match = _EVENT.fullmatch(record)
    if not match:
        raise RecordError(f"not a brat event: {record[:40]!r}; expected E<n>, Role:T<n> …")
    roles: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for part in match[1].split():
        role, _, target = part.partition(":")
        known = _ROLE.fullmatch(role)
        if not known:
            raise RecordError(f"unknown role {role!r}; known are Attribution, Source, Cue, Content")
        if target not in marks:
            raise RecordError(f"{role} points to {target!r}, which is no span of this file")
        if not known[1].lower().startswith("attribution"):
            roles[known[1].lower()].extend(marks[target])
    return Attribution(
        source=merged(roles["source"]),
        cue=merged(roles["cue"]),
        content=merged(roles["content"]),
    )


def _depth(inner: Attribution, everyone: list[Attribution]) -> int:
    pieces = (*inner.source, *inner.cue, *inner.content)
    return sum(
        outer is not inner
        and all(any(hold.contains(piece) for hold in outer.content) for piece in pieces)
        for outer in everyone
    )
