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
_RESCALE: Final = 8  # places; transitions of a few e-folds each stay far from 1e-300
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
        taken = np.empty_like(summed)
        for column in np.ascontiguousarray(rows.T):
            # Rows are within bounds; "clip" only spares the copy that checking them would make.
            summed += self._padded.take(column, axis=0, out=taken, mode="clip")
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


@dataclass(frozen=True, slots=True)
class _Padded:
    """Score tables side by side, places x sequences x labels, the longest sequence first.

    `order` numbers the tables as they were given, `lengths` are theirs, and `running` says how
    many sequences, all at the front, have a given place. Behind the end of one are zeros.
    """

    scores: npt.NDArray[np.float64]
    order: list[int]
    lengths: list[int]
    running: list[int]

    @classmethod
    def of(cls, tables: Sequence[Weights], labels: int) -> _Padded:
        order = sorted(range(len(tables)), key=lambda number: -len(tables[number]))
        lengths = [len(tables[number]) for number in order]
        scores = np.zeros((max(lengths, default=0), len(order), labels))
        for row, number in enumerate(order):
            scores[: lengths[row], row] = tables[number]
        places = np.arange(len(scores))[:, None]
        running = (np.array(lengths, dtype=np.intp)[None, :] > places).sum(axis=1).tolist()
        return cls(scores, order, lengths, running)


def _viterbi(tables: Sequence[Weights], transitions: Weights) -> list[Ids]:
    found: list[Ids] = [np.zeros(0, dtype=np.intp) for _ in tables]
    padded = _Padded.of(tables, transitions.shape[0])
    scores, running = padded.scores, padded.running
    if not len(scores):
        return found
    back = np.zeros(scores.shape, dtype=np.int16)
    value = scores[0].copy()
    arriving = transitions.T[None].astype(np.float64)  # to x from: the maximum runs over the last
    for place in range(1, len(scores)):
        alive = running[place]
        ways = value[:alive, None, :] + arriving
        back[place, :alive] = ways.argmax(axis=2)
        value[:alive] = ways.max(axis=2) + scores[place, :alive]
    label = value.argmax(axis=1)
    rows = np.arange(len(label))
    paths = np.empty(scores.shape[:2], dtype=np.intp)
    for place in range(len(scores) - 1, -1, -1):
        alive = running[place]
        paths[place, :alive] = label[:alive]
        label[:alive] = back[place, rows[:alive], label[:alive]]
    for row, number in enumerate(padded.order):
        found[number] = paths[: padded.lengths[row], row].copy()
    return found


def _marginals(tables: Sequence[Weights], transitions: Weights) -> list[npt.NDArray[np.float64]]:
    """Forward-backward on chances scaled every few places, so that none leaves the float's range.

    A scale is common to the labels of a place, and so is gone when they are made to sum to one.
    """
    labels = transitions.shape[0]
    found = [np.zeros((0, labels)) for _ in tables]
    padded = _Padded.of(tables, labels)
    scores, running = padded.scores, padded.running
    if not len(scores):
        return found
    states = np.exp(scores - scores.max(axis=2, keepdims=True))
    moves = np.exp(transitions.astype(np.float64) - transitions.max())
    forward, backward = states.copy(), np.ones_like(states)
    for place in range(1, len(states)):
        alive = running[place]
        forward[place, :alive] *= forward[place - 1, :alive] @ moves
        if place % _RESCALE == 0:
            forward[place, :alive] /= _sums(forward[place, :alive])
    for place in range(len(states) - 2, -1, -1):
        alive = running[place + 1]
        here = backward[place, :alive]
        np.matmul(backward[place + 1, :alive] * states[place + 1, :alive], moves.T, out=here)
        if place % _RESCALE == 0:
            here /= _sums(here)
    joint = forward * backward
    joint /= _sums(joint)
    for row, number in enumerate(padded.order):
        found[number] = joint[: padded.lengths[row], row]
    return found


def _sums(chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums: npt.NDArray[np.float64] = np.maximum(chances.sum(axis=-1, keepdims=True), _TINY)
    return sums
