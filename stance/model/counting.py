"""Features of many statements, counted by their codes; their names follow when a model is kept.

A fold of a cross-validation asks what is counted, never what it is called. Names are worked out
by `features.extract`, the slow and obvious way, for those features alone that a model has kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from stance.errors import ModelError
from stance.model.batch import Batch
from stance.model.features import FeatureSettings, extract
from stance.model.streams import Found, codes_of, find_codes
from stance.model.word_table import WordTable
from stance.reading.codes import Codes64
from stance.schema import Statement

CHUNK: Final = 4096  # statements that are looked at together; bounds memory, not results


@dataclass(frozen=True, slots=True)
class Counts:
    """What occurs in one stream: the features' codes, ascending, and how often each statement has
    them, shape (statements, codes)."""

    codes: Codes64
    counts: sparse.csr_matrix


def count_features(
    statements: Sequence[Statement], settings: FeatureSettings
) -> Mapping[str, Counts]:
    """Every feature of the statements, by stream."""
    table = WordTable()
    found: dict[str, list[Found]] = {name: [] for name in settings.streams}
    for start in range(0, len(statements), CHUNK):
        batch = Batch.of(statements[start : start + CHUNK], settings, table)
        for name, parts in found.items():
            part = find_codes(batch, (name,))
            parts.append(Found(part.of + start, part.code))
    return {name: _counted(parts, len(statements)) for name, parts in found.items()}


def _counted(parts: Sequence[Found], length: int) -> Counts:
    nothing = np.zeros(0, dtype=np.uint64)
    codes, columns = np.unique(
        np.concatenate([nothing, *(part.code for part in parts)]), return_inverse=True
    )
    rows = np.concatenate([np.zeros(0, dtype=np.intp), *(part.of for part in parts)])
    entries = (np.ones(len(rows)), (rows, columns))
    return Counts(codes, sparse.csr_matrix(entries, shape=(length, len(codes))))


@dataclass(frozen=True)
class Names:
    """The names of a model's features, by stream and in the order of their codes.

    `wanted` are the codes of each stream. They are looked up, once for all streams, in the
    statements that were counted, by `jobs` processes.
    """

    statements: Sequence[Statement]
    settings: FeatureSettings
    wanted: Mapping[str, Codes64]
    jobs: int = 1

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many each stream has."""
        return {stream: len(codes) for stream, codes in self.wanted.items()}

    @cached_property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """The names. Raises `ModelError` where two of them share a code."""
        parts = Parallel(n_jobs=self.jobs)(
            delayed(_names)(self.statements[start : start + CHUNK], self.settings, self.wanted)
            for start in range(0, len(self.statements), CHUNK)
        )
        return {
            stream: _in_order(stream, codes, chain.from_iterable(part[stream] for part in parts))
            for stream, codes in self.wanted.items()
        }


def _names(
    statements: Sequence[Statement], settings: FeatureSettings, wanted: Mapping[str, Codes64]
) -> Mapping[str, list[str]]:
    """The wanted names that occur in some statements."""
    found: dict[str, set[str]] = {stream: set() for stream in wanted}
    for statement in statements:
        for stream, items in extract(statement, settings).items():
            if stream in found:
                found[stream].update(item.name for item in items)
    return {stream: list(_wanted(stream, names, wanted[stream])) for stream, names in found.items()}


def _wanted(stream: str, names: Iterable[str], wanted: Codes64) -> Iterator[str]:
    listed = sorted(names)
    is_wanted = np.isin(codes_of(stream, listed), wanted)
    return (name for name, kept in zip(listed, is_wanted, strict=True) if kept)


def _in_order(stream: str, codes: Codes64, names: Iterable[str]) -> tuple[str, ...]:
    listed = sorted(set(names))
    found = codes_of(stream, listed)
    order = np.argsort(found, kind="stable")
    if not np.array_equal(found[order], codes):
        twice = np.flatnonzero(found[order][1:] == found[order][:-1])
        pair = " and ".join(repr(listed[at]) for at in order[twice[0] : twice[0] + 2])
        raise ModelError(f"{stream}: two features of the model have one 64-bit code: {pair}")
    return tuple(listed[at] for at in order)
