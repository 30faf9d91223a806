"""doccano's JSON Lines: spans with labels, relations between them, labels of a whole text.

    {"text": …, "label": [[0, 8, "Quote|support"], …]}           sequence labelling
    {"text": …, "entities": [{"id", "start_offset", "end_offset", "label"}],
                "relations": [{"id", "from_id", "to_id", "type"}]}   with relations
    {"text": …, "label": ["support"]}                            classification: a quote

A Quote's stance is part of its label (``Quote|support``, or ``support`` alone), since doccano's
spans have no attributes; the project must allow overlapping spans. A model's answer asks
(``Quote|support?``): whoever agrees, or not, gives it the label without the mark. What a label
cannot say (proposal, actor's name, kind and country, id) stands in the field `statements` (see
`sidecar`), which doccano keeps as the example's metadata and exports again; so do `document`,
`date`, `headline` and `coder`. A field `proposal` is that of all Quotes which have none of their
own. A text without spans that has a stance, or a field `proposal`, is a quote that came without its
article; its other fields are those of a row of ours (its id is `statement_id`, since doccano has an
`id` of its own) and, for a model's answer, `score`. Offsets count code points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from stance.corpus import sidecar
from stance.corpus.assembling import assemble
from stance.corpus.exchange import Coded, Collection, Fate, Format, Holds, Loss
from stance.corpus.files import are_whole, first_object, read_json_lines, write_json_lines
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import QUOTE_FIELDS, quote_statement
from stance.corpus.layout import lay_out, quote_values, shown
from stance.corpus.offsets import Claim, Piece, diagnose
from stance.corpus.regions import Link, Part, Region, parse_note_stance
from stance.corpus.scores import CODED, parse_score, said, score_values
from stance.corpus.tables import Row
from stance.errors import RecordError
from stance.schema import Article, Span, parse_text

TITLE: Final = "doccano"
HOLDS: Final = Holds()

_SPANS: Final = ("entities", "label", "labels")
_FOREIGN: Final = "a label that is none of ours; known are Quote|stance, Actor, Cue, Condition, …"


def read(path: Path) -> Collection:
    """Articles and quotes of the rows; a row that is wrong is among the losses."""
    gathering = Gathering()
    for row in read_json_lines(path, gathering.error):
        try:
            _read_row(row, gathering)
        except RecordError as error:
            gathering.fault(str(row), error.reason)
    return gathering.collection()


def _read_row(row: Row, gathering: Gathering) -> None:
    values = row.values
    text = parse_text(values, "text", required=True)
    coder = parse_text(values, "coder")
    marks = [mark for key in _SPANS for mark in _listed(values, key)]
    whole = [str(mark) for mark in (*marks, *_listed(values, "cats")) if isinstance(mark, str)]
    spans = [mark for mark in marks if not isinstance(mark, str)]
    for comment in _listed(values, "Comments"):
        gathering.lose(Fate.DROPPED, str(row), "a comment has no place", f"{comment!r:.80}")
    if not spans and "entities" not in values and (whole or "proposal" in values):
        _read_quote(row, text, whole, coder, gathering)
        return
    for label in whole:
        reason = "a label of the text as a whole has no place beside spans"
        gathering.lose(Fate.DROPPED, str(row), reason, repr(label)[:80])
    article = gathering.article(_article(row, text), str(row))
    links = [_link(each, str(row)) for each in _listed(values, "relations")]
    drawn = _regions(spans, article, row, gathering)
    regions = sidecar.with_notes(drawn, links, values.get(sidecar.KEY), str(row))
    assembled = assemble(
        article,
        regions.regions,
        links,
        proposal=parse_text(values, "proposal"),
        is_one=True,
    )
    gathering.add((*regions.losses, *assembled.losses))
    for found in assembled.found:
        gathering.statement(Coded(found.statement, coder, found.score), found.place)


def _listed(values: Mapping[str, Any], key: str) -> list[Any]:
    found = values.get(key)
    if isinstance(found, str):
        return [found]
    if found is not None and not isinstance(found, list):
        raise RecordError(f"{key}: expected a list, found {found!r:.60}")
    return found or []


def _article(row: Row, text: str) -> Article:
    values, headline = row.values, None
    match values.get("headline"):
        case [start, end] if are_whole(start, end) and 0 <= start < end <= len(text):
            headline = Span(start, end)
    names = (parse_text({"document": values.get(key)}, "document") for key in ("document", "id"))
    name = next(filter(None, names), "") or str(row)
    return Article(name, text, parse_text(values, "date"), headline)


def _regions(
    spans: list[Any], article: Article, row: Row, gathering: Gathering
) -> tuple[Region, ...]:
    """Spans with labels of ours that lie within the text; doccano copies no words."""
    drawn: list[tuple[Region, Claim]] = []
    for number, mark in enumerate(spans, start=1):
        place = f"{row}, span {number}"
        try:
            key, piece, name = _mark(mark)
        except RecordError as error:
            gathering.fault(place, error.reason)
            continue
        label, asks = sidecar.parse_marked(name)
        if label is None:
            gathering.lose(Fate.DROPPED, place, _FOREIGN, repr(name)[:80])
            continue
        notes = {"stance": label.stance} if label.stance else {}
        key = key or f"span {number}"
        region = Region(key, label.part, (), place, notes, is_predicted=asks)
        drawn.append((region, Claim((piece,), None, place)))
    is_ours = sidecar.KEY in row.values
    claims = [claim for _, claim in drawn]
    diagnosis = diagnose(article.text, claims, str(row), is_ours=is_ours)
    gathering.add(diagnosis.losses)
    return tuple(
        replace(region, spans=found)
        for (region, _), found in zip(drawn, diagnosis.spans, strict=True)
        if found
    )


def _mark(mark: Any) -> tuple[str, Piece, str]:
    """Key (empty where it has none), offsets and label, of ``[start, end, label]`` or an object."""
    match mark:
        case [start, end, str(label)] if are_whole(start, end):
            return "", Piece(start, end), label
        case {"start_offset": start, "end_offset": end, "label": str(label)} if are_whole(
            start, end
        ):
            return str(mark["id"]) if "id" in mark else "", Piece(start, end), label
    raise RecordError(
        "expected [start, end, label], or an object with start_offset, end_offset and label,"
        f" found {mark!r:.60}"
    )


def _link(values: Any, place: str) -> Link:
    match values:
        case {"from_id": start, "to_id": end, "type": str(name)} if are_whole(start, end):
            return Link(name, str(start), str(end), place)
    raise RecordError(f"relations: expected from_id, to_id and type, found {values!r:.60}")


def _read_quote(row: Row, text: str, labels: list[str], coder: str, gathering: Gathering) -> None:
    stances = []
    for name in labels:
        label, asks = sidecar.parse_marked(name)
        if label is None or label.part is not Part.QUOTE:
            gathering.lose(Fate.DROPPED, str(row), _FOREIGN, repr(name)[:80])
        elif not asks:
            stances.append(label.stance)
    stance = parse_note_stance(", ".join(stances))  # two of them are none of the allowed ones
    score = parse_score(row.values["score"]) if row.values.get("score") else None
    if score and stance:
        gathering.lose(Fate.CHANGED, str(row), CODED, said(score))
        score = None
    values = {key: value for key, value in row.values.items() if key in QUOTE_FIELDS}
    values |= {"quote": text, "id": row.values.get("statement_id") or row.values.get("id")}
    statement = quote_statement(values, "", needs_proposal=False)
    gathering.statement(Coded(replace(statement, stance=stance), coder, score), str(row))


def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """One row an article and coder; a quote without its article is a row of its own."""
    write_json_lines(path, _rows(collection))
    return ()


def _rows(collection: Collection) -> Iterable[dict[str, Any]]:
    coded: defaultdict[str, dict[str, list[Coded]]] = defaultdict(dict)
    for item in collection.coded:
        if item.statement.content_spans:
            coded[item.statement.document].setdefault(item.coder, []).append(item)
    numbers = count(1)  # doccano looks relations up by ids that are unique in the file
    for name, article in collection.articles.items():
        for coder, items in (coded[name] or {"": []}).items():
            yield _row(article, coder, items, numbers)
    for item in collection.coded:
        if not item.statement.content_spans:
            yield _quote_row(item)


def _row(
    article: Article, coder: str, items: list[Coded], numbers: Iterator[int]
) -> dict[str, Any]:
    """All fields in all rows: doccano reads them as a table."""
    layout = lay_out([shown(item) for item in items])
    scores = dict(zip(layout.quotes, (item.score for item in items), strict=True))
    regions = [
        replace(region, score=score, is_predicted=True)
        if (score := scores.get(region.key))
        else region
        for region in layout.regions
    ]
    ids = dict(zip((region.key for region in layout.regions), numbers, strict=False))
    headline = article.headline
    return {
        "text": article.text,
        "document": article.id,
        "date": article.date,
        "headline": [headline.start, headline.end] if headline else None,
        "coder": coder,
        sidecar.KEY: [
            beside
            for region in regions
            if region.key in scores and (beside := sidecar.entry(region))
        ],
        "entities": [
            {
                "id": ids[region.key],
                "start_offset": region.spans[0].start,
                "end_offset": region.spans[0].end,
                "label": sidecar.label_of(region),
            }
            for region in regions
        ],
        "relations": [
            {"id": number, "from_id": ids[link.start], "to_id": ids[link.end], "type": link.name}
            for link, number in zip(layout.links, numbers, strict=False)
        ],
    }


def _quote_row(item: Coded) -> dict[str, Any]:
    statement = shown(item, with_clause=False)
    values = quote_values(statement)
    fields = {key: values.get(key, "") for key in QUOTE_FIELDS if key not in ("id", "quote")}
    asks = sidecar.ASKS if item.score else ""
    return {
        "text": statement.quote,
        "label": [f"{statement.stance}{asks}"] if statement.stance else [],
        "score": score_values(item.score) if item.score else None,
        "statement_id": statement.id,
        "coder": item.coder,
        **fields,
    }


def _claims(path: Path) -> bool:
    first = first_object(path)
    return "text" in first and any(key in first for key in (*_SPANS, "cats"))


FORMAT: Final = Format(
    name="doccano",
    title=TITLE,
    endings=(".jsonl",),
    read=read,
    write=write,
    claims=_claims,
    holds=HOLDS,
)
