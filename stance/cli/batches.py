"""Entries of the inputs in, answers out: in bounded batches, in order, in one process or more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from stance.documents.entries import Entry, Failure, PassedOver, TableRow
from stance.documents.rows import Meter
from stance.errors import StanceError
from stance.schema import ScoredStatement

WEIGHT: Final = 512  # quotes answered at a time; results do not depend on it
ARTICLE_WEIGHT: Final = 64  # an article takes the time of some hundred quotes
LENGTH: Final = 1 << 18  # characters of rows held for a batch that has not reached its weight


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a batch.

    `done` counts its entries up to the error that stopped it, or all. `data` is what is written
    out; `statements` are kept only where answers are shown together at the end. `unrelated`
    candidates of articles were not about their proposal and are left out.
    """

    done: int
    data: bytes = b""
    statements: tuple[ScoredStatement, ...] = ()
    answers: int = 0
    uncertain: int = 0
    unrelated: int = 0
    errors: tuple[StanceError, ...] = ()


Answer = Callable[[Sequence[Entry]], Answered]
"""Answers a batch. It raises nothing that an input can cause: errors come with the answers."""


class Task(Protocol):
    """What is done with the entries; sent to each process that does it."""

    def start(self) -> Answer:
        """Loads what is needed. Raises `ModelError`."""
        ...


class Pending(Protocol):
    """The answers of a batch that somebody works on."""

    def done(self) -> bool: ...

    def result(self) -> Answered: ...


class Pool(Protocol):
    """Who answers. `most` batches may be under way at a time."""

    @property
    def most(self) -> int: ...

    def submit(self, entries: Sequence[Entry]) -> Pending: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that are answered together, and the files passed over among them.

    `read` counts the inputs' bytes so far.
    """

    entries: tuple[Entry, ...]
    passed_over: tuple[PassedOver, ...]
    read: int

    @property
    def articles(self) -> int:
        """How many of the entries are articles; the others are quotes, and what failed."""
        return sum(map(_is_article, self.entries))


Deliver = Callable[[Batch, Answered], None]


@dataclass
class Line:
    """Entries waiting for their batch, and batches waiting for their answers, in order.

    What it holds is bounded by the pool's `most` batches, whatever the size of the inputs.
    `deliver` gets each batch with its answers, in the order in which they were added. `meter`
    tells how far the inputs have been read.
    """

    pool: Pool
    deliver: Deliver
    meter: Meter
    _waiting: list[Entry | PassedOver] = field(default_factory=list)
    _weight: int = 0
    _length: int = 0
    _under_way: deque[tuple[Batch, Pending]] = field(default_factory=deque)

    def add(self, entry: Entry | PassedOver) -> None:
        """The next entry."""
        self._waiting.append(entry)
        self._weight += _weight(entry)
        self._length += _length(entry)
        if self._weight >= WEIGHT or self._length >= LENGTH:
            self._send()

    def drain(self) -> None:
        """Has everything answered that was added, and delivers it."""
        if self._waiting:
            self._send()
        while self._under_way:
            self._deliver_first()

    def _send(self) -> None:
        passed_over = tuple(entry for entry in self._waiting if isinstance(entry, PassedOver))
        entries = tuple(entry for entry in self._waiting if not isinstance(entry, PassedOver))
        batch = Batch(entries, passed_over, self.meter.bytes)
        self._waiting, self._weight, self._length = [], 0, 0
        while len(self._under_way) >= self.pool.most:
            self._deliver_first()
        self._under_way.append((batch, self.pool.submit(batch.entries)))
        while self._under_way and self._under_way[0][1].done():
            self._deliver_first()

    def _deliver_first(self) -> None:
        batch, pending = self._under_way.popleft()
        self.deliver(batch, pending.result())


def _is_article(entry: Entry | PassedOver) -> bool:
    match entry:
        case TableRow():
            return not entry.is_quote
        case Failure() | PassedOver():
            return False
    return True


def _weight(entry: Entry | PassedOver) -> int:
    return ARTICLE_WEIGHT if _is_article(entry) else 1


def _length(entry: Entry | PassedOver) -> int:
    if not isinstance(entry, TableRow):
        return 0
    return sum(len(value) for value in entry.row.values.values() if isinstance(value, str))
