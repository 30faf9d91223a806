"""Processes that answer: in order, told when one is killed, and gone when they are not needed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stance.cli.batches import Answer, Answered, Batch, Line
from stance.cli.processes import Others
from stance.cli.workers import Here, workers
from stance.documents.entries import ArticleFile, Entry
from stance.documents.rows import Meter
from stance.errors import ModelError, RecordError, WorkerError

ROOT = Path(__file__).resolve().parents[2]
SOON = 20.0  # seconds within which a process must have come or gone, on a slow machine


@dataclass(frozen=True)
class Echo:
    """Answers with the names of the entries and the process; some names do something."""

    size: int = 0

    def start(self) -> Answer:
        return self.answer

    def answer(self, entries: Sequence[Entry]) -> Answered:
        names = [entry.name for entry in entries if isinstance(entry, ArticleFile)]
        for name in names:
            match name.split():
                case ["sleep", seconds]:
                    time.sleep(float(seconds))
                case ["die"]:
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["bug"]:
                    raise ZeroDivisionError("a bug")
                case ["refuse"]:
                    raise RecordError("refused", path="a.jsonl", line=3)
        data = b" ".join(name.encode() for name in names)
        return Answered(os.getpid(), data + b"\0" * self.size)


@dataclass(frozen=True)
class Damaged:
    """A task that cannot start."""

    def start(self) -> Answer:
        raise ModelError("was altered", path="models/mine")


def batch(*names: str) -> list[Entry]:
    return [ArticleFile(Path("a.txt"), name) for name in names]


@contextmanager
def others(count: int, task: Echo | None = None) -> Iterator[Others]:
    pool = Others(task or Echo(), count)
    try:
        yield pool
    finally:
        pool.close()
        assert not multiprocessing.active_children()


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_one_job_answers_in_this_process() -> None:
    with workers(Echo(), 1) as pool:
        assert isinstance(pool, Here)
        assert pool.submit(batch("a", "b")).result() == Answered(os.getpid(), b"a b")
    with pytest.raises(ModelError, match="was altered"), workers(Damaged(), 1):
        raise AssertionError("it must not start")


def test_several_answer_in_order_whoever_is_first() -> None:
    names = ["sleep 0.4", "b", "sleep 0.2", "d", *map(str, range(40))]
    delivered: list[bytes] = []
    by: set[int] = set()

    def deliver(_: Batch, answered: Answered) -> None:
        delivered.append(answered.data)
        by.add(answered.done)

    with workers(Echo(), 2) as pool:
        line = Line(pool, deliver, Meter())
        for name in names:
            line.add(batch(name)[0])
            line._send()
        line.drain()
    assert delivered == [name.encode() for name in names]
    assert len(by) == 2
    assert os.getpid() not in by


def test_all_cores_are_those_that_may_be_used() -> None:
    with workers(Echo(), -1) as pool:
        cores = len(os.sched_getaffinity(0))
        assert pool.most == (1 if cores == 1 else 2 * cores)


def test_a_task_that_cannot_start_is_told_first() -> None:
    with pytest.raises(ModelError) as caught, workers(Damaged(), 2):
        raise AssertionError("it must not start")
    assert str(caught.value) == "models/mine: was altered"


def test_what_a_worker_raises_is_raised_here() -> None:
    with others(1) as pool:
        with pytest.raises(RecordError) as refused:
            pool.submit(batch("refuse")).result()
        assert str(refused.value) == "a.jsonl:3: refused"
        with pytest.raises(ZeroDivisionError) as bug:
            pool.submit(batch("bug")).result()
        assert "in a worker process:" in bug.value.__notes__[0]
        assert "test_processes.py" in bug.value.__notes__[0]
        assert pool.submit(batch("a")).result().data == b"a"


def test_a_killed_worker_is_told_in_its_turn() -> None:
    with others(2) as pool:
        sent = [pool.submit(batch(name)) for name in ("sleep 0.3", "die", "c", "d")]
        assert sent[0].result().data == b"sleep 0.3"
        for answers in (sent[1], sent[3]):  # the second worker had both
            with pytest.raises(WorkerError, match="killed or crashed, perhaps for want of memory"):
                answers.result()
        assert sent[2].result().data == b"c"


def test_what_is_sent_to_a_dead_worker_is_told_where_it_is_asked_for() -> None:
    with others(1) as pool:
        dead = pool.submit(batch("die"))
        assert eventually(lambda: not multiprocessing.active_children())
        later = pool.submit(batch("later"))
        for answers in (dead, later):
            with pytest.raises(WorkerError):
                answers.result()


def test_a_worker_killed_while_it_sends_does_not_hang_us() -> None:
    with others(1, Echo(size=5_000_000)) as pool:
        sent = pool.submit(batch("large"))
        (worker,) = multiprocessing.active_children()
        assert worker.pid
        assert pool._workers[0].pipe.poll(SOON)  # the first part of the answers is there
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(WorkerError):
            sent.result()


def test_large_answers_and_large_batches_pass() -> None:
    with others(2, Echo(size=1_000_000)) as pool:
        names = [str(number) * 300_000 for number in range(4)]
        sent = [pool.submit(batch(name)) for name in names]
        assert [len(item.result().data) for item in sent] == [1_300_000] * 4


def test_closing_ends_workers_in_the_midst_of_their_work() -> None:
    began = time.monotonic()
    with others(2) as pool:
        pool.submit(()).result()
        pool.submit(batch("sleep 600"))
        pool.submit(batch("sleep 600"))
    assert time.monotonic() - began < SOON


def test_an_interrupt_is_not_for_workers() -> None:
    with others(1) as pool:
        process = pool.submit(()).result().done
        sent = pool.submit(batch("sleep 0.5"))
        os.kill(process, signal.SIGINT)
        assert sent.result().data == b"sleep 0.5"


def test_an_interrupt_of_ours_is_not_lost_while_a_worker_starts() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with others(1) as pool:
        pool.submit(()).result()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


PARENT = """
import sys, time
sys.path.insert(0, {tests!r})
from test_processes import Echo, batch
from stance.cli.processes import Others
if __name__ == "__main__":
    pool = Others(Echo(), 2)
    sent = [pool.submit(batch("sleep 0.2")), pool.submit(batch("b"))]
    print(*(item.result().done for item in sent), flush=True)
    pool.submit(batch("sleep 600"))
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(tests=str(Path(__file__).parent)), encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert parent.stdout
    watchdog = threading.Timer(60, parent.kill)
    watchdog.start()
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    watchdog.cancel()
    assert len(pids) == 2
    assert all(map(is_alive, pids))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not any(map(is_alive, pids)))
