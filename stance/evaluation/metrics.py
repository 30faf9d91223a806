"""Agreement figures with document-bootstrap intervals.

Everything is computed from confusion counts, gold in rows and prediction in columns, so that
a bootstrap of a thousand samples over documents is one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.schema import LABELS, Stance

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

RESAMPLES: Final = 1000
LEVEL: Final = 0.95  # width of the reported intervals


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval (percentile bootstrap over documents)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Precision, recall and F1 of one label; `count` gold rows carry it."""

    label: Stance
    precision: Figure
    recall: Figure
    f1: Figure
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well predictions agree with labels, over the labels that were asked for."""

    kappa: Figure
    macro_f1: Figure
    accuracy: Figure
    labels: tuple[LabelFigures, ...]
    rows: int
    documents: int


def confusion(gold: Whole, predicted: Whole, size: int) -> Floats:
    """Counts, shape (size, size): gold label in rows, predicted in columns."""
    counts = np.bincount(gold * size + predicted, minlength=size * size)
    return counts.reshape(size, size).astype(np.float64)


def kappa_of(counts: Floats) -> Floats:
    """Cohen's kappa of confusion counts, shape (..., size, size) -> (...).

    Where chance alone agrees fully, kappa is 0.
    """
    total = np.maximum(counts.sum(axis=(-2, -1)), 1.0)
    observed = np.trace(counts, axis1=-2, axis2=-1) / total
    expected = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1) / total**2
    result: Floats = np.where(expected < 1, (observed - expected) / (1 - expected + 1e-300), 0.0)
    return result


def _ratio(part: Floats, whole: Floats) -> Floats:
    result: Floats = part / np.maximum(whole, 1e-300)
    return result


def precision_of(counts: Floats) -> Floats:
    """Precision of each label, shape (..., size); 0 where a label was never predicted."""
    return _ratio(np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(axis=-2))


def recall_of(counts: Floats) -> Floats:
    """Recall of each label, shape (..., size); 0 where a label never occurs."""
    return _ratio(np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(axis=-1))


def f1_of(counts: Floats) -> Floats:
    """F1 of each label, shape (..., size)."""
    hits = np.diagonal(counts, axis1=-2, axis2=-1)
    return _ratio(2 * hits, counts.sum(axis=-1) + counts.sum(axis=-2))


def macro_f1_of(counts: Floats) -> Floats:
    """Mean F1 over the labels that occur in gold or prediction, shape (...)."""
    occurs = (counts.sum(axis=-1) + counts.sum(axis=-2)) > 0
    return _ratio((f1_of(counts) * occurs).sum(axis=-1), occurs.sum(axis=-1) * 1.0)


def accuracy_of(counts: Floats) -> Floats:
    """Share of rows on the diagonal, shape (...)."""
    return _ratio(np.trace(counts, axis1=-2, axis2=-1), counts.sum(axis=(-2, -1)))


def agreement(
    gold: Whole,
    predicted: Whole,
    documents: Sequence[str],
    labels: Sequence[Stance] = LABELS,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Agreement:
    """All figures over rows whose gold label is one of `labels` (numbers index `labels`).

    Documents are drawn with replacement, since statements of one article resemble each other.
    """
    size = len(labels)
    sampled = _resampled(gold, predicted, documents, size, resamples, seed)
    counts = confusion(gold, predicted, size)

    precision, recall, f1 = ((of(counts), of(sampled)) for of in (precision_of, recall_of, f1_of))
    return Agreement(
        kappa=_figure(kappa_of(counts), kappa_of(sampled)),
        macro_f1=_figure(macro_f1_of(counts), macro_f1_of(sampled)),
        accuracy=_figure(accuracy_of(counts), accuracy_of(sampled)),
        labels=tuple(
            LabelFigures(
                label,
                _figure(precision[0][number], precision[1][:, number]),
                _figure(recall[0][number], recall[1][:, number]),
                _figure(f1[0][number], f1[1][:, number]),
                int((gold == number).sum()),
            )
            for number, label in enumerate(labels)
        ),
        rows=len(gold),
        documents=len(set(documents)),
    )


def kappa_change(
    gold: Whole,
    before: Whole,
    after: Whole,
    documents: Sequence[str],
    labels: Sequence[Stance] = LABELS,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Figure:
    """How much higher Cohen's kappa is for the predictions `after` than for those `before`.

    Paired: both are computed on the same drawn documents, so that what makes a document easy
    or hard for both does not widen the interval.
    """
    size = len(labels)
    counts = [confusion(gold, predicted, size) for predicted in (before, after)]
    sampled = [
        _resampled(gold, predicted, documents, size, resamples, seed)
        for predicted in (before, after)
    ]
    return _figure(
        kappa_of(counts[1]) - kappa_of(counts[0]), kappa_of(sampled[1]) - kappa_of(sampled[0])
    )


def _resampled(
    gold: Whole,
    predicted: Whole,
    documents: Sequence[str],
    size: int,
    resamples: int,
    seed: int,
) -> Floats:
    """Confusion counts of samples of documents, shape (resamples, size, size)."""
    _, document = np.unique(np.array(documents, dtype=object).astype(str), return_inverse=True)
    count = int(document.max()) + 1 if len(document) else 0
    cell = (document * size + gold) * size + predicted
    per_document = np.bincount(cell, minlength=count * size * size).reshape(count, size * size)
    draws = np.random.default_rng(seed).multinomial(
        count, np.full(count, 1 / max(count, 1)), size=resamples
    )
    sampled: Floats = (draws @ per_document).reshape(resamples, size, size).astype(float)
    return sampled


def _figure(value: Floats, samples: Floats) -> Figure:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(samples, [tail, 1 - tail])
    return Figure(float(value), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error over bins of equal mass, and each bin's figures."""

    error: float
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Mean confidence and accuracy of `count` rows, with a Clopper-Pearson interval."""

    confidence: float
    accuracy: float
    low: float
    high: float
    count: int


def calibration(gold: Whole, probabilities: Floats, bins: int = 15) -> Calibration:
    """Reliability of the most probable label's probability, in equal-mass bins."""
    from scipy.stats import beta

    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == gold
    order = np.argsort(confidence, kind="stable")
    found: list[CalibrationBin] = []
    error = 0.0
    for part in np.array_split(order, min(bins, len(order))):
        hits, count = int(right[part].sum()), len(part)
        tail = (1 - LEVEL) / 2
        found.append(
            CalibrationBin(
                confidence=float(confidence[part].mean()),
                accuracy=hits / count,
                low=float(beta.ppf(tail, hits, count - hits + 1)) if hits else 0.0,
                high=float(beta.ppf(1 - tail, hits + 1, count - hits)) if hits < count else 1.0,
                count=count,
            )
        )
        error += count / len(order) * abs(found[-1].confidence - found[-1].accuracy)
    return Calibration(error, tuple(found))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering only the most confident share `coverage` gives this accuracy."""

    coverage: float
    threshold: float
    accuracy: float


def risk_coverage(
    gold: Whole, probabilities: Floats, shares: Sequence[float] = (1.0, 0.8, 0.6, 0.5, 0.4, 0.2)
) -> tuple[RiskPoint, ...]:
    """Accuracy when the least confident answers are withheld (abstention)."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == gold
    order = np.argsort(-confidence, kind="stable")
    points: list[RiskPoint] = []
    for share in shares:
        kept = order[: max(1, round(share * len(order)))]
        points.append(RiskPoint(share, float(confidence[kept[-1]]), float(right[kept].mean())))
    return tuple(points)
