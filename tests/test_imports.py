"""What each command imports: nothing heavy unless its input needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TYPER = frozenset({"typer", "annotated_doc", "shellingham", "stance"})
OPTIONS = TYPER | {
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection")
}
"""What typer itself imports, from 0.29 on, once a command has options."""

OF_ARTICLES = {
    *("stance.pipeline.article", "stance.reading.reader", "stance.reading.attributions"),
    *("stance.reading.actors", "stance.reading.proposals", "stance.reading.discovery"),
    *("stance.documents.furniture", "stance.documents.html", "stance.documents.phrases"),
}
"""Modules of ours that quotes do not need."""

FIRST = {"stance", "stance.errors", "stance.schema", "stance.cli", "stance.cli.app"}

CODE = """
import json, sys
before = set(sys.modules)
from stance.cli import main
try:
    main()
finally:
    new = set(sys.modules) - before
    ours = sorted(name for name in new if name.startswith("stance"))
    others = {name.split(".")[0] for name in new} - sys.stdlib_module_names
    others = sorted(name for name in others if not name.startswith("_"))
    print(json.dumps([ours, others]), file=sys.stderr)
"""

STORY = "Council split\n\nMayor Ada Brenn told reporters she would back the tram line in May.\n"
PAGE = f"<html><body><article><h1>Split</h1><p>{STORY * 4}</p></article></body></html>"

Imported = Callable[..., tuple[set[str], set[str]]]


@pytest.fixture
def imported(tmp_path: Path, model_folder: Path) -> Imported:
    """Runs a command by itself; gives our modules and others' packages that it imported."""
    quote = {"quote": "we reject it", "proposal": "build it"}
    files = {
        "quote.jsonl": json.dumps(quote),
        "quote.csv": "quote,proposal\nwe reject it,build it\n",
        "story.txt": STORY,
        "page.html": PAGE,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def ran(*arguments: str) -> tuple[set[str], set[str]]:
        given = [model_folder if part == "MODEL" else part for part in arguments]
        done = subprocess.run(
            [sys.executable, "-c", CODE, *given],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert done.returncode == 0, done.stderr
        ours, others = json.loads(done.stderr.splitlines()[-1])
        return set(ours), set(others)

    return ran


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_imports_no_command(imported: Imported, arguments: list[str]) -> None:
    ours, others = imported(*arguments)
    assert ours == FIRST
    assert others <= TYPER


@pytest.mark.parametrize("command", ["predict", "read", "explain"])
def test_help_of_a_command_imports_no_numpy(imported: Imported, command: str) -> None:
    ours, others = imported(command, "--help")
    assert ours == FIRST | {
        *("stance.cli.options", "stance.cli.output", f"stance.cli.{command}"),
    }
    assert others <= OPTIONS


MODEL = ["--model", "MODEL"]
ROWS = [*MODEL, "--format", "jsonl"]


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["predict", "quote.csv", *ROWS], {"numpy"}),
        (["predict", "quote.jsonl", *ROWS], {"numpy"}),
        (["predict", "quote.jsonl", *MODEL, "--format", "csv", "--output", "o"], {"numpy"}),
        (["predict", "quote.jsonl", *ROWS, "--jobs", "2"], {"numpy"}),
        (["predict", "quote.csv", *MODEL], {"numpy", "rich"}),
        (["predict", "story.txt", *ROWS], {"numpy"}),
        (["read", "story.txt"], {"numpy"}),
        (["explain", "quote.jsonl", *MODEL, "--json"], {"numpy"}),
        (["explain", "quote.jsonl", *MODEL], {"numpy", "rich"}),
        (["info", "MODEL"], {"numpy"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_commands_import_what_they_need_and_no_more(
    imported: Imported, arguments: list[str], more: set[str]
) -> None:
    ours, others = imported(*arguments)
    assert others <= OPTIONS | more
    assert "stance.cli.train" not in ours
    if "quote" in arguments[1]:
        assert not ours & OF_ARTICLES


def test_trafilatura_comes_with_pages_only(imported: Imported) -> None:
    _, others = imported("predict", "page.html", *ROWS)
    assert "trafilatura" in others
    assert not others & {"sklearn", "scipy", "pandas", "pyarrow", "jinja2", "matplotlib"}
