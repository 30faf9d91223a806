"""A model as tasks name it, and loaded once in each worker process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from stance import artifact
from stance.errors import ModelError, RecipeError
from stance.pipeline.scorer import MODEL_KIND, Scorer, load
from stance.pipeline.shipped import DEFAULT_MODEL, shipped

_HELD: Final = 4  # models that a process keeps
_LOADING: Final = Lock()


@dataclass(frozen=True, slots=True)
class ModelReference:
    """A model folder by its path and the SHA-256 of its manifest, which has that of every file.

    `folder` is empty for the shipped model: each worker has its own copy, at its own place.
    """

    folder: str
    manifest: str
    min_confidence: float = 0.0

    @property
    def path(self) -> Path:
        """Where the folder is in this process."""
        return Path(self.folder) if self.folder else shipped(DEFAULT_MODEL)


def refer(model: str | Path | None = None, min_confidence: float = 0.0) -> ModelReference:
    """The shipped model, or the one in a folder.

    Raises `ModelError` for a folder that is missing, damaged, altered or of another kind.
    """
    if model is not None and not isinstance(model, str | Path):
        raise RecipeError(
            f"model is a {type(model).__name__}; name a folder, which every worker loads for itself"
        )
    if not 0 <= min_confidence <= 1:
        raise RecipeError(f"min_confidence is {min_confidence}; allowed is 0 to 1")
    folder = "" if model is None else str(Path(model).resolve())
    path = ModelReference(folder, "").path
    artifact.read(path, MODEL_KIND)
    return ModelReference(folder, _fingerprint(path), min_confidence)


def scorer_of(reference: ModelReference) -> Scorer:
    """The model in this process, loaded when it is first asked for.

    Raises `ModelError` where it is missing here or is another than was referred to.
    """
    with _LOADING:  # threads of one worker wait for the first, and do not load it again
        return _load(reference)


@lru_cache(maxsize=_HELD)
def _load(reference: ModelReference) -> Scorer:
    path = reference.path
    if not path.exists():
        raise ModelError(
            "no such model folder on this worker; put it where every worker sees it (a shared"
            " folder, or the same path on each)",
            path=path,
        )
    if _fingerprint(path) != reference.manifest:
        raise ModelError(
            "is another model on this worker than where the work was started (its manifest"
            " differs); install the same version, or copy the same folder to each",
            path=path,
        )
    return load(path, min_confidence=reference.min_confidence)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256((path / artifact.MANIFEST).read_bytes()).hexdigest()


def loaded() -> int:
    """How many models this process has loaded so far."""
    return _load.cache_info().misses
