"""Quotes and articles to answers: what tables, in memory or on a cluster, are answered with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.documents.sources import ArticleInput, SpanInput
from stance.errors import RecipeError
from stance.pipeline.scorer import Scorer
from stance.schema import Proposal, ScoredStatement, Statement


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers in the order of their inputs.

    `origins` has the position of the input behind each answer. `unrelated` counts candidate
    statements of articles that were not about their proposal and are left out.
    """

    statements: tuple[ScoredStatement, ...]
    origins: tuple[int, ...]
    unrelated: int = 0


def answer(
    scorer: Scorer,
    inputs: Sequence[ArticleInput | SpanInput],
    asked: Sequence[str | Proposal] = (),
) -> Answered:
    """Every statement of the inputs with its score; all quotes are scored as one batch.

    `asked` are the proposals for a quote or an article that names none: a quote is answered
    once for each, an article without any is read for the listed ones and its own.
    """
    phrases = asked_phrases(asked)
    spans: list[Statement] = []
    origins: list[int] = []
    for origin, item in enumerate(inputs):
        if isinstance(item, SpanInput):
            own = item.statement.proposal
            spans += [
                replace(item.statement, proposal=each) for each in ([own] if own else phrases)
            ]
            origins += [origin] * (len(spans) - len(origins))
    scored = scorer.score_statements(spans) if spans else []
    unrelated = 0
    for origin, item in enumerate(inputs):
        if isinstance(item, ArticleInput):
            reading = scorer.read(item.article, item.proposals or asked)
            scored += reading.statements
            origins += [origin] * len(reading.statements)
            unrelated += reading.unrelated
    order = sorted(range(len(origins)), key=origins.__getitem__)
    return Answered(
        tuple(scored[number] for number in order),
        tuple(origins[number] for number in order),
        unrelated,
    )


def asked_phrases(asked: Sequence[str | Proposal]) -> list[str]:
    """The phrases of proposals, each once. Raises `RecipeError` for a text instead of a list."""
    if isinstance(asked, str):
        raise RecipeError("proposals is one text; give a list of phrases")
    phrases = [item.phrase if isinstance(item, Proposal) else item for item in asked]
    if not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
        raise RecipeError("an empty proposal; write a short phrase with a base-form verb")
    return list(dict.fromkeys(phrases))
