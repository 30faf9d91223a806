"""Bytes to text to rows: what is read, and every refusal with its place and its remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.decoding import decode, opened, read_text
from stance.corpus.tables import Columns, Row, jsonl_rows, read_rows
from stance.errors import InputError, RecordError, StanceError

COLUMNS = Columns(("id", "quote", "proposal"), needed=(("quote",),))


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(path: Path) -> list[Row]:
    return list(read_rows(path, COLUMNS))


def refusal(path: Path) -> StanceError:
    with pytest.raises(InputError) as caught:
        rows(path)
    return caught.value


def test_text_keeps_line_ends_and_loses_the_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"\xef\xbb\xbfOne\r\ntwo\n")
    assert read_text(path) == "One\r\ntwo\n"


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", None, "is empty"),
        (b" \n\t\n", None, "only white space"),
        (b"\xef\xbb\xbf", None, "is empty"),
        ("ab".encode("utf-16"), None, "iconv -f UTF-16"),
        (b"%PDF-1.7 ...", None, "a PDF document"),
        (b"PK\x03\x04rest", None, "ZIP archive"),
        (b"plain\x01\x02\x03\x04\x05", None, "many control characters"),
        (b"one\ntwo\0three", 2, "NUL byte at byte offset 7"),
        (b"one\ntwo\ncaf\xe9 au lait", 3, "byte 0xe9 at byte offset 11"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, line: int | None, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        decode(data, "a.txt")
    assert (caught.value.path, caught.value.line) == ("a.txt", line)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.jsonl")
    assert "no such file" in error.reason
    assert error.path == str(tmp_path / "none.jsonl")


def test_a_folder_named_like_a_table_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    assert "is a folder" in refusal(tmp_path / "rows.csv").reason


def test_an_unreadable_file_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.txt", "text")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="chmod u\\+r") as caught, opened(path):
        pass
    assert caught.value.path == str(path)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loop.txt"
    path.symlink_to(path)
    with pytest.raises(InputError, match="leads back to itself"):
        read_text(path)


def test_another_ending_is_no_table(tmp_path: Path) -> None:
    assert "allowed are .jsonl, .csv, .tsv" in refusal(write(tmp_path, "a.xlsx", "x")).reason


def test_jsonl_rows_know_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '\ufeff{"quote": "Ja\u2028wohl"}\r\n\n{"quote": "No"}')
    assert [(row.line, row.values["quote"]) for row in rows(path)] == [
        (1, "Ja\u2028wohl"),
        (3, "No"),
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"quote": "x" "y"}', "column 15: not valid JSON: Expecting ',' delimiter"),
        ('["x"]', "expected a JSON object, found list"),
        ('"x"', "expected a JSON object, found str"),
        ('{"quote": "a\\u0000b"}', "quote: holds the NUL character"),
        ('{"quote": "a\\ud800b"}', "half a surrogate pair .* at character 1"),
        ("[" * 100_000, "cannot be read"),
        ('{"id": ' + "9" * 5000 + "}", "a number too long to be read; write it in quotes"),
        ('{"id": NaN}', "NaN is not JSON; write null"),
        ('{"id": [-Infinity]}', "-Infinity is not JSON; write null"),
        ('{"id": 1, "quote": "x", "id": 2}', "the key 'id' stands twice in one object"),
        ('{"id": [{"a": 1, "b": 2, "b": 2}]}', "the key 'b' stands twice in one object"),
    ],
)
def test_a_bad_jsonl_line_is_named(tmp_path: Path, bad: str, said: str) -> None:
    good = '{"quote": "x"}\n'
    path = write(tmp_path, "a.jsonl", good * 16 + bad + "\n" + good)
    with pytest.raises(RecordError, match=said) as caught:
        rows(path)
    assert str(caught.value).startswith(f"{path}:17: ")


def test_bytes_that_are_no_text_are_named_by_line_and_offset(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'{"quote": "x"}\n{"quote": "\xff"}\n')
    with pytest.raises(RecordError, match="byte 0xff at byte offset 26") as caught:
        rows(path)
    assert caught.value.line == 2


def test_after_a_reported_row_the_next_follows(tmp_path: Path) -> None:
    lines = [b'{"quote": "a"}', b"{", b'{"quote": "\xff"}', b"[]", b'{"quote": "b"}']
    path = write(tmp_path, "a.jsonl", b"\n".join(lines))
    errors: list[StanceError] = []
    found = list(read_rows(path, COLUMNS, errors.append))
    assert [row.values["quote"] for row in found] == ["a", "b"]
    assert [error.line for error in errors] == [2, 3, 4]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_empty_table_is_refused(tmp_path: Path, name: str) -> None:
    assert "is empty" in refusal(write(tmp_path, name, "\n\n")).reason


@pytest.mark.parametrize("header", ["quote", "\ufeffid,quote\r\n\r\n"])
def test_a_header_without_rows_is_not_called_empty(tmp_path: Path, header: str) -> None:
    error = refusal(write(tmp_path, "a.csv", header))
    assert error.reason.startswith("holds a header and no rows")
    assert error.path == str(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("header", "name", "right"),
    [
        ("id,Quote", "Quote", "quote"),
        ("quote,ID", "ID", "id"),
        ("quote, proposal", " proposal", "proposal"),
        ("Proposal\t,quote", "Proposal\t", "proposal"),
    ],
)
def test_a_misspelt_column_is_named_with_its_right_spelling(
    tmp_path: Path, header: str, name: str, right: str
) -> None:
    path = write(tmp_path, "a.csv", f"{header}\n1,x\n")
    with pytest.raises(RecordError) as caught:
        rows(path)
    assert str(caught.value).startswith(f"{path}:1: the name {name!r} is not known; ")
    assert repr(right) in caught.value.reason
    errors: list[StanceError] = []
    assert not list(read_rows(path, COLUMNS, errors.append))
    assert len(errors) == 1


def test_a_foreign_column_may_be_spelt_as_it_likes(tmp_path: Path) -> None:
    (row,) = rows(write(tmp_path, "a.csv", "quote,News Paper,Quotes\nx,Orm Times,2\n"))
    assert row.values == {"quote": "x", "News Paper": "Orm Times", "Quotes": "2"}


def test_a_table_of_bad_rows_only_is_not_called_empty(tmp_path: Path) -> None:
    errors: list[StanceError] = []
    assert not list(read_rows(write(tmp_path, "a.jsonl", "{\n{\n"), COLUMNS, errors.append))
    assert len(errors) == 2


def test_a_binary_table_is_refused_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b"PK\x03\x04\nrest\nrest\n")
    with pytest.raises(InputError, match="ZIP archive"):
        list(read_rows(path, COLUMNS, lambda error: None))


def test_csv_cells_may_hold_line_ends_and_rows_know_where_they_begin(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", '\ufeffid,quote\r\n1,"two\r\nlines, yes"\r\n\r\n2,no\r\n')
    found = [(row.line, row.values) for row in rows(path)]
    assert found == [
        (2, {"id": "1", "quote": "two\r\nlines, yes"}),
        (5, {"id": "2", "quote": "no"}),
    ]


def test_cells_of_tsv_are_separated_by_tabs(tmp_path: Path) -> None:
    (row,) = rows(write(tmp_path, "a.TSV", 'id\tquote\n1\t"two\tcells, no"\n'))
    assert row.values == {"id": "1", "quote": "two\tcells, no"}
    assert "separated by '\\t' only" in refusal(write(tmp_path, "a.tsv", "id,quote\n1,x\n")).reason


def test_an_empty_csv_cell_is_a_missing_field(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "a.csv", "id,quote\n,x\n"))[0].values == {"quote": "x"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,text", "found 'id', 'text'; needed: quote; allowed: id, quote, proposal"),
        ("id;quote", "cells are separated by ',' only"),
        ("quote,id,quote", "names 'quote' twice"),
    ],
)
def test_a_header_that_lacks_a_column_lists_found_and_allowed(
    tmp_path: Path, header: str, said: str
) -> None:
    error = refusal(write(tmp_path, "a.csv", f"{header}\n1,x\n"))
    assert said in error.reason
    assert error.line == 1


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("1,x,y", "3 cells, more than the header's 2"),
        ("1", "1 cells, fewer than the header's 2"),
        ('1,"x"y', "not valid CSV"),
        ("1,x\0", "NUL byte at byte offset 16"),
        ("1,\u201cx\u201d".encode("cp1252").decode("latin-1"), None),
        (f"1,{'x' * 140_000}", "use JSON Lines"),
    ],
)
def test_a_bad_csv_row_is_named_and_the_next_read(
    tmp_path: Path, bad: str, said: str | None
) -> None:
    path = write(tmp_path, "a.csv", f"id,quote\n0,a\n{bad}\n2,b\n")
    errors: list[StanceError] = []
    found = [row.values["id"] for row in read_rows(path, COLUMNS, errors.append)]
    if said is None:
        assert found == ["0", "1", "2"]
    else:
        assert found == ["0", "2"]
        assert [error.line for error in errors] == [3]
        assert said in errors[0].reason


def test_an_unclosed_quote_is_named_where_it_opens(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", 'id,quote\n1,a\n2,"b\n3,c\n')
    with pytest.raises(RecordError, match="unexpected end of data") as caught:
        rows(path)
    assert caught.value.line == 3


VALUES = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        st.integers(-(10**9), 10**9),
        st.none(),
        st.lists(st.booleans()),
    ),
    max_size=4,
)


@given(st.lists(VALUES, max_size=8), st.booleans())
def test_written_rows_come_back_in_order(records: list[dict[str, object]], ascii_: bool) -> None:
    lines = [json.dumps(record, ensure_ascii=ascii_).encode() + b"\n" for record in records]
    found = list(jsonl_rows(lines, "-"))
    assert [row and row.values for row in found] == records
    assert [row and row.line for row in found] == list(range(1, len(records) + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "x")
    except InputError:
        return
    assert text.encode() == data.removeprefix(b"\xef\xbb\xbf")
