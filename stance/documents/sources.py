"""Inputs as articles and spans: files, folders, tables and standard input, one at a time."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from stance.corpus.jsonl import QUOTE_FIELDS, article_proposals, quote_statement
from stance.corpus.tables import (
    TABLE_ENDINGS,
    Columns,
    OnError,
    Row,
    cannot_open,
    csv_rows,
    decode,
    jsonl_rows,
    opened,
    read_rows,
    read_text,
    refuse_misspelt,
    settle,
)
from stance.documents.furniture import clean
from stance.documents.html import decode_page, no_article, read_page
from stance.errors import InputError, RecordError, StanceError
from stance.schema import Article, Span, Statement, parse_text

HTML_ENDINGS: Final = (".html", ".htm")
ARTICLE_ENDINGS: Final = (".txt", *HTML_ENDINGS)
STDIN: Final = "-"

ARTICLE_FIELDS: Final = ("id", "document", "text", "headline", "date", "proposal", "proposals")
SPAN_FIELDS: Final = QUOTE_FIELDS

_COLUMNS: Final = Columns(
    allowed=tuple(dict.fromkeys(SPAN_FIELDS + ARTICLE_FIELDS)), needed=(("quote",), ("text",))
)

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


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are read.

    `needs_proposal`: a quote's row must have a proposal (False where the command gives one).
    `on_error`: None raises the first error; a function gets each and reading goes on.
    `on_skip`: gets each file in a folder that is no article.
    """

    needs_proposal: bool = True
    on_error: OnError = None
    on_skip: OnSkip = None


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
    order; hidden files and linked folders are left out), a table (.jsonl, .csv) of articles or
    quotes, or "-" for `stdin`: JSON Lines if it begins with "{", HTML if with "<!doctype" or
    "<html", CSV if with a header, else one article. A document is named by its file or its path
    in the folder; where that would not tell it from another input's, by its path as given.
    Offsets count code points of the decoded text, its line ends kept as they are (CR LF counts
    two), without the byte order mark; of an HTML page, in the text extracted from it.

    Raises `InputError` and `RecordError` with path and line, unless `on_error` takes them; see
    `Options` for the rest.
    """
    options = Options(needs_proposal, on_error, on_skip)
    names = _names([Path(given) for given in inputs if str(given) != STDIN])
    for given in inputs:
        try:
            if str(given) == STDIN:
                yield from _from_stdin(stdin, options)
            else:
                yield from _from_path(Path(given), names[Path(given)], options)
        except StanceError as error:
            settle(error, on_error)


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """What each file is called, and what the names of a folder's files begin with."""
    folders = {path for path in paths if os.path.isdir(path)}  # noqa: PTH112  (never raises)
    files = dict.fromkeys(path for path in paths if path not in folders)
    shared = Counter(path.name for path in files)
    names = {path: path.as_posix() if shared[path.name] > 1 else path.name for path in files}
    if len(folders) > 1 or any(
        os.path.isfile(folder / name)  # noqa: PTH113  (never raises)
        for folder in folders
        for name in names.values()
        if not name.startswith("/")
    ):
        return names | {folder: f"{folder.as_posix().rstrip('/')}/" for folder in folders}
    return names | dict.fromkeys(folders, "")


def _from_path(path: Path, name: str, options: Options) -> Iterator[ArticleInput | SpanInput]:
    ending = path.suffix.lower()
    try:
        path.stat()
        is_folder = path.is_dir()
    except OSError as error:
        raise cannot_open(path, error) from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"no path: {error}", path=repr(str(path))) from error
    if ending in TABLE_ENDINGS:
        for row in read_rows(path, _COLUMNS, options.on_error):
            yield from _from_row(row, name, options)
    elif is_folder:
        yield from _from_folder(path, name, options)
    elif ending in ARTICLE_ENDINGS:
        yield _from_file(path, name)
    else:
        allowed = ", ".join((*ARTICLE_ENDINGS, *TABLE_ENDINGS))
        found = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise InputError(
            f"{found} says nothing of its format; allowed are {allowed}, a folder, or - for"
            " standard input",
            path=path,
        )


def _from_folder(folder: Path, prefix: str, options: Options) -> Iterator[ArticleInput]:
    count = 0
    for path in _files(folder, options.on_error):
        if path.suffix.lower() not in ARTICLE_ENDINGS:
            if options.on_skip:
                options.on_skip(path)
            continue
        count += 1
        try:
            yield _from_file(path, prefix + path.relative_to(folder).as_posix())
        except InputError as error:
            settle(error, options.on_error)
    if not count:
        raise InputError(
            f"a folder without articles ({', '.join(ARTICLE_ENDINGS)}); tables are given by name",
            path=folder,
        )


def _files(folder: Path, on_error: OnError) -> Iterator[Path]:
    """Every file below, sorted by name within each folder. Links to folders are not followed,
    so that a link back to a folder above cannot hang."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        settle(cannot_open(folder, error), on_error)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _files(entry, on_error)
        else:
            yield entry


def _from_file(path: Path, name: str) -> ArticleInput:
    if path.suffix.lower() in HTML_ENDINGS:
        with opened(path) as stream:
            data = stream.read()
        return _html_article(data, str(path), name)
    return _article(read_text(path), name, str(path))


def _html_article(data: bytes, path: str, name: str) -> ArticleInput:
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
    cleaned = clean(text)
    found = _find(headline, text) or cleaned.headline
    body = tuple(span for span in cleaned.body if found is None or not span.overlaps(found))
    return ArticleInput(Article(name, text, date, found, body), proposals, path, line)


def _find(headline: str, text: str) -> Span | None:
    """Where a headline that is given stands in the text; None where it does not."""
    wanted = headline.strip()
    start = text.find(wanted) if wanted else -1
    return Span(start, start + len(wanted)) if start >= 0 else None


def _from_row(row: Row, table: str, options: Options) -> Iterator[ArticleInput | SpanInput]:
    try:
        yield _record(row, f"{table}:{row.line}", options)
    except RecordError as error:
        settle(error.at(row.path, row.line), options.on_error)


def _record(row: Row, place: str, options: Options) -> ArticleInput | SpanInput:
    values = row.values
    refuse_misspelt(values, _COLUMNS.allowed)
    if values.get("quote") is not None:
        statement = quote_statement(values, place, needs_proposal=options.needs_proposal)
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


def _from_stdin(
    stream: TextIO | BinaryIO | None, options: Options
) -> Iterator[ArticleInput | SpanInput]:
    if stream is None:
        raise InputError("standard input is not connected; give a file", path=STDIN)
    lines = _byte_lines(stream)
    blank: list[bytes] = []
    first = b""
    for first in lines:
        if first.removeprefix(b"\xef\xbb\xbf").strip():
            break
        blank.append(first)
    every = chain(blank, [first] if first not in blank[-1:] else [], lines)
    begin = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    rows: Iterator[Row | None]
    if begin.startswith(b"{"):
        rows = jsonl_rows(every, STDIN, options.on_error)
    elif _is_header(first, options.needs_proposal):
        rows = csv_rows(every, STDIN, _COLUMNS, options.on_error)
    elif begin.startswith((b"<!doctype", b"<html")):
        yield _html_article(b"".join(every), STDIN, STDIN)
        return
    else:
        yield _article(decode(b"".join(every), STDIN), STDIN, STDIN)
        return
    for row in rows:
        if row is not None:
            yield from _from_row(row, STDIN, options)


def _is_header(line: bytes, needs_proposal: bool) -> bool:
    """Whether a CSV table begins with this line, and not an article whose first line has commas.

    Two or more cells that are all columns of ours are a header, however they are spelt (the
    table's reader then names the misspelt). Among foreign columns ours must be there exactly, and
    no cell may have space around it, as the words after a comma have in prose.
    """
    try:
        cells = next(csv.reader([line.decode("utf-8-sig")], strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False
    names = [cell.strip().lower() for cell in cells]
    if len(names) > 1 and all(name in _COLUMNS.allowed for name in names):
        return "quote" in names or "text" in names
    if any(cell.strip() != cell for cell in cells):
        return False
    return "text" in cells or ("quote" in cells and ("proposal" in cells or not needs_proposal))


def _byte_lines(stream: TextIO | BinaryIO) -> Iterable[bytes]:
    """The stream's lines as bytes, so that text and binary streams are checked alike."""
    buffer = getattr(stream, "buffer", stream)
    for line in buffer:
        yield line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
