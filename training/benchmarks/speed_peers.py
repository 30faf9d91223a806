"""What is raced in `training.benchmarks.speed`: workers in processes of their own.

A worker answers one line of JSON with the seconds it took for the work itself, so that neither
its start nor the way to it counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from stance.corpus import read_labelled
from stance.reading.context import context_of
from stance.schema import Attribution, Statement, cut
from training.benchmarks.peers import marked_text
from training.build import DATA, ROOT
from training.reader_corpus import read_polnear

PROPOSALS: Final = (
    "build the crossing",
    "raise taxes on the rich",
    "withdraw from the trade agreement",
    "send more troops to the region",
)
"""What the contents are asked about in turn; none is theirs, which speed does not mind."""

LOOP: Final = """
import json, sys, time
def timed(work):
    begin = time.perf_counter(); work(); return time.perf_counter() - begin
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
"""
OURS: Final = """
import stance
from stance import Statement
scorer = stance.load()
def answer(asked):
    if asked == "load":
        return timed(stance.load)
    statements = [Statement(**{**row, "stance": None}) for row in asked]
    return timed(lambda: scorer.model.probabilities(statements))
"""
PIPELINE: Final = """
import joblib
from stance import Statement
path = sys.argv[1] if len(sys.argv) > 1 else None
fitted = joblib.load(path)
def answer(asked):
    if asked == "load":
        return timed(lambda: joblib.load(path))
    statements = [Statement(**{**row, "stance": None}) for row in asked]
    return timed(lambda: fitted.predict_proba(statements))
"""
FASTTEXT: Final = """
import fasttext
model = fasttext.train_supervised(
    input=sys.argv[1], wordNgrams=2, epoch=5, thread=1, verbose=0
)
def answer(asked):
    return timed(lambda: model.predict(asked, k=-1))
"""
READER: Final = """
import pathlib, stance
scorer = stance.load()
scorer.stations
def answer(asked):
    texts = [pathlib.Path(name).read_text(encoding="utf-8") for name in asked]
    return timed(lambda: [scorer.attributions(text) for text in texts])
"""


class Worker(AbstractContextManager["Worker"]):
    """A process that does what it is asked and tells how long that took."""

    def __init__(
        self, code: str, *arguments: str, python: Path | None = None, folder: Path = ROOT
    ) -> None:
        script = "import sys\n" + LOOP.replace("for line", code + "\nfor line", 1)
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [str(python or sys.executable), "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment,
        )

    @classmethod
    def ours(cls) -> Self:
        return cls(OURS)

    def ask(self, work: Any) -> float:
        """Seconds that the work took. Raises `RuntimeError` where the process has gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the worker has no pipes")
        stdin.write(json.dumps(work) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("a worker ended; its error stands above")
        return float(json.loads(line))

    def score(self, statements: Sequence[Statement]) -> float:
        return self.ask([asdict(statement) for statement in statements])

    def load(self) -> float:
        return self.ask("load")

    def read(self, articles: Sequence[Path]) -> float:
        return self.ask([str(path) for path in articles])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        if self._process.stdout:
            self._process.stdout.close()


class FastText(Worker):
    """fastText's own API, which takes texts."""

    def score(self, statements: Sequence[Statement]) -> float:
        return self.ask([marked_text(statement) for statement in statements])


def pipeline(dumped: Path) -> Worker:
    """The same model as a scikit-learn pipeline."""
    return Worker(PIPELINE, str(dumped))


def fast_text(python: Path, folder: Path) -> FastText:
    """fastText, trained on our own news first."""
    lines = [
        f"__label__{item.stance} {marked_text(item)}"
        for item in read_labelled([DATA[0]]).statements
    ]
    data = folder / "fasttext.txt"
    data.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return FastText(FASTTEXT, str(data), python=python)


def reader(folder: Path) -> Worker:
    """The reader of a checkout."""
    return Worker(READER, folder=folder)


def polnear_contents(folder: Path) -> list[Statement]:
    """One statement for each content of a PolNeAR checkout."""
    documents = [item for part in ("train", "dev") for item in read_polnear(folder / "data" / part)]
    return [
        _asked(document.text, item, number)
        for document in documents
        for number, item in enumerate(document.attributions)
        if item.content
    ]


def _asked(text: str, item: Attribution, number: int) -> Statement:
    source = cut(text, item.source)
    return Statement(
        quote=cut(text, item.content),
        proposal=PROPOSALS[number % len(PROPOSALS)],
        actor=source,
        actor_mention=source,
        cue=cut(text, item.cue),
        context=context_of(text, item.content),
    )


def training_ways() -> tuple[Callable[[int], float], Callable[[int], float]]:
    """Seconds to train on our own news: our way, and scikit-learn's with the same result.

    The result is probabilities out of five folds, for calibration, and a model of all rows.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import Pipeline
    from sklearn.utils.class_weight import compute_sample_weight

    import stance
    from stance.model.classifier import MOST_ITERATIONS, TOLERANCE, fit_model, read_features
    from stance.pipeline.assessment import grouped_folds, search
    from stance.pipeline.exporting import unfitted_steps
    from stance.pipeline.recipe import Recipe

    statements = list(read_labelled([DATA[0]]).statements)
    recipe = Recipe(strengths=(0.5,))
    setting = recipe.grid()[0]
    features = read_features(statements, setting.features)
    folds = grouped_folds(statements, features, recipe, "document", 0)
    labels = [str(item.stance) for item in statements]
    bare = stance.load().model

    def ours(_: int) -> float:
        import numpy as np

        begin = time.perf_counter()
        read = read_features(statements, setting.features)
        searched = search(read, folds, (setting,), jobs=1)
        fit_model(read, np.arange(len(read)), setting, searched.temperature())
        return time.perf_counter() - begin

    def plain(_: int) -> float:
        begin = time.perf_counter()
        classifier = LogisticRegression(C=setting.strength, max_iter=MOST_ITERATIONS, tol=TOLERANCE)
        steps = [*unfitted_steps(bare), ("classifier", classifier)]
        fitted = Pipeline(steps)
        weights = compute_sample_weight("balanced", labels)
        parameters = {"classifier__sample_weight": weights}
        cross_val_predict(
            fitted, statements, labels, cv=folds, method="predict_proba", params=parameters
        )
        fitted.fit(statements, labels, **parameters)
        return time.perf_counter() - begin

    return ours, plain
