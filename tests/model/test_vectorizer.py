from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stance.model.vectorizer import FastTfidfVectorizer

WORDS = st.sampled_from("we We agree a I talks, no-no İs ΣΑΣ naïve 12 e\u0301e _x 😀 ".split(" "))
TEXTS = st.lists(
    st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=20), min_size=1, max_size=6
)
RANGES = st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 3)])


@settings(deadline=None)
@given(TEXTS, TEXTS, RANGES, st.integers(1, 2), st.booleans())
def test_equals_scikit_learn(
    texts: list[str], more: list[str], ngrams: tuple[int, int], least: int, sublinear: bool
) -> None:
    options: dict[str, Any] = {
        "ngram_range": ngrams,
        "min_df": least,
        "sublinear_tf": sublinear,
    }
    theirs, ours = TfidfVectorizer(**options), FastTfidfVectorizer(**options)
    try:
        expected = theirs.fit_transform(texts)
    except ValueError:
        with pytest.raises(ValueError, match="no terms remain"):
            ours.fit(texts)
        return
    found = ours.fit_transform(texts)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    assert ours.vocabulary_ == theirs.vocabulary_
    np.testing.assert_allclose(ours.idf_, theirs.idf_, rtol=1e-14)
    np.testing.assert_allclose(found.toarray(), expected.toarray(), atol=1e-14)
    np.testing.assert_allclose(
        ours.transform(more).toarray(), theirs.transform(more).toarray(), atol=1e-14
    )


def test_it_follows_the_estimators_contract() -> None:
    texts = ["we agree to talks", "we refuse talks", "no talks", "we agree"]
    first = FastTfidfVectorizer(ngram_range=(1, 2))
    assert first.get_params() == {"ngram_range": (1, 2), "min_df": 1, "sublinear_tf": False}
    assert first.fit(texts) is first
    copy = clone(first)
    assert copy.get_params() == first.get_params()
    with pytest.raises(NotFittedError):
        copy.transform(texts)
    again = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(
        again.transform(texts).toarray(), first.transform(texts).toarray()
    )
    pipeline = make_pipeline(FastTfidfVectorizer(), LogisticRegression())
    assert pipeline.fit(texts, [1, 0, 0, 1]).predict(["agree"]).tolist() == [1]


@pytest.mark.parametrize(
    ("options", "texts", "reason"),
    [
        ({"ngram_range": (2, 1)}, ["a text"], "ngram_range is"),
        ({"min_df": 0}, ["a text"], "min_df is 0"),
        ({"min_df": 0.5}, ["a text"], "min_df is 0.5"),
        ({}, "a text", "found one text"),
        ({}, [], "no terms remain"),
    ],
)
def test_what_it_does_not_support_is_refused(
    options: dict[str, Any], texts: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        FastTfidfVectorizer(**options).fit(texts)
