"""`stance check` as it is typed: output, exit codes, errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli import app

Write = Callable[[str, str], Path]
HEADER = "quote,proposal,stance,document\n"


def run(*given: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["check", *map(str, given)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def table(write: Write) -> Path:
    return write(
        "a.csv", HEADER + "we agree,abolish tolls,support,d1\nno,abolish tolls,oppose,d2\n"
    )


def test_a_sound_file_ends_with_0(table: Path) -> None:
    code, out, err = run(table)
    assert (code, err) == (0, "")
    assert "2 statements" in out
    assert "no finding" in out


def test_warnings_end_with_0(table: Path, write: Write) -> None:
    other = write("b.csv", HEADER + "we agree,Abolish the tolls,oppose,d3\n")
    code, out, _ = run(table, other)
    assert code == 0
    assert "proposal wording (1)" in out


@pytest.mark.parametrize(
    "row",
    ["we agree,abolish tolls,for,d3", "we agree,abolish tolls,oppose,d3", "we agree,,oppose,"],
)
def test_errors_end_with_1_and_are_listed(table: Path, write: Write, row: str) -> None:
    code, out, err = run(table, write("b.csv", f"{HEADER}{row}\n"))
    assert code == 1
    assert "error" in out
    assert err == "errors among the findings make training or its figures wrong\n"


def test_what_is_not_coded_yet_is_no_error(table: Path, write: Write) -> None:
    code, out, err = run(table, write("b.csv", f"{HEADER}we wait,,,\n"))
    assert (code, err) == (0, "")
    assert "not coded (1)" in out


def test_splits_are_named_on_the_command_line(table: Path, write: Write) -> None:
    other = write("b.csv", HEADER + "We agree.,abolish tolls,support,d9\n")
    code, out, _ = run("--split", f"train={table}", "--split", f"test={other}")
    assert code == 1
    assert "same quote in two splits (1)" in out


def test_a_column_names_them_too(write: Write) -> None:
    rows = "we agree,abolish tolls,support,d1,train\nno,abolish tolls,oppose,d1,test\n"
    path = write("a.csv", HEADER.replace("document", "document,split") + rows)
    code, out, _ = run(path)
    assert code == 1
    assert "same document in two splits (1)" in out


def test_json_has_one_finding_a_line(table: Path, write: Write) -> None:
    other = write("b.csv", HEADER + "no,abolish tolls,support,d2\nx,abolish tolls,for,d2\n")
    code, out, _ = run(table, other, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(row["kind"], row["severity"]) for row in rows] == [
        ("unreadable", "error"),
        ("contradiction", "error"),
        ("labels", "note"),
        ("labels", "note"),
    ]
    assert rows[0]["place"] == f"{other}:3"
    assert (rows[1]["place"], rows[1]["other"]) == (f"{other}:2", f"{table}:3")


def test_the_limit_shortens_lists(write: Write) -> None:
    rows = "".join(f"we agree,abolish tolls,support,d{number}\n" for number in range(9))
    path = write("a.csv", HEADER + rows)
    assert "… and 6 more" in run(path, "--limit", "2")[1]
    assert "… and" not in run(path, "--limit", "0")[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "error: no file to check"),
        (("--split", "ab"), "error: --split 'ab': expected NAME=FILE"),
        (("--split", "=a.csv"), "expected NAME=FILE"),
        (("none.csv",), "error: none.csv: no such file"),
        (("--actors", "none.toml", "none.csv"), "error: none.toml: no such file"),
    ],
)
def test_our_errors_are_one_line(given: tuple[str, ...], said: str) -> None:
    code, out, err = run(*given)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_layer_needs_its_texts(write: Write) -> None:
    row = {"id": "a", "document": "d", "content": [[0, 1]], "proposal": "x", "stance": "oppose"}
    code, _, err = run(write("a.jsonl", json.dumps(row) + "\n"))
    assert code == 1
    assert "--texts DIR" in err


def test_the_sample_of_dna_is_checked_as_it_is(shared: Path) -> None:
    sample = shared / "formats" / "dna_sample.dna"
    if not sample.exists():
        pytest.skip("../shared/formats/dna_sample.dna is absent")
    code, out, _ = run(sample)
    assert code == 0
    assert "40 statements" in out
