from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from stance.errors import ModelError, RecipeError
from stance.pipeline.scorer import Scorer
from stance.scale.models import ModelReference, loaded, refer, scorer_of


@pytest.fixture
def copied(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the small model's folder, to be altered."""
    return Path(shutil.copytree(model_folder, tmp_path / "copy"))


def test_a_process_loads_a_model_once_however_many_threads_ask(copied: Path) -> None:
    reference = refer(copied)
    before = loaded()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(scorer_of, [reference] * 8))
    assert loaded() == before + 1
    assert all(scorer is found[0] for scorer in found)
    scorer_of(refer(copied, min_confidence=0.9))
    assert loaded() == before + 2


def test_the_scorer_is_that_of_the_folder(
    copied: Path, small: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied.parent)
    reference = refer("copy", min_confidence=0.25)
    assert reference.folder == str(copied), "a worker has another working folder"
    scorer = scorer_of(reference)
    assert scorer.min_confidence == 0.25
    row = {"quote": "we reject it", "proposal": "sign the deal"}
    assert scorer.score_many([row])[0].probabilities == small.score_many([row])[0].probabilities


def test_the_shipped_model_is_found_anew_by_each_worker() -> None:
    reference = refer()
    assert reference.folder == ""
    assert reference.path.is_dir()
    assert len(reference.manifest) == 64


def test_a_model_is_checked_before_any_work_starts(copied: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        refer("no/such/folder")
    (copied / "weights.npz").write_bytes(b"altered")
    with pytest.raises(ModelError):
        refer(copied)
    with pytest.raises(RecipeError, match="min_confidence is 2; allowed is 0 to 1"):
        refer(min_confidence=2)


def test_a_scorer_is_no_folder(small: Scorer) -> None:
    with pytest.raises(RecipeError, match="model is a Scorer; name a folder"):
        refer(small)  # type: ignore[arg-type]


def test_a_worker_without_the_model_or_with_another_says_so(copied: Path) -> None:
    reference = refer(copied)
    other = replace(reference, manifest="0" * 64)
    with pytest.raises(ModelError, match="is another model on this worker than where the work"):
        scorer_of(other)
    shutil.rmtree(copied)
    with pytest.raises(ModelError, match="no such model folder on this worker; put it where"):
        scorer_of(ModelReference(str(copied), reference.manifest, 0.5))
