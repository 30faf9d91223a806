"""Who answers batches: this process, or several beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from stance.cli.batches import Answer, Answered, Pool, Task
from stance.documents.entries import Entry


@contextmanager
def workers(task: Task, jobs: int) -> Iterator[Pool]:
    """Who answers: this process for one job, else `jobs` others; -1 stands for every core.

    The task is started before anything else happens, so that a damaged model is told first.
    """
    count = _cores() if jobs == -1 else jobs
    if count == 1:
        yield Here(task.start())
        return
    from stance.cli.processes import Others

    others = Others(task, count)
    try:
        others.submit(()).result()
        yield others
    finally:
        others.close()


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Ready:
    """Answers that are there already."""

    answered: Answered

    def done(self) -> bool:
        return True

    def result(self) -> Answered:
        return self.answered


@dataclass(frozen=True, slots=True)
class Here:
    """Answers at once, in this process."""

    answer: Answer
    most: int = 1

    def submit(self, entries: Sequence[Entry]) -> Ready:
        return Ready(self.answer(entries))
