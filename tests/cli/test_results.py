"""Where rows go, what stays of them after an error, and how a later run goes on."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stance.cli import results as module
from stance.cli.batches import Answered
from stance.cli.identity import Identity
from stance.cli.options import Start
from stance.cli.output import Skipped
from stance.cli.results import Resuming, Rows, results
from stance.errors import InputError, RecordError

IDENTITY = Identity("predict", {"--format": "csv"}, {"the model": "abc"}, ())
HEADER = b"id\n"
BATCH = Answered(2, b"a\nb\n", answers=2, uncertain=1)


def run(start: Start, *, skips: bool = True, **changed: str) -> Resuming:
    return Resuming(replace(IDENTITY, digests={**IDENTITY.digests, **changed}), start, skips)


@contextmanager
def opened(
    path: Path, start: Start = Start.REFUSE, skipped: Skipped | None = None, *, skips: bool = True
) -> Iterator[Rows]:
    with results(path, HEADER, skipped or Skipped(), run(start, skips=skips)) as rows:
        yield rows


def fail(
    path: Path,
    *answers: Answered,
    error: BaseException,
    start: Start = Start.REFUSE,
    skips: bool = True,
    half: bytes = b"",
) -> None:
    """A run that writes these batches and half of one more, and then raises the error.

    Where it skips, each batch has a skipped row.
    """
    with opened(path, start, skips=skips) as rows:
        for number, answered in enumerate(answers):
            rows.write(answered, [f"r.csv:{number}: bad"] if skips else [])
        rows._put(half)
        raise error


def stopped(path: Path, *answers: Answered) -> None:
    with pytest.raises(RecordError):
        fail(path, *answers, error=RecordError("bad", path="r.csv", line=7))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def _every_batch_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INTERVAL", 0.0)


def test_a_whole_run_leaves_the_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with opened(out) as rows:
        rows.write(BATCH)
        assert names(tmp_path) == ["out.csv.partial", "out.csv.partial.journal"]
        rows.write(BATCH)
    assert out.read_bytes() == HEADER + BATCH.data * 2
    assert names(tmp_path) == ["out.csv"]
    assert (rows.mark.entries, rows.mark.answers, rows.mark.uncertain) == (4, 4, 2)


def test_a_run_without_rows_leaves_the_header(tmp_path: Path) -> None:
    with opened(tmp_path / "out.csv"):
        pass
    assert (tmp_path / "out.csv").read_bytes() == HEADER


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RecordError("bad"), "go on with --resume, past what cannot be read with --on-error skip"),
        (KeyboardInterrupt(), "go on with --resume"),
        (OSError(errno.ENOSPC, "No space left on device"), "go on with --resume"),
    ],
)
def test_what_was_answered_before_an_error_is_kept_and_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: BaseException, said: str
) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(type(error)):
        fail(out, BATCH, error=error)
    assert names(tmp_path) == ["out.csv.partial", "out.csv.partial.journal"]
    assert f"what came before is kept in {out}.partial; {said}\n" in capsys.readouterr().err
    skipped = Skipped()
    with opened(out, Start.RESUME, skipped) as rows:
        assert rows.mark.entries == 2
        rows.write(BATCH, ["r.csv:9: bad"])
    assert out.read_bytes() == HEADER + BATCH.data * 2
    assert capsys.readouterr().err == "skipped: r.csv:0: bad\n"
    assert skipped.errors == 1
    assert (rows.mark.entries, rows.mark.answers, rows.mark.uncertain) == (4, 4, 2)
    assert names(tmp_path) == ["out.csv"]


def test_nothing_answered_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped(tmp_path / "out.csv")
    assert names(tmp_path) == []
    assert capsys.readouterr().err == ""


def test_a_half_written_batch_is_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        fail(out, BATCH, error=KeyboardInterrupt(), half=b"c\nd")
    assert (tmp_path / "out.csv.partial").read_bytes() == HEADER + BATCH.data


def test_what_a_kill_left_behind_the_last_mark_is_cut_off(tmp_path: Path) -> None:
    out, partial = tmp_path / "out.csv", tmp_path / "out.csv.partial"
    stopped(out, BATCH)
    with partial.open("ab") as stream:
        stream.write(b"c\nd")
    with opened(out, Start.RESUME) as rows:
        rows.write(Answered(1, b"e\n"))
    assert out.read_bytes() == HEADER + BATCH.data + b"e\n"


def test_an_earlier_runs_output_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    stopped(out, BATCH)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError) as caught, opened(out):
        raise AssertionError("it must not open")
    assert caught.value.reason == (
        "holds 2 answers of a run that did not end; go on with it by --resume, or discard it by"
        " --restart"
    )
    assert caught.value.path == f"{out}.partial"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    with opened(out, Start.RESTART) as rows:
        assert rows.mark.entries == 0
        rows.write(BATCH)
    assert out.read_bytes() == HEADER + BATCH.data
    assert names(tmp_path) == ["out.csv"]


def test_a_run_that_differs_does_not_go_on(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    stopped(out, BATCH)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    other = run(Start.RESUME, skips=False, **{"the model": "abd"})
    with pytest.raises(InputError) as caught, results(out, HEADER, Skipped(), other):
        raise AssertionError("it must not open")
    assert caught.value.reason == (
        "cannot be gone on with: the model changed; --on-error was skip; give everything as it"
        " was, or begin anew by --restart"
    )
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_run_that_skipped_nothing_may_go_on_either_way(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        fail(out, BATCH, error=KeyboardInterrupt(), skips=False)
    with pytest.raises(KeyboardInterrupt):
        fail(out, error=KeyboardInterrupt(), start=Start.RESUME)
    with opened(out, Start.RESUME, skips=False) as rows:
        assert rows.mark.entries == 2


def test_resuming_nothing_begins_anew_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    (tmp_path / "out.csv.partial.journal").write_text("of a run that has ended", encoding="utf-8")
    with opened(out, Start.RESUME) as rows:
        rows.write(BATCH)
    assert capsys.readouterr().err == "nothing to resume: this run begins anew\n"
    assert out.read_bytes() == HEADER + BATCH.data
    assert names(tmp_path) == ["out.csv"]


def test_a_partial_file_without_journal_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "out.csv.partial").write_text("of an older version", encoding="utf-8")
    with opened(tmp_path / "out.csv") as rows:
        rows.write(BATCH)
    assert (tmp_path / "out.csv").read_bytes() == HEADER + BATCH.data


def test_without_a_journal_there_is_nothing_to_go_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"

    def run_without() -> None:
        with results(out, HEADER, Skipped()) as rows:
            rows.write(BATCH)
            raise RecordError("bad")

    with pytest.raises(RecordError):
        run_without()
    assert names(tmp_path) == ["out.csv.partial"]
    assert capsys.readouterr().err == f"what came before is kept in {out}.partial\n"


def test_a_disk_that_is_full_leaves_whole_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"

    def fill() -> None:
        with opened(out) as rows:
            rows.write(BATCH)
            put = rows._put

            def full(data: bytes) -> None:
                put(data[:3])
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr(rows, "_put", full)
            rows.write(BATCH)

    with pytest.raises(OSError, match="No space"):
        fill()
    assert (tmp_path / "out.csv.partial").read_bytes() == HEADER + BATCH.data
    with opened(out, Start.RESUME) as rows:
        rows.write(BATCH)
    assert out.read_bytes() == HEADER + BATCH.data * 2


def test_the_file_keeps_the_mode_of_the_one_it_replaces(tmp_path: Path) -> None:
    out, link = tmp_path / "out.csv", tmp_path / "link.csv"
    out.write_text("old", encoding="utf-8")
    out.chmod(0o600)
    link.symlink_to(out)
    with opened(link) as rows:
        rows.write(BATCH)
    assert link.is_symlink()
    assert out.read_bytes() == HEADER + BATCH.data
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_pipe_gets_each_batch_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    arrived = threading.Semaphore(0)

    def read() -> None:
        with pipe.open("rb", buffering=0) as stream:
            while data := stream.read(1000):
                got.append(data)
                arrived.release()

    reader = threading.Thread(target=read)
    reader.start()
    with opened(pipe) as rows:
        for _ in range(2):
            assert arrived.acquire(timeout=20)
            rows.write(BATCH)
    reader.join(20)
    assert got == [HEADER, BATCH.data, BATCH.data]
    assert names(tmp_path) == ["pipe"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_device_that_takes_nothing_is_told() -> None:
    with pytest.raises(OSError, match="No space left"), opened(Path("/dev/full")):
        pass


def test_folders_and_unwritable_places_are_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "no" / "x.csv", "cannot be written")):
        for resuming in (run(Start.REFUSE), None):
            with (
                pytest.raises(InputError, match=said),
                results(path, HEADER, Skipped(), resuming),
            ):
                raise AssertionError("it must not open")
    assert names(tmp_path) == []
