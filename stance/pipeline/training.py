"""`train`: labelled statements become a model folder."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from stance import artifact
from stance.corpus import Labelled, read_labelled
from stance.errors import TrainingError
from stance.evaluation.assessment import Assessment
from stance.evaluation.folds import SHORT_QUOTE, group_rows, normalised
from stance.model.classifier import fit_model, label_counts, read_features
from stance.model.parts import to_parts
from stance.model.scorer import StanceModel
from stance.pipeline.assessment import Progress, assess, grouped_folds, search
from stance.pipeline.cluster import joblib_on
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import MODEL_KIND
from stance.report.card import render_card
from stance.schema import Statement

if TYPE_CHECKING:
    from distributed import Client

LEAST_STATEMENTS: Final = 20
"""Below this, folds hold next to nothing and every figure would be noise."""

SEEN: Final = "seen"
LIBRARIES: Final = ("numpy", "scipy", "scikit-learn", "joblib")


@dataclass(frozen=True)
class Trained:
    """A fitted model, what is known of it, and the statements it was trained on."""

    model: StanceModel
    assessment: Assessment
    labelled: Labelled
    manifest: Mapping[str, Any]


def train(
    data: Sequence[str | Path],
    out: str | Path | None = None,
    *,
    texts: str | Path | None = None,
    recipe: Recipe | None = None,
    seed: int = 0,
    jobs: int = 1,
    scheduler: str | Client | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Train on labelled files and, if `out` is given, write the model folder.

    `texts` is a PolNeAR folder for stand-off layers. Hyper-parameters are searched and
    probabilities calibrated in folds grouped by document, in `jobs` processes, or on the Dask
    cluster of a `scheduler` (its address, ``local``, or a client). Raises `InputError` for files
    that cannot be read, `TrainingError` where the labels cannot be learned from, `ModelError`
    where `out` holds something else, `RecipeError` for a cluster that cannot be worked on.
    """
    recipe = recipe or Recipe()
    if out is not None:
        artifact.check_target(Path(out))
    labelled = read_labelled(as_paths(data), None if texts is None else Path(texts))
    with joblib_on(scheduler):
        trained = fit(labelled, recipe, seed=seed, jobs=jobs, progress=progress)
    if out is not None:
        save(trained, Path(out))
    return trained


def as_paths(data: Sequence[str | Path]) -> list[Path]:
    """The files to read; one path alone is a list of one."""
    return [Path(path) for path in ([data] if isinstance(data, str | Path) else data)]


def fit(
    labelled: Labelled,
    recipe: Recipe,
    *,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Trained:
    """Search, calibrate and fit on labelled statements."""
    statements = labelled.statements
    if len(statements) < LEAST_STATEMENTS:
        uncoded = sum(each.count for each in labelled.uncoded)
        beside = f" ({uncoded:,} more have no stance)" if uncoded else ""
        raise TrainingError(
            f"{len(statements)} labelled statements{beside} are too few; at least"
            f" {LEAST_STATEMENTS} from {recipe.folds} documents are needed"
        )
    grid = recipe.grid()
    weights = recipe.statement_weights(labelled.files, len(statements))
    features = read_features(statements, grid[0].features, weights)
    folds = grouped_folds(statements, features, recipe, "document", seed)
    searched = search(features, folds, grid, jobs=jobs, progress=progress)
    assessment = assess(
        statements, recipe, seed=seed, jobs=jobs, features=features, searched=searched
    )
    best = searched.settings[searched.best]
    rows = np.arange(len(features))
    model = fit_model(features, rows, best, temperature=searched.temperature(), jobs=jobs)
    manifest = {
        "recipe": {**asdict(recipe), "seed": seed},
        "chosen": {"strength": best.strength, "balance": best.balance},
        "data": {
            "statements": len(statements),
            "documents": len(np.unique(group_rows(statements, "document"))),
            "proposals": len({item.proposal for item in statements if item.proposal}),
            "labels": {str(label): count for label, count in label_counts(statements).items()},
            "fingerprint": labelled.fingerprint,
        },
        "figures": plain(assessment),
        "libraries": {"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
    }
    return Trained(model, assessment, labelled, manifest)


def save(trained: Trained, folder: Path, name: str = "", about: str = "") -> None:
    """Write the model folder, with its card rendered from the manifest."""
    parts = to_parts(trained.model)
    manifest = {"name": name or folder.name, **parts.manifest, **trained.manifest}
    if about:
        manifest["about"] = about
    artifact.write(
        folder,
        kind=MODEL_KIND,
        manifest=manifest,
        arrays={**parts.arrays, SEEN: seen_keys(trained.labelled.statements)},
        texts={**parts.texts, "README.md": render_card(manifest)},
    )


def seen_keys(statements: Sequence[Statement]) -> npt.NDArray[np.uint64]:
    """Sorted 64-bit hashes of the training texts: a later test can leave them out."""
    return np.unique(np.array([seen_key(item) for item in statements], dtype=np.uint64))


def seen_key(statement: Statement) -> int:
    """A hash of the normalised quote; a short quote counts only within its document."""
    words = normalised(statement.quote)
    text = " ".join(words)
    if len(words) < SHORT_QUOTE:
        text = f"{statement.document}\n{text}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def plain(value: Any) -> Any:
    """Records as the dictionaries and lists that JSON knows, figures rounded to 4 digits."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 4)
    return value
