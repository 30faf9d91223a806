"""Answers of `stance predict`: placed in their articles, checked, or taken as quotes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_cases import CASES, expected, shown

from stance.corpus.answers import read_with
from stance.corpus.exchange import Fate
from stance.errors import InputError
from stance.schema import Article, Span

Write = Callable[[str, str], Path]
FOLDER = "answers"
TEXT = (CASES / FOLDER / "toll.txt").read_bytes().decode()
ARTICLES = {"toll.txt": Article("toll.txt", TEXT)}


@pytest.mark.parametrize("name", expected(FOLDER))
def test_answers_are_read_with_their_articles_or_alone(name: str) -> None:
    file, _, alone = name.partition(" ")
    found = read_with(CASES / FOLDER / file, {} if alone else ARTICLES)
    assert shown(found) == expected(FOLDER)[name]


def rows() -> list[dict[str, Any]]:
    lines = (CASES / FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def saved(write: Write, *given: Any) -> Path:
    return write("answers.jsonl", "".join(json.dumps(row) + "\n" for row in given))


def test_spans_count_in_the_article() -> None:
    found = read_with(CASES / FOLDER / "answers.jsonl", ARTICLES).coded
    quote = found[1].statement
    assert quote.content_spans == (Span(82, 102), Span(145, 157))
    assert quote.context.startswith("Mayor Ada Brik")
    score = found[2].score
    assert score
    assert score.condition
    assert TEXT[score.condition.start : score.condition.end] == score.condition.text


def test_another_edition_of_the_article_is_refused(write: Write) -> None:
    other = {"toll.txt": Article("toll.txt", TEXT.replace("Mayor", "Lord Mayor"))}
    found = read_with(saved(write, *rows()[:3]), other)
    assert found.coded == ()
    faults = [loss for loss in found.losses if loss.fault]
    assert "its offsets cover other words than the file says" in faults[0].reason
    assert faults[0].place == "answers.jsonl: answer toll:0, content"


def test_an_article_with_other_line_ends_is_told(write: Write) -> None:
    other = {"toll.txt": Article("toll.txt", TEXT.replace("\r\n", "\n"))}
    found = read_with(saved(write, *rows()[:3]), other)
    assert [item.statement.quote for item in found.coded] == [row["quote"] for row in rows()[:3]]
    (loss,) = found.losses
    assert (loss.fate, loss.fault) == (Fate.REPAIRED, False)
    assert "a line feed counted as CR LF" in loss.detail
    score = found.coded[2].score
    assert score
    assert score.condition
    assert other["toll.txt"].text[score.condition.start :].startswith(score.condition.text)


def test_a_document_that_is_not_given_is_a_fault(write: Write) -> None:
    found = read_with(saved(write, rows()[0]), {"bell.txt": Article("bell.txt", "No.")})
    (loss,) = found.losses
    assert (loss.fate, loss.fault) == (Fate.CHANGED, True)
    assert "not among those given (bell.txt); ids must be the same" in loss.reason
    assert [item.statement.content_spans for item in found.coded] == [()]


def test_a_wrong_row_is_listed(write: Write) -> None:
    bad = {**rows()[0], "probabilities": {"support": 1}}
    found = read_with(saved(write, bad, rows()[3]), ARTICLES)
    assert [item.statement.id for item in found.coded] == ["q7"]
    assert "probabilities.oppose" in str(found.losses[0])


def test_what_is_no_table_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="is empty"):
        read_with(write("answers.jsonl", ""))
    with pytest.raises(InputError, match="is no table"):
        read_with(write("answers.txt", "a"))
