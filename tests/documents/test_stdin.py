"""Standard input: lines as they arrive, and a word before each wait."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stance.documents.stdin import byte_lines


@contextmanager
def pipe() -> Iterator[tuple[io.BufferedReader, int]]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream:
        yield stream, writing


def test_every_line_is_given_before_the_next_is_waited_for() -> None:
    heard: list[str] = []
    with pipe() as (stream, writing):
        feed = iter([b"one\ntw", b"o\nthree\n", b"end"])

        def on_wait() -> None:
            heard.append("wait")
            piece = next(feed, None)
            if piece is None:
                os.close(writing)
            else:
                os.write(writing, piece)

        for line in byte_lines(stream, on_wait):
            heard.append(line.decode())
    assert heard == ["wait", "one\n", "wait", "two\n", "three\n", "wait", "wait", "end"]


def test_a_file_is_never_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\nb\n" * 50_000)
    waits: list[int] = []
    with path.open("rb") as stream:
        assert len(list(byte_lines(stream, lambda: waits.append(1)))) == 100_000
    assert waits == []


def test_a_stream_without_descriptor_is_read_as_it_is() -> None:
    waits: list[int] = []
    for stream in (io.BytesIO(b"a\nb"), io.StringIO("a\nb"), io.TextIOWrapper(io.BytesIO(b"a\nb"))):
        assert list(byte_lines(stream, lambda: waits.append(1))) == [b"a\n", b"b"]
    assert waits == []


@given(st.lists(st.binary(max_size=40).map(lambda data: data.replace(b"x", b"\n")), max_size=8))
def test_lines_are_those_of_the_whole(pieces: list[bytes]) -> None:
    with pipe() as (stream, writing):

        def write() -> None:
            for piece in pieces:
                os.write(writing, piece)
            os.close(writing)

        thread = threading.Thread(target=write)
        thread.start()
        found = list(byte_lines(stream, lambda: None))
        thread.join()
    assert found == list(io.BytesIO(b"".join(pieces)))


def test_a_long_line_comes_whole() -> None:
    line = b"x" * 3_000_000 + b"\n"
    with pipe() as (stream, writing):

        def write() -> None:
            with os.fdopen(writing, "wb") as out:
                out.write(line * 2)

        thread = threading.Thread(target=write)
        thread.start()
        assert list(byte_lines(stream, lambda: None)) == [line, line]
        thread.join()
