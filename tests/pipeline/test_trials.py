from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stance.corpus import Labelled
from stance.errors import RecipeError, TrainingError
from stance.model.classifier import Features, read_features
from stance.pipeline.assessment import Search, grouped_folds, search
from stance.pipeline.evaluating import evaluate
from stance.pipeline.recipe import Recipe
from stance.pipeline.trials import FEWEST, ablation, learning_curve

RECIPE = Recipe(
    weights={"masked": 1.0, "chars": 1.0, "cue": 1.0},
    strengths=(1.0,),
    balances=(1.0,),
    folds=3,
    resamples=100,
)
Tried = tuple[Labelled, Features, Search]


@pytest.fixture(scope="module")
def tried(some: Labelled) -> Tried:
    features = read_features(some.statements, RECIPE.grid()[0].features)
    folds = grouped_folds(some.statements, features, RECIPE, "document", 0)
    return some, features, search(features, folds, RECIPE.grid())


def test_a_learning_curve_doubles_up_to_everything(tried: Tried) -> None:
    some, features, searched = tried
    told: list[tuple[int, int]] = []
    points = learning_curve(
        some.statements,
        features,
        searched,
        RECIPE,
        progress=lambda done, total: told.append((done, total)),
    )
    sizes = [point.documents for point in points]
    assert sizes[:-1] == [FEWEST * 2**step for step in range(len(points) - 1)]
    assert sizes[-2] < sizes[-1]
    everything = np.mean(
        [len(np.unique(features.documents[fold.train])) for fold in searched.folds]
    )
    assert sizes[-1] == pytest.approx(everything)
    assert [point.statements for point in points] == sorted(point.statements for point in points)
    assert points[-1].kappa.value > points[0].kappa.value
    assert told == [(at + 1, len(points) - 1) for at in range(len(points) - 1)]
    again = learning_curve(some.statements, features, searched, RECIPE)
    assert again == points
    other = learning_curve(some.statements, features, searched, RECIPE, seed=1)
    assert other[0] != points[0]


def test_a_smaller_size_is_part_of_a_larger_one(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, features, searched = tried
    asked: list[Search] = []

    def kept(*arguments: Any, **options: Any) -> Search:
        asked.append(search(*arguments, **options))
        return asked[-1]

    monkeypatch.setattr("stance.pipeline.trials.search", kept)
    learning_curve(some.statements, features, searched, RECIPE)
    assert len(asked) >= 2
    for smaller, larger in zip(asked, [*asked[1:], searched], strict=True):
        for one, two in zip(smaller.folds, larger.folds, strict=True):
            assert set(one.train) <= set(two.train)
            assert set(one.test) == set(two.test)
            documents = features.documents[one.train]
            whole = np.isin(features.documents[two.train], documents).sum()
            assert whole == len(one.train)


def test_a_size_that_cannot_be_learned_is_left_out(some: Labelled) -> None:
    shy = replace(RECIPE, min_df=60)
    features = read_features(some.statements, shy.grid()[0].features)
    folds = grouped_folds(some.statements, features, shy, "document", 0)
    searched = search(features, folds, shy.grid())
    sizes = [point.documents for point in learning_curve(some.statements, features, searched, shy)]
    assert FEWEST not in sizes
    assert sizes


def test_an_ablation_leaves_each_stream_out(tried: Tried) -> None:
    some, features, searched = tried
    found = ablation(some.statements, features, searched, RECIPE)
    assert {item.stream for item in found} >= {"masked", "chars", "cue"}
    changes = [item.change.value for item in found]
    assert changes == sorted(changes)
    whole = learning_curve(some.statements, features, searched, RECIPE)[-1].kappa.value
    for item in found:
        assert item.kappa.value == pytest.approx(whole + item.change.value)
        assert item.change.low <= item.change.value <= item.change.high


def test_of_one_stream_nothing_can_be_left_out(some: Labelled) -> None:
    from stance.model.features import STREAMS

    one = replace(RECIPE, weights={**dict.fromkeys(STREAMS, 0.0), "chars": 1.0})
    features = read_features(some.statements[:200], one.grid()[0].features)
    folds = grouped_folds(some.statements[:200], features, one, "document", 0)
    searched = search(features, folds, one.grid())
    with pytest.raises(TrainingError, match="two streams or more; the recipe has chars"):
        ablation(some.statements[:200], features, searched, one)


def test_a_model_is_not_refitted(model_folder: object) -> None:
    with pytest.raises(RecipeError, match="leave --model out"):
        evaluate(["labels.jsonl"], str(model_folder), curve=True)
