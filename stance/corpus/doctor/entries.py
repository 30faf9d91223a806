"""Labelled files read for a check-up: what cannot be read is a finding, and reading goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from stance.corpus import parquet
from stance.corpus.doctor.findings import Finding, Kind
from stance.corpus.exchange import Collection, Format
from stance.corpus.formats import FORMATS, detect
from stance.corpus.jsonl import FLAT_COLUMNS, flat_statement, item_statements
from stance.corpus.predictions import are_answers, prediction
from stance.corpus.standoff import HOW_TO_GET, Texts, check_layer_row, join, layer_document
from stance.corpus.tables import TABLE_ENDINGS, Columns, OnError, Row, read_rows
from stance.errors import InputError, RecordError, StanceError
from stance.schema import Statement, parse_text

_OWN: Final = frozenset({"items", "jsonl", "csv", "tsv", "answers", "layer", "parquet"})
"""Formats that are read here row by row, so that a fault has its line."""
_PARQUET: Final = ".parquet"
_TABLES: Final = (*TABLE_ENDINGS, _PARQUET)
_NO_LABELS: Final = frozenset({"answers"})


def _foreign(path: Path) -> Format | None:
    """The format of another program that a file or folder is in, None for one of ours.

    Raises `InputError` for what is not there or in no format that is read, and lists those.
    """
    try:
        found = detect(path)
    except InputError:
        if not path.exists():
            raise
        if path.is_file() and path.suffix.lower() in _TABLES:  # reading tells what is wrong
            return None
        raise InputError(
            f"is in no format that is read; allowed are {_read()}", path=path
        ) from None
    return None if found.name in _OWN else found


def _read() -> str:
    """The formats of labelled statements, each with the endings by which it is told."""
    return ", ".join(
        f"{each.name} ({' or '.join((*each.endings, *['a folder'] * each.is_folder))})"
        for each in FORMATS.values()
        if each.read and each.endings and each.name not in _NO_LABELS
    )


SPLIT: Final = "split"

_COLUMNS: Final = Columns(allowed=(*FLAT_COLUMNS, SPLIT), needed=(("quote", "proposal", "stance"),))
_SPAN_FIELD: Final = re.compile(r"(?:^|[ .])(?:source|cue|content|condition)(?:\[\d+\])?: ")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; `split` names the split that all of it belongs to."""

    path: Path
    split: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with its place as the user finds it.

    `actor` and `document` are those that the file names (the words of a source are no name), and
    `text` is the article; all are empty where there is none. `marks_conditions` tells whether the
    file could say what a conditional hangs on.
    """

    statement: Statement
    file: str
    place: str
    actor: str = ""
    document: str = ""
    text: str = field(default="", repr=False)
    split: str = ""
    coder: str = ""
    marks_conditions: bool = False

    @property
    def label(self) -> str:
        """The label's name, "" where there is none."""
        return str(self.statement.stance or "")


@dataclass(frozen=True)
class Entries:
    """What the files hold, and what could not be read of them."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def coded(self) -> tuple[Entry, ...]:
        """Those that have a label."""
        return tuple(entry for entry in self.entries if entry.label)


def read_entries(sources: Sequence[Source], texts: Path | None = None) -> Entries:
    """All statements of the files.

    `texts` is the user's PolNeAR folder, for layers. Raises `InputError` for a file that cannot
    be read at all; what is wrong with a row is a finding.
    """
    reader = _Reader(None if texts is None else Texts(texts))
    entries = tuple(entry for source in sources for entry in reader.read(source))
    return Entries(entries, (*reader.findings, *_same_ids(entries)))


class _Reader:
    """Reads file by file and collects the findings."""

    def __init__(self, texts: Texts | None) -> None:
        self.findings: list[Finding] = []
        self._texts = texts
        self._missing: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[Entry]:
        foreign = _foreign(source.path)
        if foreign and foreign.read:
            yield from self._collection(source, foreign.read(source.path))
            return
        self._missing.clear()
        for row in self._rows(source.path):
            try:
                yield from self._entries(row, source)
            except RecordError as error:
                self._fault(error.at(row.path, row.line))
        for document, count in self._missing.items():
            said = f"{count} statements: no text of {document!r} in --texts"
            self.findings.append(Finding(Kind.NO_TEXT, str(source.path), said))

    def _rows(self, path: Path) -> Iterator[Row]:
        on_error: OnError = self._fault
        if path.suffix.lower() == _PARQUET or path.is_dir():
            return parquet.parquet_rows(path, on_error)
        return read_rows(path, _COLUMNS, on_error)

    def _fault(self, error: StanceError) -> None:
        kind = Kind.OFFSETS if _SPAN_FIELD.search(error.reason) else Kind.UNREADABLE
        self.findings.append(Finding(kind, _place(error.path or "", error.line), error.reason))

    def _entries(self, row: Row, source: Source) -> Iterator[Entry]:
        values = row.values
        if "statements" in values and "text" in values:
            yield from self._item(row, source)
        elif are_answers(values):
            yield self._answer(row, source)
        elif "quote" in values:
            yield self._flat(row, source)
        elif "content" in values and "document" in values:
            yield from self._layer(row, source)
        else:
            named = ", ".join(map(repr, values)) or "none"
            raise RecordError(f"no labelled statement: found the fields {named}")

    def _flat(self, row: Row, source: Source) -> Entry:
        coded = flat_statement(row)
        return Entry(
            coded.statement,
            str(source.path),
            _place(row.path, row.line),
            actor=parse_text(row.values, "actor"),
            document=parse_text(row.values, "document"),
            split=source.split or parse_text(row.values, SPLIT),
            coder=coded.coder,
        )

    def _answer(self, row: Row, source: Source) -> Entry:
        """A model's answer is no label, and its offsets count in an article that is elsewhere."""
        statement = prediction(row).statement
        return Entry(
            statement,
            str(source.path),
            _place(row.path, row.line),
            actor=statement.actor,
            document=statement.document,
            split=source.split or parse_text(row.values, SPLIT),
        )

    def _item(self, row: Row, source: Source) -> Iterator[Entry]:
        """Each statement by itself, so that one that is wrong does not hide the others."""
        values = row.values
        given = values["statements"] if isinstance(values["statements"], list) else []
        if given is values["statements"]:
            list(item_statements(Row({**values, "statements": []}, row.path, row.line)))
        else:
            list(item_statements(row))
        document = parse_text(values, "document")
        for number, entry in enumerate(given):
            if isinstance(entry, dict) and not entry.get("id"):
                entry = {**entry, "id": f"{document}-{number:02d}"}  # noqa: PLW2901
            try:
                alone = Row({**values, "statements": [entry]}, row.path, row.line)
                coded = next(item_statements(alone))
                split = source.split or parse_text(entry, SPLIT) or parse_text(values, SPLIT)
            except RecordError as error:
                said = error.reason.replace("statements[0]", f"statements[{number}]", 1)
                self._fault(RecordError(said, path=row.path, line=row.line))
                continue
            yield Entry(
                coded.statement,
                str(source.path),
                f"{_place(row.path, row.line)} ({coded.statement.id})",
                actor=parse_text(entry, "actor"),
                document=document,
                text=values["text"],
                split=split,
                coder=coded.coder,
                marks_conditions=True,
            )

    def _layer(self, row: Row, source: Source) -> Iterator[Entry]:
        if self._texts is None:
            raise InputError(f"holds offsets without texts; {HOW_TO_GET}", path=row.path)
        check_layer_row(row)
        document = layer_document(row)
        text = self._texts.get(document)
        if text is None:
            self._missing[document] += 1
            return
        yield Entry(
            join(row, text).statement,
            str(source.path),
            _place(row.path, row.line),
            document=document,
            text=text,
            split=source.split or parse_text(row.values, SPLIT),
            marks_conditions=True,
        )

    def _collection(self, source: Source, collection: Collection) -> Iterator[Entry]:
        for loss in collection.losses:
            said = f"{loss.fate}: {loss.reason}"
            self.findings.append(Finding(Kind.NOT_READ, loss.place, said))
        for item in collection.coded:
            statement = item.statement
            article = collection.articles.get(statement.document)
            yield Entry(
                statement,
                str(source.path),
                f"{source.path}: {statement.document}, statement {statement.id}",
                actor=statement.actor,
                document=statement.document,
                text=article.text if article else "",
                split=source.split,
                coder=item.coder,
            )


def _place(path: str, line: int | None) -> str:
    return path if line is None else f"{path}:{line}"


def _same_ids(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Ids that a coder uses twice; what is not coded yet is read by nobody."""
    first: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        if not entry.label:
            continue
        key = (entry.statement.document, entry.statement.id, entry.coder)
        place = first.setdefault(key, entry.place)
        if place is not entry.place:
            said = f"the id {key[1]!r} of document {key[0]!r} is used twice"
            yield Finding(Kind.SAME_ID, entry.place, said, other=place)
