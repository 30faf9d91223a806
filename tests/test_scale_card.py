"""What the page on scale says follows from what was measured."""

from __future__ import annotations

from typing import Any

import pytest

from training.benchmarks.scale_card import limits, piece_rows, render

KIND: dict[str, float] = {
    "rows": 100,
    "characters": 50,
    "answers": 1.0,
    "rate": 1000.0,
    "load": 0.5,
    "first": 0.1,
    "memory": 200,
    "memory at most": 256,
    "in": 200,
    "out, CSV": 300,
    "out, Parquet": 100,
    "out, in memory": 400,
}
RESULT: dict[str, Any] = {
    "machine": {"cores": 2, "python": "3.11"},
    "one process": {"quotes": KIND, "articles": {**KIND, "rate": 10.0, "answers": 8.0}},
    "planning, rows a second": {"jsonl": 1e6, "csv": 2e5},
    "cluster": {
        "workers": 2,
        "core-seconds a task": 0.001,
        "gathered, MiB a core-second": 300 / 1.048576,
        "rows a second by rows a piece": {"64": 1000.0},
    },
    "graph": {"seconds a partition": 0.0001, "bytes a partition": 200.0},
    "piece": {"rows": 16384, "bytes": 1 << 22},
}


def test_costs_are_rows_over_the_rate() -> None:
    page = render(RESULT)
    assert (
        "| a billion quotes | 278 | 17.4 hours | 2.2 hours | 16.3 minutes | 186 | 93 | 279 |"
        in page
    )
    assert "| a million articles | 28 | " in page
    assert "128 cores 32 GiB" in page
    assert "| 64 | 1,000 | 50% |" in page


def test_what_is_narrowest_first_stands_first() -> None:
    found = limits(RESULT)
    assert [limit.cores for limit in found] == sorted(limit.cores for limit in found)
    by = {limit.what: limit.cores for limit in found}
    assert by["a billion quotes: the scheduler and its client, a task a piece"] == pytest.approx(
        16.384 / 0.001
    )
    assert by["a billion quotes: one file, through one process"] == pytest.approx(1000)
    assert by["a million articles: one file, through one process"] == pytest.approx(12500)
    single = "a billion quotes in a single .csv table, cut into pieces by one task"
    assert by[single] == pytest.approx(200)
    assert found[0].what == single


def test_a_piece_is_as_large_as_rows_or_bytes_allow() -> None:
    assert piece_rows(RESULT, "quotes") == 16384
    long = {**RESULT, "one process": {"quotes": {**KIND, "in": 4096}}}
    assert piece_rows(long, "quotes") == 1024
