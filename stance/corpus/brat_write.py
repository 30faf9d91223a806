"""Statements as a brat project: a text and an annotation file each article, and its configuration.

A statement is an event with its parts, its stance (or a model's, `Predicted`) an attribute, the
rest notes (see `stance.corpus.brat_records`). One coder's files stand in the folder itself; of
several coders each has a folder of their own with all articles, as brat has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stance.corpus.exchange import Coded, Collection, Fate, Holds, Loss
from stance.corpus.files import write_text
from stance.corpus.layout import notes_of, shown
from stance.corpus.scores import score_values
from stance.errors import InputError
from stance.schema import ACTOR_KINDS, LABELS, Article, Spans, cut

TITLE: Final = "brat"
HOLDS: Final = Holds(loose=False, dates=False, headlines=False)

_SPACE: Final = re.compile(r"\s")
# What a file name may not hold somewhere, and the sign that begins an escape.
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|%]|\A\.|[. ]\Z')
_ESCAPE: Final = re.compile(r"%([0-9A-F]{2})")
_BREAK: Final = re.compile(r"[\n\r\t]")
_NOTED: Final = {"proposal": "Proposal", "actor": "Actor", "country": "Country", "id": "Id"}
_MARK: Final = "\ufeff"

_CONF: Final = f"""\
[entities]
Source
Cue
Content
Condition
Proposal

[relations]
Says\tArg1:Source|Cue, Arg2:Content
About\tArg1:Content, Arg2:Proposal
If\tArg1:Content, Arg2:Condition
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]
Attribution\tContent:Content, Source*:Source, Cue*:Cue, Condition*:Condition, Proposal*:Proposal

[attributes]
Stance\tArg:Attribution|Content, Value:{"|".join(LABELS)}
Predicted\tArg:Attribution|Content, Value:{"|".join(LABELS)}
ActorKind\tArg:Attribution|Source, Value:{"|".join(ACTOR_KINDS)}
"""


def write(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """A folder, or for one article and at most one coder ``NAME.ann`` with ``NAME.txt`` beside it.

    Raises `InputError` for a pair of files where a folder is needed.
    """
    losses: list[Loss] = []
    articles = collection.articles
    coders = list(dict.fromkeys(item.coder for item in collection.coded)) or [""]
    if path.suffix.lower() == ".ann":
        if len(articles) != 1 or len(coders) != 1:
            found = f"{len(articles)} articles of {len(coders)} coders"
            reason = f"one pair of files holds one article, these are {found}; name a folder"
            raise InputError(reason, path=path)
        (article,) = articles.values()
        if file_name(article.id) != path.stem:
            reason = "brat names a document by its file"
            detail = f"{article.id} is now {path.stem}"
            losses.append(Loss(Fate.CHANGED, f"article {article.id}", reason, detail))
        _write_pair(path, article, collection.coded, losses)
    else:
        _write_folder(collection, coders, path, losses)
    return tuple(losses)


def _write_folder(
    collection: Collection, coders: list[str], path: Path, losses: list[Loss]
) -> None:
    articles = collection.articles
    _make(path)
    write_text(path / "annotation.conf", [_CONF])
    for coder in coders:
        folder = path / file_name(coder) if coder and len(coders) > 1 else path
        _make(folder)
        own: dict[str, list[Coded]] = {name: [] for name in articles}
        for item in collection.coded:
            if item.coder == coder:
                own[item.statement.document].append(item)
        for name, items in own.items():
            ann = folder / f"{file_name(name)}.ann"
            if ann.exists():
                raise InputError(
                    f"the documents and coders of this collection need the name {ann.name!r} twice;"
                    " rename one",
                    path=path,
                )
            _write_pair(ann, articles[name], items, losses)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made ({error.strerror})", path=folder) from None


def file_name(name: str) -> str:
    """A document's or coder's name as that of a file, escaped where it must be.

    >>> file_name("news/a1"), document_name("news%2Fa1"), document_name("a%20b")
    ('news%2Fa1', 'news/a1', 'a%20b')
    """
    if not name:
        raise InputError("a document without an id has no file name; give it one")
    return _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", name)


def document_name(name: str) -> str:
    """The way back; a name that we have not escaped stays as it is."""
    found = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), name)
    return found if found and file_name(found) == name else name


def _write_pair(ann: Path, article: Article, items: Iterable[Coded], losses: list[Loss]) -> None:
    # A reader takes one byte order mark off, so a text that begins with one needs another.
    text = _MARK + article.text if article.text.startswith(_MARK) else article.text
    write_text(ann.with_suffix(".txt"), [text])
    writer = _Writer(article, losses)
    write_text(ann, [f"{record}\n" for item in items for record in writer.records(item)])


class _Writer:
    """Numbers the records of one file."""

    def __init__(self, article: Article, losses: list[Loss]) -> None:
        self.article = article
        self.losses = losses
        self._marks: dict[tuple[str, Spans], str] = {}
        self._counts: dict[str, int] = {}

    def records(self, item: Coded) -> Iterator[str]:
        """A statement's new spans, its event, and what is said of it."""
        statement = shown(item)
        roles = {
            "Content": statement.content_spans,
            "Source": statement.source_spans,
            "Cue": statement.cue_spans,
            "Condition": statement.condition_spans,
        }
        marks: dict[str, str] = {}
        for name, spans in roles.items():
            if spans and (name, spans) not in self._marks:
                self._marks[name, spans] = self._number("T")
                yield self._mark(self._marks[name, spans], name, spans)
            if spans:
                marks[name] = self._marks[name, spans]
        trigger = self._number("T")
        yield self._mark(trigger, "Attribution", statement.content_spans)
        event = self._number("E")
        parts = " ".join(f"{name}:{mark}" for name, mark in marks.items())
        yield f"{event}\tAttribution:{trigger} {parts}"
        notes = notes_of(statement)
        if "stance" in notes:
            name = "Predicted" if item.score else "Stance"
            yield f"{self._number('A')}\t{name} {event} {notes['stance']}"
        if "actor_kind" in notes:
            yield f"{self._number('A')}\tActorKind {event} {notes['actor_kind']}"
        if item.coder:
            yield self._note("Coder", event, item.coder, item)
        for key, name in _NOTED.items():
            if key in notes:
                yield self._note(name, event, notes[key], item)
        if item.score:
            score = json.dumps(score_values(item.score), ensure_ascii=False)
            yield self._note("Score", event, score, item)

    def _number(self, letter: str) -> str:
        self._counts[letter] = self._counts.get(letter, 0) + 1
        return f"{letter}{self._counts[letter]}"

    def _mark(self, key: str, name: str, spans: Spans) -> str:
        offsets = ";".join(f"{span.start} {span.end}" for span in spans)
        return f"{key}\t{name} {offsets}\t{_SPACE.sub(' ', cut(self.article.text, spans))}"

    def _note(self, name: str, event: str, value: str, item: Coded) -> str:
        shown = _BREAK.sub(" ", value)
        if shown != value:
            place = f"{item.statement.document}: statement {item.statement.id}"
            reason = f"a note in brat is one line; breaks and tabs of the {name} are now spaces"
            self.losses.append(Loss(Fate.CHANGED, place, reason, repr(value)[:80]))
        return f"{self._number('#')}\t{name} {event}\t{shown}"
