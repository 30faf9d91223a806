"""TF-IDF over feature names, applied with NumPy alone.

The numbers are those of scikit-learn's `TfidfVectorizer(analyzer=list, sublinear_tf=True,
min_df=…)`: sub-linear counts ``1 + ln(tf)``, smoothed ``idf = ln((1 + n) / (1 + df)) + 1``,
each row scaled to unit length. A test compares both on random input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """The non-zero entries of one statement: column numbers and values, both of one length."""

    columns: Whole
    values: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """One stream's vocabulary and idf; its columns start at `offset` in the whole model.

    `weight` scales the unit-length row, so that streams count as much as they deserve.
    """

    name: str
    terms: tuple[str, ...]
    idf: Floats
    weight: float = 1.0
    offset: int = 0
    _column: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.terms) != len(self.idf):
            raise ValueError(f"{self.name}: {len(self.terms)} terms but {len(self.idf)} idf values")
        column = {term: number for number, term in enumerate(self.terms)}
        if len(column) != len(self.terms):
            raise ValueError(f"{self.name}: a term occurs twice")
        object.__setattr__(self, "_column", column)

    def row(self, names: Iterable[str]) -> Row:
        """Columns (from `offset` on, ascending) and TF-IDF values of one statement."""
        counts = Counter(column for name in names if (column := self._column.get(name)) is not None)
        columns = np.fromiter(counts.keys(), np.int64, len(counts))
        order = np.argsort(columns)
        columns = columns[order]
        frequency = np.fromiter(counts.values(), np.float64, len(counts))[order]
        values = (1.0 + np.log(frequency)) * self.idf[columns]
        norm = float(np.sqrt(values @ values))
        if norm > 0:
            values *= self.weight / norm
        return Row(columns + self.offset, values)
