"""Linear-chain conditional random field, applied with NumPy alone.

A tagger is a table of state weights (one row a feature, one column a label) and a table of
transition weights. Its answer is the label sequence with the highest sum of weights
(Viterbi), its marginals are the probabilities of each label at each place (forward-backward
in log space). Weights are fitted elsewhere, by python-crfsuite, and taken over by
`Tagger.from_crfsuite`. Sequences are handled in padded batches, because a NumPy call costs
the same for one paragraph as for fifty.

Source: J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields", ICML 2001.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError

Weights = npt.NDArray[np.float32]
Ids = npt.NDArray[np.intp]
Features = Sequence[Sequence[str]]
"""One sequence: the names of the features that hold at each of its places."""


class CrfsuiteInfo(Protocol):
    """What `pycrfsuite.Tagger.info()` gives."""

    labels: Mapping[str, str]
    transitions: Mapping[tuple[str, str], float]
    state_features: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True, eq=False)
class Tagger:
    """A fitted tagger. `state` is features x labels, `transitions` is from x to.

    Raises `ModelError` where the parts do not fit together.
    """

    labels: tuple[str, ...]
    features: tuple[str, ...]
    state: Weights
    transitions: Weights
    _rows: dict[str, int] = field(init=False, repr=False)
    _table: Weights = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "_rows", {name: row for row, name in enumerate(self.features)})
        # One more row, all zero: the row of every unknown feature.
        table = np.vstack([self.state, np.zeros((1, len(self.labels)), dtype=np.float32)])
        object.__setattr__(self, "_table", table)

    @classmethod
    def from_arrays(
        cls,
        *,
        labels: Sequence[str],
        features: Sequence[str],
        state: npt.NDArray[np.float32],
        transitions: npt.NDArray[np.float32],
    ) -> Tagger:
        """The inverse of `to_arrays`, with the two lists of names."""
        return cls(tuple(labels), tuple(features), state, transitions)

    def to_arrays(self) -> dict[str, Weights]:
        """The numbers of the tagger; `labels` and `features` name their rows and columns."""
        return {"state": self.state, "transitions": self.transitions}

    @classmethod
    def from_crfsuite(cls, info: CrfsuiteInfo) -> Tagger:
        """The tagger that crfsuite fitted; features in alphabetical order."""
        labels = tuple(sorted(info.labels))
        column = {label: number for number, label in enumerate(labels)}
        features = tuple(sorted({name for name, _ in info.state_features}))
        row = {name: number for number, name in enumerate(features)}
        state = np.zeros((len(features), len(labels)), dtype=np.float32)
        for (name, label), weight in info.state_features.items():
            state[row[name], column[label]] = weight
        transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
        for (before, after), weight in info.transitions.items():
            transitions[column[before], column[after]] = weight
        return cls(labels, features, state, transitions)

    def tag(self, features: Features) -> list[str]:
        """The best label for each place of one sequence."""
        return self.tag_many([features])[0]

    def tag_many(self, sequences: Sequence[Features]) -> list[list[str]]:
        """The best labels of several sequences, each on its own."""
        paths = self.best([self.scores(features) for features in sequences])
        return [[self.labels[label] for label in path] for path in paths]

    def scores(self, features: Features) -> Weights:
        """Sum of the state weights: places x labels. A repeated feature counts each time."""
        return self.sum_rows(self.encode(names) for names in features)

    def encode(self, names: Iterable[str]) -> list[int]:
        """Row numbers of features; unknown ones get the row of zeros."""
        unknown = len(self.features)
        rows = self._rows
        return [rows.get(name, unknown) for name in names]

    def sum_rows(self, places: Iterable[Sequence[int]]) -> Weights:
        """Sum of the weights of encoded features, a list of row numbers for each place."""
        encoded = list(places)
        if not encoded:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        # Each place gets the row of zeros too, since `reduceat` cannot sum an empty slice.
        zero = (len(self.features),)
        sizes = np.fromiter((len(rows) + 1 for rows in encoded), np.intp, len(encoded))
        flat = np.fromiter(
            chain.from_iterable(chain(rows, zero) for rows in encoded), np.intp, int(sizes.sum())
        )
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        summed: Weights = np.add.reduceat(self._table[flat], starts, axis=0)
        return summed

    def best(self, scores: Sequence[Weights]) -> list[Ids]:
        """Viterbi over a batch of score tables (places x labels): label numbers."""
        return _viterbi(scores, self.transitions)

    def marginals(self, scores: Sequence[Weights]) -> list[npt.NDArray[np.float64]]:
        """Probability of each label at each place, for a batch of score tables."""
        return _marginals(scores, self.transitions)


def _check(tagger: Tagger) -> None:
    labels, features = len(tagger.labels), len(tagger.features)
    if labels == 0 or len(set(tagger.labels)) != labels:
        raise ModelError("tagger: labels must be different and at least one")
    if len(set(tagger.features)) != features:
        raise ModelError("tagger: a feature name occurs twice")
    wanted = {"state": (features, labels), "transitions": (labels, labels)}
    for name, shape in wanted.items():
        array = getattr(tagger, name)
        if not isinstance(array, np.ndarray) or array.dtype != np.float32:
            raise ModelError(f"tagger: {name} must be an array of 32-bit floats")
        if array.shape != shape:
            raise ModelError(f"tagger: {name} has shape {array.shape}, expected {shape}")
        if not np.isfinite(array).all():
            raise ModelError(f"tagger: {name} holds a number that is not finite")


def _pad(scores: Sequence[Weights], labels: int) -> Weights:
    """One array places x sequences x labels; zeros behind the end of shorter sequences."""
    longest = max(len(table) for table in scores)
    padded = np.zeros((longest, len(scores), labels), dtype=np.float32)
    for number, table in enumerate(scores):
        padded[: len(table), number] = table
    return padded


def _viterbi(scores: Sequence[Weights], transitions: Weights) -> list[Ids]:
    found: list[Ids] = [np.zeros(0, dtype=np.intp) for _ in scores]
    order = [number for number, table in enumerate(scores) if len(table)]
    # Longest first: at each place the sequences still running are then a prefix of the batch.
    order.sort(key=lambda number: -len(scores[number]))
    if not order:
        return found
    labels = transitions.shape[0]
    lengths = np.array([len(scores[number]) for number in order])
    padded = _pad([scores[number] for number in order], labels).astype(np.float64)
    running = (lengths[None, :] > np.arange(lengths[0])[:, None]).sum(axis=1)
    back = np.zeros(padded.shape, dtype=np.int16)
    value = padded[0].copy()
    arriving = transitions.T[None].astype(np.float64)  # to x from: the maximum runs over the last
    for place in range(1, len(padded)):
        alive = running[place]
        paths = value[:alive, None, :] + arriving
        best = paths.argmax(axis=2)
        back[place, :alive] = best
        value[:alive] = (
            np.take_along_axis(paths, best[:, :, None], 2)[:, :, 0] + padded[place, :alive]
        )
    last = value.argmax(axis=1)
    for row, number in enumerate(order):
        path = np.zeros(lengths[row], dtype=np.intp)
        label = int(last[row])
        pointers = back[: lengths[row], row].tolist()
        for place in range(len(path) - 1, -1, -1):
            path[place] = label
            label = pointers[place][label]
        found[number] = path
    return found


def _log_sum(values: npt.NDArray[np.float64], axis: int) -> npt.NDArray[np.float64]:
    top = values.max(axis=axis, keepdims=True)
    summed: npt.NDArray[np.float64] = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(
        axis
    )
    return summed


def _marginals(scores: Sequence[Weights], transitions: Weights) -> list[npt.NDArray[np.float64]]:
    labels = transitions.shape[0]
    if not any(len(table) for table in scores):
        return [np.zeros((0, labels)) for _ in scores]
    padded = _pad(scores, labels).astype(np.float64)
    lengths = np.array([len(table) for table in scores])
    moves = transitions.astype(np.float64)
    forward = padded.copy()
    for place in range(1, len(padded)):
        forward[place] += _log_sum(forward[place - 1][:, :, None] + moves[None], 1)
    backward = np.zeros_like(padded)
    for place in range(len(padded) - 2, -1, -1):
        onward = backward[place + 1] + padded[place + 1]
        before = _log_sum(moves[None] + onward[:, None, :], 2)
        # Behind its last place a sequence has nothing to come: weight 0, not the padding's.
        backward[place] = np.where((lengths > place + 1)[:, None], before, 0.0)
    joint = forward + backward
    joint -= _log_sum(joint, 2)[:, :, None]
    return [np.exp(joint[:length, number]) for number, length in enumerate(lengths)]
