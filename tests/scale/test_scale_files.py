"""Tables on a cluster: what the command writes in one process, complete or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
from collections import namedtuple
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from stance import scale
from stance.corpus import Labelled
from stance.corpus.predictions import read_predictions
from stance.documents import ArticleInput, read_articles
from stance.errors import InputError, ModelError, RecipeError, RecordError, StanceError
from stance.pipeline.frames import score_frame
from stance.pipeline.scorer import Scorer
from stance.scale import Predicted, Sizes
from stance.scale.files import _result, in_order
from stance.schema import ScoredStatement

pd = pytest.importorskip("pandas", reason="pandas is not installed")
distributed = pytest.importorskip("distributed", reason="distributed is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

Lost = namedtuple("Lost", "address")
TRAM = ["build the tram line"]
ARTICLE = "Mayor Ada Brenn said she would back the tram line only if the state paid half of it."
SMALL_PIECES = Sizes(rows=50)
COLUMNS = ("quote", "proposal", "actor", "cue")


@pytest.fixture(scope="module")
def rows(some: Labelled) -> list[dict[str, str]]:
    return [
        {name: getattr(item, name) for name in COLUMNS} for item in some.statements if item.proposal
    ]


@pytest.fixture
def here(rows: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table of each form, from which paths are relative."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps(row) for row in rows[:160]]
    lines[80:80] = [
        json.dumps({"text": ARTICLE, "document": "a"}),
        "",
        json.dumps({"text": ARTICLE}),
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (tmp_path / "b.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows({**row, "cue": "said\nand repeated"} for row in rows[160:300])
    pd.DataFrame(rows[300:420]).to_parquet(tmp_path / "c.parquet", row_group_size=70)
    return tmp_path


def expected(paths: list[str], scorer: Scorer) -> list[ScoredStatement]:
    """One input after another, as a single process answers them."""
    found: list[ScoredStatement] = []
    for item in read_articles(paths):
        if isinstance(item, ArticleInput):
            found += scorer.read(item.article, item.proposals or TRAM).statements
        else:
            found += scorer.score_statements([item.statement])
    return found


def same(found: list[ScoredStatement], wanted: list[ScoredStatement]) -> None:
    """Equal in order and every field; probabilities to 1e-12."""
    assert [item.statement.id for item in found] == [item.statement.id for item in wanted]
    for one, two in zip(found, wanted, strict=True):
        for name in ("quote", "proposal", "actor", "document", "content_spans", "date"):
            assert getattr(one.statement, name) == getattr(two.statement, name)
        assert one.score.condition == two.score.condition
        assert one.score.probabilities == pytest.approx(two.score.probabilities, abs=1e-12)


def folder(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()}


@pytest.mark.parametrize("output", ["out.jsonl", "out.csv"])
def test_one_file_has_the_answers_of_one_process_in_their_order(
    output: str, here: Path, cluster: Any, small: Scorer, model_folder: Path
) -> None:
    before = folder(here)
    seen: list[Predicted] = []
    found = scale.predict_files(
        ["b.csv", "a.jsonl"],
        output,
        scheduler=cluster,
        model=model_folder,
        proposals=TRAM,
        sizes=SMALL_PIECES,
        progress=seen.append,
    )
    wanted = expected(["b.csv", "a.jsonl"], small)
    same(list(read_predictions(here / output)), wanted)
    assert (found.tables, found.pieces, found.answers) == (2, 7, len(wanted))
    assert found.unrelated == 2 * small.read(ARTICLE, TRAM).unrelated
    assert [each.pieces for each in seen] == list(range(1, 8))
    assert seen[-1] == found
    assert folder(here) == {*before, output}


def test_a_folder_of_parquet_has_the_answers_of_one_process_in_their_order(
    here: Path, rows: list[dict[str, str]], cluster: Any, small: Scorer, model_folder: Path
) -> None:
    found = scale.predict_files(
        "*.parquet", "out.parquet", scheduler=cluster, model=model_folder, sizes=SMALL_PIECES
    )
    frame = pd.DataFrame(rows[300:420])
    frame["id"] = [f"c.parquet:{number}" for number in range(1, 121)]
    answers = pd.read_parquet("out.parquet")
    assert answers.dtypes.astype(str).to_dict() == dict(scale.SCHEMA)
    pd.testing.assert_frame_equal(answers, score_frame(frame, small), rtol=0, atol=1e-12)
    assert found.answers == 120
    assert len(folder(here / "out.parquet")) == found.pieces == 3
    assert "out.parquet.partial" not in folder(here)


def test_a_folder_is_read_back_as_a_table(here: Path, cluster: Any, model_folder: Path) -> None:
    """What one run has written (a folder of Parquet) is an input of the next."""
    kwargs: dict[str, Any] = {"scheduler": cluster, "model": model_folder}
    scale.predict_files("c.parquet", "one.parquet", **kwargs)
    scale.predict_files("one.parquet", "two.parquet", **kwargs)
    one, two = pd.read_parquet("one.parquet"), pd.read_parquet("two.parquet")
    assert one["id"].tolist() == two["id"].tolist()
    assert two["quote"].tolist() == one["quote"].tolist()


@pytest.mark.parametrize("output", ["out.jsonl", "out.parquet"])
def test_a_worker_that_is_killed_loses_nothing(
    output: str,
    here: Path,
    rows: list[dict[str, str]],
    mortal_cluster: Any,
    small: Scorer,
    model_folder: Path,
) -> None:
    pd.DataFrame(rows[:600]).to_parquet("all.parquet", row_group_size=30)
    pids = mortal_cluster.run(os.getpid)
    address, victim = next(iter(pids.items()))

    def kill(found: Predicted) -> None:
        if found.pieces == 1:
            os.kill(victim, signal.SIGKILL)

    found = scale.predict_files(
        "all.parquet",
        output,
        scheduler=mortal_cluster,
        model=model_folder,
        sizes=Sizes(rows=30),
        progress=kill,
    )
    assert found.answers == 600
    assert found.pieces == 20
    frame = pd.DataFrame(rows[:600])
    frame["id"] = [f"all.parquet:{number}" for number in range(1, 601)]
    wanted = score_frame(frame, small)
    if output.endswith("parquet"):
        pd.testing.assert_frame_equal(pd.read_parquet(output), wanted, rtol=0, atol=1e-12)
        assert len(folder(here / output)) == 20
    else:
        answers = list(read_predictions(here / output))
        assert [item.statement.id for item in answers] == wanted["id"].tolist()
        for item, confidence in zip(answers, wanted["confidence"], strict=True):
            assert item.score.confidence == pytest.approx(confidence, abs=1e-12)
    assert address not in mortal_cluster.scheduler_info()["workers"]


BAD = '{"quote": "no", "proposal": "p"}\n{"quote": 5, "proposal": "p"}\n{\n{"quote": "yes"}\n'


@pytest.mark.parametrize("output", ["out.jsonl", "out.csv", "out.parquet"])
def test_the_first_error_ends_it_and_nothing_is_written(
    output: str, here: Path, cluster: Any, model_folder: Path
) -> None:
    (here / "d.jsonl").write_text(BAD)
    (here / "e.csv").write_text("words\nno\n")
    before = folder(here)
    with pytest.raises(RecordError) as caught:
        scale.predict_files(
            ["d.jsonl", "e.csv"],
            output,
            scheduler=cluster,
            model=model_folder,
            sizes=Sizes(rows=1),
        )
    assert str(caught.value) == "d.jsonl:2: quote: expected text, found int 5"
    assert folder(here) == before


def test_errors_can_be_skipped_and_comein_order(
    here: Path, cluster: Any, model_folder: Path
) -> None:
    (here / "d.jsonl").write_text(BAD)
    (here / "e.csv").write_text("words\nno\n")
    (here / "f.parquet").write_bytes(b"no Parquet")
    (here / "g.jsonl").write_text('{"quote": "last", "proposal": "p"}')
    (here / "readme.md").write_text("no table")
    errors: list[StanceError] = []
    found = scale.predict_files(
        ["[d-r]*"],
        "out.jsonl",
        scheduler=cluster,
        model=model_folder,
        sizes=Sizes(rows=1),
        on_error=errors.append,
    )
    said = [str(error) for error in errors]
    assert [each.split(": ")[0] for each in said] == [
        *("d.jsonl:2", "d.jsonl:3", "d.jsonl:4", "e.csv:1", "f.parquet"),
    ]
    assert "proposal: missing or empty" in said[2]
    assert "the header lacks a column" in said[3]
    assert "is no readable Parquet table" in said[4]
    assert (found.answers, found.skipped, found.passed_over) == (2, 5, ("readme.md",))
    assert [item.statement.id for item in read_predictions(here / "out.jsonl")] == [
        "d.jsonl:1",
        "g.jsonl:1",
    ]


def test_what_is_wrong_with_the_model_is_never_skipped(
    here: Path, cluster: Any, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copytree(model_folder, here / "model")

    def then_lost(stream: io.StringIO) -> None:
        errors: list[StanceError] = []
        scale.predict_files(
            ["a.jsonl"],
            stream,
            form="jsonl",
            scheduler=cluster,
            model=copied,
            proposals=TRAM,
            on_error=errors.append,
        )

    monkeypatch.setattr("stance.scale.files.refer", _losing(copied))
    with pytest.raises(ModelError, match="no such model folder on this worker"):
        then_lost(io.StringIO())


def _losing(path: Path) -> Callable[..., Any]:
    """`refer`, after which the folder is gone."""
    from stance.scale.models import refer

    def lose(*given: Any) -> Any:
        found = refer(*given)
        shutil.rmtree(path)
        return found

    return lose


def test_answers_may_go_to_a_stream_and_be_uncertain(
    here: Path, cluster: Any, model_folder: Path
) -> None:
    stream = io.StringIO()
    found = scale.predict_files(
        [here / "b.csv"],
        stream,
        form="csv",
        scheduler=cluster.scheduler.address,
        model=model_folder,
        min_confidence=1.0,
    )
    assert found.uncertain == found.answers == 140
    table = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert {row["stance"] for row in table} == {"uncertain"}


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"inputs": "absent.csv"}, InputError, "absent.csv: no such file or folder"),
        ({"output": "b.csv"}, InputError, "b.csv: is an input too; name another file"),
        ({"output": "out.txt"}, RecipeError, "unknown form of answers 'txt'"),
        ({"form": "xml"}, RecipeError, "unknown form of answers 'xml'"),
        ({"model": "no/model"}, ModelError, "no such model folder"),
        ({"proposals": "build it"}, RecipeError, "give a list of phrases"),
        ({"min_confidence": 2}, RecipeError, "allowed is 0 to 1"),
        ({"scheduler": "nonsense"}, RecipeError, "no scheduler answers there"),
    ],
)
def test_bad_calls_are_our_errors_and_leave_nothing(
    change: dict[str, Any],
    error: type[StanceError],
    said: str,
    here: Path,
    cluster: Any,
    model_folder: Path,
) -> None:
    before = {path: path.read_bytes() for path in here.iterdir()}
    given = {"inputs": "b.csv", "output": "out.csv", "scheduler": cluster, "model": model_folder}
    with pytest.raises(error, match=said):
        scale.predict_files(**{**given, **change})
    assert {path: path.read_bytes() for path in here.iterdir()} == before


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CancelledError("connection\nlost"), "the cluster was lost: connection lost"),
        (
            distributed.KilledWorker("task", Lost("tcp://a"), 3),
            "one piece ended every worker .* more memory",
        ),
    ],
)
def test_what_fails_of_the_cluster_is_told(error: Exception, said: str) -> None:
    class Failed:
        def result(self) -> None:
            raise error

    with pytest.raises(RecipeError, match=said):
        _result(Failed())


def test_tasks_are_given_out_some_ahead_and_takenin_order() -> None:
    class Waiting:
        """A future that counts those given out and not yet taken."""

        ahead = most = 0

        def __init__(self, number: int) -> None:
            self.number = number
            Waiting.ahead += 1
            Waiting.most = max(Waiting.most, Waiting.ahead)

        def result(self) -> int:
            Waiting.ahead -= 1
            return self.number

        def cancel(self) -> None:
            Waiting.ahead -= 1

    class Cluster:
        def nthreads(self) -> dict[str, int]:
            return {"one": 20, "two": 20}

    taken = in_order(Cluster(), Waiting, range(1000))  # type: ignore[arg-type]
    assert [next(taken) for _ in range(500)] == list(range(500))
    assert Waiting.most == 160
    taken.close()
    assert Waiting.ahead == 0
