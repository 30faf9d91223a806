"""The courses of action that an article puts forward by itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.reading.discovery import (
    MOST_PROPOSALS,
    discover_proposals,
    phrase_f1,
)
from stance.schema import Attribution, Span


def found(text: str) -> list[str]:
    return [proposal.phrase for proposal in discover_proposals(text, [], least=0)]


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        (
            "The plan to build a dam on the Vell was leaked, officials said.",
            "build a dam on the Vell",
        ),
        ("Norland wants to raise fuel duties, a spokesman said.", "raise fuel duties"),
        ("She called for an end to the fish quota.", "end fish quota"),
        ("Unions rejected the closure of the Okar mine.", "close Okar mine"),
        ("He spoke out against banning plastic bags.", "ban plastic bags"),
        ("The bill that would cap rents has passed.", "cap rents"),
        ("The senate should be abolished, Deputy Ilse Brandt said.", "abolish senate"),
        ("Pilots would accept a ban on liners.", "ban liners"),
        (
            "She wants to ban cruise liners from the very old and crowded harbour of Vell Quay.",
            "ban cruise liners",
        ),
        ("Norland plans to raise fuel duties in April.", "raise fuel duties"),
        ("They demanded a ban on seabed mining.", "ban seabed mining"),
    ],
)
def test_patterns(sentence: str, phrase: str) -> None:
    assert phrase in found(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The finance ministers met.",
        "It was cold in Karsk.",
        "They wanted to build it.",
        "They plan to take the next steps.",
        "The league would accept the terms.",
        "Norland wants to pay for the old.",
        "Lower Vell plans a fair.",
        "",
        "\n.\n",
    ],
)
def test_no_proposal_no_phrase(sentence: str) -> None:
    assert found(sentence) == []


def test_one_course_of_action_is_one_proposal() -> None:
    text = (
        "Norland wants to build a dam on the Vell. Building the dam would take years."
        " The construction of the dam is popular."
    )
    assert len([phrase for phrase in found(text) if "dam" in phrase]) == 1


def test_the_most_discussed_comes_first() -> None:
    text = (
        "Toll on lorries divides Tessar\n\nThe cabinet wants to impose a toll on lorries. Hauliers"
        " said the toll would ruin them. A toll on lorries is fair, the railways said.\n\n"
        "It also wants to repair clocks and plans to rename a street."
    )
    content = "the toll would ruin them"
    start = text.index(content)
    attribution = Attribution((), (), (Span(start, start + len(content)),))
    first, *rest = discover_proposals(text, [attribution], Span(0, 30), least=0)
    assert first.phrase == "impose a toll on lorries"
    assert rest
    assert discover_proposals(text, [attribution], Span(0, 30), most=1, least=0) == (first,)


def test_phrase_f1() -> None:
    assert phrase_f1("build a dam", "build the dams") == 1
    assert phrase_f1("build a dam", "lower the toll") == 0
    assert phrase_f1("of the", "build a dam") == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from("wants to build a dam . should be abolished of \n ’s “ 7 ban".split(" "))
    )
)
def test_any_text_gives_few_clean_phrases(words: list[str]) -> None:
    phrases = found(" ".join(words))
    assert len(phrases) <= MOST_PROPOSALS
    for phrase in phrases:
        assert phrase == phrase.strip()
        assert "\n" not in phrase
        assert len(phrase.split()) > 1
