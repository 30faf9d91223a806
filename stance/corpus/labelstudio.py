"""Label Studio's full JSON export: tasks with annotations (one a coder) and predictions.

The convention is that of the labelling interface in `labelstudio_config`, which `stance convert
--labelling-config` prints. A region's results share its `id`. A task's `data` holds `text`,
`document`, `date`, `headline` ([start, end]); with ``"kind": "quote"`` the text is a quote that
came without its article, and the data has the fields of a row of ours. `completed_by` is the
coder. What has no control stands in the `meta` of a Quote: `id` (where the region's own cannot be
it), `coder` (where it is no user of Label Studio), `score` (a model's answer, in predictions).

JSON-MIN is refused: it has lost the relations, and which region a choice belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from stance.corpus.assembling import Found, assemble
from stance.corpus.exchange import Coded, Collection, Fate, Format
from stance.corpus.files import head, read_json
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import QUOTE_FIELDS, quote_statement
from stance.corpus.labelstudio_results import Drawn
from stance.corpus.labelstudio_tasks import Coding, Task, parse_task
from stance.corpus.labelstudio_write import HOLDS, TITLE, write
from stance.corpus.offsets import Claim, diagnose
from stance.corpus.regions import Part, Region, parse_note_stance
from stance.corpus.scores import parse_score, spread
from stance.errors import InputError, RecordError
from stance.schema import Article, Condition, Score, Stance, Statement, parse_text

_MINIMAL: Final = ("label", "annotation_id", "annotator", "stance")


def read(path: Path) -> Collection:
    """Articles and statements of the tasks.

    Raises `InputError` for what is no full export; a task that is wrong is among the losses.
    """
    tasks = read_json(path)
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list):
        raise InputError(f"expected a list of tasks, found {type(tasks).__name__}", path=path)
    if not tasks:
        raise InputError("holds no task; export a project that has some", path=path)
    _refuse_minimal(tasks, path)
    gathering = Gathering()
    for number, values in enumerate(tasks, start=1):
        name = values.get("id", number) if isinstance(values, dict) else number
        place = f"{path.name}: task {name}"
        try:
            _read_task(parse_task(values, place, number, gathering), gathering)
        except RecordError as error:
            gathering.fault(place, error.reason)
    return gathering.collection()


def _refuse_minimal(tasks: list[Any], path: Path) -> None:
    for task in tasks:
        if isinstance(task, dict) and "data" not in task and any(key in task for key in _MINIMAL):
            raise InputError(
                "is a JSON-MIN export: it has lost the relations, and which region a choice"
                " belongs to; export the project again as JSON",
                path=path,
            )


def _read_task(task: Task, gathering: Gathering) -> None:
    if task.is_quote:
        _read_quote(task, gathering)
        return
    article = gathering.article(task.article, task.place)
    # A browser has counted the annotations, a program the predictions.
    _place(article, task.annotations, task, gathering)
    for prediction in task.predictions:
        _place(article, [prediction], task, gathering)


def _place(article: Article, codings: Sequence[Coding], task: Task, gathering: Gathering) -> None:
    """Checks the offsets of all codings together, and puts their statements together."""
    every = [each for coding in codings for each in coding.results.regions.values() if each.part]
    claims = [Claim((each.piece,), _unescaped(each.words, task.text), each.place) for each in every]
    diagnosis = diagnose(article.text, claims, task.place)
    gathering.add(diagnosis.losses)
    spans = dict(zip(map(id, every), diagnosis.spans, strict=True))
    for coding in codings:
        gathering.add(coding.results.losses)
        for key, value in coding.results.whole.notes.items():
            reason = f"a {key} of the text as a whole has no place beside Quotes"
            gathering.lose(Fate.DROPPED, coding.results.place, reason, repr(value)[:80])
        regions = [
            Region(key, drawn.part, found, drawn.place, _notes(drawn))
            for key, drawn in coding.results.regions.items()
            if drawn.part and (found := spans[id(drawn)])
        ]
        default = parse_text(task.data, "proposal")
        assembled = assemble(article, regions, coding.results.links, proposal=default)
        gathering.add(assembled.losses)
        for each in assembled.found:
            _keep(each, coding.results.regions[each.key], coding, article, gathering)


def _unescaped(words: str | None, text: str) -> str | None:
    r"""Older versions write a line break in a copy as the two characters ``\n``."""
    is_escaped = words and "\\n" in words and "\\n" not in text
    return words.replace("\\n", "\n") if words and is_escaped else words


def _notes(drawn: Drawn) -> dict[str, str]:
    given = drawn.meta.get("id")
    own = drawn.key if drawn.is_named and drawn.part is Part.QUOTE else ""
    name = given if isinstance(given, str) and given else own
    return {**drawn.notes, "id": name}


def _keep(
    found: Found, drawn: Drawn, coding: Coding, article: Article | None, gathering: Gathering
) -> None:
    coder = drawn.meta.get("coder")
    coder = coder if isinstance(coder, str) and coder else coding.coder
    if not coding.is_prediction:
        gathering.statement(Coded(found.statement, coder), found.place)
        return
    try:
        own = drawn.meta.get("score")
        score = parse_score(own) if own else _score(found, drawn, coding, article, gathering)
    except RecordError as error:
        gathering.fault(found.place, error.reason)
        return
    if score is not None:
        statement = replace(found.statement, stance=None, condition_spans=())
        gathering.statement(Coded(statement, coder, score), found.place)


def _score(
    found: Found, drawn: Drawn, coding: Coding, article: Article | None, gathering: Gathering
) -> Score | None:
    """The answer of another's model, which gives one label and one number at most."""
    stance = found.statement.stance
    number = drawn.score if drawn.score is not None else coding.score
    score = spread(stance, number) if stance is not None and number is not None else None
    if stance is None or score is None:
        reason = "a prediction without a stance and its probability is no answer"
        said = f"stance {stance or 'missing'}, score {'missing' if number is None else number}"
        gathering.lose(Fate.DROPPED, found.place, reason, said)
        return None
    reason = "a prediction with the probability of one label; the rest is shared by the others"
    gathering.lose(Fate.CHANGED, found.place, reason, f"{stance} {number:g}")
    spans = found.statement.condition_spans
    if article is None or stance is not Stance.CONDITIONAL or not spans:
        return score
    start, end = spans[0].start, spans[-1].end
    return replace(score, condition=Condition(article.text[start:end], start, end))


def _read_quote(task: Task, gathering: Gathering) -> None:
    """A text that is one quote: notes on it as a whole, or on the Quote that covers it."""
    for coding in task.codings:
        results = coding.results
        gathering.add(results.losses)
        quotes = [each for each in results.regions.values() if each.part is Part.QUOTE]
        if not quotes and not results.whole.notes:
            continue
        drawn = quotes[0] if quotes else results.whole
        for each in results.regions.values():
            if each is not drawn:
                reason = "a region within a quote that came without its article has no place"
                gathering.lose(Fate.DROPPED, each.place, reason)
        try:
            statement = _quote(task, {**results.whole.notes, **_notes(drawn)})
        except RecordError as error:
            gathering.fault(drawn.place, error.reason)
            continue
        _keep(Found(statement, drawn.key, drawn.place), drawn, coding, None, gathering)


def _quote(task: Task, notes: Mapping[str, str]) -> Statement:
    stance = parse_note_stance(notes.get("stance", ""))
    values = {key: value for key, value in task.data.items() if key in QUOTE_FIELDS}
    values.update({key: value for key, value in notes.items() if value}, quote=task.text)
    return replace(quote_statement(values, task.document, needs_proposal=False), stance=stance)


def _claims(path: Path) -> bool:
    return head(path).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


FORMAT: Final = Format(
    name="label-studio",
    title=TITLE,
    endings=(".json",),
    read=read,
    write=write,
    claims=_claims,
    holds=HOLDS,
)
