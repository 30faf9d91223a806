"""All figures of a set of predictions: agreement, calibration, abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.evaluation.metrics import (
    Agreement,
    Calibration,
    RiskPoint,
    agreement,
    calibration,
    risk_coverage,
)
from stance.schema import LABELS, Stance, Statement

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FOUR: Final = LABELS[:4]
"""The stances proper, without `unrelated`."""

OURS: Final = "stance"
"""The name under which the assessed model stands beside its baselines."""


@dataclass(frozen=True)
class Assessment:
    """Agreement of the model and each baseline, by name, on five labels and on four stances.

    Both over rows with a proposal: a row without one is trivially unrelated and would flatter.
    Four stances: rows whose label is one, answered by the most probable of the four.
    """

    grouping: str
    five: Mapping[str, Agreement]
    four: Mapping[str, Agreement]
    calibration: Calibration
    risk: tuple[RiskPoint, ...]


def figures(
    statements: Sequence[Statement],
    labels: Whole,
    predictions: Mapping[str, Floats],
    grouping: str,
    resamples: int,
    seed: int,
) -> Assessment:
    """Agreement of each named prediction, shape (rows, 5), with the labels."""
    asked = np.flatnonzero([bool(item.proposal) for item in statements])
    stances = asked[labels[asked] < len(FOUR)]
    documents = [item.document or f"row {row}" for row, item in enumerate(statements)]

    def agreed(rows: Whole, among: Sequence[Stance]) -> dict[str, Agreement]:
        return {
            name: agreement(
                labels[rows],
                values[rows][:, : len(among)].argmax(axis=1),
                [documents[row] for row in rows],
                among,
                resamples=resamples,
                seed=seed,
            )
            for name, values in predictions.items()
        }

    ours = next(iter(predictions.values()))[asked]
    return Assessment(
        grouping=grouping,
        five=agreed(asked, LABELS),
        four=agreed(stances, FOUR) if len(stances) else {},
        calibration=calibration(labels[asked], ours),
        risk=risk_coverage(labels[asked], ours),
    )
