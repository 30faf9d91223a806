"""Faults of spans: words cut in two, whole documents shifted, conditions not marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from stance.corpus.doctor.entries import Entries, Entry
from stance.corpus.doctor.findings import Finding, Kind, shown
from stance.corpus.positions import cut_edges
from stance.schema import Span, Stance

FEWEST_EDGES: Final = 4
"""Edges of spans in a document before it is called shifted."""
SHIFTED_SHARE: Final = 0.5
"""Share of edges within words that no hand makes; offsets of another unit cut most words."""

_ROLES: Final = ("source", "cue", "content", "condition")
_AROUND: Final = 12  # characters shown on either side of a cut


@dataclass(slots=True)
class _Document:
    """The edges of a document's spans, and the findings of those that cut words."""

    place: str
    name: str
    edges: int = 0
    cuts: list[Finding] = field(default_factory=list)


def check_spans(read: Entries) -> Iterator[Finding]:
    """Words cut in two; as one finding where they are most of a document's."""
    documents: dict[tuple[str, str], _Document] = {}
    seen: dict[tuple[str, str], set[tuple[str, Span]]] = defaultdict(set)
    for entry in read.entries:
        if not entry.text:
            continue
        key = (entry.file, entry.document)
        document = documents.setdefault(key, _Document(entry.place, entry.document))
        for role in _ROLES:
            for span in getattr(entry.statement, f"{role}_spans"):
                # A source is shared by its statements: each span is counted once.
                if (role, span) not in seen[key]:
                    seen[key].add((role, span))
                    document.edges += 2
                    document.cuts.extend(_cuts(entry, role, span))
    for document in documents.values():
        if document.edges >= FEWEST_EDGES and len(document.cuts) >= SHIFTED_SHARE * document.edges:
            said = f"{len(document.cuts)} of {document.edges} ends of spans lie within a word"
            example = document.cuts[0].message
            yield Finding(
                Kind.SHIFTED, document.place, f"{document.name!r}: {said}; first: {example}"
            )
        else:
            yield from document.cuts


def _cuts(entry: Entry, role: str, span: Span) -> Iterator[Finding]:
    for at in cut_edges(entry.text, span):
        before = entry.text[max(0, at - _AROUND) : at]
        after = entry.text[at : at + _AROUND]
        end = "begins" if at == span.start else "ends"
        shown = " ".join(f"{before}|{after}".split())
        said = f"{role} [{span.start}, {span.end}] {end} within a word: …{shown}…"
        yield Finding(Kind.CUT_WORD, entry.place, said)


def check_conditions(read: Entries) -> Iterator[Finding]:
    """Conditionals that do not say on what they hang, where the file could."""
    for entry in read.entries:
        statement = entry.statement
        is_bare = statement.stance is Stance.CONDITIONAL and not statement.condition_spans
        if is_bare and entry.marks_conditions:
            yield Finding(Kind.NO_CONDITION, entry.place, shown(statement.quote))
