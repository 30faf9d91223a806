"""Sources of several actors."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading.actor_list import ActorList
from stance.reading.conjuncts import split_source
from stance.schema import Span

KNOWN = ActorList.from_toml({"actor": [{"name": "Bren and Morwen", "kind": "state"}]})

DIVIDED = {
    "Holt and the Amber Palace": ["Holt", "the Amber Palace"],
    "Tarn, Velm and Orsk": ["Tarn", "Velm", "Orsk"],
    "Holt of Tarn and Brandt of Velm": ["Holt of Tarn", "Brandt of Velm"],
    "the chancellor and the finance minister": ["the chancellor", "the finance minister"],
    "Both Holt and Brandt": ["Holt", "Brandt"],
    "Ana Holt as well as the Amber Palace": ["Ana Holt", "the Amber Palace"],
    "Holt and Brandt, who met in Tarn and left": ["Holt", "Brandt, who met in Tarn and left"],
    "Jan Holt, the foreign minister, and Mara Brandt, his deputy": [
        "Jan Holt, the foreign minister",
        "Mara Brandt, his deputy",
    ],
    "he and Brandt": ["he", "Brandt"],
    "the envoy of Tarn and the envoy of Velm": ["the envoy of Tarn", "the envoy of Velm"],
    "Jan Holt and Ana B. Brandt of the University of Velm, Tarn": [
        "Jan Holt",
        "Ana B. Brandt of the University of Velm, Tarn",
    ],
}
WHOLE = [
    "the foreign ministers of Tarn and Velm",
    "the Ministry of Health and Welfare",
    "the Unity and Land Party",
    "the Farmers' and Fishers' Front",
    "Bren and Morwen",
    "Rail and dock unions",
    "three trade unions and the chamber of commerce",
    "Jan Holt, the minister of trade and industry",
    "critics and supporters",
    "Holt, who met Brandt and left",
    "a group of mayors and the governor",
    "its leader and founder, Jan Holt",
    "Leaders of the Velmian Senate and House of Deputies",
    "Jan Holt, a lawyer from Tarn and a member of the Senate",
    "David Holt, its president and CEO",
    "a study by economists at Tarn and the University of Velm",
    "Holt",
    "",
]


def pieces(text: str) -> list[str]:
    source = (Span(0, len(text)),) if text else ()
    return [
        " ".join(text[span.start : span.end] for span in part)
        for part in split_source(text, source, KNOWN)
    ]


@pytest.mark.parametrize(("source", "parts"), DIVIDED.items())
def test_names_are_divided(source: str, parts: list[str]) -> None:
    assert pieces(source) == parts


@pytest.mark.parametrize("source", WHOLE)
def test_what_hangs_together_stays(source: str) -> None:
    assert pieces(source) == [source]


def test_article_tells_that_the_second_name_stands_alone() -> None:
    text = "The Amber Palace and Holt agreed. Holt left."
    parts = split_source(text, (Span(0, 25),))
    assert [text[span.start : span.end] for (span,) in parts] == ["The Amber Palace", "Holt"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rained. Holt and the Amber Palace have agreed.", ["Holt", "the Amber Palace"]),
        ("Both Holt and the Amber Palace agreed.", ["Holt", "the Amber Palace"]),
        ("He left Holt and the Amber Palace agreed.", ["the Amber Palace"]),
        ("Holt and the Amber Palace has agreed.", ["the Amber Palace"]),
    ],
)
def test_a_name_left_out_before_the_source_is_a_conjunct(text: str, parts: list[str]) -> None:
    start = text.index("the Amber Palace")
    found = split_source(text, (Span(start, start + len("the Amber Palace")),), KNOWN)
    assert [text[span.start : span.end] for (span,) in found] == parts


def test_a_source_in_pieces_stays() -> None:
    source = (Span(0, 4), Span(9, 15))
    assert split_source("Holt, he, Brandt and Orsk", source) == (source,)


@given(
    st.lists(
        st.sampled_from("Holt Brandt the of and , who his union Tarn's as well both".split()),
        max_size=12,
    )
)
def test_conjuncts_are_ordered_parts_of_the_source(words: list[str]) -> None:
    text = " ".join(words)
    source = (Span(0, len(text)),) if text else ()
    parts = [span for part in split_source(text, source) for span in part]
    assert all(left.end <= right.start for left, right in pairwise(parts))
    assert all(text[span.start : span.end].strip() for span in parts)
