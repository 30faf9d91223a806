"""Tasks for Label Studio: annotations of coders, and a model's answers as pre-annotations."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.exchange import Coded, Collection, Holds, Loss
from stance.corpus.files import write_text
from stance.corpus.labelstudio_config import ACTOR_KIND, AREAS, LABEL, STANCE, TEXT
from stance.corpus.layout import Layout, lay_out, quote_values, shown
from stance.corpus.regions import Link, Region
from stance.corpus.scores import score_values
from stance.schema import Article, Span, Statement

TITLE: Final = "Label Studio"
HOLDS: Final = Holds()
KIND: Final = "kind"
QUOTE: Final = "quote"
"""``"kind": "quote"`` in a task's data: its text is a quote that came without its article."""

_USER_NUMBER: Final = re.compile(r"[1-9][0-9]{0,9}")
# A region's id is written before that of its annotation, with # between.
_BREAKS_NAMES: Final = re.compile(r"[#\s]")


def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """One task an article, and one for each quote that came without one; a task a line."""
    write_text(path, _list(json.dumps(task, ensure_ascii=False) for task in _tasks(collection)))
    return ()


def _list(parts: Iterable[str]) -> Iterable[str]:
    separator = "[\n"
    for part in parts:
        yield separator + part
        separator = ",\n"
    yield "\n]\n" if separator != "[\n" else "[]\n"


def _tasks(collection: Collection) -> Iterable[dict[str, Any]]:
    placed: dict[str, list[Coded]] = {name: [] for name in collection.articles}
    loose: list[Coded] = []
    for item in collection.coded:
        is_placed = bool(item.statement.content_spans)
        (placed[item.statement.document] if is_placed else loose).append(item)
    tasks = [
        (_article_data(article), placed[name]) for name, article in collection.articles.items()
    ]
    tasks += [(_quote_data(item.statement), [_as_region(item)]) for item in loose]
    for number, (data, coded) in enumerate(tasks, start=1):
        yield _task(number, data, coded)


def _quote_data(statement: Statement) -> dict[str, Any]:
    values = quote_values(statement)
    rest = {key: value for key, value in values.items() if key not in ("id", "quote")}
    return {TEXT: statement.quote, KIND: QUOTE, **rest}


def _as_region(item: Coded) -> Coded:
    """A quote as a region over its whole text; the clause within it needs none."""
    whole = (Span(0, len(item.statement.quote)),)
    return replace(item, statement=replace(item.statement, content_spans=whole))


def _article_data(article: Article) -> dict[str, Any]:
    data: dict[str, Any] = {TEXT: article.text, "document": article.id}
    if article.date:
        data["date"] = article.date
    if article.headline:
        data["headline"] = [article.headline.start, article.headline.end]
    return data


def _task(number: int, data: dict[str, Any], coded: Sequence[Coded]) -> dict[str, Any]:
    groups: dict[tuple[bool, str], list[Coded]] = {}
    for item in coded:
        groups.setdefault((item.score is not None, item.coder), []).append(item)
    task: dict[str, Any] = {"id": number, "data": data, "annotations": [], "predictions": []}
    for (is_scored, coder), items in groups.items():
        if is_scored:
            task["predictions"].append(_prediction(data, coder, items))
        else:
            task["annotations"].append(_annotation(data, coder, items))
    return task


def _annotation(data: dict[str, Any], coder: str, items: Sequence[Coded]) -> dict[str, Any]:
    user = _user(coder)
    meta = {} if user or not coder else {"coder": coder}
    values: dict[str, Any] = {"completed_by": user} if user else {}
    values["result"] = _results(data, items, meta)
    return {**values, "was_cancelled": False, "ground_truth": False}


def _user(coder: str) -> int | dict[str, str] | None:
    """A coder as Label Studio names its users, by number or mail address; it imports no other."""
    if _USER_NUMBER.fullmatch(coder):
        return int(coder)
    return {"email": coder} if "@" in coder else None


def _prediction(data: dict[str, Any], coder: str, items: Sequence[Coded]) -> dict[str, Any]:
    scores = [item.score.confidence for item in items if item.score]
    values: dict[str, Any] = {"model_version": coder} if coder else {}
    values["score"] = sum(scores) / len(scores)
    return {**values, "result": _results(data, items, {})}


def _results(
    data: dict[str, Any], items: Sequence[Coded], meta: dict[str, Any]
) -> list[dict[str, Any]]:
    is_quote = data.get(KIND) == QUOTE
    layout = lay_out([shown(item, with_clause=not is_quote) for item in items])
    names = _names(layout, [item.statement.id for item in items])
    quotes = dict(zip(layout.quotes, items, strict=True))
    results: list[dict[str, Any]] = []
    for region in layout.regions:
        item = quotes.get(region.key)
        results += _region(data[TEXT], region, names[region.key], item, meta)
    return results + [_relation(link, names) for link in layout.links]


def _names(layout: Layout, ids: Sequence[str]) -> dict[str, str]:
    """Names of regions: a Quote has its statement's id where that is unlike any other."""
    counts = Counter(ids)
    names: dict[str, str] = {}
    for region in layout.regions:
        name = region.key
        while name in counts:
            name += "_"
        names[region.key] = name
    for key, id_ in zip(layout.quotes, ids, strict=True):
        if id_ and counts[id_] == 1 and not _BREAKS_NAMES.search(id_):
            names[key] = id_
    return names


def _region(
    text: str, region: Region, name: str, item: Coded | None, meta: dict[str, Any]
) -> list[dict[str, Any]]:
    (span,) = region.spans
    place = {"start": span.start, "end": span.end}
    words = {"text": text[span.start : span.end]}
    base = {"id": name, "to_name": TEXT}
    label: dict[str, Any] = {**base, "from_name": LABEL, "type": "labels"}
    label["value"] = {**place, **words, "labels": [str(region.part)]}
    results = [label]
    if item is not None:
        about = dict(meta)
        if item.statement.id and item.statement.id != name:
            about["id"] = item.statement.id
        if item.score:
            about["score"] = score_values(item.score)
            label["score"] = item.score.confidence
        if about:
            label["meta"] = about
    for control in (STANCE, ACTOR_KIND):
        if control in region.notes:
            chosen = {**place, **words, "choices": [region.notes[control]]}
            results.append({**base, "from_name": control, "type": "choices", "value": chosen})
    for control in AREAS:
        if control in region.notes:
            written = {**place, "text": [region.notes[control]]}
            results.append({**base, "from_name": control, "type": "textarea", "value": written})
    return results


def _relation(link: Link, names: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "relation",
        "from_id": names[link.start],
        "to_id": names[link.end],
        "direction": "right",
        "labels": [link.name],
    }
