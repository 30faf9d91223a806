"""The measurement of memory: its rows, its runs and its table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.benchmarks import memory

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = ROOT / "data/statements.jsonl"


def test_rows_are_the_corpus_over_and_over(tmp_path: Path) -> None:
    item = json.loads(STATEMENTS.read_text(encoding="utf-8").splitlines()[0])
    small = tmp_path / "small.jsonl"
    small.write_text(json.dumps(item) + "\n", encoding="utf-8")
    found = list(memory.quotes(small))
    assert found
    table = tmp_path / "table.jsonl"
    memory.write_rows(table, small, 2 * len(found) + 1)
    rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    assert [row.pop("id") for row in rows] == [f"r{n}" for n in range(2 * len(found) + 1)]
    assert rows == [*found, *found, found[0]]


def test_a_run_is_measured(tmp_path: Path) -> None:
    (run,) = memory.run_all(STATEMENTS, [30])
    assert run.rows == 30
    assert 20 < run.peak < 2000
    assert run.speed == pytest.approx(30 / run.seconds)


def test_a_run_that_fails_is_no_measurement(tmp_path: Path) -> None:
    table = tmp_path / "rows.jsonl"
    table.write_text("{\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="ended with 1"):
        memory.measure(table, 1)
    table.write_text('{"quote": "x", "proposal": "p"}\n', encoding="utf-8")
    with pytest.raises(RuntimeError, match="1 answers to 2 rows"):
        memory.measure(table, 2)


def test_figures_and_table() -> None:
    runs = [memory.Run(10, 100.0, 2.0), memory.Run(1000, 125.04, 4.0)]
    results = memory.figures(runs)
    assert [run["times_the_first"] for run in results["runs"]] == [1.0, 1.25]
    assert memory.table(results).splitlines()[2:] == [
        "| 10 | 100.0 | 1.000 | 2.0 | 5 |",
        "| 1,000 | 125.0 | 1.250 | 4.0 | 250 |",
    ]
