"""A REFI-QDA project as a collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from stance.corpus.archive import Archive, Limits, archive
from stance.corpus.decoding import decode
from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.jsonl import spanned_statement
from stance.corpus.plain_xml import parse
from stance.corpus.positions import CODE_POINTS, UTF16, Mark, place
from stance.corpus.refi.codes import Code, code_book
from stance.corpus.refi.passages import Coding, Joined, join
from stance.corpus.rulers import CRLF_AS_ONE, LF_AS_TWO, Unit, Way
from stance.errors import InputError, RecordError, StanceError
from stance.schema import Article, Span

_ZIP: Final = b"PK\x03\x04"
_BOM: Final = b"\xef\xbb\xbf"
_INTERNAL: Final = "internal://"
_FOLDER: Final = "sources"
_WAYS: Final = (
    *(CODE_POINTS, UTF16),
    *(
        Way(unit, rule)
        for rule in (CRLF_AS_ONE, LF_AS_TWO)
        for unit in (Unit.CODE_POINTS, Unit.UTF16)
    ),
)
_AFTER_BOM: Final = tuple(replace(way, mark=1) for way in (CODE_POINTS, UTF16))
_READ: Final = ("Users", "CodeBook", "Variables", "Sources", "Description")
_VALUES: Final = ("DateValue", "DateTimeValue", "TextValue")
_DAY: Final = len("2020-01-02")


def is_project(path: Path) -> bool:
    """Whether the file is named as a project and begins as a ZIP archive does."""
    try:
        with path.open("rb") as stream:
            return path.suffix.lower() == ".qdpx" and stream.read(len(_ZIP)) == _ZIP
    except OSError:
        return False


def read_project(path: Path, limits: Limits | None = None) -> Collection:
    """The texts of a project, and the statements that its codes tell of.

    Raises `InputError` for what is no project, damaged, unsafe or beyond the limits, `RecordError`
    for XML that is not well-formed or a position that is no number.
    """
    with archive(path, limits) as members:
        name = _project_file(members, path)
        try:
            return _Reader(parse(members.read(name)), members, path).collection()
        except StanceError as error:
            raise error.at(f"{path}/{name}") from None


def _project_file(members: Archive, path: Path) -> str:
    found = [name for name in members.names if name.lower().endswith(".qde")]
    found = [name for name in found if name.lower() == "project.qde"] or found
    if len(found) != 1:
        what = "several .qde files" if found else "no .qde file"
        raise InputError(f"is no REFI-QDA project: it holds {what}, not project.qde", path=path)
    return found[0]


@dataclass(frozen=True, slots=True)
class _Source:
    """A text with its selections; `has_bom` where its file begins with a byte order mark."""

    name: str
    text: str
    element: Element
    has_bom: bool
    date: str


class _Reader:
    """From the XML to a collection, with the losses on the way."""

    def __init__(self, project: Element, members: Archive, path: Path) -> None:
        self._project = project
        self._members = members
        self._path = path
        if project.tag != "Project":
            raise RecordError(f"the XML is a {project.tag}, not a REFI-QDA Project")
        self._codes = code_book(project.find("CodeBook/Codes"))
        self._coders = {
            (user.get("guid") or "").lower(): user.get("name") or user.get("id") or ""
            for user in project.iterfind("Users/User")
        }
        self._dates = {
            (variable.get("guid") or "").lower()
            for variable in project.iterfind("Variables/Variable")
            if (variable.get("name") or "").strip().lower() == "date"
        }
        self._meaningless: Counter[Code] = Counter()
        self._unknown: Counter[str] = Counter()
        self._files = {name.lower(): name for name in members.names}
        self._ids: Counter[tuple[str, str]] = Counter()
        self._losses: list[Loss] = []

    def _lose(self, fate: Fate, where: str, reason: str) -> None:
        self._losses.append(Loss(fate, f"{self._path.name}: {where}", reason))

    def collection(self) -> Collection:
        articles: dict[str, Article] = {}
        coded: list[Coded] = []
        for source in self._sources():
            name = source.name
            if name in articles:
                number = 2
                while (name := f"{source.name} ({number})") in articles:
                    number += 1
                said = f"another source has this name: named {name!r}"
                self._lose(Fate.CHANGED, f"source {source.name!r}", said)
            articles[name] = Article(name, source.text, source.date)
            statements = join(self._codings(source))
            coded.extend(self._coded(item, articles[name]) for item in statements.joined)
            unused = Counter((coding.role, coding.value) for coding in statements.unused)
            for (role, value), count in unused.items():
                said = f"on {count} passages without a stance or a proposal"
                self._lose(Fate.DROPPED, f"source {name!r}, code {role} {value!r}", said)
        self._leave_behind()
        return Collection(articles, tuple(coded), tuple(self._losses))

    def _sources(self) -> Iterator[_Source]:
        for number, element in enumerate(self._project.iterfind("Sources/*"), start=1):
            name = (element.get("name") or "").strip() or element.get("guid") or str(number)
            holder = element.find("Representation") if element.tag == "PDFSource" else element
            if element.tag not in ("TextSource", "PDFSource") or holder is None:
                said = f"a {element.tag} without a plain text; only texts are read"
                self._lose(Fate.DROPPED, f"source {name!r}", said)
                continue
            data = self._data(holder, name)
            if data is not None:
                text = decode(data, f"{self._path}/{name}")
                yield _Source(name, text, holder, data.startswith(_BOM), self._date(element))

    def _data(self, holder: Element, name: str) -> bytes | None:
        """The plain text's bytes; None, and a loss, where the project does not hold it."""
        where = f"source {name!r}"
        content = holder.findtext("PlainTextContent")
        told = holder.get("plainTextPath") or ""
        if content is not None:
            data = content.encode()
        elif not told:
            self._lose(Fate.DROPPED, where, "it has no plain text; export it as plain text too")
            return None
        elif not told.startswith(_INTERNAL):
            said = f"its text lies outside the project ({told!r:.80}), where nothing is read"
            self._lose(Fate.DROPPED, where, f"{said}; export it with its sources")
            return None
        else:
            data = self._members.read(self._member(told, name))
        if not data.removeprefix(_BOM).strip():
            self._lose(Fate.DROPPED, where, "its text is empty")
            return None
        return data

    def _member(self, told: str, name: str) -> str:
        inner = told.removeprefix(_INTERNAL).lstrip("/")
        for candidate in (f"{_FOLDER}/{inner}", inner):
            if candidate.lower() in self._files:
                return self._files[candidate.lower()]
        raise RecordError(
            f"source {name!r}: its text {inner!r:.80} is not in the project; export it anew"
        )

    def _date(self, element: Element) -> str:
        """The source's variable `date`, where it has one: its day."""
        for value in element.iterfind("VariableValue"):
            reference = value.find("VariableRef")
            guid = "" if reference is None else (reference.get("targetGUID") or "").lower()
            if guid in self._dates:
                texts = (value.findtext(kind) for kind in _VALUES)
                return next((text.strip()[:_DAY] for text in texts if text), "")
        return ""

    def _codings(self, source: _Source) -> list[Coding]:
        """Every code that means something on every passage that fits the text."""
        selections = list(source.element.iterfind("PlainTextSelection"))
        marks = [self._mark(selection, source.name) for selection in selections]
        ways = (*_WAYS, *_AFTER_BOM) if source.has_bom else _WAYS
        placed = place(source.text, marks, ways)
        where = f"source {source.name!r}"
        if placed.way != CODE_POINTS and placed.spans:
            said = f"positions count {placed.way}: counted anew in code points"
            self._lose(Fate.REPAIRED, where, said)
        if placed.doubtful:
            said = f"positions fit as {placed.way} and as {placed.doubtful}, other words each"
            self._lose(Fate.CHANGED, where, f"{said}; the first is taken: look at its passages")
        codings: list[Coding] = []
        for selection, mark, span in zip(selections, marks, placed.spans, strict=True):
            if span is None or not source.text[span.start : span.end].strip():
                said = f"[{mark.start}, {mark.end}] does not fit"
                self._lose(
                    Fate.DROPPED,
                    f"{where}, selection {selection.get('guid')}",
                    f"{said} the text, which has {len(source.text)} characters",
                )
            else:
                codings.extend(self._on(selection, span))
        return codings

    def _mark(self, selection: Element, name: str) -> Mark:
        numbers: list[int] = []
        for key in ("startPosition", "endPosition"):
            told = (selection.get(key) or "").strip()
            if not (told.isascii() and told.isdigit() and len(told) < 19):
                raise RecordError(
                    f"source {name!r}, selection {selection.get('guid')}: {key}: expected a whole"
                    f" number, found {told!r:.40}"
                )
            numbers.append(int(told))
        return Mark(numbers[0], numbers[1], selection.get("name") or "")

    def _on(self, selection: Element, span: Span) -> Iterator[Coding]:
        for coding in selection.iterfind("Coding"):
            reference = coding.find("CodeRef")
            guid = "" if reference is None else (reference.get("targetGUID") or "").lower()
            code = self._codes.get(guid)
            if code is None:
                self._unknown[guid] += 1
            elif code.role is None:
                self._meaningless[code] += 1
            else:
                coder = coding.get("creatingUser") or selection.get("creatingUser") or ""
                id_ = selection.get("guid") or f"{span.start}-{span.end}"
                yield Coding(span, code.role, code.value, self._coders.get(coder.lower(), ""), id_)

    def _coded(self, item: Joined, article: Article) -> Coded:
        if item.problem:
            where = f"source {article.id!r}, passage [{item.span.start}, {item.span.end}]"
            self._lose(Fate.CHANGED, where, item.problem)
        # Two coders may have coded one selection: each statement has an id of its own all the same.
        self._ids[article.id, item.id] += 1
        number = self._ids[article.id, item.id]
        statement = spanned_statement(
            article.text,
            id_=item.id if number == 1 else f"{item.id}/{number}",
            document=article.id,
            source=(),
            cue=(),
            content=(item.span,),
            condition=item.condition,
            proposal=item.proposal,
            stance=item.stance,
            actor=item.actor,
            date=article.date,
        )
        return Coded(statement, item.coder)

    def _leave_behind(self) -> None:
        """Lists what stands in the project beside what was read."""
        for code, count in self._meaningless.items():
            why = code.problem or "it is no stance, proposal, actor or condition by its name"
            self._lose(Fate.DROPPED, f"code {code.name!r}", f"on {count} passages: {why}")
        for guid, count in self._unknown.items():
            said = f"on {count} passages: not in the code book (a case has no meaning here)"
            self._lose(Fate.DROPPED, f"code {guid or 'without a GUID'}", said)
        for element in self._project:
            if element.tag not in _READ and len(element):
                said = f"{len(element)} entries: not read"
                self._lose(Fate.DROPPED, element.tag, said)
