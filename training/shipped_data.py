"""What the shipped model is trained on, as the benchmarks read it: statements, files, features."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from stance.corpus import read_labelled
from stance.model.classifier import Features, read_features
from stance.pipeline.recipe import Recipe, read_recipe
from stance.schema import Statement
from training.build import DATA, RECIPE


@dataclass(frozen=True)
class ShippedData:
    """All labelled statements in the order of the files; `source` is the file of each, by stem."""

    recipe: Recipe
    statements: tuple[Statement, ...]
    source: npt.NDArray[np.str_]
    features: Features

    @property
    def names(self) -> list[str]:
        """The files, by stem."""
        return list(dict.fromkeys(self.source.tolist()))


def read_shipped(texts: Path) -> ShippedData:
    """The data under the shipped recipe's weights; `texts` is a PolNeAR checkout."""
    recipe = read_recipe(RECIPE)
    labelled = read_labelled(DATA, texts)
    weights = recipe.statement_weights(labelled.files, len(labelled.statements))
    features = read_features(labelled.statements, recipe.grid()[0].features, weights)
    source = np.array([Path(name).stem for name in labelled.files])
    return ShippedData(recipe, labelled.statements, source, features)
