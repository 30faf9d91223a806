"""All figures of a set of predictions: agreement, calibration, abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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

    Four stances: rows whose label is a stance and that have a proposal, answered by the most
    probable of the four.
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
    documents = [item.document or f"row {row}" for row, item in enumerate(statements)]
    stances = np.array(
        [
            row
            for row, item in enumerate(statements)
            if item.proposal and item.stance is not Stance.UNRELATED
        ],
        dtype=np.int64,
    )
    options: dict[str, Any] = {"resamples": resamples, "seed": seed}
    ours = next(iter(predictions.values()))
    return Assessment(
        grouping=grouping,
        five={
            name: agreement(labels, values.argmax(axis=1), documents, LABELS, **options)
            for name, values in predictions.items()
        },
        four={
            name: agreement(
                labels[stances],
                values[stances][:, : len(FOUR)].argmax(axis=1),
                [documents[row] for row in stances],
                FOUR,
                **options,
            )
            for name, values in predictions.items()
        }
        if len(stances)
        else {},
        calibration=calibration(labels, ours),
        risk=risk_coverage(labels, ours),
    )
