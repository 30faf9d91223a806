"""What Discourse Network Analyzer (DNA) calls things, and what they are here.

A DNA *statement* is a passage with variables: `person`, `organization`, `concept` (the proposal,
as a full proposition) and `agreement`, which is 1 or 0. So `agreement` 1 is `support` and 0 is
`oppose`; where it is missing nobody has coded the statement, which is not opposition. What
agreement cannot say (conditional, neutral, unrelated) stands in a further short-text variable,
`stance` or `qualifier`, by our labels' names; where that is filled in, it counts.

The actor is the person, and the organization where no person is given. An analyst who builds
networks of organizations reads with `Actors.ORGANIZATION`, which turns the two round. An actor's
attributes `Type` (where it is one of our kinds) and `Country` are its kind and country; without
them a person is a "person" and an organization an "organisation".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from stance.corpus.exchange import Coded, Fate, Loss
from stance.schema import LABELS, Stance


class Actors(StrEnum):
    """Which variable is the actor where a statement gives both."""

    PERSON = "person"
    ORGANIZATION = "organization"


SHORT: Final = 190
"""Characters that a title, a name or a short text may have."""

AGREEMENTS: Final[Mapping[Stance, int]] = {Stance.SUPPORT: 1, Stance.OPPOSE: 0}
LABEL_VARIABLES: Final = ("stance", "qualifier")

_SPELLINGS: Final = {"organisation": "organization"}
_ROLES: Final[Mapping[str, str]] = {
    "person": "short text",
    "organization": "short text",
    "concept": "short text",
    "agreement": "boolean",
    "stance": "short text",
    "qualifier": "short text",
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)


def role_of(variable: str, data_type: str = "") -> str | None:
    """What a variable means here, by its name and (where it is known) its data type.

    >>> role_of("Organisation", "short text"), role_of("agreement", "integer"), role_of("plot")
    ('organization', None, None)
    """
    name = variable.strip().lower()
    name = _SPELLINGS.get(name, name)
    wanted = _ROLES.get(name)
    return name if wanted is not None and data_type in ("", wanted) else None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a statement's variables say, without their places. `agreement` None is not coded."""

    person: str = ""
    organization: str = ""
    concept: str = ""
    agreement: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell understood: who, with which kind, and where they stand.

    `other` is the organization beside a person (or the other way round), which is not kept;
    `fate` and `problem` tell what the stance could not be taken from, and are empty otherwise.
    """

    actor: str
    kind: str
    other: str
    stance: Stance | None
    fate: Fate | None = None
    problem: str = ""


def understand(cell: Cell, actors: Actors) -> Reading:
    """Actor and stance of a statement's variables."""
    named = {"person": cell.person, "organisation": cell.organization}
    kinds = list(named) if actors is Actors.PERSON else list(reversed(named))
    kind, *others = [kind for kind in kinds if named[kind].strip()] or [""]
    other = named[others[0]] if others else ""
    stance, fate, problem = _stance(cell)
    return Reading(named.get(kind, ""), kind, other, stance, fate, problem)


def _stance(cell: Cell) -> tuple[Stance | None, Fate | None, str]:
    agreed = {1: Stance.SUPPORT, 0: Stance.OPPOSE}.get(
        -1 if cell.agreement is None else cell.agreement
    )
    label = cell.label.strip().lower()
    if label:
        if label not in LABELS:
            known = ", ".join(LABELS)
            return (
                None,
                Fate.DROPPED,
                f"the stance {cell.label!r:.60} is none of {known}; not coded",
            )
        if agreed is not None and agreed != label and label in AGREEMENTS:
            said = f"agreement {cell.agreement} beside the stance {label!r}; the stance is taken"
            return Stance(label), Fate.CHANGED, said
        return Stance(label), None, ""
    if agreed is None and cell.agreement is not None:
        return None, Fate.DROPPED, f"agreement {cell.agreement} is neither 1 nor 0; not coded"
    if agreed is not None and not cell.concept.strip():
        said = "without a concept its agreement, which DNA fills in by itself, is no stance"
        return None, Fate.DROPPED, said
    return agreed, None, ""


def other_actors(readings: Iterable[Reading], file: str) -> list[Loss]:
    """Each pair of an actor and the organization (or person) beside it, which is not kept."""
    pairs = Counter((read.kind, read.actor, read.other) for read in readings if read.other)
    return [
        Loss(
            Fate.DROPPED,
            f"{file}: {'organization' if kind == 'person' else 'person'} {other!r} of {actor!r}",
            f"of {count} statements: a statement has one actor; read with the other as actor",
        )
        for (kind, actor, other), count in pairs.items()
    ]


MODEL_MARK: Final = " (model)"
"""What the name of a coder ends in that is none: its statements are a model's answers."""


def label_of(item: Coded) -> Stance | None:
    """What a statement is written out as: its coder's label, or the model's where it has none."""
    if item.statement.stance is not None or item.score is None or item.score.abstained:
        return item.statement.stance
    return item.score.stance


def variable_for(kind: str) -> str:
    """The variable that an actor of this kind is written to; nobody's kind is a person's."""
    return "organization" if kind in ("organisation", "state", "group", "document") else "person"


def names_of(titles: Mapping[int, str]) -> dict[int, str]:
    """The ids of documents by their number: the title, with the number where that is not enough.

    >>> names_of({1: "Harbour", 2: "Letters", 3: "Letters", 4: ""})
    {1: 'Harbour', 2: 'Letters (document 2)', 3: 'Letters (document 3)', 4: 'document 4'}
    """
    counts = Counter(titles.values())
    return {
        number: title
        if title.strip() and counts[title] == 1
        else f"{title} (document {number})".strip()
        if title.strip()
        else f"document {number}"
        for number, title in titles.items()
    }


def date_of(seconds: int) -> str:
    """A date, with its time unless that is midnight, from seconds since 1970 (UTC).

    The very beginning of 1970 is what DNA has where nobody gave a date: "". Raises
    `OverflowError` outside the years 1 to 9999.

    >>> date_of(1106697600), date_of(1106697661), date_of(0)
    ('2005-01-26', '2005-01-26T00:01:01', '')
    """
    when = _EPOCH + timedelta(seconds=seconds)
    if not seconds:
        return ""
    text = when.strftime("%H:%M:%S")
    day = f"{when.year:04}-{when:%m-%d}"
    return day if text == "00:00:00" else f"{day}T{text}"


def seconds_of(date: str) -> int | None:
    """Seconds since 1970 of an ISO date or time (UTC where it names no zone), or None."""
    if not _DATE.fullmatch(date.strip()):
        return None
    try:
        when = datetime.fromisoformat(date.strip())
    except ValueError:
        return None
    return int(((when if when.tzinfo else when.replace(tzinfo=UTC)) - _EPOCH).total_seconds())


def is_filled(value: Any) -> bool:
    """Whether a value of a variable says anything: DNA stores an empty text for each."""
    return value is not None and value != ""
