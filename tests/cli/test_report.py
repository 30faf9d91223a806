from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.corpus import Labelled

Write = Callable[[str, str], Path]
Run = Callable[..., Result]

STORY = """\
Council split over tram line

Mayor Ada Brenn told reporters she would back the tram line only if the state paid half.

Opposition leader Tor Vask rejected the tram line as a waste of public money.
"""
TRAM = "build the tram line"
RECIPE = "strengths = [1.0]\nbalances = [1.0]\nfolds = 3\nresamples = 100\n"


@pytest.fixture
def run(model_folder: Path) -> Run:
    """Runs a command with the small model; stdout and stderr apart."""

    def ran(command: str, *arguments: object, stdin: str | None = None) -> Result:
        model = ["--model", str(model_folder)] if command != "evaluate" else []
        return CliRunner().invoke(
            app, [command, *map(str, arguments), *model], input=stdin, catch_exceptions=False
        )

    return ran


def test_an_article_becomes_a_page(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = run("report", write("story.txt", STORY), "--proposal", TRAM, "--output", out)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Ada Brenn" in page
    assert not (tmp_path / "report.html.partial").exists()
    again = tmp_path / "again.html"
    run("report", tmp_path / "story.txt", "--proposal", TRAM, "--output", again)
    assert again.read_bytes() == out.read_bytes()


def test_answers_and_their_articles_give_the_page_of_the_articles(
    run: Run, write: Write, tmp_path: Path
) -> None:
    story, answers = write("story.txt", STORY), tmp_path / "answers.jsonl"
    run("predict", story, "--proposal", TRAM, "--format", "jsonl", "--output", answers)
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    assert run("report", answers, "--articles", story, "--output", one).exit_code == 0
    assert run("report", story, "--proposal", TRAM, "--output", two).exit_code == 0
    statements = [
        next(line for line in path.read_text("utf-8").splitlines() if 'id="details"' in line)
        for path in (one, two)
    ]
    assert statements[0] == statements[1]


def test_answers_may_come_by_pipe_and_the_page_go_by_one(run: Run, write: Write) -> None:
    story = write("story.txt", STORY)
    answers = run("predict", story, "--proposal", TRAM, "--format", "jsonl").stdout
    result = run("report", "-", "--output", "-", stdin=answers)
    assert result.exit_code == 0
    assert result.stdout.startswith("<!doctype html>")
    assert result.stderr == ""


def test_errors_name_the_place_and_leave_no_page(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    story = write("story.txt", STORY)
    for arguments, message in (
        ((tmp_path / "absent.txt",), "absent.txt: no such file"),
        ((write("bad.jsonl", '{"probabilities": 1}\n'),), "bad.jsonl:1: "),
        ((story, "--articles", story), "--articles has nothing to join"),
        ((tmp_path / "gone.parquet", "--articles", story), "gone.parquet: no such file"),
        ((story, "--proposal", " "), "--proposal is empty"),
    ):
        result = run("report", *arguments, "--output", out)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
        assert message in result.stderr
        assert "Traceback" not in result.stderr
        assert not list(tmp_path.glob("report.html*"))
    result = run("report", story, "--output", story)
    assert result.exit_code == 1
    assert "is an input too" in result.stderr
    assert story.read_text(encoding="utf-8") == STORY
    result = run("report", story, "--output", tmp_path)
    assert "is a folder" in result.stderr
    assert run("report", story).exit_code == 2
    assert run("report", story, "--output", out, "--min-confidence", 2).exit_code == 2


def test_what_is_skipped_is_on_stderr_and_on_the_page(
    run: Run, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    write("in/story.txt", STORY)
    write("in/empty.txt", "")
    write("in/notes.md", "# notes")
    result = run(
        "report", tmp_path / "in", "--proposal", TRAM, "--output", out, "--on-error", "skip"
    )
    assert result.exit_code == 0
    assert "skipped: " in result.stderr
    assert "1 inputs skipped" in result.stderr
    page = out.read_text(encoding="utf-8")
    assert "empty.txt: is empty" in page
    assert "notes.md" in page


def test_nothing_found_is_said(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = run("report", write("a.txt", "It rained."), "--proposal", TRAM, "--output", out)
    assert result.exit_code == 0
    assert "no statement toward a proposal was found" in result.stderr
    assert "0 statements by 0 actors" in out.read_text(encoding="utf-8")


def test_a_hostile_file_name_is_text(run: Run, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>&\"'{{7*7}}.txt"
    (tmp_path / name).write_text(STORY, encoding="utf-8")
    out = tmp_path / "report.html"
    assert run("report", tmp_path / name, "--proposal", TRAM, "--output", out).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert "<img" not in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_without_the_extra_the_remedy_is_named(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    out = tmp_path / "report.html"
    result = run("report", write("story.txt", STORY), "--proposal", TRAM, "--output", out)
    assert result.exit_code == 1
    assert "pip install 'stance-quotes[report]'" in result.stderr
    assert not out.exists()


@pytest.fixture
def data(some: Labelled, write: Write) -> Path:
    rows = [
        {"id": s.id, "document": s.document, "quote": s.quote, "proposal": s.proposal or "none",
         "cue": s.cue, "stance": s.stance}
        for s in some.statements[:450]
    ]  # fmt: skip
    return write("labels.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def test_an_evaluation_becomes_a_page(run: Run, data: Path, write: Write, tmp_path: Path) -> None:
    recipe, out = write("recipe.toml", RECIPE + "[weights]\nchars = 0\n"), tmp_path / "page.html"
    result = run(
        "evaluate", data, "--recipe", recipe, "--jobs", 1, "--report", out, "--curve", "--ablation"
    )
    assert result.exit_code == 0, result.stderr
    assert "with less to learn from" in result.stdout
    assert "without each stream" in result.stdout
    page = out.read_text(encoding="utf-8")
    for part in ("How good it is", "With less to learn from", "Without each stream",
                 "What is taken for what", "The surest errors", "text only"):  # fmt: skip
        assert part in page
    result = run("evaluate", data, "--recipe", recipe, "--jobs", 1, "--report", data)
    assert result.exit_code == 1
    assert "is an input too" in result.stderr


def test_a_models_evaluation_becomes_a_page(
    run: Run, some: Labelled, model_folder: Path, write: Write, tmp_path: Path
) -> None:
    seen = next(item for item in some.statements if len(item.quote.split()) > 12 and item.proposal)
    rows = [
        {"quote": f"We would never agree to bridge number {number} across the bay, he added.",
         "proposal": "build a bridge", "stance": "oppose" if number % 3 else "support"}
        for number in range(9)
    ]  # fmt: skip
    rows.append({"quote": seen.quote, "proposal": seen.proposal, "stance": str(seen.stance)})
    data = write("new.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "page.html"
    result = run("evaluate", data, "--model", model_folder, "--report", out)
    assert result.exit_code == 0, result.stderr
    page = out.read_text(encoding="utf-8")
    assert "The model “small” on 9 statements of 9 documents that it was not trained on." in page
    assert "1 statement whose text the model was trained on" in page
    assert "With less to learn from" not in page
    result = run("evaluate", data, "--model", model_folder, "--curve")
    assert result.exit_code == 1
    assert "leave --model out" in result.stderr
