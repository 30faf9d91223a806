"""Ids, names of articles, and losses with their places."""

from __future__ import annotations

from stance.corpus.exchange import Coded, Fate, Loss
from stance.corpus.gathering import Gathering
from stance.errors import InputError, RecordError
from stance.schema import LABELS, Article, Score, Span, Statement

SCORE = Score(dict.fromkeys(LABELS, 0.2))


def statement(id_: str, document: str = "d") -> Statement:
    return Statement("No.", "p", id_, document)


def test_statements_without_an_id_are_numbered_for_each_coder() -> None:
    gathering = Gathering()
    for coder in ("anna", "anna", "bert"):
        gathering.statement(Coded(statement(""), coder), "here")
    gathering.statement(Coded(statement("", "")), "here")
    found = gathering.collection()
    assert [item.statement.id for item in found.coded] == ["d-00", "d-01", "d-00", "statement-00"]
    assert found.losses == ()


def test_an_id_that_stands_twice_is_renamed_and_listed() -> None:
    gathering = Gathering()
    for coder in ("anna", "anna", "anna", "bert"):
        gathering.statement(Coded(statement("s1"), coder), "here")
    gathering.statement(Coded(statement("s1"), "anna", SCORE), "here")
    gathering.statement(Coded(statement("s1", "e"), "anna"), "here")
    found = gathering.collection()
    assert [item.statement.id for item in found.coded] == ["s1", "s1~2", "s1~3", "s1", "s1", "s1"]
    assert [(loss.fate, loss.detail) for loss in found.losses] == [
        (Fate.CHANGED, "s1 is now s1~2"),
        (Fate.CHANGED, "s1 is now s1~3"),
    ]


def test_one_article_is_kept_once_with_what_each_copy_knows() -> None:
    gathering = Gathering()
    gathering.article(Article("d", "No."), "here")
    kept = gathering.article(Article("d", "No.", "2031-05-04", Span(0, 2)), "there")
    assert kept == Article("d", "No.", "2031-05-04", Span(0, 2))
    assert dict(gathering.collection().articles) == {"d": kept}


def test_an_error_keeps_its_line() -> None:
    gathering = Gathering()
    gathering.error(RecordError("bad", path="a.csv", line=3))
    gathering.error(InputError("worse", path="b.txt"))
    assert gathering.collection().losses == (
        Loss(Fate.DROPPED, "a.csv:3", "bad", fault=True),
        Loss(Fate.DROPPED, "b.txt", "worse", fault=True),
    )


def test_a_loss_reads_as_a_line() -> None:
    assert (
        str(Loss(Fate.CHANGED, "a.csv:3", "its date", "1999"))
        == "changed: a.csv:3: its date (1999)"
    )
