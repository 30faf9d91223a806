"""Tables in memory in and out: pandas, polars (eager) and pyarrow, by way of narwhals.

A frame comes back as the kind it was, with the columns of `SCHEMA`: those of the CSV that
``stance predict`` writes. In pandas the rows keep their index.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stance.corpus.tables import Row, refuse_misspelt
from stance.documents.entries import ARTICLE_FIELDS, SPAN_FIELDS, TableRow
from stance.documents.sources import ArticleInput, SpanInput, read_entry
from stance.errors import InputError, RecordError
from stance.pipeline.answering import Answered, answer, asked_phrases
from stance.pipeline.columns import (
    SCHEMA,
    answer_columns,
    answer_frame,
    check_writable,
    plain_values,
)
from stance.pipeline.scorer import Scorer, load
from stance.schema import Proposal

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

Frame = TypeVar("Frame")
"""A pandas or polars DataFrame, or a pyarrow Table: what goes in is what comes out."""


def score_frame(
    frame: Frame,
    scorer: Scorer | str | Path | None = None,
    *,
    proposals: Sequence[str | Proposal] = (),
    keep: bool = False,
) -> Frame:
    """Quotes with their stances: a row of `SCHEMA` for each row, in its order.

    Columns that are read: `quote` and `proposal`, and where they are there `id`, `document`,
    `actor`, `actor_kind`, `country`, `cue`, `context` and `date`; None, NaN and NA are empty. A row
    without a proposal is asked about `proposals`, once for each, so that more than one gives
    it more than one row. A pandas frame keeps its index, which also stands for an `id` that is
    not given. `keep` puts the frame's other columns before the answers. `scorer` may be a
    model folder, the shipped model by default; load it once where many frames come.

    Raises `RecordError` naming the column and the row, `InputError` for what is no such frame.

    >>> import pandas as pd
    >>> quotes = pd.DataFrame({"quote": ["we will never agree to it"], "speaker": ["Ada Brenn"]})
    >>> scored = score_frame(quotes.rename(columns={"speaker": "actor"}), proposals=["close it"])
    >>> scored[["actor", "proposal", "stance"]].to_dict("records")
    [{'actor': 'Ada Brenn', 'proposal': 'close it', 'stance': 'oppose'}]
    """
    needed = ("quote",) if asked_phrases(proposals) else ("quote", "proposal")
    found: Frame = _answered(frame, scorer, proposals, fields=SPAN_FIELDS, needed=needed, keep=keep)
    return found


def read_frame(
    frame: Frame,
    proposals: Sequence[str | Proposal] = (),
    scorer: Scorer | str | Path | None = None,
    *,
    keep: bool = False,
) -> Frame:
    """Articles read: a row of `SCHEMA` for each statement, in the order of articles and text.

    Columns that are read: `text`, and where they are there `document` (or `id`), `headline`,
    `date`, `proposal` and `proposals`; what a row asks about goes before `proposals`, and
    without any an article is read for the listed proposals and its own. In pandas a statement
    has its article's index, as after ``explode``, which also names a document without a name.
    The rest is as in `score_frame`.
    """
    found: Frame = _answered(
        frame, scorer, proposals, fields=ARTICLE_FIELDS, needed=("text",), keep=keep
    )
    return found


def _answered(
    native: Any,
    scorer: Scorer | str | Path | None,
    asked: Sequence[str | Proposal],
    *,
    fields: Sequence[str],
    needed: Sequence[str],
    keep: bool,
) -> Any:
    asked_phrases(asked)
    frame = _eager(native)
    kept = _kept_columns(frame, fields) if keep else []
    if len(frame) == 0:
        if frame.columns:
            _check_columns(frame.columns, fields, needed)
        return _native(frame, Answered((), ()), kept)
    _check_columns(frame.columns, fields, needed)
    inputs = _inputs(frame, fields, needed)
    if not isinstance(scorer, Scorer):
        scorer = load(scorer)
    return _native(frame, answer(scorer, inputs, asked), kept)


def _eager(native: Any) -> nw.DataFrame[Any]:
    import narwhals as nw
    from narwhals.exceptions import DuplicateError

    try:
        frame: nw.DataFrame[Any] = nw.from_native(native, eager_only=True)
    except DuplicateError as error:
        found = " ".join(str(error).split())
        raise InputError(f"a column name stands twice; rename one of them ({found})") from None
    except TypeError:
        raise _foreign(native) from None
    kind = frame.implementation
    if not (kind.is_pandas() or kind.is_polars() or kind.is_pyarrow()):
        raise _foreign(native)
    return frame


def _foreign(native: Any) -> InputError:
    kind = type(native)
    return InputError(
        "expected a pandas or polars DataFrame or a pyarrow Table, found"
        f" {kind.__module__.split('.')[0]}.{kind.__name__}; collect a polars LazyFrame first, and"
        " give a Dask one to stance.scale"
    )


def _check_columns(columns: Sequence[Any], fields: Sequence[str], needed: Sequence[str]) -> None:
    names = [name for name in columns if isinstance(name, str)]
    refuse_misspelt(names, fields)
    missing = [name for name in needed if name not in names]
    if missing:
        raise RecordError(
            f"the frame lacks the column {missing[0]!r}; found {', '.join(map(repr, columns))};"
            f" needed: {', '.join(needed)}; read where it is there:"
            f" {', '.join(name for name in fields if name not in needed)}"
        )


def _kept_columns(frame: nw.DataFrame[Any], fields: Sequence[str]) -> list[str]:
    """The columns that no answer has. Raises `InputError` for one that an answer would replace."""
    for name in frame.columns:
        if name in SCHEMA and name not in fields:
            raise InputError(
                f"keep: the frame's column {name!r} has the name of one of the answers';"
                " rename it, or leave keep out"
            )
    return [name for name in frame.columns if name not in SCHEMA]


def _inputs(
    frame: nw.DataFrame[Any], fields: Sequence[str], needed: Sequence[str]
) -> list[ArticleInput | SpanInput]:
    labels: Sequence[Any] = range(len(frame))
    if frame.implementation.is_pandas():
        labels = frame.to_native().index.tolist()
    found: list[ArticleInput | SpanInput] = []
    needs_proposal = "proposal" in needed
    for number, values in enumerate(plain_values(frame, fields)):
        row = Row({needed[0]: "", **values}, "", number)  # what is missing is empty, and told so
        try:
            check_writable(values)
            entry = TableRow(row, str(labels[number]))
            found.append(read_entry(entry, needs_proposal=needs_proposal))
        except RecordError as error:
            same = str(labels[number]) == str(number)
            label = "" if same else f" (index {labels[number]!r})"
            raise RecordError(f"row {number}{label}: {error.reason}") from None
    return found


def _native(frame: nw.DataFrame[Any], found: Answered, kept: Sequence[str]) -> Any:
    """Answers as a frame of the same kind, each in the row and with the index of its origin."""
    origins = list(found.origins)
    if frame.implementation.is_pandas():
        return _pandas(frame.to_native(), found, origins, list(kept))
    import narwhals as nw

    kinds = {"string": nw.String(), "float64": nw.Float64(), "Int64": nw.Int64()}
    answers = nw.from_dict(
        answer_columns(found.statements),
        schema={name: kinds[kind] for name, kind in SCHEMA.items()},
        backend=frame.implementation,
    )
    if kept:
        answers = nw.concat([frame.select(kept)[origins], answers], how="horizontal")
    return answers.to_native()


def _pandas(frame: pd.DataFrame, found: Answered, origins: list[int], kept: list[str]) -> Any:
    import pandas as pd

    origin = frame.iloc[origins]
    answers = answer_frame(found.statements, origin.index)
    return pd.concat([origin[kept], answers], axis="columns") if kept else answers
