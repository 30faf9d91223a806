"""Whole runs: the same bytes with any number of processes, killed and gone on with, fed live."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.cli.batches import Answered
from stance.cli.output import Skipped
from stance.cli.running import Given, Going, go_through
from stance.cli.workers import Here
from stance.documents.entries import Entry

ROOT = Path(__file__).resolve().parents[2]
SOON = 60.0  # seconds for what must come, on a slow machine

STORY = """\
Council split over tram line

Mayor Ada Brenn told reporters she would back the tram line only if the state paid half.

Opposition leader Tor Vask rejected the tram line as a waste of public money. Part {number}.
"""

# Small batches, each marked in the journal: so a short run can be killed at many places.
SMALL = """
import sys
from stance.cli import batches, main, results
if __name__ == "__main__":
    batches.WEIGHT, batches.ARTICLE_WEIGHT, results.INTERVAL = 16, 8, 0.0
    main()
"""
PLAIN = "from stance.cli import main; main()"

Write = Callable[[str, str], Path]


def rows(count: int, *, bad: Sequence[int] = ()) -> str:
    """Quotes, some of them no JSON or without a quote."""
    lines = [
        json.dumps({"id": f"r{n}", "quote": f"we reject part {n}", "proposal": "sign the deal"})
        if n not in bad
        else ("{" if n % 2 else '{"id": "x", "proposal": "p"}')
        for n in range(1, count + 1)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def mixed(write: Write) -> list[str]:
    """A table with bad rows, a folder with a bad file, a file that is missing, a pattern."""
    for number in range(6):
        write(f"news/{number}.txt", STORY.format(number=number))
    write("news/3b.txt", " \n")
    write("news/table.csv", "quote,proposal\nx,p\n")
    write("more/a.jsonl", rows(30, bad=[3, 4, 5]))
    table = write("rows.jsonl", rows(700, bad=[17, 18, 400]))
    return [
        str(table),
        str(table.parent / "news"),
        str(table.parent / "none.txt"),
        str(table.parent / "more/*.jsonl"),
        str(table.parent / "news/1.txt"),
    ]


@pytest.fixture
def run(model_folder: Path) -> Callable[..., Result]:
    def ran(command: str, *arguments: object) -> Result:
        model = ["--model", str(model_folder)] if command == "predict" else []
        given = [command, *map(str, arguments), *model]
        return CliRunner().invoke(app, given, catch_exceptions=False)

    return ran


Run = Callable[..., Result]


def started(*arguments: object, code: str = PLAIN, **options: object) -> subprocess.Popen[bytes]:
    """The command in a process, and a session, of its own."""
    settings: dict[str, object] = {
        "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT,
        "start_new_session": True,
    }  # fmt: skip
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, **{**settings, **options})  # type: ignore[call-overload,no-any-return]


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=SOON)
    return process.returncode, out.decode(), err.decode()


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.005)
    return False


@contextlib.contextmanager
def surely_gone(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()


@pytest.mark.parametrize("on_error", ["skip", "stop"])
@pytest.mark.parametrize(
    "command",
    [["predict", "--format", "jsonl"], ["predict", "--format", "csv"], ["predict"], ["read"]],
    ids=["jsonl", "csv", "table", "read"],
)
def test_any_number_of_processes_gives_the_same(
    run: Run, mixed: list[str], command: list[str], on_error: str
) -> None:
    arguments = [*command, *mixed, "--on-error", on_error]
    one, three = run(*arguments), run(*arguments, "--jobs", "3")
    assert (three.exit_code, three.stdout, three.stderr) == (one.exit_code, one.stdout, one.stderr)
    assert one.exit_code == (1 if on_error == "stop" else 0)
    if on_error == "stop":
        line = 1 if command == ["read"] else 17
        assert f"rows.jsonl:{line}: " in one.stderr
    elif command != ["read"]:
        skipped = [line for line in one.stderr.splitlines() if line.startswith("skipped: ")]
        places = [line.removeprefix("skipped: ").split(": ")[0] for line in skipped]
        folder = Path(mixed[0]).parent
        assert places == [
            *(f"{folder}/rows.jsonl:{line}" for line in (17, 18, 400)),
            f"{folder}/news/3b.txt",
            f"{folder}/none.txt",
            *(f"{folder}/more/a.jsonl:{line}" for line in (3, 4, 5)),
        ]
        assert f"passed over: {folder}/news/table.csv" in one.stderr
        assert "1 files are no articles, 1 of them tables (give those by name)" in one.stderr
        assert "8 inputs skipped" in one.stderr


def test_a_file_in_the_middle_that_cannot_be_read_keeps_what_came_before(
    run: Run, mixed: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    arguments = ["predict", mixed[1], "--proposal", "build the tram line", "--format", "jsonl"]
    stopped = run(*arguments, "--output", out, "--jobs", 2)
    assert stopped.exit_code == 1
    assert "3b.txt: holds only white space" in stopped.stderr
    assert "past what cannot be read with --on-error skip" in stopped.stderr
    partial = (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8")
    documents = list(dict.fromkeys(json.loads(line)["document"] for line in partial.splitlines()))
    assert documents == ["0.txt", "1.txt", "2.txt", "3.txt"]
    resumed = run(*arguments, "--output", out, "--resume", "--on-error", "skip")
    assert resumed.exit_code == 0
    assert "1 inputs skipped" in resumed.stderr
    whole = run(*arguments, "--on-error", "skip")
    assert out.read_text(encoding="utf-8") == whole.stdout


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_again_and_again_ends_as_one_that_was_not(
    run: Run, write: Write, tmp_path: Path, model_folder: Path, jobs: int, sent: signal.Signals
) -> None:
    table = write("rows.jsonl", rows(2000, bad=range(50, 2000, 97)))
    story = write("story.txt", STORY)
    arguments = ["predict", table, story, "--format", "csv", "--on-error", "skip"]
    whole = run(*arguments)
    out, partial = tmp_path / "out.csv", tmp_path / "out.csv.partial"
    arguments += ["--model", model_folder, "--output", out, "--jobs", jobs]
    chance = random.Random(f"{jobs}{sent}")
    kills, size, again = 0, 0, ["--resume"]
    while True:
        process = started(*arguments, *again, code=SMALL)
        with surely_gone(process):
            grown = chance.randrange(1, 60_000) + size if kills < 5 else 10**9

            def is_time(grown: int = grown, process: subprocess.Popen[bytes] = process) -> bool:
                is_grown = partial.exists() and partial.stat().st_size >= grown
                return is_grown or process.poll() is not None

            assert eventually(is_time)
            os.killpg(process.pid, sent) if process.poll() is None else None
            code, _, said = ended(process)
        if code == 0:
            break
        kills += 1
        assert code in ({-sent, 130} if sent == signal.SIGINT else {-sent})
        assert "Traceback" not in said
        assert not out.exists()
        if sent == signal.SIGINT:
            assert f"what came before is kept in {partial}; go on with --resume" in said
            assert partial.read_bytes().endswith(b"\n")
        size = partial.stat().st_size
    assert kills >= 3
    assert out.read_text(encoding="utf-8") == whole.stdout
    assert said.splitlines()[-1] == whole.stderr.splitlines()[-1]
    skipped = [line for line in said.splitlines() if line.startswith("skipped: ")]
    assert skipped == [line for line in whole.stderr.splitlines() if line.startswith("skipped: ")]
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"rows.jsonl", "story.txt", "out.csv"}


def test_reading_goes_on_too(run: Run, write: Write, tmp_path: Path) -> None:
    for number in range(40):
        write(f"news/{number:02d}.txt", STORY.format(number=number))
    news, out, partial = tmp_path / "news", tmp_path / "o.jsonl", tmp_path / "o.jsonl.partial"
    process = started("read", news, "--output", out, "--jobs", 2, code=SMALL)
    with surely_gone(process):
        assert eventually(lambda: partial.exists() and partial.stat().st_size > 500)
        process.kill()
        assert ended(process)[0] == -signal.SIGKILL
    assert run("read", news, "--output", out, "--resume").exit_code == 0
    assert out.read_text(encoding="utf-8") == run("read", news).stdout


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
def test_a_worker_that_is_killed_ends_the_run_and_loses_nothing(
    run: Run, write: Write, tmp_path: Path, model_folder: Path
) -> None:
    table = write("rows.jsonl", rows(4000))
    out, partial = tmp_path / "out.jsonl", tmp_path / "out.jsonl.partial"
    arguments = ["predict", table, "--format", "jsonl", "--output", out]
    process = started(*arguments, "--jobs", 2, "--model", model_folder, code=SMALL)
    with surely_gone(process):
        assert eventually(lambda: partial.exists() and partial.stat().st_size > 50_000)
        workers = workers_of(process)
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        code, _, said = ended(process)
    assert code == 1
    assert "error: a worker process was killed or crashed" in said
    assert f"what came before is kept in {partial}; go on with --resume" in said
    assert "Traceback" not in said
    assert run(*arguments, "--resume").exit_code == 0
    assert out.read_text(encoding="utf-8") == run("predict", table, "--format", "jsonl").stdout


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_leaves_is_no_failure(write: Write, model_folder: Path, jobs: int) -> None:
    table = write("rows.jsonl", rows(2000))
    arguments = ["predict", table, "--format", "jsonl", "--model", model_folder, "--jobs", jobs]
    process = started(*arguments, code=SMALL)
    with surely_gone(process):
        assert process.stdout
        assert json.loads(process.stdout.readline())["id"] == "r1"
        process.stdout.close()
        assert process.wait(SOON) == 0
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("command", ["predict", "read"])
def test_a_live_feed_is_answered_row_by_row(model_folder: Path, command: str, jobs: int) -> None:
    """Each row is written only when the answers to the one before have come."""
    arguments = [command, "-", "--jobs", jobs]
    if command == "predict":
        arguments += ["--format", "jsonl", "--model", model_folder]
    with surely_gone(started(*arguments, stdin=subprocess.PIPE)) as process:
        assert process.stdin
        lines = arriving(process)
        for number in range(4):
            name = f"d{number}"
            row = {"id": name, "text": STORY, "proposals": ["build the tram line"]}
            if command == "predict" and number % 2:
                row = {"document": name, "quote": "we back it", "proposal": "build it"}
            process.stdin.write(json.dumps(row).encode() + b"\n")
            process.stdin.flush()
            while json.loads(lines.get(timeout=SOON))["document"] != name:
                pass  # an article before has several answers
        process.stdin.write(b"{\n")
        process.stdin.flush()
        assert process.wait(SOON) == 1
        assert process.stderr
        assert b"error: -:5: " in process.stderr.read()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("on_error", ["skip", "stop"])
def test_a_worker_killed_during_a_feed_ends_it(model_folder: Path, on_error: str) -> None:
    arguments = ["predict", "-", "--format", "jsonl", "--model", model_folder, "--jobs", 2]
    row = json.dumps({"quote": "we back it", "proposal": "build it"}).encode() + b"\n"
    with surely_gone(started(*arguments, "--on-error", on_error, stdin=subprocess.PIPE)) as process:
        assert process.stdin
        lines = arriving(process)
        process.stdin.write(row)
        process.stdin.flush()
        lines.get(timeout=SOON)
        for pid in workers_of(process):
            os.kill(pid, signal.SIGKILL)
        process.stdin.write(row)
        process.stdin.flush()
        assert process.wait(SOON) == 1
        assert process.stderr
        said = process.stderr.read()
        assert said.startswith(b"error: a worker process was killed or crashed")
        assert said.count(b"\n") == 1


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [
        int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def arriving(process: subprocess.Popen[bytes]) -> queue.SimpleQueue[bytes]:
    """The lines of a process's output, as they come."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stream = process.stdout
    assert stream

    def read() -> None:
        with contextlib.suppress(ValueError):  # closed at the end of the test
            for line in stream:
                lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    return lines


def test_several_rows_at_once_are_answered_together(run: Run, model_folder: Path) -> None:
    arguments = ["predict", "-", "--format", "jsonl", "--model", model_folder]
    with surely_gone(started(*arguments, stdin=subprocess.PIPE)) as process:
        out, err = process.communicate(rows(600).encode(), timeout=SOON)
    assert (process.returncode, err) == (0, b"")
    assert [json.loads(line)["id"] for line in out.splitlines()] == [
        f"r{number}" for number in range(1, 601)
    ]


def test_a_run_goes_on_only_with_everything_as_it_was(
    run: Run, write: Write, tmp_path: Path, model_folder: Path
) -> None:
    table = write("rows.jsonl", rows(30, bad=[20]))
    out = tmp_path / "out.jsonl"
    arguments = ["predict", table, "--format", "jsonl", "--output", out, "--min-confidence", "0.4"]
    assert run(*arguments).exit_code == 1
    kept = (tmp_path / "out.jsonl.partial").read_bytes()
    assert kept.count(b"\n") == 19

    def refused(*changed: object) -> str:
        result = run(*changed)
        assert result.exit_code == 1
        assert (tmp_path / "out.jsonl.partial").read_bytes() == kept
        return result.stderr

    assert "holds 19 answers of a run that did not end" in refused(*arguments)
    arguments.append("--resume")
    changed = [*arguments, "--proposal", "build it", "--min-confidence", "0.5"]
    said = refused(*changed)
    assert "--min-confidence was 0.4; the proposals asked about changed; give everything" in said
    assert "the inputs were" in refused(*arguments, table)
    other = tmp_path / "model"
    shutil.copytree(model_folder, other)
    manifest = other / "manifest.json"
    manifest.write_text(f"{manifest.read_text(encoding='utf-8')} ", encoding="utf-8")
    result = CliRunner().invoke(app, [*map(str, arguments), "--model", str(other)])
    assert "cannot be gone on with: the model changed" in result.stderr
    table.write_text(rows(30), encoding="utf-8")
    assert f"the input {table} had " in refused(*arguments)
    arguments[-1] = "--restart"
    assert run(*arguments).exit_code == 0
    assert len(out.read_bytes().splitlines()) == 30
    assert not (tmp_path / "out.jsonl.partial").exists()


@pytest.mark.parametrize("option", ["--resume", "--restart"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["predict", "{rows}", "--format", "jsonl"], "in a file (--output)"),
        (["predict", "-", "--format", "csv", "--output", "{out}"], "from inputs that are files"),
        (["predict", "{rows}", "--output", "{out}"], "a table comes as a whole"),
        (["predict", "{rows}", "--format", "csv", "--output", "/dev/null"], "in a file"),
        (["read", "{pipe}", "--output", "{out}"], "from inputs that are files"),
        (["read", "{rows}"], "in a file"),
        (["read", "{rows}", "--resume", "--restart", "--output", "{out}"], "one of them, not both"),
    ],
)
def test_what_cannot_be_gone_on_with_is_a_usage_error(
    run: Run, write: Write, tmp_path: Path, arguments: list[str], said: str, option: str
) -> None:
    table = write("r.jsonl", rows(2))
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    given = [part.format(rows=table, pipe=pipe, out=tmp_path / "o") for part in arguments]
    result = run(*given, option)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert not (tmp_path / "o").exists()


def test_a_damaged_model_is_told_before_anything_is_written(
    run: Run, write: Write, tmp_path: Path, model_folder: Path
) -> None:
    broken = tmp_path / "model"
    shutil.copytree(model_folder, broken)
    (broken / "weights.npz").write_bytes(b"PK")
    table = write("r.jsonl", rows(2))
    for jobs in ("1", "2"):
        result = CliRunner().invoke(
            app,
            ["predict", str(table), "--format", "jsonl", "--output", str(tmp_path / "o"),
             "--jobs", jobs, "--model", str(broken)],
        )  # fmt: skip
        assert result.exit_code == 1
        assert "truncated or replaced" in result.stderr
        assert {path.name for path in tmp_path.iterdir()} == {"model", "r.jsonl"}


def test_memory_does_not_grow_with_the_inputs(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        path.write_text(rows(count, bad=range(5, count, 50)), encoding="utf-8")
        skipped = Skipped()

        def answer(entries: Sequence[Entry]) -> Answered:
            return Answered(len(entries), b"x" * 1000 * len(entries))

        tracemalloc.start()
        go_through(Going(Given([str(path)], skips=True), Here(answer), lambda _: None, skipped))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < 1.3 * peak(2_000)
