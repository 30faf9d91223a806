"""The first tagger's answer: possible cues among all words of a passage, and a word on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.reading.cue_features import STEPS, Cue
from stance.reading.tagger import Ids, Tagger, Weights

CUE_LABELS: Final = ("B-cue", "I-cue", "content", "none", "source")
BEGIN, INSIDE, CONTENT, NONE, SOURCE = range(len(CUE_LABELS))

CANDIDATE: Final = 0.08
"""Probability from which words count as a possible cue: low, as the second pass refuses."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What the first pass says of one passage: possible cues, and a word on each word.

    `said` are numbers in `cue_features.SAID`; `chances` are those of each label for each word.
    """

    candidates: tuple[Cue, ...]
    said: Ids
    chances: npt.NDArray[np.float64]

    def others(self, cue: Cue) -> list[Cue]:
        return [other for other in self.candidates if other != cue]


def first_pass(
    tables: Sequence[Weights], cues: Tagger, candidate: float = CANDIDATE
) -> list[FirstAnswer]:
    """Possible cues of passages from the scores of their words, with the first labels."""
    best = cues.best(tables)
    shares = cues.marginals(tables)
    return [
        _first_answer(labels, share, candidate) for labels, share in zip(best, shares, strict=True)
    ]


def _first_answer(labels: Ids, shares: npt.NDArray[np.float64], candidate: float) -> FirstAnswer:
    saying = shares[:, BEGIN] + shares[:, INSIDE]
    is_cue = labels <= INSIDE
    ranges = runs(is_cue.tolist(), (labels == BEGIN).tolist())
    free = (saying >= candidate) & ~is_cue
    if free.any():
        ranges += runs(free.tolist(), (shares[:, BEGIN] > shares[:, INSIDE]).tolist())
    found = [Cue(first, end, first + int(saying[first:end].argmax())) for first, end in ranges]
    cue, source, content = np.minimum(
        (np.stack([saying, shares[:, SOURCE], shares[:, CONTENT]]) * STEPS).astype(np.intp),
        STEPS - 1,
    )
    said = ((labels * STEPS + cue) * STEPS + source) * STEPS + content
    return FirstAnswer(tuple(sorted(found, key=lambda cue: cue.first)), said, shares)


def runs(flags: Sequence[bool], begins: Sequence[bool]) -> list[tuple[int, int]]:
    """Maximal runs of true flags, cut before each place that begins one."""
    runs: list[tuple[int, int]] = []
    first = -1
    for place, flag in enumerate(flags):
        if first >= 0 and (not flag or begins[place]):
            runs.append((first, place))
            first = -1
        if flag and first < 0:
            first = place
    if first >= 0:
        runs.append((first, len(flags)))
    return runs
