from __future__ import annotations

import pytest

from stance.documents import ArticleInput, SpanInput
from stance.errors import RecipeError
from stance.pipeline.answering import answer, asked_phrases
from stance.pipeline.scorer import Scorer
from stance.schema import Article, Proposal, Statement

TRAM = "build the tram line"
TEXT = "Mayor Ada Brenn said she would back the tram line only if the state paid half of it."


def span(quote: str, proposal: str = "") -> SpanInput:
    return SpanInput(Statement(quote, proposal), "quotes.jsonl", 1)


def article(name: str, *proposals: str) -> ArticleInput:
    return ArticleInput(Article(name, TEXT), proposals, "articles.jsonl", 1)


def test_answers_stand_in_the_order_of_quotes_and_articles(small: Scorer) -> None:
    inputs: list[ArticleInput | SpanInput] = [
        span("no", TRAM),
        article("one", TRAM),
        span("yes", "sign it"),
        article("two", TRAM),
    ]
    found = answer(small, inputs)
    read = len(small.read(TEXT, [TRAM]).statements)
    assert read
    assert found.origins == (0, *[1] * read, 2, *[3] * read)
    assert [item.statement.document for item in found.statements if item.statement.document] == [
        *["one"] * read,
        *["two"] * read,
    ]
    alone = small.score("yes", proposal="sign it").probabilities
    assert found.statements[1 + read].score.probabilities == pytest.approx(alone, abs=1e-12)


def test_what_names_no_proposal_is_asked_about_those_given(small: Scorer) -> None:
    asked: list[str | Proposal] = [Proposal("sign it"), "sell it", "sign it"]
    found = answer(small, [span("no"), span("no", TRAM)], asked)
    assert [item.statement.proposal for item in found.statements] == ["sign it", "sell it", TRAM]
    assert found.origins == (0, 0, 1)
    assert {
        item.statement.proposal for item in answer(small, [article("a")], [TRAM]).statements
    } == {TRAM}


def test_unrelated_candidates_are_counted(small: Scorer) -> None:
    reading = small.read(TEXT, [TRAM])
    twice = answer(small, [article("a", TRAM), article("b", TRAM)])
    assert twice.unrelated == 2 * reading.unrelated
    assert answer(small, []).statements == ()


def test_proposals_are_a_list_of_phrases() -> None:
    assert asked_phrases([Proposal("a"), "b", "a"]) == ["a", "b"]
    with pytest.raises(RecipeError, match="proposals is one text; give a list of phrases"):
        asked_phrases("build it")
    for empty in ("", " ", None):
        with pytest.raises(RecipeError, match="an empty proposal"):
            asked_phrases(["a", empty])  # type: ignore[list-item]
