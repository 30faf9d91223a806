"""Processes beside this one that answer batches, with the model loaded in each.

Every worker has a pipe of its own, whose other end closes when either side dies. So a worker
that is killed is told in its turn, after the answers before it, whatever it was doing (the
standard library's pool hangs if that was sending), and none outlives this process.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stance.cli.batches import Answer, Answered, Task
from stance.documents.entries import Entry
from stance.errors import StanceError, WorkerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

AHEAD: Final = 2  # batches a worker may have, so that it never waits for the next
PATIENCE: Final = 5.0  # seconds for a worker to leave by itself


@dataclass(eq=False, slots=True)
class Sent:
    """A batch that a worker has, or had."""

    pool: Others
    found: Answered | Exception | None = None

    def done(self) -> bool:
        """Whether it was answered, or never will be; does not wait."""
        self.pool.receive(within=0)
        return self.found is not None

    def result(self) -> Answered:
        """Waits for the answers. Raises what the worker raised, `WorkerError` if it died."""
        while self.found is None:
            self.pool.receive(within=None)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@dataclass(eq=False, slots=True)
class Worker:
    """A process, this end of its pipe, and what it was sent and has not answered, in order."""

    process: SpawnProcess
    pipe: Connection
    sent: deque[Sent] = field(default_factory=deque)


class Others:
    """Processes beside this one, started as they are needed."""

    def __init__(self, task: Task, count: int) -> None:
        self._task = task
        self._count = count
        self._workers: list[Worker] = []

    @property
    def most(self) -> int:
        return AHEAD * self._count

    def submit(self, entries: Sequence[Entry]) -> Sent:
        """Never raises: that a worker has died is told where its answers are asked for."""
        worker = min(self._workers, key=lambda item: len(item.sent), default=None)
        if worker is None or (worker.sent and len(self._workers) < self._count):
            worker = self._started()
        sent = Sent(self)
        worker.sent.append(sent)
        try:
            worker.pipe.send(entries)
        except OSError:
            _bury(worker)
        return sent

    def receive(self, within: float | None) -> None:
        """Takes the answers that have arrived; waits for the first, but only so long."""
        from multiprocessing.connection import wait

        working = {item.pipe: item for item in self._workers if item.sent}
        for pipe in wait(list(working), within):
            worker = working[pipe]  # type: ignore[index]
            try:
                worker.sent[0].found = worker.pipe.recv()
            except (EOFError, OSError):
                _bury(worker)
            else:
                worker.sent.popleft()

    def close(self) -> None:
        """Ends the workers, in the midst of their work if need be."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(PATIENCE)
            worker.process.kill()
            worker.process.join()

    def _started(self) -> Worker:
        """A new process: spawned, since a fork would copy the locks that a thread here holds."""
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._task), daemon=True)
        with _interrupts_held():
            process.start()
        theirs.close()
        worker = Worker(process, ours)
        self._workers.append(worker)
        return worker


def _bury(worker: Worker) -> None:
    """Fails everything that a dead worker still had."""
    for sent in worker.sent:
        sent.found = WorkerError(
            "a worker process was killed or crashed, perhaps for want of memory; what was"
            " answered before is kept: try fewer --jobs"
        )
    worker.sent.clear()


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


def _work(pipe: Connection, task: Task) -> None:
    """A worker's life: batches in, answers out, until the other end of the pipe is closed.

    A thread receives, so that the sender never waits and the end is seen in the midst of work.
    """
    import signal
    from queue import SimpleQueue
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    batches: SimpleQueue[Sequence[Entry]] = SimpleQueue()

    def receive() -> None:
        while True:
            try:
                batches.put(pipe.recv())
            except (EOFError, OSError):
                os._exit(0)

    Thread(target=receive, daemon=True).start()
    answer: Answer | None = None
    while True:
        entries = batches.get()
        found: Answered | Exception
        try:
            answer = answer or task.start()
            found = answer(entries)
        except Exception as error:
            found = _told(error)
        try:
            pipe.send(found)
        except OSError:  # the parent has gone, and the thread has not seen it yet
            os._exit(0)


def _told(error: Exception) -> Exception:
    """An error to send; one that is no user's takes along where it arose."""
    if not isinstance(error, StanceError):
        import traceback

        error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    return error
