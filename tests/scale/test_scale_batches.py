"""The functions that Spark and Ray take, without them, and with them where they are installed."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from stance import scale
from stance.errors import ModelError, RecordError
from stance.pipeline.columns import SCHEMA
from stance.pipeline.frames import read_frame, score_frame
from stance.pipeline.scorer import Scorer

pd = pytest.importorskip("pandas", reason="pandas is not installed")

ROOT = Path(__file__).resolve().parents[2]
TRAM = ["build the tram line"]
TEXT = "Mayor Ada Brenn said she would back the tram line only if the state paid half of it."


@pytest.fixture
def quotes() -> Any:
    words = [
        "we reject it",
        "only if the border is reopened first",
        "it was discussed",
        "no",
        "yes",
    ]
    return pd.DataFrame(
        {
            "id": [f"q{number}" for number in range(20)],
            "quote": words * 4,
            "proposal": ["sign the deal", "close it"] * 10,
        }
    )


@pytest.fixture
def articles() -> Any:
    return pd.DataFrame({"document": ["a", "b", "c"], "text": [TEXT, "It rained.", TEXT]})


def same(found: Any, wanted: Any) -> None:
    """Equal but for the dtypes and the order that an engine has given the rows."""
    found = found.sort_values("id").reset_index(drop=True).astype(dict(SCHEMA))
    pd.testing.assert_frame_equal(found, wanted.reset_index(drop=True), rtol=0, atol=1e-12)


def test_batches_are_scored_one_after_another(
    quotes: Any, small: Scorer, model_folder: Path
) -> None:
    taken: list[int] = []

    def batches() -> Iterator[Any]:
        for begin in (0, 8, 8, 16):
            taken.append(begin)
            yield quotes.iloc[begin : begin + (8 if begin != 8 or taken.count(8) == 1 else 0)]

    found = scale.score_batches(batches(), model_folder)
    first = next(found)
    assert taken == [0], "a batch is taken when the one before is done"
    pd.testing.assert_frame_equal(
        pd.concat([first, *found]), score_frame(quotes, small), rtol=0, atol=1e-12
    )


def test_the_objects_are_the_functions(
    quotes: Any, articles: Any, small: Scorer, model_folder: Path
) -> None:
    scorer = scale.BatchScorer(model_folder, proposals=["p"], min_confidence=1.0)
    found = scorer(quotes.drop(columns="proposal"))
    assert set(found["proposal"]) == {"p"}
    assert set(found["stance"]) == {"uncertain"}
    (again,) = scale.score_batches(
        [quotes.drop(columns="proposal")], model_folder, proposals=["p"], min_confidence=1.0
    )
    pd.testing.assert_frame_equal(found, again)
    reader = scale.BatchReader(TRAM, model_folder)
    pd.testing.assert_frame_equal(reader(articles), read_frame(articles, TRAM, small))
    (read,) = scale.read_batches([articles], TRAM, model_folder)
    pd.testing.assert_frame_equal(reader(articles), read)


def test_what_is_wrong_is_told(quotes: Any) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        scale.BatchScorer("no/such/folder")
    with pytest.raises(RecordError, match="lacks the column 'quote'"):
        next(scale.score_batches([quotes.drop(columns="quote")]))


def test_the_schema_of_spark_names_every_column() -> None:
    parts = [part.split(" ") for part in scale.SPARK_SCHEMA.split(", ")]
    assert [name for name, _ in parts] == list(SCHEMA)
    assert {kind for _, kind in parts} == {"string", "double", "bigint"}


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A session of two cores with small batches, all on the loopback."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what pyspark says of pandas is not ours to mend
        session = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "4")
            .getOrCreate()
        )
        yield session
        session.stop()


def test_spark_maps_batches(
    spark: Any, quotes: Any, articles: Any, small: Scorer, model_folder: Path
) -> None:
    score = partial(scale.score_batches, model=model_folder)
    lazy = spark.createDataFrame(quotes).repartition(3).mapInPandas(score, scale.SPARK_SCHEMA)
    same(lazy.toPandas(), score_frame(quotes, small).sort_values("id"))
    read = partial(scale.read_batches, proposals=TRAM, model=model_folder)
    lazy = spark.createDataFrame(articles).mapInPandas(read, schema=scale.SPARK_SCHEMA)
    same(lazy.toPandas(), read_frame(articles, TRAM, small))


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = pytest.importorskip("ray", reason="ray is not installed")
        module.init(
            num_cpus=2,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}},
        )
        yield module
        module.shutdown()


def test_ray_maps_batches(
    ray: Any, quotes: Any, articles: Any, small: Scorer, model_folder: Path
) -> None:
    pool = ray.data.ActorPoolStrategy(size=1)
    stances = ray.data.from_pandas(quotes).map_batches(
        scale.BatchScorer,
        fn_constructor_kwargs={"model": str(model_folder)},
        batch_format="pandas",
        batch_size=8,
        compute=pool,
    )
    same(stances.to_pandas(), score_frame(quotes, small).sort_values("id"))
    statements = ray.data.from_pandas(articles).map_batches(
        scale.BatchReader,
        fn_constructor_kwargs={"proposals": TRAM, "model": str(model_folder)},
        batch_format="pandas",
        compute=pool,
    )
    same(statements.to_pandas(), read_frame(articles, TRAM, small))
