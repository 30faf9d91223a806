from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import RecipeError, TrainingError
from stance.evaluation.folds import group_rows, make_folds, normalised, number_texts
from stance.schema import Statement

LONG = "the ferry to the islands must keep running in winter"


def rows(*given: dict[str, Any]) -> list[Statement]:
    return [Statement(**{"quote": "it", "proposal": "", **row}) for row in given]


def together(groups: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(groups == number).tolist()) for number in np.unique(groups)]


def test_one_document_is_one_group() -> None:
    found = group_rows(rows({"document": "a"}, {"document": "b"}, {"document": "a"}), "document")
    assert together(found) == [{0, 2}, {1}]


def test_the_same_long_quote_ties_documents_and_a_short_one_does_not() -> None:
    given = rows(
        {"document": "a", "quote": LONG},
        {"document": "b", "quote": f"“{LONG.upper()}!”"},
        {"document": "c", "quote": "we agree"},
        {"document": "d", "quote": "We agree."},
    )
    assert together(group_rows(given, "document")) == [{0, 1}, {2}, {3}]


def test_rows_without_document_stand_alone() -> None:
    assert together(group_rows(rows({}, {}), "document")) == [{0}, {1}]


def test_kindred_proposals_are_one_and_others_not() -> None:
    given = rows(
        {"proposal": "build the tram line", "document": "a"},
        {"proposal": "Build a tram line", "document": "b"},
        {"proposal": "build the new tram line", "document": "c"},
        {"proposal": "close the tram line depot on Sundays", "document": "d"},
        {"proposal": "", "document": "e"},
        {"proposal": "", "document": "e"},
    )
    assert together(group_rows(given, "proposal")) == [{0, 1, 2}, {3}, {4, 5}]


def test_actors_are_grouped_by_name_and_pronouns_by_document() -> None:
    given = rows(
        {"actor": "Ada Brenn", "document": "a"},
        {"actor": "ada brenn", "document": "b"},
        {"actor": "he", "document": "a"},
        {"actor": "he", "document": "b"},
    )
    assert together(group_rows(given, "actor")) == [{0, 1}, {2}, {3}]


def test_unknown_grouping_lists_the_known() -> None:
    with pytest.raises(RecipeError, match="known are document, proposal, actor"):
        group_rows(rows({}), "moon")


def test_normalised_text() -> None:
    assert normalised("“We WON'T,” he said.") == ("we", "won", "t", "he", "said")


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=30, max_size=60), st.integers(2, 4), st.integers(0, 9))
def test_no_group_is_divided_and_every_row_is_tested_once(
    groups: list[int], count: int, seed: int
) -> None:
    numbers = np.array(groups)
    labels = np.arange(len(groups)) % 5
    if len(np.unique(numbers)) < count:
        return
    try:
        folds = make_folds(numbers, labels, count, seed)
    except TrainingError:
        return
    everything = list(range(len(groups)))
    assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == everything
    for fold in folds:
        assert not set(numbers[fold.test]) & set(numbers[fold.train])
        assert sorted([*fold.test.tolist(), *fold.train.tolist()]) == everything


def test_no_fold_trains_on_a_text_that_it_tests() -> None:
    given = rows(
        *({"document": "a", "quote": LONG, "proposal": proposal} for proposal in ("dig", "fill")),
        *({"document": letter, "quote": "we agree", "proposal": "dig"} for letter in "bc"),
        *({"document": letter, "quote": "not so", "proposal": "fill"} for letter in "bd"),
        {"document": "b", "quote": "We agree!", "proposal": "fill"},
        {"document": "e", "quote": "dig now", "proposal": "dig"},
    )
    texts = number_texts(given)
    assert together(texts) == [{0, 1}, {2, 6}, {3}, {4}, {5}, {7}]
    groups, labels = group_rows(given, "proposal"), np.array([0, 1, 0, 1, 0, 1, 0, 0])
    for fold in make_folds(groups, labels, 2, 0, texts):
        assert not set(texts[fold.test]) & set(texts[fold.train])
        kept = set(fold.train.tolist()) | set(fold.test.tolist())
        lost = set(range(len(given))) - kept
        assert lost
        assert all(texts[row] in set(texts[fold.test]) for row in lost)


def test_too_few_groups_are_an_error() -> None:
    with pytest.raises(TrainingError, match="2 groups cannot fill 3 folds"):
        make_folds(np.array([0, 0, 1]), np.array([0, 1, 0]), 3, 0)


def test_a_fold_that_leaves_one_label_is_an_error() -> None:
    labels = np.array([1, 1, 0, 0])
    with pytest.raises(TrainingError, match="is degenerate"):
        make_folds(np.array([0, 0, 1, 1]), labels, 2, 0)
