"""Our items: every field of every record comes back; training reads the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_cases import CASES, expected, shown

from stance.corpus import items, read_labelled
from stance.corpus.exchange import Collection, Fate
from stance.schema import Article, Span

Write = Callable[[str, str], Path]
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize("name", expected("items"))
def test_items_are_read(name: str) -> None:
    assert shown(items.read(CASES / "items" / name)) == expected("items")[name]


def test_our_corpus_comes_back_whole(tmp_path: Path) -> None:
    found = items.read(DATA / "statements.jsonl")
    assert found.losses == ()
    assert found.statements == read_labelled([DATA / "statements.jsonl"]).statements
    items.write(found, tmp_path / "again.jsonl")
    assert items.read(tmp_path / "again.jsonl") == found
    assert read_labelled([tmp_path / "again.jsonl"]).statements == found.statements


def test_training_passes_over_statements_without_a_stance(tmp_path: Path) -> None:
    found = items.read(CASES / "items" / "items.jsonl")
    items.write(found, tmp_path / "out.jsonl")
    labelled = read_labelled([tmp_path / "out.jsonl"])
    coded = [each for each in found.coded if each.statement.stance]
    assert [each.id for each in labelled.statements] == [each.statement.id for each in coded]
    assert labelled.coders == tuple(each.coder for each in coded)
    assert labelled.uncoded[0].count == len(found.coded) - len(coded) > 0


ENTRY: dict[str, Any] = {"id": "s1", "content": [[0, 8]], "proposal": "p", "stance": "oppose"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (3, "expected an object, found 3"),
        ({**ENTRY, "stance": "favour"}, "unknown label 'favour'"),
        ({**ENTRY, "content": [[0, 99]]}, "ends beyond the text, which has 9 characters"),
        ({**ENTRY, "content": []}, "content: empty"),
        ({**ENTRY, "content": [["0", 8]]}, "expected [start, end] as two whole numbers"),
        ({**ENTRY, "actor_kind": "robot"}, "actor_kind: unknown 'robot'"),
        ({**ENTRY, "Stance": "oppose"}, "the name 'Stance' is not known; rename it 'stance'"),
        ({**ENTRY, "score": 3}, "score: expected an object with probabilities"),
        ({**ENTRY, "coder": [3]}, "coder: expected text, found list"),
    ],
)
def test_a_statement_that_is_wrong_is_listed(write: Write, entry: Any, said: str) -> None:
    row = {"document": "d", "text": "No tolls.", "statements": [entry, {**ENTRY, "id": "s2"}]}
    found = items.read(write("items.jsonl", json.dumps(row)))
    assert [item.statement.id for item in found.coded] == ["s2"]
    (loss,) = found.losses
    assert (loss.place, loss.fault) == ("items.jsonl:1, statements[0]", True)
    assert said in loss.reason


def test_a_headline_is_told_by_its_words(tmp_path: Path) -> None:
    article = Article("d", "No. No. Tolls.", headline=Span(4, 7))
    (loss,) = items.write(Collection({"d": article}), tmp_path / "out.jsonl")
    assert (loss.fate, loss.place) == (Fate.CHANGED, "article d")
    assert items.read(tmp_path / "out.jsonl").articles["d"].headline == Span(0, 3)
