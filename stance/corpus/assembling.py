"""Regions and relations of an article put together as its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from stance.corpus.exchange import Fate, Loss
from stance.corpus.jsonl import parse_kind, spanned_statement
from stance.corpus.offsets import merged
from stance.corpus.regions import (
    CONTINUES,
    NAMES,
    RELATIONS,
    Link,
    Part,
    Region,
    first_pieces,
    parse_note_stance,
)
from stance.corpus.scores import CODED, said
from stance.errors import RecordError
from stance.schema import Article, Score, Spans, Statement, cut


@dataclass(frozen=True, slots=True)
class Found:
    """A statement read from a Quote, whose key it has; one with a `score` nobody has coded."""

    statement: Statement
    key: str
    place: str
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class Assembled:
    """The statements of a document, in the order of their Quotes."""

    found: tuple[Found, ...]
    losses: tuple[Loss, ...]


def assemble(
    article: Article,
    regions: Sequence[Region],
    links: Sequence[Link],
    *,
    proposal: str = "",
    is_one: bool = False,
) -> Assembled:
    """The statements that the regions make up, offsets in the article.

    `proposal` is that of Quotes which have none. `is_one`: without links, the parts of a
    document with a single Quote belong to it (of tools that have no relations).
    """
    board = _Board(article.text, regions, links)
    if is_one and not links:
        board.link_alone()
    found = [each for quote in board.quotes() for each in _statements(article, board, quote)]
    board.lose_unlinked()
    if proposal:
        found = [
            replace(each, statement=replace(each.statement, proposal=proposal))
            if not each.statement.proposal
            else each
            for each in found
        ]
    return Assembled(tuple(found), tuple(board.losses))


class _Board:
    """Regions by key, pieces joined, and what each Quote is linked with."""

    def __init__(self, text: str, regions: Sequence[Region], links: Sequence[Link]) -> None:
        self.text = text
        self.losses: list[Loss] = []
        self._linked: defaultdict[str, list[Region]] = defaultdict(list)
        self._used: set[str] = set()
        self._torn: set[str] = set()
        unlike = self._unlike(regions)
        self._heads = first_pieces(unlike, links)
        pieces: defaultdict[str, list[Region]] = defaultdict(list)
        for region in unlike:
            pieces[self._heads[region.key]].append(region)
        self._regions = {head: self._whole(group) for head, group in pieces.items()}
        for link in links:
            self._link(link)

    def lose(self, place: str, reason: str, detail: str = "", *, fault: bool = False) -> None:
        self.losses.append(Loss(Fate.DROPPED, place, reason, detail, fault))

    def quotes(self) -> list[Region]:
        """Quotes with all their pieces; one of which a piece was left out is listed."""
        quotes = [region for region in self._regions.values() if region.part is Part.QUOTE]
        for region in quotes:
            if region.key in self._torn:
                self.lose(region.place, "a Quote of which a piece was left out", fault=True)
        return [region for region in quotes if region.key not in self._torn]

    def linked(self, quote: Region, part: Part) -> list[Region]:
        return [region for region in self._linked[quote.key] if region.part is part]

    def _unlike(self, regions: Sequence[Region]) -> list[Region]:
        """Regions without those that have the key of an earlier one."""
        kept: dict[str, Region] = {}
        for region in regions:
            if kept.setdefault(region.key, region) is not region:
                self.lose(region.place, f"another region has its id {region.key!r}", fault=True)
        return list(kept.values())

    def _whole(self, pieces: list[Region]) -> Region:
        if len(pieces) == 1:
            return pieces[0]
        notes: dict[str, str] = {}
        for piece in pieces:
            for key, value in piece.notes.items():
                if notes.setdefault(key, value) == value or key == "id":
                    continue  # the first piece's id names them all
                if key == "stance":
                    notes[key] += f" and {value}"  # which is no stance, and is refused as such
                else:
                    reason = f"pieces of one region differ in their {key}; the first one's is kept"
                    self.lose(piece.place, reason, value)
        spans = merged(span for piece in pieces for span in piece.spans)
        return replace(pieces[0], spans=spans, notes=notes)

    def _link(self, link: Link) -> None:
        known = [self._heads[key] for key in (link.start, link.end) if key in self._heads]
        is_piece = link.name.lower() == CONTINUES
        if len(known) < len((link.start, link.end)):
            self.lose(link.place, "a relation to a region that is not there, or was left out")
            self._torn.update(known if is_piece else ())
            return
        first, second = (self._regions[key] for key in known)
        if not is_piece:
            self._relate(link, first, second)
        elif first is not second:
            labels = f"{first.part} and {second.part}"
            self.lose(link.place, "a relation between pieces of different labels", labels)

    def _relate(self, link: Link, first: Region, second: Region) -> None:
        quote, other = (first, second) if first.part is Part.QUOTE else (second, first)
        expected = NAMES.get(other.part)
        if quote.part is not Part.QUOTE or expected is None:
            reason = "a relation that says nothing here: one end must be a Quote, the other none"
            self.lose(link.place, reason, f"{first.part} {link.name} {second.part}")
        elif link.name and link.name.lower() != expected:
            reason = f"a relation that is not known; known are {', '.join(RELATIONS)}"
            self.lose(link.place, reason, f"{first.part} {link.name} {second.part}")
        else:
            self._join(quote, other)

    def _join(self, quote: Region, other: Region) -> None:
        self._used.add(other.key)
        if other not in self._linked[quote.key]:
            self._linked[quote.key].append(other)

    def link_alone(self) -> None:
        """Gives every part to the only Quote, if there is one only."""
        quotes = [region for region in self._regions.values() if region.part is Part.QUOTE]
        if len(quotes) == 1:
            for region in self._regions.values():
                if region.part is not Part.QUOTE:
                    self._join(quotes[0], region)

    def lose_unlinked(self) -> None:
        for region in self._regions.values():
            if region.part is not Part.QUOTE and region.key not in self._used:
                reason = f"this {region.part} is linked with no Quote"
                self.lose(region.place, reason, repr(cut(self.text, region.spans))[:80])


def _statements(article: Article, board: _Board, quote: Region) -> Iterable[Found]:
    """One for each actor and proposal of the Quote; none where its labels cannot be read."""
    try:
        stance = parse_note_stance(quote.notes.get("stance", ""))
    except RecordError as error:
        board.lose(quote.place, error.reason, fault=True)
        return
    score = quote.score
    if quote.is_predicted:
        if score is None:
            board.lose(quote.place, "a model's stance without its probabilities is no answer")
        stance = None
    elif score and stance:
        board.losses.append(Loss(Fate.CHANGED, quote.place, CODED, said(score)))
        score = None
    actors: Sequence[Region | None] = board.linked(quote, Part.ACTOR) or [None]
    proposals: Sequence[Region | None] = board.linked(quote, Part.PROPOSAL) or [None]
    for number, (actor, proposal) in enumerate(product(actors, proposals)):
        notes = {**(actor.notes if actor else {}), **quote.notes}
        phrase = quote.notes.get("proposal", "")
        if proposal and not phrase:
            phrase = proposal.notes.get("proposal", "") or cut(article.text, proposal.spans)
        try:
            statement = spanned_statement(
                article.text,
                id_=quote.notes.get("id", "") if number == 0 else "",
                document=article.id,
                source=actor.spans if actor else (),
                cue=_spans(board.linked(quote, Part.CUE)),
                content=quote.spans,
                condition=() if score else _spans(board.linked(quote, Part.CONDITION)),
                proposal=phrase,
                stance=stance,
                actor=notes.get("actor", ""),
                actor_kind=parse_kind(notes),
                date=article.date,
            )
        except RecordError as error:
            board.lose(quote.place, error.reason, fault=True)
            return
        country = notes.get("country", "")
        yield Found(replace(statement, country=country), quote.key, quote.place, score)


def _spans(regions: Iterable[Region]) -> Spans:
    return merged(span for region in regions for span in region.spans)
