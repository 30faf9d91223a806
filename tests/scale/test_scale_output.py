from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.parquet import write_answers
from stance.corpus.predictions import CSV_COLUMNS, read_predictions
from stance.errors import InputError, RecipeError, RecordError
from stance.pipeline.columns import SCHEMA, empty_frame
from stance.pipeline.frames import score_frame
from stance.pipeline.scorer import Scorer
from stance.scale.output import (
    AnswerForm,
    Target,
    answer_form,
    opened,
    parquet,
    render,
    write_part,
)
from stance.schema import ScoredStatement, Statement

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")


@pytest.fixture
def answers(small: Scorer) -> list[ScoredStatement]:
    quotes = ["we reject it", "only if the border is reopened first", "caf\u00e9, \u201cno\u201d"]
    return small.score_statements(
        [Statement(quote, "sign it", id=f"q:{at}") for at, quote in enumerate(quotes)]
    )


@pytest.fixture
def memory() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    yield files
    for path in files.ls("/", detail=False):
        files.rm(path, recursive=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_one_file_is_there_when_it_is_whole(
    name: str, answers: list[ScoredStatement], tmp_path: Path
) -> None:
    path = tmp_path / f"out.{name}"
    path.write_text("what was there before")
    with opened(path, None, {}) as out:
        out.add(render(answers[:2], out.target.form))
        out.add(render([], out.target.form))
        out.add(render(answers[2:], out.target.form))
        assert path.read_text() == "what was there before"
    assert [item.statement.id for item in read_predictions(path)] == ["q:0", "q:1", "q:2"]
    assert [item.score for item in read_predictions(path)] == [item.score for item in answers]
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_after_an_error_there_is_nothing_new(
    name: str, answers: list[ScoredStatement], tmp_path: Path
) -> None:
    def begin() -> None:
        with opened(tmp_path / name, None, {}) as out:
            if out.target.parts:
                out.add(write_part(answers, 0, out.target, {}))
            else:
                out.add(render(answers, out.target.form))
            assert names(tmp_path) == [f"{name}.partial"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin()
    assert names(tmp_path) == []


def test_a_folder_of_parquet_has_the_published_columns(
    answers: list[ScoredStatement], small: Scorer, tmp_path: Path
) -> None:
    path = tmp_path / "out.parquet"
    with opened(path, None, {}) as out:
        for number in (1, 0, 2):
            out.add(write_part(answers[number : number + 1], number, out.target, {}))
        lost = write_part(answers, 1, out.target, {})  # by a worker that was given up
        out.add("")
        assert not path.exists()
    assert names(tmp_path) == [path.name]
    assert lost not in names(path)
    found = pd.read_parquet(path)
    assert found.dtypes.astype(str).to_dict() == dict(SCHEMA)
    quotes = pd.DataFrame(
        {
            "id": [item.statement.id for item in answers],
            "quote": [item.statement.quote for item in answers],
            "proposal": "sign it",
        }
    )
    pd.testing.assert_frame_equal(found, score_frame(quotes, small))


def test_a_part_is_read_back_as_answers(
    answers: list[ScoredStatement], small: Scorer, tmp_path: Path
) -> None:
    text = "Mayor Ada Brenn said she would back the tram line only if the state paid half of it."
    every = [*answers, *small.read(text, ["build the tram line"]).statements]
    assert every[-1].statement.content_spans
    name = write_part(every, 0, Target(AnswerForm.PARQUET, tmp_path.as_uri()), {})
    found = list(read_predictions(tmp_path / name))
    assert [item.score for item in found] == [item.score for item in every]
    for field in ("id", "quote", "actor", "source_spans", "cue_spans", "content_spans"):
        assert [getattr(item.statement, field) for item in found] == [
            getattr(item.statement, field) for item in every
        ]
    table = pd.read_parquet(tmp_path / name).assign(content="[[3,")
    table.to_parquet(tmp_path / "bad.parquet")
    with pytest.raises(RecordError, match="content: no JSON list of"):
        list(read_predictions(tmp_path / "bad.parquet"))


def test_a_table_of_answers_has_one_form_whoever_writes_it(
    answers: list[ScoredStatement], small: Scorer, tmp_path: Path
) -> None:
    text = "Mayor Ada Brenn said she would back the tram line only if the state paid half of it."
    every = [*answers, *small.read(text, ["build the tram line"]).statements]
    (tmp_path / "one.parquet").write_bytes(parquet(every))
    write_answers(every, tmp_path / "two.parquet")
    tables = [pq.read_table(tmp_path / f"{name}.parquet") for name in ("one", "two")]
    assert tables[0].schema.remove_metadata() == tables[1].schema.remove_metadata()
    assert tables[0].to_pylist() == tables[1].to_pylist()


def test_no_answers_are_a_table_too(tmp_path: Path) -> None:
    for name in ("out.parquet", "out.csv", "out.jsonl"):
        with opened(tmp_path / name, None, {}):
            pass
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), empty_frame())
    assert (tmp_path / "out.csv").read_text() == ",".join(CSV_COLUMNS) + "\n"
    assert (tmp_path / "out.jsonl").read_text() == ""


def test_an_empty_folder_is_filled_and_a_full_one_is_not(
    answers: list[ScoredStatement], tmp_path: Path
) -> None:
    path = tmp_path / "out"
    path.mkdir()
    with opened(path, AnswerForm.PARQUET, {}) as out:
        out.add(write_part(answers, 0, out.target, {}))
    assert len(pd.read_parquet(path)) == 3
    with (
        pytest.raises(InputError, match="out: is there already; name a new folder"),
        opened(path, AnswerForm.PARQUET, {}),
    ):
        pass
    assert len(pd.read_parquet(path)) == 3


def test_what_an_earlier_run_has_left_is_replaced(
    answers: list[ScoredStatement], tmp_path: Path
) -> None:
    left = tmp_path / "out.parquet.partial"
    left.mkdir()
    (left / "part-00000009-x.parquet").write_bytes(b"torn")
    with opened(tmp_path / "out.parquet", None, {}) as out:
        out.add(write_part(answers, 0, out.target, {}))
    assert len(names(tmp_path / "out.parquet")) == 1
    left.mkdir()
    (left / "mine.txt").write_text("not a part")
    with (
        pytest.raises(InputError, match=r"two\.parquet\.partial is in the way; move it elsewhere"),
        opened(left.rename(tmp_path / "two.parquet.partial").with_suffix(""), None, {}),
    ):
        pass
    assert (tmp_path / "two.parquet.partial/mine.txt").exists()


def test_a_part_that_this_machine_does_not_see_fails_the_whole(
    answers: list[ScoredStatement], tmp_path: Path
) -> None:
    def write() -> None:
        with opened(tmp_path / "out.parquet", None, {}) as out:
            out.add(write_part(answers, 0, out.target, {}))
            out.add("part-00000001-elsewhere.parquet")

    with pytest.raises(InputError, match="1 of 2 parts that workers have written are not there"):
        write()
    assert names(tmp_path) == []


def test_a_worker_that_cannot_write_says_so(answers: list[ScoredStatement], tmp_path: Path) -> None:
    target = Target(AnswerForm.PARQUET, (tmp_path / "absent").as_uri())
    with pytest.raises(RecipeError, match="a worker cannot write its part of the answers"):
        write_part(answers, 0, target, {})
    assert write_part([], 0, target, {}) == ""


def test_a_stream_takes_lines_and_stays_open(answers: list[ScoredStatement]) -> None:
    stream = io.StringIO()
    with opened(stream, AnswerForm.CSV, {}) as out:
        out.add(render(answers, AnswerForm.CSV))
    assert stream.getvalue().startswith(",".join(CSV_COLUMNS) + "\nq:0,")
    for form in (None, AnswerForm.PARQUET):
        with pytest.raises(RecipeError, match="a stream need a form"), opened(stream, form, {}):
            pass


def test_places_elsewhere_go_through_fsspec(answers: list[ScoredStatement], memory: Any) -> None:
    with opened("memory://out/a.jsonl", None, {}) as out:
        out.add(render(answers, AnswerForm.JSONL))
    assert memory.cat("/out/a.jsonl").decode() == render(answers, AnswerForm.JSONL)
    with opened("memory://out/a.parquet", None, {}) as out:
        out.add(write_part(answers, 0, out.target, {}))
    assert len(memory.find("/out/a.parquet")) == 1
    assert not memory.exists("/out/a.parquet.partial")
    assert not memory.exists("/out/a.jsonl.partial")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent/out.jsonl", "absent/out.jsonl: cannot be written: No such file or directory"),
        ("nonsense://out.csv", "nonsense://out.csv: cannot be written: Protocol not known"),
        ("folder.csv", "folder.csv: is a folder; name a file for the answers"),
        ("in.csv", "in.csv: is an input too; name another file"),
        ("out", "unknown form of answers ''; allowed are parquet, jsonl, csv"),
        ("out.txt", "unknown form of answers 'txt'"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "in.csv").write_text("quote\nno\n")
    with (
        pytest.raises((InputError, RecipeError)) as caught,
        opened(name, None, {}, {(tmp_path / "in.csv").as_uri()}),
    ):
        pass
    assert said in str(caught.value)
    assert names(tmp_path) == ["folder.csv", "in.csv"]


def test_a_form_is_known_by_its_name() -> None:
    assert answer_form("CSV") is AnswerForm.CSV
