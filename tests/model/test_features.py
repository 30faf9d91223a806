from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.model.explain import role_text
from stance.model.features import (
    STREAMS,
    FeatureSettings,
    extract,
    negated,
    words,
)
from stance.schema import Statement

STATEMENT = Statement(
    quote="The zones would not protect anyone, but the ministry will fund them.",
    proposal="set up safe zones",
    actor="Ada Brenn",
    actor_mention="the minister",
    cue="did not rule out",
    context="Brenn spoke on Monday. The zones would not protect anyone, but the ministry will"
    " fund them. Reporters asked why.",
)


def names(statement: Statement, stream: str) -> list[str]:
    return [item.name for item in extract(statement, FeatureSettings((stream,)))[stream]]


def test_every_stream_reads_something() -> None:
    streams = extract(STATEMENT, FeatureSettings())
    assert tuple(streams) == STREAMS
    assert all(streams.values())


def test_negation_is_scoped_to_its_clause() -> None:
    found = names(STATEMENT, "masked")
    assert "not_protect" in found
    assert "fund" in found
    assert "not_fund" not in found


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("we do not want it. we want peace", ["want", "it"]),
        ("they can't agree", ["agree"]),
        ("never again, he said", ["again"]),
        ("we agree", []),
    ],
)
def test_negated_words(text: str, hidden: list[str]) -> None:
    tokens = words(text)
    marks = negated(tokens)
    assert [word.text for word, mark in zip(tokens, marks, strict=True) if mark] == hidden


def test_target_words_are_masked_by_stem() -> None:
    found = names(STATEMENT, "masked")
    assert "<target>" in found
    assert not any("zones" in name for name in found)


def test_words_near_the_target_know_their_side() -> None:
    found = names(STATEMENT, "near")
    assert "the >" in found
    assert "< would" in found


def test_the_proposals_direction_is_crossed_with_the_words() -> None:
    do = names(STATEMENT, "cross")
    undo = names(Statement(STATEMENT.quote, "scrap the safe zones", cue=STATEMENT.cue), "cross")
    assert "do quote not_protect" in do
    assert "undo quote not_protect" in undo
    assert not set(do) & set(undo)


def test_the_proposals_verb_is_crossed_with_content_words() -> None:
    assert "set quote not_protect" in names(STATEMENT, "verb")
    assert not any(name.endswith(" the") for name in names(STATEMENT, "verb"))


def test_kinds_of_words_stand_for_words_never_seen() -> None:
    found = names(STATEMENT, "kinds")
    assert {"quote not_good", "near not_good", "do near not_good", "quote up"} <= {*found}
    assert not {"quote good", "near up"} & {*found}  # negated; "fund" stands too far away
    target = names(Statement("a safe road", "set up safe zones", cue="welcomed"), "kinds")
    assert target == ["cue yes", "do cue yes"]  # "safe" is the target's own word
    undo = names(Statement("a fair road", "scrap the zones"), "kinds")
    assert undo == ["quote good", "undo quote good"]


def test_relations_between_the_parts() -> None:
    found = names(
        Statement("we will win", "elect Ada Brenn", actor="Brenn", cue="told voters"), "relation"
    )
    assert {
        "actor in proposal True",
        "elect actor True first person True",
        "told covers 0",
        "voters covers 0",
        "cue is told voters",
        "voters | we",
    } == set(found)
    assert "actor in proposal False" in names(STATEMENT, "relation")


def test_form_tells_conditions_questions_and_quotation() -> None:
    found = names(Statement("“Would you sign if we paid?”", "sign the deal"), "form")
    assert {"direct True", "question", "modal would"} <= {*found}
    assert "direct False" in names(Statement("he would sign", "sign the deal"), "form")


def test_conditions_know_what_stands_around_them() -> None:
    found = names(Statement("they would sign only if we paid", "sign the deal"), "condition")
    assert {"only", "sign only", "if", "only if", "if we", "if we paid", "if last"} <= {*found}
    assert {"do if", "conditions 2"} <= {*found}
    assert names(Statement("they would sign", "sign the deal"), "condition") == ["conditions 0"]


def test_context_leaves_the_quote_out() -> None:
    found = names(STATEMENT, "context")
    assert "monday" in found
    assert "protect" not in found


def test_masked_actors_are_not_read() -> None:
    streams = extract(STATEMENT, FeatureSettings(mask_actors=True))
    assert not streams["actor"]
    assert not streams["pair"]
    other = replace(STATEMENT, actor="Bo Lin", actor_mention="Lin")
    assert extract(other, FeatureSettings(mask_actors=True)) == streams


TEXT = st.text(max_size=60)


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_offsets_cut_the_words_that_were_read(
    quote: str, proposal: str, actor: str, cue: str, context: str
) -> None:
    statement = Statement(quote, proposal, actor=actor, cue=cue, context=context)
    for stream in extract(statement, FeatureSettings()).values():
        for item in stream:
            text = role_text(statement, item.role)
            assert 0 <= item.start <= item.end <= len(text)


@given(TEXT)
def test_words_are_cut_where_they_stand(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end].lower().replace("’", "'") == word.text
