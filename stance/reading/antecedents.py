"""Which of the figures before a pronoun it stands for.

Every earlier mention is a candidate, kind and number and gender permitting. Its score is a
weighted sum of what speaks for it: near beats far, the speaker beats the bystander, the
subject beats the object. The factors are those of Lappin and Leass (1994); the weights were
set by hand near the best of some three hundred combinations, by the share of right
antecedents in our own news, batches C-N and S-Z, and in articles of PolNeAR's training part,
where their exact values matter little.
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
    subject: bool = False
    """Opens its sentence, titles aside."""
    described: bool = False
    """A description, which is still to be resolved when it is chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pronoun stands, and what it is said to say."""

    span: Span
    sentence: int
    paragraph: int
    content: Sequence[Span] = ()


WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "sentences": -1.4,
        "same sentence": 0.3,
        "same paragraph": 1.2,
        "speaker": 0.7,
        "subject": 0.6,
        "oblique": -0.8,
        "quoted": -1.0,
        "owner": -0.2,
        "gender": 0.45,
        "person": 0.6,
        "latest": 0.4,
        "described": -1.2,
    }
)
"""What each observation adds."""

SOMEBODY: Final = "somebody"
"""Asked for instead of a pronoun: a person of either gender."""

_SINGULAR_PERSON: Final = frozenset("he him his himself she her hers herself".split()) | {SOMEBODY}
_FEMALE: Final = frozenset("she her hers herself".split())
_THING: Final = frozenset("it its itself".split())
_MANY: Final = frozenset("they them their theirs themselves both these those".split())
_OWNING: Final = frozenset(("its", "their"))
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
        and (pronoun in _OWNING or not _said(at, item))
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
            "subject": item.subject,
            "oblique": item.oblique,
            "quoted": item.quoted and not _said(at, item),
            "owner": item.owner,
            "gender": _agreement(pronoun, item.gender),
            "person": _kind_agrees(pronoun, item),
            "latest": item is usable[-1],
            "described": item.described and pronoun in _SINGULAR_PERSON,
        }
        for item in usable
    ]


def _said(at: Place, item: Candidate) -> bool:
    """Whether the mention stands in what the pronoun is said to say.

    "Holt is wrong," he said: he is not Holt. But "the guild would agree, its dean said".
    """
    return any(span.contains(item.span) for span in at.content)


def _agreement(pronoun: str, gender: float) -> float:
    if pronoun not in _SINGULAR_PERSON or pronoun == SOMEBODY:
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
        against = -_agreement(pronoun, item.gender)
        alive = item.kind == "person" or (item.kind == "unknown" and not item.place)
        return alive and not item.plural and against < _CERTAIN
    if pronoun in _THING:
        return item.kind in {"organisation", "state", "document", "unknown"} and not item.plural
    if pronoun in _MANY:
        return item.plural or item.kind in {"group", "organisation"}
    return False
