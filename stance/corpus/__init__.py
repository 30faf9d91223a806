"""Labelled statements in, whatever format they come in.

The formats are told apart by the first row of a file:

    items        JSON Lines with `text` and `statements`: an article and its labels
    layer        JSON Lines with `document` and `content` offsets: labels over PolNeAR's texts
    flat rows    JSON Lines, CSV or TSV with `quote`, `proposal`, `stance`: your own table

`FORMATS` are the exchange formats of annotation tools, ours among them (`stance.corpus.formats`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.corpus.exchange import Coded
from stance.corpus.jsonl import (
    FLAT_COLUMNS,
    ITEM_FIELDS,
    STATEMENT_FIELDS,
    flat_statement,
    item_statements,
)
from stance.corpus.standoff import HOW_TO_GET, Texts, check_layer_row, join, layer_document
from stance.corpus.tables import Columns, Row, read_rows, refuse_misspelt
from stance.errors import InputError, RecordError
from stance.schema import LABELS, Statement, parse_stance_or_none, parse_text

if TYPE_CHECKING:
    from stance.corpus.formats import FORMATS as FORMATS

KINDS_OF_FILE: Final = (
    "items (text, statements)",
    "layer (document, content)",
    "flat rows (quote, proposal, stance)",
)

_LAYER_FIELDS: Final = (*STATEMENT_FIELDS, "document")
_FIELDS: Final = (*FLAT_COLUMNS, *ITEM_FIELDS, *_LAYER_FIELDS)
_COLUMNS: Final = Columns(allowed=FLAT_COLUMNS, needed=(("quote", "proposal", "stance"),))


def __getattr__(name: str) -> Any:
    if name == "FORMATS":
        from stance.corpus.formats import FORMATS

        return FORMATS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_SHOWN: Final = 5  # places of statements not coded yet that a message shows


@dataclass(frozen=True, slots=True)
class Uncoded:
    """Statements of a file that nobody has coded yet: how many, and where the first of them are."""

    path: str
    count: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.first) else ""
        statements = "statement" if self.count == 1 else "statements"
        places = ", ".join(self.first)
        return f"{self.path}: {self.count:,} {statements} without a stance ({places}{more})"


@dataclass(frozen=True)
class Labelled:
    """Labelled statements, and what could not be read beside them.

    `files` and `coders` name the file and the coder of each statement, and are empty where they
    come from none; `uncoded` are those of each file that were passed over, without a stance.
    `problems` are rows whose offsets do not fit their text (each left out), `missing` the
    documents without a text, `unjoined` the number of their statements; `trimmed` counts spans
    that were shortened by white space at an edge.
    """

    statements: tuple[Statement, ...]
    problems: tuple[RecordError, ...] = ()
    missing: tuple[str, ...] = ()
    unjoined: int = 0
    trimmed: int = 0
    files: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    uncoded: tuple[Uncoded, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the statements' content, the same in whatever order they were read."""
        lines = sorted(
            json.dumps(_read_of(statement), sort_keys=True, ensure_ascii=True)
            for statement in self.statements
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read_of(statement: Statement) -> dict[str, Any]:
    """What training may read of a statement: everything but its date."""
    return {key: value for key, value in asdict(statement).items() if key != "date"}


def read_labelled(paths: Sequence[Path], texts: Path | None = None) -> Labelled:
    """All coded statements of the files, in their order.

    `texts` is the user's PolNeAR folder, needed for a layer only. Raises `InputError` for a file
    that cannot be read, for a layer of which nothing finds its text and where nothing is coded
    yet, `RecordError` with path and line for a row that the format does not allow, an unknown
    label, or an id that one coder used twice.
    """
    parts = [_read_file(path, texts) for path in paths]
    _refuse_duplicates(parts)
    statements = tuple(chain.from_iterable(part.statements for part in parts))
    uncoded = tuple(chain.from_iterable(part.uncoded for part in parts))
    if uncoded and not statements:
        raise InputError(
            f"nothing is coded yet: {'; '.join(map(str, uncoded))}; give each a `stance`, one of"
            f" {', '.join(LABELS)} (a model's `score` is none)"
        )
    return Labelled(
        statements=statements,
        problems=tuple(chain.from_iterable(part.problems for part in parts)),
        missing=tuple(dict.fromkeys(chain.from_iterable(part.missing for part in parts))),
        unjoined=sum(part.unjoined for part in parts),
        trimmed=sum(part.trimmed for part in parts),
        files=tuple(
            path.name for path, part in zip(paths, parts, strict=True) for _ in part.statements
        ),
        coders=tuple(chain.from_iterable(part.coders for part in parts)),
        uncoded=uncoded,
    )


@dataclass(slots=True)
class _Sorting:
    """The statements of a file as they come: those that are coded, and those that are not yet."""

    path: Path
    coded: list[Coded] = field(default_factory=list)
    uncoded: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, coded: Coded, row: Row) -> None:
        if coded.statement.stance is None:
            self.pass_over(row, coded.statement.id)
        else:
            self.coded.append(coded)

    def pass_over(self, row: Row, id_: str) -> None:
        self.uncoded += 1
        if len(self.first) < _SHOWN:
            named = f" {id_}" if id_ and id_ != str(row) else ""
            self.first.append(f"line {row.line}{named}")

    def labelled(self) -> Labelled:
        uncoded = Uncoded(str(self.path), self.uncoded, tuple(self.first))
        return Labelled(
            tuple(each.statement for each in self.coded),
            coders=tuple(each.coder for each in self.coded),
            uncoded=(uncoded,) if self.uncoded else (),
        )


def _read_file(path: Path, texts: Path | None) -> Labelled:
    rows = read_rows(path, _COLUMNS)
    first = next(rows)
    every = chain([first], rows)
    match _format(first):
        case "layer":
            return _read_layer(every, path, texts)
        case "items":
            read = item_statements
        case _:
            read = _flat_statements
    found = _Sorting(path)
    for row in every:
        for coded in read(row):
            found.add(coded, row)
    return found.labelled()


def _flat_statements(row: Row) -> Iterator[Coded]:
    yield flat_statement(row)


def _format(row: Row) -> str:
    values: Mapping[str, Any] = row.values
    if "statements" in values and "text" in values:
        return "items"
    if "quote" in values:
        return "flat"
    if "content" in values and "document" in values:
        return "layer"
    _check_names(row, _FIELDS)
    raise RecordError(
        f"no format of labelled statements: found the fields {', '.join(values) or 'none'};"
        f" allowed are {'; '.join(KINDS_OF_FILE)}",
        path=row.path,
        line=row.line,
    )


def _check_names(row: Row, known: Sequence[str]) -> None:
    try:
        refuse_misspelt(row.values, known)
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def _read_layer(rows: Iterator[Row], path: Path, folder: Path | None) -> Labelled:
    if folder is None:
        raise InputError(f"holds offsets without texts; {HOW_TO_GET}", path=path)
    texts = Texts(folder)
    found = _Sorting(path)
    problems: list[RecordError] = []
    missing: dict[str, int] = {}
    trimmed = 0
    for row in rows:
        _check_names(row, _LAYER_FIELDS)
        check_layer_row(row)
        document = layer_document(row)
        if parse_stance_or_none(row.values.get("stance")) is None:
            found.pass_over(row, parse_text(row.values, "id"))
            continue
        text = texts.get(document)
        if text is None:
            missing[document] = missing.get(document, 0) + 1
            continue
        try:
            joined = join(row, text)
        except RecordError as error:
            problems.append(error)
            continue
        found.add(Coded(joined.statement), row)
        trimmed += joined.trimmed
    if (problems or missing) and not found.coded:
        raise InputError(_nothing_joined(folder, problems, missing), path=path)
    return replace(
        found.labelled(),
        problems=tuple(problems),
        missing=tuple(missing),
        unjoined=sum(missing.values()),
        trimmed=trimmed,
    )


def _nothing_joined(folder: Path, problems: list[RecordError], missing: Mapping[str, int]) -> str:
    found = f"{folder}: no text of {len(missing):,} documents, offsets of {len(problems):,} rows"
    cause = f" (first: {problems[0]})" if problems else ""
    return f"no statement could be joined with {found} do not fit{cause}; {HOW_TO_GET}"


def _refuse_duplicates(parts: Sequence[Labelled]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for part in parts:
        for statement, coder in zip(part.statements, part.coders, strict=True):
            key = (statement.document, statement.id, coder)
            if key in seen:
                raise RecordError(
                    f"the id {statement.id!r} of document {statement.document!r} is used twice;"
                    " give each statement its own id, and each file once"
                )
            seen.add(key)
