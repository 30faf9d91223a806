"""Applies a fitted model with NumPy alone: features, TF-IDF, one product, soft-max."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.model.batch import Batch
from stance.model.calibration import softmax
from stance.model.features import FeatureSettings, Streams
from stance.model.streams import codes_of, find_codes
from stance.model.tfidf import Block, Blocks, Row
from stance.model.word_table import WordTable
from stance.reading.codes import CodeTable
from stance.schema import LABELS, Statement

Floats = npt.NDArray[np.float64]

BATCH: Final = 512  # statements that are looked at together; bounds memory, not results


@dataclass(frozen=True)
class StanceModel:
    """A fitted model as values.

    `coefficients` has shape (features, 5), `intercept` (5,), labels in the order of
    `schema.LABELS`; `temperature` calibrates the logits. `stored` is the table of the features'
    codes as a model folder has it, which spares working it out from the blocks' terms.
    """

    settings: FeatureSettings
    blocks: tuple[Block, ...]
    coefficients: npt.NDArray[np.float32]
    intercept: Floats
    temperature: float = 1.0
    stored: CodeTable | None = None
    _words: WordTable = field(default_factory=WordTable, repr=False, compare=False)

    @cached_property
    def table(self) -> CodeTable:
        """The column of each feature by its code."""
        return code_table(self.blocks) if self.stored is None else self.stored

    @cached_property
    def _joined(self) -> Blocks:
        return Blocks.of(self.blocks)

    def rows(self, streams: Streams) -> list[Row]:
        """One row a block, in the blocks' order, the slow and obvious way."""
        return [block.row(item.name for item in streams[block.name]) for block in self.blocks]

    def logits(self, statements: Sequence[Statement]) -> Floats:
        """Uncalibrated logits, shape (statements, 5)."""
        result = np.tile(self.intercept, (len(statements), 1))
        for start in range(0, len(statements), BATCH):
            self._add(statements[start : start + BATCH], result[start : start + BATCH])
        return result

    def _add(self, statements: Sequence[Statement], result: Floats) -> None:
        """Adds what the features of a few statements speak for to their rows of `result`."""
        batch = Batch.of(statements, self.settings, self._words)
        found = find_codes(batch, [block.name for block in self.blocks])
        columns = self.table.rows(found.code)
        known = np.flatnonzero(columns < len(self.coefficients))
        entries = self._joined.entries(found.of[known], columns[known])
        if len(entries.rows):
            first = np.flatnonzero(np.diff(entries.rows, prepend=-1))
            shares = entries.values[:, None] * self.coefficients.take(entries.columns, axis=0)
            result[entries.rows[first]] += np.add.reduceat(shares, first, axis=0)

    def probabilities(self, statements: Sequence[Statement]) -> Floats:
        """Calibrated probabilities, shape (statements, 5); each row sums to 1."""
        if not statements:
            return np.empty((0, len(LABELS)))
        return softmax(self.logits(statements) / self.temperature)


def code_table(blocks: Sequence[Block]) -> CodeTable:
    """The column of each feature by its code.

    Raises `ModelError` where two features share one.
    """
    return CodeTable.of(np.concatenate([codes_of(block.name, block.terms) for block in blocks]))
