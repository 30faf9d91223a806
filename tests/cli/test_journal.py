"""The journal of a run: what a kill leaves of it is a run's beginning, and never more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.cli.batches import Answered
from stance.cli.identity import Identity
from stance.cli.journal import Journal, Mark, opened_journal
from stance.errors import InputError

IDENTITY = Identity("predict", {"--format": "jsonl"}, {"the model": "abc"}, ())


RUN = json.dumps({"format": 1, "run": IDENTITY.as_json()}) + "\n"


@contextmanager
def journal(path: Path) -> Iterator[Journal]:
    with opened_journal(path, Path("out.jsonl")) as opened:
        yield opened


def marks(count: int) -> list[Mark]:
    """One for every 10 entries that gave 100 bytes."""
    found = [Mark()]
    for _ in range(count):
        found.append(found[-1].after(Answered(10, b"x" * 100, answers=9, uncertain=2, unrelated=1)))
    return found[1:]


def test_the_last_mark_and_all_that_was_skipped_come_back(tmp_path: Path) -> None:
    with journal(tmp_path / "j") as opened:
        assert opened.left(0) is None
        opened.begin(IDENTITY)
        assert opened.left(10**9) is None
        for number, mark in enumerate(marks(3)):
            opened.note(mark, [f"bad {number}"] * number)
    with journal(tmp_path / "j") as opened:
        left = opened.left(300)
    assert left is not None
    assert left.mark == Mark(30, 300, 27, 6, 3)
    assert left.skipped == ("bad 1", "bad 2", "bad 2")
    assert left.identity == IDENTITY


@given(st.data())
def test_whatever_a_kill_leaves_is_the_beginning_of_a_run(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    written = marks(6)
    with journal(path) as opened:
        opened.begin(IDENTITY)
        for number, mark in enumerate(written):
            opened.note(mark, [f"bad {number}"])
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)), label="bytes of journal")])
    length = data.draw(st.integers(0, 700), label="bytes of output")
    with journal(path) as opened:
        left = opened.left(length)
        if left is None:
            return
        assert left.mark in written
        assert left.mark.length <= length
        count = left.mark.entries // 10
        assert left.skipped == tuple(f"bad {number}" for number in range(count))
        opened.go_on(left)
        for number, mark in enumerate(written[count:], start=count):
            opened.note(mark, [f"bad {number}"])
    assert path.read_bytes() == whole


def test_a_mark_noted_twice_counts_once(tmp_path: Path) -> None:
    with journal(tmp_path / "j") as opened:
        opened.begin(IDENTITY)
        (mark,) = marks(1)
        opened.note(mark, ["bad"])
        opened.note(mark, ["bad"])
        left = opened.left(100)
    assert left is not None
    assert left.skipped == ("bad",)


def test_beginning_anew_forgets(tmp_path: Path) -> None:
    with journal(tmp_path / "j") as opened:
        opened.begin(IDENTITY)
        opened.note(marks(1)[0], [])
        opened.begin(IDENTITY)
        assert opened.left(100) is None


@pytest.mark.parametrize(
    "text",
    [
        "{}\n",
        "[]\n",
        "half\n",
        '{"format": 2, "run": {}}\n',
        '{"format": 1}\n',
        '{"format": 1, "run": {}}\n',
        RUN + '{"entries": 1}\n',
        RUN + '{"entries": 1, "skipped": [], "more": 1}\n',
        RUN + '{"entries": "1", "skipped": []}\n',
        RUN + "half\n",
    ],
)
def test_a_journal_that_is_none_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "j"
    path.write_text(text, encoding="utf-8")
    with journal(path) as opened, pytest.raises(InputError, match="begin anew with --restart"):
        opened.left(100)


def test_two_runs_never_write_the_same(tmp_path: Path) -> None:
    with (
        journal(tmp_path / "j"),
        pytest.raises(InputError, match="another run is writing to it"),
        journal(tmp_path / "j"),
    ):
        raise AssertionError("it must not open")
    with journal(tmp_path / "j") as opened:
        opened.begin(IDENTITY)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"out\.jsonl: cannot be written .*check --output"),
        journal(tmp_path / "no" / "j"),
    ):
        raise AssertionError("it must not open")
