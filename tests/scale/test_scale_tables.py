from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stance.errors import InputError
from stance.scale.tables import TableForm, find_tables

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

Write = Callable[[str, str], Path]


@pytest.fixture
def here(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tables and other files, from which paths are relative."""
    for name in (
        *("a.csv", "b.jsonl", "notes.txt", "data/one.parquet", "data/two.CSV"),
        *("data/deep/three.jsonl", "data/_SUCCESS", "data/.hidden.csv", "data/readme.md"),
        *("other/a.csv", "other/four.csv", "empty/x.txt", "odd[1].csv"),
        *("sorted/a/z.csv", "sorted/a.csv"),
    ):
        write(name, "x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*inputs: str | Path) -> list[str]:
    return [table.name for table in find_tables(inputs).tables]


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        (["a.csv", "b.jsonl"], ["a.csv", "b.jsonl"]),
        (["b.jsonl", "a.csv"], ["b.jsonl", "a.csv"]),
        (["data"], ["deep/three.jsonl", "one.parquet", "two.CSV"]),
        (["data/"], ["deep/three.jsonl", "one.parquet", "two.CSV"]),
        (["data/*.parquet"], ["one.parquet"]),
        (["da*/**/*.jsonl"], ["data/deep/three.jsonl"]),
        (["*.csv"], ["a.csv", "odd[1].csv"]),
        (["d*"], ["data/deep/three.jsonl", "data/one.parquet", "data/two.CSV"]),
        (["odd[1].csv"], ["odd[1].csv"]),
        (["sorted"], ["a/z.csv", "a.csv"]),
        (["a.csv", "other/a.csv"], ["a.csv", "other/a.csv"]),
        (["a.csv", "a.csv"], ["a.csv", "a.csv"]),
        (["a.csv", "other"], ["a.csv", "other/a.csv", "other/four.csv"]),
        (["b.jsonl", "other"], ["b.jsonl", "a.csv", "four.csv"]),
        (["other", "data/*.parquet"], ["other/a.csv", "other/four.csv", "data/one.parquet"]),
    ],
)
def test_every_table_is_found_in_order_with_a_name_of_its_own(
    inputs: list[str], found: list[str], here: Path
) -> None:
    assert names(*inputs) == found


def test_a_table_knows_where_it_is_and_how_the_user_calls_it(here: Path) -> None:
    given, deep = find_tables(["other/four.csv", here / "data/deep"]).tables
    assert (given.shown, given.form) == ("other/four.csv", TableForm.CSV)
    assert (given.size, deep.size) == (1, 1)
    assert given.url == (here / "other/four.csv").as_uri()
    assert deep.shown == str(here / "data/deep/three.jsonl")


def test_what_is_no_table_is_listed_and_notes_of_a_writer_are_not(here: Path) -> None:
    listing = find_tables(["data", "*.[ct]??*"])
    assert [table.shown for table in listing.tables][-2:] == ["a.csv", "odd[1].csv"]
    assert listing.passed_over == ("data/readme.md", "notes.txt")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("absent.csv", "absent.csv: no such file or folder"),
        ("no*.csv", "no*.csv: no table is there that can be divided"),
        ("empty", "empty: no table is there that can be divided among workers; allowed are .parq"),
        ("notes.txt", "notes.txt: is no table that can be divided"),
        ("notes.txt", "articles in a table, a row each, with their `text`"),
        ("nonsense://a.csv", "nonsense://a.csv: cannot be looked for: Protocol not known"),
    ],
)
def test_what_is_not_there_is_told(given: str, said: str, here: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_tables([given])
    assert said in str(caught.value)


def test_tables_elsewhere_are_found_by_their_protocol() -> None:
    memory = fsspec.filesystem("memory")
    for name in ("/quotes/b.csv", "/quotes/a.csv", "/quotes/readme.md"):
        memory.pipe_file(name, b"x")
    try:
        listing = find_tables(["memory://quotes/*"])
        assert [table.url for table in listing.tables] == [
            "memory:///quotes/a.csv",
            "memory:///quotes/b.csv",
        ]
        assert [table.shown for table in listing.tables] == [
            "memory://quotes/a.csv",
            "memory://quotes/b.csv",
        ]
        assert listing.passed_over == ("memory://quotes/readme.md",)
        assert names("memory://quotes/a.csv") == ["a.csv"]
    finally:
        memory.rm("/quotes", recursive=True)
