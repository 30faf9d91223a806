"""One row of a table as a quote to score or an article to read, wherever the row came from."""

from __future__ import annotations

from typing import Final

from stance.corpus.jsonl import article_proposals, quote_statement
from stance.corpus.tables import Row, refuse_misspelt, refuse_unwritable
from stance.documents.entries import ARTICLE_FIELDS, SPAN_FIELDS
from stance.documents.furniture import clean
from stance.documents.sources import ArticleInput, SpanInput
from stance.errors import RecordError
from stance.schema import Article, Span, parse_text

RECORD_FIELDS: Final = tuple(dict.fromkeys((*SPAN_FIELDS, *ARTICLE_FIELDS)))


def read_record(row: Row, place: str, *, needs_proposal: bool) -> ArticleInput | SpanInput:
    """The article or span of a row; a quote goes before a text.

    `place` is the id of a quote, and the name of an article, that has none. Raises `RecordError`
    that names the field; the row's own place is not in it.
    """
    values = row.values
    refuse_misspelt(values, RECORD_FIELDS)
    for name, value in values.items():
        if isinstance(value, str):
            refuse_unwritable(name, value)
    if values.get("quote") is not None:
        statement = quote_statement(values, place, needs_proposal=needs_proposal)
        return SpanInput(statement, row.path, row.line)
    if values.get("text") is not None:
        return ArticleInput(_article(row, place), article_proposals(values), row.path, row.line)
    found = ", ".join(values) or "no fields"
    raise RecordError(
        f"neither quote nor text (found {found}); give the row a quote to score"
        f" ({', '.join(SPAN_FIELDS)}) or an article's text ({', '.join(ARTICLE_FIELDS)})"
    )


def _article(row: Row, place: str) -> Article:
    """A headline that is given counts; else the one that the page's lines show."""
    text = parse_text(row.values, "text", required=True)
    name = parse_text(row.values, "document") or parse_text(row.values, "id") or place
    wanted = parse_text(row.values, "headline").strip()
    start = text.find(wanted) if wanted else -1
    cleaned = clean(text)
    headline = Span(start, start + len(wanted)) if start >= 0 else cleaned.headline
    body = tuple(span for span in cleaned.body if headline is None or not span.overlaps(headline))
    return Article(name, text, parse_text(row.values, "date"), headline, body)
