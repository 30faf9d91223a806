"""Which of the figures before a pronoun it stands for.

Every earlier mention is a candidate, kind and number and gender permitting. Its score is a
weighted sum of what speaks for it: near beats far, the speaker beats the bystander, the
subject beats the object (the factors of Lappin and Leass 1994, with weights fitted as a
log-linear ranker on our own news, batches C-N).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stance.schema import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """One earlier mention of one figure, with where it stands."""

    name: str
    kind: str
    span: Span
    sentence: int
    paragraph: int = 0
    gender: float = 0.0
    """Log-odds of a woman."""
    plural: bool = False
    speaker: bool = False
    oblique: bool = False
    """Behind a preposition or a verb of telling."""
    quoted: bool = False
    owner: bool = False
    """Only somebody's: "Holt's generals"."""
    place: bool = False
    """A name that the article uses like a place's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pronoun stands, and what it is said to say."""

    span: Span
    sentence: int
    paragraph: int
    content: Sequence[Span] = ()


WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "sentences": -1.0,
        "same sentence": 0.3,
        "same paragraph": 1.0,
        "speaker": 1.0,
        "oblique": -0.8,
        "quoted": -1.0,
        "owner": -0.2,
        "gender": 0.45,
        "person": 0.6,
        "latest": 0.45,
    }
)
"""What each observation adds."""

_SINGULAR_PERSON: Final = frozenset("he him his himself she her hers herself".split())
_FEMALE: Final = frozenset("she her hers herself".split())
_THING: Final = frozenset("it its itself".split())
_MANY: Final = frozenset("they them their theirs themselves both these those".split())
_REACH: Final = 12
"""Sentences a pronoun reaches back."""

_CERTAIN: Final = 3.0
"""Log-odds from which a gender is told (title, "spokeswoman", earlier pronouns), not guessed."""


def antecedent(pronoun: str, at: Place, candidates: Iterable[Candidate]) -> Candidate | None:
    """The best candidate before the pronoun (the later of equals), None where nothing fits."""
    usable = usable_candidates(pronoun, at, candidates)
    best: Candidate | None = None
    best_score = float("-inf")
    for item, observed in zip(usable, observations(pronoun, at, usable), strict=True):
        score = sum(WEIGHTS[name] * value for name, value in observed.items())
        if score >= best_score:
            best, best_score = item, score
    return best


def usable_candidates(pronoun: str, at: Place, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Mentions before the pronoun that it may mean, in the order of the text."""
    found = [
        item
        for item in candidates
        if item.span.end <= at.span.start
        and at.sentence - item.sentence <= _REACH
        and fits(pronoun, item)
        and not any(span.contains(item.span) for span in at.content)
    ]
    return sorted(found, key=lambda item: item.span)


def observations(pronoun: str, at: Place, usable: Sequence[Candidate]) -> list[dict[str, float]]:
    """What speaks for each usable candidate, by the names of `WEIGHTS`."""
    return [
        {
            "sentences": min(6, at.sentence - item.sentence),
            "same sentence": item.sentence == at.sentence,
            "same paragraph": item.paragraph == at.paragraph,
            "speaker": item.speaker,
            "oblique": item.oblique,
            "quoted": item.quoted,
            "owner": item.owner,
            "gender": _agreement(pronoun, item.gender),
            "person": _kind_agrees(pronoun, item),
            "latest": item is usable[-1],
        }
        for item in usable
    ]


def _agreement(pronoun: str, gender: float) -> float:
    if pronoun not in _SINGULAR_PERSON:
        return 0.0
    signed = gender if pronoun in _FEMALE else -gender
    return max(-_CERTAIN, min(_CERTAIN, signed))


def _kind_agrees(pronoun: str, item: Candidate) -> bool:
    if pronoun in _SINGULAR_PERSON:
        return item.kind == "person"
    if pronoun in _MANY:
        return item.plural or item.kind == "group"
    return item.kind in {"organisation", "state", "document"}


def fits(pronoun: str, item: Candidate) -> bool:
    """Whether kind, number and gender allow the pronoun at all."""
    if pronoun in _SINGULAR_PERSON:
        against = -item.gender if pronoun in _FEMALE else item.gender
        alive = item.kind == "person" or (item.kind == "unknown" and not item.place)
        return alive and not item.plural and against < _CERTAIN
    if pronoun in _THING:
        return item.kind in {"organisation", "state", "document", "unknown"} and not item.plural
    if pronoun in _MANY:
        return item.plural or item.kind in {"group", "organisation"}
    return False
