"""The offset doctor: offsets of a file checked against its text, repaired or refused.

A document is decided as a whole: one way of counting must explain all its spans, which means
that each covers the words that the file has copied for it (white space made single, since tools
copy line breaks as spaces). Where several ways do, a span on which they agree is certain and one
on which they differ is refused; where none does, only spans that fit as they stand, and that no
likelier way puts elsewhere, are kept. Without any copy the edges of words must tell: offsets that
cut words are repaired where one other way cuts none, and else listed and taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stance.corpus.exchange import Fate, Loss
from stance.corpus.positions import cut_edges
from stance.corpus.rulers import AS_STATED, Ruler, Way, ways
from stance.schema import Span, Spans, cut

_SPACE: Final = re.compile(r"\s+")
_SHOWN: Final = 60  # characters of a text that a message shows
_ENOUGH: Final = 2  # ends that cut a word before a counting is suspected: one is a slip


@dataclass(frozen=True, slots=True)
class Piece:
    """A start and an end as a file states them, in whatever it counts."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"[{self.start}, {self.end}]"


@dataclass(frozen=True, slots=True)
class Claim:
    """A span as a file states it: its pieces, and the words it copied for them, joined by spaces.

    `words` is None where the file has no copy; `place` names the span in messages.
    """

    pieces: tuple[Piece, ...]
    words: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Spans in code points, in the order of the claims, None for one that is refused."""

    spans: tuple[Spans | None, ...]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a way of counting makes of the claims; None for one that it does not explain."""

    way: Way
    spans: tuple[Spans | None, ...]

    @property
    def explained(self) -> int:
        return sum(spans is not None for spans in self.spans)


def diagnose(text: str, claims: Sequence[Claim], place: str, *, is_ours: bool = False) -> Diagnosis:
    """The spans that the claims mean in `text`; a repair is one loss at the document's `place`.

    `is_ours`: this project wrote the file, so that offsets without words stand as they are.
    """
    stated = _outcome(text, claims, AS_STATED, _alike)
    is_checked = any(claim.words is not None for claim in claims)
    is_whole = stated.explained == len(claims)
    if not is_checked and is_whole and (is_ours or _cuts(text, stated) < _ENOUGH):
        return Diagnosis(stated.spans)
    others = list(ways(text))
    whole = [found for way in others if (found := _whole(text, claims, way, _alike))]
    if not is_checked and is_whole:
        return _by_edges(text, stated, whole, place)
    if not is_checked:
        return _refused(text, claims, stated, [stated, *whole])
    if is_whole:
        whole.insert(0, stated)
    if whole:
        return _agreed(text, claims, stated, whole, place)
    if _is_stated_but_for_spaces(text, claims, others):
        return Diagnosis(_outcome(text, claims, AS_STATED, _alike_but_for_spaces).spans)
    outcomes = [stated, *(_outcome(text, claims, way, _alike) for way in others)]
    best = max(outcome.explained for outcome in outcomes)
    return _refused(text, claims, stated, [each for each in outcomes if each.explained == best])


def merged(spans: Iterable[Span]) -> Spans:
    """Ascending and without overlap: pieces that overlap become one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _cuts(text: str, outcome: _Outcome) -> int:
    """How many ends of spans cut a word in two."""
    return sum(len(cut_edges(text, span)) for spans in outcome.spans for span in spans or ())


def _by_edges(text: str, stated: _Outcome, others: Sequence[_Outcome], place: str) -> Diagnosis:
    """Offsets without words to check them by, which cut words as they stand."""
    clean = [outcome for outcome in others if not _cuts(text, outcome)]
    readings = {tuple(_trimmed(text, spans) for spans in outcome.spans) for outcome in clean}
    detail = f"{_cuts(text, stated)} ends cut a word"
    if len(readings) == 1:
        reason = "its offsets cut words, and counted otherwise they cut none"
        repaired = Loss(Fate.REPAIRED, place, reason, f"{detail}; {clean[0].way}")
        return Diagnosis(clean[0].spans, (repaired,))
    reason = (
        "its offsets cut words, and there are no words to check them by; they stand as they are"
    )
    return Diagnosis(stated.spans, (Loss(Fate.CHANGED, place, reason, detail),))


_Alike = Callable[[str, str], bool]


def _alike(text: str, words: str) -> bool:
    if text == words:
        return True
    if text[:1] != words[:1] and not (text[:1].isspace() and words[:1].isspace()):
        return False  # which spares the substitutions nearly always
    return _SPACE.sub(" ", text) == _SPACE.sub(" ", words)


def _alike_but_for_spaces(text: str, words: str) -> bool:
    """Some tools trim what they copy, or leave line breaks out of it."""
    return "".join(text.split()) == "".join(words.split())


def _outcome(text: str, claims: Sequence[Claim], way: Way, alike: _Alike) -> _Outcome:
    ruler = Ruler(text, way)
    return _Outcome(way, tuple(_explained(text, claim, ruler, alike) for claim in claims))


def _whole(text: str, claims: Sequence[Claim], way: Way, alike: _Alike) -> _Outcome | None:
    """The outcome of a way that explains every claim, or None at the first that it does not."""
    ruler = Ruler(text, way)
    found: list[Spans | None] = []
    for claim in claims:
        spans = _explained(text, claim, ruler, alike)
        if spans is None:
            return None
        found.append(spans)
    return _Outcome(way, tuple(found))


def _explained(text: str, claim: Claim, ruler: Ruler, alike: _Alike) -> Spans | None:
    spans: list[Span] = []
    for piece in claim.pieces:
        start, end = ruler.start(piece.start), ruler.end(piece.end)
        if start is None or end is None or not start < end <= len(text):
            return None
        spans.append(Span(start, end))
    # The copy follows the pieces in the order in which they were marked.
    if claim.words is not None and not alike(cut(text, spans), claim.words):
        return None
    return merged(spans) or None


def _agreed(
    text: str,
    claims: Sequence[Claim],
    stated: _Outcome,
    likely: Sequence[_Outcome],
    place: str,
) -> Diagnosis:
    """Every span on which all ways that explain the whole document agree."""
    spans: list[Spans | None] = []
    losses: list[Loss] = []
    moved = 0
    for number, claim in enumerate(claims):
        readings = {outcome.spans[number] or (): outcome.way for outcome in likely}
        spans.append(_one_of(text, list(readings), is_stated=likely[0] is stated))
        if spans[-1] is None:
            losses.append(_ambiguous(claim, readings))
        else:
            moved += spans[-1] != stated.spans[number]
    if moved:
        names = " or ".join(str(outcome.way) for outcome in likely if outcome is not stated)
        reason = "its offsets count otherwise than in code points, end exclusive"
        detail = f"{names}; {moved} of {len(claims)} spans were moved"
        losses.insert(0, Loss(Fate.REPAIRED, place, reason, detail))
    return Diagnosis(tuple(spans), tuple(losses))


def _one_of(text: str, readings: Sequence[Spans], *, is_stated: bool) -> Spans | None:
    """What the readings agree on, or None. White space at an edge is no disagreement: then
    the first, if it is the span as stated, else what they share."""
    if len(readings) == 1:
        return readings[0]
    trimmed = {_trimmed(text, spans) for spans in readings}
    if len(trimmed) > 1:
        return None
    (shared,) = trimmed
    if is_stated:
        return readings[0]
    return merged(Span(each.start, each.end) for each in shared) or None


def _ambiguous(claim: Claim, readings: Mapping[Spans, Way]) -> Loss:
    meant = "; ".join(
        f"{way}: {', '.join(f'[{span.start}, {span.end}]' for span in spans)}"
        for spans, way in readings.items()
    )
    reason = "its offsets can be read in several ways that fit the document and differ here"
    detail = f"{_stated(claim)}; {meant}"
    return Loss(Fate.DROPPED, claim.place, reason, detail, fault=True)


def _is_stated_but_for_spaces(text: str, claims: Sequence[Claim], others: Sequence[Way]) -> bool:
    """Whether the offsets fit as they stand if white space is left out of the copies, and no
    other way that then fits means other words."""
    stated = _whole(text, claims, AS_STATED, _alike_but_for_spaces)
    if stated is None:
        return False
    wanted = [_trimmed(text, spans) for spans in stated.spans]
    found = (_whole(text, claims, way, _alike_but_for_spaces) for way in others)
    return all(
        [_trimmed(text, spans) for spans in outcome.spans] == wanted for outcome in found if outcome
    )


def _trimmed(text: str, spans: Spans | None) -> tuple[Piece, ...]:
    """The pieces without white space at their edges; those of white space alone are none."""
    edges: list[Piece] = []
    for span in spans or ():
        piece = text[span.start : span.end]
        start = span.start + len(piece) - len(piece.lstrip())
        if piece.strip():
            edges.append(Piece(start, start + len(piece.strip())))
    return tuple(edges)


def _refused(
    text: str, claims: Sequence[Claim], stated: _Outcome, likely: Sequence[_Outcome]
) -> Diagnosis:
    """No way explains the whole document: what fits as it stands and nowhere else is kept."""
    spans: list[Spans | None] = []
    losses: list[Loss] = []
    is_likely = any(outcome is stated for outcome in likely)
    for number, claim in enumerate(claims):
        found = stated.spans[number]
        if found and is_likely and all(each.spans[number] == found for each in likely):
            spans.append(found)
            continue
        spans.append(None)
        losses.append(_unexplained(text, claim, found))
    return Diagnosis(tuple(spans), tuple(losses))


def _unexplained(text: str, claim: Claim, found: Spans | None) -> Loss:
    if found:
        reason = "other offsets of the document do not fit, and these can be read in several ways"
        detail = f"{_stated(claim)}, as it stands {_shown(cut(text, found))}"
        return Loss(Fate.DROPPED, claim.place, reason, detail, fault=True)
    beyond = any(not 0 <= piece.start < piece.end <= len(text) for piece in claim.pieces)
    if beyond or claim.words is None:
        reason = "its offsets are no span of the text"
        detail = f"{_stated(claim)} in a text of {len(text)} characters"
    else:
        reason = "its offsets cover other words than the file says, however they are counted"
        words = cut(text, [Span(piece.start, piece.end) for piece in claim.pieces])
        detail = f"{_stated(claim)} is {_shown(words)}, the file says {_shown(claim.words)}"
    return Loss(Fate.DROPPED, claim.place, reason, detail, fault=True)


def _stated(claim: Claim) -> str:
    return ", ".join(map(str, claim.pieces)) or "no offsets"


def _shown(words: str) -> str:
    return repr(words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…")
