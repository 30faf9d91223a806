"""Our own JSON Lines of articles with their statements, whole: every field of every record.

Beside the fields of `stance.corpus.jsonl` a statement may have `country` and `score` (see
`stance.corpus.scores`); its `stance` is null where nobody has coded it. Training reads the same
files, and passes over statements without a stance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.exchange import Coded, Collection, Fate, Format, Holds, Loss
from stance.corpus.files import first_object, read_json_lines, write_json_lines
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import ITEM_FIELDS, STATEMENT_FIELDS, parse_kind, spanned_statement
from stance.corpus.scores import parse_score, score_values
from stance.corpus.tables import Row, refuse_misspelt
from stance.errors import RecordError
from stance.schema import Article, Span, Spans, parse_spans, parse_stance_or_none, parse_text

TITLE: Final = "stance items"
HOLDS: Final = Holds(loose=False)

_FIELDS: Final = (*STATEMENT_FIELDS, "country", "score")


def read(path: Path) -> Collection:
    """Articles and statements; a row or statement that is wrong is among the losses."""
    gathering = Gathering()
    for row in read_json_lines(path, gathering.error):
        try:
            _read_item(row, gathering)
        except RecordError as error:
            gathering.fault(str(row), error.reason)
    return gathering.collection()


def _read_item(row: Row, gathering: Gathering) -> None:
    values = row.values
    refuse_misspelt(values, ITEM_FIELDS)
    text = parse_text(values, "text", required=True)
    name = parse_text(values, "document", required=True)
    entries = values.get("statements")
    if not isinstance(entries, list):
        raise RecordError(f"statements: expected a list of objects, found {entries!r:.60}")
    headline = _find(parse_text(values, "headline"), text)
    article = Article(name, text, parse_text(values, "date"), headline)
    article = gathering.article(article, str(row))
    for number, entry in enumerate(entries):
        place = f"{row}, statements[{number}]"
        try:
            gathering.statement(_coded(entry, article), place)
        except RecordError as error:
            gathering.fault(place, error.reason)
    _lose_proposals(values.get("proposals"), entries, row, gathering)


def _lose_proposals(listed: Any, entries: list[Any], row: Row, gathering: Gathering) -> None:
    used = [entry.get("proposal") for entry in entries if isinstance(entry, dict)]
    for proposal in listed if isinstance(listed, list) else ():
        if proposal not in used:
            reason = "a proposal that no statement of the article is about has no place"
            gathering.lose(Fate.DROPPED, str(row), reason, f"{proposal!r:.80}")


def _coded(entry: Any, article: Article) -> Coded:
    if not isinstance(entry, dict):
        raise RecordError(f"expected an object, found {entry!r:.60}")
    refuse_misspelt(entry, _FIELDS)
    text = article.text
    statement = spanned_statement(
        text,
        id_=parse_text(entry, "id"),
        document=article.id,
        source=parse_spans(entry.get("source"), "source", text),
        cue=parse_spans(entry.get("cue"), "cue", text),
        content=parse_spans(entry.get("content"), "content", text),
        condition=parse_spans(entry.get("condition"), "condition", text),
        proposal=parse_text(entry, "proposal"),
        stance=parse_stance_or_none(entry.get("stance")),
        actor=parse_text(entry, "actor"),
        actor_kind=parse_kind(entry),
        date=article.date,
    )
    statement = replace(statement, country=parse_text(entry, "country"))
    score = entry.get("score")
    coder = parse_text(entry, "coder")
    return Coded(statement, coder, None if score is None else parse_score(score))


def _find(headline: str, text: str) -> Span | None:
    start = text.find(headline) if headline else -1
    return Span(start, start + len(headline)) if start >= 0 else None


def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """One row an article, with the statements of all its coders."""
    coded: dict[str, list[Coded]] = {name: [] for name in collection.articles}
    for item in collection.coded:
        coded[item.statement.document].append(item)
    articles = collection.articles.values()
    write_json_lines(path, (_item(article, coded[article.id]) for article in articles))
    return tuple(_lost_headlines(articles))


def _lost_headlines(articles: Iterable[Article]) -> Iterable[Loss]:
    for article in articles:
        if article.headline != _find(_headline(article), article.text):
            reason = "its headline's words stand in the text before it; it is told by its words"
            yield Loss(Fate.CHANGED, f"article {article.id}", reason, repr(_headline(article)))


def _headline(article: Article) -> str:
    span = article.headline
    return article.text[span.start : span.end] if span else ""


def _item(article: Article, coded: list[Coded]) -> dict[str, Any]:
    proposals = (item.statement.proposal for item in coded)
    return {
        "document": article.id,
        "headline": _headline(article),
        "date": article.date,
        "text": article.text,
        "proposals": list(dict.fromkeys(filter(None, proposals))),
        "statements": [_entry(item) for item in coded],
    }


def _entry(item: Coded) -> Mapping[str, Any]:
    statement = item.statement
    entry: dict[str, Any] = {
        "id": statement.id,
        "actor": statement.actor,
        "actor_kind": statement.actor_kind,
        "source": _pairs(statement.source_spans),
        "cue": _pairs(statement.cue_spans),
        "content": _pairs(statement.content_spans),
        "proposal": statement.proposal,
        "stance": statement.stance and str(statement.stance),
        "condition": _pairs(statement.condition_spans) or None,
    }
    rest = {"country": statement.country, "coder": item.coder}
    entry |= {key: value for key, value in rest.items() if value}
    return entry | ({"score": score_values(item.score)} if item.score else {})


def _pairs(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _claims(path: Path) -> bool:
    first = first_object(path)
    has_labels = any(key in first for key in ("entities", "label", "labels", "spans"))
    return "text" in first and "statements" in first and not has_labels


FORMAT: Final = Format(
    name="items",
    title=TITLE,
    endings=(".jsonl",),
    read=read,
    write=write,
    claims=_claims,
    holds=HOLDS,
)
