"""What the codes of a REFI-QDA code book say about stances.

A qualitative-analysis program knows passages and codes, no actors or stances; which code means
what is told by its name:

    stance: support      one of the five stances
    proposal: build it   the proposal that a passage is about
    actor: Ada Brik      whose stance it is
    condition            the clause that a conditional hangs on

or by the name of a code above it: `support` under `stance`, `Ada Brik` under `actors`. Case does
not matter. Codes of any other name have no meaning here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from stance.schema import LABELS


class Role(StrEnum):
    """What a code tells of a passage."""

    STANCE = "stance"
    PROPOSAL = "proposal"
    ACTOR = "actor"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the book; `value` is the stance, the proposal or the actor's name.

    `problem` tells why a code that looks like one of ours has no role; it is empty otherwise.
    """

    name: str
    role: Role | None = None
    value: str = ""
    problem: str = ""


_HEADINGS: Final[Mapping[str, Role]] = {
    **dict.fromkeys(("stance", "stances"), Role.STANCE),
    **dict.fromkeys(("proposal", "proposals"), Role.PROPOSAL),
    **dict.fromkeys(("actor", "actors"), Role.ACTOR),
}
_CONDITIONS: Final = ("condition", "conditions")


def code_book(codes: Element | None) -> dict[str, Code]:
    """The codes by their GUID in small letters."""
    found: dict[str, Code] = {}
    waiting: list[tuple[Element, tuple[str, ...]]] = [(child, ()) for child in _codes(codes)]
    while waiting:
        element, above = waiting.pop()
        name = (element.get("name") or "").strip()
        found[(element.get("guid") or "").lower()] = understood(name, above)
        waiting.extend((child, (*above, name)) for child in _codes(element))
    return found


def _codes(element: Element | None) -> Iterator[Element]:
    return iter(()) if element is None else element.iterfind("Code")


def understood(name: str, above: tuple[str, ...] = ()) -> Code:
    """A code by its name and the names above it, outermost first.

    >>> understood("Stance: Support").value, understood("Ada Brik", ("People", "Actors")).role
    ('support', <Role.ACTOR: 'actor'>)
    """
    heading, colon, rest = (part.strip() for part in name.partition(":"))
    role = _HEADINGS.get(heading.lower()) if colon and rest else None
    if role is None:
        rest = name
        role = next(
            (_HEADINGS[it.lower()] for it in reversed(above) if it.lower() in _HEADINGS), None
        )
    if role is None and name.lower() in _CONDITIONS:
        return Code(name, Role.CONDITION)
    if role is not Role.STANCE:
        return Code(name, role, rest if role else "")
    if rest.lower() not in LABELS:
        return Code(name, problem=f"{rest!r} is no stance; known are {', '.join(LABELS)}")
    return Code(name, role, rest.lower())
