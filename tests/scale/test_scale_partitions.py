"""Dask collections, on two worker processes: the answers of one process, in its order."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from stance import scale
from stance.corpus import Labelled
from stance.errors import InputError, ModelError, RecipeError, RecordError
from stance.pipeline.frames import read_frame, score_frame
from stance.pipeline.scorer import Scorer
from stance.scale.models import loaded
from stance.schema import Article, Stance

pd = pytest.importorskip("pandas", reason="pandas is not installed")
dd = pytest.importorskip("dask.dataframe", reason="dask is not installed")
db = pytest.importorskip("dask.bag", reason="dask is not installed")

TRAM = ["build the tram line"]
TEXTS = [
    "Mayor Ada Brenn said she would back the tram line only if the state paid half of it.",
    "It rained.",
    "Tor Vask said he would never accept the tram line, a waste of public money.",
]


@pytest.fixture(scope="module")
def quotes(some: Labelled) -> Any:
    """Labelled quotes that have a proposal, with an index that sorts."""
    rows = [
        {"quote": item.quote, "proposal": item.proposal, "actor": item.actor, "cue": item.cue}
        for item in some.statements
        if item.proposal
    ]
    return pd.DataFrame(rows, index=[f"row {number:06d}" for number in range(len(rows))])


def alone(lazy: Any) -> Any:
    """Computed in this process."""
    return lazy.compute(scheduler="synchronous")


def same(one: Any, two: Any) -> None:
    """Equal in order, index and every column; probabilities to 1e-12."""
    pd.testing.assert_frame_equal(
        one.astype(two.dtypes), two, check_index_type=False, rtol=0, atol=1e-12
    )


def test_two_workers_score_as_one_process(
    cluster: Any, quotes: Any, small: Scorer, model_folder: Path
) -> None:
    frame = quotes.iloc[:300]
    before = cluster.run(loaded)
    # A least confidence that no answer is below makes it a model that nobody has loaded yet.
    lazy = scale.score(dd.from_pandas(frame, npartitions=7), model_folder, min_confidence=0.01)
    assert lazy.npartitions == 7
    assert lazy.known_divisions
    assert lazy.dtypes.astype(str).to_dict() == dict(scale.SCHEMA)
    same(cluster.compute(lazy).result(), score_frame(frame, small))
    for worker, count in cluster.run(loaded).items():
        assert count - before[worker] <= 1, "a worker loads a model once"
    assert sum(cluster.run(loaded).values()) > sum(before.values())


def test_other_columns_can_be_kept(quotes: Any, small: Scorer, model_folder: Path) -> None:
    frame = quotes.iloc[:20].assign(page=range(20))
    lazy = scale.score(dd.from_pandas(frame, npartitions=3), model_folder, keep=True)
    found = alone(lazy)
    same(found, score_frame(frame, small, keep=True))
    assert found.columns[0] == "page"
    assert list(lazy.columns) == list(found.columns)


def test_proposals_and_the_least_confidence_are_passed_on(model_folder: Path) -> None:
    frame = dd.from_pandas(pd.DataFrame({"quote": ["no", "yes"]}), npartitions=2)
    lazy = scale.score(frame, model_folder, proposals=["a", "b"], min_confidence=1.0)
    found = alone(lazy)
    assert found["proposal"].tolist() == ["a", "b"] * 2
    assert set(found["stance"]) == {"uncertain"}
    assert found.index.tolist() == [0, 0, 1, 1]


def test_a_partition_without_rows_is_none_without_answers(model_folder: Path) -> None:
    frame = pd.DataFrame({"quote": ["no", "yes"], "proposal": ["p", "q"]})
    lazy = dd.from_pandas(frame, npartitions=2)
    some = lazy[lazy.proposal == "q"]
    found = alone(scale.score(some, model_folder))
    assert found["quote"].tolist() == ["yes"]
    none = alone(scale.score(lazy[lazy.proposal == "r"], model_folder))
    pd.testing.assert_frame_equal(none, scale.empty_frame(), check_index_type=False)


def test_only_the_columns_that_are_read_are_asked_for(tmp_path: Path, model_folder: Path) -> None:
    path = tmp_path / "quotes.parquet"
    pd.DataFrame({"quote": ["no"], "proposal": ["p"], "page": [1]}).to_parquet(path)
    lazy = scale.score(dd.read_parquet(path), model_folder)
    assert "page" not in str(lazy.optimize().expr.tree_repr())
    assert len(alone(lazy)) == 1


def test_a_worker_that_is_killed_loses_nothing(
    mortal_cluster: Any, quotes: Any, small: Scorer, model_folder: Path
) -> None:
    frame = quotes.iloc[:800]
    pids = mortal_cluster.run(os.getpid)
    future = mortal_cluster.compute(
        scale.score(dd.from_pandas(frame, npartitions=40), model_folder)
    )
    victim, limit = next(iter(pids)), time.monotonic() + 20
    while not mortal_cluster.processing()[victim] and time.monotonic() < limit:
        time.sleep(0.005)
    os.kill(pids[victim], signal.SIGKILL)
    assert not future.done(), "there is still work when the worker dies"
    same(future.result(timeout=60), score_frame(frame, small))
    assert victim not in mortal_cluster.scheduler_info()["workers"]


def test_what_is_wrong_is_told_with_partition_and_row(
    cluster: Any, quotes: Any, model_folder: Path
) -> None:
    frame = quotes.iloc[:40].copy()
    frame.iloc[33, frame.columns.get_loc("quote")] = None
    lazy = scale.score(dd.from_pandas(frame, npartitions=4), model_folder)
    said = r"partition 3, row 3 \(index 'row 000033'\): quote: missing or empty"
    with pytest.raises(RecordError, match=said):
        cluster.compute(lazy).result()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["proposal"], "the frame lacks the column 'quote'"),
        (["quote"], "the frame lacks the column 'proposal'"),
        (["quote", "proposal", "Actor"], "the name 'Actor' is not known; rename it 'actor'"),
    ],
)
def test_a_column_that_is_wrong_is_told_before_anything_is_computed(
    columns: list[str], said: str, model_folder: Path
) -> None:
    frame = dd.from_pandas(pd.DataFrame({name: ["a"] for name in columns}), npartitions=1)
    with pytest.raises(RecordError, match=said):
        scale.score(frame, model_folder)


def test_bad_calls_are_our_errors(quotes: Any, model_folder: Path) -> None:
    frame = dd.from_pandas(quotes.iloc[:2], npartitions=1)
    with pytest.raises(InputError, match=r"expected a Dask DataFrame, found pandas\.DataFrame"):
        scale.score(quotes, model_folder)
    with pytest.raises(InputError, match=r"expected a Dask DataFrame, found builtins\.list"):
        scale.read(TEXTS, TRAM, model_folder)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="no such model folder"):
        scale.score(frame, "no/such/folder")
    with pytest.raises(RecipeError, match="proposals is one text; give a list"):
        scale.score(frame, model_folder, proposals="build it")
    with pytest.raises(RecipeError, match="proposals is one text; give a list"):
        scale.read(db.from_sequence(TEXTS), "build it", model_folder)


def test_two_workers_read_as_one_process(cluster: Any, small: Scorer, model_folder: Path) -> None:
    frame = pd.DataFrame(
        {"text": TEXTS * 4, "document": [f"d{number}" for number in range(12)], "page": range(12)}
    )
    lazy = scale.read(dd.from_pandas(frame, npartitions=5), TRAM, model_folder, keep=True)
    wanted = read_frame(frame, TRAM, small, keep=True)
    assert len(wanted) >= 8
    same(cluster.compute(lazy).result(), wanted)


def test_a_bag_may_hold_texts_rows_and_articles(
    cluster: Any, small: Scorer, model_folder: Path
) -> None:
    items = [
        TEXTS[0],
        {"text": TEXTS[0], "document": "named", "page": 7, "quote": "left alone"},
        {"text": TEXTS[2], "proposals": ["raise the bridge"]},
        Article("article", TEXTS[2]),
        TEXTS[1],
        TEXTS[2],
    ]
    bag = db.from_sequence(items, npartitions=2)
    found = cluster.compute(scale.read(bag, TRAM, model_folder)).result()
    assert found.dtypes.astype(str).to_dict() == dict(scale.SCHEMA)
    documents = list(dict.fromkeys(found["document"]))
    assert documents == ["0:0", "named", "article", "1:2"]
    alone = small.read(Article("named", TEXTS[0]), TRAM).statements
    named = found[found["document"] == "named"]
    assert named["id"].tolist() == [item.statement.id for item in alone]
    assert named["p_support"].tolist() == pytest.approx(
        [item.score.probabilities[Stance.SUPPORT] for item in alone], abs=1e-12
    )


def test_a_bag_without_answers_is_an_empty_frame(model_folder: Path) -> None:
    bag = db.from_sequence([TEXTS[1]])
    found = alone(scale.read(bag, TRAM, model_folder))
    pd.testing.assert_frame_equal(found, scale.empty_frame())


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (5, "partition 0, item 1: expected a text, a row with a text, or an Article, found 5"),
        ({"quote": "no"}, "partition 0, item 1: expected a text, a row with a text"),
        ({"text": 5}, "partition 0, item 1: text: expected text, found int 5"),
        ({"text": "a", "date": 5}, "partition 0, item 1: date: expected text"),
        ("", "partition 0, item 1: text: missing or empty"),
    ],
)
def test_an_item_that_is_wrong_is_told(item: object, said: str, model_folder: Path) -> None:
    bag = db.from_sequence([TEXTS[0], item], npartitions=1)
    with pytest.raises(RecordError, match=said):
        alone(scale.read(bag, TRAM, model_folder))
