"""Inputs as articles and spans: files, folders, tables and standard input, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from stance.corpus.decoding import decode, opened, read_text
from stance.corpus.jsonl import article_proposals, quote_statement
from stance.corpus.tables import OnError, Row, refuse_misspelt, settle
from stance.documents.entries import (
    ARTICLE_FIELDS,
    COLUMNS,
    SPAN_FIELDS,
    ArticleBytes,
    ArticleFile,
    Entry,
    Failure,
    Options,
    PassedOver,
    TableRow,
    entries,
)
from stance.documents.inputs import HTML_ENDINGS, STDIN
from stance.errors import RecordError, StanceError
from stance.schema import Article, Span, Statement, parse_text

OnSkip = Callable[[Path], None] | None
"""Called with each file of a folder that is no article."""


@dataclass(frozen=True, slots=True)
class ArticleInput:
    """An article to read, its body told from the page's furniture.

    Offsets count code points of the decoded text, its line ends kept as they are (CR LF counts
    two), without the byte order mark; of an HTML page, in the text extracted from it.
    `proposals` are the phrases its row asks about; `line` is None where the file is the article.
    """

    article: Article
    proposals: tuple[str, ...]
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SpanInput:
    """One quote to score, and the row it stands in.

    Offsets count code points of the quote as decoded, its line ends kept as they are (CR LF
    counts two), without the byte order mark of its table.
    """

    statement: Statement
    path: str
    line: int


def read_entry(entry: Entry, *, needs_proposal: bool) -> ArticleInput | SpanInput:
    """The article or span of an entry. Raises `InputError` and `RecordError` with its place."""
    match entry:
        case Failure():
            raise entry.error
        case ArticleFile():
            return _from_file(entry.path, entry.name)
        case ArticleBytes():
            if entry.is_page:
                return _html_article(entry.data, STDIN, STDIN)
            return _article(decode(entry.data, STDIN), STDIN, STDIN)
        case TableRow():
            try:
                return _from_row(entry.row, entry.place, needs_proposal)
            except RecordError as error:
                raise error.at(entry.row.path, entry.row.line) from None


def read_articles(
    inputs: Sequence[str | Path],
    *,
    stdin: TextIO | BinaryIO | None = None,
    needs_proposal: bool = True,
    on_error: OnError = None,
    on_skip: OnSkip = None,
) -> Iterator[ArticleInput | SpanInput]:
    """What the inputs hold, in their order, one file or row at a time.

    An input is an article (.txt, .html, .htm), a folder of them (searched through in sorted
    order; hidden files and linked folders are left out), a table (.jsonl, .csv, both also
    packed as .gz, or .parquet) of articles or quotes, a pattern of such files, or "-" for
    `stdin`: JSON Lines if it begins with "{", HTML if with "<!doctype" or "<html", CSV if with
    a header, else one article. A document is named by its file or its path in the folder; where
    that would not tell it from another input's, by its path as given.
    Offsets count code points of the decoded text, its line ends kept as they are (CR LF counts
    two), without the byte order mark; of an HTML page, in the text extracted from it.

    Raises `InputError` and `RecordError` with path and line, unless `on_error` takes them.
    `needs_proposal`: a quote's row must have a proposal. `on_skip` gets each file of a folder
    or pattern that is not what is looked for there.
    """
    options = Options(needs_proposal, goes_on=on_error is not None)
    for entry in entries(inputs, options, stdin=stdin):
        if isinstance(entry, PassedOver):
            if on_skip:
                on_skip(entry.path)
            continue
        try:
            found = read_entry(entry, needs_proposal=needs_proposal)
        except StanceError as error:
            settle(error, on_error)
            continue
        yield found


def _from_file(path: Path, name: str) -> ArticleInput:
    if path.suffix.lower() in HTML_ENDINGS:
        with opened(path) as stream:
            data = stream.read()
        return _html_article(data, str(path), name)
    return _article(read_text(path), name, str(path))


def _html_article(data: bytes, path: str, name: str) -> ArticleInput:
    from stance.documents.html import decode_page, no_article, read_page

    page = read_page(decode_page(data, path), path)
    found = _article(page.text, name, path, headline=page.title, date=page.date)
    if not found.article.body:  # trafilatura falls back to whatever text there is, menus included
        raise no_article(path)
    return found


def _article(
    text: str,
    name: str,
    path: str,
    *,
    headline: str = "",
    date: str = "",
    proposals: tuple[str, ...] = (),
    line: int | None = None,
) -> ArticleInput:
    """A headline that is given counts; else the one that the page's lines show."""
    from stance.documents.furniture import clean  # its patterns take time, and no quote needs them

    cleaned = clean(text)
    found = _find(headline, text) or cleaned.headline
    body = tuple(span for span in cleaned.body if found is None or not span.overlaps(found))
    return ArticleInput(Article(name, text, date, found, body), proposals, path, line)


def _find(headline: str, text: str) -> Span | None:
    """Where a headline that is given stands in the text; None where it does not."""
    wanted = headline.strip()
    start = text.find(wanted) if wanted else -1
    return Span(start, start + len(wanted)) if start >= 0 else None


def _from_row(row: Row, place: str, needs_proposal: bool) -> ArticleInput | SpanInput:
    values = row.values
    refuse_misspelt(values, COLUMNS.allowed)
    if values.get("quote") is not None:
        statement = quote_statement(values, place, needs_proposal=needs_proposal)
        return SpanInput(statement, row.path, row.line)
    if values.get("text") is not None:
        return _article(
            parse_text(values, "text", required=True),
            parse_text(values, "document") or parse_text(values, "id") or place,
            row.path,
            headline=parse_text(values, "headline"),
            date=parse_text(values, "date"),
            proposals=article_proposals(values),
            line=row.line,
        )
    found = ", ".join(values) or "no fields"
    raise RecordError(
        f"neither quote nor text (found {found}); give the row a quote to score"
        f" ({', '.join(SPAN_FIELDS)}) or an article's text ({', '.join(ARTICLE_FIELDS)})"
    )
