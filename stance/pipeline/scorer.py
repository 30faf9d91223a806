"""The scoring API: `load()` a model, then `score`, `score_many`, `read`, `explain`.

What only articles need is imported when the first one comes: a table of quotes is scored in less
time than those imports take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from stance import artifact
from stance.errors import ModelError, RecipeError, RecordError
from stance.model.parts import ModelParts, from_parts
from stance.model.scorer import StanceModel
from stance.pipeline.shipped import CONDITIONS, DEFAULT_MODEL, READER, read_toml, shipped
from stance.schema import (
    LABELS,
    Article,
    Attribution,
    Condition,
    Proposal,
    Score,
    ScoredStatement,
    Spans,
    Stance,
    Statement,
    cut,
    parse_stance,
    parse_text,
)

if TYPE_CHECKING:
    from stance.model.explain import Explanation
    from stance.pipeline.article import AttributedActor, Stations
    from stance.reading.conditions import ConditionFinder, Passage
    from stance.summary.matrix import Matrix

Frame = TypeVar("Frame")

MODEL_KIND: Final = "stance"
ROW_FIELDS: Final = ("id", "quote", "cue", "actor", "proposal", "context", "document")


@dataclass(frozen=True)
class Reading:
    """What an article says: its statements in the order of the text, and their matrix.

    `unrelated` counts candidate statements that the model found not to be about the proposal
    they were matched with; they are left out of `statements`.
    """

    article: Article
    statements: tuple[ScoredStatement, ...]
    unrelated: int = 0

    @cached_property
    def matrix(self) -> Matrix:
        """Actor by proposal."""
        from stance.summary.matrix import summarise

        return summarise(self.statements)


@dataclass(frozen=True)
class Scorer:
    """A loaded model with everything it needs to read articles.

    Below `min_confidence` an answer is an abstention. Immutable, and safe to share between
    threads.
    """

    model: StanceModel
    manifest: Mapping[str, Any]
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.min_confidence <= 1:
            raise RecipeError(f"min_confidence is {self.min_confidence}; allowed is 0 to 1")

    @cached_property
    def stations(self) -> Stations:
        """The shipped reader and lists, read when an article first needs them."""
        return shipped_stations()

    @cached_property
    def conditions(self) -> ConditionFinder:
        """The shipped finder of conditions, read when a conditional first needs it."""
        from stance.reading.conditions import ConditionFinder

        folder = artifact.read(shipped(CONDITIONS), "conditions")
        return ConditionFinder.from_parts(folder.texts, folder.arrays)

    def score(
        self, quote: str, *, proposal: str, actor: str = "", cue: str = "", context: str = ""
    ) -> Score:
        """The stance of one quote toward a proposal.

        Offsets of a condition count in `quote`.

        >>> import stance
        >>> scorer = stance.load()
        >>> score = scorer.score("any such deal must first be put to parliament",
        ...                      proposal="sign the fisheries deal", cue="said")
        >>> score.stance in stance.LABELS and round(sum(score.probabilities.values()), 6)
        1.0
        """
        row = {"quote": quote, "proposal": proposal, "actor": actor, "cue": cue, "context": context}
        return self.score_many([row])[0]

    def score_many(self, rows: Iterable[Mapping[str, Any]]) -> list[Score]:
        """Scores of rows with `quote` and `proposal` (and actor, cue, context), in their order.

        Raises `RecordError` naming the row and the field.
        """
        statements = [row_statement(row, number) for number, row in enumerate(rows)]
        return [scored.score for scored in self.score_statements(statements)]

    def score_statements(
        self, statements: Sequence[Statement], text: str | None = None
    ) -> list[ScoredStatement]:
        """Statements with their scores, in their order.

        `text` is the article that the spans count in; without it conditions are looked for in
        each quote alone.
        """
        probabilities = self.model.probabilities(statements)
        scores = [
            Score(dict(zip(LABELS, row, strict=True)), abstained=max(row) < self.min_confidence)
            for row in probabilities.tolist()
        ]
        conditional = [
            number
            for number, score in enumerate(scores)
            if not score.abstained and score.stance is Stance.CONDITIONAL
        ]
        if conditional:
            asked = [statements[number] for number in conditional]
            for number, condition in zip(conditional, self._conditions(asked, text), strict=True):
                scores[number] = replace(scores[number], condition=condition)
        return list(map(ScoredStatement, statements, scores))

    def _conditions(
        self, statements: Sequence[Statement], text: str | None
    ) -> list[Condition | None]:
        articles = [text if item.content_spans else None for item in statements]
        found = self.conditions.find_all(map(_passage, statements, articles))
        texts = [
            item.quote if article is None else article
            for item, article in zip(statements, articles, strict=True)
        ]
        return list(map(_as_condition, texts, found))

    def read(
        self, text: str | Article, proposals: Sequence[str | Proposal] | None = None
    ) -> Reading:
        """An article's statements toward `proposals`, or toward the listed ones and its own.

        >>> import stance
        >>> reading = stance.load().read(
        ...     "Mayor Ada Brenn said she would back the tram line if the state paid half.",
        ...     proposals=["build the tram line"])
        >>> reading.matrix.actors
        ('Ada Brenn',)
        """
        from stance.pipeline.article import article_statements

        article = as_article(text)
        if isinstance(proposals, str):
            raise RecipeError("proposals is one text; give a list of phrases")
        asked = list({item.phrase: item for item in map(self.proposal, proposals or ())}.values())
        statements = article_statements(article, asked, self.stations)
        scored = self.score_statements(statements, article.text)
        kept = tuple(
            item
            for item in scored
            if item.score.abstained or item.score.stance is not Stance.UNRELATED
        )
        return Reading(article, kept, unrelated=len(scored) - len(kept))

    def proposal(self, asked: str | Proposal) -> Proposal:
        """A phrase as a proposal, with the aliases of the listed one if it is listed."""
        if isinstance(asked, Proposal):
            return asked
        if not isinstance(asked, str) or not asked.strip():
            raise RecipeError("an empty proposal; write a short phrase with a base-form verb")
        listed = (item for item in self.stations.proposals if item.phrase == asked)
        return next(listed, Proposal(asked))

    def attributions(self, text: str | Article) -> tuple[AttributedActor, ...]:
        """Who said what in an article, without any stance; offsets are those of the text."""
        return attributions(text, self.stations)

    def explain(self, statement: Statement, label: Stance | None = None) -> Explanation:
        """The words that decided, as contributions that sum to the logit of `label`."""
        from stance.model.explain import explain

        return explain(self.model, statement, None if label is None else parse_stance(label))

    def score_frame(
        self, frame: Frame, *, proposals: Sequence[str | Proposal] = (), keep: bool = False
    ) -> Frame:
        """Quotes of a pandas, polars or pyarrow table: see `stance.pipeline.frames`."""
        from stance.pipeline import frames

        return frames.score_frame(frame, self, proposals=proposals, keep=keep)

    def read_frame(
        self, frame: Frame, proposals: Sequence[str | Proposal] = (), *, keep: bool = False
    ) -> Frame:
        """Articles of a pandas, polars or pyarrow table: see `stance.pipeline.frames`."""
        from stance.pipeline import frames

        return frames.read_frame(frame, proposals, self, keep=keep)


def _passage(item: Statement, article: str | None) -> Passage:
    from stance.reading.conditions import Passage

    if article is None:
        return Passage.whole(item.quote)
    return Passage.of(article, Attribution(item.source_spans, item.cue_spans, item.content_spans))


def _as_condition(text: str, spans: Spans) -> Condition | None:
    if not spans:
        return None
    return Condition(cut(text, spans), spans[0].start, spans[-1].end)


def row_statement(row: Mapping[str, Any], number: int) -> Statement:
    """A statement from a row's fields. Raises `RecordError` naming row and field."""
    if not isinstance(row, Mapping):
        raise RecordError(f"row {number}: expected a mapping, found {type(row).__name__}")
    try:
        return Statement(
            quote=parse_text(row, "quote", required=True),
            proposal=parse_text(row, "proposal", required=True),
            id=parse_text(row, "id") or str(number),
            document=parse_text(row, "document"),
            actor=parse_text(row, "actor"),
            cue=parse_text(row, "cue"),
            context=parse_text(row, "context"),
        )
    except RecordError as error:
        raise RecordError(f"row {number}: {error.reason}") from None


def as_article(text: str | Article) -> Article:
    """A text as an article. Raises `RecordError` for what is neither."""
    if isinstance(text, Article):
        return text
    if not isinstance(text, str):
        raise RecordError(f"expected an article's text, found {type(text).__name__}")
    return Article("article", text)


def attributions(text: str | Article, stations: Stations) -> tuple[AttributedActor, ...]:
    """Who said what in an article; offsets are those of the text."""
    from stance.pipeline.article import article_body, read_actors

    return read_actors(article_body(as_article(text)), stations)


def load(folder: str | Path | None = None, *, min_confidence: float = 0.0) -> Scorer:
    """The shipped model, or the one in `folder`.

    Raises `ModelError` for a folder that is missing, damaged, altered or of another kind.
    """
    path = shipped(DEFAULT_MODEL) if folder is None else Path(folder)
    stored = artifact.read(path, MODEL_KIND)
    try:
        model = from_parts(ModelParts(stored.manifest, stored.arrays, stored.texts))
    except ModelError as error:
        raise error.at(path) from None
    return Scorer(model, stored.manifest, min_confidence)


def shipped_stations() -> Stations:
    """The shipped reader, actors and proposals."""
    from stance.pipeline.article import Stations
    from stance.reading.actor_list import ActorList
    from stance.reading.proposals import parse_proposals
    from stance.reading.reader import Reader

    folder = artifact.read(shipped(READER), "reader")
    return Stations(
        reader=Reader.from_parts(folder.manifest, folder.arrays, folder.texts),
        actors=ActorList.from_toml(read_toml(shipped("actors.toml"))),
        proposals=parse_proposals(read_toml(shipped("proposals.toml"))),
    )


def listed_proposals(path: Path) -> tuple[Proposal, ...]:
    """Proposals of a TOML file in the form of ``data/proposals.toml``."""
    from stance.reading.proposals import parse_proposals

    return parse_proposals(read_toml(path))
