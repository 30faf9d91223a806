"""A fitted model as plain data, and back: what a model folder holds of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.model.explain import top_terms
from stance.model.features import STREAMS, FeatureSettings
from stance.model.scorer import StanceModel
from stance.model.tfidf import Block, Terms
from stance.reading.codes import CodeTable
from stance.schema import LABELS

VOCABULARY: Final = "vocabulary.json"
TOP_TERMS: Final = "top_terms.txt"
TERMS_SHOWN: Final = 60  # for each label, in the readable twin
FEATURES_VERSION: Final = 3
"""Bump when `features.extract` gives other names: older models would read them wrongly."""

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ModelParts:
    """Settings, numeric arrays and texts of a model."""

    manifest: Mapping[str, Any]
    arrays: Mapping[str, Array]
    texts: Mapping[str, str]


def to_parts(model: StanceModel) -> ModelParts:
    """The model as data; `from_parts` gives an equal one back."""
    arrays: dict[str, Array] = {
        "coefficients": model.coefficients,
        "intercept": model.intercept,
        "idf": np.concatenate([block.idf for block in model.blocks]).astype(np.float32),
        "codes": model.table.mixed,
        "columns": model.table.row.astype(np.uint32),
    }
    vocabulary = {block.name: list(block.terms) for block in model.blocks}
    return ModelParts(
        manifest={
            "labels": list(LABELS),
            "features": {
                "version": FEATURES_VERSION,
                "streams": list(model.settings.streams),
                "mask_actors": model.settings.mask_actors,
                "weights": {block.name: block.weight for block in model.blocks},
                "sizes": {block.name: len(block.terms) for block in model.blocks},
                "count": len(model.coefficients),
            },
            "temperature": model.temperature,
        },
        arrays=arrays,
        texts={
            VOCABULARY: json.dumps(vocabulary, ensure_ascii=False, indent=0) + "\n",
            TOP_TERMS: _readable(model),
        },
    )


def _readable(model: StanceModel) -> str:
    lines: list[str] = []
    for label in LABELS:
        lines.append(f"# {label}")
        lines += [
            f"{item.weight:8.3f}  {item.stream:9s} {item.feature}"
            for item in top_terms(model, label, TERMS_SHOWN)
        ]
        lines.append("")
    return "\n".join(lines)


def from_parts(parts: ModelParts) -> StanceModel:
    """Build a model after checking that its parts fit together.

    Raises `ModelError` naming the part.
    """
    manifest = parts.manifest
    if manifest.get("labels") != list(LABELS):
        raise ModelError(f"manifest labels are {manifest.get('labels')}, expected {list(LABELS)}")
    features = manifest.get("features")
    if not isinstance(features, dict) or features.get("version") != FEATURES_VERSION:
        raise ModelError(
            f"the model's features are not of version {FEATURES_VERSION}, which this program"
            " reads; train it again"
        )
    settings = _settings(features)
    blocks = _blocks(parts, features)
    width = sum(len(block.idf) for block in blocks)
    temperature = manifest.get("temperature")
    if not isinstance(temperature, float) or not 0 < temperature < np.inf:
        raise ModelError(f"manifest temperature is {temperature!r}, expected a positive number")
    return StanceModel(
        settings=settings,
        blocks=blocks,
        coefficients=_finite(parts, "coefficients", (width, len(LABELS))).astype(np.float32),
        intercept=_floats(parts, "intercept", (len(LABELS),)),
        temperature=temperature,
        stored=_table(parts, width),
    )


def _settings(features: Mapping[str, Any]) -> FeatureSettings:
    streams = features.get("streams")
    if not isinstance(streams, list) or not streams or not set(streams) <= set(STREAMS):
        raise ModelError(f"manifest streams are {streams!r}; known are {', '.join(STREAMS)}")
    if not isinstance(features.get("mask_actors"), bool):
        raise ModelError("manifest mask_actors is neither true nor false")
    return FeatureSettings(tuple(streams), features["mask_actors"])


def _blocks(parts: ModelParts, features: Mapping[str, Any]) -> tuple[Block, ...]:
    weights, sizes = features.get("weights"), features.get("sizes")
    if not isinstance(weights, dict) or not isinstance(sizes, dict) or not weights:
        raise ModelError("the manifest's weights or sizes of the streams are no mapping")
    if list(weights) != list(sizes) or not set(weights) <= set(features["streams"]):
        raise ModelError("the manifest's weights and sizes are not of the same streams")
    for name in weights:
        if not isinstance(weights[name], int | float) or not 0 < weights[name] < np.inf:
            raise ModelError(f"manifest weight of {name} is {weights[name]!r}")
        if type(sizes[name]) is not int or sizes[name] < 0:
            raise ModelError(f"manifest size of {name} is {sizes[name]!r}")
    if VOCABULARY not in parts.texts:
        raise ModelError(f"{VOCABULARY} is missing")
    vocabulary = Vocabulary(parts.texts[VOCABULARY], sizes)
    idf = _floats(parts, "idf", (sum(sizes.values()),))
    blocks: list[Block] = []
    offset = 0
    for name, size in sizes.items():
        terms = Terms(vocabulary, name)
        blocks.append(Block(name, terms, idf[offset : offset + size], float(weights[name]), offset))
        offset += size
    return tuple(blocks)


@dataclass(frozen=True)
class Vocabulary:
    """The names of a model's features, read when an explanation first asks for them.

    Scoring looks features up by code and needs none. `sizes` is how many each stream has.
    """

    text: str
    sizes: Mapping[str, int]

    @cached_property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """Feature names by stream; raises `ModelError` where they are not those of the model."""
        try:
            found = json.loads(self.text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ModelError(f"{VOCABULARY} cannot be read ({error})") from None
        if not isinstance(found, dict) or list(found) != list(self.sizes):
            raise ModelError(f"the streams of {VOCABULARY} are not those of the manifest")
        for name, terms in found.items():
            if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
                raise ModelError(f"{VOCABULARY}: {name} is no list of terms")
            if len(terms) != self.sizes[name] or len(set(terms)) != len(terms):
                raise ModelError(f"{VOCABULARY}: {name} has not its number of different terms")
        return {name: tuple(terms) for name, terms in found.items()}


def _table(parts: ModelParts, width: int) -> CodeTable:
    codes, columns = (_array(parts, name, (width,), "u") for name in ("codes", "columns"))
    if (codes[1:] <= codes[:-1]).any():
        raise ModelError("array 'codes' does not rise")
    if len(columns) and (np.bincount(columns, minlength=width) != 1).any():
        raise ModelError("array 'columns' does not name each column once")
    return CodeTable(codes.astype(np.uint64), columns.astype(np.intp))


def _array(parts: ModelParts, name: str, shape: tuple[int, ...], kind: str) -> Array:
    array = parts.arrays.get(name)
    if array is None:
        raise ModelError(f"weights hold no array {name!r}")
    if array.shape != shape or array.dtype.kind != kind:
        what = {"f": "floats", "u": "whole numbers"}[kind]
        raise ModelError(
            f"array {name!r} is {array.dtype} of shape {array.shape}, expected {what} {shape}"
        )
    return array


def _floats(parts: ModelParts, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    return _finite(parts, name, shape).astype(np.float64)


def _finite(parts: ModelParts, name: str, shape: tuple[int, ...]) -> Array:
    array = _array(parts, name, shape, "f")
    if not np.isfinite(array).all():
        raise ModelError(f"array {name!r} holds numbers that are not finite")
    return array
