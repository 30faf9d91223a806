"""Parquet tables: round trips, types, and files that are none."""

from __future__ import annotations

import datetime as dt
import importlib.abc
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.corpus.exchange import Coded, Collection
from stance.corpus.formats import detect
from stance.corpus.parquet import FORMAT, parquet_rows, write_answers, write_labelled
from stance.corpus.parquet.reading import read_coded, read_with
from stance.corpus.parquet.writing import LABELLED_COLUMNS, write_coded
from stance.corpus.predictions import CSV_COLUMNS, read_predictions
from stance.errors import InputError, MissingExtraError, RecordError, StanceError
from stance.schema import (
    ACTOR_KINDS,
    LABELS,
    Article,
    Condition,
    Score,
    ScoredStatement,
    Span,
    Spans,
    Stance,
    Statement,
)

pa: Any = pytest.importorskip("pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")

Save = Callable[[dict[str, Any]], Path]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.parquet"


@pytest.fixture
def save(path: Path) -> Save:
    """Writes columns as any other program would."""

    def saved(columns: dict[str, Any]) -> Path:
        pq.write_table(pa.table(columns), path)
        return path

    return saved


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
MAYBE = WORDS | st.just("")


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    ends = sorted(draw(st.sets(st.integers(0, 99), max_size=6)))
    return tuple(map(Span, ends[::2], ends[1::2]))


STATEMENTS = st.builds(
    Statement,
    quote=WORDS,
    proposal=WORDS,
    id=WORDS,
    document=MAYBE,
    actor=MAYBE,
    actor_mention=MAYBE,
    actor_kind=st.sampled_from(["", *ACTOR_KINDS]),
    country=MAYBE,
    cue=MAYBE,
    context=MAYBE,
    date=st.just("") | st.dates().map(str),
)


@settings(deadline=None)
@given(st.lists(st.tuples(STATEMENTS, st.none() | st.sampled_from(LABELS), MAYBE), min_size=1))
def test_labelled_statements_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[Statement, Stance | None, str]],
) -> None:
    items = tuple(Coded(replace(row, stance=label), coder) for row, label, coder in rows)
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    write_labelled(items, path)
    found = read_coded(path)
    assert (found.coded, found.articles, found.losses) == (items, {}, ())


@st.composite
def answers(draw: st.DrawFn) -> ScoredStatement:
    weights = [draw(st.integers(1, 1000)) for _ in LABELS]
    shares = {label: one / sum(weights) for label, one in zip(LABELS, weights, strict=True)}
    condition = draw(st.none() | st.builds(Condition, WORDS, st.just(3), st.integers(4, 9)))
    roles = {f"{role}_spans": draw(spans()) for role in ("source", "cue", "content")}
    bare = replace(draw(STATEMENTS), cue="", context="")
    statement = replace(bare, **roles)  # type: ignore[arg-type]
    return ScoredStatement(statement, Score(shares, condition, draw(st.booleans())))


@settings(deadline=None)
@given(st.lists(answers(), min_size=1, max_size=5))
def test_answers_come_back(
    tmp_path_factory: pytest.TempPathFactory, scored: list[ScoredStatement]
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    write_answers(scored, path)
    assert list(read_predictions(path)) == scored
    table = pq.read_table(path)
    for role in ("source", "cue", "content"):  # the form that tables of answers had before
        lists = [
            [{"start": start, "end": end} for start, end in json.loads(cell)]
            for cell in table.column(role).to_pylist()
        ]
        kind = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
        at = table.schema.get_field_index(role)
        table = table.set_column(at, role, pa.array(lists, kind))
    pq.write_table(table, path)
    assert list(read_predictions(path)) == scored


def scored(id_: str) -> ScoredStatement:
    return ScoredStatement(Statement("no", "build", id_), Score(dict.fromkeys(LABELS, 0.2)))


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "a.parquet"
    folder.mkdir()
    for name in ("part-1", "part-0", "part-2"):
        write_answers([] if name == "part-2" else [scored(name)], folder / f"{name}.parquet")
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.crc").touch()
    assert [item.statement.id for item in read_predictions(folder)] == ["part-0", "part-1"]
    row = next(parquet_rows(folder))
    assert (row.path, row.line) == (str(folder / "part-0.parquet"), 1)
    assert detect(folder) is FORMAT
    assert [item.statement.id for item in read_coded(folder).coded] == ["part-0", "part-1"]
    assert detect(folder.rename(tmp_path / "answers")) is FORMAT


@pytest.mark.parametrize("name", ["", "notes.txt", "country=Orland/part-0.parquet"])
def test_a_folder_of_anything_else_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a.parquet"
    folder.mkdir()
    if name:
        write_answers([scored("a")], folder / "part-0.parquet")
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    assert not FORMAT.claims(folder)
    with pytest.raises(InputError, match="no folder of Parquet parts"):
        list(read_predictions(folder))


def test_a_table_of_any_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.pq"
    write_answers([scored("a")], path)
    assert [item.statement.id for item in read_coded(path).coded] == ["a"]


def test_articles_are_for_answers(path: Path) -> None:
    article = Article("d", "They said no.")
    statement = Statement("no", "build", "1", "d", content_spans=(Span(10, 12),))
    write_answers([replace(scored("1"), statement=statement)], path)
    (item,) = read_with(path, {"d": article}).coded
    assert (item.statement.content_spans, item.statement.context) == ((Span(10, 12),), article.text)
    write_labelled([Coded(statement)], path)
    with pytest.raises(InputError, match="holds labelled statements"):
        read_with(path, {"d": article})


def test_the_schemas_are_typed_and_do_not_change_with_the_data(path: Path) -> None:
    span = pa.struct([("start", pa.int64()), ("end", pa.int64())])
    spans_type = pa.list_(pa.field("element", span))
    for items in ([Coded(Statement("no", "build"))], []):
        write_labelled(items, path)
        schema = pq.read_schema(path)
        assert schema.names == list(LABELLED_COLUMNS)
        kinds = {name: schema.field(name).type for name in schema.names}
        assert {name for name, kind in kinds.items() if kind == pa.string()} == {
            name for name in LABELLED_COLUMNS if not name.endswith("_spans")
        }
        assert {kind for name, kind in kinds.items() if name.endswith("_spans")} == {spans_type}
    write_answers([], path)
    schema = pq.read_schema(path)
    assert schema.names == list(CSV_COLUMNS)
    assert schema.field("p_support").type == pa.float64()
    assert schema.field("condition_start").type == pa.int64()
    assert {schema.field(role).type for role in ("source", "cue", "content")} == {pa.string()}


def test_a_collection_is_written_with_what_it_loses(path: Path) -> None:
    statement = Statement(
        "no", "build", "1", "d", stance=Stance.OPPOSE, content_spans=(Span(0, 2),)
    )
    whole = Collection({"d": Article("d", "no")}, (Coded(statement, "Kim"),))
    (loss,) = write_coded(whole, path)
    assert (loss.place, loss.reason) == ("1 articles", "a table of statements holds no texts")
    found = read_coded(path)
    assert found.coded == (Coded(replace(statement, content_spans=()), "Kim"),)
    assert "offsets are not kept" in found.losses[0].reason
    assert pq.read_table(path).to_pylist()[0]["content_spans"] == [{"start": 0, "end": 2}]


def test_scored_statements_lose_what_answers_have_no_column_for(path: Path) -> None:
    score = Score(dict.fromkeys(LABELS, 0.2))
    gold = Statement("no", "build", "1", "d", stance=Stance.OPPOSE, context="He said no.")
    (loss,) = write_coded(Collection({}, (Coded(gold, "Kim", score),)), path)
    assert "label, coder, context" in loss.reason


def test_coded_and_scored_are_not_mixed_and_nothing_is_not_written(path: Path) -> None:
    score = Score(dict.fromkeys(LABELS, 0.2))
    mixed = (Coded(Statement("no", "build")), Coded(Statement("no", "build"), score=score))
    with pytest.raises(InputError, match="write them apart"):
        write_coded(Collection({}, mixed), path)
    with pytest.raises(InputError, match="nothing to write"):
        write_coded(Collection(), path)
    assert not path.exists()


def test_rows_have_their_numbers_and_plain_values(save: Save) -> None:
    midnight = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
    later = midnight + dt.timedelta(hours=3)
    path = save(
        {
            "quote": pa.array(["no", None]).dictionary_encode(),
            "date": pa.array([dt.date(2020, 1, 2), dt.date(2020, 1, 3)]),
            "seen": pa.array([midnight, later], pa.timestamp("ns", "UTC")),
            "id": [1, 2],
            "proposals": [["a", "b"], None],
        }
    )
    one, two = parquet_rows(path)
    assert (one.path, one.line, two.line) == (str(path), 1, 2)
    assert one.values == {
        "quote": "no",
        "date": "2020-01-02",
        "seen": "2020-01-02",
        "id": 1,
        "proposals": ["a", "b"],
    }
    assert two.values == {"date": "2020-01-03", "seen": "2020-01-02T03:00:00", "id": 2}


def test_a_table_of_any_program_is_read(save: Save) -> None:
    path = save(
        {
            "quote": ["no", "yes"],
            "proposal": ["build"] * 2,
            "stance": ["oppose", None],
            "id": [7, 8],
        }
    )
    first, second = read_coded(path).statements
    assert (first.id, first.stance, first.actor_mention) == ("7", Stance.OPPOSE, "")
    assert second.stance is None


FAULTS: dict[str, dict[str, Any]] = {
    "stance: unknown label 'for'": {"quote": "no", "proposal": "build", "stance": "for"},
    "quote: missing or empty": {"quote": "", "proposal": "build", "stance": "oppose"},
    "quote: expected text, found int 7": {"quote": 7, "proposal": "build", "stance": "oppose"},
    "quote: expected text, found bytes": {"quote": b"no", "proposal": "build", "stance": "oppose"},
    "proposal: missing": {"quote": "no", "proposal": None, "stance": "oppose"},
    "the name 'Quote' is not known": {"Quote": "no", "proposal": "build", "stance": "oppose"},
    "the name 'P_support' is not known": {"quote": "no", "proposal": "build", "P_support": 1.0},
    "quote: holds the NUL character": {"quote": "n\0o", "proposal": "build", "stance": "oppose"},
    "actor_kind: unknown 'king'": {"quote": "no", "proposal": "build", "actor_kind": "king"},
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_faulty_row_is_named_with_its_number(save: Save, said: str) -> None:
    path = save({name: [value] for name, value in FAULTS[said].items()})
    with pytest.raises(RecordError) as caught:
        read_coded(path)
    assert str(caught.value).startswith(f"{path}:1: {said}")


def test_a_faulty_answer_is_named_or_skipped(path: Path) -> None:
    score = Score(dict.fromkeys(LABELS, 0.2))
    write_answers([ScoredStatement(Statement("no", "build", "1"), score)] * 2, path)
    table = pq.read_table(path)
    halved = table.set_column(
        table.schema.get_field_index("p_support"), "p_support", pa.array([0.2, 0.9])
    )
    pq.write_table(halved, path)
    with pytest.raises(RecordError, match="they sum to") as caught:
        list(read_predictions(path))
    assert caught.value.line == 2
    skipped: list[StanceError] = []
    assert len(list(read_predictions(path, skipped.append))) == len(skipped) == 1
    pq.write_table(table.drop_columns(["content"]).append_column("content", [["x", "y"]]), path)
    with pytest.raises(RecordError, match="content: no JSON list of"):
        list(read_predictions(path))


def test_rows_go_on_after_one_that_is_reported(save: Save) -> None:
    path = save({"quote": ["n\0o", "yes"]})
    skipped: list[StanceError] = []
    assert [row.line for row in parquet_rows(path, skipped.append)] == [2]
    assert [error.line for error in skipped] == [1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "does not begin with PAR1"),
        (b"quote,proposal,stance\n", "does not begin with PAR1"),
        (b"PAR1", "damaged or no Parquet table"),
        (b"PAR1" + b"\xff" * 500 + b"PAR1", "damaged or no Parquet table"),
    ],
)
def test_a_file_that_is_no_table_is_told(path: Path, data: bytes, said: str) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        list(parquet_rows(path))


def test_a_missing_file_an_empty_table_and_a_column_twice_are_told(path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(parquet_rows(path))
    pq.write_table(pa.table({"quote": pa.array([], pa.string())}), path)
    with pytest.raises(InputError, match="is empty: no row"):
        list(parquet_rows(path))
    pq.write_table(pa.Table.from_arrays([pa.array(["a"])] * 2, names=["quote", "quote"]), path)
    with pytest.raises(InputError, match="names the column 'quote' twice"):
        list(parquet_rows(path))


def test_a_text_that_no_file_can_hold_leaves_the_old_one(path: Path) -> None:
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="cannot be written"):
        write_labelled([Coded(Statement("half \ud800 a pair", "build"))], path)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_off_table_is_told(path: Path, share: float) -> None:
    write_labelled([Coded(Statement("no", "build"))] * 500, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputError, match="damaged"):
        list(parquet_rows(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_damaged_is_an_error_of_ours(path: Path, data: st.DataObject) -> None:
    write_labelled([Coded(Statement("no", "build", content_spans=(Span(0, 2),)))] * 3, path)
    whole = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(4, len(whole) - 9), min_size=1, max_size=3)):
        whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(whole)
    with suppress(StanceError):
        read_coded(path)


def test_a_hundred_thousand_rows_pass_in_batches(path: Path) -> None:
    write_labelled((Coded(Statement("no", "build", str(it))) for it in range(100_000)), path)
    assert [row.line for row in parquet_rows(path)] == list(range(1, 100_001))


class _Absent(importlib.abc.MetaPathFinder):
    """A machine without pyarrow."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError(name)


def test_without_pyarrow_the_remedy_is_told(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save({"quote": ["no"]})
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyarrow"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Absent(), *sys.meta_path])
    with pytest.raises(MissingExtraError, match=r"pip install 'stance-quotes\[parquet\]'"):
        list(parquet_rows(path))
    with pytest.raises(MissingExtraError, match=r"pip install 'stance-quotes\[parquet\]'"):
        write_labelled([], path)


def test_pyarrow_is_not_imported_before_a_table_is_read() -> None:
    code = (
        "import sys, stance.corpus.parquet, stance.cli;"
        "sys.exit(any(m in sys.modules for m in ('pyarrow', 'pandas', 'scipy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_tables_are_known_by_their_first_bytes(save: Save, path: Path) -> None:
    assert not FORMAT.claims(path)
    assert FORMAT.claims(save({"quote": ["no"]}))
    path.write_bytes(b"PAR")
    assert not FORMAT.claims(path)
