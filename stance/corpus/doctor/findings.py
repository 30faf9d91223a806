"""What the doctor finds: each finding with its kind, its place and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

_ROOM: Final = 80  # characters of a quote or name within a message


def shown(text: str) -> str:
    """A text in quotation marks on one line, shortened where it is long.

    >>> shown("tolls must\\ngo")
    "'tolls must go'"
    """
    line = " ".join(text.split())
    return repr(line if len(line) <= _ROOM else f"{line[: _ROOM - 1]}…")


class Severity(StrEnum):
    """Errors make training or its figures wrong; warnings want a look."""

    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """What sort of fault a finding is."""

    UNREADABLE = "unreadable"
    OFFSETS = "offsets"
    SHIFTED = "shifted offsets"
    SAME_ID = "same id"
    CONTRADICTION = "contradiction"
    SAME_QUOTE_SPLIT = "same quote in two splits"
    SAME_DOCUMENT_SPLIT = "same document in two splits"
    NO_TEXT = "no text"
    NOT_READ = "not read"
    NOT_CODED = "not coded"
    CUT_WORD = "cut word"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    NEAR_CONFLICT = "near conflict"
    DISAGREEMENT = "disagreement"
    NO_CONDITION = "no condition"
    UNKNOWN_ACTOR = "unknown actor"
    UNKNOWN_PROPOSAL = "unknown proposal"
    ACTOR_SPELLING = "actor spelling"
    PROPOSAL_WORDING = "proposal wording"
    NEAR_QUOTE_SPLIT = "near quote in two splits"
    NEAR_DOCUMENT_SPLIT = "near document in two splits"


ERRORS: Final = (
    *(Kind.UNREADABLE, Kind.OFFSETS, Kind.SHIFTED, Kind.SAME_ID, Kind.CONTRADICTION),
    *(Kind.SAME_QUOTE_SPLIT, Kind.SAME_DOCUMENT_SPLIT),
)
"""The kinds that make training wrong: rows that are lost, words that are not those that were
marked, labels that cannot be learned, test data that were trained on."""

MEANINGS: Final[Mapping[Kind, str]] = {
    Kind.UNREADABLE: "a row that training refuses",
    Kind.OFFSETS: "a span that does not fit its text",
    Kind.SHIFTED: "a document most of whose spans cut words in two: offsets of another unit?",
    Kind.SAME_ID: "an id that one coder has given two statements of a document",
    Kind.CONTRADICTION: "the same words, actor and proposal with another label",
    Kind.SAME_QUOTE_SPLIT: "the same quote on both sides of a split",
    Kind.SAME_DOCUMENT_SPLIT: "the same document on both sides of a split",
    Kind.NO_TEXT: "offsets into a document whose text is not there",
    Kind.NOT_READ: "something that the format's reader dropped or changed",
    Kind.NOT_CODED: "a statement without a label",
    Kind.CUT_WORD: "a span that begins or ends inside a word",
    Kind.DUPLICATE: "the same words, actor, proposal and label once more",
    Kind.CONFLICT: "the same quote and proposal, another actor or context, another label",
    Kind.NEAR_CONFLICT: "nearly the same quote on the same proposal, another label",
    Kind.DISAGREEMENT: "two coders, one statement, two labels",
    Kind.NO_CONDITION: "a conditional without the span of its condition",
    Kind.UNKNOWN_ACTOR: "an actor that the list does not have",
    Kind.UNKNOWN_PROPOSAL: "a proposal that the list does not have",
    Kind.ACTOR_SPELLING: "names that only case, dots or an article tell apart",
    Kind.PROPOSAL_WORDING: "proposals that only case, inflection or small words tell apart",
    Kind.NEAR_QUOTE_SPLIT: "nearly the same quote on both sides of a split",
    Kind.NEAR_DOCUMENT_SPLIT: "nearly the same document on both sides of a split",
}
"""What each kind of finding is, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, what is wrong, and the other place it is about, if there is one."""

    kind: Kind
    place: str
    message: str
    other: str = ""

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.kind in ERRORS else Severity.WARNING


@dataclass(frozen=True)
class Checkup:
    """Everything that was found.

    `labels` counts, by file, the statements of each label ("" for those not coded). `common` is
    the number of word sequences that so many texts share that near-duplicates were not looked
    for by them.
    """

    findings: tuple[Finding, ...]
    labels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    common: int = 0

    @property
    def statements(self) -> int:
        return sum(sum(counts.values()) for counts in self.labels.values())

    @property
    def is_sound(self) -> bool:
        """Whether nothing found makes training wrong."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @cached_property
    def by_kind(self) -> Mapping[Kind, tuple[Finding, ...]]:
        """The findings of each kind that there are any of, in the order of `MEANINGS`."""
        grouped: dict[Kind, list[Finding]] = {kind: [] for kind in MEANINGS}
        for finding in self.findings:
            grouped[finding.kind].append(finding)
        return {kind: tuple(found) for kind, found in grouped.items() if found}
