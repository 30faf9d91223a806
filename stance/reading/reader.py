"""The attribution reader: two taggers, and how they read passages.

The first tagger marks possible cues among all words of a passage. The second is asked once for
every possible cue which words are its source, its cue and its content, or that it is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.reading.attribution_features import Cue, cue_features, word_features
from stance.reading.passages import Passage
from stance.reading.tagger import Ids, Tagger, Weights

CUE_LABELS: Final = ("B-cue", "I-cue", "content", "none", "source")
ROLE_LABELS: Final = ("content", "cue", "none", "source")
CANDIDATE: Final = 0.2
"""Probability from which words count as a possible cue: low, as the second pass refuses."""


FEATURES: Final = "features.json"
CLASSES: Final = "classes.json"


@dataclass(frozen=True, slots=True)
class ReaderParts:
    """A reader as the plain data of a model folder."""

    manifest: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The two taggers, the word classes both look at, and how sure a cue has to be.

    `candidate` is the probability from which words count as a possible cue, `accept` the
    mean probability which the second tagger must give to the words it calls cue.
    """

    cues: Tagger
    roles: Tagger
    classes: Mapping[str, str] = field(default_factory=dict)
    candidate: float = CANDIDATE
    accept: float = 0.0

    def __post_init__(self) -> None:
        for name, tagger, wanted in (
            ("cues", self.cues, CUE_LABELS),
            ("roles", self.roles, ROLE_LABELS),
        ):
            if tagger.labels != wanted:
                raise ModelError(f"reader: {name} has labels {tagger.labels}, expected {wanted}")
        if not (0.0 < self.candidate < 1.0 and 0.0 <= self.accept < 1.0):
            raise ModelError("reader: candidate and accept are probabilities")

    def to_parts(self) -> ReaderParts:
        """The reader as plain data, the inverse of `from_parts`."""
        features = {"cues": self.cues.features, "roles": self.roles.features}
        words: dict[str, list[str]] = {}
        for word, name in sorted(self.classes.items()):
            words.setdefault(name, []).append(word)
        taggers = {"cues": self.cues, "roles": self.roles}
        return ReaderParts(
            manifest={
                "labels": {name: list(tagger.labels) for name, tagger in taggers.items()},
                "settings": {"candidate": self.candidate, "accept": self.accept},
            },
            arrays={
                f"{name}_{part}": array
                for name, tagger in taggers.items()
                for part, array in tagger.to_arrays().items()
            },
            texts={
                FEATURES: json.dumps(features, ensure_ascii=False, indent=0) + "\n",
                CLASSES: json.dumps(words, ensure_ascii=False, indent=0) + "\n",
            },
        )

    @classmethod
    def from_parts(
        cls,
        manifest: Mapping[str, Any],
        arrays: Mapping[str, npt.NDArray[Any]],
        texts: Mapping[str, str],
    ) -> Reader:
        """A reader from plain data. Raises `ModelError` where a part is missing or misshapen."""
        features = _names(texts, FEATURES)
        classes = _names(texts, CLASSES)
        try:
            taggers = {
                name: Tagger.from_arrays(
                    labels=manifest["labels"][name],
                    features=features[name],
                    state=arrays[f"{name}_state"],
                    transitions=arrays[f"{name}_transitions"],
                )
                for name in ("cues", "roles")
            }
            settings = {name: float(manifest["settings"][name]) for name in ("candidate", "accept")}
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"reader: a part is missing or of the wrong kind: {error}") from error
        words = {word: name for name, members in classes.items() for word in members}
        return cls(taggers["cues"], taggers["roles"], words, **settings)


def _names(texts: Mapping[str, str], file: str) -> dict[str, list[str]]:
    """Lists of names under names, from a JSON text."""
    try:
        found = json.loads(texts[file])
    except (KeyError, ValueError) as error:
        raise ModelError(f"reader: {file} is missing or no JSON") from error
    if not isinstance(found, dict) or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in found.values()
    ):
        raise ModelError(f"reader: {file} must hold lists of names")
    return found


@dataclass(frozen=True, slots=True)
class Roles:
    """Word numbers of one attribution in its passage, ascending."""

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    weight: float = 1.0


def read_passages(passages: Sequence[Passage], reader: Reader) -> list[list[Roles]]:
    """The attributions of each passage, in the order of their cues."""
    described = [word_features(passage, reader.classes) for passage in passages]
    first = first_pass(described, reader.cues, reader.candidate)
    cases = [(number, cue) for number, answer in enumerate(first) for cue in answer.candidates]
    alone: dict[int, Weights] = {}
    tables: list[Weights] = []
    for number, cue in cases:
        answer = first[number]
        if number not in alone:
            alone[number] = reader.roles.scores(described[number])
        seen = cue_features(
            passages[number], cue, answer.others(cue), reader.classes, answer.described
        )
        tables.append(alone[number] + reader.roles.scores(list(seen)))
    read: list[list[Roles]] = [[] for _ in passages]
    labelled = reader.roles.best(tables)
    sure = reader.roles.marginals(tables)
    for (number, cue), labels, shares in zip(cases, labelled, sure, strict=True):
        roles = _roles(labels, shares, cue)
        if roles is not None and roles.weight >= reader.accept:
            read[number].append(roles)
    return [_without_twins(roles) for roles in read]


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What the first pass says of one passage: possible cues, and a word on each word."""

    candidates: tuple[Cue, ...]
    described: tuple[str, ...]

    def others(self, cue: Cue) -> list[Cue]:
        return [other for other in self.candidates if other != cue]


def first_pass(
    described: Sequence[Sequence[Sequence[str]]], cues: Tagger, candidate: float = CANDIDATE
) -> list[FirstAnswer]:
    """Possible cues of passages whose words are `described`, with the first labels."""
    tables = [cues.scores(features) for features in described]
    best = cues.best(tables)
    shares = cues.marginals(tables)
    return [
        _first_answer(labels, share, candidate) for labels, share in zip(best, shares, strict=True)
    ]


_LETTERS: Final = "QQcns"
_BEGIN, _INSIDE, _CONTENT, _NONE, _SOURCE = range(5)


def _first_answer(labels: Ids, shares: npt.NDArray[np.float64], candidate: float) -> FirstAnswer:
    is_cue = (labels <= _INSIDE).tolist()
    likely = (shares[:, _BEGIN] + shares[:, _INSIDE] >= candidate).tolist()
    begins = (shares[:, _BEGIN] > shares[:, _INSIDE]).tolist()
    found: list[Cue] = []
    taken = [False] * len(is_cue)
    for first, end in runs(is_cue, (labels == _BEGIN).tolist()):
        found.append(Cue(first, end))
        taken[first:end] = [True] * (end - first)
    free = [share and not used for share, used in zip(likely, taken, strict=True)]
    found += [Cue(first, end) for first, end in runs(free, begins)]
    groups = np.stack(
        [shares[:, _BEGIN] + shares[:, _INSIDE], shares[:, _SOURCE], shares[:, _CONTENT]], axis=1
    )
    # Thirds of certainty: finer steps would be learned by heart from the folds.
    steps = np.minimum((groups * 3).astype(np.intp), 2)
    words = [
        f"{_LETTERS[label]}{cue}{source}{content}"
        for label, (cue, source, content) in zip(labels.tolist(), steps.tolist(), strict=True)
    ]
    return FirstAnswer(tuple(sorted(found, key=lambda cue: cue.first)), tuple(words))


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


def _roles(labels: Ids, shares: npt.NDArray[np.float64], cue: Cue) -> Roles | None:
    content, said, _, source = (np.flatnonzero(labels == column) for column in range(4))
    if not len(content) or not len(said):
        return None
    weight = float(shares[said, 1].mean())
    return Roles(tuple(source.tolist()), tuple(said.tolist()), tuple(content.tolist()), weight)


def _without_twins(found: Sequence[Roles]) -> list[Roles]:
    """Of attributions that share a word of their cues, the surest."""
    kept: list[Roles] = []
    used: set[int] = set()
    for roles in sorted(found, key=lambda item: -item.weight):
        if used.isdisjoint(roles.cue):
            used.update(roles.cue)
            kept.append(roles)
    return sorted(kept, key=lambda item: item.cue)
