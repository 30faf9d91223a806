"""TF-IDF over the words of texts as a scikit-learn transformer: equal to its own, and faster.

Words are found by scikit-learn's own pattern; runs of words are joined as 64-bit codes in NumPy
instead of as texts (see `stance.reading.codes`), and looked up in one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from stance.reading.codes import Coded, CodeTable, Rows, coded, joined

TOKEN: Final = re.compile(r"(?u)\b\w\w+\b")
"""`TfidfVectorizer`'s default `token_pattern`."""


class FastTfidfVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """`TfidfVectorizer` for lower-cased words and runs of them, with L2 norm and smoothed idf.

    It gives the same vocabulary, in the same order, and the same numbers as
    ``TfidfVectorizer(ngram_range=…, min_df=…, sublinear_tf=…)``. `min_df` is a whole number of
    documents. Not supported: other analyzers, patterns, stop words, accents, `max_df`,
    `max_features`, a given vocabulary, other norms; use scikit-learn's own for these.

    After `fit`: `vocabulary_` (term → column) and `idf_`, shape (terms,).

    >>> texts = ["We agree to talks.", "We refuse talks."]
    >>> FastTfidfVectorizer().fit(texts).get_feature_names_out().tolist()
    ['agree', 'refuse', 'talks', 'to', 'we']
    """

    def __init__(
        self,
        *,
        ngram_range: tuple[int, int] = (1, 1),
        min_df: int = 1,
        sublinear_tf: bool = False,
    ) -> None:
        self.ngram_range = ngram_range
        self.min_df = min_df
        self.sublinear_tf = sublinear_tf

    def fit(self, raw_documents: Iterable[str], y: Any = None) -> Self:
        """Learn vocabulary and idf; `y` is ignored. Raises `ValueError` as scikit-learn does."""
        self._learn(_Words.of(raw_documents))
        return self

    def fit_transform(self, raw_documents: Iterable[str], y: Any = None) -> sparse.csr_matrix:
        """The same as `fit`, then `transform`, with the texts read once."""
        words = _Words.of(raw_documents)
        self._learn(words)
        return self._weigh(words)

    def transform(self, raw_documents: Iterable[str]) -> sparse.csr_matrix:
        """The TF-IDF matrix of texts, shape (texts, terms), rows of unit length or empty."""
        check_is_fitted(self)
        return self._weigh(_Words.of(raw_documents))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """The terms in the order of their columns; `input_features` is ignored."""
        check_is_fitted(self)
        return np.array(list(self.vocabulary_), dtype=object)

    def _learn(self, words: _Words) -> None:
        least, most = self.ngram_range
        if not 1 <= least <= most:
            raise ValueError(f"ngram_range is {self.ngram_range}; allowed is 1 <= least <= most")
        if not isinstance(self.min_df, int) or self.min_df < 1:
            raise ValueError(f"min_df is {self.min_df!r}; allowed is a whole number from 1")
        runs = words.runs(least, most)
        codes, first, column = np.unique(runs.code, return_index=True, return_inverse=True)
        seen = sparse.csr_matrix(
            (np.ones(len(column), dtype=bool), (runs.document, column)),
            shape=(words.count, len(codes)),
        )
        frequency = np.bincount(seen.indices, minlength=len(codes))
        kept = np.flatnonzero(frequency >= self.min_df)
        if not len(kept):
            raise ValueError("no terms remain; lower min_df, or give texts with words")
        terms = [words.text(runs.start[at], int(runs.size[at])) for at in first[kept]]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        kept = kept[order]
        self.vocabulary_ = {terms[at]: number for number, at in enumerate(order)}
        self.idf_ = np.log((1.0 + words.count) / (1.0 + frequency[kept])) + 1.0
        self._table = CodeTable.of(codes[kept])

    def _weigh(self, words: _Words) -> sparse.csr_matrix:
        runs = words.runs(*self.ngram_range)
        columns = self._table.rows(runs.code)
        known = np.flatnonzero(columns < len(self.idf_))
        matrix = sparse.csr_matrix(
            (np.ones(len(known)), (runs.document[known], columns[known])),
            shape=(words.count, len(self.idf_)),
        )
        matrix.sum_duplicates()
        if self.sublinear_tf:
            matrix.data = 1.0 + np.log(matrix.data)
        matrix.data *= self.idf_[matrix.indices]
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
        return matrix

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


class _Runs:
    """Runs of words: the code of each, its document, its first word and its size."""

    def __init__(self, code: Any, document: Rows, start: Rows, size: Rows) -> None:
        self.code, self.document, self.start, self.size = code, document, start, size


class _Words:
    """The words of all documents in one row."""

    def __init__(self, texts: Sequence[str], number: Rows, document: Rows, count: int) -> None:
        self.texts, self.number, self.document, self.count = texts, number, document, count

    @classmethod
    def of(cls, raw_documents: Iterable[str]) -> _Words:
        if isinstance(raw_documents, str):
            raise ValueError("expected a list of texts, found one text")
        numbers: dict[str, int] = {}
        row: list[int] = []
        lengths: list[int] = []
        for text in raw_documents:
            found = TOKEN.findall(text.lower())
            row += [numbers.setdefault(word, len(numbers)) for word in found]
            lengths.append(len(found))
        document = np.repeat(np.arange(len(lengths)), lengths)
        return cls(list(numbers), np.array(row, dtype=np.intp), document, len(lengths))

    def runs(self, least: int, most: int) -> _Runs:
        """All runs of `least` to `most` words of one document."""
        names: Coded = coded(self.texts)[self.number]
        run = names
        found: list[tuple[Any, Rows, int]] = []
        for size in range(1, min(most, len(self.number)) + 1):
            if size > 1:
                run = joined(run[:-1], " ", names[size - 1 :])
            if size >= least:
                starts = np.flatnonzero(self.document[: len(run.code)] == self.document[size - 1 :])
                found.append((run.code[starts], starts, size))
        starts = np.concatenate([np.zeros(0, dtype=np.intp), *(each[1] for each in found)])
        return _Runs(
            np.concatenate([np.zeros(0, dtype=np.uint64), *(each[0] for each in found)]),
            self.document[starts],
            starts,
            np.concatenate(
                [np.zeros(0, dtype=np.intp), *(np.full(len(e[1]), e[2]) for e in found)]
            ),
        )

    def text(self, start: int, size: int) -> str:
        """The words of a run."""
        return " ".join(self.texts[number] for number in self.number[start : start + size])
