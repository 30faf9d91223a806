"""A Discourse Network Analyzer 3 database as a collection.

Which variables are read, and what they mean, is said in `stance.corpus.dna.terms`. Statement
types without a concept and an actor (annotations, story elements) hold no stances; their
statements are listed as dropped, as is every other variable that is filled in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.dna.schema import database
from stance.corpus.dna.tables import Tables, read_tables
from stance.corpus.dna.terms import (
    LABEL_VARIABLES,
    MODEL_MARK,
    Actors,
    Cell,
    Reading,
    date_of,
    is_filled,
    names_of,
    other_actors,
    understand,
)
from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.jsonl import spanned_statement
from stance.corpus.positions import CODE_POINTS, UTF16, Mark, place
from stance.corpus.rulers import CRLF_AS_ONE, Unit, Way
from stance.errors import RecordError
from stance.schema import ACTOR_KINDS, LABELS, Article, Span

WAYS: Final = (
    UTF16,
    CODE_POINTS,
    Way(Unit.UTF16, CRLF_AS_ONE),
    Way(Unit.CODE_POINTS, CRLF_AS_ONE),
)
"""What offsets may count. DNA's editor counts UTF-16 units and makes CR LF one character; its
exports cut the same offsets by code point, and so does what R scripts add."""

_KIND_ATTRIBUTE: Final = "type"
_COUNTRY_ATTRIBUTE: Final = "country"


def read_database(path: Path, actors: Actors = Actors.PERSON) -> Collection:
    """The documents and statements of a `.dna` file.

    Raises `InputError` for what is no DNA 3 database or damaged, `RecordError` naming table, row
    and column for a value of the wrong kind.
    """
    with database(path) as opened:
        return _Reader(read_tables(opened), path, actors).collection()


class _Reader:
    """From rows to a collection, with the losses on the way."""

    def __init__(self, tables: Tables, path: Path, actors: Actors) -> None:
        self._tables = tables
        self._file = path.name
        self._actors = actors
        self._names = names_of({id_: row["Title"] or "" for id_, row in tables.documents.items()})
        self._roles = self._variables_by_role()
        self._readings: list[Reading] = []
        self.losses: list[Loss] = []

    def _lose(self, fate: Fate, place: str, reason: str, *, fault: bool = False) -> None:
        self.losses.append(Loss(fate, f"{self._file}: {place}", reason, fault=fault))

    def _variables_by_role(self) -> dict[int, dict[str, int]]:
        """Of each statement type that holds stances: role → variable."""
        filled: dict[int, set[str]] = defaultdict(set)
        for values in self._tables.values.values():
            for id_, value in values.items():
                if isinstance(value, str):
                    filled[id_].add(value.strip().lower())
        roles: dict[int, dict[str, int]] = defaultdict(dict)
        for id_, variable in self._tables.variables.items():
            if variable.role == "qualifier" and not filled[id_] & set(LABELS):
                continue
            if variable.role:
                roles[variable.statement_type][variable.role] = id_
        return {
            type_: found
            for type_, found in roles.items()
            if "concept" in found and ("person" in found or "organization" in found)
        }

    def collection(self) -> Collection:
        articles = {self._names[id_]: self._article(id_) for id_ in self._tables.documents}
        spans = self._spans()
        coded = tuple(
            item
            for row in self._tables.statements
            if (item := self._coded(row, spans, articles)) is not None
        )
        self._leave_behind()
        return Collection(articles, coded, tuple(self.losses))

    def _article(self, id_: int) -> Article:
        row = self._tables.documents[id_]
        where = f"document {id_}"
        if self._names[id_] != row["Title"]:
            self._lose(Fate.CHANGED, where, f"its title is not enough: named {self._names[id_]!r}")
        try:
            date = date_of(row["Date"] or 0)
        except OverflowError:
            raise RecordError(
                f"table DOCUMENTS, ID {id_}, column Date: {row['Date']} is no time; expected"
                " seconds since 1970"
            ) from None
        fields = ("Author", "Source", "Section", "Notes", "Type")
        filled = [name.lower() for name in fields if is_filled(row[name])]
        if filled:
            self._lose(Fate.DROPPED, where, f"its {', '.join(filled)}")
        return Article(self._names[id_], row["Text"] or "", date)

    def _spans(self) -> dict[int, Span | None]:
        """The passage of each statement, its document's offsets read in the unit that suits."""
        by_document: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._tables.statements:
            if row["DocumentId"] in self._tables.documents:
                by_document[row["DocumentId"]].append(row)
        spans: dict[int, Span | None] = {}
        for id_, rows in by_document.items():
            text = self._tables.documents[id_]["Text"] or ""
            marks = [self._mark(row) for row in rows]
            placed = place(text, marks, WAYS)
            spans.update((row["ID"], span) for row, span in zip(rows, placed.spans, strict=True))
            moved = sum(
                span is not None and (span.start, span.end) != (mark.start, mark.end)
                for span, mark in zip(placed.spans, marks, strict=True)
            )
            where = f"document {id_}"
            if moved:
                said = f"offsets of {moved} of {len(rows)} statements count {placed.way}"
                self._lose(Fate.REPAIRED, where, f"{said}: counted anew in code points")
            if placed.doubtful:
                said = f"offsets fit as {placed.way} and as {placed.doubtful}, other words each"
                self._lose(Fate.CHANGED, where, f"{said}; the first is taken: look at its passages")
        return spans

    def _mark(self, row: Mapping[str, Any]) -> Mark:
        for name in ("Start", "Stop"):
            if row[name] is None:
                raise RecordError(f"table STATEMENTS, ID {row['ID']}, column {name}: is empty")
        return Mark(row["Start"], row["Stop"])

    def _coded(
        self,
        row: Mapping[str, Any],
        spans: Mapping[int, Span | None],
        articles: Mapping[str, Article],
    ) -> Coded | None:
        where = f"statement {row['ID']}"
        type_ = self._tables.types.get(row["StatementTypeId"], "")
        roles = self._roles.get(row["StatementTypeId"])
        if roles is None:
            said = f"of the type {type_!r}, which has no concept of an actor"
            self._lose(Fate.DROPPED, where, said)
            return None
        if row["DocumentId"] not in self._names:
            said = f"its document {row['DocumentId']} does not exist"
            self._lose(Fate.DROPPED, where, said, fault=True)
            return None
        article = articles[self._names[row["DocumentId"]]]
        span = spans[row["ID"]]
        if span is None or not article.text[span.start : span.end].strip():
            found = "holds no words" if span else "does not fit"
            said = f"[{row['Start']}, {row['Stop']}] {found}: the text of document"
            self._lose(
                Fate.DROPPED,
                where,
                f"{said} {row['DocumentId']} has {len(article.text)} characters",
                fault=True,
            )
            return None
        return self._statement(row, roles, article, span)

    def _statement(
        self, row: Mapping[str, Any], roles: Mapping[str, int], article: Article, span: Span
    ) -> Coded:
        values = self._tables.values.get(row["ID"], {})
        told = {role: values.get(variable) for role, variable in roles.items()}
        label = next((told[name] or "" for name in LABEL_VARIABLES if told.get(name)), "")
        cell = Cell(
            person=told.get("person") or "",
            organization=told.get("organization") or "",
            concept=told.get("concept") or "",
            agreement=told.get("agreement"),
            label=label,
        )
        read = understand(cell, self._actors)
        self._readings.append(read)
        if read.fate is not None:
            self._lose(read.fate, f"statement {row['ID']}", read.problem)
        variable = roles.get("person" if read.kind == "person" else "organization", 0)
        attributes = self._tables.attributes.get((variable, read.actor), {})
        kind = attributes.get(_KIND_ATTRIBUTE, "").lower()
        statement = spanned_statement(
            article.text,
            id_=str(row["ID"]),
            document=article.id,
            source=(),
            cue=(),
            content=(span,),
            condition=(),
            proposal=cell.concept if cell.concept.strip() else "",
            stance=read.stance,
            actor=read.actor,
            actor_kind=kind if kind in ACTOR_KINDS else read.kind,
            date=article.date,
        )
        country = attributes.get(_COUNTRY_ATTRIBUTE, "")
        coder = self._tables.coders.get(row["Coder"], "")
        stance = read.stance
        if stance and coder.endswith(MODEL_MARK):
            said = "a model's answer, without its probabilities: it is not coded"
            self._lose(Fate.CHANGED, f"statement {row['ID']}", said)
            stance = None
        return Coded(replace(statement, stance=stance, country=country), coder)

    def _leave_behind(self) -> None:
        """Lists what stands in the file beside what was read."""
        self.losses.extend(other_actors(self._readings, self._file))
        for id_, count in self._other_values().items():
            variable = self._tables.variables.get(id_)
            name = f"{variable.name} ({variable.data_type})" if variable else str(id_)
            self._lose(
                Fate.DROPPED,
                f"variable {name}",
                f"no place for it: filled in for {count} statements",
            )
        for name, count in sorted(self._other_attributes()):
            self._lose(
                Fate.DROPPED,
                f"attribute {name}",
                f"no place for it: filled in for {count} actors or concepts",
            )
        if self._tables.children:
            said = f"{self._tables.children} entities are parts of others: each stands for itself"
            self._lose(Fate.DROPPED, "entities", said)

    def _other_values(self) -> Counter[int]:
        """Variables that have no role in a type that is read, each with its filled values."""
        types = {row["ID"]: row["StatementTypeId"] for row in self._tables.statements}
        counts: Counter[int] = Counter()
        for statement, values in self._tables.values.items():
            roles = self._roles.get(types.get(statement, 0))
            if roles is not None:
                known = set(roles.values())
                counts.update(id_ for id_, v in values.items() if id_ not in known and is_filled(v))
        return counts

    def _other_attributes(self) -> Iterator[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for attributes in self._tables.attributes.values():
            for name, value in attributes.items():
                is_kind = name == _KIND_ATTRIBUTE and value.lower() in ACTOR_KINDS
                if not is_kind and name != _COUNTRY_ATTRIBUTE:
                    counts[name] += 1
        yield from counts.items()
