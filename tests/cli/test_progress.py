"""A progress bar: on terminals only, with what was done, how fast and how long still."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stance.cli.batches import Batch
from stance.cli.progress import progress
from stance.corpus.tables import Row
from stance.documents.entries import ArticleFile, Entry, TableRow

ROOT = Path(__file__).resolve().parents[2]
SOON = 60.0  # seconds, on a slow machine
CODE = """
from stance.cli import batches, main
if __name__ == "__main__":
    batches.WEIGHT = 32
    main()
"""

Write = Callable[[str, str], Path]


class Terminal:
    """A terminal, and all that was written to it."""

    def __init__(self) -> None:
        self._ours, self.descriptor = pty.openpty()
        self._got: list[bytes] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # the other end is closed
            while data := os.read(self._ours, 4096):
                self._got.append(data)

    def close(self) -> str:
        os.close(self.descriptor)
        self._reader.join(SOON)
        os.close(self._ours)
        return b"".join(self._got).decode()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal()
    yield opened
    if opened._reader.is_alive():
        opened.close()


def run(*arguments: object, **streams: int | None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", CODE, *map(str, arguments)],
        stdin=streams.get("stdin"),
        stdout=streams.get("stdout", subprocess.PIPE),
        stderr=streams.get("stderr", subprocess.PIPE),
        env={**os.environ, "COLUMNS": "120", "TERM": "xterm", "NO_COLOR": ""},
        cwd=ROOT,
        timeout=SOON,
    )


def table(write: Write, count: int) -> Path:
    rows = [{"id": str(n), "quote": f"we reject part {n}", "proposal": "p"} for n in range(count)]
    return write("rows.jsonl", "{\n" + "".join(json.dumps(row) + "\n" for row in rows))


def test_a_terminal_sees_how_much_how_fast_and_how_long(
    write: Write, model_folder: Path, terminal: Terminal
) -> None:
    arguments = ("predict", table(write, 2000), "--model", model_folder, "--on-error", "skip")
    rows = run(*arguments, "--format", "jsonl", stderr=terminal.descriptor)
    said = terminal.close()
    assert rows.returncode == 0
    assert len(rows.stdout.splitlines()) == 2000
    assert re.search(r"[\d,]+ rows, [\d,.]+ rows/s", said)
    assert re.search(r"[1-9]\d?%", said)
    assert re.search(r"\d:\d\d:\d\d", said)
    assert "skipped: " in said
    assert "1 inputs skipped" in said


def test_standard_input_is_counted(write: Write, model_folder: Path, terminal: Terminal) -> None:
    path = table(write, 500)
    with path.open("rb") as stream:
        arguments = ("predict", "-", "--model", model_folder, "--on-error", "skip")
        rows = run(*arguments, stdin=stream.fileno(), stderr=terminal.descriptor)
    said = terminal.close()
    assert rows.returncode == 0
    assert "rows/s" in said
    assert "%" not in said


def test_nobody_else_sees_a_bar(write: Write, model_folder: Path) -> None:
    done = run("predict", table(write, 20), "--model", model_folder, "--on-error", "skip")
    assert done.stderr.startswith(b"skipped: ")
    assert done.stderr.endswith(b"1 inputs skipped\n")
    assert b"rows/s" not in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


def test_no_bar_runs_through_answers_on_the_same_screen(
    write: Write, model_folder: Path, terminal: Terminal
) -> None:
    run(
        "predict", table(write, 100), "--model", model_folder, "--on-error", "skip",
        "--format", "jsonl", stdout=terminal.descriptor, stderr=terminal.descriptor,
    )  # fmt: skip
    said = terminal.close()
    assert "rows/s" not in said
    assert said.count('"id"') == 100


def test_articles_and_rows_are_counted_apart(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    article: Entry = ArticleFile(Path("a.txt"), "a")
    quote: Entry = TableRow(Row({"quote": "x"}, "r", 1), "r:1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(os.dup(terminal.descriptor), "w") as screen:
        monkeypatch.setattr(sys, "stderr", screen)
        with progress(is_shown=True, total=100) as advance:
            advance(Batch((article,) * 3, (), 30))
            advance(Batch((quote,) * 1500, (), 100))
        monkeypatch.undo()
    said = terminal.close()
    assert re.search(r"3 articles, [\d,.]+ articles/s, 1,500 rows, [\d,.]+ rows/s", said)
    assert "100%" in said
