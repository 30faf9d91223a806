"""Tasks for Prodigy's `choice` interface: one a statement, with its spans and five options."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from stance.corpus.exchange import Coded, Collection, Holds, Loss
from stance.corpus.files import write_json_lines
from stance.corpus.layout import quote_values, shown
from stance.corpus.regions import Part
from stance.corpus.scores import score_values
from stance.schema import LABELS, Article

TITLE: Final = "Prodigy"
HOLDS: Final = Holds()
MARK: Final = "statement"
"""The field of a task for what a coder need not see."""

_SEEN: Final = ("proposal", "actor")


def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """One task a statement; an article without any is a task of its own, without options."""
    write_json_lines(path, _tasks(collection))
    return ()


def _tasks(collection: Collection) -> Iterable[dict[str, Any]]:
    coded: dict[str, list[Coded]] = {name: [] for name in collection.articles}
    loose: list[Coded] = []
    for item in collection.coded:
        is_placed = bool(item.statement.content_spans)
        (coded[item.statement.document] if is_placed else loose).append(item)
    for name, items in coded.items():
        article = _article(collection.articles[name])
        if not items:
            yield {**article, "spans": []}
        for item in items:
            yield {**article, **_spans(item), **_choice(item, _beside(item))}
    for item in loose:
        values = quote_values(item.statement)
        rest = {key: value for key, value in values.items() if key not in (*_SEEN, "quote")}
        yield {"text": item.statement.quote, **_choice(item, rest)}


def _article(article: Article) -> dict[str, Any]:
    values: dict[str, Any] = {"text": article.text, "document": article.id}
    if article.date:
        values["date"] = article.date
    if article.headline:
        values["headline"] = [article.headline.start, article.headline.end]
    return values


def _beside(item: Coded) -> dict[str, str]:
    keys = ("id", "actor_kind", "country")
    values = {key: str(getattr(item.statement, key)) for key in keys}
    return {key: value for key, value in values.items() if value}


def _spans(item: Coded) -> dict[str, Any]:
    statement = shown(item)
    parts = {
        Part.QUOTE: statement.content_spans,
        Part.ACTOR: statement.source_spans,
        Part.CUE: statement.cue_spans,
        Part.CONDITION: statement.condition_spans,
    }
    return {
        "spans": [
            {"start": span.start, "end": span.end, "label": str(part)}
            for part, spans in parts.items()
            for span in spans
        ]
    }


def _choice(item: Coded, beside: dict[str, str]) -> dict[str, Any]:
    statement, score = item.statement, item.score
    meta = {key: str(getattr(statement, key)) for key in _SEEN if getattr(statement, key)}
    chosen = shown(item).stance
    values: dict[str, Any] = {
        "options": [{"id": str(label), "text": str(label)} for label in LABELS],
        "accept": [str(chosen)] if chosen else [],
        "meta": meta,
        MARK: beside,
        "_view_id": "choice",
    }
    if score is not None:
        values["score"] = score_values(score)
    elif chosen:
        values["answer"] = "accept"
    return {**values, "_session_id": item.coder} if item.coder else values
