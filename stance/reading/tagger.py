"""Linear-chain conditional random field, applied with NumPy alone.

A tagger is a table of state weights (one row a feature, one column a label) and a table of
transition weights. Its answer is the label sequence with the highest sum of weights (Viterbi),
its marginals are the chances of each label at each place (forward-backward). Weights are fitted
elsewhere, by python-crfsuite, and taken over by `Tagger.from_crfsuite`. Sequences are handled in
padded batches, because a NumPy call costs the same for one paragraph as for fifty.

Source: J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields", ICML 2001.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.reading.codes import Codes64, CodeTable, Rows, coded

Weights = npt.NDArray[np.float32]
Ids = npt.NDArray[np.intp]
Features = Sequence[Sequence[str]]
"""One sequence: the names of the features that hold at each of its places."""


_TINY: Final = 1e-300
"""Keeps a sum of vanished chances from dividing by zero."""


class CrfsuiteInfo(Protocol):
    """What `pycrfsuite.Tagger.info()` gives."""

    labels: Mapping[str, str]
    transitions: Mapping[tuple[str, str], float]
    state_features: Mapping[tuple[str, str], float]


@dataclass(frozen=True, eq=False)
class Table:
    """State weights by the features' codes: `state` has a row for each of the `codes`.

    The look-up is built when first wanted: reading asks the first tagger's table only as a part
    of a joint one. Raises `ModelError` then where two features have one code.
    """

    codes: Codes64
    state: Weights

    @cached_property
    def _rows(self) -> CodeTable:
        return CodeTable.of(self.codes)

    @cached_property
    def _padded(self) -> Weights:
        # One more row, all zero: the row of every unknown feature.
        zero = np.zeros((1, self.state.shape[1]), dtype=np.float32)
        return np.vstack([self.state, zero])

    def beside(self, other: Table) -> Table:
        """One table with the columns of both, so that a feature is looked up once for both.

        Raises `ModelError` where two features of one table have one code.
        """
        both = np.concatenate([self.codes, other.codes])
        codes, places = np.unique(both, return_inverse=True)
        own, others = np.split(places, [len(self.codes)])
        if any(np.bincount(rows).max(initial=0) > 1 for rows in (own, others)):
            raise ModelError("two features of the model have one 64-bit code")
        width = self.state.shape[1]
        state = np.zeros((len(codes), width + other.state.shape[1]), dtype=np.float32)
        state[own, :width] = self.state
        state[others, width:] = other.state
        return Table(codes, state)

    def scores(self, codes: Codes64) -> Weights:
        """Sum of the weights of each place's features (places x features): places x columns."""
        return self._sum(self._rows.rows(codes))

    def scores_of_names(self, features: Features) -> Weights:
        """The same for features by name, any number a place. A repeated one counts each time."""
        sizes = np.fromiter(map(len, features), np.intp, len(features))
        rows = np.full((len(features), max(sizes, default=0)), len(self.codes))
        named = np.arange(rows.shape[1]) < sizes[:, None]
        names = [name for names in features for name in names]
        rows[named] = self._rows.rows(coded(names).code)
        return self._sum(rows)

    def _sum(self, rows: Rows) -> Weights:
        summed = np.zeros((len(rows), self.state.shape[1]), dtype=np.float32)
        for column in rows.T:
            summed += self._padded[column]
        return summed


@dataclass(frozen=True, slots=True, eq=False)
class Tagger:
    """A fitted tagger. `state` is features x labels, `transitions` is from x to.

    Raises `ModelError` where the parts do not fit together.
    """

    labels: tuple[str, ...]
    features: tuple[str, ...]
    state: Weights
    transitions: Weights
    table: Table = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "table", Table(coded(self.features).code, self.state))

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
        return self.table.scores_of_names(features)

    def best(self, scores: Sequence[Weights]) -> list[Ids]:
        """Viterbi over a batch of score tables (places x labels): label numbers."""
        return _viterbi(scores, self.transitions)

    def weight(self, scores: Weights, path: Ids) -> float:
        """Sum of the weights of one label sequence; its logarithmic, unnormalised chance."""
        states = scores[np.arange(len(path)), path].sum(dtype=np.float64)
        return float(states + self.transitions[path[:-1], path[1:]].sum(dtype=np.float64))

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
        back[place, :alive] = paths.argmax(axis=2)
        value[:alive] = paths.max(axis=2) + padded[place, :alive]
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


def _marginals(scores: Sequence[Weights], transitions: Weights) -> list[npt.NDArray[np.float64]]:
    """Forward-backward on chances scaled at each place, so that none leaves the float's range."""
    labels = transitions.shape[0]
    if not any(len(table) for table in scores):
        return [np.zeros((0, labels)) for _ in scores]
    padded = _pad(scores, labels).astype(np.float64)
    lengths = np.array([len(table) for table in scores])
    states = np.exp(padded - padded.max(axis=2, keepdims=True))
    moves = np.exp(transitions.astype(np.float64) - transitions.max())
    forward, backward = states.copy(), np.ones_like(states)
    for place in range(1, len(states)):
        forward[place] *= forward[place - 1] @ moves
        forward[place] /= np.maximum(forward[place].sum(axis=1, keepdims=True), _TINY)
    for place in range(len(states) - 2, -1, -1):
        before = (backward[place + 1] * states[place + 1]) @ moves.T
        before /= np.maximum(before.sum(axis=1, keepdims=True), _TINY)
        # Behind its last place a sequence has nothing to come, whatever the padding says.
        backward[place] = np.where((lengths > place + 1)[:, None], before, 1.0)
    joint = forward * backward
    joint /= np.maximum(joint.sum(axis=2, keepdims=True), _TINY)
    return [joint[:length, number] for number, length in enumerate(lengths)]
