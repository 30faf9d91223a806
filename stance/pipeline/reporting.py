"""`report`: answers or articles become one page to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from stance.corpus.decoding import cannot_open
from stance.corpus.tables import OnError, settle
from stance.documents import ArticleInput, SpanInput, read_articles
from stance.documents.inputs import is_pattern
from stance.documents.sources import OnSkip
from stance.errors import InputError, RecordError, StanceError
from stance.pipeline.given_answers import (
    STDIN,
    alone,
    answers_on,
    holds_answers,
    joined,
    read_answers,
    whole,
)
from stance.pipeline.scorer import Scorer
from stance.report.deciding import Deciding, deciding
from stance.report.evaluation import Evaluation, render_evaluation
from stance.report.extra import require
from stance.report.html import render_report
from stance.report.page import Contents
from stance.report.wording import counted
from stance.schema import LABELS, Article, Proposal, ScoredStatement, Statement

if TYPE_CHECKING:  # it brings scikit-learn's companions, which a report does without
    from stance.pipeline.evaluating import Evaluated

SAME: Final = 1e-3  # answers that somebody rounded to three places are still this model's


@dataclass(frozen=True)
class Reported:
    """The page, and the records that it was made from."""

    contents: Contents
    page: str


@dataclass(frozen=True)
class Sources:
    """What a report is made from.

    `inputs` are answers (JSON Lines, CSV, Parquet), articles, folders, tables of quotes or
    articles, or "-" for `stdin`. `articles` are the texts behind answers. `proposals` are what
    articles are asked about; of answers, only those toward them are kept. `on_error` None raises
    the first error; a function gets each, and the report lists it. `on_skip` gets each file of a
    folder that is no article.
    """

    inputs: Sequence[str]
    articles: Sequence[str] = ()
    proposals: Sequence[str | Proposal] = ()
    stdin: BinaryIO | None = None
    on_error: OnError = None
    on_skip: OnSkip = None


def report(sources: Sources, scorer: Scorer) -> Reported:
    """Read, score and explain what is not answered yet, and render the page.

    Below the scorer's `min_confidence` an answer counts as an abstention. Raises `InputError`
    and `RecordError` with path and line, `MissingExtraError` without the extra ``report``.
    """
    require()
    contents = gather(sources, scorer)
    return Reported(contents, render_report(contents))


def gather(sources: Sources, scorer: Scorer) -> Contents:
    """The records of a report."""
    gathered = _Gathered(sources, scorer)
    stdin = whole(sources.stdin) if sources.stdin and STDIN in sources.inputs else None
    answered = [name for name in sources.inputs if _is_answered(name, stdin)]
    if sources.articles and not answered:
        _refuse_missing(sources.inputs)
        raise InputError(
            "--articles has nothing to join: none of the inputs is a table of answers; give"
            " articles to read as inputs"
        )
    gathered.answers(answered, stdin)
    gathered.articles([name for name in sources.inputs if name not in answered], stdin)
    return Contents(
        statements=tuple(gathered.statements),
        articles=gathered.texts,
        deciding=gathered.deciding,
        manifest=scorer.manifest,
        min_confidence=scorer.min_confidence,
        unrelated=gathered.unrelated,
        unasked=gathered.unasked,
        skipped=tuple(map(str, gathered.errors)),
        foreign=tuple(map(str, gathered.foreign)),
    )


def _refuse_missing(inputs: Sequence[str]) -> None:
    """Raises `InputError` for the first that is not there, and no pattern."""
    for path in map(Path, inputs):
        if str(path) == STDIN or is_pattern(path):
            continue
        try:
            path.stat()
        except OSError as error:
            raise cannot_open(path, error) from error


def _is_answered(name: str, stdin: BinaryIO | None) -> bool:
    if name == STDIN:
        return stdin is not None and answers_on(stdin)
    return holds_answers(Path(name))


@dataclass
class _Gathered:
    """What has been read so far."""

    sources: Sources
    scorer: Scorer
    statements: list[ScoredStatement] = field(default_factory=list)
    texts: dict[str, Article] = field(default_factory=dict)
    deciding: dict[int, Deciding] = field(default_factory=dict)
    errors: list[StanceError] = field(default_factory=list)
    foreign: list[Path] = field(default_factory=list)
    unrelated: int = 0
    unasked: int = 0

    @property
    def on_error(self) -> OnError:
        """Keeps each error for the page before it hands it on."""
        hand_on = self.sources.on_error
        if hand_on is None:
            return None

        def kept(error: StanceError) -> None:
            self.errors.append(error)
            hand_on(error)

        return kept

    def answers(self, names: Sequence[str], stdin: BinaryIO | None) -> None:
        """Answers with their articles, explained where this model gives the same answers."""
        for item in self._read(self.sources.articles, None, needs_proposal=False):
            if isinstance(item, ArticleInput):
                self._add_text(item)
            else:
                fault = "a row with a `quote` is no article; give the `text` behind the answers"
                settle(RecordError(fault, path=item.path, line=item.line), self.on_error)
        asked = {item if isinstance(item, str) else item.phrase for item in self.sources.proposals}
        for name in names:
            for scored in read_answers(name, stdin, self.on_error):
                if asked and scored.statement.proposal not in asked:
                    self.unasked += 1
                else:
                    self.statements.append(self._answer(scored, name))
        self._explain_what_is_ours()

    def _answer(self, scored: ScoredStatement, name: str) -> ScoredStatement:
        score = scored.score
        is_unsure = score.confidence < self.scorer.min_confidence
        scored = replace(scored, score=replace(score, abstained=score.abstained or is_unsure))
        article = self.texts.get(scored.statement.document)
        if article is None:
            return scored
        try:
            return joined(scored, article)
        except RecordError as error:
            settle(error.at(name), self.on_error)
            return alone(scored)

    def _explain_what_is_ours(self) -> None:
        """The words are this model's: they explain an answer only if it gives the same one."""
        statements = [item.statement for item in self.statements]
        found = self.scorer.model.probabilities(statements)
        for number, item in enumerate(self.statements):
            given = [item.score.probabilities[label] for label in LABELS]
            if np.abs(found[number] - given).max() <= SAME:
                self._explain(number, item.statement)

    def articles(self, names: Sequence[str], stdin: BinaryIO | None) -> None:
        """Articles and quotes, read, scored and explained here."""
        asked = self.sources.proposals
        for item in self._read(names, stdin, needs_proposal=not asked):
            if isinstance(item, ArticleInput):
                if not self._add_text(item):
                    continue
                reading = self.scorer.read(item.article, item.proposals or asked)
                self.unrelated += reading.unrelated
                self._add(reading.statements)
            else:
                self._add(self.scorer.score_statements(_toward(item.statement, asked)))

    def _read(
        self, names: Sequence[str], stdin: BinaryIO | None, *, needs_proposal: bool
    ) -> Iterator[ArticleInput | SpanInput]:
        return read_articles(
            names,
            stdin=stdin,
            needs_proposal=needs_proposal,
            on_error=self.on_error,
            on_skip=self._skip,
        )

    def _skip(self, path: Path) -> None:
        self.foreign.append(path)
        if self.sources.on_skip:
            self.sources.on_skip(path)

    def _add_text(self, item: ArticleInput) -> bool:
        """Whether the article's name is its own; a name of two texts would mix their statements."""
        known = self.texts.setdefault(item.article.id, item.article)
        if known.text == item.article.text:
            return True
        fault = f"a second article is called {item.article.id!r}; give each its own `document`"
        settle(RecordError(fault, path=item.path, line=item.line), self.on_error)
        return False

    def _add(self, found: Sequence[ScoredStatement]) -> None:
        for scored in found:
            self._explain(len(self.statements), scored.statement)
            self.statements.append(scored)

    def _explain(self, number: int, statement: Statement) -> None:
        self.deciding[number] = deciding(statement, self.scorer.explain(statement))


def _toward(statement: Statement, asked: Sequence[str | Proposal]) -> list[Statement]:
    """The quote toward its own proposal, or toward each that is asked about."""
    if statement.proposal:
        return [statement]
    phrases = [item if isinstance(item, str) else item.phrase for item in asked]
    return [replace(statement, proposal=phrase) for phrase in phrases]


def evaluation_page(found: Evaluated) -> str:
    """The page on an evaluation.

    Raises `MissingExtraError` without the extra ``report``.
    """
    labelled = found.labelled
    lines = [str(problem) for problem in labelled.problems]
    if found.seen:
        lines.append(f"{counted(found.seen, 'statement')} whose text the model was trained on")
    if labelled.missing:
        lost = counted(labelled.unjoined, "statement")
        lines.append(f"{lost} of documents without a text: {', '.join(labelled.missing)}")
    return render_evaluation(
        Evaluation(
            assessment=found.assessment,
            review=found.review,
            model=found.model,
            curve=found.curve,
            ablation=found.ablation,
            left_out=tuple(lines),
        )
    )
