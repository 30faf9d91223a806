"""Our own formats as statements: news items with labels, and flat rows of labelled quotes.

An item is one JSON object: ``document, headline, date, text, proposals, statements``, and each
of its statements ``id, actor, actor_kind, source, cue, content, proposal, stance, condition``
with the roles as lists of [start, end] in `text`. A flat row has ``quote, proposal, stance`` and
may have ``id, document, actor, cue, context``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stance.corpus.tables import Row
from stance.errors import RecordError
from stance.reading.context import context_of
from stance.schema import (
    ACTOR_KINDS,
    Spans,
    Stance,
    Statement,
    cut,
    parse_spans,
    parse_stance,
    parse_text,
)

FLAT_COLUMNS: Final = ("id", "document", "quote", "proposal", "stance", "actor", "cue", "context")


def item_statements(row: Row) -> Iterator[Statement]:
    """The statements of one item; raises `RecordError` that names the statement and its field."""
    values = row.values
    try:
        text = parse_text(values, "text", required=True)
        document = parse_text(values, "document", required=True)
        statements = values.get("statements")
        if not isinstance(statements, list):
            raise RecordError(f"statements: expected a list of objects, found {statements!r:.60}")
        for number, entry in enumerate(statements):
            where = f"statements[{number}]"
            if not isinstance(entry, dict):
                raise RecordError(f"{where}: expected an object, found {entry!r:.60}")
            try:
                yield _item_statement(entry, text, document, f"{document}-{number:02d}")
            except RecordError as error:
                raise RecordError(f"{where}.{error.reason}") from None
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def _item_statement(entry: Mapping[str, Any], text: str, document: str, id_: str) -> Statement:
    kind = parse_text(entry, "actor_kind")
    if kind and kind not in ACTOR_KINDS:
        raise RecordError(f"actor_kind: unknown {kind!r}; allowed are {', '.join(ACTOR_KINDS)}")
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
        stance=parse_stance(entry.get("stance")),
        actor=parse_text(entry, "actor"),
        actor_kind=kind,
    )


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
    stance: Stance,
    actor: str = "",
    actor_kind: str = "",
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
        source_spans=source,
        cue_spans=cue,
        content_spans=content,
        condition_spans=condition,
    )


def flat_statement(row: Row) -> Statement:
    """A labelled quote of a user's own table; raises `RecordError` with path and line.

    A row without `document` is a document of its own, shared by rows with the same quote, so
    that one quote never stands on both sides of a split. Only `unrelated` needs no proposal.
    """
    values = row.values
    try:
        quote = parse_text(values, "quote", required=True)
        label = parse_stance(values.get("stance"))
        actor = parse_text(values, "actor")
        return Statement(
            quote=quote,
            proposal=parse_text(values, "proposal", required=label is not Stance.UNRELATED),
            id=parse_text(values, "id") or str(row),
            document=parse_text(values, "document") or _own_document(quote),
            actor=actor,
            actor_mention=actor,
            cue=parse_text(values, "cue"),
            context=parse_text(values, "context"),
            stance=label,
        )
    except RecordError as error:
        raise error.at(row.path, row.line) from None


def _own_document(quote: str) -> str:
    """A name that equal quotes share, whatever their case and spacing."""
    normal = " ".join(quote.casefold().split())
    return f"quote-{hashlib.sha256(normal.encode()).hexdigest()[:16]}"
