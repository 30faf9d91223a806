"""A fitted model as a scikit-learn `Pipeline`, for those who want to go on with that.

Apart from `stream_columns`, which reads the features, it is made of stock types only. joblib
files hold code: load only what you have written yourself. Nothing of ours ever loads one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stance.corpus.staging import staged
from stance.model.features import FeatureSettings, extract
from stance.model.scorer import StanceModel
from stance.schema import LABELS, Statement

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def stream_columns(
    statements: Sequence[Statement], names: Sequence[str], mask_actors: bool
) -> npt.NDArray[np.object_]:
    """Feature names by stream: an array (statements, streams) of lists of texts."""
    settings = FeatureSettings(tuple(names), mask_actors)
    columns = np.empty((len(statements), len(names)), dtype=object)
    for row, statement in enumerate(statements):
        for column, found in enumerate(extract(statement, settings).values()):
            columns[row, column] = [item.name for item in found]
    return columns


def as_pipeline(model: StanceModel) -> Pipeline:
    """A fitted `Pipeline` over sequences of `Statement`, with the model's probabilities.

    Its `classes_` are the five labels' names, in the order of `schema.LABELS`.
    """
    from sklearn.pipeline import Pipeline

    classifier = _classifier(model)
    return Pipeline([*unfitted_steps(model, fitted=True), ("classifier", classifier)])


def unfitted_steps(model: StanceModel, *, fitted: bool = False) -> list[tuple[str, object]]:
    """Features and TF-IDF blocks as steps of a `Pipeline`, with the model's vocabulary or bare."""
    from sklearn.compose import ColumnTransformer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import FunctionTransformer

    names = [block.name for block in model.blocks]
    reader = FunctionTransformer(
        stream_columns, kw_args={"names": names, "mask_actors": model.settings.mask_actors}
    )
    blocks = ColumnTransformer(
        [
            (block.name, TfidfVectorizer(analyzer=list, lowercase=False, sublinear_tf=True), number)
            for number, block in enumerate(model.blocks)
        ],
        transformer_weights={block.name: block.weight for block in model.blocks},
    )
    if fitted:
        # Fitting on one empty row builds the transformer's own records; then come ours.
        for (_, vectorizer, _), block in zip(blocks.transformers, model.blocks, strict=True):
            vectorizer.set_params(vocabulary={term: at for at, term in enumerate(block.terms)})
        blocks.fit(stream_columns([Statement("", "")], names, mask_actors=False))
        for block in model.blocks:
            blocks.named_transformers_[block.name].idf_ = block.idf
    return [("streams", reader), ("tfidf", blocks)]


def _classifier(model: StanceModel) -> object:
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression()
    classifier.classes_ = np.array([str(label) for label in LABELS])
    classifier.coef_ = model.coefficients.T.astype(np.float64) / model.temperature
    classifier.intercept_ = model.intercept / model.temperature
    classifier.n_features_in_ = len(model.coefficients)
    classifier.n_iter_ = np.array([0])
    return classifier


def export(model: StanceModel, path: Path) -> None:
    """Write the model as a joblib file of a `Pipeline`; it appears only when complete.

    Raises `InputError` for a folder, and for a place that cannot be written.
    """
    import joblib

    with staged(path) as fresh:
        joblib.dump(as_pipeline(model), fresh)
