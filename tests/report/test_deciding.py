from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import Labelled
from stance.model.explain import Contribution, Explanation, role_text
from stance.pipeline.scorer import Scorer
from stance.report.deciding import deciding
from stance.schema import Stance, Statement

STATEMENT = Statement(
    "we will not pay for it, unless asked",
    "pay for the new pier",
    actor="Ada Brenn",
    cue="told",
    context="Ada Brenn told us so.",
)
ROLES = ("quote", "cue", "actor", "proposal", "context")


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    role = draw(st.sampled_from(ROLES))
    text = role_text(STATEMENT, role)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start, len(text)))
    stream = draw(st.sampled_from(("form", "masked", "chars", "relation", "condition")))
    weight = draw(st.integers(-400, 400)) / 100
    return Contribution("f", stream, role, start, end, text[start:end], weight)


@given(st.lists(contributions(), max_size=30), st.integers(0, 5))
def test_nothing_is_lost(found: list[Contribution], most: int) -> None:
    total = 0.5 + sum(item.weight for item in found)
    told = deciding(STATEMENT, Explanation(Stance.OPPOSE, total, 0.5, tuple(found)), most)
    parts = (told.others, told.shape, told.intercept, *(word.weight for word in told.words))
    assert sum(parts) == pytest.approx(total)
    assert len(told.words) <= most
    sizes = [abs(word.weight) for word in told.words]
    assert sizes == sorted(sizes, reverse=True)
    for word in told.words:
        assert role_text(STATEMENT, word.role)[word.start : word.end] == word.text


def test_a_pair_of_words_shares_its_weight() -> None:
    pair = Contribution("not pay", "masked", "quote", 8, 15, "not pay", -1.0)
    told = deciding(STATEMENT, Explanation(Stance.SUPPORT, -1.0, 0.0, (pair,)))
    assert [(word.text, word.weight) for word in told.words] == [("not", -0.5), ("pay", -0.5)]


def test_what_is_read_from_the_whole_belongs_to_no_word() -> None:
    whole = len(STATEMENT.quote)
    found = (
        Contribution("length 1", "form", "quote", 0, whole, STATEMENT.quote, 0.5),
        Contribution("actor in proposal False", "relation", "actor", 0, 9, "Ada Brenn", 0.25),
        Contribution("cue is told", "relation", "cue", 0, 4, "told", 1.0),
    )
    told = deciding(STATEMENT, Explanation(Stance.SUPPORT, 1.75, 0.0, found))
    assert told.shape == 0.75
    assert [(word.role, word.text, word.weight) for word in told.words] == [("cue", "told", 1.0)]


def test_an_explanation_of_the_model_sums_to_its_logit(small: Scorer, some: Labelled) -> None:
    for statement in some.statements[:40]:
        explanation = small.explain(statement)
        told = deciding(statement, explanation)
        parts = (told.others, told.shape, told.intercept, *(word.weight for word in told.words))
        assert sum(parts) == pytest.approx(explanation.logit)
        assert len(told.words) == 12 or told.others == 0
