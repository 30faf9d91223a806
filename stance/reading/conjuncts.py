"""Sources of several actors: "Holt and the Amber Palace" speaks for two.

A conjunction is cut only where each side can stand alone as a name or a determined phrase.
"The foreign ministers of Tarn and Velm" is one group, "the Ministry of Health and Welfare"
one ministry: there the second word depends on what stands before the first.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import Final

from stance.reading.actor_list import ActorList
from stance.reading.places import is_edge, occurrences
from stance.schema import Span, Spans

_AND: Final = re.compile(
    r",?\s+(?:and|as\s+well\s+as|along\s+with|together\s+with)\s+|\s*,\s+(?=\S)"
)
_STRONG: Final = re.compile(r"\b(?:and|as\s+well\s+as|along\s+with|together\s+with)\b")
_DIVIDING: Final = re.compile(r"\s+(?:and|as\s+well\s+as|along\s+with|together\s+with)\s+")
_CLAUSE: Final = re.compile(r",?\s+(?:who|whom|whose|which|that|where|when)\s")
_DETERMINED: Final = re.compile(
    r"(?:the|an?|his|her|its|their|our|some|many|several|other|both|[^\W\d_][\w-]*(?:['’]s|s['’]))\s",
    re.IGNORECASE,
)
_OPENED: Final = re.compile(
    r"(?:^|[.!?”\"]\s+|\n\s*)(?:(?:But|And|Both|Even)\s)?"
    r"((?:[Tt]he\s)?[^\W\d_a-z][\w’'-]*(?:\s[^\W\d_a-z][\w’'-]*){0,4}\sand\s)$"
)
"""A name from a sentence's start to an "and" at the end."""

_SINGULAR: Final = re.compile(r",?\s+(?:has|is|was|says|does)\b")
_LONGEST: Final = 90
"""Characters of such a conjunct, and of what stands before it."""

_ARTICLE: Final = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_PREPOSITION: Final = re.compile(
    r"\s(?:of|for|from|in|at|between|among|by|with|on|to|near|against)\s"
)


def split_source(text: str, source: Spans, known: ActorList | None = None) -> tuple[Spans, ...]:
    """The conjuncts of a source, each as spans; the source itself where it is one actor.

    A name that `known` lists whole ("Bosnia and Herzegovina") stays whole, and so does a
    source in several pieces. A name that opens the sentence right before the source, joined
    to it by "and", is one more conjunct: it shares the verb.
    """
    if len(source) != 1:
        return (source,)
    first = _left_out(text, source[0])
    if first is not None:
        whole = _split(text, Span(first, source[0].end), known)
        if len(whole) > 1:
            return whole
    return _split(text, source[0], known)


def _left_out(text: str, source: Span) -> int | None:
    """Where a conjunct before the source begins: "[Holt and] the guild have asked"."""
    if _SINGULAR.match(text, source.end):
        return None
    opened = _OPENED.search(text[max(0, source.start - _LONGEST) : source.start])
    return max(0, source.start - _LONGEST) + opened.start(1) if opened else None


def _split(text: str, span: Span, known: ActorList | None) -> tuple[Spans, ...]:
    source = (span,)
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
    trimmed = [(start, start + len(phrase[start:end].rstrip(" ,"))) for start, end in pieces]
    return tuple((Span(span.start + start, span.start + end),) for start, end in trimmed)


def _pieces(phrase: str, limit: int) -> list[tuple[int, int]] | None:
    """The candidate conjuncts as ranges of the phrase; None where a comma sets an apposition.

    The last one keeps its relative clause. "A, B and C" is a list only if every part is a
    name; otherwise the commas belong to appositions, and only "and" divides.
    """
    start = re.match(r"both\s+", phrase, re.IGNORECASE)
    first = start.end() if start else 0
    listed = _cut(phrase, first, limit, _AND)
    last = phrase[listed[-2][1] : listed[-1][0]] if len(listed) > 1 else ""
    if _STRONG.search(last) and all(_is_named(phrase[begin:end]) for begin, end in listed):
        return _stretched(listed, phrase)
    divided = _cut(phrase, first, limit, _DIVIDING)
    return _stretched(divided, phrase) if len(divided) == 2 else None


def _cut(phrase: str, first: int, limit: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for found in mark.finditer(phrase, first, limit):
        ranges.append((first, found.start()))
        first = found.end()
    return [*ranges, (first, limit)]


def _stretched(ranges: list[tuple[int, int]], phrase: str) -> list[tuple[int, int]]:
    """The last conjunct takes what the phrase has left (a relative clause)."""
    return [*ranges[:-1], (ranges[-1][0], len(phrase))]


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
    if any(not part.strip(" ,") for part in parts):
        return False
    if not all(_DETERMINED.match(part) or _is_named(part.split(",")[0]) for part in parts):
        return False
    return all(_independent(text, left, right, known) for left, right in pairwise(parts))


def _independent(text: str, left: str, right: str, known: ActorList | None) -> bool:
    """Whether the right conjunct does not hang on a word of the left one."""
    if re.search(r"(?:['’]s?|-)$", left):
        return False  # "the Farmers' and Fishers' Front"
    if "," in left:  # an apposition must be closed before the "and"
        return left.endswith(",") and _is_named(right.split(",")[0]) and not _ARTICLE.match(right)
    head = _PREPOSITION.split(left)[0]
    named = _is_named(head) and not _ARTICLE.match(left) and not re.fullmatch(r"\w+s", head)
    if head != left and not named:  # "the ministers of A and B", "Ministry of Health and Welfare"
        return bool(_PREPOSITION.search(right)) and _article(left) == _article(right) != ""
    if _ARTICLE.match(left) and not _DETERMINED.match(right):
        return _seen_alone(text, right, known)  # "the Unity and Land Party"
    return True


def _article(piece: str) -> str:
    found = _ARTICLE.match(piece)
    return found.group().strip().lower() if found else ""


def _seen_alone(text: str, name: str, known: ActorList | None) -> bool:
    """Whether the list or the article knows the right conjunct by itself."""
    if known is not None and known.find(name) is not None:
        return True
    last = name.split(",")[0].split()[-1]
    seen = (
        span
        for span in occurrences(text, last)
        if is_edge(text, span.start) and is_edge(text, span.end)
    )
    return len(list(islice(seen, 2))) > 1
