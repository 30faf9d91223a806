"""What a format cannot hold is taken off and named; nothing else is touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from invented import collections

from stance.corpus.exchange import Coded, Collection, Fate, Holds
from stance.corpus.holding import fit
from stance.corpus.jsonl import spanned_statement
from stance.schema import LABELS, Article, Condition, Score, Span, Stance, Statement

TEXT = "Ada Brik backed the toll."
ARTICLE = Article("d", TEXT, "2031-05-04", Span(0, 8))
STATEMENT = spanned_statement(
    TEXT,
    id_="s1",
    document="d",
    source=(Span(0, 8),),
    cue=(),
    content=(Span(9, 24),),
    condition=(),
    proposal="charge a toll",
    stance=Stance.SUPPORT,
    date="2031-05-04",
)
SHARES = dict(zip(LABELS, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True))


def one(statement: Statement, score: Score | None = None, holds: Holds | None = None) -> Collection:
    """The collection of one statement, fitted."""
    given = Collection({"d": ARTICLE}, (Coded(statement, "anna", score),))
    fitted = fit(given, holds or Holds(), "It")
    return Collection(fitted.collection.articles, fitted.collection.coded, fitted.losses)


@settings(deadline=None)
@given(collections())
def test_a_format_with_a_place_for_everything_loses_nothing(collection: Collection) -> None:
    fitted = fit(collection, Holds(), "It")
    assert fitted.losses == ()
    assert fitted.collection == collection


@settings(deadline=None)
@given(collections())
def test_every_statement_is_kept_or_listed(collection: Collection) -> None:
    fitted = fit(collection, Holds(texts=False, loose=False, scores=False), "It")
    dropped = [loss for loss in fitted.losses if loss.fate is Fate.DROPPED]
    lost = [loss for loss in dropped if ": statement " in loss.place]
    assert len(fitted.collection.coded) + len(lost) == len(collection.coded)
    kept = [item.statement.stance for item in fitted.collection.coded]
    placed = [item for item in collection.coded if item.statement.content_spans]
    assert kept == [item.statement.stance for item in placed]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quote": "rejected it"}, "its quote is not what its article has there"),
        ({"cue": "said"}, "its cue is not what its article has there"),
        ({"actor_mention": "she"}, "its actor_mention is not what its article has there"),
        ({"date": "1999-01-01"}, "its date is not what its article has there"),
    ],
)
def test_the_words_are_those_of_the_article(changed: dict[str, str], said: str) -> None:
    found = one(replace(STATEMENT, **changed))  # type: ignore[arg-type]
    assert [item.statement for item in found.coded] == [STATEMENT]
    (loss,) = found.losses
    assert loss.fate is Fate.CHANGED
    assert said in loss.reason
    assert loss.place == "d: statement s1, coder anna"


def test_offsets_beyond_the_text_are_no_statement() -> None:
    found = one(replace(STATEMENT, cue_spans=(Span(90, 99),)))
    assert found.coded == ()
    assert [loss.fate for loss in found.losses] == [Fate.DROPPED]


def test_offsets_without_an_article_are_left_out() -> None:
    found = one(replace(STATEMENT, document="gone"))
    assert found.coded[0].statement.content_spans == ()
    assert found.coded[0].statement.stance is Stance.SUPPORT
    assert [loss.reason for loss in found.losses] == [
        "its offsets have no article; they are left out"
    ]


def test_a_coders_stance_and_a_models_answer_stay_apart() -> None:
    found = one(STATEMENT, Score(SHARES))
    assert (found.coded[0].score, found.coded[0].statement.stance) == (None, Stance.SUPPORT)
    assert "a coder's stance and a model's answer" in found.losses[0].reason
    bare = replace(STATEMENT, stance=None, condition_spans=(Span(9, 15),))
    found = one(bare, Score(SHARES))
    assert found.coded[0].statement.condition_spans == ()
    assert "a clause of its own" in found.losses[0].reason


def test_a_clause_beyond_the_text_is_left_out() -> None:
    bare = replace(STATEMENT, stance=None)
    found = one(bare, Score(SHARES, Condition("if", 90, 92)))
    score = found.coded[0].score
    assert score
    assert score.condition is None
    assert "lies beyond its text" in found.losses[0].reason


def test_an_abstention_is_said_to_be_one() -> None:
    bare = replace(STATEMENT, stance=None)
    found = one(bare, Score(SHARES, abstained=True), Holds(scores=False))
    assert found.coded[0].statement.stance is None
    assert found.losses[0].detail == "an abstention"


def test_a_headline_beyond_the_text_is_left_out() -> None:
    article = replace(ARTICLE, headline=Span(0, 99))
    fitted = fit(Collection({"d": article}), Holds(), "It")
    assert fitted.collection.articles["d"].headline is None
    assert fitted.losses[0].reason == "its headline's offsets lie beyond its text"


def test_the_body_is_found_anew_by_whoever_reads() -> None:
    article = replace(ARTICLE, body=(Span(0, 25),))
    fitted = fit(Collection({"d": article}), Holds(), "It")
    assert (fitted.collection.articles["d"].body, fitted.losses) == (None, ())
