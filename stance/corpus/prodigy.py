"""Prodigy's JSON Lines: one statement a task, as a choice, or a text with spans and relations.

    {"text": …, "spans": [{"start", "end", "label": "Quote"}, …], "options": […],
     "accept": ["support"], "meta": {"proposal": …, "actor": …}, "answer": "accept"}
    {"text": …, "tokens": […], "spans": […], "relations": [{"head", "child", "label"}], …}

We write the first: its options are the five stances, its spans the parts of one statement
(several Quotes are pieces of one), its `meta` what a coder must see, and `statement` the rest.
Without a Quote the text is a quote that came without its article. Of the second, a Quote's stance
is part of its label (``Quote|support``), and relations are those of `stance.corpus.regions`.

Only ``"answer": "accept"`` is a coding, by the coder of `_session_id`. A choice without an answer
is a statement to code, or with a `score` a model's answer, preselected for a coder to correct.
`end` is exclusive, `token_end` inclusive; `head` and `child` are tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.assembling import assemble
from stance.corpus.exchange import Coded, Collection, Fate, Format
from stance.corpus.files import are_whole, first_object, read_json_lines
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import QUOTE_FIELDS, quote_statement
from stance.corpus.offsets import diagnose, merged
from stance.corpus.prodigy_spans import parse_links, parse_spans
from stance.corpus.prodigy_write import HOLDS, MARK, TITLE, write
from stance.corpus.regions import NOTES, Part, Region, parse_label, parse_note_stance
from stance.corpus.scores import parse_score
from stance.corpus.tables import Row
from stance.errors import RecordError
from stance.schema import Article, Score, Span, Stance, Statement, parse_text

_ANSWERS: Final = ("accept", "reject", "ignore")
_SPOKEN: Final = {
    "reject": "rejected: its coder says that what it shows is wrong",
    "ignore": "ignored: its coder has passed it over",
}
_MARKS: Final = ("_input_hash", "_task_hash", "_session_id", "answer", "accept", "options", "spans")


def read(path: Path) -> Collection:
    """Articles and statements of the tasks; a task that is wrong is among the losses."""
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
    answer = values.get("answer")
    if answer is not None and answer not in _ANSWERS:
        raise RecordError(f"answer: unknown {answer!r:.40}; allowed are {', '.join(_ANSWERS)}")
    if answer in _SPOKEN:
        gathering.lose(Fate.DROPPED, str(row), _SPOKEN[answer])
        return
    if values.get("flagged"):
        reason = "it is flagged, for which there is no place; the coding is kept"
        gathering.lose(Fate.CHANGED, str(row), reason)
    is_choice = any(key in values for key in ("options", "accept"))
    if is_choice or isinstance(values.get("label"), str):
        _read_choice(row, text, gathering)
    elif values.get("spans") and answer is None:
        gathering.article(_article(row, text), str(row))
        gathering.lose(Fate.DROPPED, str(row), "spans that nobody has answered yet")
    else:
        _read_spans(row, text, gathering)


def _article(row: Row, text: str) -> Article:
    values, headline = row.values, None
    match values.get("headline"):
        case [start, end] if are_whole(start, end) and 0 <= start < end <= len(text):
            headline = Span(start, end)
    name = parse_text(values, "document") or parse_text({"id": values.get("_input_hash")}, "id")
    return Article(name or str(row), text, parse_text(values, "date"), headline)


def _coder(values: Mapping[str, Any]) -> str:
    return parse_text(values, "_session_id") or parse_text(values, "_annotator_id")


def _meta(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    if found is not None and not isinstance(found, dict):
        raise RecordError(f"{key}: expected an object, found {found!r:.60}")
    return found or {}


def _read_spans(row: Row, text: str, gathering: Gathering) -> None:
    """A text with any number of statements, each a Quote with its stance in the label."""
    article = gathering.article(_article(row, text), str(row))
    regions = _regions(row, article, gathering)
    links = parse_links(row, regions)
    gathering.add(links.losses)
    default = parse_text(_meta(row.values, "meta"), "proposal")
    assembled = assemble(article, regions, links.links, proposal=default, is_one=True)
    gathering.add(assembled.losses)
    for found in assembled.found:
        gathering.statement(Coded(found.statement, _coder(row.values)), found.place)


def _regions(row: Row, article: Article, gathering: Gathering) -> list[Region]:
    """Spans with labels of ours whose offsets are kept."""
    parsed = parse_spans(row)
    claims = [each.claim for each in parsed.spans]
    diagnosis = diagnose(article.text, claims, str(row), is_ours=MARK in row.values)
    gathering.add((*parsed.losses, *diagnosis.losses))
    return [
        replace(each.region, spans=found)
        for each, found in zip(parsed.spans, diagnosis.spans, strict=True)
        if found
    ]


def _read_choice(row: Row, text: str, gathering: Gathering) -> None:
    """One statement, which all spans of the task belong to."""
    values = row.values
    stance = parse_note_stance(_chosen(values))
    score: Score | None = None
    if values.get("answer") is None:
        score = parse_score(values["score"]) if values.get("score") else None
        if stance and score is None:
            reason = "a stance preselected that nobody has answered; it is not coded yet"
            gathering.lose(Fate.CHANGED, str(row), reason, str(stance))
        stance = None
    known = {**_meta(values, MARK), **_meta(values, "meta")}
    spans = _dicts(values.get("spans"))
    parts = [label.part for span in spans if (label := parse_label(str(span.get("label"))))]
    if Part.QUOTE in parts:
        article = gathering.article(_article(row, text), str(row))
        regions = _regions(row, article, gathering)
        if len(regions) < len(parts):
            return  # a part of it was refused, which is among the losses
        statement = _placed(regions, article, _noted(known, stance), gathering)
    else:
        for number, span in enumerate(spans, start=1):
            reason = "a span within a quote that came without its article has no place"
            gathering.lose(Fate.DROPPED, f"{row}, span {number}", reason, f"{span.get('label')}")
        fields = {**values, **known, "quote": text}
        fields = {key: value for key, value in fields.items() if key in QUOTE_FIELDS}
        quote = quote_statement(fields, str(row), needs_proposal=False)
        statement = replace(quote, stance=stance)
    if statement is None:
        return
    if score:
        statement = replace(statement, condition_spans=())
    gathering.statement(Coded(statement, _coder(values), score), str(row))


def _chosen(values: Mapping[str, Any]) -> str:
    """The options that were accepted, by their ids, or by their texts where those are numbers."""
    accepted = values.get("accept", values.get("label"))
    listed = accepted if isinstance(accepted, list) else [accepted]
    options = _dicts(values.get("options"))
    names = [
        next((option.get("text") for option in options if option.get("id") == each), each)
        if not isinstance(each, str)
        else each
        for each in listed
        if each is not None
    ]
    return ", ".join(map(str, names))


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _noted(known: Mapping[str, Any], stance: Stance | None) -> dict[str, str]:
    notes = {key: parse_text(known, key) for key in NOTES if known.get(key) and key != "stance"}
    return notes | ({"stance": str(stance)} if stance else {})


def _placed(
    regions: list[Region], article: Article, notes: Mapping[str, str], gathering: Gathering
) -> Statement | None:
    """The statement of one Quote, all regions of a label being pieces of one."""
    joined: list[Region] = []
    for part in Part:
        pieces = [region for region in regions if region.part is part]
        if pieces:
            spans = merged(span for piece in pieces for span in piece.spans)
            joined.append(replace(pieces[0], spans=spans))
    labelled = [each.notes["stance"] for each in regions if "stance" in each.notes]
    stances = list(dict.fromkeys([*labelled, *filter(None, [notes.get("stance")])]))
    if len(stances) > 1:
        raise RecordError(f"its labels and its answer say {' and '.join(stances)}")
    joined[0] = replace(joined[0], notes={**joined[0].notes, **notes})
    assembled = assemble(article, joined, (), is_one=True)
    gathering.add(assembled.losses)
    return assembled.found[0].statement if assembled.found else None


def _claims(path: Path) -> bool:
    first = first_object(path)
    return "text" in first and any(mark in first for mark in _MARKS)


FORMAT: Final = Format(
    name="prodigy",
    title=TITLE,
    endings=(".jsonl",),
    read=read,
    write=write,
    claims=_claims,
    holds=HOLDS,
)
