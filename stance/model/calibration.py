"""Temperature scaling: probabilities that mean what they say (Guo et al., ICML 2017).

One number divides the logits before the soft-max. It is fitted on out-of-fold logits, whose
folds are grouped by document, and never changes which label is the most probable.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

COARSEST: Final = 0.05
HIGHEST: Final = 20.0
"""Temperatures outside these bounds only occur where there is nothing to calibrate on."""


def softmax(logits: Floats) -> Floats:
    """Rows of probabilities that sum to 1; `logits` has shape (rows, labels)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def fit_temperature(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """The temperature of least log loss on out-of-fold `logits` (rows, labels)."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        probabilities = softmax(logits / np.exp(log_temperature))
        return float(-np.log(np.maximum(probabilities[rows, labels], 1e-12)).mean())

    found = minimize_scalar(
        loss, bounds=(float(np.log(COARSEST)), float(np.log(HIGHEST))), method="bounded"
    )
    return float(np.exp(found.x))
