"""Where a statement is shown: a passage of its article, or its quote alone, with its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stance.report.deciding import DecidingWord
from stance.report.marks import Mark, gathered, spread
from stance.schema import Article, Condition, ScoredStatement, Span, Spans, Statement, cut

MARKS: Final = ("source", "cue", "content", "condition", "for", "against")
"""Names of all marks: the roles, and the words that speak for or against the given stance."""

MARKED_SHARE: Final = 0.2  # of the strongest word's weight, from which a word is marked
AROUND: Final = 500  # code points shown on each side where a paragraph goes on for longer

_LINE_END: Final = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Place:
    """A text, the stretch of it to show first, and the marks; offsets are code points of `text`.

    `is_article` is False where the text is the quote alone.
    """

    text: str
    passage: Span
    marks: tuple[Mark, ...]
    is_article: bool


def placed(
    scored: ScoredStatement, article: Article | None, words: Sequence[DecidingWord] = ()
) -> Place:
    """The place of a statement; `words` are those that decided it.

    With an article the statement's spans must fit its text, and it must have a content.
    """
    item, condition = scored.statement, scored.score.condition
    if article is None or not item.content_spans:
        return _quote_alone(item, condition, words)
    pieces = {
        "quote": item.content_spans,
        "cue": item.cue_spans,
        "actor": item.source_spans,
        "context": _context_span(article.text, item),
    }
    if cut(article.text, item.source_spans) != (item.actor_mention or item.actor):
        pieces["actor"] = ()
    conditions = item.condition_spans or _span_of(condition)
    roles = (item.source_spans, item.cue_spans, item.content_spans, conditions)
    within = [span for spans in roles for span in spans]
    core = Span(min(span.start for span in within), max(span.end for span in within))
    return Place(
        article.text,
        passage(article.text, core),
        (
            *(Mark(name, spans) for name, spans in zip(MARKS, roles, strict=False)),
            *_word_marks((word, spread(_span(word), pieces.get(word.role, ()))) for word in words),
        ),
        is_article=True,
    )


def _quote_alone(
    item: Statement, condition: Condition | None, words: Sequence[DecidingWord]
) -> Place:
    """A condition's offsets count in the article that is not here, or in the quote."""
    whole = Span(0, len(item.quote))
    hangs = _span_of(condition)
    if item.content_spans:
        hangs = tuple(part for span in hangs for part in gathered(span, item.content_spans))
    return Place(
        item.quote,
        whole,
        (
            Mark("content", (whole,)),
            Mark("condition", tuple(span for span in hangs if whole.contains(span))),
            *_word_marks((word, (_span(word),)) for word in words if word.role == "quote"),
        ),
        is_article=False,
    )


def _word_marks(found: Iterable[tuple[DecidingWord, Spans]]) -> tuple[Mark, Mark]:
    """Of the words only those of some weight: a text in which every word is marked shows none."""
    placed_words = list(found)
    least = MARKED_SHARE * max((abs(word.weight) for word, _ in placed_words), default=0.0)
    speaking: dict[bool, list[Span]] = {True: [], False: []}
    for word, spans in placed_words:
        if abs(word.weight) >= least:
            speaking[word.weight > 0].extend(spans)
    return Mark("for", tuple(speaking[True])), Mark("against", tuple(speaking[False]))


def _span(word: DecidingWord) -> Span:
    return Span(word.start, word.end)


def _span_of(condition: Condition | None) -> Spans:
    return () if condition is None else (Span(condition.start, condition.end),)


def _context_span(text: str, item: Statement) -> Spans:
    """Where the context stands: it holds the content whole, so it cannot begin after it."""
    first, last = item.content_spans[0].start, item.content_spans[-1].end
    if not item.context:
        return ()
    start = text.find(item.context, max(0, last - len(item.context)), first + len(item.context))
    return () if start < 0 else (Span(start, start + len(item.context)),)


def passage(text: str, core: Span, around: int = AROUND) -> Span:
    """The lines that hold `core`, cut at a space where they go on for long."""
    before = [match.end() for match in _LINE_END.finditer(text, 0, core.start)]
    after = _LINE_END.search(text, core.end)
    start, end = before[-1] if before else 0, after.start() if after else len(text)
    if core.start - start > around:
        space = text.find(" ", core.start - around, core.start)
        start = space + 1 if space >= 0 else core.start - around
    if end - core.end > around:
        space = text.rfind(" ", core.end, core.end + around)
        end = space if space >= 0 else core.end + around
    return Span(start, end)
