"""What the attribution reader looks at beside a possible cue: each word as seen from there.

Distance, order, sentence, quotation and what lies between, for the words of the cue's passage;
written out (`cue_texts`) or as codes (`cue_codes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.reading.attribution_features import Described, numbers_column
from stance.reading.codes import Codes64, Rows
from stance.reading.templates import Column, Columns, Template, Texts, as_codes, as_texts

_NEAR: Final = 8  # words around the cue whose exact distance counts
_FAR: Final = (12, 18, 28, 45)  # upper bounds of the coarser distances, in words
_FARTHEST: Final = 99
_SIDES: Final = Texts(("I", "L", "R"))  # in the cue, left of it, right of it

CUE_FEATURES: Final = tuple(
    map(
        Template.parse,
        (
            "r={side}{apart}{pauses}{turns}{between}",
            "rd={side}{far}",
            "rs={side}{apart}",
            "rp={side}{apart}{pauses}",
            "rt={side}{quoted}{cue_quoted}{turns}{apart}",
            "rb={side}{between}{rival}",
            "rc={cue} {side}{apart}",
            "rcp={cue} {side}{pauses}{apart}{quoted}",
            "rcd={cue} {side}{far4}",
            "rk={cue_kind} {side}{apart}{pauses}",
            "rkd={cue_kind} {side}{far4}",
            "rw={side}{gap4} {word}",
            "rsw={side}{apart}{pauses2} {word}",
            "rkk={side}{gap6} {kind}",
            "rka={side}{apart}{pauses2}{between} {kind}",
            "rg={side}{apart}{pauses}{turns}{between} {broad}",
            "ra={around} {side}{apart}",
            "rab={before} {side}{gap2}",
            "raa={after} {side}{gap2}",
            "rl={lead} {side}{apart}{pauses1}",
            "f={first} {side}",
            "fd={first} {side}{far}",
            "fr={first} {side}{apart}{pauses}{turns}{between}",
            "fw={first-1} {first} {first+1} {side}{gap2}",
            "fs={first} {side}{quoted}{cue_quoted}{turns}{pauses}",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A possible cue: words `first` to `end` (exclusive) of a passage; `core` is the likeliest."""

    first: int
    end: int
    core: int


STEPS: Final = 3  # of certainty: finer ones would be learned by heart from the folds
SAID: Final = Texts(
    [
        f"{label}{cue}{source}{content}"
        for label in "QQcns"  # the first tagger's labels in their order
        for cue in range(STEPS)
        for source in range(STEPS)
        for content in range(STEPS)
    ]
    + [""]
)
"""What the first pass may say of a word: label, and how likely each role is; last, of no word."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question to the second tagger: what a possible cue of passage `number` governs.

    `others` are the other possible cues of the passage.
    """

    number: int
    cue: Cue
    others: Sequence[Cue]


def cue_texts(described: Described, cases: Sequence[Case], said: Rows) -> list[list[str]]:
    """Features of the words of each case's passage as seen from its cue, written out.

    `said` is what the first pass said of each word, as its place in `SAID`.
    """
    columns = _cue_columns(described, cases, said)
    return as_texts(CUE_FEATURES, columns, len(columns["side"].at))


def cue_codes(described: Described, cases: Sequence[Case], said: Rows) -> Codes64:
    """Codes of the same features: words of all cases' passages x features."""
    columns = _cue_columns(described, cases, said)
    return as_codes(CUE_FEATURES, columns, len(columns["side"].at))


def case_sizes(described: Described, cases: Sequence[Case]) -> Rows:
    """Words of each case's passage."""
    numbers = np.array([case.number for case in cases], dtype=np.intp)
    return described.starts[numbers + 1] - described.starts[numbers]


def _cue_columns(described: Described, cases: Sequence[Case], said: Rows) -> Columns:
    sizes = case_sizes(described, cases)
    begins = described.starts[[case.number for case in cases]] if cases else sizes
    ends = np.cumsum(sizes)
    of = np.repeat(np.arange(len(cases)), sizes)
    # The number of each case's each word, in its passage and in the row of all passages.
    local = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    word = local + begins[of]
    heads = np.array([case.cue.first for case in cases], dtype=np.intp) + begins
    tails = np.array([case.cue.end for case in cases], dtype=np.intp) + begins - 1
    head, tail = heads[of], tails[of]
    left, right = word < head, word > tail
    side = Column(_SIDES, left + 2 * right)
    low = np.where(left, word + 1, np.where(right, tail + 1, head))
    high = np.where(right, word, head)
    gap = np.where(left, head - word, np.where(right, word - tail, 0))
    steps = np.array([*range(_NEAR + 1), *_FAR, _FARTHEST])
    far = steps[np.searchsorted(steps[:-1], gap)]
    pauses = np.minimum(described.pauses[high] - described.pauses[low], 3)
    rival = _rivals(cases, sizes)
    rivals = np.concatenate(([0], np.cumsum(rival)))
    shift = np.arange(len(word)) - word  # from words in the row to words of the cases
    quoted, sentence = described.quoted, described.sentence
    return {
        "side": side,
        "apart": numbers_column(np.clip(sentence[word] - sentence[head], -2, 2)),
        "pauses": numbers_column(pauses),
        "pauses1": numbers_column(np.minimum(pauses, 1)),
        "pauses2": numbers_column(np.minimum(pauses, 2)),
        "turns": numbers_column(np.minimum(described.marks[high] - described.marks[low], 3)),
        "between": numbers_column(np.minimum(rivals[high + shift] - rivals[low + shift], 2)),
        "rival": numbers_column(rival),
        "gap2": numbers_column(np.minimum(gap, 2)),
        "gap4": numbers_column(np.minimum(gap, 4)),
        "gap6": numbers_column(np.minimum(gap, 6)),
        "far": numbers_column(far),
        "far4": numbers_column(np.minimum(far, 4)),
        "quoted": numbers_column(quoted[word]),
        "cue_quoted": numbers_column((quoted[head] == 1).astype(np.intp)),
        **{name: Column(described.rows[name], described.places[word]) for name in _SEEN},
        **{name: Column(texts, of) for name, texts in _cue_rows(described, cases).items()},
        **_first_columns(said, local, word, sizes[of]),
    }


_SEEN: Final = ("word", "kind", "broad")


def _rivals(cases: Sequence[Case], sizes: Rows) -> Rows:
    """For each word of each case, 1 where it belongs to another possible cue."""
    rival = np.zeros(int(sizes.sum()), dtype=np.intp)
    start = 0
    for case, size in zip(cases, sizes.tolist(), strict=True):
        for other in case.others:
            rival[start + other.first : start + min(other.end, size)] = 1
        start += size
    return rival


def _cue_rows(described: Described, cases: Sequence[Case]) -> dict[str, Texts]:
    """What is told of each case's cue: its words, their kinds, what stands around it."""
    words, kinds = described.rows["word"].texts, described.rows["kind"].texts
    names = ("cue", "cue_kind", "before", "after", "around", "lead")
    rows: dict[str, list[str]] = {name: [] for name in names}
    for case in cases:
        start = int(described.starts[case.number])
        head = start + case.cue.first
        at = int(described.places[head])
        end = at + case.cue.end - case.cue.first
        before, after = words[at - 1], words[end]
        outside = described.quoted[max(head - 1, start)] == 0
        opening = int(described.openings[head])
        rows["cue"].append("_".join(words[at:end][:2]))
        rows["cue_kind"].append(kinds[at] if end - at == 1 else f"{kinds[at]}_{kinds[end - 1]}")
        rows["before"].append(before)
        rows["after"].append(after)
        rows["around"].append(f"{before[:6] if outside else before} {after[:6]}")
        rows["lead"].append(f"{int(described.quoted[opening] > 0)}{min(head - opening, 3)}")
    return {name: Texts(texts) for name, texts in rows.items()}


def _first_columns(said: Rows, local: Rows, word: Rows, sizes: Rows) -> Columns:
    """What the first pass said of the word before, the word and the word behind."""
    nothing = len(SAID.texts) - 1
    return {
        "first-1": Column(SAID, np.where(local > 0, said[word - 1], nothing)),
        "first": Column(SAID, said[word]),
        "first+1": Column(
            SAID,
            np.where(local + 1 < sizes, said[np.minimum(word + 1, len(said) - 1)], nothing),
        ),
    }
