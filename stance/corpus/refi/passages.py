"""Coded passages of one text, joined into statements.

A statement is a passage that one coder gave a stance, or a proposal alone (then it is not coded
yet). Its proposal and actor are those on the same passage; where it has none, those of the
passage of the same coder that overlaps it most.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, product

from stance.corpus.refi.codes import Role
from stance.schema import Span, Spans, Stance


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one passage, by one coder."""

    span: Span
    role: Role
    value: str
    coder: str
    id: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement put together; `problem` tells what was not clear about it."""

    id: str
    coder: str
    span: Span
    actor: str
    proposal: str
    stance: Stance | None
    condition: Spans = ()
    problem: str = ""


@dataclass(frozen=True)
class Statements:
    """The statements of a text, and the codings that belong to none."""

    joined: tuple[Joined, ...]
    unused: tuple[Coding, ...]


@dataclass(slots=True)
class _Passage:
    """All that one coder says of one passage, in the order it stands in the file."""

    span: Span
    id: str
    codings: list[Coding] = field(default_factory=list)

    def of(self, role: Role) -> list[Coding]:
        return [coding for coding in self.codings if coding.role is role]


def join(codings: Iterable[Coding]) -> Statements:
    """Statements in the order of their passages, coder by coder."""
    by_coder: dict[str, dict[Span, _Passage]] = defaultdict(dict)
    for coding in codings:
        passages = by_coder[coding.coder]
        passages.setdefault(coding.span, _Passage(coding.span, coding.id)).codings.append(coding)
    joined: list[Joined] = []
    unused: list[Coding] = []
    for coder, passages in by_coder.items():
        own = _Coder(coder, sorted(passages.values(), key=lambda passage: passage.span))
        joined.extend(own.statements())
        unused.extend(own.unused())
    return Statements(tuple(joined), tuple(unused))


class _Coder:
    """The passages of one coder in one text."""

    def __init__(self, name: str, passages: Sequence[_Passage]) -> None:
        self._name = name
        self._passages = passages
        self._with = {role: _Ordered([one for one in passages if one.of(role)]) for role in Role}
        self._used: set[Coding] = set()

    def statements(self) -> Iterator[Joined]:
        """First what has a stance, then proposals that no stance was found for."""
        for passage in self._with[Role.STANCE].passages:
            yield from self._statements(passage)
        for passage in self._with[Role.PROPOSAL].passages:
            if not any(coding in self._used for coding in passage.of(Role.PROPOSAL)):
                yield from self._statements(passage)

    def unused(self) -> list[Coding]:
        """What no statement took up; asked for after `statements`."""
        return [it for one in self._passages for it in one.codings if it not in self._used]

    def _statements(self, passage: _Passage) -> Iterator[Joined]:
        stances = dict.fromkeys(coding.value for coding in passage.of(Role.STANCE))
        proposals = self._nearest(passage, Role.PROPOSAL)
        actors = self._nearest(passage, Role.ACTOR)
        conditions = list(self._with[Role.CONDITION].overlapping(passage.span))
        problem = ""
        if len(stances) > 1:
            problem = f"has the stances {' and '.join(stances)} at once; it is not coded"
        elif stances and not proposals:
            problem = "has no proposal on it or overlapping it"
        self._used.update(passage.of(Role.STANCE))
        self._used.update(it for one in conditions for it in one.of(Role.CONDITION))
        stance = Stance(next(iter(stances))) if len(stances) == 1 else None
        pairs = product(proposals or [""], actors or [""])
        for number, (proposal, actor) in enumerate(pairs, start=1):
            yield Joined(
                id=passage.id if number == 1 else f"{passage.id}-{number}",
                coder=self._name,
                span=passage.span,
                actor=actor,
                proposal=proposal,
                stance=stance,
                condition=_apart([one.span for one in conditions]),
                problem=problem if number == 1 else "",
            )

    def _nearest(self, passage: _Passage, role: Role) -> list[str]:
        """The values of a role on a passage, else on the one that overlaps it most."""
        holder: _Passage | None = passage
        if not passage.of(role):
            holder = max(
                self._with[role].overlapping(passage.span),
                key=lambda other: (
                    min(other.span.end, passage.span.end)
                    - max(other.span.start, passage.span.start),
                    other.span.start - other.span.end,
                ),
                default=None,
            )
        if holder is None:
            return []
        self._used.update(holder.of(role))
        return list(dict.fromkeys(coding.value for coding in holder.of(role)))


class _Ordered:
    """Passages by their start, to find those that overlap a span."""

    def __init__(self, passages: Sequence[_Passage]) -> None:
        self.passages = passages
        self._starts = [one.span.start for one in passages]
        self._furthest = list(accumulate((one.span.end for one in passages), max))

    def overlapping(self, span: Span) -> Iterator[_Passage]:
        """In the order of their starts, from the last to the first."""
        number = bisect_left(self._starts, span.end)
        while number and self._furthest[number - 1] > span.start:
            number -= 1
            if self.passages[number].span.overlaps(span):
                yield self.passages[number]


def _apart(spans: Sequence[Span]) -> Spans:
    """Ascending, overlapping ones as one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return tuple(apart)
