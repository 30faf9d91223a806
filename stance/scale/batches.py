"""Batches of pandas frames in and out: what Spark's ``mapInPandas`` and Ray's ``map_batches`` take.

Both call with one frame after another in processes of their own. What comes out always has the
columns and dtypes of `SCHEMA`. A row that has no `id` is called by its index, which every batch
counts anew: give an `id` (or, for articles, a `document`) of your own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.pipeline.columns import SCHEMA
from stance.pipeline.frames import read_frame, score_frame
from stance.scale.models import refer, scorer_of
from stance.schema import Proposal

if TYPE_CHECKING:
    import pandas as pd

_SPARK: Final[Mapping[str, str]] = {"string": "string", "float64": "double", "Int64": "bigint"}

SPARK_SCHEMA: Final = ", ".join(f"{name} {_SPARK[kind]}" for name, kind in SCHEMA.items())
"""`SCHEMA` as Spark writes it."""


def score_batches(
    batches: Iterable[pd.DataFrame],
    model: str | Path | None = None,
    *,
    proposals: Sequence[str | Proposal] = (),
    min_confidence: float = 0.0,
) -> Iterator[pd.DataFrame]:
    """Quotes of each batch with their stances, as `stance.score_frame` gives them.

    With Spark, for a frame that has the columns `id`, `quote` and `proposal`::

        from functools import partial
        from stance import scale

        score = partial(scale.score_batches, model="/shared/my-model")
        quotes.mapInPandas(score, schema=scale.SPARK_SCHEMA).write.parquet("stances")

    The rows of a batch are set by ``spark.sql.execution.arrow.maxRecordsPerBatch``.
    """
    scorer = scorer_of(refer(model, min_confidence))
    for batch in batches:
        yield score_frame(batch, scorer, proposals=proposals)


def read_batches(
    batches: Iterable[pd.DataFrame],
    proposals: Sequence[str | Proposal] = (),
    model: str | Path | None = None,
    *,
    min_confidence: float = 0.0,
) -> Iterator[pd.DataFrame]:
    """The statements in the articles of each batch, as `stance.read_frame` gives them.

    With Spark, for a frame that has the columns `document` and `text`::

        read = partial(scale.read_batches, proposals=["build the tram line"])
        articles.mapInPandas(read, schema=scale.SPARK_SCHEMA)
    """
    scorer = scorer_of(refer(model, min_confidence))
    for batch in batches:
        yield read_frame(batch, proposals, scorer)


class BatchScorer:
    """Quotes to stances as an object that holds the model: `score_batches` for Ray.

    With Ray, for a data set that has the columns `id`, `quote` and `proposal`::

        from stance import scale

        stances = quotes.map_batches(
            scale.BatchScorer,
            fn_constructor_kwargs={"model": "/shared/my-model"},
            batch_format="pandas",
            batch_size=4096,
            compute=ray.data.ActorPoolStrategy(size=8),
        )
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        proposals: Sequence[str | Proposal] = (),
        min_confidence: float = 0.0,
    ) -> None:
        self._scorer = scorer_of(refer(model, min_confidence))
        self._proposals = tuple(proposals)

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        return score_frame(batch, self._scorer, proposals=self._proposals)


class BatchReader:
    """Articles to statements as an object that holds the model: `read_batches` for Ray.

    With Ray, for a data set that has the columns `document` and `text`::

        statements = articles.map_batches(
            scale.BatchReader,
            fn_constructor_kwargs={"proposals": ["build the tram line"]},
            batch_format="pandas",
            batch_size=64,
            compute=ray.data.ActorPoolStrategy(size=8),
        )
    """

    def __init__(
        self,
        proposals: Sequence[str | Proposal] = (),
        model: str | Path | None = None,
        *,
        min_confidence: float = 0.0,
    ) -> None:
        self._scorer = scorer_of(refer(model, min_confidence))
        self._proposals = tuple(proposals)

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        return read_frame(batch, self._proposals, self._scorer)
