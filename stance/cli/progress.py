"""A progress bar on stderr, on a terminal only: how much, how fast, how long still."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from stance.cli.batches import Batch

Advance = Callable[[Batch], None]
"""Told of each batch that was answered."""


def has_room(*, answers_on_screen: bool) -> bool:
    """Whether there is a terminal for a bar, and no answers run over it."""
    return sys.stderr.isatty() and not (answers_on_screen and sys.stdout.isatty())


@contextmanager
def progress(*, is_shown: bool, total: int | None) -> Iterator[Advance]:
    """A bar over `total` bytes of inputs; without a total, as for standard input, it counts."""
    if not is_shown:
        yield lambda batch: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [BarColumn(), TextColumn("{task.fields[counted]}")]
    columns += (
        [TimeElapsedColumn()] if total is None else [TaskProgressColumn(), TimeRemainingColumn()]
    )
    count = _Count()
    # What is skipped is written above the bar; answers on standard output are none of its business.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    with bar:
        task = bar.add_task("", total=total, counted="")

        def advance(batch: Batch) -> None:
            count.add(batch)
            bar.update(task, completed=batch.read, counted=str(count))

        yield advance


class _Count:
    """Rows or articles, and how many a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._rows = 0
        self._articles = 0

    def add(self, batch: Batch) -> None:
        articles = batch.articles
        self._articles += articles
        self._rows += len(batch.entries) - articles

    def __str__(self) -> str:
        seconds = max(time.monotonic() - self._began, 1e-9)
        parts = [(self._articles, "articles"), (self._rows, "rows")]
        return ", ".join(
            f"{count:,} {name}, {count / seconds:,.1f} {name}/s" for count, name in parts if count
        )
