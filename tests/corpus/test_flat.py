"""Flat rows as JSON Lines, CSV and TSV: the tables that training reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from read_cases import CASES, expected, shown

from stance.corpus import read_labelled
from stance.corpus.formats import read_collection, write_collection
from stance.errors import InputError

Write = Callable[[str, str], Path]
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize("name", expected("rows"))
def test_flat_rows_are_read(name: str) -> None:
    assert shown(read_collection(CASES / "rows" / name)) == expected("rows")[name]


def test_the_three_tables_hold_the_same() -> None:
    first, *rest = (read_collection(CASES / "rows" / name) for name in expected("rows"))
    assert all(each.coded == first.coded for each in rest)


def test_flat_rows_are_those_that_training_reads(tmp_path: Path) -> None:
    found = read_collection(DATA / "reversed.jsonl")
    write_collection(found, tmp_path / "again.csv", "csv")
    wanted = read_labelled([DATA / "reversed.jsonl"]).statements
    assert read_labelled([tmp_path / "again.csv"]).statements == wanted


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,", "fewer than the header's 3"),
        ("x,y,favour", "unknown label 'favour'"),
        (",y,oppose", "quote: missing or empty"),
    ],
)
def test_a_flat_row_that_is_wrong_is_listed(write: Write, row: str, said: str) -> None:
    path = write("rows.csv", f"quote,proposal,stance\n{row}\nNo.,p,oppose\n")
    found = read_collection(path)
    assert [item.statement.quote for item in found.coded] == ["No."]
    assert [said in str(loss) for loss in found.losses] == [True]


def test_a_table_with_other_columns_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="the header lacks a column"):
        read_collection(write("rows.csv", "Quote;stance\nNo.;oppose\n"), "csv")
    with pytest.raises(InputError, match="cells are separated by '\\\\t' only"):
        read_collection(write("rows.tsv", "quote,stance\nNo.,oppose\n"), "tsv")


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl"])
def test_cells_hold_whatever_a_quote_holds(name: str, write: Write, tmp_path: Path) -> None:
    quote = ' "No",\tshe\nsaid;\r\n “no”\u2028 '
    path = write("in.jsonl", json.dumps({"quote": quote, "proposal": ",", "stance": "oppose"}))
    write_collection(read_collection(path), tmp_path / f"out.{name}", name)
    (item,) = read_collection(tmp_path / f"out.{name}", name).coded
    assert (item.statement.quote, item.statement.proposal) == (quote, ",")
