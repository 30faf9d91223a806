"""Tables plain and packed, the meter, and Parquet."""

from __future__ import annotations

import gzip
import json
import os
import threading
from pathlib import Path

import pytest

from stance.documents import ArticleInput, SpanInput, read_articles
from stance.documents.entries import COLUMNS
from stance.documents.rows import Meter, table_rows
from stance.errors import InputError, StanceError

ROWS = [{"quote": f"we refuse part {number}", "proposal": "sell it"} for number in range(1, 101)]
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS)
CSV = "quote,proposal\n" + "".join(f"{row['quote']},{row['proposal']}\n" for row in ROWS)


def quotes(path: Path) -> list[str]:
    return [
        found.statement.quote for found in read_articles([path]) if isinstance(found, SpanInput)
    ]


@pytest.mark.parametrize(("name", "text"), [("r.jsonl", JSONL), ("r.csv", CSV)])
def test_a_packed_table_is_read_as_the_plain_one(tmp_path: Path, name: str, text: str) -> None:
    plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
    plain.write_text(text, encoding="utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    assert quotes(plain) == quotes(packed) == [row["quote"] for row in ROWS]
    (first, *_) = read_articles([packed])
    assert isinstance(first, SpanInput)
    assert first.statement.id == f"{name}.gz:{1 if 'jsonl' in name else 2}"
    assert first.path == str(packed)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(JSONL.encode())[:-30], "no whole gzip file"),
        (JSONL.encode(), "no whole gzip file (Not a gzipped file"),
        (gzip.compress(JSONL.encode())[:40] + b"\xff" * 60, "no whole gzip file"),
        (gzip.compress(b""), "is empty: no row"),
        (gzip.compress(b"caf\xe9\n"), "byte 0xe9"),
    ],
    ids=["cut", "plain", "damaged", "empty", "latin"],
)
def test_a_bad_archive_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        list(read_articles([path]))
    assert said in caught.value.reason
    assert caught.value.path == str(path)


def test_what_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl.gz"
    text = JSONL * 50
    path.write_bytes(gzip.compress(text.encode())[:-9])
    errors: list[StanceError] = []
    found = list(read_articles([path], on_error=errors.append))
    assert 0 < len(found) <= 5000
    assert [error.path for error in errors] == [str(path)]


def test_the_meter_counts_bytes_as_they_are_read(tmp_path: Path) -> None:
    sizes: list[int] = []
    meter = Meter()
    for name, data in (("a.jsonl", JSONL.encode() * 30), ("b.csv.gz", gzip.compress(CSV.encode()))):
        path = tmp_path / name
        path.write_bytes(data)
        before = meter.bytes
        for row in table_rows(path, COLUMNS, meter):
            assert row is not None
            sizes.append(meter.bytes)
        assert meter.bytes == before + len(data)
    assert sizes == sorted(sizes)
    assert 0 < sizes[0] < sizes[1500] < sizes[-1]


def test_the_meter_counts_what_an_error_left_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{\n", encoding="utf-8")
    meter = Meter()
    with pytest.raises(StanceError):
        list(table_rows(path, COLUMNS, meter))
    assert meter.bytes == 2


def test_a_pipe_by_name_is_read_and_not_counted(tmp_path: Path) -> None:
    pipe = tmp_path / "r.jsonl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(JSONL, "utf-8"))
    writer.start()
    meter = Meter()
    assert len(list(table_rows(pipe, COLUMNS, meter))) == 100
    writer.join()
    assert meter.bytes == 0


def test_a_parquet_table_holds_quotes_and_articles(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    text = "Mayor Ada Brenn told reporters that she would sell the old pier in May."
    rows = [
        {"id": "q", "quote": "we refuse", "proposal": "sell it", "text": None},
        {"id": "a", "quote": None, "proposal": "sell it", "text": text},
        {"id": "e", "quote": None, "proposal": "sell it", "text": None},
    ]
    path = tmp_path / "rows.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    errors: list[StanceError] = []
    span, article = read_articles([path], on_error=errors.append)
    assert isinstance(span, SpanInput)
    assert (span.statement.id, span.statement.quote, span.line) == ("q", "we refuse", 1)
    assert isinstance(article, ArticleInput)
    assert (article.article.id, article.article.text, article.line) == ("a", text, 2)
    assert [str(error).split(": ")[0] for error in errors] == [f"{path}:3"]
    meter = Meter()
    assert len(list(table_rows(path, COLUMNS, meter))) == 3
    assert meter.bytes == path.stat().st_size


def test_an_empty_parquet_table_is_refused(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "rows.parquet"
    parquet.write_table(pyarrow.table({"quote": pyarrow.array([], pyarrow.string())}), path)
    with pytest.raises(InputError, match="is empty: no row"):
        list(read_articles([path]))
