"""Which statements count, each once, and why the others do not.

Left out are abstentions, statements most probably unrelated to their proposal, statements of
nobody or on nothing, those without the country or kind that makes the rows, repeats of a wire
copy and, as far as is asked, duplicates in DNA's sense. What is left does not depend on the
order of the statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stance.evaluation.folds import SHORT_QUOTE, group_rows, normalised
from stance.schema import ScoredStatement, Stance
from stance.summary.counted import Counted, counted_statement, row_of
from stance.summary.dates import period_of
from stance.summary.options import Counting, Duplicates, RowGroup, Unit

PERIODIC: Final[Mapping[Duplicates, Unit]] = {
    Duplicates.WEEK: Unit.WEEK,
    Duplicates.MONTH: Unit.MONTH,
    Duplicates.YEAR: Unit.YEAR,
}

Level = Callable[[Stance], str]


class LeftOut(StrEnum):
    """Why a statement does not count."""

    PROPOSAL = "on another proposal"
    ABSTAINED = "uncertain"
    UNRELATED = "unrelated"
    NOBODY = "unattributed"
    NO_COUNTRY = "without a country"
    NO_KIND = "without a kind of actor"
    WIRE_COPY = "copied"
    DUPLICATE = "duplicate"
    CONDITIONAL = "conditional"


WITHOUT: Final[Mapping[RowGroup, LeftOut]] = {
    RowGroup.COUNTRY: LeftOut.NO_COUNTRY,
    RowGroup.KIND: LeftOut.NO_KIND,
}
"""Why a statement of a named actor has no row."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What counts, in the order it was given, and the positions of what does not, by reason."""

    counted: tuple[Counted, ...]
    left_out: Mapping[LeftOut, tuple[int, ...]]


def select(
    statements: Sequence[ScoredStatement], counting: Counting, level: Level = str
) -> Selection:
    """The statements that count under these options.

    `level` gives what the qualifier makes of a stance; statements of one level are duplicates.
    """
    stories = group_rows([item.statement for item in statements], "document")
    left_out: dict[LeftOut, list[int]] = {}
    counted: list[Counted] = []
    for number, item in enumerate(statements):
        reason = _reason(item, counting)
        if reason:
            left_out.setdefault(reason, []).append(number)
        else:
            counted.append(counted_statement(number, item, int(stories[number]), counting.group))
    if not counting.wire_copies:
        counted = _firsts(counted, lambda one: _wire(one, statements), LeftOut.WIRE_COPY, left_out)
    if counting.duplicates is not Duplicates.INCLUDE:
        counted = _firsts(
            counted,
            lambda one: (level(one.stance), *_scope(one, counting.duplicates)),
            LeftOut.DUPLICATE,
            left_out,
        )
    return Selection(
        tuple(counted),
        {reason: tuple(sorted(left_out[reason])) for reason in LeftOut if reason in left_out},
    )


def _reason(item: ScoredStatement, counting: Counting) -> LeftOut | None:
    if counting.proposals and item.statement.proposal not in counting.proposals:
        return LeftOut.PROPOSAL
    if item.score.abstained:
        return LeftOut.ABSTAINED
    if item.score.stance is Stance.UNRELATED:
        return LeftOut.UNRELATED
    statement = item.statement
    if statement.proposal and row_of(item, counting.group):
        return None
    is_said = statement.proposal and statement.actor
    return WITHOUT[counting.group] if is_said else LeftOut.NOBODY


def _firsts(
    counted: Iterable[Counted],
    key_of: Callable[[Counted], tuple[object, ...]],
    reason: LeftOut,
    left_out: dict[LeftOut, list[int]],
) -> list[Counted]:
    """Of those with one key, the first by `order`; the others go to `left_out`."""
    groups: dict[tuple[object, ...], list[Counted]] = {}
    for one in counted:
        groups.setdefault(key_of(one), []).append(one)
    kept = [min(group, key=lambda one: one.order) for group in groups.values()]
    numbers = {one.number for one in kept}
    again = [one.number for group in groups.values() for one in group if one.number not in numbers]
    if again:
        left_out.setdefault(reason, []).extend(again)
    return sorted(kept, key=lambda one: one.number)


def _wire(one: Counted, statements: Sequence[ScoredStatement]) -> tuple[object, ...]:
    """What makes a copy: words of their own length, or within one document any words."""
    statement = statements[one.number].statement
    words = normalised(statement.quote)
    place: object = ""
    if len(words) < SHORT_QUOTE:
        place = one.document
    return (statement.actor, one.row, one.proposal, words or statement.quote, place)


def _scope(one: Counted, rule: Duplicates) -> tuple[object, ...]:
    """Actor and proposal, and within what only one statement counts.

    DNA 3.1 compares the number of the week or month alone, so that two Mays are one; here the
    year belongs to it. A statement whose date does not tell the period shares one with those of
    its document only.
    """
    scope: object = ""
    if rule is Duplicates.DOCUMENT:
        scope = one.document
    elif rule in PERIODIC:
        scope = period_of(one.date, PERIODIC[rule]) or ("undated", one.document)
    return (one.row, one.proposal, scope)
