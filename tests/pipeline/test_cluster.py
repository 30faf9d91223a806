"""Connecting to a cluster, and training on one: the model of one process."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from joblib import Parallel, delayed, parallel_config

import stance
from stance.corpus import Labelled
from stance.errors import RecipeError
from stance.model.scorer import StanceModel
from stance.pipeline import cluster as module
from stance.pipeline.cluster import connected, installed_version, joblib_on, shared
from stance.pipeline.evaluating import evaluate
from stance.pipeline.recipe import Recipe
from stance.pipeline.scorer import load
from stance.pipeline.training import fit, plain, train

pytest.importorskip("distributed", reason="distributed is not installed")

RECIPE = Recipe(strengths=(0.5, 1.0), balances=(1.0,), folds=3, resamples=100)
Write = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def few(some: Labelled) -> Labelled:
    return Labelled(some.statements[:250])


def same_model(one: StanceModel, two: StanceModel) -> None:
    """To the last bits: those depend on how many threads a worker's linear algebra has."""
    assert [tuple(block.terms) for block in one.blocks] == [
        tuple(block.terms) for block in two.blocks
    ]
    np.testing.assert_allclose(one.coefficients, two.coefficients, rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.intercept, two.intercept, rtol=0, atol=1e-12)
    assert one.temperature == pytest.approx(two.temperature, abs=1e-9)


def test_training_on_two_workers_gives_the_model_of_one_process(
    few: Labelled, cluster: Any
) -> None:
    seen: list[tuple[int, int]] = []
    here = fit(few, RECIPE, seed=3)
    with joblib_on(cluster):
        there = fit(few, RECIPE, seed=3, progress=lambda done, total: seen.append((done, total)))
    assert there.manifest == here.manifest, "the same figures, to four digits"
    same_model(there.model, here.model)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_worker_that_is_killed_costs_the_training_nothing(
    few: Labelled, mortal_cluster: Any
) -> None:
    killed: list[int] = []
    pids = mortal_cluster.run(os.getpid)

    def kill() -> None:
        limit = time.monotonic() + 20
        while not killed and time.monotonic() < limit:
            for address, tasks in mortal_cluster.processing().items():
                if tasks and not killed:
                    killed.append(pids[address])
                    os.kill(pids[address], signal.SIGKILL)
            time.sleep(0.01)

    here = fit(few, RECIPE, seed=3)
    with ThreadPoolExecutor(1) as thread, joblib_on(mortal_cluster):
        thread.submit(kill)
        there = fit(few, RECIPE, seed=3)
    assert killed
    assert there.manifest == here.manifest
    same_model(there.model, here.model)


def test_train_and_evaluate_take_a_scheduler(
    few: Labelled, cluster: Any, write: Write, tmp_path: Path
) -> None:
    lines = ["quote,proposal,stance,document"]
    for item in few.statements[:120]:
        cells = (item.quote, item.proposal, str(item.stance), item.document)
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    data = write("labels.csv", "\n".join(lines) + "\n")
    address = cluster.scheduler.address
    recipe = Recipe(strengths=(1.0,), folds=2, resamples=100)
    here = train([data], tmp_path / "here" / "model", recipe=recipe)
    train([data], tmp_path / "there" / "model", recipe=recipe, scheduler=address)
    same_model(load(tmp_path / "there" / "model").model, here.model)
    found = evaluate([data], recipe=recipe, scheduler=cluster)
    assert plain(found.assessment) == plain(here.assessment)


def test_what_is_shared_goes_to_each_worker_once(cluster: Any) -> None:
    large = np.arange(100_000)
    assert shared(large) is large
    with parallel_config("dask", client=cluster):
        for _ in range(3):  # equal values, one after another
            given = shared(large)
            assert len(cluster.who_has([given])[given.key]) == 2  # type: ignore[attr-defined]
            sums = Parallel()(delayed(np.sum)(given) for _ in range(3))
            assert sums == [large.sum()] * 3


def test_a_client_that_is_given_stays_open(cluster: Any) -> None:
    with connected(cluster) as given:
        assert given is cluster
    assert given.status == "running"


def test_an_address_is_connected_to_and_left(cluster: Any) -> None:
    address = str(cluster.scheduler.address)
    with connected(address) as other:
        assert other is not cluster
        assert set(other.run(installed_version).values()) == {stance.__version__}
    assert other.status == "closed"


def test_without_a_scheduler_joblib_is_left_as_it_is() -> None:
    with joblib_on(None):
        assert joblib.effective_n_jobs(3) == 3


def test_a_cluster_of_this_machine_ends_with_its_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joblib, "cpu_count", lambda: 1)
    with connected("local") as client:
        assert len(client.run(installed_version)) == 1
        address = str(client.scheduler_info()["address"])
    host, port = address.removeprefix("tcp://").split(":")
    with socket.socket() as probe:
        assert probe.connect_ex((host, int(port))) != 0


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "localhost", "nonsense://host:1", "tcp://host:port", "tls://127.0.0.1:1"],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with (
        pytest.raises(RecipeError, match=r"no scheduler answers there .* or local"),
        connected(address),
    ):
        pass


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CONNECT", 0.2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(RecipeError, match=r"start one with `dask scheduler` and give its"),
            connected(address),
        ):
            pass


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(module, "_WORKERS", 0.2)
    with (
        distributed.LocalCluster(
            n_workers=0,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        ) as made,
        pytest.raises(RecipeError, match=r"has no worker; start some with `dask worker tcp://"),
        connected(made.scheduler_address),
    ):
        pass


def test_what_is_no_scheduler_is_told() -> None:
    with (
        pytest.raises(RecipeError, match="scheduler is a int; give its address, local, or a cl"),
        connected(8786),  # type: ignore[arg-type]
    ):
        pass


def test_a_worker_with_another_version_is_told(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stance, "__version__", "99.0")
    with (
        pytest.raises(
            RecipeError, match=r"has not stance 99\.0 \(0\..*\); install the same version"
        ),
        connected(cluster),
    ):
        pass
