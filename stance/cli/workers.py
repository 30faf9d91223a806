"""Processes that answer batches: this one, or several beside it with the model loaded in each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from stance.cli.batches import Answer, Answered, Pool, Task
from stance.documents.entries import Entry
from stance.errors import WorkerError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


@contextmanager
def workers(task: Task, jobs: int) -> Iterator[Pool]:
    """Who answers: this process for one job, else `jobs` others; -1 stands for every core.

    The task is started before anything else happens, so that a damaged model is told first.
    """
    count = _cores() if jobs == -1 else jobs
    if count == 1:
        yield Here(task.start())
        return
    with _others(task, count) as pool:
        yield pool


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Here:
    """Answers at once, in this process."""

    answer: Answer
    most: int = 1

    def submit(self, entries: Sequence[Entry]) -> Future[Answered]:
        future: Future[Answered] = Future()
        future.set_result(self.answer(entries))
        return future


@dataclass(frozen=True, slots=True)
class Others:
    """Processes beside this one; two batches each may be under way, so that none has to wait."""

    executor: ProcessPoolExecutor
    count: int

    @property
    def most(self) -> int:
        return 2 * self.count

    def submit(self, entries: Sequence[Entry]) -> Future[Answered]:
        """Never raises: that a process has died comes in its turn, after what was answered."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            with _interrupts_held():
                return self.executor.submit(_answer, entries)
        except BrokenProcessPool as error:
            future: Future[Answered] = Future()
            future.set_exception(error)
            return future


@contextmanager
def _others(task: Task, count: int) -> Iterator[Others]:
    """Processes are spawned, never forked: a fork copies locks that threads of this one hold."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    strangers = multiprocessing.active_children()
    executor = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), _prepare, initargs=(task,)
    )
    pool = Others(executor, count)
    try:
        pool.submit(()).result()
        yield pool
        executor.shutdown()
    except BrokenProcessPool:
        raise WorkerError(
            "a worker process was killed or crashed, perhaps for want of memory; what was"
            " answered before is kept: go on with fewer --jobs"
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():  # none after a run that came to its end
            if process not in strangers:
                process.terminate()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keeps an interrupt (Ctrl-C) waiting while a process is started.

    The new process inherits the mask and never sees one: an interrupt goes to every process of
    a terminal, and is for this one to handle.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_task: Task | None = None  # of this process, where it is a worker


def _prepare(task: Task) -> None:
    """What a worker does first: it leaves interrupts to its parent, and dies with it."""
    import signal
    import threading

    global _task  # noqa: PLW0603  (what a worker keeps between batches)
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """Without this, a parent that is killed would leave its workers waiting for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _answer(entries: Sequence[Entry]) -> Answered:
    """Answers a batch in a worker."""
    return _started()(entries)


@cache
def _started() -> Answer:
    """The worker's task, started when it is first needed."""
    assert _task is not None
    return _task.start()
