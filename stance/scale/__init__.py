"""Scoring and reading beyond one process: Dask, Spark, Ray, and tables of any size on a cluster.

`score` and `read` take Dask collections; `predict_files` takes tables on disk or elsewhere to
tables; `score_batches`, `read_batches`, `BatchScorer` and `BatchReader` are what Spark and Ray
take. All give rows of one fixed schema, `SCHEMA`, of which `empty_frame` is the empty one. A
worker process loads a model once. What Dask needs is the extra ``scale``.
"""

from __future__ import annotations

from stance.pipeline.columns import SCHEMA, empty_frame
from stance.scale.batches import (
    SPARK_SCHEMA,
    BatchReader,
    BatchScorer,
    read_batches,
    score_batches,
)
from stance.scale.files import Predicted, predict_files
from stance.scale.output import AnswerForm
from stance.scale.partitions import read, score
from stance.scale.pieces import Sizes

__all__ = [
    "SCHEMA",
    "SPARK_SCHEMA",
    "AnswerForm",
    "BatchReader",
    "BatchScorer",
    "Predicted",
    "Sizes",
    "empty_frame",
    "predict_files",
    "read",
    "read_batches",
    "score",
    "score_batches",
]
