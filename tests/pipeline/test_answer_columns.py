from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from stance.corpus.predictions import CSV_COLUMNS
from stance.pipeline.columns import SCHEMA, answer_columns, answer_frame, empty_frame, plain_values
from stance.pipeline.scorer import Scorer
from stance.schema import Statement

nw = pytest.importorskip("narwhals", reason="narwhals is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("text", "text"),
        (np.str_("text"), "text"),
        (np.int64(3), 3),
        (3.0, 3),
        (2.5, 2.5),
        (np.float32(4), 4),
        (True, True),
        (date(2031, 5, 1), "2031-05-01"),
        (datetime(2031, 5, 1), "2031-05-01"),
        (datetime(2031, 5, 1, 9, 30, tzinfo=UTC), "2031-05-01T09:30:00+00:00"),
        (pd.Timestamp("2031-05-01"), "2031-05-01"),
        (np.array(["a", "b"]), ["a", "b"]),
        (["a"], ["a"]),
    ],
)
def test_values_are_what_json_would_give(value: Any, plain: Any) -> None:
    frame = pd.DataFrame({"id": pd.Series([value], dtype=object)})
    (row,) = plain_values(nw.from_native(frame), ["id"])
    assert row == {"id": plain}
    assert type(row["id"]) is type(plain)


def test_a_float_stays_one_where_numbers_are_not_meant() -> None:
    frame = pd.DataFrame({"actor": [3.0], "page": [1]})
    assert plain_values(nw.from_native(frame), ["actor", "cue"]) == [{"actor": 3.0}]


def test_the_schema_is_that_of_the_csv() -> None:
    assert list(SCHEMA) == list(CSV_COLUMNS)
    assert {str(dtype) for dtype in empty_frame().dtypes} == {"string", "float64", "Int64"}
    assert len(empty_frame()) == 0


def test_only_a_condition_may_be_missing(small: Scorer) -> None:
    quotes = ["no, never", "we would accept it only if the border is reopened first"]
    scored = small.score_statements([Statement(quote, "sign the treaty") for quote in quotes])
    columns = answer_columns(scored)
    missing = {name for name, values in columns.items() if None in values}
    assert missing == {"condition_text", "condition_start", "condition_end"}
    frame = answer_frame(scored)
    assert frame.dtypes.astype(str).to_dict() == dict(SCHEMA)
    start, end = frame["condition_start"][1], frame["condition_end"][1]
    assert quotes[1][start:end] == frame["condition_text"][1]
