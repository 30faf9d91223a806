from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.parquet import write_answers
from stance.corpus.predictions import (
    CSV_COLUMNS,
    prediction,
    read_all_predictions,
    read_predictions,
)
from stance.corpus.tables import Row
from stance.errors import RecordError, StanceError
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.schema import (
    ACTOR_KINDS,
    LABELS,
    Condition,
    Score,
    ScoredStatement,
    Span,
    Spans,
    Statement,
)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    str.strip
)


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    ends = sorted(draw(st.sets(st.integers(0, 99), max_size=6)))
    return tuple(map(Span, ends[::2], ends[1::2]))


@st.composite
def answers(draw: st.DrawFn) -> ScoredStatement:
    weights = [draw(st.integers(1, 1000)) for _ in LABELS]
    shares = {label: one / sum(weights) for label, one in zip(LABELS, weights, strict=True)}
    condition = draw(st.none() | st.builds(Condition, WORDS, st.just(3), st.integers(4, 9)))
    statement = Statement(
        quote=draw(WORDS),
        proposal=draw(WORDS),
        id=draw(WORDS),
        document=draw(WORDS | st.just("")),
        actor=draw(WORDS | st.just("")),
        actor_mention=draw(WORDS),
        actor_kind=draw(st.sampled_from(["", *ACTOR_KINDS])),
        country=draw(WORDS | st.just("")),
        date=draw(st.just("") | st.dates().map(str)),
        source_spans=draw(spans()),
        cue_spans=draw(spans()),
        content_spans=draw(spans()),
    )
    return ScoredStatement(statement, Score(shares, condition, draw(st.booleans())))


@given(answers())
def test_an_answer_comes_back_from_its_row(scored: ScoredStatement) -> None:
    row = json.loads(json_line(statement_row(scored)))
    assert prediction(Row(row, "p.jsonl", 1)) == scored


@given(answers())
def test_an_answer_comes_back_from_its_csv_cells(scored: ScoredStatement) -> None:
    cells = dict(zip(CSV_COLUMNS, map(str, csv_row(statement_row(scored))), strict=True))
    row = Row({key: cell for key, cell in cells.items() if cell}, "p.csv", 2)
    assert prediction(row) == scored


def test_a_csv_file_is_read(tmp_path: Path) -> None:
    shares = dict(zip(LABELS, (0.5, 0.2, 0.1, 0.1, 0.1), strict=True))
    scored = ScoredStatement(Statement("we, too", "build it", "a", "d", "Ada"), Score(shares))
    path = tmp_path / "p.csv"
    path.write_text(csv_lines([CSV_COLUMNS, csv_row(statement_row(scored))]), encoding="utf-8")
    assert list(read_predictions(path)) == [scored]


def test_a_parquet_file_and_its_parts_are_read_as_their_twin(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    shares = dict(zip(LABELS, (0.5, 0.2, 0.1, 0.1, 0.1), strict=True))
    statement = Statement("we, too", "build it", "a", "d", content_spans=(Span(3, 10),))
    scored = ScoredStatement(statement, Score(shares, Condition("if", 4, 6)))
    parts = tmp_path / "p.parquet"
    parts.mkdir()
    write_answers([scored], parts / "part-0.parquet")
    assert list(read_predictions(parts)) == list(read_predictions(parts / "part-0.parquet"))
    assert list(read_predictions(parts)) == [scored]


def test_a_misspelt_field_is_told() -> None:
    row = json.loads(answer_line("a"))
    row["Country"] = row.pop("country")
    with pytest.raises(RecordError, match="the name 'Country' is not known"):
        prediction(Row(row, "p.jsonl", 1))


BAD = {
    "probabilities": ("probabilities", None),
    "probabilities: they sum": ("probabilities", dict.fromkeys(LABELS, 0.5)),
    "probabilities.neutral": ("probabilities", {"support": 1.0, "oppose": 0, "conditional": 0}),
    "unknown label": ("stance", "yes"),
    "quote: missing": ("quote", ""),
    "content[0]": ("content", [[4, 2]]),
    "condition.start": ("condition", {"text": "if", "start": None, "end": 2}),
    "is no span": ("condition", {"text": "if", "start": 5, "end": 2}),
    "actor_kind: unknown": ("actor_kind", "king"),
}


@pytest.mark.parametrize("message", BAD)
def test_a_bad_row_names_place_and_field(message: str, tmp_path: Path) -> None:
    good = replace(Statement("we agree", "build it", "a"), document="d")
    shares = dict(zip(LABELS, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True))
    row = statement_row(ScoredStatement(good, Score(shares)))
    key, value = BAD[message]
    path = tmp_path / "p.jsonl"
    path.write_text(json_line(row) + json_line({**row, key: value}), encoding="utf-8")
    with pytest.raises(RecordError) as raised:
        list(read_predictions(path))
    assert str(raised.value).startswith(f"{path}:2: ")
    assert message in str(raised.value)
    skipped: list[StanceError] = []
    assert len(list(read_predictions(path, skipped.append))) == len(skipped) == 1


def answer_line(id_: str) -> str:
    shares = dict(zip(LABELS, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True))
    statement = Statement("we agree", "build it", id_, "d", "Ada")
    return json_line(statement_row(ScoredStatement(statement, Score(shares))))


def test_several_files_and_standard_input_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(answer_line("a"), encoding="utf-8")
    piped = io.BytesIO(f"{answer_line('b')}\n{answer_line('c')}".encode())
    given = ["-", str(path)]
    found = [item.statement.id for item in read_all_predictions(given, piped)]
    assert found == ["b", "c", "a"]


def test_errors_of_files_and_rows_are_taken_or_raised(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(answer_line("a") + "{}\n" + answer_line("b"), encoding="utf-8")
    given = [str(tmp_path / "missing.jsonl"), "-", str(path), str(tmp_path / "p.txt")]
    taken: list[StanceError] = []
    found = read_all_predictions(given, io.BytesIO(b""), taken.append)
    assert [item.statement.id for item in found] == ["a", "b"]
    messages = [str(error) for error in taken]
    assert len(messages) == 4
    assert "missing.jsonl: no such file" in messages[0]
    assert messages[1].startswith("-: is empty")
    assert messages[2].startswith(f"{path}:2: probabilities")
    assert "is no table; allowed are .jsonl, .csv, .tsv and .parquet" in messages[3]
    for number, name in enumerate(given):
        with pytest.raises(StanceError) as raised:
            list(read_all_predictions([name], io.BytesIO(b"")))
        assert str(raised.value) == messages[number]
