"""A task of Label Studio: its text and data, and what its coders and models have drawn on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from stance.corpus.exchange import Fate
from stance.corpus.files import are_whole
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import QUOTE_FIELDS
from stance.corpus.labelstudio_results import Results, parse_results
from stance.corpus.labelstudio_write import KIND, QUOTE
from stance.corpus.regions import Part
from stance.errors import RecordError
from stance.schema import Article, Span, parse_text

_ANNOTATIONS: Final = ("annotations", "completions")  # the second before version 1.0
_DOCUMENT_KEYS: Final = ("document", "doc_id", "document_id", "id")
_USER_KEYS: Final = ("email", "username", "first_name", "id")


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder, or one model, has drawn; `score` is a prediction's own, if it has one."""

    results: Results
    coder: str
    is_prediction: bool = False
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its codings, cancelled ones left out."""

    data: Mapping[str, Any]
    text: str
    place: str
    document: str
    annotations: tuple[Coding, ...]
    predictions: tuple[Coding, ...]

    @property
    def codings(self) -> tuple[Coding, ...]:
        return (*self.annotations, *self.predictions)

    @property
    def is_quote(self) -> bool:
        """Whether the text is one quote: it says so, or is labelled as a whole alone."""
        if self.data.get(KIND) == QUOTE:
            return True
        has_quotes = any(
            drawn.part is Part.QUOTE
            for coding in self.codings
            for drawn in coding.results.regions.values()
        )
        return not has_quotes and any("stance" in each.results.whole.notes for each in self.codings)

    @property
    def article(self) -> Article:
        """The text as an article; a headline is [start, end], or words that stand in it."""
        headline, span = self.data.get("headline"), None
        match headline:
            case [start, end] if are_whole(start, end) and 0 <= start < end <= len(self.text):
                span = Span(start, end)
            case str(words) if words.strip() and words.strip() in self.text:
                start = self.text.find(words.strip())
                span = Span(start, start + len(words.strip()))
        return Article(self.document, self.text, parse_text(self.data, "date"), span)


def parse_task(values: Any, place: str, number: int, gathering: Gathering) -> Task:
    """A task of the export; raises `RecordError` for one that cannot be read at all."""
    if not isinstance(values, dict):
        raise RecordError(f"expected an object, found {type(values).__name__}")
    data = values.get("data")
    if not isinstance(data, dict):
        raise RecordError(f"data: expected an object with the text, found {data!r:.60}")
    text = parse_text({"text": data.get(_text_key(data))}, "text", required=True)
    names = (parse_text({"document": data.get(key)}, "document") for key in _DOCUMENT_KEYS)
    key = next((key for key in _ANNOTATIONS if key in values), _ANNOTATIONS[0])
    task = Task(
        data,
        text,
        place,
        next(filter(None, names), "") or str(values.get("id") or f"task-{number}"),
        tuple(_annotations(_listed(values, key), place, gathering)),
        tuple(_predictions(_listed(values, "predictions"), place, gathering)),
    )
    for count, draft in enumerate(_listed(values, "drafts"), start=1):
        if isinstance(draft, dict) and draft.get("result"):
            reason = "a draft that nobody has submitted"
            gathering.lose(Fate.DROPPED, f"{place}, draft {count}", reason)
    return task


def _text_key(data: Mapping[str, Any]) -> str:
    if "text" in data:
        return "text"
    known = {*QUOTE_FIELDS, *_DOCUMENT_KEYS, KIND, "headline"}
    texts = [key for key, value in data.items() if isinstance(value, str) and key not in known]
    if len(texts) == 1:
        return texts[0]
    raise RecordError(
        f"data: which field is the text? found {', '.join(data) or 'none'}; name it 'text'"
    )


def _listed(values: Mapping[str, Any], key: str) -> list[Any]:
    found = values.get(key)
    if found is not None and not isinstance(found, list):
        raise RecordError(f"{key}: expected a list, found {found!r:.60}")
    return found or []


def _annotations(listed: list[Any], task: str, gathering: Gathering) -> list[Coding]:
    found: list[Coding] = []
    for number, values in enumerate(listed, start=1):
        name = values.get("id", number) if isinstance(values, dict) else number
        place = f"{task}, annotation {name}"
        if not isinstance(values, dict):
            gathering.fault(place, "expected an object", f"{values!r:.40}")
        elif values.get("was_cancelled") or values.get("skipped"):
            gathering.lose(Fate.DROPPED, place, "cancelled: its coder has skipped the task")
        else:
            results = parse_results(values.get("result", []), place)
            found.append(Coding(results, _coder(values.get("completed_by"))))
    return found


def _coder(value: Any) -> str:
    """A user's number, or the user as an object."""
    if isinstance(value, dict):
        value = next((value[key] for key in _USER_KEYS if value.get(key)), None)
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_name else ""


def _predictions(listed: list[Any], task: str, gathering: Gathering) -> list[Coding]:
    found: list[Coding] = []
    for number, values in enumerate(listed, start=1):
        place = f"{task}, prediction {number}"
        if not isinstance(values, dict):
            reason = "a prediction of which the export has the number only"
            gathering.lose(Fate.DROPPED, place, reason, f"{values!r:.40}")
            continue
        score = values.get("score")
        results = parse_results(values.get("result", []), place)
        coder = str(values.get("model_version") or "")
        is_number = isinstance(score, int | float) and not isinstance(score, bool)
        found.append(Coding(results, coder, True, score if is_number else None))
    return found
