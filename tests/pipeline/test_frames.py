"""Frames in and out: the same answers as rows, in the user's kind of frame, order and index."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stance
from stance.corpus.predictions import CSV_COLUMNS, read_predictions
from stance.documents import ArticleInput, read_articles
from stance.errors import InputError, ModelError, RecipeError, RecordError
from stance.pipeline.columns import SCHEMA
from stance.pipeline.frames import read_frame, score_frame
from stance.pipeline.scorer import Scorer
from stance.report.rows import csv_row, statement_row
from stance.schema import ScoredStatement

pd = pytest.importorskip("pandas", reason="pandas is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

Write = Callable[[str, str], Path]

QUOTES: dict[str, list[Any]] = {
    "id": ["a", None, "c"],
    "quote": ["we reject it", "only if the fee falls first", "it was discussed"],
    "proposal": ["sign the deal"] * 3,
    "actor": ["Ada Brenn", None, ""],
    "cue": ["said", "said", None],
    "page": [4, 5, 6],
}
ARTICLES: dict[str, list[Any]] = {
    "text": [
        "Mayor Ada Brenn said she would back the tram line only if the state paid half of it.",
        "It rained.",
        "Council split over the tram line\n\nTor Vask said he would never accept the tram line, a"
        " waste of public money.",
    ],
    "document": ["one", "two", "three"],
    "headline": [None, None, "Council split over the tram line"],
    "date": ["2031-05-01", None, "2031-05-02"],
    "section": ["city", "weather", "city"],
}
TRAM = ["build the tram line"]
KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}


def columns_of(frame: Any) -> dict[str, list[Any]]:
    """A frame of any kind as lists, None for what is missing."""
    if isinstance(frame, pl.DataFrame):
        return dict(frame.to_dict(as_series=False))
    if isinstance(frame, pa.Table):
        return dict(frame.to_pydict())
    found = frame.astype(object)
    return dict(found.where(found.notna(), None).to_dict("list"))


def expected(scored: Sequence[ScoredStatement]) -> dict[str, list[Any]]:
    """The columns of the CSV that the command writes, empty cells of a condition as None."""
    rows = [csv_row(statement_row(item)) for item in scored]
    found = {name: [row[at] for row in rows] for at, name in enumerate(CSV_COLUMNS)}
    for name in ("condition_text", "condition_start", "condition_end"):
        found[name] = [None if value == "" else value for value in found[name]]
    return found


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Callable[[dict[str, Any]], Any]:
    return KINDS[request.param]


def test_a_frame_comes_back_as_its_kind_with_the_rows_of_the_command(
    kind: Callable[[dict[str, Any]], Any], small: Scorer, write: Write
) -> None:
    frame = kind(QUOTES)
    found = score_frame(frame, small)
    assert type(found) is type(frame)
    lines = "".join(
        json.dumps({name: values[at] for name, values in QUOTES.items() if name != "page"}) + "\n"
        for at in range(3)
    )
    inputs = list(read_articles([write("quotes.jsonl", lines)]))
    rows = small.score_statements(
        [item.statement for item in inputs if not isinstance(item, ArticleInput)]
    )
    assert len(rows) == 3
    wanted = expected(rows)
    wanted["id"] = ["a", "1", "c"]  # a row without an id is called by its place, from 0
    assert columns_of(found) == wanted


def test_every_kind_has_the_published_columns_and_dtypes(small: Scorer) -> None:
    frame = score_frame(pd.DataFrame(QUOTES), small)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == dict(SCHEMA)
    assert list(SCHEMA) == list(CSV_COLUMNS)
    kinds = {"string": pl.String, "float64": pl.Float64, "Int64": pl.Int64}
    assert dict(score_frame(pl.DataFrame(QUOTES), small).schema) == {
        name: kinds[each] for name, each in SCHEMA.items()
    }
    types = {"string": pa.string(), "float64": pa.float64(), "Int64": pa.int64()}
    assert score_frame(pa.table(QUOTES), small).schema == pa.schema(
        [(name, types[each]) for name, each in SCHEMA.items()]
    )


def test_an_empty_frame_has_the_dtypes_too_and_needs_no_model(
    kind: Callable[[dict[str, Any]], Any], small: Scorer
) -> None:
    frame = kind(QUOTES)
    empty = frame[:0]
    for keep in (False, True):
        none = score_frame(empty, "no/such/folder", keep=keep)
        some = score_frame(frame, small, keep=keep)
        assert len(none) == 0
        if isinstance(some, pd.DataFrame):
            assert none.dtypes.equals(some.dtypes)
        else:
            assert none.schema == some.schema
    articles = read_frame(kind(ARTICLES)[:0], TRAM, "no/such/folder")
    assert columns_of(articles) == {name: [] for name in SCHEMA}


def test_a_frame_without_rows_and_columns_is_an_empty_answer() -> None:
    assert score_frame(pd.DataFrame()).dtypes.astype(str).to_dict() == dict(SCHEMA)


def test_pandas_keeps_its_index_which_also_names_a_row(small: Scorer) -> None:
    frame = pd.DataFrame(QUOTES, index=pd.Index(["x", "y", "z"], name="key"))
    found = score_frame(frame, small)
    pd.testing.assert_index_equal(found.index, frame.index)
    assert found["id"].tolist() == ["a", "y", "c"]
    twice = score_frame(frame.iloc[[2, 0, 2]], small)
    assert twice.index.tolist() == ["z", "x", "z"]
    assert twice["quote"].tolist() == [QUOTES["quote"][at] for at in (2, 0, 2)]
    numbered = score_frame(pd.DataFrame(QUOTES).drop(columns="id").iloc[1:], small)
    assert numbered["id"].tolist() == ["1", "2"]


def test_other_columns_come_along_when_they_are_kept(
    kind: Callable[[dict[str, Any]], Any], small: Scorer
) -> None:
    frame = kind({**QUOTES, "context": ["", "She spoke.", None]})
    found = columns_of(score_frame(frame, small, keep=True))
    assert list(found) == ["page", "context", *SCHEMA]
    assert found["page"] == [4, 5, 6]
    assert "page" not in columns_of(score_frame(frame, small))
    assert list(columns_of(frame)) == [*QUOTES, "context"], "the frame itself is left alone"


def test_a_kept_column_is_never_replaced(
    kind: Callable[[dict[str, Any]], Any], small: Scorer
) -> None:
    labelled = kind({**QUOTES, "stance": ["oppose"] * 3})
    assert len(columns_of(score_frame(labelled, small))["stance"]) == 3
    with pytest.raises(InputError, match="keep: the frame's column 'stance' has the name"):
        score_frame(labelled, small, keep=True)


def test_a_row_without_a_proposal_is_asked_about_those_given(
    kind: Callable[[dict[str, Any]], Any], small: Scorer
) -> None:
    frame = kind({**QUOTES, "proposal": ["sign the deal", None, ""]})
    one = columns_of(score_frame(frame, small, proposals=["build it"], keep=True))
    assert one["proposal"] == ["sign the deal", "build it", "build it"]
    two = columns_of(score_frame(frame, small, proposals=["build it", "sell it"], keep=True))
    assert two["proposal"] == ["sign the deal", *["build it", "sell it"] * 2]
    assert two["page"] == [4, 5, 5, 6, 6]
    bare = {name: QUOTES[name] for name in ("quote", "actor")}
    assert columns_of(score_frame(kind(bare), small, proposals=["a"]))["proposal"] == ["a"] * 3
    with pytest.raises(RecordError, match="lacks the column 'proposal'"):
        score_frame(kind(bare), small)


def test_two_proposals_repeat_the_index_of_pandas(small: Scorer) -> None:
    frame = pd.DataFrame({"quote": ["we reject it", "fine"], "page": [1, 2]}, index=[7, 9])
    found = score_frame(frame, small, proposals=["a", "b"], keep=True)
    assert found.index.tolist() == [7, 7, 9, 9]
    assert found["page"].tolist() == [1, 1, 2, 2]


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_empty(missing: object, small: Scorer) -> None:
    frame = pd.DataFrame(
        {
            "quote": ["we reject it", "fine"],
            "proposal": ["a", "a"],
            **{name: pd.Series([missing, "x"], dtype=object) for name in ("actor", "cue", "id")},
        }
    )
    found = score_frame(frame, small)
    assert found["actor"].tolist() == ["", "x"]
    assert found["id"].tolist() == ["0", "x"]
    assert (
        not found.drop(columns=[name for name in found if "condition_" in name])
        .isna()
        .any(axis=None)
    )


def test_numbers_dates_and_categories_are_read_as_they_are_meant(small: Scorer) -> None:
    frame = pd.DataFrame(
        {
            "id": [7, None, 9],  # floats, because one is missing
            "document": [1, 2, 3],
            "quote": ["we reject it", "fine", "no"],
            "proposal": pd.Categorical(["a", "b", "a"]),
            "date": pd.to_datetime(["2031-05-01", None, "2031-05-02"]),
        }
    )
    found = score_frame(frame, small)
    assert found["id"].tolist() == ["7", "1", "9"]
    assert found["document"].tolist() == ["1", "2", "3"]
    assert found["date"].tolist() == ["2031-05-01", "", "2031-05-02"]
    when = datetime.datetime(2031, 5, 1, 14, 30)
    polars = pl.DataFrame({"quote": ["no"], "proposal": ["a"], "date": [when]})
    assert score_frame(polars, small)["date"].to_list() == ["2031-05-01T14:30:00"]
    arrow = pa.table({"quote": ["no"], "proposal": ["a"], "date": [when.date()]})
    assert score_frame(arrow, small)["date"].to_pylist() == ["2031-05-01"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": ["no", "no", 5]}, "row 2: quote: expected text, found int 5"),
        ({"quote": ["no", "", "no"]}, "row 1: quote: missing or empty"),
        ({"quote": ["no", " ", "no"]}, "row 1: quote: only white space"),
        ({"quote": [b"no", "no", "no"]}, "row 0: quote: expected text, found bytes"),
        ({"actor": [1.5, 1, 2]}, "row 0: actor: expected text, found float 1.5"),
        ({"actor": [True, None, None]}, "row 0: actor: expected text, found bool"),
        ({"actor_kind": ["person", "dog", ""]}, "row 1: actor_kind: unknown 'dog'; allowed are"),
        ({"quote": ["no", "no\0", "no"]}, "row 1: quote: holds the NUL character"),
        ({"actor": ["", "", "a\ud800"]}, "row 2: actor: holds half a surrogate pair"),
        ({"Quote": ["no"] * 3}, "the name 'Quote' is not known; rename it 'quote', exactly so"),
        ({"proposal ": ["no"] * 3}, "the name 'proposal ' is not known; rename it 'proposal'"),
    ],
)
def test_what_is_wrong_is_told_with_column_and_row(
    change: dict[str, Any], said: str, small: Scorer
) -> None:
    frame = pd.DataFrame(
        {**QUOTES, **{name: pd.Series(v, dtype=object) for name, v in change.items()}}
    )
    with pytest.raises(RecordError, match=said):
        score_frame(frame, small)


def test_a_label_of_the_index_is_told_too(small: Scorer) -> None:
    frame = pd.DataFrame({**QUOTES, "quote": ["no", None, "no"]}, index=["x", "y", "z"])
    with pytest.raises(RecordError, match=r"row 1 \(index 'y'\): quote: missing or empty"):
        score_frame(frame, small)


def test_what_is_no_frame_is_refused(small: Scorer) -> None:
    for foreign, name in [
        (pl.LazyFrame(QUOTES), "polars.LazyFrame"),
        (pd.Series(["a"]), "pandas.Series"),
        ([{"quote": "a"}], "builtins.list"),
        (QUOTES, "builtins.dict"),
        (None, "builtins.NoneType"),
    ]:
        with pytest.raises(InputError, match=f"expected a pandas or polars .* found {name}"):
            score_frame(foreign, small)
    dask = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    with pytest.raises(InputError, match=r"give a Dask one to stance\.scale"):
        score_frame(dask.from_pandas(pd.DataFrame(QUOTES), npartitions=1), small)


def test_bad_calls_are_our_errors(small: Scorer) -> None:
    twice = pd.concat([pd.DataFrame(QUOTES)] * 2, axis="columns")
    with pytest.raises(InputError, match="a column name stands twice; rename one of them"):
        score_frame(twice, small)
    with pytest.raises(RecordError, match="lacks the column 'quote'; found 'page'; needed: quote"):
        score_frame(pd.DataFrame({"page": [1]}), small)
    with pytest.raises(RecordError, match="lacks the column 'text'"):
        read_frame(pd.DataFrame(QUOTES), TRAM, small)
    with pytest.raises(RecipeError, match="proposals is one text; give a list"):
        score_frame(pd.DataFrame(QUOTES), small, proposals="build it")
    with pytest.raises(RecipeError, match="an empty proposal"):
        read_frame(pd.DataFrame(ARTICLES), [""], small)
    with pytest.raises(ModelError, match="no such model folder"):
        score_frame(pd.DataFrame(QUOTES), "no/such/folder")


def test_columns_that_are_named_by_numbers_are_left_alone(small: Scorer) -> None:
    frame = pd.DataFrame(QUOTES)
    frame[0] = [1, 2, 3]
    found = score_frame(frame, small, keep=True)
    assert found[0].tolist() == [1, 2, 3]


def test_articles_are_read_as_the_command_reads_them(
    kind: Callable[[dict[str, Any]], Any], small: Scorer, write: Write
) -> None:
    frame = kind(ARTICLES)
    found = read_frame(frame, TRAM, small, keep=True)
    assert type(found) is type(frame)
    fields = [name for name in ARTICLES if name != "section"]
    lines = "".join(
        json.dumps({name: ARTICLES[name][at] for name in fields}) + "\n" for at in range(3)
    )
    wanted = [
        scored
        for item in read_articles([write("articles.jsonl", lines)])
        if isinstance(item, ArticleInput)
        for scored in small.read(item.article, TRAM).statements
    ]
    assert len({item.statement.document for item in wanted}) == 2
    columns = columns_of(found)
    assert {name: columns[name] for name in SCHEMA} == expected(wanted)
    assert set(columns["section"]) == {"city"}
    assert len(columns["text"]) == len(wanted)


def test_statements_have_the_index_and_the_proposals_of_their_article(small: Scorer) -> None:
    frame = pd.DataFrame({"text": ARTICLES["text"]}, index=[10, 11, 12])
    found = read_frame(frame, TRAM, small)
    assert found["document"].tolist() == [str(label) for label in found.index]
    assert set(found.index) == {10, 12}
    asked = frame.assign(proposals=[np.array(TRAM), None, TRAM])
    own = read_frame(asked, ["raise the bridge"], small)
    assert set(own["proposal"]) == set(TRAM)
    pd.testing.assert_frame_equal(own, found)


def test_the_methods_and_the_functions_are_the_same(small: Scorer, model_folder: Path) -> None:
    quotes, articles = pd.DataFrame(QUOTES), pd.DataFrame(ARTICLES)
    pd.testing.assert_frame_equal(
        small.score_frame(quotes, keep=True), stance.score_frame(quotes, model_folder, keep=True)
    )
    pd.testing.assert_frame_equal(
        small.read_frame(articles, TRAM), stance.read_frame(articles, TRAM, str(model_folder))
    )


def test_answers_written_as_csv_are_read_back(small: Scorer, tmp_path: Path) -> None:
    found = score_frame(pd.DataFrame(QUOTES), small)
    path = tmp_path / "answers.csv"
    found.to_csv(path, index=False)
    back = list(read_predictions(path))
    assert [item.statement.quote for item in back] == QUOTES["quote"]
    conditions = [item.score.condition.text if item.score.condition else None for item in back]
    assert conditions == columns_of(found)["condition_text"]


cells = st.one_of(st.none(), st.just(""), st.text(alphabet="ab \u00e9\n\U0001f600", max_size=6))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["no", "if it pays", "ja\n"]), cells, cells), max_size=5
    )
)
def test_all_kinds_give_what_rows_give(
    rows: list[tuple[str, str | None, str | None]], small: Scorer
) -> None:
    quotes, actors, cues = ([row[at] for row in rows] for at in range(3))
    columns: dict[str, Any] = {
        "quote": quotes,
        "proposal": ["sign the deal"] * len(rows),
        "actor": actors,
        "cue": cues,
    }
    plain = [
        {"quote": quote, "proposal": "sign the deal", "actor": actor, "cue": cue}
        for quote, actor, cue in rows
    ]
    wanted = [score.probabilities for score in small.score_many(plain)]
    for name in KINDS:
        frame = KINDS[name](columns)
        if name != "pandas" and not rows:  # without rows these give a column no dtype
            continue
        found = columns_of(score_frame(frame, small))
        assert found["actor"] == [actor or "" for actor in actors]
        for at, probabilities in enumerate(wanted):
            for label, value in probabilities.items():
                assert found[f"p_{label}"][at] == pytest.approx(value, abs=1e-12)
