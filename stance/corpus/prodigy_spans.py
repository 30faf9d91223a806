"""Spans and relations of a Prodigy task, by characters or by tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stance.corpus.exchange import Fate, Loss
from stance.corpus.files import are_whole
from stance.corpus.offsets import Claim, Piece
from stance.corpus.regions import Link, Region, parse_label
from stance.corpus.tables import Row
from stance.errors import RecordError


@dataclass(frozen=True, slots=True)
class Spanned:
    """A region, its spans not known yet, and what the file claims of them."""

    region: Region
    claim: Claim


@dataclass(slots=True)
class ParsedSpans:
    """Spans with labels of ours; the others are among the losses."""

    spans: list[Spanned] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(slots=True)
class ParsedLinks:
    """Relations between regions."""

    links: list[Link] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


def parse_spans(row: Row) -> ParsedSpans:
    """The spans of a task; raises `RecordError` for one that is no span."""
    parsed = ParsedSpans()
    tokens = _tokens(row)
    for number, span in enumerate(_listed(row, "spans"), start=1):
        place = f"{row}, span {number}"
        piece = _piece(span, tokens)
        label = parse_label(str(span.get("label", "")))
        if label is None:
            reason = "a label that is none of ours; known are Quote, Actor, Cue, Condition, …"
            parsed.losses.append(Loss(Fate.DROPPED, place, reason, f"{span.get('label')!r:.60}"))
            continue
        words = span.get("text")
        words = words if isinstance(words, str) and words else None
        notes = {"stance": label.stance} if label.stance else {}
        key = _key(number)
        region = Region(key, label.part, (), place, notes)
        parsed.spans.append(Spanned(region, Claim((piece,), words, place)))
    return parsed


def _key(number: int) -> str:
    return f"span {number}"


def _listed(row: Row, key: str) -> list[Mapping[str, Any]]:
    found = row.values.get(key) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise RecordError(f"{key}: expected a list of objects, found {found!r:.60}")
    return found


def _tokens(row: Row) -> dict[int, Piece]:
    """Where each token stands, by its id."""
    tokens: dict[int, Piece] = {}
    for number, token in enumerate(_listed(row, "tokens")):
        piece = _by_characters(token)
        if piece is None:
            raise RecordError(f"tokens[{number}]: expected start and end, found {token!r:.60}")
        name = token.get("id", number)
        tokens[name if type(name) is int else number] = piece
    return tokens


def _by_characters(values: Mapping[str, Any]) -> Piece | None:
    match values:
        case {"start": start, "end": end} if are_whole(start, end):
            return Piece(start, end)
    return None


def _token(values: Mapping[str, Any], key: str, tokens: Mapping[int, Piece]) -> Piece | None:
    name = values.get(key)
    return tokens.get(name) if type(name) is int else None


def _piece(span: Mapping[str, Any], tokens: Mapping[int, Piece]) -> Piece:
    """Offsets of a span in characters; of one that has tokens only, theirs, the last included."""
    piece = _by_characters(span)
    if piece:
        return piece
    first, last = _token(span, "token_start", tokens), _token(span, "token_end", tokens)
    if first and last:
        return Piece(first.start, last.end)
    raise RecordError(
        "spans: expected start and end, or token_start and token_end of tokens that are there,"
        f" found {span!r:.60}"
    )


def parse_links(row: Row, regions: Sequence[Region]) -> ParsedLinks:
    """Relations of the task between the spans that were kept; `RecordError` for what is none.

    Newer versions give the spans of `head` and `child`; else both are tokens, and the span that
    holds one is meant.
    """
    parsed = ParsedLinks()
    spans = _listed(row, "spans")
    tokens = _tokens(row)
    pieces = {_key(number): _piece(span, tokens) for number, span in enumerate(spans, start=1)}
    labels = {_key(number): span.get("label") for number, span in enumerate(spans, start=1)}
    kept = {region.key for region in regions}
    for number, relation in enumerate(_listed(row, "relations"), start=1):
        place = f"{row}, relation {number}"
        ends: list[str] = []
        for side in ("head", "child"):
            found = _meant(relation, side, pieces, labels, tokens)
            if len(found) != 1:
                which = "none of the spans" if not found else f"{len(found)} spans at once"
                reason = "a relation whose end is no one span"
                loss = Loss(Fate.DROPPED, place, reason, f"{side} is {which}", fault=True)
                parsed.losses.append(loss)
            elif found[0] not in kept:
                reason = "a relation to a span that was left out"
                parsed.losses.append(Loss(Fate.DROPPED, place, reason, f"{labels[found[0]]!r:.60}"))
            else:
                ends.append(found[0])
        match ends:
            case [head, child]:
                parsed.links.append(Link(str(relation.get("label") or ""), head, child, place))
    return parsed


def _meant(
    relation: Mapping[str, Any],
    side: str,
    pieces: Mapping[str, Piece],
    labels: Mapping[str, Any],
    tokens: Mapping[int, Piece],
) -> list[str]:
    span = relation.get(f"{side}_span")
    if isinstance(span, dict):
        wanted = _piece(span, tokens)
        found = [key for key, piece in pieces.items() if piece == wanted]
        return [key for key in found if labels[key] == span.get("label")] or found
    token = _token(relation, side, tokens)
    if token is None:
        raise RecordError(f"relations: {side} {relation.get(side)!r:.40} is no token of the task")
    return [
        key
        for key, piece in pieces.items()
        if piece.start <= token.start and token.end <= piece.end
    ]
