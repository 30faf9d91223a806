"""TF-IDF over feature names, applied with NumPy alone.

The numbers are those of scikit-learn's `TfidfVectorizer(analyzer=list, sublinear_tf=True,
min_df=…)`: sub-linear counts ``1 + ln(tf)``, smoothed ``idf = ln((1 + n) / (1 + df)) + 1``,
each row scaled to unit length. A test compares both on random input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """The non-zero entries of one statement: column numbers and values, both of one length."""

    columns: Whole
    values: Floats


class TermSource(Protocol):
    """Feature names by stream, which may take a while to be read or worked out."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many each stream has."""
        ...

    @property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """The names, in the order of their columns."""
        ...


@dataclass(frozen=True, slots=True)
class Terms(Sequence[str]):
    """One stream's feature names, looked up when the first is asked for."""

    source: TermSource
    stream: str

    # A copy elsewhere needs the names, and not what they were worked out from: training texts.
    def __reduce__(self) -> tuple[type[tuple[str, ...]], tuple[tuple[str, ...]]]:
        return tuple, (tuple(self),)

    def __len__(self) -> int:
        return self.source.sizes[self.stream]

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return self.source.terms[self.stream][at]


@dataclass(frozen=True)
class Block:
    """One stream's vocabulary and idf; its columns start at `offset` in the whole model.

    `weight` scales the unit-length row, so that streams count as much as they deserve. Raises
    `ValueError` where terms and idf differ in number.
    """

    name: str
    terms: Sequence[str]
    idf: Floats
    weight: float = 1.0
    offset: int = 0

    def __post_init__(self) -> None:
        if len(self.terms) != len(self.idf):
            raise ValueError(f"{self.name}: {len(self.terms)} terms but {len(self.idf)} idf values")

    @cached_property
    def _column(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.terms)}

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


@dataclass(frozen=True, slots=True)
class Entries:
    """The non-zero entries of many statements, by statement and then column.

    `rows`, `columns` and `values` have one length.
    """

    rows: Whole
    columns: Whole
    values: Floats


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks side by side: `idf` and the block's number for every column."""

    idf: Floats
    number: npt.NDArray[np.intp]
    weights: Floats

    @staticmethod
    def of(blocks: Sequence[Block]) -> Blocks:
        sizes = [len(block.idf) for block in blocks]
        return Blocks(
            idf=np.concatenate([block.idf for block in blocks]),
            number=np.repeat(np.arange(len(blocks)), sizes),
            weights=np.array([block.weight for block in blocks]),
        )

    def entries(self, rows: Whole, columns: Whole) -> Entries:
        """The numbers of `Block.row` for many statements: one row and column a feature found."""
        width = np.int64(max(1, len(self.idf)).bit_length())
        keys = (rows << width) | columns
        keys.sort()
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
        counts = np.diff(np.append(first, len(keys)))
        keys = keys[first]
        rows, columns = keys >> width, keys & ((1 << width) - 1)
        logs = 1.0 + np.log(np.arange(1, counts.max(initial=1) + 1))
        values = logs[counts - 1] * self.idf[columns]
        block = self.number[columns]
        part = np.flatnonzero(
            np.concatenate([[True], (rows[1:] != rows[:-1]) | (block[1:] != block[:-1])])[
                : len(rows)
            ]
        )
        if len(part):
            norms = np.sqrt(np.add.reduceat(values * values, part))
            scale = self.weights[block[part]] / norms
            values = values * np.repeat(scale, np.diff(np.append(part, len(rows))))
        return Entries(rows, columns, values)
