"""The figures of `training.benchmarks.scale` as a page: what it costs, and what breaks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MILLION: Final = 1e6
BILLION: Final = 1e9
CORES: Final = (16, 128, 1024)
GIB: Final = float(1 << 30)
MIB: Final = float(1 << 20)
PARTITION: Final = 100_000  # quotes in a partition of a Dask frame, some 30 MB


@dataclass(frozen=True)
class Job:
    """One of the two jobs that are reckoned: so many rows of one kind."""

    name: str
    kind: str
    rows: float


JOBS: Final = (
    Job("a million articles", "articles", MILLION),
    Job("a billion quotes", "quotes", BILLION),
)


@dataclass(frozen=True)
class Limit:
    """Something that stands still while cores are added, and from how many on it is narrowest."""

    what: str
    measured: str
    cores: float
    remedy: str


def render(result: Mapping[str, Any]) -> str:
    """The whole page, in Markdown."""
    machine = result["machine"]
    return "\n".join(
        [
            "# Beyond one machine: what it costs, and what breaks first",
            "",
            f"Measured with `training/benchmarks/scale.py` on {machine['cores']} cores with"
            f" Python {machine['python']}, on our own corpus; the rest is reckoned from it.",
            "",
            "## One process",
            "",
            *_processes(result["one process"]),
            "",
            "## What it costs",
            "",
            *_costs(result),
            "",
            "## What breaks first",
            "",
            *_limits(result),
            "",
            "## How large a piece should be",
            "",
            *_pieces(result),
            "",
        ]
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(columns)} |",
        "|---" * len(columns) + "|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _processes(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    lines = (
        ("rows measured", "rows", "{:,.0f}"),
        ("characters a row", "characters", "{:,.0f}"),
        ("answers a row", "answers", "{:.2f}"),
        ("rows a second and core", "rate", "{:,.0f}"),
        ("seconds to load the model", "load", "{:.2f}"),
        ("seconds for the first row (an article loads the reader)", "first", "{:.2f}"),
        ("memory of a worker when loaded, MiB", "memory", "{:,.0f}"),
        ("and after all rows, MiB", "memory at most", "{:,.0f}"),
        ("bytes a row in, JSON Lines", "in", "{:,.0f}"),
        ("bytes an answer out, CSV", "out, CSV", "{:,.0f}"),
        ("bytes an answer out, Parquet", "out, Parquet", "{:,.0f}"),
        ("bytes an answer in a pandas frame", "out, in memory", "{:,.0f}"),
    )
    kinds = ("quotes", "articles")
    rows = [[name, *(form.format(found[kind][key]) for kind in kinds)] for name, key, form in lines]
    speeds = (f"{found[kind]['rate'] * found[kind]['characters']:,.0f}" for kind in kinds)
    return [
        *_table(("", *kinds), [*rows, ["characters a second and core", *speeds]]),
        "",
        "Rows of another length cost about as their characters do.",
    ]


def _costs(result: Mapping[str, Any]) -> list[str]:
    rows: list[list[str]] = []
    for job in JOBS:
        found = result["one process"][job.kind]
        seconds = job.rows / found["rate"]
        rows.append(
            [
                job.name,
                f"{seconds / 3600:,.0f}",
                *(_span(seconds / cores) for cores in CORES),
                f"{job.rows * found['in'] / GIB:,.0f}",
                f"{job.rows * found['answers'] * found['out, Parquet'] / GIB:,.0f}",
                f"{job.rows * found['answers'] * found['out, CSV'] / GIB:,.0f}",
            ]
        )
    columns = (
        *("", "core-hours", *(f"on {cores:,} cores" for cores in CORES)),
        *("GiB in", "GiB out, Parquet", "GiB out, CSV"),
    )
    each = max(found["memory at most"] for found in result["one process"].values())
    memory = ", ".join(f"{cores:,} cores {cores * each / 1024:,.0f} GiB" for cores in CORES)
    return [
        *_table(columns, rows),
        "",
        f"A worker process is one core and at most {each:,.0f} MiB here, whatever the size of the"
        f" job, since it holds one piece at a time: {memory}.",
    ]


def _span(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {name}"
    return f"{seconds:,.0f} seconds"


def piece_rows(result: Mapping[str, Any], kind: str) -> float:
    """Rows of a piece of a text table: as many as it may have, or as its bytes hold."""
    return float(
        min(result["piece"]["rows"], result["piece"]["bytes"] / result["one process"][kind]["in"])
    )


def limits(result: Mapping[str, Any]) -> list[Limit]:
    """What stands still while cores are added, the first to be felt first."""
    alone, cluster = result["one process"], result["cluster"]
    found: list[Limit] = []
    for job in JOBS:
        rate = alone[job.kind]["rate"]
        seconds = piece_rows(result, job.kind) / rate
        task = cluster["core-seconds a task"]
        found.append(
            Limit(
                f"{job.name}: the scheduler and its client, a task a piece",
                f"{task * 1e3:.2f} ms of one core a task, {seconds:.1f} s of work in a piece",
                seconds / task,
                "larger pieces (`Sizes`)",
            )
        )
        gathered = cluster["gathered, MiB a core-second"] * MIB / alone[job.kind]["out, CSV"]
        found.append(
            Limit(
                f"{job.name}: one file, through one process",
                f"{cluster['gathered, MiB a core-second']:,.0f} MiB a second of one core,"
                f" {gathered:,.0f} answers",
                gathered / (rate * alone[job.kind]["answers"]),
                "a folder of Parquet, which the workers write",
            )
        )
    for form, planned in result["planning, rows a second"].items():
        found.append(
            Limit(
                f"a billion quotes in a single .{form} table, cut into pieces by one task",
                f"{planned:,.0f} rows a second",
                planned / alone["quotes"]["rate"],
                "several tables, each is cut by a task of its own; or Parquet",
            )
        )
    return sorted(found, key=lambda limit: limit.cores)


def _limits(result: Mapping[str, Any]) -> list[str]:
    rows = [
        [limit.what, limit.measured, f"{limit.cores:,.0f}", limit.remedy]
        for limit in limits(result)
    ]
    alone, graph = result["one process"]["quotes"], result["graph"]
    partitions = BILLION / PARTITION
    memory = BILLION * alone["out, in memory"] / GIB
    return [
        "Scoring itself is divided without a rest: rows are independent. What is not divided, and"
        " from how many cores on it, and not scoring, sets the time:",
        "",
        *_table(("what", "measured", "from … cores on", "remedy"), rows),
        "",
        "Two things break with the size of the job, whatever the cores:",
        "",
        f"- `.compute()` of `stance.scale.score` brings every answer into one process: a billion"
        f" are {memory:,.0f} GiB. Write them from the workers (`.to_parquet(...)`, or"
        " `predict_files` to a folder of Parquet).",
        "- The graph of a Dask frame is made by the client:"
        f" {graph['seconds a partition'] * 1e3:.2f} ms and {graph['bytes a partition']:,.0f} bytes"
        " a partition. A billion quotes in"
        f" partitions of {PARTITION:,} are {partitions:,.0f} of them,"
        f" {partitions * graph['seconds a partition']:,.0f} s and"
        f" {partitions * graph['bytes a partition'] / MIB:,.0f} MiB; in partitions of a thousand,"
        " a hundred times that. `predict_files` gives out tasks as they are done and has no graph.",
    ]


def _pieces(result: Mapping[str, Any]) -> list[str]:
    cluster = result["cluster"]
    workers = cluster["workers"]
    rate = result["one process"]["quotes"]["rate"]
    rows = [
        [f"{int(size):,}", f"{found:,.0f}", f"{found / rate / workers:.0%}"]
        for size, found in cluster["rows a second by rows a piece"].items()
    ]
    return [
        f"Quotes from one JSON Lines table to one file, on {workers} workers; the share is that of"
        " the workers' time which goes into scoring, by the rate of one process:",
        "",
        *_table(("rows a piece", "rows a second", "share"), rows),
    ]
