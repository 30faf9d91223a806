"""Dask collections in and out: quotes scored, articles read, one partition at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.corpus.tables import Row
from stance.documents.entries import ARTICLE_FIELDS, SPAN_FIELDS, TableRow
from stance.documents.sources import ArticleInput, read_entry
from stance.errors import InputError, RecordError
from stance.extras import need
from stance.pipeline.answering import answer, asked_phrases
from stance.pipeline.cluster import EXTRA
from stance.pipeline.columns import answer_frame, check_writable, empty_frame
from stance.pipeline.frames import read_frame, score_frame
from stance.scale.models import ModelReference, refer, scorer_of
from stance.schema import Article, Proposal

if TYPE_CHECKING:
    import dask.bag as db
    import dask.dataframe as dd
    import pandas as pd

Proposals = Sequence[str | Proposal]


def score(
    quotes: dd.DataFrame,
    model: str | Path | None = None,
    *,
    proposals: Proposals = (),
    min_confidence: float = 0.0,
    keep: bool = False,
) -> dd.DataFrame:
    """Quotes with their stances, when it is computed: `stance.score_frame` of every partition.

    Partitions, index and order stay. Each worker process loads the model once, from its folder,
    which all must see. An `id` that is not given is the row's index; since
    ``dask.dataframe.read_parquet`` may count that anew in each partition, give an `id` where
    rows are to be told apart by it.

    Raises `RecordError` for a column, and when computed for a row, with its partition.

    >>> import dask.dataframe as dd, pandas as pd
    >>> quotes = pd.DataFrame({"quote": ["we will never agree to it"], "proposal": ["close it"]})
    >>> score(dd.from_pandas(quotes, npartitions=1)).stance.compute().tolist()
    ['oppose']
    """
    found: dd.DataFrame = _mapped(
        score_frame, quotes, SPAN_FIELDS, refer(model, min_confidence), proposals, keep
    )
    return found


def read(
    articles: dd.DataFrame | db.Bag,
    proposals: Proposals = (),
    model: str | Path | None = None,
    *,
    min_confidence: float = 0.0,
    keep: bool = False,
) -> dd.DataFrame:
    """The statements of articles, when it is computed: a row of `SCHEMA` for each.

    `articles` is a frame with a `text` column (`stance.read_frame` of every partition), or a bag
    of texts, of rows with a `text`, or of `Article`. Without `proposals`, here or in its row, an
    article is read for the listed ones and its own. A document of a bag that has no name is
    called by its partition and its place there (``3:17``). `keep` is for frames alone.
    """
    asked_phrases(proposals)
    reference = refer(model, min_confidence)
    found: dd.DataFrame
    if isinstance(articles, need("dask.bag", EXTRA).Bag):
        found = _read_bag(articles, proposals, reference)
    else:
        found = _mapped(read_frame, articles, ARTICLE_FIELDS, reference, proposals, keep)
    return found


def _mapped(
    method: Callable[..., Any],
    frame: Any,
    fields: Sequence[str],
    reference: ModelReference,
    proposals: Proposals,
    keep: bool,
) -> Any:
    if not isinstance(frame, need("dask.dataframe", EXTRA).DataFrame):
        raise InputError(
            f"expected a Dask DataFrame, found {type(frame).__module__.split('.')[0]}."
            f"{type(frame).__name__}; stance.score_frame and stance.read_frame take those of"
            " pandas, polars and pyarrow"
        )
    meta = method(frame._meta, proposals=proposals, keep=keep)
    if not keep:  # so that Dask need not read the other columns
        frame = frame[[name for name in frame.columns if name in fields]]
    return frame.map_partitions(
        _partition, method, reference, tuple(proposals), keep, meta=meta, enforce_metadata=False
    )


def _partition(
    frame: pd.DataFrame,
    method: Callable[..., pd.DataFrame],
    reference: ModelReference,
    proposals: Proposals,
    keep: bool,
    partition_info: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Dask gives `partition_info`, by its name, the partition's number."""
    try:
        scorer = scorer_of(reference) if len(frame) else None
        return method(frame, scorer=scorer, proposals=proposals, keep=keep)
    except RecordError as error:
        number = partition_info["number"] if partition_info else 0
        raise RecordError(f"partition {number}, {error.reason}") from None


def _read_bag(articles: Any, proposals: Proposals, reference: ModelReference) -> Any:
    read_items = need("dask", EXTRA).delayed(_read_items)
    parts = [
        read_items(part, number, reference, tuple(proposals))
        for number, part in enumerate(articles.to_delayed())
    ]
    return need("dask.dataframe", EXTRA).from_delayed(parts, meta=empty_frame())


def _read_items(
    items: Iterable[Any], number: int, reference: ModelReference, proposals: Proposals
) -> pd.DataFrame:
    inputs: list[ArticleInput] = []
    for place, item in enumerate(items):
        try:
            inputs.append(_article(item, f"{number}:{place}"))
        except RecordError as error:
            where = f"partition {number}, item {place}"
            raise RecordError(f"{where}: {error.reason}") from None
    if not inputs:
        return empty_frame()
    return answer_frame(answer(scorer_of(reference), inputs, proposals).statements)


def _article(item: Any, name: str) -> ArticleInput:
    if isinstance(item, Article):
        return ArticleInput(item, (), "")
    values = {"text": item} if isinstance(item, str) else item
    if not isinstance(values, Mapping) or values.get("text") is None:
        raise RecordError(f"expected a text, a row with a text, or an Article, found {item!r:.60}")
    row = {key: value for key, value in values.items() if key in ARTICLE_FIELDS}
    check_writable(row)
    found = read_entry(TableRow(Row(row, "", 0), name), needs_proposal=False)
    assert isinstance(found, ArticleInput)  # since a row without a quote is one
    return found
