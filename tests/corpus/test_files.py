"""Whole JSON files and JSON Lines of other tools: strict, and told apart by their first row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stance.corpus.files import (
    are_whole,
    first_object,
    head,
    read_json,
    read_json_lines,
    write_json_lines,
    write_text,
)
from stance.errors import InputError, RecordError, StanceError

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a": [1,\n2', "not valid JSON"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ("[NaN]", "NaN is not JSON"),
        ('[{"a": {"b": ["\\ud83d"]}}]', "b: holds half a surrogate pair"),
        ('["\\u0000"]', "the file: holds the NUL character"),
        ("[" * 200_000, "nested too deeply"),
        ("9" * 5000, "a number too long"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_json_is_refused(write: Write, content: str, said: str) -> None:
    path = write("a.json", content)
    with pytest.raises(InputError, match=said) as caught:
        read_json(path)
    assert caught.value.path == str(path)


def test_a_fault_in_json_has_its_line_and_column(write: Write) -> None:
    with pytest.raises(InputError, match="column 5: not valid JSON") as caught:
        read_json(write("a.json", '{"a": 1,\n "b"}'))
    assert caught.value.line == 2


def test_rows_that_are_wrong_can_be_passed_over(write: Write) -> None:
    path = write("a.jsonl", '{"a": 1}\n\n{"a": ["\\ud83d"]}\n{"a"\n{"a": 2}\n')
    with pytest.raises(RecordError, match="half a surrogate pair") as caught:
        list(read_json_lines(path))
    assert caught.value.line == 3
    found: list[StanceError] = []
    assert [row.values["a"] for row in read_json_lines(path, found.append)] == [1, 2]
    assert [error.line for error in found] == [3, 4]
    with pytest.raises(InputError, match="is empty"):
        list(read_json_lines(write("b.jsonl", "\n")))


def test_looking_at_a_file_never_fails(write: Write, tmp_path: Path) -> None:
    assert first_object(write("a.jsonl", '\ufeff\n{"a": 1}\n{"b"')) == {"a": 1}
    for content in ("", "[1]", "{", "[" * 100_000):
        assert first_object(write("b.jsonl", content)) == {}
    (tmp_path / "c.jsonl").write_bytes(b"\xff\xfe{")
    assert first_object(tmp_path / "c.jsonl") == {}
    assert first_object(tmp_path / "none.jsonl") == {}
    assert head(tmp_path / "none.jsonl") == b""
    assert head(tmp_path / "a.jsonl").endswith(b'{"b"')


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written as UTF-8"):
        write_json_lines(tmp_path / "a.jsonl", [{"a": "\ud83d"}])
    with pytest.raises(InputError, match="cannot be written"):
        write_text(tmp_path / "none" / "a.txt", ["a"])


def test_whole_numbers() -> None:
    assert are_whole(0, -3)
    assert not any(map(are_whole, (True, 1.0, "1", None)))
