"""Out-of-fold figures of a recipe beside its baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from stance.errors import TrainingError
from stance.evaluation.assessment import OURS, Assessment, figures
from stance.evaluation.baselines import MAJORITY, STREAMS_OF, majority
from stance.evaluation.folds import group_rows, make_folds
from stance.evaluation.metrics import confusion, kappa_of
from stance.model.calibration import fit_temperature, softmax
from stance.model.classifier import (
    Design,
    Features,
    FitSettings,
    fit_weights,
    read_features,
)
from stance.pipeline.recipe import Recipe
from stance.schema import LABELS, Statement

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Search:
    """Out-of-fold logits of every setting: shape (settings, rows, labels)."""

    settings: tuple[FitSettings, ...]
    folds: Sequence[Whole]
    labels: Whole
    logits: Floats

    @property
    def best(self) -> int:
        """The setting of highest kappa over all rows: what the final model is fitted with."""
        return self._best(np.arange(len(self.labels)))

    def _best(self, rows: Whole) -> int:
        predicted = self.logits[:, rows].argmax(axis=2)
        gold = self.labels[rows]
        scores = [float(kappa_of(confusion(gold, item, len(LABELS)))) for item in predicted]
        return int(np.argmax(scores))

    def temperature(self) -> float:
        """Calibrates the best setting on all out-of-fold logits."""
        return fit_temperature(self.logits[self.best], self.labels)

    def honest(self) -> Floats:
        """Probabilities of every row, with setting and temperature chosen on other folds only.

        So nothing that is reported was tuned on the rows it is reported on.
        """
        result = np.empty(self.logits.shape[1:])
        for test in self.folds:
            others = np.delete(np.arange(len(self.labels)), test)
            best = self._best(others)
            temperature = fit_temperature(self.logits[best, others], self.labels[others])
            result[test] = softmax(self.logits[best, test] / temperature)
        return result


def search(
    features: Features,
    folds: Sequence[Whole],
    settings: tuple[FitSettings, ...],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Search:
    """Fit every setting in every fold, in parallel with joblib."""
    tasks = (delayed(_fold_logits)(features, test, settings) for test in folds)
    logits = np.empty((len(settings), len(features), len(LABELS)))
    done = Parallel(n_jobs=jobs, return_as="generator")(tasks)
    for number, (test, found) in enumerate(zip(folds, done, strict=True)):
        logits[:, test] = found
        if progress:
            progress(number + 1, len(folds))
    return Search(settings, folds, features.labels, logits)


def _fold_logits(features: Features, test: Whole, settings: Sequence[FitSettings]) -> Floats:
    """Logits of one fold's test rows for every setting: (settings, test rows, labels)."""
    train = np.delete(np.arange(len(features)), test)
    design = Design.fit(features, train, settings[0])
    matrix = design.transform(features, test)
    result = np.empty((len(settings), len(test), len(LABELS)))
    for number, setting in enumerate(settings):
        weights = fit_weights(
            design.matrix, features.labels[train], setting, features.weights[train]
        )
        result[number] = matrix @ weights.coefficients + weights.intercept
    return result


def assess(
    statements: Sequence[Statement],
    recipe: Recipe,
    *,
    by: str = "document",
    seed: int = 0,
    jobs: int = 1,
    features: Features | None = None,
    searched: Search | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Out-of-fold figures of the recipe and its baselines in folds grouped `by`.

    `features` and `searched` may be given where they were computed before.
    """
    grid = recipe.grid()
    if features is None:
        features = read_features(statements, grid[0].features)
    folds = searched.folds if searched else grouped_folds(statements, features, recipe, by, seed)
    if searched is None:
        searched = search(features, folds, grid, jobs=jobs, progress=progress)
    predictions = {
        OURS: searched.honest(),
        **baseline_predictions(statements, features, folds, recipe, jobs),
    }
    return figures(statements, features.labels, predictions, by, recipe.resamples, seed)


def grouped_folds(
    statements: Sequence[Statement], features: Features, recipe: Recipe, by: str, seed: int
) -> list[Whole]:
    """The recipe's folds over the statements."""
    return make_folds(group_rows(statements, by), features.labels, recipe.folds, seed)


def baseline_predictions(
    statements: Sequence[Statement],
    features: Features,
    folds: Sequence[Whole],
    recipe: Recipe,
    jobs: int,
) -> dict[str, Floats]:
    rows = np.arange(len(features))
    found: dict[str, Floats] = {MAJORITY: np.empty((len(rows), len(LABELS)))}
    for test in folds:
        found[MAJORITY][test] = majority(features.labels[np.delete(rows, test)], test)
    middle = recipe.grid()[len(recipe.grid()) // 2]
    for name, streams in STREAMS_OF.items():
        only = replace(
            middle,
            features=replace(middle.features, streams=streams, mask_actors=False),
            weights=dict.fromkeys(streams, 1.0),
        )
        read = read_features(statements, only.features, features.weights)
        try:
            found[name] = softmax(search(read, folds, (only,), jobs=jobs).logits[0])
        except TrainingError:
            # Nothing to read (no actors given, say): it knows the labels' shares and no more.
            found[name] = found[MAJORITY]
    return found
