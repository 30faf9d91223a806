"""Trials of a recipe in the folds it was assessed in: a learning curve, and an ablation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.errors import TrainingError
from stance.evaluation.folds import Fold
from stance.evaluation.metrics import Agreement, agreement, kappa_change
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.model.classifier import Features
from stance.pipeline.assessment import Progress, Search, search
from stance.pipeline.recipe import Recipe
from stance.schema import LABELS, Statement

FEWEST: Final = 25  # documents to begin a curve with; fewer teach next to nothing

Whole = npt.NDArray[np.int64]


def learning_curve(
    statements: Sequence[Statement],
    features: Features,
    searched: Search,
    recipe: Recipe,
    *,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[CurvePoint, ...]:
    """Figures from `FEWEST` documents on, at each doubling, up to all that a fold trains on.

    Every point is tested on the same rows as `searched`, and trains on documents of the point
    before and as many more (drawn by `seed`). A size of which some fold cannot be learned is
    left out.
    """
    rank = np.random.default_rng(seed).permutation(int(features.documents.max()) + 1)
    sizes = list(_sizes(features, searched.folds))
    found: list[CurvePoint] = []
    for number, size in enumerate(sizes):
        folds = [
            Fold(_first_documents(features, fold.train, rank, size), fold.test)
            for fold in searched.folds
        ]
        try:
            part = search(features, folds, recipe.grid(), jobs=jobs)
        except TrainingError:
            continue
        found.append(_point(statements, features, part, recipe, seed))
        if progress:
            progress(number + 1, len(sizes))
    return (*found, _point(statements, features, searched, recipe, seed))


def _sizes(features: Features, folds: Sequence[Fold]) -> Iterator[int]:
    whole = min(len(np.unique(features.documents[fold.train])) for fold in folds)
    size = FEWEST
    while size < whole:
        yield size
        size *= 2


def _first_documents(features: Features, rows: Whole, rank: Whole, size: int) -> Whole:
    """The rows of the `size` documents of lowest rank."""
    documents = features.documents[rows]
    ranks = rank[documents]
    last = np.sort(np.unique(ranks))[size - 1]
    kept: Whole = rows[ranks <= last]
    return kept


def _point(
    statements: Sequence[Statement],
    features: Features,
    searched: Search,
    recipe: Recipe,
    seed: int,
) -> CurvePoint:
    agreed = _agreement(statements, features, searched, recipe, seed)
    trained = [fold.train for fold in searched.folds]
    return CurvePoint(
        documents=float(np.mean([len(np.unique(features.documents[rows])) for rows in trained])),
        statements=float(np.mean([len(rows) for rows in trained])),
        kappa=agreed.kappa,
        macro_f1=agreed.macro_f1,
    )


def ablation(
    statements: Sequence[Statement],
    features: Features,
    searched: Search,
    recipe: Recipe,
    *,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[LeftOut, ...]:
    """The recipe without each of its streams in turn, in the same folds; the worst loss first.

    Raises `TrainingError` for a recipe of one stream, of which nothing would be left.
    """
    streams = recipe.grid()[0].features.streams
    if len(streams) < 2:
        raise TrainingError(f"an ablation needs two streams or more; the recipe has {streams[0]}")
    asked = _asked(statements)
    gold, documents = features.labels[asked], _documents(statements, asked)
    before = searched.honest()[asked].argmax(axis=1)
    found: list[LeftOut] = []
    for number, stream in enumerate(streams):
        without = replace(recipe, weights={**recipe.weights, stream: 0.0})
        part = search(features, searched.folds, without.grid(), jobs=jobs)
        change = kappa_change(
            gold,
            before,
            part.honest()[asked].argmax(axis=1),
            documents,
            resamples=recipe.resamples,
            seed=seed,
        )
        kappa = _agreement(statements, features, part, recipe, seed).kappa
        found.append(LeftOut(stream, kappa, change))
        if progress:
            progress(number + 1, len(streams))
    return tuple(sorted(found, key=lambda item: item.change.value))


def _agreement(
    statements: Sequence[Statement],
    features: Features,
    searched: Search,
    recipe: Recipe,
    seed: int,
) -> Agreement:
    """Five labels, over rows with a proposal, as in an assessment."""
    asked = _asked(statements)
    return agreement(
        features.labels[asked],
        searched.honest()[asked].argmax(axis=1),
        _documents(statements, asked),
        LABELS,
        resamples=recipe.resamples,
        seed=seed,
    )


def _asked(statements: Sequence[Statement]) -> Whole:
    return np.flatnonzero([bool(item.proposal) for item in statements])


def _documents(statements: Sequence[Statement], rows: Whole) -> list[str]:
    return [statements[row].document or f"row {row}" for row in rows]
