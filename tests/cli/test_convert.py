"""`stance convert`: what comes over, what does not, and that nothing is half written."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.corpus.formats import FORMATS

Write = Callable[[str, str], Path]
CASES = Path(__file__).resolve().parents[1] / "cases" / "formats"
EXPORT = CASES / "labelstudio" / "export.json"
ANSWERS = CASES / "answers" / "answers.jsonl"


def run(*arguments: object) -> Result:
    """Runs the command; stdout and stderr apart."""
    return CliRunner().invoke(app, ["convert", *map(str, arguments)], catch_exceptions=False)


def test_an_export_becomes_a_project_and_the_losses_are_told(tmp_path: Path) -> None:
    result = run(EXPORT, tmp_path / "project", "--to", "brat", "--losses", tmp_path / "losses.txt")
    assert result.exit_code == 0
    assert result.stdout == ""
    said = result.stderr.splitlines()
    assert said[0] == (
        f"read {EXPORT} (label-studio): 2 articles, 8 statements, 3 coders, 2 not coded yet,"
        " 1 scored by a model"
    )
    assert said[1].startswith(f"wrote {tmp_path / 'project'} (brat): 2 articles, 8 statements")
    assert any("cancelled: its coder has skipped the task" in line for line in said)
    assert any("UTF-16 units, CR LF counted as one; 12 of 12 spans were moved" in x for x in said)
    assert "1 scored by a model" in said[1]
    listed = (tmp_path / "losses.txt").read_text(encoding="utf-8").splitlines()
    assert listed == said[2 : 2 + len(listed)]
    assert f"{len(listed)} things did not come over unchanged:" in said
    counted = said[3 + len(listed) :]
    assert sum(int(line.split()[0]) for line in counted) == len(listed)


def test_the_first_losses_are_listed_and_the_rest_counted(write: Write, tmp_path: Path) -> None:
    rows = [{"quote": f"No {number}.", "proposal": "p", "extra": 1} for number in range(30)]
    path = write("rows.jsonl", "".join(json.dumps({**row, "stance": "x"}) + "\n" for row in rows))
    assert run(path, tmp_path / "out.tsv").exit_code == 1
    path = write("rows.jsonl", path.read_text() + '{"quote": "Yes.", "proposal": "p"}\n')
    result = run(path, tmp_path / "out.tsv", "--on-error", "skip")
    assert result.exit_code == 0
    said = result.stderr.splitlines()
    assert sum(line.startswith("dropped: rows.jsonl:") for line in said) == 20
    assert "… and 11 more; --losses FILE lists all" in said
    assert any(line.startswith("  30 × dropped: stance: unknown label 'x'") for line in said)


def test_a_wrong_row_stops_and_nothing_is_written(write: Write, tmp_path: Path) -> None:
    path = write("rows.csv", "quote,proposal,stance\nNo.,p,favour\nYes.,p,support\n")
    result = run(path, tmp_path / "out.json", "--from", "csv")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {path}:2: stance: unknown label 'favour'")
    assert "--on-error skip" in result.stderr
    assert not (tmp_path / "out.json").exists()
    assert run(path, tmp_path / "out.json", "--from", "csv", "--on-error", "skip").exit_code == 0
    assert (tmp_path / "out.json").exists()


def test_standard_output_gets_one_file() -> None:
    result = run(EXPORT, "-", "--to", "csv")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["stance"] for row in rows][:3] == ["support", "oppose", "conditional"]
    assert rows[4]["stance"] == ""
    result = run(EXPORT, "-", "--to", "brat")
    assert result.exit_code == 1
    assert "brat is several files; name a folder instead of -" in result.stderr
    assert "a stream tells no format; name it with --to" in run(EXPORT, "-").stderr


def test_answers_need_the_articles_that_they_count_in(tmp_path: Path) -> None:
    article = CASES / "answers" / "toll.txt"
    result = run(ANSWERS, tmp_path / "tasks.json", "--articles", article)
    assert result.exit_code == 0
    assert "1 article, 4 statements, 0 coders, 4 scored by a model" in result.stderr
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert [len(task["predictions"]) for task in tasks] == [1, 1]
    alone = run(ANSWERS, tmp_path / "alone.json")
    assert alone.exit_code == 0
    assert "its offsets have no text; give the articles with --articles" in alone.stderr
    other = run(ANSWERS, tmp_path / "other.json", "--articles", CASES / "polnear" / "text")
    assert other.exit_code == 1
    assert "not among those given (bell.txt, extra.txt); ids must be the same" in other.stderr
    assert not (tmp_path / "other.json").exists()


def test_articles_are_articles_each_with_its_own_id(write: Write, tmp_path: Path) -> None:
    quotes = write("quotes.csv", "quote,proposal\nNo.,p\n")
    result = run(ANSWERS, tmp_path / "out.json", "--articles", quotes)
    assert result.exit_code == 1
    assert "holds quotes; --articles takes articles" in result.stderr
    twice = write("twice.jsonl", '{"id": "a", "text": "One."}\n{"id": "a", "text": "Two."}\n')
    result = run(ANSWERS, tmp_path / "out.json", "--articles", twice)
    assert result.exit_code == 1
    assert f"{twice}:2: another article has the id 'a' too" in result.stderr


def test_the_labelling_interface_needs_no_files() -> None:
    result = run("--labelling-config")
    assert (result.exit_code, result.stderr) == (0, "")
    view = ET.fromstring(result.stdout)
    assert [label.get("value") for label in view.iter("Label")] == [
        "Quote",
        "Actor",
        "Cue",
        "Condition",
        "Proposal",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Missing argument"),
        (["in.csv"], 2, "Missing argument"),
        (["none.csv", "out.json"], 1, "none.csv: no such file"),
        ([EXPORT, "out.json", "--from", "braat"], 1, "no format is called 'braat'; known are"),
        ([EXPORT, "out.xyz"], 1, "out.xyz: its name is of no format; name one with --to"),
        ([EXPORT, EXPORT], 1, "is read from; name another file to write"),
        ([CASES / "labelstudio" / "minimal.json", "out.tsv"], 1, "is a JSON-MIN export"),
    ],
)
def test_mistakes_are_messages(
    arguments: list[object],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("a")
    result = run(EXPORT, tmp_path / "full", "--to", "brat")
    assert result.exit_code == 1
    assert "is a folder that holds files already" in result.stderr
    result = run(EXPORT, tmp_path / "none" / "out.tsv")
    assert result.exit_code == 1
    assert "cannot be written (No such file or directory)" in result.stderr


def test_the_help_lists_the_formats() -> None:
    said = "".join(run("--help").stdout.split())  # a name may be broken at its hyphens
    for format in FORMATS.values():
        assert format.name in said
