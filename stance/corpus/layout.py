"""Statements as labelled regions and relations: the way back from `stance.corpus.regions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.corpus.exchange import Coded
from stance.corpus.jsonl import QUOTE_FIELDS
from stance.corpus.regions import CONTINUES, IF, SAYS, Link, Part, Region
from stance.schema import Span, Spans, Statement


@dataclass(frozen=True, slots=True)
class Layout:
    """Regions of one span each, and the relations between them.

    `quotes` are the keys of the statements' (first) Quotes, in their order.
    """

    regions: tuple[Region, ...]
    links: tuple[Link, ...]
    quotes: tuple[str, ...]


def lay_out(statements: Sequence[Statement]) -> Layout:
    """One Quote a statement; equal sources, cues and conditions share their regions.

    What stands in no text is noted on the Quote, at its first piece.
    """
    builder = _Builder()
    quotes: list[str] = []
    for statement in statements:
        quote = builder.region(Part.QUOTE, statement.content_spans, notes_of(statement))
        quotes.append(quote)
        for part, spans in (
            (Part.ACTOR, statement.source_spans),
            (Part.CUE, statement.cue_spans),
            (Part.CONDITION, statement.condition_spans),
        ):
            if spans:
                key = builder.shared(part, spans)
                ends = (quote, key) if part is Part.CONDITION else (key, quote)
                builder.links.append(Link(IF if part is Part.CONDITION else SAYS, *ends))
    return Layout(tuple(builder.regions), tuple(builder.links), tuple(quotes))


def shown(item: Coded, *, with_clause: bool = True) -> Statement:
    """What a coder is shown: of an answer its label, and the clause of its condition."""
    score = item.score
    if score is None:
        return item.statement
    stance = None if score.abstained else score.stance
    condition = score.condition
    spans = (Span(condition.start, condition.end),) if condition and with_clause else ()
    return replace(item.statement, stance=stance, condition_spans=spans)


def notes_of(statement: Statement) -> dict[str, str]:
    """What a tool must be told beside the spans: the stance, and what is not in the text."""
    notes = {
        "stance": str(statement.stance or ""),
        "proposal": statement.proposal,
        "actor": statement.actor if statement.actor != statement.actor_mention else "",
        "actor_kind": statement.actor_kind,
        "country": statement.country,
        "id": statement.id,
    }
    return {key: value for key, value in notes.items() if value}


def quote_values(statement: Statement) -> dict[str, str]:
    """The fields of a quote as in a row of our own, without the empty ones."""
    values = {key: str(getattr(statement, key)) for key in QUOTE_FIELDS}
    return {key: value for key, value in values.items() if value}


class _Builder:
    def __init__(self) -> None:
        self.regions: list[Region] = []
        self.links: list[Link] = []
        self._shared: dict[tuple[Part, Spans], str] = {}

    def region(self, part: Part, spans: Spans, notes: dict[str, str]) -> str:
        """Adds the pieces, and gives the first one's key."""
        keys = [f"r{len(self.regions) + number}" for number in range(len(spans))]
        for key, span in zip(keys, spans, strict=True):
            self.regions.append(Region(key, part, (span,), notes=notes if key == keys[0] else {}))
        self.links += [Link(CONTINUES, key, keys[0]) for key in keys[1:]]
        return keys[0]

    def shared(self, part: Part, spans: Spans) -> str:
        if (part, spans) not in self._shared:
            self._shared[part, spans] = self.region(part, spans, {})
        return self._shared[part, spans]
