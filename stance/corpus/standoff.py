"""The stand-off layer over PolNeAR: offsets and labels in our file, texts from the user's copy.

One JSON object a statement: ``id, document, source, cue, content, proposal, stance, condition``
with the roles as lists of [start, end] into ``data/{train,dev,test}/text/<document>.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.corpus.decoding import read_text
from stance.corpus.jsonl import spanned_statement
from stance.corpus.tables import Row
from stance.errors import InputError, RecordError
from stance.schema import Span, Spans, Statement, parse_spans, parse_stance_or_none, parse_text

HOW_TO_GET: Final = (
    "get PolNeAR (git clone https://github.com/networkdynamics/PolNeAR) and give its folder"
    " with --texts DIR"
)

_ROLES: Final = ("source", "cue", "content", "condition")

# Where the texts may lie under the folder that a user gives, the repository's own place first.
_PLACES: Final = (
    "data/*/text/*.txt",
    "*/text/*.txt",
    "polnear/data/*/text/*.txt",
    "text/*.txt",
    "*.txt",
)


@dataclass(frozen=True, slots=True)
class Joined:
    """A row with its text cut out. `trimmed` counts spans that began or ended in white space."""

    statement: Statement
    trimmed: int = 0


class Texts:
    """The corpus's articles by document id; each file is read once, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Raises `InputError` if the folder holds no texts in any of the layouts known."""
        self.folder = folder
        self._paths: dict[str, Path] = {}
        self._read: dict[str, str] = {}
        if not folder.is_dir():
            raise InputError(f"no such folder of texts; {HOW_TO_GET}", path=folder)
        for place in _PLACES:
            self._paths = {path.stem: path for path in sorted(folder.glob(place))}
            if self._paths:
                return
        raise InputError(
            f"holds no texts (looked for {', '.join(_PLACES)}); {HOW_TO_GET}", path=folder
        )

    def __len__(self) -> int:
        return len(self._paths)

    def get(self, document: str) -> str | None:
        """The text, line ends as they are, or None where there is none of this name."""
        if document not in self._read and document in self._paths:
            self._read[document] = read_text(self._paths[document])
        return self._read.get(document)


def layer_document(row: Row) -> str:
    """The document a layer row belongs to; raises `RecordError` with path and line."""
    try:
        return parse_text(row.values, "document", required=True)
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def check_layer_row(row: Row) -> None:
    """Raises `RecordError` with path and line for what is wrong without a look at the text."""
    try:
        parse_stance_or_none(row.values.get("stance"))
        for role in _ROLES:
            parse_spans(row.values.get(role), role)
        for key in ("id", "proposal"):
            parse_text(row.values, key)
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def join(row: Row, text: str) -> Joined:
    """The statement that a row marks in `text`.

    Spans lose white space at their edges. Raises `RecordError` with path and line for offsets
    beyond the text and for spans of white space only: then the text is another edition.
    """
    values = row.values
    document = layer_document(row)
    try:
        roles = {role: parse_spans(values.get(role), role, text) for role in _ROLES}
        trimmed = {role: _trim(spans, role, text) for role, spans in roles.items()}
        statement = spanned_statement(
            text,
            id_=parse_text(values, "id") or str(row),
            document=document,
            source=trimmed["source"],
            cue=trimmed["cue"],
            content=trimmed["content"],
            condition=trimmed["condition"],
            proposal=parse_text(values, "proposal"),
            stance=parse_stance_or_none(values.get("stance")),
        )
    except RecordError as error:
        raise RecordError(f"{document}: {error.reason}", path=row.path, line=row.line) from None
    changed = sum(span not in roles[role] for role in _ROLES for span in trimmed[role])
    return Joined(statement, trimmed=changed)


def _trim(spans: Spans, role: str, text: str) -> Spans:
    return tuple(_trim_one(span, role, text) for span in spans)


def _trim_one(span: Span, role: str, text: str) -> Span:
    piece = text[span.start : span.end]
    if not piece.strip():
        raise RecordError(f"{role}: [{span.start}, {span.end}] holds only white space in the text")
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
