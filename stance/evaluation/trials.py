"""What trials of a recipe tell: how it grows with the data, and what each of its parts is worth."""

from __future__ import annotations

from dataclasses import dataclass

from stance.evaluation.metrics import Figure


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Figures with so much to learn from; documents and statements are means over the folds."""

    documents: float
    statements: float
    kappa: Figure
    macro_f1: Figure


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Figures of the recipe without one feature stream.

    `change` is what leaving it out does to kappa, paired over documents: below zero the stream
    is worth having.
    """

    stream: str
    kappa: Figure
    change: Figure
