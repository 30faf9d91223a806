"""A collection as DNA would hold it: numbered documents, one [start, stop) a statement.

What DNA has no place for is listed, never dropped in silence. Line ends become LF and offsets
count UTF-16 units, because DNA's editor does both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from stance.corpus.dna.terms import MODEL_MARK, SHORT, date_of, label_of, seconds_of, variable_for
from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.corpus.positions import UTF16
from stance.corpus.rulers import CRLF_AS_ONE, Ruler, Way
from stance.schema import Article, Span, Stance, Statement

ADMIN: Final = "Admin"
"""The coder that every DNA database has."""
"""The coder of statements that a model has scored and nobody is named for."""

_HIGHEST: Final = 2**31 - 1  # DNA reads numbers as Java's int


@dataclass(frozen=True, slots=True)
class Document:
    """A document; where there is no article its text is put together of the quotes."""

    number: int
    title: str
    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A statement with its variables.

    `start` and `stop` count UTF-16 units of the document's text; None where it has no place there.
    """

    number: int
    document: Document
    start: int | None
    stop: int | None
    text: str
    coder: str
    person: str
    organization: str
    concept: str
    stance: Stance | None
    kind: str = ""
    country: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that is to be written, statements in the order of their documents and starts."""

    documents: tuple[Document, ...]
    statements: tuple[Planned, ...]
    losses: tuple[Loss, ...]


def plan(collection: Collection, *, with_texts: bool = True) -> Plan:
    """The documents and statements to write, and what will not come over as it stands.

    A format without texts takes statements that have no place in one too.
    """
    planner = _Planner(collection, with_texts)
    statements = planner.statements()
    documents = tuple(text.document for text in planner.texts.values())
    return Plan(documents, statements, tuple(planner.losses))


@dataclass(frozen=True, slots=True)
class _Text:
    """A document, and the way from an article's offsets to its own.

    `lines` counts in the article as in the text, where a line end is one character; `places` are
    those of the quotes in a text that is made of them.
    """

    document: Document
    article: Article | None
    ruler: Ruler
    lines: Ruler
    places: Mapping[str, Span] = field(default_factory=dict)

    def span(self, statement: Statement) -> Span | None:
        """From the first piece of the content to the last, as code points of the new text."""
        if self.article is None:
            return self.places.get(statement.quote)
        text = self.document.text
        if statement.content_spans:
            pieces = (statement.content_spans[0].start, statement.content_spans[-1].end)
            start, end = map(self.lines.offset, pieces)
            return Span(start, end) if start < end <= len(text) else None
        quote = _plain(statement.quote)
        first = text.find(quote)
        is_one = bool(quote) and first >= 0 and text.find(quote, first + 1) < 0
        return Span(first, first + len(quote)) if is_one else None


class _Planner:
    """Collects the losses on the way."""

    def __init__(self, collection: Collection, with_texts: bool) -> None:
        self.losses: list[Loss] = []
        self._with_texts = with_texts
        self._coded = collection.coded
        self.texts = self._texts(collection)

    def _lose(self, fate: Fate, place: str, reason: str) -> None:
        self.losses.append(Loss(fate, place, reason))

    def _texts(self, collection: Collection) -> dict[str, _Text]:
        quotes: dict[str, dict[str, None]] = {}
        dates: dict[str, str] = {}
        for statement in collection.statements:
            if statement.document not in collection.articles:
                quotes.setdefault(statement.document, {})[statement.quote] = None
                dates[statement.document] = dates.get(statement.document) or statement.date
        names = [*collection.articles, *quotes]
        titles = fitted(names, "document", self.losses)
        texts: dict[str, _Text] = {}
        self._dates = dates | {name: article.date for name, article in collection.articles.items()}
        for number, name in enumerate(names, start=1):
            place = f"document {name!r:.60}"
            article = collection.articles.get(name)
            if article is not None:
                text = self._text(article, place)
            else:
                text = "\n\n".join(map(_plain, quotes[name]))
                if self._with_texts:
                    said = "has no article: its text is put together of its quotes"
                    self._lose(Fate.CHANGED, place, said)
            seconds = self._seconds(self._dates[name], place)
            document = Document(number, titles[name], text, seconds)
            places = {} if article is not None else _places(quotes[name])
            lines = Ruler(article.text if article else text, Way(rule=CRLF_AS_ONE))
            texts[name] = _Text(document, article, Ruler(text, UTF16), lines, places)
        return texts

    def _text(self, article: Article, place: str) -> str:
        text = _plain(article.text)
        if article.headline is not None and self._with_texts:
            self._lose(Fate.DROPPED, place, "which part of its text is the headline")
        if text != article.text:
            self._lose(Fate.CHANGED, place, "line ends with CR are written as LF")
        if not text.isascii() and max(text) > "\uffff":
            said = "has characters beyond U+FFFF: offsets suit DNA's editor; its exports cut wrong"
            self._lose(Fate.CHANGED, place, said)
        return text

    def _seconds(self, date: str, place: str) -> int:
        seconds = seconds_of(date)
        if seconds is None or date_of(seconds) != date:
            given = f"the date {date!r:.40}" if date else "no date"
            written = date_of(seconds or 0) or "1970-01-01, which DNA has for no date"
            self._lose(Fate.CHANGED, place, f"{given}: written as {written}")
        return seconds or 0

    def statements(self) -> tuple[Planned, ...]:
        """Every statement that has a place, numbered."""
        found = [planned for item in self._coded if (planned := self._statement(item)) is not None]
        self._summary(found)
        found.sort(key=lambda it: (it.document.number, it.start or 0, it.stop or 0))
        numbers = {item.number for item in found}
        if len(numbers) == len(found) and 0 not in numbers:
            return tuple(found)
        said = "DNA's ids are whole numbers, each of one statement: all ids are counted anew"
        self._lose(Fate.CHANGED, "statements", said)
        return tuple(replace(item, number=number) for number, item in enumerate(found, start=1))

    def _summary(self, found: Sequence[Planned]) -> None:
        """Lists once what is the same for many statements."""
        unnamed = Counter(_coder(item) for item in self._coded if not item.coder)
        for coder, count in unnamed.items():
            said = f"{count} statements that name no coder are written as by {coder!r}"
            self._lose(Fate.CHANGED, "coders", said)
        bare = {it.person for it in found if it.person and it.kind != "person"}
        if bare:
            said = f"{len(bare)} actors whose kind is not known are written as persons"
            self._lose(Fate.CHANGED, "actors", said)
        if any(item.score is not None for item in self._coded):
            said = "a model's answers are written without their probabilities"
            self._lose(Fate.DROPPED, "statements", said)

    def _statement(self, item: Coded) -> Planned | None:
        statement = item.statement
        text = self.texts[statement.document]
        place = f"statement {statement.id!r} of document {statement.document!r:.60}"
        span = text.span(statement)
        if span is None and self._with_texts:
            said = "its quote has no one place in its text, and DNA holds passages of texts only"
            self._lose(Fate.DROPPED, place, said)
            return None
        self._fields(item, place)
        variable = variable_for(statement.actor_kind)
        is_placed = span is not None and (self._with_texts or text.article is not None)
        return Planned(
            number=_number(statement.id),
            document=text.document,
            start=text.ruler.offset(span.start) if span and is_placed else None,
            stop=text.ruler.offset(span.end) if span and is_placed else None,
            text=text.document.text[span.start : span.end] if span else _plain(statement.quote),
            coder=_coder(item),
            person=statement.actor if variable == "person" else "",
            organization=statement.actor if variable == "organization" else "",
            concept=statement.proposal,
            stance=label_of(item),
            kind=statement.actor_kind,
            country=statement.country,
        )

    def _fields(self, item: Coded, place: str) -> None:
        statement = item.statement
        if len(statement.content_spans) > 1:
            said = f"its {len(statement.content_spans)} pieces are written as one, with all between"
            self._lose(Fate.CHANGED, place, said)
        if item.score is not None and statement.stance is not None:
            self._lose(Fate.DROPPED, place, "the model's answer beside the coder's label")
        elif item.score is not None and item.score.abstained:
            self._lose(Fate.CHANGED, place, "the model abstained: written as not coded")
        lost = {
            "actor_mention": statement.actor_mention not in ("", statement.actor),
            "source": statement.source_spans,
            "cue": statement.cue,
            "condition": statement.condition_spans or (item.score and item.score.condition),
            "date": statement.date not in ("", self._dates[statement.document]),
            # An article has the context that a quote without one carries.
            "context": statement.context and not statement.content_spans,
        }
        names = [name for name, value in lost.items() if value]
        if names:
            self._lose(Fate.DROPPED, place, f"DNA has no place for {', '.join(names)}")


def _places(quotes: Mapping[str, None]) -> dict[str, Span]:
    places: dict[str, Span] = {}
    start = 0
    for quote in quotes:
        end = start + len(_plain(quote))
        if quote.strip():
            places[quote] = Span(start, end)
        start = end + len("\n\n")
    return places


def _coder(item: Coded) -> str:
    if item.score is not None and item.statement.stance is None:
        return f"{item.coder or 'stance'}{MODEL_MARK}"
    return item.coder or ADMIN


def _number(id_: str) -> int:
    """The id as DNA's number, or 0."""
    is_number = id_.isascii() and id_.isdigit() and len(id_) <= len(str(_HIGHEST))
    return int(id_) if is_number and str(int(id_)) == id_ and int(id_) <= _HIGHEST else 0


def fitted(names: Sequence[str], what: str, losses: list[Loss]) -> dict[str, str]:
    """Each name as DNA can hold it: no longer than `SHORT`, and still another for each."""
    written = {name: name for name in names if len(name) <= SHORT}
    taken = set(written)
    for name in names:
        if name in written:
            continue
        number = 1
        short = f"{name[: SHORT - 1]}…"
        while short in taken:
            number += 1
            tail = f"… ({number})"
            short = name[: SHORT - len(tail)] + tail
        written[name] = short
        taken.add(short)
        said = f"longer than DNA's {SHORT} characters: written as …{short[-20:]!r}"
        losses.append(Loss(Fate.CHANGED, f"{what} {name[:60]!r}", said))
    return written


def _plain(text: str) -> str:
    """DNA's editor makes every line end a LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
