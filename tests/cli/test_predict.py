from __future__ import annotations

import csv
import io
import json
import os
import pickle
import shutil
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.corpus.predictions import CSV_COLUMNS, STATEMENT_KEYS
from stance.pipeline.scorer import Scorer
from stance.schema import LABELS

Write = Callable[[str, str], Path]

STORY = """\
Council split over tram line

Mayor Ada Brenn told reporters she would back the tram line only if the state paid half.

Opposition leader Tor Vask rejected the tram line as a waste of public money.
"""
ROWS = "".join(
    json.dumps(
        {"id": f"r{number}", "quote": f"we reject plan {number}", "proposal": "sign the deal"}
    )
    + "\n"
    for number in range(1, 31)
)


@pytest.fixture
def run(model_folder: Path) -> Callable[..., Result]:
    """Runs a command with the small model; stdout and stderr apart."""

    def ran(command: str, *arguments: object, stdin: str | bytes | None = None) -> Result:
        model = ["--model", str(model_folder)] if command in {"predict", "explain"} else []
        return CliRunner().invoke(
            app, [command, *map(str, arguments), *model], input=stdin, catch_exceptions=False
        )

    return ran


Run = Callable[..., Result]


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_rows_come_back_in_order_with_their_ids(run: Run, write: Write) -> None:
    result = run("predict", write("rows.jsonl", ROWS), "--format", "jsonl")
    assert result.exit_code == 0
    found = lines(result)
    assert [row["id"] for row in found] == [f"r{number}" for number in range(1, 31)]
    for row in found:
        assert tuple(row) == STATEMENT_KEYS
        probabilities = row["probabilities"]
        assert isinstance(probabilities, dict)
        assert tuple(probabilities) == LABELS
        assert sum(probabilities.values()) == pytest.approx(1.0)
        assert row["confidence"] == max(probabilities.values())
        assert probabilities[row["stance"]] == row["confidence"]
        assert row["source"] == row["cue"] == row["content"] == []


def test_an_article_gives_statements_with_evidence(run: Run, write: Write) -> None:
    path = write("story.txt", STORY)
    result = run("predict", path, "--proposal", "build the tram line", "--format", "jsonl")
    assert result.exit_code == 0
    found = lines(result)
    assert {"Ada Brenn", "Tor Vask"} <= {row["actor"] for row in found}
    for row in found:
        assert row["document"] == "story.txt"
        pieces = [STORY[start:end] for start, end in row["content"]]  # type: ignore[attr-defined]
        assert " ".join(pieces) == row["quote"]
        condition = row["condition"]
        if isinstance(condition, dict):
            assert STORY[condition["start"] : condition["end"]] == condition["text"]


def test_csv_has_one_line_a_statement(run: Run, write: Write) -> None:
    result = run("predict", write("rows.jsonl", ROWS), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 30
    total = sum(float(rows[0][f"p_{label}"]) for label in LABELS)
    assert total == pytest.approx(1.0)


def test_the_table_shows_the_matrix_first(run: Run, write: Write) -> None:
    path = write("story.txt", STORY)
    result = run("predict", path, "--proposal", "build the tram line")
    assert result.exit_code == 0
    assert result.stdout.index("actor × proposal") < result.stdout.index("statements")
    assert "Ada Brenn" in result.stdout
    assert "\x1b[" not in result.stdout


def test_the_table_counts_what_was_left_out(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Scorer.read
    monkeypatch.setattr(Scorer, "read", lambda *given: replace(read(*given), unrelated=3))
    path = write("story.txt", STORY)
    said = "6 candidate statements were about something else"
    result = run("predict", path, path, "--proposal", "build the tram line")
    assert said in result.stderr
    result = run("predict", path, "--proposal", "build the tram line", "--format", "jsonl")
    assert result.stderr == ""


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_twice_gives_the_same_bytes(run: Run, write: Write, form: str) -> None:
    arguments = ("predict", write("story.txt", STORY), "--format", form)
    assert run(*arguments).stdout == run(*arguments).stdout


def test_stdin_takes_rows_and_articles(run: Run, write: Write) -> None:
    from_file = run("predict", write("rows.jsonl", ROWS), "--format", "jsonl")
    from_stdin = run("predict", "-", "--format", "jsonl", stdin=ROWS)
    assert [row["quote"] for row in lines(from_stdin)] == [row["quote"] for row in lines(from_file)]
    story = run(
        "predict", "-", "--proposal", "build the tram line", "--format", "jsonl", stdin=STORY
    )
    assert "Tor Vask" in {row["actor"] for row in lines(story)}


def test_the_table_tells_of_copies(run: Run, write: Write) -> None:
    quote = "the council will never agree to a second tram line through the old town"
    known = {"quote": quote, "actor": "Tor Vask", "proposal": "build the tram line"}
    rows = [{"id": f"r{number}", "document": f"d{number}", **known} for number in range(3)]
    path = write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    result = run("predict", path)
    assert result.exit_code == 0
    assert "2 statements repeat another document word for word" in result.stderr


def test_a_table_of_articles_with_their_own_proposals(run: Run, write: Write) -> None:
    row = {"id": "a7", "text": STORY, "proposals": ["build the tram line"]}
    result = run("predict", write("t.jsonl", json.dumps(row)), "--format", "jsonl")
    found = lines(result)
    assert {item["document"] for item in found} == {"a7"}
    assert {item["proposal"] for item in found} == {"build the tram line"}


def test_proposals_from_options_fill_rows_without_one(run: Run, write: Write) -> None:
    rows = '{"id": "x", "quote": "we agree"}\n{"id": "y", "quote": "no", "proposal": "sell it"}\n'
    listed = write("asked.txt", "build it\n\nkeep it\n")
    result = run(
        "predict", write("r.jsonl", rows), "--proposals", listed, "--proposal", "move it",
        "--format", "jsonl",
    )  # fmt: skip
    assert [(row["id"], row["proposal"]) for row in lines(result)] == [
        ("x", "move it"),
        ("x", "build it"),
        ("x", "keep it"),
        ("y", "sell it"),
    ]


def test_proposals_from_toml_bring_aliases(run: Run, write: Write) -> None:
    listed = write(
        "p.toml", '[[proposal]]\nid = "tram"\nphrase = "build the light railway"\n'
        'aliases = ["the tram line"]\n'
    )  # fmt: skip
    result = run("predict", write("s.txt", STORY), "--proposals", listed, "--format", "jsonl")
    assert {row["proposal"] for row in lines(result)} == {"build the light railway"}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("none.txt", None, "none.txt: no such file; check --proposals"),
        ("empty.txt", b"\n", "empty.txt: holds no proposal"),
        ("latin.txt", b"caf\xe9", "latin.txt: cannot be read as UTF-8"),
        ("bad.toml", b"[[proposal]]", "proposal\\[0\\]"),
    ],
)
def test_bad_proposal_files(
    run: Run, write: Write, tmp_path: Path, name: str, data: bytes | None, reason: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run("predict", write("rows.jsonl", ROWS), "--proposals", tmp_path / name)
    assert result.exit_code == 1
    assert result.stdout == ""
    import re

    assert re.search(reason, result.stderr)


def test_uncertain_answers_are_counted(run: Run, write: Write) -> None:
    result = run("predict", write("r.jsonl", ROWS), "--min-confidence", 1, "--format", "jsonl")
    assert {row["stance"] for row in lines(result)} == {"uncertain"}
    assert "30 of 30 answers are uncertain" in result.stderr


def test_output_appears_when_it_is_complete(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    rows = write("rows.jsonl", ROWS)
    result = run("predict", rows, "--format", "jsonl", "--output", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert out.read_text(encoding="utf-8") == run("predict", rows, "--format", "jsonl").stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "rows.jsonl"]
    result = run("predict", rows, "--output", tmp_path / "no" / "out.jsonl")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_output_goes_through_links_and_keeps_the_mode(
    run: Run, write: Write, tmp_path: Path
) -> None:
    real, link = write("real.jsonl", "old"), tmp_path / "link.jsonl"
    link.symlink_to(real)
    real.chmod(0o600)
    rows = write("r.jsonl", ROWS)
    assert run("predict", rows, "--format", "jsonl", "--output", link).exit_code == 0
    assert link.is_symlink()
    assert len(real.read_text(encoding="utf-8").splitlines()) == 30
    assert real.stat().st_mode & 0o777 == 0o600


def test_output_into_a_pipe_is_written_to_it(run: Run, write: Write, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    result = run("predict", write("r.jsonl", ROWS), "--format", "jsonl", "--output", pipe)
    reader.join(timeout=30)
    assert result.exit_code == 0
    assert len(got[0].splitlines()) == 30
    assert pipe.is_fifo()


def test_output_is_no_folder_and_no_input(run: Run, write: Write, tmp_path: Path) -> None:
    rows = write("r.jsonl", ROWS)
    for target, reason in ((tmp_path, "is a folder"), (rows, "is an input too")):
        result = run("predict", rows, "--format", "jsonl", "--output", target)
        assert result.exit_code == 1
        assert reason in result.stderr
    assert rows.read_text(encoding="utf-8") == ROWS


def test_a_proposal_asked_twice_is_asked_once(run: Run, write: Write) -> None:
    listed = write("p.txt", "\ufeffbuild it\nbuild it\n")
    rows = write("r.jsonl", '{"id": "x", "quote": "we agree"}')
    result = run(
        "predict", rows, "--proposal", "build it", "--proposals", listed, "--format", "jsonl"
    )
    assert [row["proposal"] for row in lines(result)] == ["build it"]
    result = run("predict", rows, "--proposal", " ")
    assert result.exit_code == 1
    assert "--proposal is empty" in result.stderr


BROKEN = "".join(
    line if number != 16 else '{"id": "r17", "quote": \n'
    for number, line in enumerate(ROWS.splitlines(keepends=True))
)


def test_a_broken_line_stops_and_keeps_what_came_before(
    run: Run, write: Write, tmp_path: Path
) -> None:
    rows = write("rows.jsonl", BROKEN)
    result = run("predict", rows, "--format", "jsonl")
    assert result.exit_code == 1
    assert [row["id"] for row in lines(result)] == [f"r{number}" for number in range(1, 17)]
    assert "rows.jsonl:17: " in result.stderr
    assert "Traceback" not in result.stderr

    out = tmp_path / "out.jsonl"
    result = run("predict", rows, "--format", "jsonl", "--output", out)
    assert result.exit_code == 1
    assert not out.exists()
    partial = tmp_path / "out.jsonl.partial"
    assert len(partial.read_text(encoding="utf-8").splitlines()) == 16
    assert "what came before is kept in" in result.stderr
    assert "out.jsonl.partial" in result.stderr


def test_a_broken_line_stops_a_table_too(run: Run, write: Write) -> None:
    result = run("predict", write("rows.jsonl", BROKEN))
    assert result.exit_code == 1
    assert "we reject plan 16" in result.stdout
    assert "we reject plan 18" not in result.stdout


def test_skipping_lists_and_counts(run: Run, write: Write) -> None:
    rows = write("rows.jsonl", BROKEN + '{"id": "r31", "proposal": "p"}\n')
    result = run("predict", rows, "--format", "jsonl", "--on-error", "skip")
    assert result.exit_code == 0
    assert [row["id"] for row in lines(result)] == [
        f"r{number}" for number in range(1, 31) if number != 17
    ]
    assert "skipped: " in result.stderr
    assert "rows.jsonl:17: " in result.stderr
    assert "rows.jsonl:31: " in result.stderr
    assert "2 inputs skipped" in result.stderr


def test_only_bad_input_is_a_failure_even_when_skipped(run: Run, write: Write) -> None:
    result = run("predict", write("rows.jsonl", "{\n"), "--on-error", "skip")
    assert result.exit_code == 1
    assert "1 inputs skipped" in result.stderr


BAD: list[tuple[str, bytes | None, str]] = [
    ("none.txt", None, "none.txt: "),
    ("empty.txt", b"", "empty.txt: "),
    ("empty.jsonl", b"", "empty.jsonl: "),
    ("binary.txt", bytes(range(256)) * 4, "binary.txt"),
    ("latin.txt", "Café".encode("latin-1") * 9, "latin.txt"),
    ("latin.jsonl", b'{"quote": "caf\xe9", "proposal": "p"}\n', "latin.jsonl:1: "),
    ("noquote.jsonl", b'{"id": 1, "proposal": "p"}\n', "noquote.jsonl:1: "),
    ("noproposal.jsonl", b'{"id": 1, "quote": "q"}\n', "noproposal.jsonl:1: "),
    ("list.jsonl", b"[1]\n", "list.jsonl:1: "),
    ("header.csv", b"body,topic\nx,y\n", "header.csv"),
    ("data.xyz", b"hello", "data.xyz"),
]


@pytest.mark.parametrize(("name", "data", "place"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_input_ends_with_place_and_remedy(
    run: Run, tmp_path: Path, name: str, data: bytes | None, place: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run("predict", tmp_path / name)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert place in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_without_articles(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# notes")
    result = run("predict", tmp_path)
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_files_that_are_no_articles_are_listed(run: Run, write: Write, tmp_path: Path) -> None:
    write("folder/a.txt", STORY)
    write("folder/notes.md", "# notes")
    result = run("predict", tmp_path / "folder", "--proposal", "build the tram line")
    assert result.exit_code == 0
    assert "1 files are no articles" in result.stderr
    assert "notes.md" in result.stderr


def test_an_article_without_statements_is_said(run: Run, write: Write) -> None:
    path = write("s.txt", "Rain fell on the valley all day. The river rose by a metre.\n")
    result = run("predict", path, "--proposal", "recognise the government in exile")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "no statement toward a proposal was found" in result.stderr


def test_model_folders_that_are_damaged(model_folder: Path, write: Write, tmp_path: Path) -> None:
    rows = write("rows.jsonl", ROWS)

    def refused(folder: Path) -> str:
        result = CliRunner().invoke(app, ["predict", str(rows), "--model", str(folder)])
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        return result.stderr

    assert "no such model folder" in refused(tmp_path / "absent")
    for number, (name, data, reason) in enumerate(
        [
            ("weights.npz", b"PK", "truncated or replaced"),
            ("vocabulary.json", None, "was altered"),
            ("foreign.py", b"1", "is not listed in the manifest"),
            ("weights.npz", pickle.dumps({"a": 1}), "is a Python pickle"),
        ]
    ):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(model_folder, copy)
        path = copy / name
        path.write_bytes(path.read_bytes()[::-1] if data is None else data)
        assert reason in refused(copy)


def test_read_gives_attributions(run: Run, write: Write) -> None:
    result = run("read", write("story.txt", STORY))
    assert result.exit_code == 0
    found = lines(result)
    assert {"Ada Brenn", "Tor Vask"} <= {row["actor"] for row in found}
    for row in found:
        assert tuple(row) == ("document", "source", "cue", "content", "actor", "actor_mention")


def test_read_refuses_rows_without_article(run: Run, write: Write) -> None:
    rows = write("rows.jsonl", ROWS)
    result = run("read", rows)
    assert result.exit_code == 1
    assert "rows.jsonl:1: a row with a `quote` has no article to read" in result.stderr
    result = run("read", rows, "--on-error", "skip")
    assert "30 inputs skipped" in result.stderr


def test_explanations_sum_to_the_logit(run: Run, write: Write) -> None:
    rows = write("rows.jsonl", ROWS.splitlines()[0])
    (row,) = lines(run("explain", rows, "--json"))
    contributions = row["contributions"]
    assert isinstance(contributions, list)
    total = row["intercept"] + sum(item["weight"] for item in contributions)
    assert total == pytest.approx(row["logit"])
    assert row["label"] == row["stance"]
    (other,) = lines(run("explain", rows, "--json", "--label", "oppose"))
    assert other["label"] == "oppose"
    table = run("explain", rows, "--label", "oppose")
    assert table.exit_code == 0
    assert "oppose" in table.stdout
    assert "reject" in table.stdout


def test_info_prints_the_card(model_folder: Path) -> None:
    result = CliRunner().invoke(app, ["info", str(model_folder)])
    assert result.exit_code == 0
    assert result.stdout == (model_folder / "README.md").read_text(encoding="utf-8")


def test_version_and_help() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == "0.1.0"
    result = CliRunner().invoke(app, [])
    assert "predict" in result.output


def test_scoring_imports_no_scikit_learn(model_folder: Path, write: Write) -> None:
    """Its import costs seconds; `predict` on a table must not pay them."""
    import subprocess

    code = (
        "import sys; from stance.cli import main\n"
        f"sys.argv = ['stance', 'predict', {str(write('r.jsonl', ROWS))!r},"
        f" '--model', {str(model_folder)!r}, '--format', 'jsonl']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sklearn', 'scipy', 'trafilatura', 'pandas', 'joblib'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stderr.strip() == "[]"
    assert len(done.stdout.splitlines()) == 30


def test_a_cluster_needs_an_output(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(ROWS, encoding="utf-8")
    found = run("predict", rows, "--scheduler", "local")
    assert found.exit_code == 1
    assert "choose --format jsonl or csv, or an --output that ends in" in found.stderr
    found = run("predict", rows, "--scheduler", "local", "--format", "csv", "--jobs", "2")
    assert found.exit_code == 1
    assert "--jobs is for this machine's processes" in found.stderr
