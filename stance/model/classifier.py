"""Fits the classifier with scikit-learn: TF-IDF blocks, multinomial logistic regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stance.errors import TrainingError
from stance.model.counting import Names, count_features
from stance.model.features import STREAMS, FeatureSettings
from stance.model.scorer import StanceModel
from stance.model.tfidf import Block, Terms
from stance.reading.codes import Codes64, CodeTable
from stance.schema import LABELS, Stance, Statement

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

MOST_ITERATIONS: Final = 400  # lbfgs needs 40 to 150 on the shipped data
TOLERANCE: Final = 1e-3  # predictions no longer change in the third digit

DEFAULT_WEIGHTS: Final[Mapping[str, float]] = {
    **dict.fromkeys(STREAMS, 1.0),
    "quote": 0.0,
    "actor": 0.6,
    "condition": 1.5,
    "near": 0.6,
    "proposal": 0.4,
    "form": 0.5,
    "context": 0.5,
    "chars": 1.5,
    "kinds": 0.8,
}
"""Chosen in folds by document and by proposal; most weights between 0.5 and 1.5 do alike."""


@dataclass(frozen=True, slots=True)
class FitSettings:
    """One setting of everything that fitting decides.

    `weights`: how much each stream counts (0 leaves it out). `strength`: scikit-learn's C,
    the inverse of regularisation. `balance`: 0 trains on label frequencies as they are, 1
    gives every label the same total weight. `min_df`: documents a feature must occur in.
    """

    features: FeatureSettings = field(default_factory=FeatureSettings)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    strength: float = 1.0
    balance: float = 1.0
    min_df: int = 2


@dataclass(frozen=True)
class Features:
    """Feature counts of many statements by stream, extracted once for all fits.

    `codes` are each stream's features, ascending; `counts` how often each occurs, shape
    (statements, codes); `labels` are numbers in the order of `schema.LABELS`; `documents`
    numbers the document of each statement; `weights` is how much each statement counts. The
    `statements` themselves are there for the features' names.
    """

    statements: Sequence[Statement]
    settings: FeatureSettings
    codes: Mapping[str, Codes64]
    counts: Mapping[str, sparse.csr_matrix]
    labels: Labels
    documents: Labels
    weights: Floats

    def __len__(self) -> int:
        return len(self.labels)


def read_features(
    statements: Sequence[Statement], settings: FeatureSettings, weights: Floats | None = None
) -> Features:
    """Features and labels of labelled statements, which all count the same without `weights`.

    Raises `TrainingError` for a statement without a label.
    """
    labels = np.empty(len(statements), dtype=np.int64)
    for number, statement in enumerate(statements):
        if statement.stance is None:
            raise TrainingError(f"statement {statement.id or number} has no label")
        labels[number] = LABELS.index(statement.stance)
    found = count_features(statements, settings)
    numbers: dict[str, int] = {}
    documents = [
        numbers.setdefault(item.document or f"row {row}", len(numbers))
        for row, item in enumerate(statements)
    ]
    return Features(
        statements,
        settings,
        codes={name: item.codes for name, item in found.items()},
        counts={name: item.counts for name, item in found.items()},
        labels=labels,
        documents=np.array(documents, dtype=np.int64),
        weights=np.ones(len(statements)) if weights is None else weights,
    )


@dataclass(frozen=True)
class Design:
    """Fitted TF-IDF blocks, the columns each keeps of its stream, and the training matrix."""

    blocks: tuple[Block, ...]
    kept: Mapping[str, Labels]
    matrix: sparse.csr_matrix

    @staticmethod
    def fit(features: Features, rows: Labels, settings: FitSettings, jobs: int = 1) -> Design:
        """Vocabulary and idf from the given rows only.

        Raises `TrainingError` where no feature is frequent enough.
        """
        kept: dict[str, Labels] = {}
        idf: dict[str, Floats] = {}
        for name, counts in features.counts.items():
            if settings.weights.get(name, 0.0) <= 0:
                continue
            found = counts[rows]
            columns = _widespread(found, features.documents[rows], settings.min_df)
            if len(columns) == 0:
                continue
            frequency = np.bincount(found.indices, minlength=counts.shape[1])
            idf[name] = np.log((1.0 + len(rows)) / (1.0 + frequency[columns])) + 1.0
            kept[name] = columns
        if not kept:
            raise TrainingError(
                f"no feature occurs in {settings.min_df} documents; label more, or lower min_df"
            )
        codes = {name: features.codes[name][columns] for name, columns in kept.items()}
        names = Names(features.statements, features.settings, codes, jobs)
        offsets = np.cumsum([0, *map(len, kept.values())])
        blocks = tuple(
            Block(name, Terms(names, name), idf[name], settings.weights[name], int(offset))
            for name, offset in zip(kept, offsets, strict=False)
        )
        return Design(blocks, kept, _tfidf(features, rows, blocks, kept))

    def transform(self, features: Features, rows: Labels) -> sparse.csr_matrix:
        """The TF-IDF matrix of other rows, shape (len(rows), all columns)."""
        return _tfidf(features, rows, self.blocks, self.kept)


def _widespread(counts: sparse.csr_matrix, documents: Labels, least: int) -> Labels:
    """Columns of terms that occur in at least `least` documents.

    Not statements: a name that one article repeats would be learned by heart, and what the
    model then lacks on other articles would be made up for by the intercept.
    """
    _, document = np.unique(documents, return_inverse=True)
    rows = np.arange(len(document))
    belongs = sparse.csr_matrix((np.ones(len(document)), (document, rows)))
    seen = sparse.csr_matrix(belongs @ counts)
    return np.flatnonzero(np.bincount(seen.indices, minlength=counts.shape[1]) >= least)


def _tfidf(
    features: Features, rows: Labels, blocks: Sequence[Block], kept: Mapping[str, Labels]
) -> sparse.csr_matrix:
    """The numbers of `Block.row` for many rows at once."""
    parts: list[sparse.csr_matrix] = []
    for block in blocks:
        part = features.counts[block.name][rows][:, kept[block.name]].tocsr()
        part.data = (1.0 + np.log(part.data)) * block.idf[part.indices]
        norms = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
        scale = np.divide(block.weight, norms, out=np.zeros_like(norms), where=norms > 0)
        part.data *= np.repeat(scale, np.diff(part.indptr))
        parts.append(part)
    return sparse.csr_matrix(sparse.hstack(parts, format="csr"))


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients (features, 5) and intercept (5,) of a fitted regression."""

    coefficients: Floats
    intercept: Floats


def fit_weights(
    matrix: sparse.csr_matrix, labels: Labels, settings: FitSettings, weights: Floats
) -> Weights:
    """Multinomial logistic regression by scikit-learn, each row counting by its weight.

    A label that does not occur gets an intercept that keeps its probability at zero for all
    practical purposes. Raises `TrainingError` where there is only one label.
    """
    from sklearn.linear_model import LogisticRegression

    present = np.unique(labels)
    if len(present) < 2:
        only = LABELS[int(present[0])] if len(present) else "none"
        raise TrainingError(f"all statements have one label ({only}); at least two are needed")
    counts = np.bincount(labels, weights=weights, minlength=len(LABELS))
    share = weights.sum() / (len(present) * np.maximum(counts, 1e-9))
    sample = weights * (share**settings.balance)[labels]
    fitted = LogisticRegression(C=settings.strength, max_iter=MOST_ITERATIONS, tol=TOLERANCE).fit(
        matrix, labels, sample_weight=sample * len(labels) / sample.sum()
    )
    coefficients = np.zeros((matrix.shape[1], len(LABELS)))
    intercept = np.full(len(LABELS), ABSENT)
    if len(present) == 2:  # scikit-learn gives one column for two labels: the second's side
        coefficients[:, present[1]] = fitted.coef_[0]
        intercept[present] = (0.0, float(fitted.intercept_[0]))
    else:
        coefficients[:, present] = fitted.coef_.T
        intercept[present] = fitted.intercept_
    return Weights(coefficients, intercept)


ABSENT: Final = -30.0
"""Logit of a label that never occurred in training: a probability below 1e-12."""


def fit_model(
    features: Features,
    rows: Labels,
    settings: FitSettings,
    temperature: float = 1.0,
    jobs: int = 1,
) -> StanceModel:
    """A model from the given rows of `features`; `jobs` processes name them once it is saved.

    Idf and coefficients are rounded to 32 bits, as the model folder holds them, so that a
    saved model gives the same answers as the fitted one.
    """
    design = Design.fit(features, rows, settings, jobs)
    codes = [features.codes[block.name][design.kept[block.name]] for block in design.blocks]
    weights = fit_weights(design.matrix, features.labels[rows], settings, features.weights[rows])
    return StanceModel(
        settings=settings.features,
        blocks=tuple(replace(block, idf=_as_stored(block.idf)) for block in design.blocks),
        coefficients=weights.coefficients.astype(np.float32),
        intercept=weights.intercept,
        temperature=temperature,
        stored=CodeTable.of(np.concatenate(codes)),
    )


def _as_stored(numbers: Floats) -> Floats:
    return numbers.astype(np.float32).astype(np.float64)


def label_counts(statements: Sequence[Statement]) -> dict[Stance, int]:
    """How often each label occurs, in the labels' order."""
    return {label: sum(item.stance is label for item in statements) for label in LABELS}
