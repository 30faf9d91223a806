"""Answers of `stance predict` (JSON Lines, CSV) as scored statements.

Their offsets count in the articles that were read, which are given apart. Without them an answer
comes over as a quote; the clause of its condition, which counts in the article, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from stance.corpus.exchange import Coded, Collection, Fate, Format, Loss
from stance.corpus.files import first_object, head
from stance.corpus.gathering import Gathering
from stance.corpus.jsonl import spanned_statement
from stance.corpus.offsets import Claim, Piece, diagnose
from stance.corpus.predictions import read_predictions
from stance.schema import Article, Condition, ScoredStatement, Span, Spans

_NO_ARTICLES: Final[Mapping[str, Article]] = {}
_SHOWN: Final = 3  # ids of articles that a message shows


def read_with(path: Path, articles: Mapping[str, Article] = _NO_ARTICLES) -> Collection:
    """The answers, placed in the articles that their `document` names.

    Raises `InputError` for what is no such file; a row that is wrong is among the losses, and so
    is a document that is not among the articles, where there are some.
    """
    gathering = Gathering()
    answers = list(read_predictions(path, gathering.error))
    by_document: defaultdict[str, list[int]] = defaultdict(list)
    for number, answer in enumerate(answers):
        if answer.statement.content_spans:
            by_document[answer.statement.document].append(number)
    placed: dict[int, ScoredStatement | None] = {}
    for name, numbers in by_document.items():
        found = [answers[number] for number in numbers]
        article = articles.get(name)
        if article is None:
            gathering.add([_no_article(name, found, path, articles)])
            placed.update(zip(numbers, map(_as_quote, found), strict=True))
        else:
            dated = replace(article, date=article.date or found[0].statement.date)
            article = gathering.article(dated, path.name)
            placed.update(zip(numbers, _placed(found, article, path, gathering), strict=True))
    for number, answer in enumerate(answers):
        # The answer to a quote has no article, and its condition counts in the quote.
        known = placed.get(number, answer)
        if known is not None:
            gathering.statement(Coded(known.statement, score=known.score), _place(path, answer))
    return gathering.collection()


def _place(path: Path, answer: ScoredStatement) -> str:
    return f"{path.name}: answer {answer.statement.id}"


def _no_article(
    name: str, answers: Sequence[ScoredStatement], path: Path, articles: Mapping[str, Article]
) -> Loss:
    place = f"{path.name}: document {name or 'without a name'}"
    clauses = sum(answer.score.condition is not None for answer in answers)
    detail = f"{len(answers)} answers come over as quotes, {clauses} without their condition"
    if not articles:
        reason = "its offsets have no text; give the articles with --articles"
        return Loss(Fate.CHANGED, place, reason, detail)
    known = ", ".join(list(articles)[:_SHOWN])
    more = ", …" if len(articles) > _SHOWN else ""
    reason = f"its article is not among those given ({known}{more}); ids must be the same"
    return Loss(Fate.CHANGED, place, reason, detail, fault=True)


def _as_quote(answer: ScoredStatement) -> ScoredStatement:
    statement = replace(
        answer.statement,
        actor_mention=answer.statement.actor,
        source_spans=(),
        cue_spans=(),
        content_spans=(),
    )
    return replace(answer, statement=statement, score=replace(answer.score, condition=None))


def _placed(
    answers: Sequence[ScoredStatement], article: Article, path: Path, gathering: Gathering
) -> list[ScoredStatement | None]:
    """The answers in their article, None for one of which a span is refused."""
    roles = [_roles(answer, _place(path, answer)) for answer in answers]
    claims = [claim for each in roles for claim in each.values()]
    diagnosis = diagnose(article.text, claims, f"{path.name}: document {article.id}")
    gathering.add(diagnosis.losses)
    found = iter(diagnosis.spans)
    return [
        _in_article(answer, article, {role: next(found) for role in each})
        for answer, each in zip(answers, roles, strict=True)
    ]


def _roles(answer: ScoredStatement, place: str) -> dict[str, Claim]:
    """Every span of the answer; it has the words of the content and of the source."""
    statement, condition = answer.statement, answer.score.condition
    words = {"content": statement.quote, "source": statement.actor_mention or None, "cue": None}
    spans = {
        "content": statement.content_spans,
        "source": statement.source_spans,
        "cue": statement.cue_spans,
        # Its text may leave out what stands between its pieces, and is no copy of the whole.
        "condition": (Span(condition.start, condition.end),) if condition else (),
    }
    return {
        role: Claim(
            tuple(Piece(span.start, span.end) for span in pieces),
            words.get(role),
            f"{place}, {role}",
        )
        for role, pieces in spans.items()
        if pieces
    }


def _in_article(
    answer: ScoredStatement, article: Article, spans: Mapping[str, Spans | None]
) -> ScoredStatement | None:
    if None in spans.values():
        return None
    old, condition = answer.statement, answer.score.condition
    clause = spans.get("condition")
    if condition and clause:
        condition = Condition(condition.text, clause[0].start, clause[-1].end)
    statement = spanned_statement(
        article.text,
        id_=old.id,
        document=article.id,
        source=spans.get("source") or (),
        cue=spans.get("cue") or (),
        content=spans["content"] or (),
        condition=(),
        proposal=old.proposal,
        stance=None,
        actor=old.actor,
        actor_kind=old.actor_kind,
        date=article.date,
    )
    statement = replace(statement, country=old.country)
    return ScoredStatement(statement, replace(answer.score, condition=condition))


def _claims(path: Path) -> bool:
    if path.suffix.lower() == ".csv":
        return b"p_support" in head(path).split(b"\n", 1)[0]
    return "probabilities" in first_object(path)


FORMAT: Final = Format(
    name="answers",
    title="answers of stance predict",
    endings=(".jsonl", ".csv"),
    read=read_with,
    write=None,
    claims=_claims,
    read_with=read_with,
)
