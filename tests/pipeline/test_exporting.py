from __future__ import annotations

from pathlib import Path

import joblib
import numpy as np
import pytest
from typer.testing import CliRunner

from stance.cli import app
from stance.errors import InputError
from stance.pipeline.exporting import as_pipeline, export
from stance.pipeline.training import Trained
from stance.schema import LABELS, Statement


def test_the_pipeline_gives_the_models_probabilities(trained: Trained) -> None:
    statements = [*trained.labelled.statements[:80], Statement("", ""), Statement("ünknown", "x")]
    pipeline = as_pipeline(trained.model)
    assert pipeline.classes_.tolist() == list(LABELS)
    np.testing.assert_allclose(
        pipeline.predict_proba(statements), trained.model.probabilities(statements), atol=1e-9
    )


def test_a_written_pipeline_comes_back(
    model_folder: Path, trained: Trained, tmp_path: Path
) -> None:
    path = tmp_path / "model.joblib"
    found = CliRunner().invoke(app, ["export", "--model", str(model_folder), "--out", str(path)])
    assert found.exit_code == 0, found.output
    statements = trained.labelled.statements[:20]
    loaded = joblib.load(path)
    np.testing.assert_allclose(
        loaded.predict_proba(statements), trained.model.probabilities(statements), atol=1e-9
    )
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", [".", "nowhere/model.joblib"])
def test_a_place_that_cannot_be_written_is_refused(
    name: str, trained: Trained, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"is a folder|cannot be written"):
        export(trained.model, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
