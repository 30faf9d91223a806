"""Fit a linear-chain CRF with python-crfsuite and take its weights over into a `Tagger`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from stance.reading.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Fitting:
    """Settings of a fit by L-BFGS: exact, and quick where there is little to learn from."""

    l1: float = 0.1  # `c1`: makes the weights sparse
    l2: float = 0.05  # `c2`: keeps them small
    iterations: int = 80
    fewest: int = 3  # a feature seen at fewer places is dropped
    least: float = 0.02  # so is one whose weights are all smaller: half of them, at no loss

    algorithm: ClassVar[str] = "lbfgs"

    @property
    def parameters(self) -> dict[str, float]:
        """The settings as crfsuite names them."""
        return {
            "c1": self.l1,
            "c2": self.l2,
            "max_iterations": self.iterations,
            "feature.minfreq": self.fewest,
        }


@dataclass(frozen=True, slots=True)
class Descent:
    """Settings of a fit by stochastic gradient descent, for many long sequences.

    Crfsuite draws the order of the examples alike each time, so that a fit can be repeated.
    """

    penalty: float = 2.0  # `c2`: keeps the weights small
    rounds: int = 8  # over all examples: after twenty, unseen articles were read worse
    fewest: int = 4
    least: float = 0.02

    algorithm: ClassVar[str] = "l2sgd"

    @property
    def parameters(self) -> dict[str, float]:
        """The settings as crfsuite names them."""
        return {
            "c2": self.penalty,
            "max_iterations": self.rounds,
            "feature.minfreq": self.fewest,
        }


Example = tuple[Sequence[Sequence[str]], Sequence[str]]
"""One sequence: the features of each place, and its label."""


def fit_tagger(examples: Iterable[Example], fitting: Fitting | Descent | None = None) -> Tagger:
    """The tagger fitted to labelled sequences. Needs python-crfsuite (`train-reader`)."""
    import pycrfsuite

    chosen = fitting or Fitting()
    trainer = pycrfsuite.Trainer(algorithm=chosen.algorithm, verbose=False)
    trainer.set_params(chosen.parameters)
    for features, labels in examples:
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "fitted.crfsuite")
        trainer.train(path)
        fitted = pycrfsuite.Tagger()
        fitted.open(path)
        try:
            return prune(Tagger.from_crfsuite(fitted.info()), chosen.least)
        finally:
            fitted.close()


def prune(tagger: Tagger, least: float) -> Tagger:
    """The tagger without the features of which no weight reaches `least`."""
    kept = abs(tagger.state).max(axis=1) >= least
    features = [name for name, keep in zip(tagger.features, kept, strict=True) if keep]
    return Tagger.from_arrays(
        labels=tagger.labels,
        features=features,
        state=tagger.state[kept],
        transitions=tagger.transitions,
    )
