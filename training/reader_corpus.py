"""Articles with marked attributions: PolNeAR's and our own, and which are held out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.corpus.brat import read_annotations
from stance.corpus.decoding import read_text
from stance.schema import Attribution, Span, Spans

HELD_OUT: Final = 10
"""One article of our own in ten is kept for the figures."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the attributions that annotators marked. `ours` tells the corpus."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    ours: bool


def bucket(name: str, count: int) -> int:
    """A number below `count` that depends on the name alone."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % count


def read_polnear(folder: Path) -> list[Document]:
    """The articles of one part (``.../train``) with their brat annotations."""
    documents: list[Document] = []
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        text = read_text(folder / "text" / f"{name}.txt")
        found = read_annotations(text, path.read_text(encoding="utf-8"), path)
        documents.append(Document(name, text, found, False))
    return documents


def read_statements(path: Path) -> list[Document]:
    """Our own articles; statements that share a cue are one attribution."""
    documents: list[Document] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        merged: dict[tuple[tuple[int, int], ...], list[set[tuple[int, int]]]] = {}
        for statement in row["statements"]:
            cue = tuple(map(tuple, statement["cue"]))
            roles = merged.setdefault(cue, [set(), set()])
            roles[0].update(map(tuple, statement["source"]))
            roles[1].update(map(tuple, statement["content"]))
        attributions = tuple(
            Attribution(_spans(source), _spans(cue), with_marks(row["text"], _spans(content)))
            for cue, (source, content) in merged.items()
            if cue and content
        )
        documents.append(Document(row["document"], row["text"], attributions, True))
    return documents


_BEFORE: Final = re.compile(r"(?:\bthat\s+)?[\"“]?$")
_BEHIND: Final = re.compile(r"[,.!?]?[\"”]")


def with_marks(text: str, spans: Spans) -> Spans:
    """Contents as PolNeAR marks them: with "that", and with the quotation marks around them.

    Our own labels leave both out, and one reader cannot learn two schemes.
    """
    widened: list[Span] = []
    for number, span in enumerate(spans):
        floor = widened[-1].end if widened else 0
        ceiling = spans[number + 1].start if number + 1 < len(spans) else len(text)
        before = _BEFORE.search(text[max(floor, span.start - _REACH) : span.start])
        start = span.start - (len(before.group()) if before else 0)
        behind = _BEHIND.match(text, span.end, ceiling)
        quoted = text[start : span.start + 1].removeprefix("that").lstrip()[:1] in {'"', "“"}
        end = behind.end() if behind and quoted else span.end
        widened.append(Span(start, end))
    return tuple(widened)


_REACH: Final = 8
"""Characters before a content in which its "that" and its mark stand."""


def _spans(pairs: Iterable[tuple[int, int]]) -> Spans:
    return tuple(Span(start, end) for start, end in sorted(pairs))


def training_documents(polnear: Path, statements: Path) -> list[Document]:
    """All that the reader learns from: PolNeAR's training part, nine tenths of our news."""
    ours = [item for item in read_statements(statements) if bucket(item.id, HELD_OUT)]
    return read_polnear(polnear / "data" / "train") + ours
