"""Near-duplicates against the obvious way: every pair, set by set."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.doctor.near import LEAST, WORDS, Near, Numbers, words_of


def every(first: Numbers, second: Numbers) -> npt.NDArray[np.bool_]:
    return np.ones(len(first), dtype=np.bool_)


def sequences(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    if len(words) < WORDS:
        return {words} if words else set()
    return {words[start : start + WORDS] for start in range(len(words) - WORDS + 1)}


def slow(texts: list[str], least: float) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for first, second in combinations(range(len(texts)), 2):
        one, two = sequences(texts[first]), sequences(texts[second])
        if one & two and len(one & two) / len(one | two) >= least:
            found[first, second] = len(one & two) / len(one | two)
    return found


def fast(texts: list[str], least: float, most_shared: int = 500) -> dict[tuple[int, int], float]:
    pairs = list(Near(texts, most_shared).pairs(every, least))
    found = {(pair.first, pair.second): pair.similarity for pair in pairs}
    assert len(found) == len(pairs)
    return found


TEXTS = st.lists(
    st.lists(st.sampled_from("a b c d No".split()), max_size=9).map(" ".join), max_size=12
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([0.1, 0.5, 1.0]))
def test_the_pairs_are_those_of_the_obvious_way(texts: list[str], least: float) -> None:
    found = fast(texts, least)
    expected = slow(texts, least)
    assert set(found) == set(expected)
    assert all(found[pair] == pytest.approx(expected[pair]) for pair in expected)


@settings(deadline=None)
@given(TEXTS)
def test_formulas_lose_only_pairs_that_share_nothing_else(texts: list[str]) -> None:
    found, expected = fast(texts, LEAST, most_shared=2), slow(texts, LEAST)
    counts: dict[tuple[str, ...], int] = {}
    for text in texts:
        for sequence in sequences(text):
            counts[sequence] = counts.get(sequence, 0) + 1
    telling = {
        (first, second)
        for first, second in expected
        if any(counts[it] <= 2 for it in sequences(texts[first]) & sequences(texts[second]))
    }
    assert set(found) == telling


def test_case_marks_and_one_word_more_are_near() -> None:
    texts = [
        "We will never close the old harbour to the public",
        "“We will NEVER close the old harbour to the public!”",
        "We will never close the old harbour to the public again",
        "Nothing to do with it",
    ]
    assert fast(texts, LEAST) == {
        (0, 1): 1.0,
        (0, 2): pytest.approx(7 / 8),
        (1, 2): pytest.approx(7 / 8),
    }


def test_a_formula_in_all_texts_is_counted_and_passed_over() -> None:
    near = Near(["he said that he would"] * 30, most_shared=20)
    assert near.common == 2
    assert list(near.pairs(every)) == []


def test_no_texts_and_texts_without_words() -> None:
    assert fast([], LEAST) == fast(["", "…"], LEAST) == {}


def test_only_pairs_of_interest_are_given() -> None:
    near = Near(["a b c d e"] * 3)
    found = list(near.pairs(lambda first, second: (first == 0) & (second == 2)))
    assert [(pair.first, pair.second) for pair in found] == [(0, 2)]


def test_twenty_thousand_texts_in_families_of_ten() -> None:
    texts = [
        f"in town {number // 10} we will never close the old harbour of {number // 10} {number}"
        for number in range(20_000)
    ]
    near = Near(texts)
    assert near.common > 0
    pairs = list(near.pairs(every, 0.6))
    assert len(pairs) == 2_000 * 45
    assert all(pair.first // 10 == pair.second // 10 for pair in pairs)
