"""`evaluate`: a recipe in grouped folds, or a fitted model on labels it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance import artifact
from stance.corpus import Labelled, read_labelled
from stance.errors import InputError
from stance.evaluation.assessment import OURS, Assessment, figures
from stance.evaluation.baselines import MAJORITY
from stance.model.classifier import read_features
from stance.pipeline.assessment import Progress, assess
from stance.pipeline.cluster import joblib_on
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import MODEL_KIND, load
from stance.pipeline.training import SEEN, as_paths, seen_key
from stance.schema import LABELS

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class Evaluated:
    """Figures, the labels they rest on, and how many rows were left out as seen in training."""

    assessment: Assessment
    labelled: Labelled
    seen: int = 0


def evaluate(
    data: Sequence[str | Path],
    model: str | Path | None = None,
    *,
    texts: str | Path | None = None,
    by: str = "document",
    recipe: Recipe | None = None,
    seed: int = 0,
    jobs: int = 1,
    scheduler: str | Client | None = None,
    progress: Progress | None = None,
) -> Evaluated:
    """Figures on labelled data, with intervals and baselines.

    With a `model` folder: its answers on rows whose text it was not trained on. Without: the
    recipe, trained and tested in folds grouped `by` document, proposal or actor, in `jobs`
    processes or on the Dask cluster of a `scheduler` (see `train`). Raises `InputError` where
    every row was seen in training.
    """
    labelled = read_labelled(as_paths(data), None if texts is None else Path(texts))
    recipe = recipe or Recipe()
    if model is None:
        weights = recipe.statement_weights(labelled.files, len(labelled.statements))
        features = read_features(labelled.statements, recipe.grid()[0].features, weights)
        with joblib_on(scheduler):
            assessment = assess(
                labelled.statements,
                recipe,
                by=by,
                seed=seed,
                jobs=jobs,
                features=features,
                progress=progress,
            )
        return Evaluated(assessment, labelled)
    return _evaluate_model(labelled, Path(model), by, recipe, seed)


def _evaluate_model(
    labelled: Labelled, folder: Path, by: str, recipe: Recipe, seed: int
) -> Evaluated:
    scorer = load(folder)
    seen = {int(key) for key in artifact.read(folder, MODEL_KIND).arrays.get(SEEN, ())}
    rows = [item for item in labelled.statements if seen_key(item) not in seen]
    left_out = len(labelled.statements) - len(rows)
    if not rows:
        raise InputError(
            f"all {left_out} statements were in the model's training data, so nothing can be"
            " said of it here; leave --model out to evaluate in folds"
        )
    labels = np.array(
        [LABELS.index(item.stance) for item in rows if item.stance is not None], dtype=np.int64
    )
    counts = scorer.manifest["data"]["labels"]
    shares = np.array([float(counts[label]) for label in LABELS])
    predictions = {
        OURS: scorer.model.probabilities(rows),
        MAJORITY: np.tile(shares / shares.sum(), (len(rows), 1)),
    }
    assessment = figures(rows, labels, predictions, by, recipe.resamples, seed)
    return Evaluated(assessment, labelled, left_out)
