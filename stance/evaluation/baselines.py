"""The baselines that every figure stands beside.

A stance model earns its name only by what it adds to knowing the most frequent label, the
text without the proposal, the proposal alone, or the actor alone (Kaushal et al., NAACL 2021,
show how often a target-blind model does just as well).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.schema import LABELS

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

STREAMS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "text only": ("cue", "quote", "chars", "context"),
    "proposal only": ("proposal",),
    "actor only": ("actor",),
}
"""What each learned baseline may read: streams that know nothing of the rest."""

MAJORITY: Final = "majority"


def majority(labels: Whole, test: Whole) -> Floats:
    """The training labels' shares for every test row, shape (test, 5)."""
    shares = np.bincount(labels, minlength=len(LABELS)) / max(1, len(labels))
    return np.tile(shares, (len(test), 1))
