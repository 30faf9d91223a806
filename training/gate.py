"""The quality gate: the shipped models may not get worse unnoticed: ``python -m training.gate``.

Floors stand in `training/floors.json` beside the fingerprint of the data they were measured
on. What can be measured on the data that the repository ships is measured again; what needs
texts that it may not ship is read from the models' manifests. A floor is raised by hand, and
lowered only together with a reason in the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stance import artifact
from stance.corpus import read_labelled
from stance.pipeline.assessment import assess
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import MODEL_KIND, load

ROOT: Final = Path(__file__).resolve().parents[1]
FLOORS: Final = ROOT / "training/floors.json"
OWN: Final = ROOT / "data/statements.jsonl"
MODEL: Final = ROOT / "models/default"


def measured() -> dict[str, Any]:
    """Everything that a floor may be set on, with the data's fingerprints."""
    labelled = read_labelled([OWN])
    recipe = Recipe(strengths=(1.0,), balances=(1.0,), resamples=100)
    own = assess(labelled.statements, recipe, jobs=-1)
    manifest = artifact.read(MODEL, MODEL_KIND).manifest
    five, four = (manifest["figures"][key]["stance"]["kappa"]["value"] for key in ("five", "four"))
    return {
        "fingerprints": {
            "own": labelled.fingerprint,
            "default model": manifest["data"]["fingerprint"],
        },
        "own, folds by document: kappa, four stances": own.four["stance"].kappa.value,
        "own, folds by document: conditional F1": own.five["stance"].labels[2].f1.value,
        "default model: kappa, five labels, by document": five,
        "default model: kappa, four stances, by document": four,
        "default model: accuracy on its own training data": _trained_on(labelled.statements),
    }


def _trained_on(statements: tuple[Any, ...]) -> float:
    """Whether the shipped weights are those that the manifest speaks of: they fit their data."""
    scores = load(MODEL).score_statements(statements)
    return sum(
        scored.score.stance is item.stance for scored, item in zip(scores, statements, strict=True)
    ) / len(statements)


def failures(found: Mapping[str, Any], pinned: Mapping[str, Any]) -> Iterator[str]:
    """What is below its floor or was measured on other data than the floors."""
    for name, fingerprint in pinned["fingerprints"].items():
        if found["fingerprints"].get(name) != fingerprint:
            yield (
                f"{name}: the data is not that of the floors; measure again and pin"
                f" fingerprint {found['fingerprints'].get(name)}"
            )
    for name, floor in pinned["floors"].items():
        if name not in found:
            yield f"{name}: is not measured any more"
        elif found[name] < floor:
            yield f"{name}: {found[name]:.4f} is below its floor of {floor}"


def main() -> None:
    found = measured()
    for name, value in found.items():
        if isinstance(value, float):
            print(f"{value:.4f}  {name}")
    problems = list(failures(found, json.loads(FLOORS.read_text(encoding="utf-8"))))
    for problem in problems:
        print(f"gate: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
