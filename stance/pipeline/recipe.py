"""A training recipe: every choice that training makes, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import RecipeError
from stance.model.classifier import DEFAULT_WEIGHTS, FitSettings
from stance.model.features import STREAMS, FeatureSettings
from stance.pipeline.shipped import read_toml

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How a model is trained.

    `weights`: how much each feature stream counts; 0 leaves it out. `strengths` and
    `balances`: the grid that is searched (scikit-learn's C; 0 keeps label frequencies, 1
    gives every label the same weight). `min_df`: documents a feature must occur in. `folds`:
    how many, grouped by document. `files`: how much a statement of a file counts, by the file's
    name (1 where it is not named). `mask_actors`: hide who speaks. `resamples`: bootstrap
    samples behind the intervals.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    strengths: tuple[float, ...] = (0.5, 1.0, 2.0)
    balances: tuple[float, ...] = (1.0,)
    min_df: int = 2
    folds: int = 5
    files: Mapping[str, float] = field(default_factory=dict)
    mask_actors: bool = False
    resamples: int = 1000

    def statement_weights(self, files: Sequence[str], count: int) -> Floats:
        """How much each of `count` statements counts, by the names of their files if any."""
        if not files:
            return np.ones(count)
        return np.array([float(self.files.get(name, 1.0)) for name in files])

    def grid(self) -> tuple[FitSettings, ...]:
        """Every setting of the search."""
        streams = tuple(name for name in STREAMS if self.weights.get(name, 0) > 0)
        features = FeatureSettings(streams, self.mask_actors)
        return tuple(
            FitSettings(features, self.weights, strength, balance, self.min_df)
            for strength in self.strengths
            for balance in self.balances
        )


_CHECKS: Final[Mapping[str, str]] = {
    "weights": "a table of stream = weight from 0 up",
    "strengths": "a list of positive numbers",
    "balances": "a list of numbers from 0 to 1",
    "min_df": "a whole number from 1 up",
    "files": "a table of file name = weight above 0",
    "folds": "a whole number from 2 up",
    "mask_actors": "true or false",
    "resamples": "a whole number from 100 up",
}


def read_recipe(path: Path | None) -> Recipe:
    """The recipe of a TOML file; what it does not name keeps its default.

    Raises `RecipeError` naming the setting and what is allowed.
    """
    if path is None:
        return Recipe()
    given = read_toml(path)
    known = {item.name for item in fields(Recipe)}
    for name in given:
        if name not in known:
            allowed = ", ".join(sorted(known))
            raise RecipeError(f"unknown setting {name!r}; known are {allowed}", path=path)
    for name, value in given.items():
        if not _allowed(name, value):
            raise RecipeError(f"{name} is {value!r}; allowed is {_CHECKS[name]}", path=path)
    values: dict[str, Any] = {
        name: tuple(float(item) for item in value) if isinstance(value, list) else value
        for name, value in given.items()
    }
    if "weights" in values:
        values["weights"] = {**DEFAULT_WEIGHTS, **values["weights"]}
    return Recipe(**values)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _allowed(name: str, value: Any) -> bool:
    match name:
        case "weights":
            return (
                isinstance(value, dict)
                and set(value) <= set(STREAMS)
                and all(_number(item) and item >= 0 for item in value.values())
                and any({**DEFAULT_WEIGHTS, **value}.values())
            )
        case "files":
            return isinstance(value, dict) and all(
                _number(item) and item > 0 for item in value.values()
            )
        case "strengths":
            return _numbers(value) and all(item > 0 for item in value)
        case "balances":
            return _numbers(value) and all(0 <= item <= 1 for item in value)
        case "mask_actors":
            return isinstance(value, bool)
        case _:
            least = {"min_df": 1, "folds": 2, "resamples": 100}[name]
            return type(value) is int and value >= least


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_number, value))
