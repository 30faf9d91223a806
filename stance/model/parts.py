"""A fitted model as plain data, and back: what a model folder holds of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.model.explain import top_terms
from stance.model.features import STREAMS, FeatureSettings
from stance.model.scorer import StanceModel
from stance.model.tfidf import Block
from stance.schema import LABELS

VOCABULARY: Final = "vocabulary.json"
TOP_TERMS: Final = "top_terms.txt"
TERMS_SHOWN: Final = 60  # for each label, in the readable twin
FEATURES_VERSION: Final = 2
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
        "coefficients": model.coefficients.astype(np.float32),
        "intercept": model.intercept,
    }
    arrays.update({f"idf_{block.name}": block.idf for block in model.blocks})
    vocabulary = {block.name: list(block.terms) for block in model.blocks}
    return ModelParts(
        manifest={
            "labels": list(LABELS),
            "features": {
                "version": FEATURES_VERSION,
                "streams": list(model.settings.streams),
                "mask_actors": model.settings.mask_actors,
                "weights": {block.name: block.weight for block in model.blocks},
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
    width = sum(len(block.terms) for block in blocks)
    coefficients = _array(parts, "coefficients", (width, len(LABELS)))
    temperature = manifest.get("temperature")
    if not isinstance(temperature, float) or not 0 < temperature < np.inf:
        raise ModelError(f"manifest temperature is {temperature!r}, expected a positive number")
    return StanceModel(
        settings=settings,
        blocks=blocks,
        coefficients=coefficients,
        intercept=_array(parts, "intercept", (len(LABELS),)),
        temperature=temperature,
    )


def _settings(features: Mapping[str, Any]) -> FeatureSettings:
    streams = features.get("streams")
    if not isinstance(streams, list) or not streams or not set(streams) <= set(STREAMS):
        raise ModelError(f"manifest streams are {streams!r}; known are {', '.join(STREAMS)}")
    if not isinstance(features.get("mask_actors"), bool):
        raise ModelError("manifest mask_actors is neither true nor false")
    return FeatureSettings(tuple(streams), features["mask_actors"])


def _blocks(parts: ModelParts, features: Mapping[str, Any]) -> tuple[Block, ...]:
    try:
        vocabulary = json.loads(parts.texts[VOCABULARY])
    except (KeyError, json.JSONDecodeError) as error:
        raise ModelError(f"{VOCABULARY} cannot be read ({error})") from None
    weights = features.get("weights")
    if not isinstance(vocabulary, dict) or not isinstance(weights, dict):
        raise ModelError(f"{VOCABULARY} or the manifest's weights are no mapping")
    if list(vocabulary) != list(weights) or not set(weights) <= set(features["streams"]):
        raise ModelError(f"the streams of {VOCABULARY} are not those of the manifest")
    blocks: list[Block] = []
    offset = 0
    for name, terms in vocabulary.items():
        if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
            raise ModelError(f"{VOCABULARY}: {name} is no list of terms")
        if not isinstance(weights[name], int | float) or not 0 < weights[name] < np.inf:
            raise ModelError(f"manifest weight of {name} is {weights[name]!r}")
        if len(set(terms)) != len(terms):
            raise ModelError(f"{VOCABULARY}: {name} holds a term twice")
        idf = _array(parts, f"idf_{name}", (len(terms),))
        blocks.append(Block(name, tuple(terms), idf, float(weights[name]), offset))
        offset += len(terms)
    if not blocks:
        raise ModelError(f"{VOCABULARY} holds no stream")
    return tuple(blocks)


def _array(parts: ModelParts, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    array = parts.arrays.get(name)
    if array is None:
        raise ModelError(f"weights hold no array {name!r}")
    if array.shape != shape or array.dtype.kind != "f":
        raise ModelError(
            f"array {name!r} is {array.dtype} of shape {array.shape}, expected floats {shape}"
        )
    if not np.isfinite(array).all():
        raise ModelError(f"array {name!r} holds numbers that are not finite")
    return array.astype(np.float64)
