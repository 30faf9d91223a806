"""Our own formats as statements: news items with labels, and flat rows of labelled quotes.

An item is one JSON object: ``document, headline, date, text, proposals, statements``, and each
of its statements ``id, actor, actor_kind, source, cue, content, proposal, stance, condition``
with the roles as lists of [start, end] in `text`. A flat row has ``quote, proposal, stance`` and
may have the rest of `FLAT_COLUMNS`. Either may name its `coder`. What has no stance is not coded
yet. Rows to score, quotes and articles, are the same without a stance.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from stance.corpus.exchange import Coded
from stance.corpus.tables import Row, refuse_misspelt, refuse_unwritable
from stance.errors import RecordError
from stance.reading.context import context_of
from stance.schema import (
    ACTOR_KINDS,
    Spans,
    Stance,
    Statement,
    cut,
    parse_spans,
    parse_stance_or_none,
    parse_text,
)

QUOTE_FIELDS: Final = (
    *("id", "document", "quote", "cue", "actor", "proposal", "context", "date", "actor_kind"),
    "country",
)
"""Fields of a quote to score, with or without its stance."""
FLAT_COLUMNS: Final = (*QUOTE_FIELDS, "stance", "coder")
ITEM_FIELDS: Final = ("document", "headline", "date", "text", "proposals", "statements")
STATEMENT_FIELDS: Final = (
    *("id", "actor", "actor_kind", "source", "cue", "content", "proposal", "stance", "condition"),
    "coder",
)

_PROPOSAL_SEPARATOR: Final = ";"


def item_statements(row: Row) -> Iterator[Coded]:
    """The statements of one item, each with its coder; the score of a model's is left out.

    Raises `RecordError` that names the statement and its field.
    """
    values = row.values
    try:
        refuse_misspelt(values, ITEM_FIELDS)
        text = parse_text(values, "text", required=True)
        document = parse_text(values, "document", required=True)
        date = parse_text(values, "date")
        statements = values.get("statements")
        if not isinstance(statements, list):
            raise RecordError(f"statements: expected a list of objects, found {statements!r:.60}")
        for number, entry in enumerate(statements):
            where = f"statements[{number}]"
            if not isinstance(entry, dict):
                raise RecordError(f"{where}: expected an object, found {entry!r:.60}")
            try:
                found = _item_statement(entry, text, document, f"{document}-{number:02d}")
                yield Coded(replace(found, date=date), parse_text(entry, "coder"))
            except RecordError as error:
                raise RecordError(f"{where}.{error.reason}") from None
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def _item_statement(entry: Mapping[str, Any], text: str, document: str, id_: str) -> Statement:
    refuse_misspelt(entry, STATEMENT_FIELDS)
    source = parse_spans(entry.get("source"), "source", text)
    return spanned_statement(
        text,
        id_=parse_text(entry, "id") or id_,
        document=document,
        source=source,
        cue=parse_spans(entry.get("cue"), "cue", text),
        content=parse_spans(entry.get("content"), "content", text),
        condition=parse_spans(entry.get("condition"), "condition", text),
        proposal=parse_text(entry, "proposal"),
        stance=parse_stance_or_none(entry.get("stance")),
        actor=parse_text(entry, "actor"),
        actor_kind=parse_kind(entry),
    )


def parse_kind(values: Mapping[str, Any]) -> str:
    """The kind of an actor, empty where a row gives none; `RecordError` names the known."""
    kind = parse_text(values, "actor_kind")
    if kind and kind not in ACTOR_KINDS:
        raise RecordError(f"actor_kind: unknown {kind!r}; allowed are {', '.join(ACTOR_KINDS)}")
    return kind


def spanned_statement(
    text: str,
    *,
    id_: str,
    document: str,
    source: Spans,
    cue: Spans,
    content: Spans,
    condition: Spans,
    proposal: str,
    stance: Stance | None,
    actor: str = "",
    actor_kind: str = "",
    date: str = "",
) -> Statement:
    """A statement whose strings are cut from `text`; without content `RecordError`.

    `actor` is the canonical name where the format has one, else the source's words.
    """
    if not content:
        raise RecordError("content: empty; a statement needs at least one [start, end]")
    mention = cut(text, source)
    return Statement(
        quote=cut(text, content),
        proposal=proposal,
        id=id_,
        document=document,
        actor=actor or mention,
        actor_mention=mention,
        actor_kind=actor_kind,
        cue=cut(text, cue),
        context=context_of(text, content),
        stance=stance,
        date=date,
        source_spans=source,
        cue_spans=cue,
        content_spans=content,
        condition_spans=condition,
    )


def flat_statement(row: Row) -> Coded:
    """A quote of a user's own table with its coder; raises `RecordError` with path and line.

    A row without `document` is a document of its own, shared by rows with the same quote, so
    that one quote never stands on both sides of a split. Only `unrelated`, and what is not
    coded yet, needs no proposal.
    """
    try:
        refuse_misspelt(row.values, FLAT_COLUMNS)
        label = parse_stance_or_none(row.values.get("stance"))
        needs_proposal = label not in (None, Stance.UNRELATED)
        found = quote_statement(row.values, str(row), needs_proposal=needs_proposal)
        coder = parse_text(row.values, "coder")
    except RecordError as error:
        raise error.at(row.path, row.line) from None
    document = found.document or _own_document(found.quote)
    return Coded(replace(found, document=document, stance=label), coder)


def quote_statement(values: Mapping[str, Any], id_: str, *, needs_proposal: bool) -> Statement:
    """The quote of a flat row, its stance left open; `id_` where the row gives none.

    Raises `RecordError` that names the field.
    """
    actor = parse_text(values, "actor")
    return Statement(
        quote=parse_text(values, "quote", required=True),
        proposal=parse_text(values, "proposal", required=needs_proposal),
        id=parse_text(values, "id") or id_,
        document=parse_text(values, "document"),
        actor=actor,
        actor_mention=actor,
        actor_kind=parse_kind(values),
        country=parse_text(values, "country"),
        date=parse_text(values, "date"),
        cue=parse_text(values, "cue"),
        context=parse_text(values, "context"),
    )


def article_proposals(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What an article's row asks about: its `proposal`, then its `proposals`, each once.

    `proposals` is a list; a CSV cell holds it in JSON, or the phrases separated by ";".
    """
    value = values.get("proposals")
    if isinstance(value, str):
        value = _cell_phrases(value)
    if value is None:
        value = []
    if not isinstance(value, list) or not all(isinstance(phrase, str) for phrase in value):
        raise RecordError(
            f"proposals: expected a list of phrases, found {value!r:.60}; in a CSV cell separate"
            ' them by ";"'
        )
    phrases = [phrase.strip() for phrase in (parse_text(values, "proposal"), *value)]
    for phrase in phrases:
        refuse_unwritable("proposals", phrase)
    return tuple(dict.fromkeys(filter(None, phrases)))


def _cell_phrases(cell: str) -> Any:
    """Brackets at both ends are a JSON list, and never the beginning and end of a phrase."""
    if not (cell.strip().startswith("[") and cell.strip().endswith("]")):
        return cell.split(_PROPOSAL_SEPARATOR)
    try:
        return json.loads(cell)
    except (RecursionError, ValueError):
        raise RecordError(
            f'proposals: no JSON list in {cell!r:.60}; write ["one", "two"], or one;two'
        ) from None


def _own_document(quote: str) -> str:
    """A name that equal quotes share, whatever their case and spacing."""
    normal = " ".join(quote.casefold().split())
    return f"quote-{hashlib.sha256(normal.encode()).hexdigest()[:16]}"
