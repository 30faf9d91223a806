"""Entries in batches: in order, bounded, and with the same answers however they are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.cli.batches import ARTICLE_WEIGHT, LENGTH, WEIGHT, Answer, Answered, Batch, Line
from stance.cli.options import Format
from stance.cli.tasks import Attributing, Scoring
from stance.corpus.tables import Row
from stance.documents.entries import ArticleBytes, ArticleFile, Entry, Failure, TableRow
from stance.documents.rows import Meter
from stance.errors import RecordError
from stance.pipeline.scorer import Scorer

STORY = b"""\
Council split over tram line

Mayor Ada Brenn told reporters she would back the tram line only if the state paid half.

Opposition leader Tor Vask rejected the tram line as a waste of public money.
"""


def quote(number: int, **values: str) -> TableRow:
    row = {"quote": f"we will never accept part {number}", "proposal": "build it", **values}
    return TableRow(Row(row, "rows.jsonl", number), f"rows.jsonl:{number}")


def failure(number: int) -> Failure:
    return Failure(RecordError("not valid", path="rows.jsonl", line=number))


@dataclass
class Late:
    """Answers that come when they are asked for, or by chance before."""

    answered: Answered
    is_early: bool

    def done(self) -> bool:
        return self.is_early

    def result(self) -> Answered:
        return self.answered


@dataclass
class Pool:
    """Counts how many batches are under way; `early` says which of them are answered at once."""

    most: int
    early: Sequence[bool] = ()
    sent: list[Sequence[Entry]] = field(default_factory=list)

    def submit(self, entries: Sequence[Entry]) -> Late:
        self.sent.append(entries)
        number = len(self.sent) - 1
        return Late(Answered(done=number), number < len(self.early) and self.early[number])


@given(st.integers(1, 5), st.lists(st.booleans(), max_size=12), st.integers(0, 12 * 8))
def test_batches_are_delivered_in_order_and_never_too_many(
    most: int, early: list[bool], articles: int
) -> None:
    pool = Pool(most, early)
    delivered: list[int] = []

    def deliver(batch: Batch, answered: Answered) -> None:
        assert len(pool.sent) - len(delivered) <= most
        assert batch.entries == pool.sent[len(delivered)]
        delivered.append(answered.done)

    line = Line(pool, deliver, Meter())
    added = [ArticleFile(Path(f"{number}.txt"), str(number)) for number in range(articles)]
    for entry in added:
        line.add(entry)
        assert len(pool.sent) - len(delivered) <= most
    line.drain()
    assert delivered == list(range(len(pool.sent)))
    assert [entry for batch in pool.sent for entry in batch] == added
    line.drain()
    assert len(delivered) == len(pool.sent)


@pytest.mark.parametrize(
    ("entry", "size"),
    [
        (quote(1), WEIGHT),
        (failure(1), WEIGHT),
        (ArticleFile(Path("a.txt"), "a"), WEIGHT // ARTICLE_WEIGHT),
        (ArticleBytes(b"x", is_page=False), WEIGHT // ARTICLE_WEIGHT),
        (quote(1, context="x" * LENGTH), 1),
        (quote(1, context="x" * (LENGTH // 3)), 3),
        (TableRow(Row({"text": "x"}, "r", 1), "r:1"), WEIGHT // ARTICLE_WEIGHT),
    ],
    ids=["quote", "failure", "file", "stdin", "long", "longish", "article"],
)
def test_a_batch_is_bounded_by_work_and_by_length(entry: Entry, size: int) -> None:
    pool = Pool(most=1)
    line = Line(pool, lambda batch, answered: None, Meter())
    for _ in range(2 * size):
        line.add(entry)
    assert [len(batch) for batch in pool.sent] == [size, size]


def together(answer: Answer, batches: Sequence[Sequence[Entry]]) -> tuple[bytes, list[str], int]:
    parts = [answer(batch) for batch in batches]
    errors = [str(error) for part in parts for error in part.errors]
    return b"".join(part.data for part in parts), errors, sum(part.answers for part in parts)


MIXED: list[Entry] = [
    quote(1),
    quote(2, actor="Ada Brenn", cue="said"),
    failure(3),
    ArticleBytes(STORY, is_page=False),
    quote(5, proposal=""),
    quote(6, quote=" "),
    TableRow(Row({"text": STORY.decode(), "proposal": "build the tram line"}, "r.jsonl", 7), "r:7"),
    TableRow(Row({"id": "x"}, "r.jsonl", 8), "r:8"),
    ArticleBytes(b"\xff", is_page=False),
    quote(10, quote="we back it if the state pays half of it first"),
]


NUMBERS = st.integers(0, len(MIXED) - 1)
FAILING = (2, 5, 7, 8)


@settings(deadline=None, max_examples=30)
@given(
    numbers=st.lists(NUMBERS, max_size=8), cuts=st.sets(NUMBERS, max_size=4), is_csv=st.booleans()
)
def test_how_entries_are_cut_into_batches_changes_no_answer(
    small: Scorer, numbers: list[int], cuts: set[int], is_csv: bool
) -> None:
    entries = [MIXED[number] for number in numbers]
    edges = [0, *sorted(cuts), len(MIXED)]
    batches = [entries[a:b] for a, b in pairwise(edges)]
    form = Format.CSV if is_csv else Format.JSONL
    answer = Scoring(("sell the pier",), stops=False, format=form).with_scorer(small)
    whole = together(answer, [entries])
    assert together(answer, batches) == whole
    assert whole[0].count(b"\n") >= whole[2]
    assert len(whole[1]) == sum(number in FAILING for number in numbers)


def test_an_error_that_stops_leaves_what_came_before_answered(small: Scorer) -> None:
    answer = Scoring((), stops=True, format=Format.JSONL).with_scorer(small)
    found = answer([quote(1), quote(2), failure(3), quote(4)])
    assert (found.done, found.answers, found.data.count(b"\n")) == (2, 2, 2)
    assert [str(error) for error in found.errors] == ["rows.jsonl:3: not valid"]
    assert answer([quote(1)]).done == 1


def test_attributions_are_read_and_quotes_refused() -> None:
    answer = Attributing(stops=False).start()
    found = answer([ArticleBytes(STORY, is_page=False), quote(2), failure(3)])
    assert found.answers == found.data.count(b"\n") >= 2
    assert b"Tor Vask" in found.data
    assert [error.line for error in found.errors] == [2, 3]
    assert "has no article to read" in str(found.errors[0])
    stopped = Attributing(stops=True).start()([quote(2), ArticleBytes(STORY, is_page=False)])
    assert (stopped.done, stopped.data, len(stopped.errors)) == (0, b"", 1)
