"""Codes of texts: joined without joining, found again, never mistaken for one another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ModelError
from stance.reading import codes
from stance.reading.codes import CodeTable, coded, joined

texts = st.lists(st.text(max_size=12), max_size=30)
BASE = 0x9E3779B97F4A7C15


def slow(text: str) -> int:
    """The polynomial of a text's letters, one after the other."""
    code = 0
    for letter in text:
        code = (code * BASE + ord(letter) + 1) % 2**64
    return code


@given(texts=texts)
def test_a_code_is_the_polynomial_of_the_letters(texts: list[str]) -> None:
    assert coded(texts).code.tolist() == [slow(text) for text in texts]


@given(pairs=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=20))
def test_joined_codes_are_those_of_the_joined_texts(pairs: list[tuple[str, str]]) -> None:
    left, right = coded([one for one, _ in pairs]), coded([two for _, two in pairs])
    found = joined("a=", left, " ", right)
    whole = coded([f"a={one} {two}" for one, two in pairs])
    assert found.code.tolist() == whole.code.tolist()
    assert found.power.tolist() == whole.power.tolist()


def test_many_texts_are_coded_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"w{number}" for number in range(25)]
    whole = coded(texts).code.tolist()
    monkeypatch.setattr(codes, "_CHUNK", 4)
    assert coded(texts).code.tolist() == whole
    assert coded([]).code.tolist() == []


@given(known=st.sets(st.text(max_size=6), max_size=60), asked=texts)
def test_a_table_finds_what_it_holds_and_nothing_else(known: set[str], asked: list[str]) -> None:
    names = sorted(known)
    table = CodeTable.of(coded(names).code)
    wanted = [names.index(text) if text in known else len(names) for text in [*asked, *names]]
    assert table.rows(coded([*asked, *names]).code).tolist() == wanted


def test_a_table_keeps_the_shape_of_the_question() -> None:
    table = CodeTable.of(coded(["a", "b"]).code)
    asked = coded(["b", "x", "a", "b"]).code.reshape(2, 2)
    assert table.rows(asked).tolist() == [[1, 2], [0, 1]]


def test_crowded_codes_are_all_found() -> None:
    crowded = np.arange(1000, dtype=np.uint64)  # near one another: many share a first slot
    table = CodeTable.of(crowded)
    assert table.rows(crowded).tolist() == list(range(1000))


def test_two_features_with_one_code_are_refused() -> None:
    with pytest.raises(ModelError, match="one 64-bit code"):
        CodeTable.of(np.array([5, 5], dtype=np.uint64))
