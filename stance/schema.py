"""Labels in their fixed order, and the records that pass between the stations.

Offsets are code points into the article's text, end exclusive, everywhere. A role (source,
cue, content, condition) is a tuple of spans, because 3.8 % of the spans that annotators mark
in newspapers are discontinuous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from stance.errors import RecordError


class Stance(StrEnum):
    """What a passage tells about its source's own stance toward a proposal."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    UNRELATED = "unrelated"


LABELS: Final = tuple(Stance)
"""The five labels in the order in which every probability vector lists them."""

SIDES: Final = (Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL)
"""The labels that take a side; `neutral` takes none and `unrelated` is not about it."""

ACTOR_KINDS: Final = ("person", "organisation", "state", "group", "document", "unknown")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, ``0 <= start < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise RecordError(
                f"span [{self.start}, {self.end}]: allowed is 0 <= start < end (end exclusive)"
            )

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


Spans = tuple[Span, ...]


def cut(text: str, spans: Sequence[Span], joiner: str = " ") -> str:
    """The text under the spans, pieces joined by a space.

    >>> cut("Yes, she said, we will.", (Span(0, 4), Span(15, 23)))
    'Yes, we will.'
    """
    return joiner.join(text[span.start : span.end] for span in spans)


@dataclass(frozen=True, slots=True)
class Article:
    """One document.

    `headline` is a span of `text`, or None where it has none. `body` are the paragraphs that
    are the article's own, without the furniture of its page; None where nobody has looked yet.
    """

    id: str
    text: str
    date: str = ""
    headline: Span | None = None
    body: Spans | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody said (thought, did) something: the spans of who, how and what.

    `source` is empty where the text names none. `depth` counts the attributions around it:
    0 for the article's own, 1 for a statement reported inside another's.
    """

    source: Spans
    cue: Spans
    content: Spans
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Whom a source mention stands for, within one article.

    `name` is the canonical name (the mention itself where it stays unresolved, then
    `resolved` is False). `mentions` are the spans that led there.
    """

    name: str
    kind: str = "unknown"
    country: str = ""
    mentions: Spans = ()
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A course of action somebody could take or refuse: a short phrase with a base-form verb."""

    phrase: str
    id: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A span of text attributed to an actor, and the proposal it is asked about.

    The strings are what the model reads; the spans say where they stand in the article and
    are empty for a row that came without one. `proposal` is empty where the passage holds
    none. `date` is its article's, as that gives it. `stance` is None until somebody labels it.
    """

    quote: str
    proposal: str
    id: str = ""
    document: str = ""
    actor: str = ""
    actor_mention: str = ""
    actor_kind: str = ""
    country: str = ""
    cue: str = ""
    context: str = ""
    stance: Stance | None = None
    date: str = ""
    source_spans: Spans = ()
    cue_spans: Spans = ()
    content_spans: Spans = ()
    condition_spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """The clause on which a conditional stance hangs; offsets in the article (or the quote)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Score:
    """The model's answer for one statement: calibrated probabilities over all five labels."""

    probabilities: Mapping[Stance, float] = field(default_factory=dict)
    condition: Condition | None = None
    abstained: bool = False

    @property
    def stance(self) -> Stance:
        """The most probable label (the first of equals, in the order of `LABELS`)."""
        return max(LABELS, key=lambda label: self.probabilities[label])

    @property
    def confidence(self) -> float:
        """The probability of `stance`."""
        return self.probabilities[self.stance]


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with the model's answer."""

    statement: Statement
    score: Score


def parse_stance(value: Any, where: str = "stance") -> Stance:
    """A label by its name; `RecordError` names the five that exist."""
    try:
        return Stance(value)
    except ValueError:
        allowed = ", ".join(LABELS)
        empty = value is None or not str(value).strip()
        fault = "missing or empty" if empty else f"unknown label {value!r}"
        raise RecordError(f"{where}: {fault}; allowed are {allowed}") from None


def parse_stance_or_none(value: Any) -> Stance | None:
    """A label by its name, None where nobody has coded it yet; an unknown one as `parse_stance`."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return parse_stance(value)


def parse_spans(value: Any, where: str, text: str | None = None) -> Spans:
    """``[[start, end], ...]`` as spans, in ascending order without overlap.

    With `text`, offsets beyond it are an error too.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RecordError(f"{where}: expected a list of [start, end] pairs, found {value!r}")
    spans: list[Span] = []
    for number, pair in enumerate(value):
        at = f"{where}[{number}]"
        if (
            not isinstance(pair, list)
            or len(pair) != 2
            or not all(type(offset) is int for offset in pair)
        ):
            raise RecordError(f"{at}: expected [start, end] as two whole numbers, found {pair!r}")
        if not 0 <= pair[0] < pair[1]:
            raise RecordError(f"{at}: {pair} is no span; allowed is 0 <= start < end")
        if text is not None and pair[1] > len(text):
            raise RecordError(
                f"{at}: {pair} ends beyond the text, which has {len(text)} characters;"
                " offsets count code points, end exclusive"
            )
        if spans and pair[0] < spans[-1].end:
            raise RecordError(f"{at}: {pair} starts before the previous piece ends")
        spans.append(Span(pair[0], pair[1]))
    return tuple(spans)


_NUMBERED: Final = frozenset({"id", "document", "coder"})  # names that may be numbers


def parse_text(row: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    """A text field of a row: missing and null give "" unless `required`."""
    value = row.get(key)
    if value is None or value == "":
        if required:
            raise RecordError(f"{key}: missing or empty; every row needs a text here")
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool) and key in _NUMBERED:
        return str(value)
    if not isinstance(value, str):
        raise RecordError(f"{key}: expected text, found {type(value).__name__} {value!r}")
    if required and not value.strip():
        raise RecordError(f"{key}: only white space; every row needs a text here")
    return value
