"""Pieces put together are the table as one reader reads it: rows, places, and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stance.corpus.tables import Row, read_rows
from stance.documents.entries import COLUMNS
from stance.errors import InputError, StanceError
from stance.scale.pieces import Piece, Sizes, piece_rows, plan
from stance.scale.tables import Table, find_tables

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

TINY = Sizes(rows=1, bytes=1)


def table_of(path: Path) -> Table:
    (table,) = find_tables([path]).tables
    return table


def whole(path: Path) -> tuple[list[Row], list[str]]:
    """The slow, obvious way: one reader from the first byte to the last."""
    errors: list[StanceError] = []
    try:
        return list(read_rows(path, COLUMNS, errors.append)), [str(error) for error in errors]
    except InputError as error:
        return [], [str(error)]


def in_pieces(path: Path, sizes: Sizes) -> tuple[list[Row], list[str]]:
    errors: list[StanceError] = []
    try:
        pieces = plan(table_of(path), sizes, {})
    except InputError as error:
        return [], [str(error)]
    rows = [row for piece in pieces for row in piece_rows(piece, {}, errors.append)]
    return rows, [str(error) for error in errors]


def check(path: Path, sizes: Sizes) -> None:
    rows, errors = in_pieces(path, sizes)
    assert (rows, errors) == whole(path)


sizes_of = st.builds(Sizes, rows=st.integers(1, 4), bytes=st.integers(1, 60))
hostile = [
    *(b'{"quote": "no", "proposal": "p"}', b'{"quote": "caf\xc3\xa9 \xf0\x9f\x98\x80"}', b"{"),
    *(
        b"",
        b"  ",
        b"[1]",
        b'{"quote": "\xff"}',
        b'{"quote": "a\\u2028b"}',
        b'{"a": NaN}',
        b"\0",
        b"\xef\xbb\xbf",
    ),
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(lines=[b"", b"\xef\xbb\xbf"], end=b"\n", last=True, mark=b"", sizes=TINY)
@given(
    lines=st.lists(st.sampled_from(hostile), max_size=8),
    end=st.sampled_from([b"\n", b"\r\n"]),
    last=st.booleans(),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    sizes=sizes_of,
)
def test_json_lines(
    lines: list[bytes], end: bytes, last: bool, mark: bytes, sizes: Sizes, tmp_path: Path
) -> None:
    path = tmp_path / "table.jsonl"
    path.write_bytes(mark + end.join(lines) + (end if last else b""))
    check(path, sizes)


cells = [
    *(b"no", b"", b'"a, b"', b'"two\nlines"', b'"two\r\nlines"', b'"say ""no"""', b'un"quoted'),
    *(b'"broken" here', b"caf\xc3\xa9", b"\xff", b'"\n\n"', b'"never closed', b'"', b"\0"),
]
headers = [
    *(b"quote,proposal", b'"quote","proposal"', b'quote,"pro\nposal",proposal', b"quote", b"Quote"),
    *(
        b'"quote"x,proposal',
        b"quote,\0",
        b'quote,"\n\xff"',
        b"words,proposal",
        b"quote,quote",
        b'"quote',
        b"",
        b"\xff,quote",
    ),
]


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    before=st.sampled_from([b"", b"\n", b"\n \n"]),
    header=st.sampled_from(headers),
    rows=st.lists(st.lists(st.sampled_from(cells), max_size=3).map(b",".join), max_size=7),
    end=st.sampled_from([b"\n", b"\r\n"]),
    last=st.booleans(),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    sizes=sizes_of,
)
@example(
    before=b"",
    header=b'"quote","proposal"',
    rows=[b'"two\nlines",p', b'"\xff\n",p', b"no,p", b'"never closed,p'],
    end=b"\n",
    last=False,
    mark=b"\xef\xbb\xbf",
    sizes=TINY,
)
@example(
    before=b"",
    header=b"",
    rows=[b'\xff,"two\nlines"'],
    end=b"\n",
    last=False,
    mark=b"",
    sizes=TINY,
)
def test_csv(
    before: bytes,
    header: bytes,
    rows: list[bytes],
    end: bytes,
    last: bool,
    mark: bytes,
    sizes: Sizes,
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(mark + before + end.join([header, *rows]) + (end if last else b""))
    check(path, sizes)


def parquet(path: Path, columns: dict[str, Any], group: int) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=group)
    return path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 60),
    group=st.integers(1, 70),
    sizes=st.builds(Sizes, rows=st.integers(1, 20), bytes=st.sampled_from([1, 200, 1 << 20])),
)
def test_parquet(count: int, group: int, sizes: Sizes, tmp_path: Path) -> None:
    quotes = [None if number % 5 == 4 else f"quote {number}" for number in range(count)]
    path = parquet(tmp_path / "t.parquet", {"quote": quotes, "page": list(range(count))}, group)
    rows, errors = in_pieces(path, sizes)
    assert not errors
    assert [row.line for row in rows] == list(range(1, count + 1))
    assert [row.values.get("quote") for row in rows] == quotes
    assert not any("page" in row.values for row in rows)


def test_a_row_group_is_read_by_few_tasks_and_small_ones_by_one(tmp_path: Path) -> None:
    quotes = {"quote": ["no"] * 1000}
    one = plan(table_of(parquet(tmp_path / "a.parquet", quotes, 1000)), TINY, {})
    assert len(one) == 16
    assert sum(piece.rows for piece in one) == 1000
    many = plan(table_of(parquet(tmp_path / "b.parquet", quotes, 10)), Sizes(rows=100), {})
    assert [piece.rows for piece in many] == [100] * 10
    assert [piece.last - piece.first for piece in many] == [10] * 10


def test_long_rows_make_pieces_of_fewer_rows(tmp_path: Path) -> None:
    texts = {"text": [f"{number:04d}" * 1000 for number in range(40)]}
    table = table_of(parquet(tmp_path / "a.parquet", texts, 10))
    assert len(plan(table, Sizes(bytes=16_000), {})) > 8
    assert len(plan(table, Sizes(), {})) == 1


def test_pieces_fit_the_tables_and_the_workers() -> None:
    most = Sizes()
    assert Sizes.fitting(10**12, 64) == most
    assert Sizes.fitting(10**12, 0) == most
    least = Sizes.fitting(1000, 64)
    assert (least.rows, least.bytes) == (256, 1 << 16)
    some = Sizes.fitting(1 << 24, 2)
    assert some.bytes == 1 << 20
    assert some.rows == most.rows // 4


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"words": ["a"]}, "the table lacks a column: found 'words'; needed: quote or text"),
        ({"Quote": ["a"]}, "the name 'Quote' is not known; rename it 'quote', exactly so"),
        ({"quote": ["a"], "Actor": ["a"]}, "the name 'Actor' is not known"),
        ({"quote": pa.array([], pa.string())}, "is empty: no row"),
    ],
)
def test_a_parquet_table_that_cannot_be_used_is_told(
    columns: dict[str, Any], said: str, tmp_path: Path
) -> None:
    path = parquet(tmp_path / "t.parquet", columns, 10)
    with pytest.raises(InputError) as caught:
        plan(table_of(path), Sizes(), {})
    assert str(caught.value).startswith(f"{path}: {said}")


@pytest.mark.parametrize(
    "data", [b"", b"PAR1", b"no Parquet at all", b"PAR1" + b"\0" * 40 + b"PAR1"]
)
def test_a_damaged_parquet_table_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(data)
    with pytest.raises(InputError, match="is no readable Parquet table"):
        plan(table_of(path), Sizes(), {})


def test_dates_and_lists_of_parquet_are_read(tmp_path: Path) -> None:
    columns = {
        "text": ["a"],
        "date": pa.array(["2031-05-01"]).cast(pa.date32()),
        "proposals": [["p", "q"]],
        "document": [7],
    }
    path = parquet(tmp_path / "t.parquet", columns, 10)
    rows, _ = in_pieces(path, Sizes())
    assert rows == [
        Row(
            {"document": 7, "text": "a", "date": "2031-05-01", "proposals": ["p", "q"]},
            str(path),
            1,
        )
    ]


def test_a_table_that_the_worker_does_not_see_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("quote\nno\n")
    table = table_of(path)
    pieces = plan(table, Sizes(), {})
    path.unlink()
    with pytest.raises(InputError, match="is not there for the worker that should read it; put"):
        plan(table, Sizes(), {})
    with pytest.raises(InputError, match="cannot be read"):
        list(piece_rows(pieces[0], {}))


def test_a_piece_says_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('quote\n"a\nb"\nc\n')
    pieces = plan(table_of(path), TINY, {})
    assert [str(piece) for piece in pieces] == [f"{path}:2", f"{path}:4"]
    assert all(isinstance(piece, Piece) for piece in pieces)
