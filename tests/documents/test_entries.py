"""The inputs taken apart, in order, with what fails at its place."""

from __future__ import annotations

import io
import os
from pathlib import Path

from stance.documents.entries import (
    ArticleBytes,
    ArticleFile,
    Entry,
    Failure,
    Options,
    PassedOver,
    TableRow,
    entries,
)

ROW = '{"quote": "x", "proposal": "p"}\n'


def told(found: Entry | PassedOver) -> str:
    match found:
        case ArticleFile():
            return f"file {found.name}"
        case TableRow():
            return f"row {found.place}"
        case ArticleBytes():
            return "stdin"
        case PassedOver():
            return f"passed {found.path.name}{' (table)' if found.is_table else ''}"
        case Failure():
            return f"failure {Path(found.error.path or '').name}:{found.error.line}"


def given(folder: Path) -> list[str]:
    (folder / "news").mkdir()
    for name in ("a.txt", "b.csv", "c.md", "d.html"):
        (folder / "news" / name).write_text("x", encoding="utf-8")
    (folder / "r.jsonl").write_text(f"{ROW}{{\n{{]\n{ROW}[", encoding="utf-8")
    return [str(folder / name) for name in ("r.jsonl", "none.txt", "news")]


def test_failures_come_at_their_place_when_reading_goes_on(tmp_path: Path) -> None:
    inputs = given(tmp_path)
    found = [told(entry) for entry in entries(inputs, Options(goes_on=True))]
    assert found == [
        "row r.jsonl:1",
        "failure r.jsonl:2",
        "failure r.jsonl:3",
        "row r.jsonl:4",
        "failure r.jsonl:5",
        "failure none.txt:None",
        "file a.txt",
        "passed b.csv (table)",
        "passed c.md",
        "file d.html",
    ]
    assert [told(entry) for entry in entries(inputs, Options(goes_on=True))] == found


def test_the_first_failure_is_the_last_entry_when_it_does_not(tmp_path: Path) -> None:
    found = [told(entry) for entry in entries(given(tmp_path), Options())]
    assert found == ["row r.jsonl:1", "failure r.jsonl:2"]
    assert [told(entry) for entry in entries(["-"], Options())] == ["failure -:None"]


def test_article_files_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff")
    options = Options()
    assert [told(entry) for entry in entries([str(path)], options)] == ["file a.txt"]
    assert options.meter.bytes == 1


def test_bad_rows_of_a_feed_are_told_before_the_next_is_waited_for() -> None:
    reading, writing = os.pipe()
    feed = iter([ROW, "{\n", ROW, "{]\n"])
    heard: list[str] = []

    def on_wait() -> None:
        heard.append("wait")
        line = next(feed, None)
        if line is None:
            os.close(writing)
        else:
            os.write(writing, line.encode())

    with os.fdopen(reading, "rb") as stream:
        for entry in entries(["-"], Options(goes_on=True, on_wait=on_wait), stdin=stream):
            heard.append(told(entry))
    assert heard == [
        *("wait", "row -:1", "wait", "failure -:2", "wait", "row -:3", "wait", "failure -:4"),
        "wait",
    ]


def test_a_bad_row_of_a_feed_ends_it_at_once() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"{\n")
    with os.fdopen(reading, "rb") as stream:
        options = Options(on_wait=lambda: None)
        assert [told(entry) for entry in entries(["-"], options, stdin=stream)] == ["failure -:1"]
    os.close(writing)


def test_standard_input_is_told_by_its_first_line() -> None:
    for data, wanted in (
        (b"\n" + ROW.encode(), "row -:2"),
        (b"quote,proposal\nx,p\n", "row -:2"),
        (b"Council splits, again\n\nBody.\n", "stdin"),
        (b"<html>", "stdin"),
    ):
        (entry,) = entries(["-"], Options(), stdin=io.BytesIO(data))
        assert told(entry) == wanted
        if isinstance(entry, ArticleBytes):
            assert (entry.data, entry.is_page) == (data, data == b"<html>")
