"""DNA's event list: one line a statement, as Discourse Network Analyzer 3 exports it (CSV).

    "statement_id";"time";<variables>;"start_position";"stop_position";"text";"coder";
    "document_id";"document_title";"document_author";…;"document_type"

Cells are separated by semicolons; numbers and times stand bare, texts in quotation marks, in
which DNA turns ``;`` into ``,`` and ``"`` into ``'`` without any mark. The columns in the middle
are the variables of the statement type. The first releases of DNA 3 name and order the others
otherwise; both are read. A list has no articles, so its offsets are not kept.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.corpus.decoding import opened, read_text
from stance.corpus.dna.terms import (
    LABEL_VARIABLES,
    Actors,
    Cell,
    Reading,
    date_of,
    names_of,
    other_actors,
    role_of,
    seconds_of,
    understand,
)
from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.errors import InputError, RecordError
from stance.schema import LABELS, Statement

BEFORE: Final = ("statement_id", "time")
AFTER: Final = (
    *("start_position", "stop_position", "text", "coder", "document_id", "document_title"),
    *("document_author", "document_source", "document_section", "document_type"),
)
_OLD: Final = "statement ID"
_OLD_NAMES: Final[Mapping[str, str]] = {
    _OLD: "statement_id",
    "document ID": "document_id",
    "document title": "document_title",
    "author": "document_author",
    "source": "document_source",
    "section": "document_section",
    "type": "document_type",
}
_NEEDED: Final = (*BEFORE, "text", "document_id", "document_title")
_NOTHING: Final = ("", "null", "na")  # DNA writes null for what is not there, R writes NA
_BOOLEANS: Final = {"1": 1, "0": 0, "true": 1, "false": 0}
_HEADER_READ: Final = 4096  # bytes; a header has some fifteen names


def is_event_list(path: Path) -> bool:
    """Whether the file's first line is the header of an event list."""
    try:
        with opened(path) as stream:
            line = stream.read(_HEADER_READ).decode("utf-8", "replace").split("\n", 1)[0]
    except InputError:
        return False
    cells = [cell.strip().strip('"') for cell in line.removeprefix("\ufeff").split(";")]
    return cells[0] in (_OLD, "statement_id") and cells[1:2] == ["time"]


def read_events(path: Path, actors: Actors = Actors.PERSON) -> Collection:
    """The statements of an event list, without articles.

    A row that does not fit the header, or has a value that its column does not allow, is a fault
    among the losses. Raises `InputError` for what is no event list or lacks a column, and
    `RecordError` with the line for what is no CSV.
    """
    losses: list[Loss] = []
    rows = _rows(path, losses)
    return _Reader(rows, path, actors, losses).collection()


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row by column, and the line it begins in."""

    cells: Mapping[str, str]
    line: int


def _rows(path: Path, losses: list[Loss]) -> list[_Row]:
    """Every row, under the names that DNA uses now; one that does not fit is among the losses."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=";", strict=True)
    header: list[str] | None = None
    rows: list[_Row] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            remedy = "read the .dna database instead" if "limit" in str(error) else "export it anew"
            raise RecordError(f"not valid CSV: {error}; {remedy}", path=path, line=line) from None
        if header is None:
            header = _header(cells, path)
        elif len(cells) == len(header):
            rows.append(_Row(dict(zip(header, cells, strict=True)), line))
        elif any(cell.strip() for cell in cells):
            found = f"{len(cells)} cells under a header of {len(header)}"
            remedy = "a text that holds a semicolon or a line end stands in quotation marks"
            place = f"{path.name}: line {line}"
            losses.append(Loss(Fate.DROPPED, place, f"{found}; {remedy}", fault=True))


def _header(cells: Sequence[str], path: Path) -> list[str]:
    names = [cell.strip() for cell in cells]
    if names[0] == _OLD:
        names = [_OLD_NAMES.get(name, name) for name in names]
    missing = [name for name in _NEEDED if name not in names]
    roles = {role_of(name) for name in names}
    if "concept" not in roles:
        missing.append("concept")
    if not roles & {"person", "organization"}:
        missing.append("person or organization")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if missing or twice:
        fault = f"lacks {', '.join(missing)}" if missing else f"names {twice[0]!r} twice"
        raise InputError(
            f"no event list of DNA statements: the header {fault}; export one from DNA 3 with"
            ' network type "eventlist" (cells are separated by semicolons)',
            path=path,
            line=1,
        )
    return names


class _Reader:
    """From rows to statements, with the losses on the way."""

    def __init__(
        self, rows: Sequence[_Row], path: Path, actors: Actors, losses: list[Loss]
    ) -> None:
        self._rows = rows
        self._path = path
        self._actors = actors
        self._columns = list(rows[0].cells) if rows else []
        self._roles = {
            role: name
            for name in self._columns
            if name not in BEFORE + AFTER
            and (role := role_of(name))
            and (role != "qualifier" or any(row.cells[name].lower() in LABELS for row in rows))
        }
        self._readings: list[Reading] = []
        self._losses = losses

    def _lose(self, fate: Fate, place: str, reason: str) -> None:
        self._losses.append(Loss(fate, f"{self._path.name}: {place}", reason))

    def collection(self) -> Collection:
        if not self._rows and not self._losses:
            raise InputError("holds a header and no statement", path=self._path)
        self._rows = [row for row in self._rows if self._is_sound(row)]
        titles = {
            self._whole(row, "document_id"): row.cells["document_title"] for row in self._rows
        }
        names = names_of(titles)
        for number, name in names.items():
            if name != titles[number]:
                said = f"its title is not enough: named {name!r}"
                self._lose(Fate.CHANGED, f"document {number}", said)
        coded = tuple(item for row in self._rows if (item := self._coded(row, names)) is not None)
        self._leave_behind()
        return Collection({}, coded, tuple(self._losses))

    def _is_sound(self, row: _Row) -> bool:
        try:
            self._whole(row, "document_id")
            self._agreement(row)
        except RecordError as error:
            place = f"{self._path.name}: line {row.line}"
            self._losses.append(Loss(Fate.DROPPED, place, error.reason, fault=True))
            return False
        return True

    def _coded(self, row: _Row, names: Mapping[int, str]) -> Coded | None:
        cells = row.cells
        told = {role: cells[name] for role, name in self._roles.items()}
        label = next((told[name] for name in LABEL_VARIABLES if told.get(name)), "")
        cell = Cell(
            person=told.get("person", ""),
            organization=told.get("organization", ""),
            concept=told["concept"],
            agreement=self._agreement(row),
            label="" if label.strip().lower() in _NOTHING else label,
        )
        place = f"line {row.line}, statement {cells['statement_id']}"
        if not cells["text"].strip():
            self._lose(Fate.DROPPED, place, "it has no text")
            return None
        read = understand(cell, self._actors)
        self._readings.append(read)
        if read.fate is not None:
            self._lose(read.fate, place, read.problem)
        seconds = seconds_of(cells["time"])
        statement = Statement(
            quote=cells["text"],
            proposal=cell.concept if cell.concept.strip() else "",
            id=cells["statement_id"].strip(),
            document=names[self._whole(row, "document_id")],
            actor=read.actor,
            actor_kind=read.kind,
            stance=read.stance,
            date=cells["time"].strip() if seconds is None else date_of(seconds),
        )
        return Coded(statement, cells.get("coder", "").strip())

    def _agreement(self, row: _Row) -> int | None:
        name = self._roles.get("agreement")
        said = row.cells[name].strip().lower() if name else ""
        if said in _NOTHING:
            return None
        if said not in _BOOLEANS:
            raise RecordError(
                f"agreement: {said!r:.40} is neither 1 nor 0 (nor empty, where nobody coded it)"
            )
        return _BOOLEANS[said]

    def _whole(self, row: _Row, column: str) -> int:
        try:
            return int(row.cells[column])
        except ValueError:
            raise RecordError(
                f"{column}: expected a whole number, found {row.cells[column]!r:.40}"
            ) from None

    def _leave_behind(self) -> None:
        """Lists what stands in the file beside what was read."""
        known = {*BEFORE, "text", "coder", "document_id", "document_title", *self._roles.values()}
        for name in self._columns:
            count = sum(row.cells[name].strip().lower() not in _NOTHING for row in self._rows)
            if name not in known and count:
                self._lose(
                    Fate.DROPPED,
                    f"column {name}",
                    f"no place for it: filled in for {count} statements",
                )
        self._losses.extend(other_actors(self._readings, self._path.name))
        said = "DNA wrote every ; as , and every quotation mark as ' before it was read here"
        self._lose(Fate.CHANGED, "texts", said)
