"""Texts that are almost the same: Jaccard similarity of their sequences of four words.

All pairs that share a sequence are counted at once by a sparse product, so that the work grows
with what texts share and not with the square of their number. Broder, "On the resemblance and
containment of documents", 1997.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

WORDS: Final = 4
"""Length of a sequence; a shorter text is one sequence as a whole."""
LEAST: Final = 0.5
"""Similarity from which two texts are almost the same."""
MOST_SHARED: Final = 500
"""A sequence in more texts than this is a formula, by which no pair is looked for."""

_BLOCK: Final = 1024
_WORD: Final = re.compile(r"[^\W_]+")

Numbers = npt.NDArray[np.int64]
Keep = Callable[[Numbers, Numbers], npt.NDArray[np.bool_]]
"""Says of pairs of texts, by their numbers, which are of interest."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their numbers, the first the smaller, and how similar they are (0 to 1)."""

    first: int
    second: int
    similarity: float


def words_of(text: str) -> tuple[str, ...]:
    """The words in small letters, without marks.

    >>> words_of("No tolls, she said.")
    ('no', 'tolls', 'she', 'said')
    """
    return tuple(_WORD.findall(text.casefold()))


class Near:
    """Pairs of texts that are almost the same; `common` counts the formulas passed over."""

    def __init__(self, texts: Sequence[str], most_shared: int = MOST_SHARED) -> None:
        from scipy.sparse import csr_array

        numbers: dict[tuple[str, ...], int] = {}
        columns: list[int] = []
        ends = [0]
        for text in texts:
            columns.extend({numbers.setdefault(it, len(numbers)) for it in _sequences(text)})
            ends.append(len(columns))
        ones = np.ones(len(columns), dtype=np.int32)
        shape = (len(texts), len(numbers))
        self._all = csr_array((ones, np.array(columns, dtype=np.int64), np.array(ends)), shape)
        shared = np.bincount(columns, minlength=len(numbers))
        self.common = int((shared > most_shared).sum())
        # A sequence of one text only is in no pair; a formula would be in too many.
        self._telling = self._all[:, (shared > 1) & (shared <= most_shared)]
        self._sizes = np.diff(self._all.indptr)
        self._formulas = _row_sums(self._all[:, shared > most_shared])

    def pairs(self, keep: Keep, least: float = LEAST) -> Iterator[Pair]:
        """The pairs that `keep` wants and that are at least so similar, by their numbers."""
        turned = self._telling.T.tocsr()
        for start in range(0, len(self._sizes), _BLOCK):
            counts = (self._telling[start : start + _BLOCK] @ turned).tocoo()
            first, second = (
                counts.coords[0].astype(np.int64) + start,
                counts.coords[1].astype(np.int64),
            )
            ahead = first < second
            first, second, found = first[ahead], second[ahead], counts.data[ahead]
            # What they share at most, were all the formulas of one in the other.
            most = found + np.minimum(self._formulas[first], self._formulas[second])
            wanted = self._similarity(first, second, most) >= least
            wanted[wanted] = keep(first[wanted], second[wanted])
            yield from self._exact(first[wanted], second[wanted], least)

    def nearest(self, keep: Keep, least: float = LEAST) -> list[Pair]:
        """Of the pairs that each text is the second of, the most similar, by their numbers."""
        best: dict[int, Pair] = {}
        for pair in self.pairs(keep, least):
            found = best.setdefault(pair.second, pair)
            if (pair.similarity, -pair.first) > (found.similarity, -found.first):
                best[pair.second] = pair
        return [best[number] for number in sorted(best)]

    def _exact(self, first: Numbers, second: Numbers, least: float) -> Iterator[Pair]:
        for begin in range(0, len(first), _BLOCK):
            one, two = first[begin : begin + _BLOCK], second[begin : begin + _BLOCK]
            shared = _row_sums(self._all[one].multiply(self._all[two]))
            similarity = self._similarity(one, two, shared)
            for number in np.flatnonzero(similarity >= least):
                yield Pair(int(one[number]), int(two[number]), float(similarity[number]))

    def _similarity(self, first: Numbers, second: Numbers, shared: Any) -> npt.NDArray[np.float64]:
        together = self._sizes[first] + self._sizes[second] - shared
        return np.asarray(shared / np.maximum(together, 1), dtype=np.float64)


def _row_sums(matrix: Any) -> Numbers:
    return np.asarray(matrix.sum(axis=1), dtype=np.int64).ravel()


def _sequences(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    if 0 < len(words) < WORDS:
        yield words
    for start in range(len(words) - WORDS + 1):
        yield words[start : start + WORDS]
