"""What several test modules share: the shared texts, a small trained model, statements."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from stance.corpus import Labelled, read_labelled
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import Scorer, load
from stance.pipeline.training import Trained, fit, save
from stance.schema import LABELS, Score, ScoredStatement, Stance, Statement

if TYPE_CHECKING:
    from distributed import Client

# How long one example takes is the machine's affair: speed is measured in benchmarks.
settings.register_profile("stance", deadline=None)
settings.load_profile("stance")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SMALL = Recipe(strengths=(1.0,), balances=(1.0,), folds=3, resamples=100)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts that are not ours to ship."""
    if not SHARED.is_dir():
        pytest.skip("../shared with the PolNeAR texts is absent")
    return SHARED


@pytest.fixture(scope="session")
def own() -> Labelled:
    """Our own corpus, whole."""
    return read_labelled([ROOT / "data/statements.jsonl"])


@pytest.fixture(scope="session")
def some(own: Labelled) -> Labelled:
    """The statements of every sixth of its items."""
    documents = list(dict.fromkeys(item.document for item in own.statements))[::6]
    return Labelled(tuple(item for item in own.statements if item.document in set(documents)))


@pytest.fixture(scope="session")
def trained(some: Labelled) -> Trained:
    """A small model, trained once."""
    return fit(some, SMALL)


@pytest.fixture(scope="session")
def model_folder(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model's folder. Tests that alter it work on a copy."""
    folder = tmp_path_factory.mktemp("models") / "small"
    save(trained, folder)
    return folder


@pytest.fixture(scope="session")
def small(model_folder: Path) -> Scorer:
    """A scorer with the small model."""
    return load(model_folder)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file below the test's own folder and gives its path."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return written


@pytest.fixture(scope="session")
def said() -> Callable[..., ScoredStatement]:
    """Makes an answer: actor, proposal, its probabilities or certain stance, and other fields."""

    def made(
        actor: str,
        proposal: str,
        stance: Stance | Sequence[float],
        *,
        quote: str = "so be it",
        abstained: bool = False,
        **fields: Any,
    ) -> ScoredStatement:
        if isinstance(stance, Stance):
            shares = [float(label is stance) for label in LABELS]
        else:
            shares = list(stance)
        return ScoredStatement(
            Statement(quote, proposal, actor=actor, **fields),
            Score(dict(zip(LABELS, shares, strict=True)), abstained=abstained),
        )

    return made


@contextmanager
def two_workers() -> Iterator[Client]:
    """A client of a scheduler with two worker processes, all on the loopback, at free ports."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            silence_logs=logging.CRITICAL + 1,
        ) as made,
        distributed.Client(made, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def cluster() -> Iterator[Client]:
    """Two workers that several tests share, and leave alive."""
    with two_workers() as client:
        yield client


@pytest.fixture
def mortal_cluster() -> Iterator[Client]:
    """Two workers of which a test may kill one."""
    with two_workers() as client:
        yield client
