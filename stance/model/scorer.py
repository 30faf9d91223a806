"""Applies a fitted model with NumPy alone: features, TF-IDF, one product, soft-max."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.model.calibration import softmax
from stance.model.features import FeatureSettings, Streams, extract
from stance.model.tfidf import Block, Row
from stance.schema import LABELS, Statement

Floats = npt.NDArray[np.float64]

BATCH: Final = 512  # statements whose logits are held at once; bounds memory, not results


@dataclass(frozen=True, slots=True)
class StanceModel:
    """A fitted model as values.

    `coefficients` has shape (features, 5), `intercept` (5,), labels in the order of
    `schema.LABELS`; `temperature` calibrates the logits.
    """

    settings: FeatureSettings
    blocks: tuple[Block, ...]
    coefficients: Floats
    intercept: Floats
    temperature: float = 1.0

    def rows(self, streams: Streams) -> list[Row]:
        """One row a block, in the blocks' order."""
        return [block.row(item.name for item in streams[block.name]) for block in self.blocks]

    def logits(self, statements: Sequence[Statement]) -> Floats:
        """Uncalibrated logits, shape (statements, 5)."""
        result = np.empty((len(statements), len(LABELS)))
        for number, statement in enumerate(statements):
            rows = self.rows(extract(statement, self.settings))
            columns = np.concatenate([row.columns for row in rows])
            values = np.concatenate([row.values for row in rows])
            result[number] = values @ self.coefficients[columns] + self.intercept
        return result

    def probabilities(self, statements: Sequence[Statement]) -> Floats:
        """Calibrated probabilities, shape (statements, 5); each row sums to 1."""
        if not statements:
            return np.empty((0, len(LABELS)))
        return softmax(self.logits(statements) / self.temperature)
