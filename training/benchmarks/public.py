"""Public stance tables: ``python -m training.benchmarks.public [--semeval TRAIN TEST]``.

Each set is learned from its own training part with the project's features; regularisation and
the choice of streams are searched in folds of that part alone, grouped by what the test part
keeps apart. Beside it stand the majority label and the plain TF-IDF + logistic regression of
`peers`. Intervals: bootstrap over topics. Reads
`../shared/benchmarks`; writes training/results/public.json and .md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from stance.evaluation.folds import Fold, group_rows, make_folds, number_texts
from stance.evaluation.metrics import Agreement, Figure, agreement
from stance.model.classifier import (
    DEFAULT_WEIGHTS,
    Features,
    FitSettings,
    read_features,
)
from stance.model.features import FeatureSettings
from stance.pipeline.assessment import search
from stance.report.card import table
from stance.schema import LABELS, Stance, Statement
from training import public_data as data
from training.benchmarks.peers import plain_tfidf

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared/benchmarks"
RESULTS: Final = ROOT / "training/results"
Whole = npt.NDArray[np.int64]

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


@dataclass(frozen=True, slots=True)
class Task:
    """A public set: statements, the folds to report on, what to reach, the published figure.

    `measure` gives the set's own figure from the agreement of labels and predictions.
    """

    name: str
    statements: Sequence[Statement]
    folds: Sequence[Fold]
    grouping: str
    measure: Callable[[Agreement], Figure]
    wanted: str


def accuracy(found: Agreement) -> Figure:
    return found.accuracy


def macro_f1(found: Agreement) -> Figure:
    return found.macro_f1


def semeval_f1(found: Agreement) -> Figure:
    """The task's official measure: mean F1 of FAVOR and AGAINST, pooled over targets.

    Its interval is the mean of the two labels' intervals: a little too wide.
    """
    sides = [item.f1 for item in found.labels if item.label in {Stance.SUPPORT, Stance.OPPOSE}]
    return Figure(
        *(float(np.mean([getattr(f1, end) for f1 in sides])) for end in ("value", "low", "high"))
    )


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


def agree(task: Task, rows: Whole, labels: Whole, predicted: Whole) -> Figure:
    """The set's figure on some rows, with its interval over resampled topics."""
    topics = group_rows([task.statements[row] for row in rows], "proposal")
    return task.measure(agreement(labels[rows], predicted[rows], list(map(str, topics))))


def choose(features: Features, task: Task, train: Whole) -> tuple[str, FitSettings]:
    """The streams and strength that are best in folds of the training rows."""
    rows = [task.statements[row] for row in train]
    groups, texts = group_rows(rows, task.grouping), number_texts(rows)
    inner = [
        Fold(train[fold.train], train[fold.test])
        for fold in make_folds(groups, features.labels[train], FOLDS, 0, texts)
    ]
    tried: list[tuple[float, str, FitSettings]] = []
    for name, weights in STREAMS.items():
        settings = tuple(
            FitSettings(weights={**DEFAULT_WEIGHTS, **weights}, strength=strength)
            for strength in STRENGTHS
        )
        found = search(features, inner, settings)
        for setting, logits in zip(settings, found.logits, strict=True):
            figure = agree(task, train, features.labels, logits.argmax(axis=1))
            tried.append((figure.value, f"{name}, C = {setting.strength:g}", setting))
    _, name, chosen = max(tried, key=lambda item: item[0])
    return name, chosen


def measure_task(task: Task) -> dict[str, Any]:
    """The figures of one set."""
    features = read_features(task.statements, FeatureSettings())
    labels = features.labels
    ours, most = (np.empty(len(labels), dtype=np.int64) for _ in range(2))
    names = []
    for fold in task.folds:
        name, chosen = choose(features, task, fold.train)
        names.append(name)
        ours[fold.test] = search(features, [fold], (chosen,)).logits[0, fold.test].argmax(axis=1)
        most[fold.test] = np.bincount(labels[fold.train]).argmax()
    plain = plain_tfidf(task.statements, labels, task.folds, jobs=-1).argmax(axis=1)
    tested = np.concatenate([fold.test for fold in task.folds])
    return {
        "rows": len(tested),
        "figure": task.measure.__name__,
        **{
            name: asdict(agree(task, tested, labels, predicted))
            for name, predicted in (("stance", ours), ("plain", plain), ("majority", most))
        },
        "wanted": task.wanted,
        "chosen": max(set(names), key=names.count),
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
            *(str(Figure(**item[column])) for column in ("stance", "plain", "majority")),
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
