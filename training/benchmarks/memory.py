"""How much memory `stance predict` takes for tables of growing length: JSON Lines to JSON Lines.

Run from the repository: ``python -m training.benchmarks.memory``. Prints the table and writes
`training/results/memory.json` and `memory.md`.

The rows are the quotes of our own corpus, over and over, each with an id of its own. Every run
is a process of its own; its peak is the resident memory that the system counted for it. This
process stays small, because a child is counted with what its parent held when it was started.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROWS: Final = (10_000, 100_000)
MOST: Final = 1.3
"""What the longest table may take, as a multiple of the shortest's peak."""

COMMAND: Final = "from stance.cli import main; main()"
MEGABYTE: Final = 1_000_000
MAXRSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # bytes in the system's unit


@dataclass(frozen=True, slots=True)
class Run:
    """One run: rows in, peak resident memory in megabytes, and how long it took."""

    rows: int
    peak: float
    seconds: float

    @property
    def speed(self) -> float:
        """Rows a second, the start included."""
        return self.rows / self.seconds


def quotes(statements: Path) -> Iterator[dict[str, str]]:
    """The rows to score of a file of labelled items, each statement with a proposal once."""
    with statements.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            for found in item["statements"]:
                quote = " ".join(item["text"][start:end] for start, end in found["content"])
                if found.get("proposal"):
                    actor = found.get("actor") or ""
                    yield {"quote": quote, "proposal": found["proposal"], "actor": actor}


def write_rows(path: Path, statements: Path, count: int) -> None:
    """A table of `count` quotes, the corpus's from the beginning again where it is too short."""
    endless = itertools.chain.from_iterable(quotes(statements) for _ in itertools.count())
    with path.open("w", encoding="utf-8") as out:
        for number, row in enumerate(itertools.islice(endless, count)):
            out.write(json.dumps({"id": f"r{number}", **row}) + "\n")


def measure(table: Path, rows: int, *, jobs: int = 1) -> Run:
    """Scores the table in a process of its own; raises `RuntimeError` where it fails.

    With several jobs the peak is that of the largest process.
    """
    out = table.with_suffix(".out.jsonl")
    options = ["--format", "jsonl", "--output", str(out), "--jobs", str(jobs)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "predict", str(table), *options], cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"stance predict ended with {process.returncode}")
    with out.open("rb") as lines:
        answered = sum(1 for _ in lines)
    if answered != rows:
        raise RuntimeError(f"{answered} answers to {rows} rows")
    return Run(rows, usage.ru_maxrss * MAXRSS_UNIT / MEGABYTE, seconds)


def run_all(statements: Path, counts: Sequence[int], *, jobs: int = 1) -> list[Run]:
    """A run for each count of rows, shortest first."""
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in sorted(counts):
            table = Path(folder) / f"{count}.jsonl"
            write_rows(table, statements, count)
            runs.append(measure(table, count, jobs=jobs))
    return runs


def figures(runs: Sequence[Run]) -> dict[str, Any]:
    """What is written down of the runs."""
    return {
        "runs": [
            {
                "rows": run.rows,
                "peak_megabytes": round(run.peak, 1),
                "times_the_first": round(run.peak / runs[0].peak, 3),
                "seconds": round(run.seconds, 1),
                "rows_per_second": round(run.speed),
            }
            for run in runs
        ],
        "most": MOST,
    }


def table(results: Mapping[str, Any]) -> str:
    """The runs as a Markdown table."""
    lines = ["| rows | peak, MB | × the first | seconds | rows/s |", "|---:|---:|---:|---:|---:|"]
    for run in results["runs"]:
        lines.append(
            f"| {run['rows']:,} | {run['peak_megabytes']:.1f} | {run['times_the_first']:.3f}"
            f" | {run['seconds']:.1f} | {run['rows_per_second']:,} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=Path, default=ROOT / "data/statements.jsonl")
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "training/results")
    chosen = parser.parse_args(arguments)
    results = figures(run_all(chosen.statements, chosen.rows, jobs=chosen.jobs))
    shown = table(results)
    last = results["runs"][-1]
    verdict = "holds" if last["times_the_first"] <= MOST else "does not hold"
    note = (
        "`stance predict` on JSON Lines of quotes, JSON Lines out, one process, the model's"
        f" loading included. At most {MOST} times the first peak: {verdict}."
    )
    print(f"{shown}\n\n{note}")
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "memory.json").write_text(json.dumps(results, indent=1) + "\n")
    (chosen.out / "memory.md").write_text(f"# Memory\n\n{shown}\n\n{note}\n")


if __name__ == "__main__":
    main()
