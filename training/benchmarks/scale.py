"""What scale costs, and what breaks first: ``python -m training.benchmarks.scale``.

Measured on our own corpus, on this machine: one fresh process (rates, memory, loading, bytes of
rows and answers), how fast tables are cut into pieces, a local cluster of a process a core
(pieces of several sizes, tasks that do nothing, answers gathered into one file), and the graph
of a Dask frame. What a million articles and a billion quotes cost, and from how many cores on
something other than scoring is the narrowest place, is reckoned from these. Run it when the
machine does nothing else. Writes training/results/scale.json and .md.
"""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import pickle
import platform
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from stance import scale
from stance.extras import need
from stance.pipeline.cluster import EXTRA, LOCAL, connected
from stance.scale.files import in_order
from stance.scale.models import refer, scorer_of
from stance.scale.pieces import plan
from stance.scale.tables import find_tables
from training.benchmarks.scale_card import render

ROOT: Final = Path(__file__).parents[2]
RESULTS: Final = ROOT / "training/results"
QUOTES: Final = 8192
ARTICLES: Final = 300
TASKS: Final = 2000
TEXTS: Final = 64  # results of a mebibyte each
PIECES: Final = (64, 256, 1024, 4096)  # rows
PARTITIONS: Final = 2000
MIB: Final = 1 << 20

Rows = list[dict[str, str]]
Figures = dict[str, float]


def corpus(kind: str) -> Rows:
    """Rows of our own corpus: its labelled quotes that have a proposal, or its articles."""
    lines = (ROOT / "data/statements.jsonl").read_text("utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    if kind == "articles":
        return [{"document": item["document"], "text": item["text"]} for item in items[:ARTICLES]]
    rows = [
        {
            "quote": " ".join(item["text"][start:end] for start, end in found["content"]),
            "proposal": found["proposal"],
            "actor": found.get("actor") or "",
            "document": item["document"],
        }
        for item in items
        for found in item["statements"]
        if found.get("proposal")
    ]
    return rows[:QUOTES]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def busy(work: Callable[[], Any]) -> float:
    """Seconds that the cores have spent in this process: the client, and a local scheduler."""
    start = time.process_time()
    work()
    return time.process_time() - start


def one_process(kind: str) -> Figures:
    """A fresh process that loads the shipped model and answers all rows of a kind."""
    process = need("psutil", EXTRA).Process()
    rows = corpus(kind)
    frame = pd.DataFrame(rows)
    loading, scorer = timed(lambda: scorer_of(refer()))
    answers = scorer.score_frame if kind == "quotes" else scorer.read_frame
    first, _ = timed(lambda: answers(frame[:1]))
    ready = process.memory_info().rss
    seconds, found = timed(lambda: answers(frame))
    packed = io.BytesIO()
    found.to_parquet(packed, compression="zstd", index=False)
    return {
        "rows": len(rows),
        "characters": sum(len(row.get("text") or row["quote"]) for row in rows) / len(rows),
        "answers": len(found) / len(rows),
        "rate": len(rows) / seconds,
        "load": loading,
        "first": first,
        "memory": ready / MIB,
        "memory at most": process.memory_info().rss / MIB,
        "in": sum(len(json.dumps(row)) + 1 for row in rows) / len(rows),
        "out, CSV": len(found.to_csv(index=False)) / len(found),
        "out, Parquet": len(packed.getvalue()) / len(found),
        "out, in memory": float(found.memory_usage(deep=True).sum()) / len(found),
    }


def write_tables(rows: Rows, folder: Path) -> dict[str, Path]:
    """The rows as a table of each form."""
    paths = {form: folder / f"quotes.{form}" for form in ("jsonl", "csv", "parquet")}
    paths["jsonl"].write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with paths["csv"].open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    pd.DataFrame(rows).to_parquet(paths["parquet"])
    return paths


def planning(paths: Mapping[str, Path]) -> Figures:
    """Rows a second of a text table that are cut into pieces; of Parquet only the end is read."""
    found: Figures = {}
    for form in ("jsonl", "csv"):
        (table,) = find_tables([paths[form]]).tables
        seconds, _ = timed(partial(plan, table, scale.Sizes(), {}))
        found[form] = QUOTES / seconds
    return found


def nothing(number: int) -> str:
    """What a task that does nothing runs."""
    return ""


def mebibyte(number: int) -> str:
    """As many answers as one piece may give back."""
    return chr(97 + number % 26) * MIB


def cluster(paths: Mapping[str, Path], folder: Path) -> dict[str, Any]:
    """A process a core: pieces of several sizes, tasks that do nothing, texts that come back."""
    with connected(LOCAL) as client:
        many = partial(client.submit, pure=False)

        def through(task: Callable[[int], str], count: int) -> None:
            with (folder / "through.txt").open("wb") as stream:
                for text in in_order(client, partial(many, task), range(count)):
                    stream.write(text.encode())

        def predict(output: str, rows: int) -> None:
            scale.predict_files(
                paths["jsonl"], folder / output, scheduler=client, sizes=scale.Sizes(rows=rows)
            )

        through(nothing, PIECES[0])  # so that no connection is made while it is timed
        predict("warm.jsonl", PIECES[0])
        tasks = busy(partial(through, nothing, TASKS))
        texts = busy(partial(through, mebibyte, TEXTS))
        sweep = {rows: timed(partial(predict, f"{rows}.jsonl", rows))[0] for rows in PIECES}
        workers = len(client.scheduler_info()["workers"])
    return {
        "workers": workers,
        "core-seconds a task": tasks / TASKS,
        "gathered, MiB a core-second": TEXTS / texts,
        "rows a second by rows a piece": {
            str(rows): QUOTES / seconds for rows, seconds in sweep.items()
        },
    }


def graph() -> Figures:
    """What a partition of a Dask frame costs the client before anything runs."""
    empty = pd.DataFrame({"quote": ["no"], "proposal": ["p"]})
    lazy = need("dask.dataframe", EXTRA).from_map(_same, [empty] * PARTITIONS, meta=empty)
    seconds, made = timed(lambda: scale.score(lazy).optimize().__dask_graph__())
    return {
        "seconds a partition": seconds / PARTITIONS,
        "bytes a partition": len(pickle.dumps(dict(made))) / PARTITIONS,
    }


def _same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def measure() -> dict[str, Any]:
    """All figures."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:  # each kind in a process of its own
        alone = {kind: pool.apply(one_process, (kind,)) for kind in ("quotes", "articles")}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        paths = write_tables(corpus("quotes"), folder)
        return {
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "one process": alone,
            "planning, rows a second": planning(paths),
            "cluster": cluster(paths, folder),
            "graph": graph(),
            "piece": {"rows": scale.Sizes().rows, "bytes": scale.Sizes().bytes},
        }


def main() -> None:
    """Measures, prints and writes the tables."""
    result = measure()
    text = render(result)
    print(text)
    (RESULTS / "scale.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    (RESULTS / "scale.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
