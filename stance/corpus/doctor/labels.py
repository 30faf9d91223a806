"""Faults of labels: what is labelled twice, and what is labelled in two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.corpus.doctor.entries import Entries, Entry
from stance.corpus.doctor.findings import Finding, Kind, shown
from stance.corpus.doctor.near import Near, Numbers, words_of
from stance.reading.actor_list import name_key


@dataclass(frozen=True, slots=True)
class _Words:
    """What the model would see of a statement beside its quote and proposal."""

    actor: str
    cue: tuple[str, ...]
    context: tuple[str, ...]

    @classmethod
    def of(cls, entry: Entry) -> _Words:
        statement = entry.statement
        context = words_of(statement.context)
        actor = name_key(statement.actor)
        return cls(actor, words_of(statement.cue), context)


def quote_key(entry: Entry) -> tuple[str, ...]:
    """The words of a quote, by which two are the same; a quote of marks only is itself."""
    return words_of(entry.statement.quote) or (entry.statement.quote,)


def proposal_key(entry: Entry) -> str:
    """A proposal's words in small letters."""
    return " ".join(words_of(entry.statement.proposal))


def check_labels(read: Entries) -> Iterator[Finding]:
    """The same quote on the same proposal more than once: duplicates, and labels that differ."""
    groups: dict[tuple[tuple[str, ...], str], list[Entry]] = defaultdict(list)
    for entry in read.coded:
        groups[quote_key(entry), proposal_key(entry)].append(entry)
    for group in groups.values():
        if len(group) > 1:
            yield from _same(group)


def _same(group: Sequence[Entry]) -> Iterator[Finding]:
    """Each statement against the first of every label before it: one finding, the gravest."""
    by_words: dict[_Words, dict[tuple[str, str], Entry]] = defaultdict(dict)
    by_label: dict[str, Entry] = {}
    for entry in group:
        alike = by_words[_Words.of(entry)]
        twin = alike.get((entry.label, entry.coder))
        against = [other for other in alike.values() if other.label != entry.label]
        own = next((other for other in against if other.coder == entry.coder), None)
        elsewhere = next((it for label, it in by_label.items() if label != entry.label), None)
        if own:
            yield _finding(Kind.CONTRADICTION, entry, own)
        elif against:
            yield _finding(Kind.DISAGREEMENT, entry, against[0])
        elif elsewhere:
            yield _finding(Kind.CONFLICT, entry, elsewhere)
        elif twin:
            yield _finding(Kind.DUPLICATE, entry, twin)
        alike.setdefault((entry.label, entry.coder), entry)
        by_label.setdefault(entry.label, entry)


def _finding(kind: Kind, entry: Entry, other: Entry, note: str = "") -> Finding:
    labels = entry.label if entry.label == other.label else f"{entry.label}, there {other.label}"
    said = f"{labels}{note}: {shown(entry.statement.quote)}"
    return Finding(kind, entry.place, said, other=other.place)


class NearLabels:
    """Nearly the same quotes on one proposal with labels that differ."""

    def __init__(self, read: Entries, near: Near) -> None:
        """`near` is over the quotes of `read.coded`, in their order."""
        self._entries = read.coded
        self._near = near
        self._labels = _numbers([entry.label for entry in self._entries])
        self._proposals = _numbers([proposal_key(entry) for entry in self._entries])
        self._quotes = _numbers([quote_key(entry) for entry in self._entries])

    def _keep(self, first: Numbers, second: Numbers) -> npt.NDArray[np.bool_]:
        keep: npt.NDArray[np.bool_] = (
            (self._labels[first] != self._labels[second])
            & (self._proposals[first] == self._proposals[second])
            & (self._quotes[first] != self._quotes[second])
        )
        return keep

    def findings(self) -> Iterator[Finding]:
        """One for each statement that an earlier one contradicts, beside the most similar."""
        for pair in self._near.nearest(self._keep):
            entry, other = self._entries[pair.second], self._entries[pair.first]
            note = f", similarity {pair.similarity:.2f}"
            yield _finding(Kind.NEAR_CONFLICT, entry, other, note)


def _numbers(keys: Sequence[object]) -> Numbers:
    """A number for each key, the same for equal ones."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
