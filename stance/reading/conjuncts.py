"""Sources of several actors: "Holub and the Tarvik Palace" speaks for two.

A conjunction is cut only where each side can stand alone as a name or a determined phrase.
"The foreign ministers of Tarn and Velm" is one group, "the Ministry of Health and Welfare"
one ministry: there the second word depends on what stands before the first.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from stance.reading.actor_list import ActorList
from stance.schema import Span, Spans

_AND: Final = re.compile(
    r",?\s+(?:and|as\s+well\s+as|along\s+with|together\s+with)\s+|\s*,\s+(?=\S)"
)
_STRONG: Final = re.compile(r"\b(?:and|as\s+well\s+as|along\s+with|together\s+with)\b")
_CLAUSE: Final = re.compile(r",?\s+(?:who|whom|whose|which|that|where|when)\s")
_DETERMINED: Final = re.compile(
    r"(?:the|an?|his|her|its|their|our|some|many|several|other|both|[^\W\d_][\w-]*(?:['’]s|s['’]))\s",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_PREPOSITION: Final = re.compile(
    r"\s(?:of|for|from|in|at|between|among|by|with|on|to|near|against)\s"
)


def split_source(text: str, source: Spans, known: ActorList | None = None) -> tuple[Spans, ...]:
    """The conjuncts of a source, each as spans; the source itself where it is one actor.

    A name that `known` lists whole ("Bosnia and Herzegovina") stays whole, and so does a
    source in several pieces.
    """
    if len(source) != 1:
        return (source,)
    span = source[0]
    phrase = text[span.start : span.end]
    if known is not None and known.find(phrase) is not None:
        return (source,)
    clause = _CLAUSE.search(phrase)
    limit = clause.start() if clause else len(phrase)
    if not _STRONG.search(phrase, 0, limit):
        return (source,)
    pieces = _pieces(phrase, limit)
    if pieces is None or not _stand_alone(text, phrase, pieces, known):
        return (source,)
    return tuple((Span(span.start + start, span.start + end),) for start, end in pieces)


def _pieces(phrase: str, limit: int) -> list[tuple[int, int]] | None:
    """The candidate conjuncts as ranges of the phrase; None where a comma sets an apposition.

    The last one keeps its relative clause. "A, B and C" is a list only if every part is a
    name; otherwise the commas belong to appositions, and only "and" divides.
    """
    start = re.match(r"both\s+", phrase, re.IGNORECASE)
    first = start.end() if start else 0
    listed = _cut(phrase, first, limit, _AND)
    if all(_is_named(phrase[begin:end]) for begin, end in listed):
        return _stretched(listed, phrase)
    strong = re.compile(r",?\s+(?:and|as\s+well\s+as|along\s+with|together\s+with)\s+")
    divided = _cut(phrase, first, limit, strong)
    return _stretched(divided, phrase) if len(divided) == 2 else None


def _cut(phrase: str, first: int, limit: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for found in mark.finditer(phrase, first, limit):
        ranges.append((first, found.start()))
        first = found.end()
    return [*ranges, (first, limit)]


def _stretched(ranges: list[tuple[int, int]], phrase: str) -> list[tuple[int, int]]:
    """The last conjunct takes what the phrase has left (a relative clause)."""
    trimmed = [(begin, begin + len(phrase[begin:end].rstrip(" ,"))) for begin, end in ranges[:-1]]
    return [*trimmed, (ranges[-1][0], len(phrase))]


def _is_named(piece: str) -> bool:
    """A name with or without article, and nothing else but its particles."""
    words = _ARTICLE.sub("", piece, count=1).split()
    if piece.lower() in {"he", "she", "they", "it", "we", "i"}:
        return True
    return bool(words) and all(
        word[:1].isupper() or word.lower() in {"of", "the", "al", "bin", "de", "van", "von", "la"}
        or "-" in word
        for word in words
    ) and words[0][:1].isupper()  # fmt: skip


def _stand_alone(
    text: str, phrase: str, pieces: list[tuple[int, int]], known: ActorList | None
) -> bool:
    parts = [phrase[begin:end] for begin, end in pieces]
    if any(not part.strip() for part in parts):
        return False
    if not all(_DETERMINED.match(part) or _is_named(part.split(",")[0]) for part in parts):
        return False
    return all(_independent(text, left, right, known) for left, right in pairwise(parts))


def _independent(text: str, left: str, right: str, known: ActorList | None) -> bool:
    """Whether the right conjunct does not hang on a word of the left one."""
    if re.search(r"(?:['’]s?|-)$", left):
        return False  # "the Farmers' and Fishers' Front"
    determined = bool(_DETERMINED.match(right))
    head = _PREPOSITION.split(left)[0]
    hangs = head != left and not _PREPOSITION.search(right)
    if hangs and (not _is_named(head) or _ARTICLE.match(left)):
        return False  # "the ministers of A and B", "the Ministry of Health and Welfare"
    if _ARTICLE.match(left) and not determined:
        return _seen_alone(text, right, known)  # "the Unity and Land Party"
    return True


def _seen_alone(text: str, name: str, known: ActorList | None) -> bool:
    """Whether the list or the article knows the right conjunct by itself."""
    if known is not None and known.find(name) is not None:
        return True
    last = re.escape(name.split(",")[0].split()[-1])
    return len(re.findall(rf"\b{last}\b", text)) > 1
