from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.errors import ModelError
from stance.model.classifier import Design, Features, FitSettings
from stance.model.features import FeatureSettings
from stance.model.scorer import code_table
from stance.model.streams import codes_of
from stance.model.tfidf import Block, Blocks

ROWS = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "not_a", "a b", "ü"]), max_size=12),
    min_size=2,
    max_size=8,
)


def identity(row: list[str]) -> list[str]:
    return row


def features_of(rows: list[list[str]]) -> tuple[Features, list[str]]:
    """The counts of some names, in the order of their codes, and the names."""
    names = sorted({name for row in rows for name in row})
    codes = codes_of("quote", names)
    order = np.argsort(codes)
    names = [names[at] for at in order]
    counts = np.array([[row.count(name) for name in names] for row in rows], dtype=float)
    features = Features(
        (),
        FeatureSettings(("quote",)),
        {"quote": codes[order]},
        {"quote": sparse.csr_matrix(counts.reshape(len(rows), len(names)))},
        np.zeros(len(rows), dtype=np.int64),
        np.arange(len(rows)),
        np.ones(len(rows)),
    )
    return features, names


@settings(deadline=None)
@given(ROWS, st.integers(1, 2))
def test_equals_scikit_learn(rows: list[list[str]], min_df: int) -> None:
    vectorizer = TfidfVectorizer(analyzer=identity, sublinear_tf=True, min_df=min_df)
    try:
        expected = vectorizer.fit_transform(rows).toarray()
    except ValueError:  # no term left: scikit-learn refuses, and so do we
        return
    fit = FitSettings(FeatureSettings(("quote",)), {"quote": 1.0}, min_df=min_df)
    features, names = features_of(rows)
    design = Design.fit(features, np.arange(len(rows)), fit)
    (found,) = design.blocks
    terms = [names[column] for column in design.kept["quote"]]
    assert sorted(terms) == sorted(vectorizer.vocabulary_)
    order = [vectorizer.vocabulary_[term] for term in terms]
    np.testing.assert_allclose(found.idf, vectorizer.idf_[order], rtol=1e-12)
    np.testing.assert_allclose(design.matrix.toarray(), expected[:, order], atol=1e-12)
    block = replace(found, terms=terms)
    for row, wanted in zip(rows, expected[:, order], strict=True):
        one = block.row(row)
        dense = np.zeros(len(block.terms))
        dense[one.columns] = one.values
        np.testing.assert_allclose(dense, wanted, atol=1e-12)


def test_a_term_must_occur_in_several_documents_and_not_rows() -> None:
    rows = [["name", "said"], ["name"], ["said", "other"]]
    features, names = features_of(rows)
    fit = FitSettings(FeatureSettings(("quote",)), {"quote": 1.0}, min_df=2)
    design = Design.fit(replace(features, documents=np.array([0, 0, 1])), np.arange(3), fit)
    (block,) = design.blocks
    assert [names[column] for column in design.kept["quote"]] == ["said"]
    assert block.idf.tolist() == [np.log(4 / 3) + 1]


def test_unknown_terms_and_empty_rows_give_nothing() -> None:
    block = Block("quote", ("a", "b"), np.ones(2), weight=2.0, offset=7)
    assert len(block.row([]).columns) == len(block.row(["z"]).columns) == 0
    row = block.row(["b", "z"])
    assert row.columns.tolist() == [8]
    assert row.values.tolist() == [2.0]


@given(st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=6))
def test_many_rows_at_once_are_those_of_each_block(rows: list[list[int]]) -> None:
    blocks = (
        Block("quote", ("a", "b", "c"), np.array([1.0, 2.0, 1.5]), weight=0.5),
        Block("cue", ("a", "b", "d", "e"), np.array([1.0, 1.25, 3.0, 1.0]), offset=3),
    )
    names = [(block, term) for block in blocks for term in block.terms]
    of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    found = Blocks.of(blocks).entries(of, columns)
    for number, row in enumerate(rows):
        here = found.rows == number
        wanted = [
            block.row(names[column][1] for column in row if names[column][0] is block)
            for block in blocks
        ]
        assert found.columns[here].tolist() == [c for one in wanted for c in one.columns]
        np.testing.assert_allclose(
            found.values[here], [value for one in wanted for value in one.values], rtol=1e-14
        )


def test_a_block_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 terms but 2 idf"):
        Block("quote", ("a",), np.ones(2))


def test_a_term_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="one 64-bit code"):
        code_table([Block("quote", ("a", "a"), np.ones(2))])
