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
from stance.evaluation.folds import Fold, group_rows, make_folds, number_texts
from stance.evaluation.metrics import confusion, kappa_of
from stance.model.calibration import fit_temperature, softmax
from stance.model.classifier import (
    Design,
    Features,
    FitSettings,
    fit_weights,
    read_features,
)
from stance.model.features import FeatureSettings
from stance.pipeline.cluster import shared
from stance.pipeline.recipe import Recipe
from stance.schema import LABELS, Statement

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Search:
    """Out-of-fold logits of every setting: shape (settings, rows, labels)."""

    settings: tuple[FitSettings, ...]
    folds: Sequence[Fold]
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
        for train, test in self.folds:
            best = self._best(train)
            temperature = fit_temperature(self.logits[best, train], self.labels[train])
            result[test] = softmax(self.logits[best, test] / temperature)
        return result


def search(
    features: Features,
    folds: Sequence[Fold],
    settings: tuple[FitSettings, ...],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Search:
    """Fit every setting in every fold, in parallel with joblib.

    Within ``joblib.parallel_config("dask")`` the folds go to the cluster's workers, all at once,
    and `jobs` does not count.
    """
    logits = np.empty((len(settings), len(features), len(LABELS)))
    counted = replace(features, statements=())  # folds go to other processes, and need no texts
    given = shared(counted)
    tasks = (delayed(_fold_logits)(given, fold, settings) for fold in folds)
    # joblib's Dask backend gives its results as a list only.
    done = Parallel(n_jobs=jobs, return_as="generator" if given is counted else "list")(tasks)
    for number, (fold, found) in enumerate(zip(folds, done, strict=True)):
        logits[:, fold.test] = found
        if progress:
            progress(number + 1, len(folds))
    return Search(settings, folds, features.labels, logits)


def _fold_logits(features: Features, fold: Fold, settings: Sequence[FitSettings]) -> Floats:
    """Logits of one fold's test rows for every setting: (settings, test rows, labels)."""
    train, test = fold
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
) -> list[Fold]:
    """The recipe's folds over the statements; none trains on a quote that it tests."""
    texts = number_texts(statements)
    return make_folds(group_rows(statements, by), features.labels, recipe.folds, seed, texts)


def baseline_predictions(
    statements: Sequence[Statement],
    features: Features,
    folds: Sequence[Fold],
    recipe: Recipe,
    jobs: int,
) -> dict[str, Floats]:
    found: dict[str, Floats] = {MAJORITY: np.empty((len(features), len(LABELS)))}
    for train, test in folds:
        found[MAJORITY][test] = majority(features.labels[train], test)
    middle = recipe.grid()[len(recipe.grid()) // 2]
    for name, streams in STREAMS_OF.items():
        only = replace(
            middle,
            features=replace(middle.features, streams=streams, mask_actors=False),
            weights=dict.fromkeys(streams, 1.0),
        )
        read = _with_streams(features, statements, only.features, masked=recipe.mask_actors)
        try:
            found[name] = softmax(search(read, folds, (only,), jobs=jobs).logits[0])
        except TrainingError:
            # Nothing to read (no actors given, say): it knows the labels' shares and no more.
            found[name] = found[MAJORITY]
    return found


def _with_streams(
    features: Features, statements: Sequence[Statement], wanted: FeatureSettings, *, masked: bool
) -> Features:
    """The features with all wanted streams; what is there is not read again, unless masked."""
    if masked:
        return read_features(statements, wanted, features.weights)
    known = features.settings.streams
    missing = tuple(name for name in wanted.streams if name not in known)
    if not missing:
        return features
    more = read_features(statements, replace(wanted, streams=missing), features.weights)
    return replace(
        features,
        settings=replace(features.settings, streams=(*known, *missing)),
        codes={**features.codes, **more.codes},
        counts={**features.counts, **more.counts},
    )
