"""The attribution reader: two taggers, and how they read passages.

The first tagger marks possible cues among all words of a passage. The second is asked once for
every possible cue which words are its source, its cue and its content, or that it is none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.reading.acceptance import MEASURES, Acceptance, Roles, measure
from stance.reading.attribution_features import describe, word_codes
from stance.reading.cue_features import Case, case_sizes, cue_codes
from stance.reading.first_pass import CANDIDATE, CUE_LABELS, FirstAnswer, first_pass
from stance.reading.passages import Passage
from stance.reading.tagger import Ids, Table, Tagger, Weights

ROLE_LABELS: Final = ("content", "cue", "none", "source")
INNER_ACCEPT: Final = 0.5
"""Chance from which a statement inside a reported clause counts: PolNeAR does not mark those, so
that refusing was learned among whole sentences only."""

BATCH: Final = 4000
"""Words read at a time."""

SETTINGS: Final = ("candidate", "accept", "source_cost")
FEATURES: Final = "features.json"
CLASSES: Final = "classes.json"
USUAL: Final = "usual.json"


@dataclass(frozen=True, slots=True)
class ReaderParts:
    """A reader as the plain data of a model folder."""

    manifest: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The two taggers, the word classes both look at, and how sure a cue has to be.

    `candidate` is the probability from which words count as a possible cue. The second tagger
    gives each its best reading; `acceptance` says how likely that is an attribution, and from
    `accept` on it is one. A source is named where that costs the reading at most `source_cost`
    (log odds).
    """

    cues: Tagger
    roles: Tagger
    classes: Mapping[str, str] = field(default_factory=dict)
    candidate: float = CANDIDATE
    accept: float = 0.5
    source_cost: float = 0.0
    acceptance: Acceptance = field(default_factory=Acceptance)
    words: Table = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, tagger, wanted in (
            ("cues", self.cues, CUE_LABELS),
            ("roles", self.roles, ROLE_LABELS),
        ):
            if tagger.labels != wanted:
                raise ModelError(f"reader: {name} has labels {tagger.labels}, expected {wanted}")
        chances = 0.0 < self.candidate < 1.0 and 0.0 <= self.accept <= 1.0
        if not (chances and math.isfinite(self.source_cost)):
            raise ModelError(
                "reader: candidate and accept must be probabilities, source_cost a finite number;"
                f" found {self.candidate}, {self.accept} and {self.source_cost}"
            )
        object.__setattr__(self, "words", self.cues.table.beside(self.roles.table))

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
                "settings": {name: getattr(self, name) for name in SETTINGS},
                "acceptance": {
                    "measures": list(MEASURES),
                    "intercept": self.acceptance.intercept,
                },
            },
            arrays={
                **{
                    f"{name}_{part}": array
                    for name, tagger in taggers.items()
                    for part, array in tagger.to_arrays().items()
                },
                "acceptance_weights": self.acceptance.weights,
            },
            texts={
                FEATURES: json.dumps(features, ensure_ascii=False, indent=0) + "\n",
                CLASSES: json.dumps(words, ensure_ascii=False, indent=0) + "\n",
                USUAL: json.dumps(dict(self.acceptance.usual), ensure_ascii=False, indent=0) + "\n",
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
            settings = {name: float(manifest["settings"][name]) for name in SETTINGS}
            acceptance = _acceptance(manifest["acceptance"], arrays["acceptance_weights"], texts)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"reader: a part is missing or of the wrong kind: {error}") from error
        words = {word: name for name, members in classes.items() for word in members}
        return cls(taggers["cues"], taggers["roles"], words, acceptance=acceptance, **settings)


def _acceptance(
    told: Mapping[str, Any], weights: npt.NDArray[Any], texts: Mapping[str, str]
) -> Acceptance:
    if told["measures"] != list(MEASURES):
        raise ModelError(
            f"reader: acceptance measures {told['measures']}, expected {list(MEASURES)}"
        )
    usual = json.loads(texts[USUAL])
    numbers = {str(words): float(share) for words, share in usual.items()}
    return Acceptance(np.asarray(weights, np.float64), float(told["intercept"]), numbers)


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


def read_passages(passages: Sequence[Passage], reader: Reader) -> list[list[Roles]]:
    """The attributions of each passage, in the order of their cues."""
    read: list[list[Roles]] = []
    for batch in _batches(passages):
        read += _read_batch(batch, reader)
    return read


def _batches(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages of at most `BATCH` words together (or a single one): memory stays bounded."""
    batch: list[Passage] = []
    words = 0
    for passage in passages:
        if batch and words + len(passage.tokens) > BATCH:
            yield batch
            batch, words = [], 0
        batch.append(passage)
        words += len(passage.tokens)
    if batch:
        yield batch


def _read_batch(passages: Sequence[Passage], reader: Reader) -> list[list[Roles]]:
    return [
        _accepted(passage, readings, answer, reader)
        for passage, (readings, answer) in zip(
            passages, possible_readings(passages, reader), strict=True
        )
    ]


def possible_readings(
    passages: Sequence[Passage], reader: Reader
) -> list[tuple[list[Roles], FirstAnswer]]:
    """Each passage's readings, one for each possible cue, before any is refused.

    With the first tagger's answer they were made from.
    """
    described = describe(passages, reader.classes)
    both = described.apart(reader.words.scores(word_codes(described)))
    width = len(CUE_LABELS)
    first = first_pass([table[:, :width] for table in both], reader.cues, reader.candidate)
    cases = [
        Case(number, cue, answer.others(cue))
        for number, answer in enumerate(first)
        for cue in answer.candidates
    ]
    said = np.concatenate([np.zeros(0, dtype=np.intp), *(answer.said for answer in first)])
    beside = np.split(
        reader.roles.table.scores(cue_codes(described, cases, said)),
        np.cumsum(case_sizes(described, cases)),
    )
    tables = [
        both[case.number][:, width:] + table for case, table in zip(cases, beside, strict=False)
    ]
    found: list[list[Roles]] = [[] for _ in passages]
    for case, roles in zip(cases, _decide(tables, cases, reader), strict=True):
        if roles.content and roles.cue:
            found[case.number].append(roles)
    return list(zip(found, first, strict=True))


def _accepted(
    passage: Passage, readings: Sequence[Roles], answer: FirstAnswer, reader: Reader
) -> list[Roles]:
    """The readings of a passage that are likely enough, weighed by their chances.

    A reported clause must name its speaker and be surer.
    """
    if not readings:
        return []
    acceptance = reader.acceptance
    chances = acceptance.chances(measure(passage, readings, answer.chances, acceptance.usual))
    least = max(reader.accept, INNER_ACCEPT) if passage.depth else reader.accept
    return _without_rivals(
        [
            replace(roles, weight=chance)
            for roles, chance in zip(readings, chances.tolist(), strict=True)
            if chance >= least and (roles.source or not passage.depth)
        ]
    )


def _decide(tables: Sequence[Weights], cases: Sequence[Case], reader: Reader) -> list[Roles]:
    """The best reading of each case that has the cue and a content, and a source if it can.

    A reading without content is none, so the likeliest word of content is then held fast. A
    source may be missing, yet seldom is: the likeliest word is held fast where that costs the
    reading no more than `reader.source_cost`.
    """
    tagger = reader.roles
    held = [table.copy() for table in tables]
    for table, case in zip(held, cases, strict=True):
        _hold(table, case.cue.core, _CUE)
    paths = tagger.best(held)
    for label, most in ((_CONTENT_ROLE, math.inf), (_SOURCE_ROLE, reader.source_cost)):
        lacking = [number for number, path in enumerate(paths) if not (path == label).any()]
        tried = [held[number].copy() for number in lacking]
        for table, shares in zip(tried, tagger.marginals(tried), strict=True):
            _hold(table, int(shares[:, label].argmax()), label)
        for number, table, path in zip(lacking, tried, tagger.best(tried), strict=True):
            before, after = (tagger.weight(held[number], way) for way in (paths[number], path))
            if before - after <= most:
                paths[number], held[number] = path, table
    return [
        _roles(path, tagger.weight(table, path) - _refusal(table, tagger))
        for table, path in zip(tables, paths, strict=True)
    ]


def _hold(table: Weights, word: int, label: int) -> None:
    """Leave a word no label but this one."""
    kept = table[word, label]
    table[word] = FORBIDDEN
    table[word, label] = kept


def _refusal(table: Weights, tagger: Tagger) -> float:
    """Weight of the reading in which no word has a role."""
    staying = float(tagger.transitions[_NOTHING, _NOTHING])
    return float(table[:, _NOTHING].sum(dtype=np.float64)) + (len(table) - 1) * staying


_CUE: Final = ROLE_LABELS.index("cue")
_CONTENT_ROLE: Final = ROLE_LABELS.index("content")
_SOURCE_ROLE: Final = ROLE_LABELS.index("source")
_NOTHING: Final = ROLE_LABELS.index("none")
FORBIDDEN: Final = -1e6
"""Weight that no path takes while another is left; finite, so that sums stay exact enough."""


def _roles(path: Ids, weight: float) -> Roles:
    words: tuple[list[int], ...] = tuple([] for _ in ROLE_LABELS)
    for place, label in enumerate(path.tolist()):
        words[label].append(place)
    content, said, _, source = map(tuple, words)
    return Roles(source, said, content, weight)


def _without_rivals(found: Sequence[Roles]) -> list[Roles]:
    """Of attributions in which one's cue is the other's cue or source, the weightier."""
    kept: list[Roles] = []
    cues: set[int] = set()
    named: set[int] = set()
    for roles in sorted(found, key=lambda item: -item.weight):
        if cues.isdisjoint(roles.cue + roles.source) and named.isdisjoint(roles.cue):
            cues.update(roles.cue)
            named.update(roles.source)
            kept.append(roles)
    return sorted(kept, key=lambda item: item.cue)
