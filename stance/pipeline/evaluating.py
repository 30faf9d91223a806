"""`evaluate`: a recipe in grouped folds, or a fitted model on labels it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stance import artifact
from stance.corpus import Labelled, read_labelled
from stance.errors import InputError, RecipeError
from stance.evaluation.assessment import OURS, Assessment, figures
from stance.evaluation.baselines import MAJORITY
from stance.evaluation.review import Review, review
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.model.classifier import read_features
from stance.pipeline import trials
from stance.pipeline.assessment import Progress, assess, grouped_folds, search
from stance.pipeline.cluster import joblib_on
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import MODEL_KIND, load
from stance.pipeline.training import SEEN, as_paths, seen_key
from stance.schema import LABELS

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class Evaluated:
    """Figures, the labels they rest on, and how many rows were left out as seen in training.

    `model` names the evaluated model and is empty for a recipe. `curve` and `ablation` are
    empty where they were not asked for.
    """

    assessment: Assessment
    labelled: Labelled
    review: Review
    seen: int = 0
    model: str = ""
    curve: tuple[CurvePoint, ...] = ()
    ablation: tuple[LeftOut, ...] = ()


def evaluate(
    data: Sequence[str | Path],
    model: str | Path | None = None,
    *,
    texts: str | Path | None = None,
    by: str = "document",
    recipe: Recipe | None = None,
    seed: int = 0,
    jobs: int = 1,
    curve: bool = False,
    ablation: bool = False,
    scheduler: str | Client | None = None,
    progress: Progress | None = None,
) -> Evaluated:
    """Figures on labelled data, with intervals and baselines.

    With a `model` folder: its answers on rows whose text it was not trained on. Without: the
    recipe, trained and tested in folds grouped `by` document, proposal or actor; then `curve`
    refits it on fewer documents and `ablation` without each stream in turn, which takes many
    times as long; in `jobs` processes, or on the Dask cluster of a `scheduler` (see `train`).
    Raises `InputError` where every row was seen in training, `RecipeError` for a model and a
    trial of the recipe at once.
    """
    if model is not None and (curve or ablation):
        raise RecipeError(
            "a learning curve and an ablation refit the recipe, and a model is fitted already;"
            " leave --model out"
        )
    labelled = read_labelled(as_paths(data), None if texts is None else Path(texts))
    recipe = recipe or Recipe()
    if model is not None:
        return _evaluate_model(labelled, Path(model), by, recipe, seed)
    statements, grid = labelled.statements, recipe.grid()
    weights = recipe.statement_weights(labelled.files, len(statements))
    features = read_features(statements, grid[0].features, weights)
    folds = grouped_folds(statements, features, recipe, by, seed)
    with joblib_on(scheduler):
        searched = search(features, folds, grid, jobs=jobs, progress=progress)
        assessment = assess(
            statements, recipe, by=by, seed=seed, jobs=jobs, features=features, searched=searched
        )
        tried = (statements, features, searched, recipe)
        points: tuple[CurvePoint, ...] = ()
        without: tuple[LeftOut, ...] = ()
        if curve:
            points = trials.learning_curve(*tried, seed=seed, jobs=jobs, progress=progress)
        if ablation:
            without = trials.ablation(*tried, seed=seed, jobs=jobs, progress=progress)
    judged = review(statements, searched.honest())
    return Evaluated(assessment, labelled, judged, curve=points, ablation=without)


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
    return Evaluated(
        assessment,
        labelled,
        review(rows, predictions[OURS]),
        seen=left_out,
        model=str(scorer.manifest.get("name", folder.name)),
    )
