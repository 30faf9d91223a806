"""A collection cut to what a format has a place for; everything it loses is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from stance.corpus.exchange import Coded, Collection, Fate, Holds, Loss
from stance.corpus.scores import CODED, said
from stance.reading.context import context_of
from stance.schema import Article, Score, Statement, cut

_SHOWN: Final = 60  # characters of a text that a message shows


@dataclass(frozen=True, slots=True)
class Fitted:
    """A collection that the format holds whole, and what was taken off."""

    collection: Collection
    losses: tuple[Loss, ...]


def fit(collection: Collection, holds: Holds, title: str) -> Fitted:
    """What `title` can hold of the collection; once fitted it loses nothing more.

    The strings of a statement with offsets are those of its article's text, and its date is
    its article's. `Article.body` never passes: a reader of articles finds it anew.
    """
    fitter = _Fitter(collection.articles, holds, title)
    coded = [found for item in collection.coded if (found := fitter.coded(item))]
    articles = fitter.kept_articles(coded)
    return Fitted(Collection(articles, tuple(coded)), tuple(fitter.losses))


class _Fitter:
    def __init__(self, articles: Mapping[str, Article], holds: Holds, title: str) -> None:
        self.articles = articles
        self.holds = holds
        self.title = title
        self.losses: list[Loss] = []

    def lose(self, fate: Fate, item: Coded, reason: str, detail: str = "") -> None:
        statement = item.statement
        coder = f", coder {item.coder}" if item.coder else ""
        place = f"{statement.document or 'no document'}: statement {statement.id}{coder}"
        shown = detail if len(detail) <= _SHOWN else f"{detail[: _SHOWN - 1]}…"
        self.losses.append(Loss(fate, place, reason, shown))

    def kept_articles(self, coded: list[Coded]) -> dict[str, Article]:
        counts = Counter(item.statement.document for item in coded)
        kept: dict[str, Article] = {}
        for name, article in self.articles.items():
            place = f"article {name}"
            if not self.holds.texts:
                reason = f"{self.title} has no place for an article's text, nor for offsets in it"
                detail = f"{counts[name]} statements come over as quotes"
                self.losses.append(Loss(Fate.DROPPED, place, reason, detail))
                continue
            date, headline = article.date, article.headline
            if date and not self.holds.dates:
                reason = f"{self.title} has no place for an article's date"
                self.losses.append(Loss(Fate.CHANGED, place, reason, date))
                date = ""
            if headline and (not self.holds.headlines or headline.end > len(article.text)):
                reason = f"{self.title} has no place for an article's headline"
                if headline.end > len(article.text):
                    reason = "its headline's offsets lie beyond its text"
                detail = f"[{headline.start}, {headline.end}]"
                self.losses.append(Loss(Fate.CHANGED, place, reason, detail))
                headline = None
            kept[name] = replace(article, date=date, headline=headline, body=None)
        return kept

    def coded(self, item: Coded) -> Coded | None:
        article = self.articles.get(item.statement.document)
        item = self._scored(item, article)
        statement = item.statement
        if article is None or not statement.content_spans:
            return self._loose(item)
        spans = (
            *statement.source_spans,
            *statement.cue_spans,
            *statement.content_spans,
            *statement.condition_spans,
        )
        if max(span.end for span in spans) > len(article.text):
            reason = "its offsets lie beyond its article's text"
            self.lose(Fate.DROPPED, item, reason, f"{len(article.text)} characters")
            return None
        item = self._restated(item, article)
        return item if self.holds.texts else self._flat(item, article)

    def _scored(self, item: Coded, article: Article | None) -> Coded:
        """Without a place for scores a model's answer goes, and its statement stays uncoded."""
        score = item.score
        if score is None:
            return item
        if self.holds.scores and item.statement.stance is None:
            return self._with_one_clause(item, score, article)
        if item.statement.stance is not None:
            reason = CODED
        else:
            reason = f"{self.title} has no place for a model's answer; it comes over uncoded"
        self.lose(Fate.CHANGED, item, reason, said(score))
        return replace(item, score=None)

    def _with_one_clause(self, item: Coded, score: Score, article: Article | None) -> Coded:
        """The clause of an answer's condition is the model's, and lies in the text."""
        if item.statement.condition_spans:
            reason = "a model's answer has a clause of its own; the coder's is left out"
            self.lose(Fate.CHANGED, item, reason)
            item = replace(item, statement=replace(item.statement, condition_spans=()))
        condition = score.condition
        is_placed = article is not None and bool(item.statement.content_spans)
        text = article.text if article and is_placed else item.statement.quote
        if condition and condition.end > len(text):
            reason = "the clause of its condition lies beyond its text"
            self.lose(Fate.CHANGED, item, reason, condition.text)
            item = replace(item, score=replace(score, condition=None))
        return item

    def _loose(self, item: Coded) -> Coded | None:
        if not self.holds.loose:
            reason = f"{self.title} has no place for a statement without its article's text"
            self.lose(Fate.DROPPED, item, reason)
            return None
        if not _has_spans(item.statement):
            return self._with_one_name(item)
        self.lose(Fate.CHANGED, item, "its offsets have no article; they are left out")
        return self._with_one_name(_without_spans(item))

    def _flat(self, item: Coded, article: Article) -> Coded:
        statement = item.statement
        if statement.condition_spans:
            reason = f"{self.title} has no place for the clause of a condition"
            detail = cut(article.text, statement.condition_spans)
            self.lose(Fate.CHANGED, item, reason, detail)
        return self._with_one_name(_without_spans(item))

    def _with_one_name(self, item: Coded) -> Coded:
        """A statement without offsets has the actor's name alone."""
        statement = item.statement
        if statement.actor_mention == statement.actor:
            return item
        if statement.actor_mention:
            reason = "without the text there is no place for how it names the actor there"
            detail = f"{statement.actor_mention} for {statement.actor or 'nobody'}"
            self.lose(Fate.CHANGED, item, reason, detail)
        return replace(item, statement=replace(statement, actor_mention=statement.actor))

    def _restated(self, item: Coded, article: Article) -> Coded:
        """The statement with its text's own words."""
        old = item.statement
        mention = cut(article.text, old.source_spans)
        new = replace(
            old,
            quote=cut(article.text, old.content_spans),
            cue=cut(article.text, old.cue_spans),
            actor=old.actor or mention,
            actor_mention=mention,
            date=article.date if self.holds.dates else "",
            context=context_of(article.text, old.content_spans),
        )
        for name in ("quote", "cue", "actor_mention", *(["date"] if self.holds.dates else [])):
            if getattr(old, name) != getattr(new, name):
                reason = f"its {name} is not what its article has there; the article's is taken"
                self.lose(Fate.CHANGED, item, reason, repr(getattr(old, name)))
        return replace(item, statement=new)


def _has_spans(statement: Statement) -> bool:
    return bool(
        statement.source_spans
        or statement.cue_spans
        or statement.content_spans
        or statement.condition_spans
    )


def _without_spans(item: Coded) -> Coded:
    statement = replace(
        item.statement, source_spans=(), cue_spans=(), content_spans=(), condition_spans=()
    )
    return replace(item, statement=statement)
