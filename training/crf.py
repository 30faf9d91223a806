"""Fit a linear-chain CRF with python-crfsuite and take its weights over into a `Tagger`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stance.reading.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Fitting:
    """Settings of the fit."""

    l1: float = 0.1  # `c1`: makes the weights sparse
    l2: float = 0.05  # `c2`: keeps them small
    iterations: int = 80
    fewest: int = 3  # a feature seen at fewer places is dropped
    least: float = 0.02  # so is one whose weights are all smaller: half of them, at no loss

    @property
    def parameters(self) -> dict[str, float]:
        """The settings as crfsuite names them."""
        return {
            "c1": self.l1,
            "c2": self.l2,
            "max_iterations": self.iterations,
            "feature.minfreq": self.fewest,
        }


Example = tuple[Sequence[Sequence[str]], Sequence[str]]
"""One sequence: the features of each place, and its label."""


def fit_tagger(examples: Iterable[Example], fitting: Fitting | None = None) -> Tagger:
    """The tagger fitted to labelled sequences. Needs python-crfsuite (`train-reader`)."""
    import pycrfsuite

    chosen = fitting or Fitting()
    trainer = pycrfsuite.Trainer(verbose=False)
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


def blend(taggers: Sequence[Tagger]) -> Tagger:
    """The mean of taggers with the same labels; a feature that one lacks weighs nothing there.

    Source: G. Mann et al., "Efficient large-scale distributed training of conditional maximum
    entropy models", NIPS 2009 (mixture weights).
    """
    names = tuple(dict.fromkeys(name for tagger in taggers for name in tagger.features))
    rows = {name: row for row, name in enumerate(names)}
    state = np.zeros((len(names), len(taggers[0].labels)), dtype=np.float32)
    for tagger in taggers:
        state[[rows[name] for name in tagger.features]] += tagger.state / len(taggers)
    transitions = np.asarray(
        np.mean([tagger.transitions for tagger in taggers], axis=0), dtype=np.float32
    )
    return Tagger.from_arrays(
        labels=taggers[0].labels, features=names, state=state, transitions=transitions
    )
