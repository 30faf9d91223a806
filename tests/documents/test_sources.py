"""Files, folders, tables and standard input as articles and quotes, and every refusal."""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import os
import warnings
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.documents import ArticleInput, SpanInput, read_articles
from stance.documents.html import Page
from stance.errors import InputError, RecordError, StanceError

LEAD = "The harbour board said on Tuesday that it would close the old north pier in May."
MORE = "Its chairwoman told reporters that nobody had asked for the pier in thirty years."
STORY = f"Board Closes North Pier\n\n{LEAD}\n\n{MORE}\n"
HTML = f"""<!DOCTYPE html><html><head><title>Board Closes North Pier | Orm Times</title>
<meta property="og:title" content="Board Closes North Pier">
<meta property="article:published_time" content="2020-03-04T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Board Closes North Pier</h1><p>{LEAD}</p><p>{MORE}</p>
<p>The pier, built in 1887, has been empty since the storm tore off its roof two winters ago.</p>
</article><footer>All rights reserved.</footer><script>var x = 1;</script></body></html>"""


def read(*inputs: str | Path, **options: Any) -> list[ArticleInput | SpanInput]:
    return list(read_articles(inputs, **options))


def article(path: Path | str, **options: Any) -> ArticleInput:
    (found,) = read(path, **options)
    assert isinstance(found, ArticleInput)
    return found


def refusal(*inputs: str | Path, **options: Any) -> StanceError:
    with pytest.raises(InputError) as caught:
        read(*inputs, **options)
    return caught.value


def save(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_text_file_is_an_article_with_offsets_into_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "pier.txt"
    path.write_bytes(STORY.replace("\n", "\r\n").encode())
    found = article(path)
    text = found.article.text
    assert text == STORY.replace("\n", "\r\n")
    assert found.article.id == "pier.txt"
    assert (found.path, found.line, found.proposals) == (str(path), None, ())
    assert [text[span.start : span.end] for span in found.article.body or ()] == [LEAD, MORE]
    headline = found.article.headline
    assert headline is not None
    assert text[headline.start : headline.end] == "Board Closes North Pier"


def test_an_html_page_gives_its_article_title_and_date(tmp_path: Path) -> None:
    path = tmp_path / "pier.html"
    path.write_text(HTML, encoding="utf-8")
    found = article(path)
    text, headline = found.article.text, found.article.headline
    assert headline is not None
    assert text[headline.start : headline.end] == "Board Closes North Pier"
    body = [text[span.start : span.end] for span in found.article.body or ()]
    assert body[:2] == [LEAD, MORE]
    assert len(body) == 3
    assert "rights reserved" not in text
    assert found.article.date == "2020-03-04"


def test_a_page_in_a_declared_encoding_is_read_in_it(tmp_path: Path) -> None:
    path = tmp_path / "pier.htm"
    page = HTML.replace("<head>", '<head><meta charset="windows-1252">').replace("pier", "jetée")
    path.write_bytes(page.encode("cp1252"))
    assert "old north jetée" in article(path).article.text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<html><body><nav>Home</nav></body></html>", "no article found.*save its text as .txt"),
        (b"<html><meta charset='klingon'><p>x</p></html>", "declares the encoding 'klingon'"),
        (b"<html>\xff</html>", "byte 0xff at byte offset 6"),
        (b"", "is empty"),
    ],
)
def test_a_page_without_an_article_is_refused_in_silence(
    tmp_path: Path, page: bytes, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page)
    with warnings.catch_warnings(), caplog.at_level(logging.DEBUG):
        warnings.simplefilter("error")
        with pytest.raises(InputError, match=said):
            read(path)
    assert not [record for record in caplog.records if record.name.startswith("trafilatura")]
    assert not logging.getLogger("trafilatura").disabled


def test_a_folder_is_read_in_order_and_what_is_no_article_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.HTML", ".hidden.txt", ".git/x.txt", "c.pdf", "d.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(HTML if "HTML" in name else STORY, encoding="utf-8")
    skipped: list[Path] = []
    found = read(tmp_path, on_skip=skipped.append)
    assert [each.article.id for each in found if isinstance(each, ArticleInput)] == [
        "a/y.HTML",
        "a/z.txt",
        "b.txt",
    ]
    assert [path.name for path in skipped] == ["c.pdf", "d.jsonl"]


def test_a_link_to_the_folder_above_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "gone.txt")
    errors: list[StanceError] = []
    assert len(read(tmp_path, on_error=errors.append)) == 1
    assert "symbolic link" in errors[0].reason


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("quote\nx\n", encoding="utf-8")
    assert "without articles (.txt, .html, .htm); tables are given" in refusal(tmp_path).reason


def test_a_folder_that_cannot_be_listed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    assert "no permission" in refusal(tmp_path).reason


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n", "only white space"),
        ("a.txt", b"\xff\xfea\0", "UTF-16"),
        ("a.txt", b"a\0b", "NUL"),
        ("a.txt", b"%PDF-1.4", "PDF"),
        ("a.pdf", b"%PDF-1.4", "the ending '.pdf' says nothing of its format; allowed are .txt"),
        ("noend", b"text", "no ending says nothing"),
    ],
)
def test_files_that_are_no_article_are_refused(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = refusal(path)
    assert said in error.reason
    assert error.path == str(path)


@pytest.mark.parametrize("name", ["none.txt", "none", "none.csv", "a\0b.txt"])
def test_what_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path / name)
    assert "no such file" in error.reason or "null" in error.reason


def test_a_folder_named_like_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    assert "is a folder, not a file" in refusal(tmp_path / "rows.csv").reason


def test_rows_are_quotes_or_articles_in_their_order(tmp_path: Path) -> None:
    path = save(
        tmp_path / "rows.jsonl",
        {
            "quote": "Close it.",
            "proposal": "close the pier",
            "actor": "Ada",
            "cue": "said",
            "id": 7,
        },
        {"text": STORY, "document": "d1", "date": "2020-03-04", "proposals": ["close the pier"]},
        {"quote": "Keep it.", "proposal": "close the pier", "context": "c", "document": "d2"},
    )
    first, second, third = read(path)
    assert isinstance(first, SpanInput)
    assert isinstance(second, ArticleInput)
    assert isinstance(third, SpanInput)
    statement = first.statement
    assert (statement.quote, statement.proposal) == ("Close it.", "close the pier")
    assert (statement.id, statement.actor, statement.actor_mention) == ("7", "Ada", "Ada")
    assert (first.line, second.line, third.line) == (1, 2, 3)
    assert (second.article.id, second.article.date) == ("d1", "2020-03-04")
    assert second.proposals == ("close the pier",)
    assert third.statement.id == "rows.jsonl:3"
    assert (third.statement.context, third.statement.document) == ("c", "d2")


def test_a_csv_of_articles_separates_proposals_by_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f'id,text,proposals\n1,"{STORY}",close it; sell it ;\n', encoding="utf-8")
    assert article(path).proposals == ("close it", "sell it")


def test_a_headline_that_a_row_gives_is_found_in_its_text(tmp_path: Path) -> None:
    row = {"text": STORY, "headline": LEAD}
    found = article(save(tmp_path / "rows.jsonl", row))
    assert found.article.headline is not None
    assert STORY[found.article.headline.start : found.article.headline.end] == LEAD
    assert [STORY[span.start : span.end] for span in found.article.body or ()] == [MORE]


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_an_articles_proposal_is_asked_about_with_its_proposals(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"rows.{ending}"
    rows = [
        {"text": STORY, "proposal": " close it "},
        {"text": STORY, "proposal": "close it", "proposals": "sell it;close it"},
        {"text": STORY, "proposals": "sell it"},
    ]
    if ending == "jsonl":
        save(path, *rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ["text", "proposal", "proposals"])
            writer.writeheader()
            writer.writerows(rows)
    assert [each.proposals for each in read(path) if isinstance(each, ArticleInput)] == [
        ("close it",),
        ("close it", "sell it"),
        ("sell it",),
    ]


@pytest.mark.parametrize(
    ("cell", "proposals"),
    [
        ('["close it; now", "sell it"]', ("close it; now", "sell it")),
        (" [] ", ()),
        ("[re]open it;sell it", ("[re]open it", "sell it")),
    ],
)
def test_a_csv_cell_of_proposals_may_be_a_json_list(
    tmp_path: Path, cell: str, proposals: tuple[str, ...]
) -> None:
    path = tmp_path / "rows.csv"
    quoted = cell.replace('"', '""')
    path.write_text(f'text,proposals\n"{STORY}","{quoted}"\n', encoding="utf-8")
    assert article(path).proposals == proposals


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"sentence": "x"}, r"neither quote nor text \(found sentence\); give the row a quote"),
        ({}, "neither quote nor text"),
        ({"quote": "x"}, "proposal: missing"),
        ({"quote": "", "proposal": "p"}, "quote: missing or empty"),
        ({"quote": ["x"], "proposal": "p"}, "quote: expected text, found list"),
        ({"quote": "x", "proposal": "p", "cue": 4}, "cue: expected text, found int"),
        ({"text": " "}, "text: only white space"),
        ({"text": "x", "proposals": [1]}, "proposals: expected a list of phrases"),
        ({"text": "x", "date": 2020}, "date: expected text"),
        ({"text": "x", "proposals": "['a', 'b']"}, "proposals: no JSON list in"),
        ({"text": "x", "proposals": "[" * 9999 + "]"}, "proposals: no JSON list in"),
        ({"text": "x", "proposals": "[1]"}, "proposals: expected a list of phrases"),
        ({"text": "x", "proposals": ["\ud800"]}, "proposals: holds half a surrogate pair"),
        ({"text": "x", "proposal": 1}, "proposal: expected text"),
        (
            {"quote": "x", "proposal": "p", "Actor": "Ada"},
            "'Actor' is not known; rename it 'actor'",
        ),
        ({"quote": "x", "proposal": "p", "id ": "1"}, "'id ' is not known; rename it 'id'"),
    ],
)
def test_a_bad_row_is_named_and_the_next_read(
    tmp_path: Path, row: dict[str, Any], said: str
) -> None:
    good = {"quote": "x", "proposal": "p"}
    path = save(tmp_path / "rows.jsonl", good, row, good)
    with pytest.raises(RecordError, match=said) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    errors: list[StanceError] = []
    assert len(read(path, on_error=errors.append)) == 2
    assert [str(error) for error in errors] == [str(caught.value)]


def test_a_broken_line_17_is_named_with_its_column(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"quote": "x", "proposal": "p"}\n' * 16 + '{"quote": x}\n', encoding="utf-8")
    assert str(refusal(path)).startswith(f"{path}:17: column 11: not valid JSON: Expecting value")


def test_a_csv_without_quote_and_text_lists_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("body,topic\nx,y\n", encoding="utf-8")
    reason = refusal(path).reason
    assert "found 'body', 'topic'; needed: quote or text; allowed: id, document, quote" in reason


def test_a_proposal_may_come_from_elsewhere(tmp_path: Path) -> None:
    path = save(tmp_path / "rows.jsonl", {"quote": "x"})
    (found,) = read(path, needs_proposal=False)
    assert isinstance(found, SpanInput)
    assert found.statement.proposal == ""


def test_errors_that_are_taken_do_not_end_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ", encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORY, encoding="utf-8")
    errors: list[StanceError] = []
    found = read("nowhere.txt", tmp_path, tmp_path / "a.txt", on_error=errors.append)
    assert len(found) == 1
    assert [Path(error.path or "").name for error in errors] == ["nowhere.txt", "a.txt", "a.txt"]


def binary(text: str) -> BinaryIO:
    return io.BytesIO(text.encode())


@pytest.mark.parametrize("stream", [io.StringIO, binary])
def test_standard_input_is_an_article_a_page_or_json_lines(
    stream: type[io.StringIO],
) -> None:
    found = article("-", stdin=stream(f"\n{STORY}"))
    assert (found.article.text, found.article.id, found.path) == (f"\n{STORY}", "-", "-")
    assert "old north pier" in article("-", stdin=stream(HTML)).article.text
    rows = '\n{"quote": "x", "proposal": "p"}\n{"quote": "y", "proposal": "p"}\n'
    spans = read("-", stdin=stream(rows))
    assert [each.line for each in spans] == [2, 3]
    assert isinstance(spans[0], SpanInput)
    assert spans[0].statement.id == "-:2"


@pytest.mark.parametrize("begin", ["", "\ufeff", "\r\n\n"])
def test_a_csv_table_on_standard_input_is_read_as_a_file_is(tmp_path: Path, begin: str) -> None:
    table = f'{begin}id,quote,proposal\r\n1,"Close it,\r\nnow.",p\r\n,Keep it.,p\r\n'
    path = tmp_path / "-.csv"
    path.write_text(table, encoding="utf-8", newline="")
    from_file, from_stdin = read(path), read("-", stdin=binary(table))
    assert [each.statement.quote for each in from_stdin if isinstance(each, SpanInput)] == [
        "Close it,\r\nnow.",
        "Keep it.",
    ]
    assert [each.line for each in from_stdin] == [each.line for each in from_file]
    assert isinstance(from_stdin[1], SpanInput)
    assert from_stdin[1].statement.id == f"-:{from_stdin[1].line}"


@pytest.mark.parametrize(
    ("header", "needs_proposal"),
    [
        ("quote,proposal", True),
        ('"proposal","quote","News Paper"', True),
        ("quote,newspaper", False),
        ("quote", False),
        ("url,text", True),
        ("text", True),
    ],
)
def test_a_header_on_standard_input_makes_a_table(header: str, needs_proposal: bool) -> None:
    row = ",".join(["x"] * len(header.split(",")))
    found = read("-", stdin=binary(f"{header}\n{row}\n"), needs_proposal=needs_proposal)
    assert [each.line for each in found] == [2]


@pytest.mark.parametrize(
    "first",
    [
        "Quote, text and proposal were three words that Ada Brik, the mayor, used.",
        "text, in the end, is all there is",
        "No text, no quote, no proposal: the board",
        "quote,unquote and so on",
        '"text", she said',
        '"text',
        "Board Closes North Pier, Ferry Stays",
    ],
)
def test_an_articles_first_line_may_hold_commas(first: str) -> None:
    text = f"{first}\n\n{LEAD}\n\n{MORE}\n"
    assert article("-", stdin=binary(text)).article.text == text


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("Quote,Proposal\nx,p\n", 1, "'Quote' is not known; rename it 'quote'"),
        ("quote, proposal\nx,p\n", 1, "' proposal' is not known; rename it 'proposal'"),
        ("quote,actor\nx,Ada\n", 2, "proposal: missing"),
        ("quote,proposal\nx\n", 2, "1 cells, fewer"),
        ("quote,proposal\n", None, "holds a header and no rows"),
    ],
)
def test_a_bad_csv_table_on_standard_input_is_refused(
    table: str, line: int | None, said: str
) -> None:
    error = refusal("-", stdin=binary(table))
    assert said in error.reason
    assert (error.path, error.line) == ("-", line)


def names(*inputs: str | Path) -> list[str]:
    return [each.article.id for each in read(*inputs) if isinstance(each, ArticleInput)]


def test_documents_of_several_inputs_have_names_that_tell_them_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mon/a.txt", "mon/b.txt", "mon/mon2/a.txt", "mon2/a.txt", "mon2/c.txt", "c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    both = ["mon/a.txt", "mon/b.txt", "mon/mon2/a.txt", "mon2/a.txt", "mon2/c.txt"]
    assert names("mon/a.txt", "mon2/a.txt") == ["mon/a.txt", "mon2/a.txt"]
    assert names("./mon/a.txt", tmp_path / "mon2" / "a.txt", "mon/b.txt") == [
        "mon/a.txt",
        (tmp_path / "mon2" / "a.txt").as_posix(),
        "b.txt",
    ]
    assert names("mon", "mon2/") == both
    assert names("mon/b.txt", "mon2/a.txt") == ["b.txt", "a.txt"]
    assert names("mon2") == ["a.txt", "c.txt"]
    assert names("mon/b.txt", "mon2") == ["b.txt", "a.txt", "c.txt"]
    assert names("mon2", "c.txt") == ["mon2/a.txt", "mon2/c.txt", "c.txt"]
    assert names("mon2/a.txt", "mon/a.txt", "mon") == ["mon2/a.txt", "mon/a.txt", *both[:3]]
    assert names("mon2", ".", "mon2/c.txt")[:3] == ["mon2/a.txt", "mon2/c.txt", "./c.txt"]


def test_rows_of_tables_with_one_name_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mon", "mon2"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "r.jsonl", {"text": STORY}, {"quote": "x", "proposal": "p"})
    monkeypatch.chdir(tmp_path)
    found = read("mon/r.jsonl", "mon2/r.jsonl")
    assert [
        each.article.id if isinstance(each, ArticleInput) else each.statement.id for each in found
    ] == ["mon/r.jsonl:1", "mon/r.jsonl:2", "mon2/r.jsonl:1", "mon2/r.jsonl:2"]


def test_offsets_count_as_the_docstrings_say(tmp_path: Path) -> None:
    """In the decoded text with its line ends, from behind the byte order mark."""
    path = tmp_path / "pier.txt"
    path.write_text("\ufeff" + STORY, encoding="utf-8", newline="\r\n")
    for found in (article(path), article("-", stdin=io.BytesIO(path.read_bytes()))):
        assert found.article.headline is not None
        assert found.article.headline.start == 0
        assert (found.article.body or ())[0].start == len("Board Closes North Pier\r\n\r\n")
    for documented in (read_articles, ArticleInput, SpanInput):
        said = " ".join((documented.__doc__ or "").split())
        assert "Offsets count code points of the" in said
        assert "line ends kept as they are (CR LF counts two), without the byte order mark" in said
    assert "Offsets count in this extracted text" in (Page.__doc__ or "")


def test_a_text_stream_is_read_through_its_bytes() -> None:
    """The bytes are checked, so that line ends and bad bytes come as from a file."""
    stream = io.TextIOWrapper(io.BytesIO(STORY.replace("\n", "\r\n").encode()), encoding="ascii")
    assert article("-", stdin=stream).article.text == STORY.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (None, "not connected"),
        (io.StringIO(""), "is empty"),
        (io.StringIO("\n \n"), "only white space"),
        (io.BytesIO(b"caf\xe9"), "byte 0xe9"),
        (io.StringIO('{"quote": 1'), "column"),
        (io.StringIO("\ud800"), "byte 0xed"),
    ],
)
def test_standard_input_that_cannot_be_read_is_refused(
    stdin: TextIO | BinaryIO | None, said: str
) -> None:
    error = refusal("-", stdin=stdin)
    assert said in error.reason
    assert error.path == "-"


def test_rows_are_read_as_they_are_asked_for() -> None:
    class Endless(io.RawIOBase):
        """A pipe that never ends: reading ahead of what is asked would hang."""

        def __iter__(self) -> Any:
            return itertools.repeat(b'{"quote": "x", "proposal": "p"}\n')

    rows = read_articles(["-"], stdin=Endless())  # type: ignore[arg-type]
    assert len(list(itertools.islice(rows, 3))) == 3


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
).filter(str.strip)


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_written_rows_come_back_in_order(quotes: list[str]) -> None:
    rows = "".join(json.dumps({"quote": quote, "proposal": "p"}) + "\n" for quote in quotes)
    found = read("-", stdin=io.StringIO(rows))
    assert [each.statement.quote for each in found if isinstance(each, SpanInput)] == quotes
    assert [each.line for each in found] == list(range(1, len(quotes) + 1))
