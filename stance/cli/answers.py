"""Inputs to answers: what `predict` and `explain` share."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stance.cli.options import OnErrorMode
from stance.cli.output import Skipped
from stance.documents import ArticleInput, SpanInput, read_articles
from stance.errors import StanceError
from stance.pipeline.scorer import Scorer
from stance.schema import Proposal, ScoredStatement

BATCH: Final = 512  # quotes scored at a time; results do not depend on it


def read_inputs(
    given: Sequence[str], on_error: OnErrorMode, skipped: Skipped, *, needs_proposal: bool
) -> Iterator[ArticleInput | SpanInput]:
    """The articles and quotes of the inputs, in their order; - is standard input."""
    return read_articles(
        given,
        stdin=sys.stdin.buffer,
        needs_proposal=needs_proposal,
        on_error=skipped.error if on_error is OnErrorMode.SKIP else None,
        on_skip=skipped.file,
    )


@dataclass
class Answers:
    """Everything between the command line and the rows that go out."""

    scorer: Scorer
    asked: Sequence[str | Proposal]
    on_error: OnErrorMode
    skipped: Skipped
    unrelated: int = 0
    """Candidate statements of articles that were not about their proposal and are left out."""

    def scored(self, given: Sequence[str]) -> Iterator[ScoredStatement]:
        """Every statement with its score, in input order.

        What was read before an error is still answered before the error is raised.
        """
        waiting: list[SpanInput] = []
        inputs = read_inputs(given, self.on_error, self.skipped, needs_proposal=not self.asked)
        failure: StanceError | None = None
        while failure is None:
            try:
                item = next(inputs, None)
            except StanceError as error:
                item, failure = None, error
            if isinstance(item, SpanInput):
                waiting.append(item)
            if waiting and (len(waiting) >= BATCH or not isinstance(item, SpanInput)):
                yield from self._spans(waiting)
                waiting = []
            if isinstance(item, ArticleInput):
                yield from self._article(item)
            elif item is None and failure is None:
                return
        raise failure

    def _spans(self, items: Sequence[SpanInput]) -> list[ScoredStatement]:
        phrases = [item if isinstance(item, str) else item.phrase for item in self.asked]
        statements = [
            replace(item.statement, proposal=phrase)
            for item in items
            for phrase in ([item.statement.proposal] if item.statement.proposal else phrases)
        ]
        return self.scorer.score_statements(statements)

    def _article(self, item: ArticleInput) -> tuple[ScoredStatement, ...]:
        asked: Sequence[str | Proposal] = item.proposals or self.asked
        reading = self.scorer.read(item.article, asked)
        self.unrelated += reading.unrelated
        return reading.statements
