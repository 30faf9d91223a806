"""Every choice of counting and of networks, under the names that DNA and rDNA give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stance.errors import RecipeError


class Count(StrEnum):
    """How much a statement counts for each stance."""

    PROBABILITY = "probability"
    """As much as the model's probability: counts are expected counts."""
    ARGMAX = "argmax"
    """One for its most probable stance, as if a coder had chosen that."""


class Duplicates(StrEnum):
    """Of statements with one actor, proposal and most probable stance, one counts per …"""

    INCLUDE = "include"
    """(every one counts)"""
    DOCUMENT = "document"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ACROSSRANGE = "acrossrange"


class RowGroup(StrEnum):
    """Whose statements make a row (and a node) together."""

    ACTOR = "actor"
    COUNTRY = "country"
    KIND = "kind"


class Unit(StrEnum):
    """A calendar unit; weeks are those of ISO 8601, Monday to Sunday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Mode(StrEnum):
    """What the nodes of a network are."""

    TWO_MODE = "two-mode"
    """Actors and proposals; an edge is what an actor said on a proposal."""
    ONE_MODE_ACTORS = "one-mode-actors"
    """Actors; an edge runs over the proposals on which both spoke."""
    ONE_MODE_PROPOSALS = "one-mode-proposals"
    """Proposals; an edge runs over the actors who spoke on both."""


class Qualifier(StrEnum):
    """DNA's aggregation of the qualifier, which here is the stance."""

    IGNORE = "ignore"
    COMBINE = "combine"
    SUBTRACT = "subtract"
    CONGRUENCE = "congruence"
    CONFLICT = "conflict"


class Conditional(StrEnum):
    """What a conditional stance is in a network."""

    OWN = "own"
    """A level of its own: congruent with another conditional, in conflict with nothing."""
    EXCLUDE = "exclude"
    """Nothing: such statements are left out, and the probability of it elsewhere."""
    SUPPORT = "support"
    """Support."""


class Normalization(StrEnum):
    """DNA's normalisation of edge weights."""

    NO = "no"
    ACTIVITY = "activity"
    PROMINENCE = "prominence"
    AVERAGE = "average"
    JACCARD = "jaccard"
    COSINE = "cosine"


class WindowUnit(StrEnum):
    """What the size of a moving time window counts."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    EVENTS = "events"


QUALIFIERS: Final[Mapping[bool, tuple[Qualifier, ...]]] = {
    True: (Qualifier.IGNORE, Qualifier.COMBINE, Qualifier.SUBTRACT),
    False: (Qualifier.IGNORE, Qualifier.CONGRUENCE, Qualifier.CONFLICT, Qualifier.SUBTRACT),
}
"""Which aggregations a two-mode (True) or one-mode (False) network knows."""

NORMALIZATIONS: Final[Mapping[bool, tuple[Normalization, ...]]] = {
    True: (Normalization.NO, Normalization.ACTIVITY, Normalization.PROMINENCE),
    False: (
        *(Normalization.NO, Normalization.AVERAGE, Normalization.JACCARD, Normalization.COSINE),
    ),
}
"""Which normalisations a two-mode (True) or one-mode (False) network knows."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Which statements count, for whom, and how much.

    `duplicates` is DNA's rule. `wire_copies`: False counts a quote that recurs word for word
    once (the same actor, proposal and words, whatever case and punctuation; quotes of fewer
    than eight words only within one document), at its earliest date; True counts each copy.
    `proposals`: only these; all where it is empty.
    """

    count: Count = Count.PROBABILITY
    duplicates: Duplicates = Duplicates.INCLUDE
    wire_copies: bool = False
    group: RowGroup = RowGroup.ACTOR
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """What a network is made of.

    `isolates`: True keeps, as in DNA, the nodes of all statements that were read; False those
    of the statements that count. `draws`: how often labels are drawn for the intervals.
    Raises `RecipeError` for what does not go together.
    """

    mode: Mode = Mode.TWO_MODE
    qualifier: Qualifier = Qualifier.SUBTRACT
    conditional: Conditional = Conditional.OWN
    normalization: Normalization = Normalization.NO
    isolates: bool = False
    draws: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("qualifier", self.qualifier, QUALIFIERS[self.is_two_mode]),
            ("normalization", self.normalization, NORMALIZATIONS[self.is_two_mode]),
        ):
            if value not in allowed:
                raise RecipeError(
                    f"{name} {value!s} is not for a {self.mode} network;"
                    f" allowed are {', '.join(allowed)}"
                )
        if self.qualifier is Qualifier.COMBINE and self.normalization is not Normalization.NO:
            raise RecipeError(
                "qualifier combine gives codes, which cannot be normalised;"
                " use normalization no, or qualifier subtract"
            )
        if self.draws < 1:
            raise RecipeError(f"draws is {self.draws}; allowed is 1 or more")

    @property
    def is_two_mode(self) -> bool:
        return self.mode is Mode.TWO_MODE


LARGEST_WINDOW: Final = 1_000_000
"""More than any calendar holds in any unit, and far from where day numbers overflow."""


@dataclass(frozen=True, slots=True)
class Window:
    """A moving time window of `size` units. Raises `RecipeError` for a size that makes no sense."""

    unit: WindowUnit
    size: int = 1

    def __post_init__(self) -> None:
        least = 2 if self.unit is WindowUnit.EVENTS else 1
        if not least <= self.size <= LARGEST_WINDOW:
            raise RecipeError(
                f"a window of {self.size} {self.unit}; allowed is {least} to {LARGEST_WINDOW}"
            )
