"""Public stance tables: ``python -m training.benchmarks.public [--semeval TRAIN TEST]``.

Each set is learned from its own training part with the project's features; regularisation and
the choice of streams are searched in folds of that part alone, grouped by what the test part
keeps apart. Beside it stand the majority label and a plain TF-IDF + logistic regression over
one- and two-word sequences of both texts. Intervals: bootstrap over topics. Reads
`../shared/benchmarks`; writes training/results/public.json and .md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from stance.evaluation.folds import Fold, group_rows, make_folds, number_texts
from stance.model.classifier import (
    DEFAULT_WEIGHTS,
    Design,
    Features,
    FitSettings,
    fit_weights,
    read_features,
)
from stance.model.features import FeatureSettings
from stance.report.card import table
from stance.schema import LABELS, Stance, Statement
from training import public_data as data

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared/benchmarks"
RESULTS: Final = ROOT / "training/results"
Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_ABOUT_TEXT: Final = dict.fromkeys(("proposal", "context"), 0.0)
_UNSEEN: Final = {**_ABOUT_TEXT, "pair": 0.0, "actor": 0.0}
STREAMS: Final[Mapping[str, Mapping[str, float]]] = {
    "as shipped": {},
    "unseen topics": _UNSEEN,
    "unseen verbs": {**_UNSEEN, "verb": 0.0, "relation": 0.3},
    "speakers": {**_ABOUT_TEXT, "verb": 0.0, "relation": 0.3},
}
"""Weights of streams that differ from the shipped ones: a set of topics that the test part does
not share teaches nothing by the topics' words, and one that names its speakers something."""

STRENGTHS: Final = (0.15, 0.4, 1.0)
FOLDS: Final = 5
RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Task:
    """A public set: statements, the folds to report on, what to reach, the published figure.

    `measure` gives the set's own figure from gold and predicted label numbers.
    """

    name: str
    statements: Sequence[Statement]
    folds: Sequence[Fold]
    grouping: str
    measure: Callable[[Whole, Whole], float]
    wanted: str


def accuracy(gold: Whole, predicted: Whole) -> float:
    return float(np.mean(gold == predicted))


def f1_of(gold: Whole, predicted: Whole, label: Stance) -> float:
    number = LABELS.index(label)
    right = np.sum((gold == number) & (predicted == number))
    both = np.sum(gold == number) + np.sum(predicted == number)
    return float(2 * right / both) if both else 0.0


def macro_f1(gold: Whole, predicted: Whole) -> float:
    """Mean F1 over the labels that the set has."""
    return float(np.mean([f1_of(gold, predicted, LABELS[number]) for number in np.unique(gold)]))


def semeval_f1(gold: Whole, predicted: Whole) -> float:
    """The task's official measure: mean F1 of FAVOR and AGAINST, pooled over targets."""
    return (f1_of(gold, predicted, Stance.SUPPORT) + f1_of(gold, predicted, Stance.OPPOSE)) / 2


def given(train: Sequence[Statement], test: Sequence[Statement]) -> tuple[Any, list[Fold]]:
    """Statements of a set with a given split, and that split as the only fold."""
    rows = np.arange(len(train) + len(test))
    return [*train, *test], [Fold(rows[: len(train)], rows[len(train) :])]


def public_tasks(folder: Path, semeval: tuple[Path, Path] | None) -> list[Task]:
    """The sets in `folder`, and SemEval's where its files are given."""
    speeches = data.handeset(folder)
    groups, labels = group_rows(speeches, "document"), label_numbers(speeches)
    debates = make_folds(groups, labels, 10, 0, number_texts(speeches))
    tasks = [Task("HanDeSeT, 10 folds by debate", speeches, debates, "document", accuracy, "72")]
    for name, read, test, measure, wanted in (
        ("Emergent", data.emergent, "test", accuracy, "74 (published LR 73.3)"),
        ("Perspectrum", data.perspectrum, "test", macro_f1, "65 (BERT 70.8)"),
        ("KPA arguments, dev", data.kpa, "dev", accuracy, "70"),
        ("KPA arguments, test", data.kpa, "test", accuracy, ""),
        ("IBM claim stance", data.ibm_claims, "test", accuracy, ""),
    ):
        tasks.append(
            Task(
                name,
                *given(read(folder, "train"), read(folder, test)),
                "proposal",
                measure,
                wanted,
            )
        )
    if semeval:
        parts = given(*map(data.semeval, semeval))
        tasks.append(
            Task("SemEval-2016 6A", *parts, "document", semeval_f1, "71 (SVM n-grams 69.0)")
        )
    return tasks


def label_numbers(statements: Sequence[Statement]) -> Whole:
    return np.array([LABELS.index(item.stance) for item in statements if item.stance is not None])


def predict(features: Features, fold: Fold, settings: FitSettings) -> Whole:
    """Label numbers of the fold's test rows."""
    design = Design.fit(features, fold.train, settings)
    weights = fit_weights(
        design.matrix, features.labels[fold.train], settings, features.weights[fold.train]
    )
    logits = design.transform(features, fold.test) @ weights.coefficients + weights.intercept
    return np.asarray(logits.argmax(axis=1), dtype=np.int64)


def choose(features: Features, task: Task, train: Whole) -> tuple[str, FitSettings]:
    """The streams and strength that are best in folds of the training rows."""
    rows = [task.statements[row] for row in train]
    groups, texts = group_rows(rows, task.grouping), number_texts(rows)
    inner = [
        Fold(train[fold.train], train[fold.test])
        for fold in make_folds(groups, features.labels[train], FOLDS, 0, texts)
    ]
    best, chosen = -1.0, ("", FitSettings())
    for name, weights in STREAMS.items():
        for strength in STRENGTHS:
            tried = FitSettings(weights={**DEFAULT_WEIGHTS, **weights}, strength=strength)
            found = float(
                np.mean(
                    [
                        task.measure(features.labels[fold.test], predict(features, fold, tried))
                        for fold in inner
                    ]
                )
            )
            if found > best:
                best, chosen = found, (f"{name}, C = {strength:g}", tried)
    return chosen


def plain(task: Task, labels: Whole, fold: Fold) -> Whole:
    """Predictions of TF-IDF over both texts and logistic regression, scikit-learn's defaults."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    parts: list[tuple[Any, Any]] = []
    for side in ("quote", "proposal"):
        texts = [str(getattr(item, side)) for item in task.statements]
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        learned = vectors.fit_transform([texts[row] for row in fold.train])
        parts.append((learned, vectors.transform([texts[row] for row in fold.test])))
    fitted = LogisticRegression(max_iter=1000).fit(
        hstack([learned for learned, _ in parts]), labels[fold.train]
    )
    predicted: Whole = fitted.predict(hstack([tested for _, tested in parts]))
    return predicted


def interval(task: Task, gold: Whole, predicted: Whole, topics: Whole) -> tuple[float, float]:
    """95 % of the figure over resampled topics."""
    random = np.random.default_rng(0)
    rows = {topic: np.flatnonzero(topics == topic) for topic in np.unique(topics)}
    names = list(rows)
    figures = []
    for _ in range(RESAMPLES):
        picked = np.concatenate(
            [rows[names[n]] for n in random.integers(len(names), size=len(names))]
        )
        figures.append(task.measure(gold[picked], predicted[picked]))
    low, high = np.quantile(figures, (0.025, 0.975))
    return float(low), float(high)


def measure_task(task: Task) -> dict[str, Any]:
    """The figures of one set."""
    features = read_features(task.statements, FeatureSettings())
    labels = features.labels
    ours, simple, most = (np.empty(len(labels), dtype=np.int64) for _ in range(3))
    settings = []
    for fold in task.folds:
        name, chosen = choose(features, task, fold.train)
        settings.append(name)
        ours[fold.test] = predict(features, fold, chosen)
        simple[fold.test] = plain(task, labels, fold)
        most[fold.test] = np.bincount(labels[fold.train]).argmax()
    tested = np.concatenate([fold.test for fold in task.folds])
    topics = group_rows([task.statements[row] for row in tested], "proposal")
    gold = labels[tested]
    return {
        "rows": len(tested),
        "figure": task.measure.__name__,
        "stance": task.measure(gold, ours[tested]),
        "interval": interval(task, gold, ours[tested], topics),
        "plain": task.measure(gold, simple[tested]),
        "majority": task.measure(gold, most[tested]),
        "wanted": task.wanted,
        "chosen": max(set(settings), key=settings.count),
    }


def main(
    shared: Annotated[Path, typer.Option(help="Folder of the public sets.")] = SHARED,
    semeval: Annotated[
        tuple[Path, Path] | None, typer.Option(help="SemEval-2016 6A: training and test file.")
    ] = None,
) -> None:
    """Measure, print and write the table."""
    found = {task.name: measure_task(task) for task in public_tasks(shared, semeval)}
    head = ("set", "rows", "figure", "stance", "plain", "majority", "wanted", "chosen in folds")
    rows = [
        (
            name,
            item["rows"],
            item["figure"].replace("_", " "),
            f"{item['stance']:.3f} [{item['interval'][0]:.3f}, {item['interval'][1]:.3f}]",
            f"{item['plain']:.3f}",
            f"{item['majority']:.3f}",
            item["wanted"],
            item["chosen"],
        )
        for name, item in found.items()
    ]
    text = "\n".join(["# Public sets", "", *table(head, rows), ""])
    print(text)
    (RESULTS / "public.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "public.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
