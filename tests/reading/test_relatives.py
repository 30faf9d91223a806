"""The phrase before "who" and "which"."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading.actor_list import ActorList
from stance.reading.relatives import phrase_before
from stance.reading.tokens import tokenise

WORDS = ActorList.from_toml(
    tomllib.loads((Path(__file__).parents[2] / "data/actors.toml").read_text("utf-8"))
).words
KNOWN = replace(ActorList.from_toml({"actor": [{"name": "Velmia", "kind": "state"}]}), words=WORDS)

PHRASES = [
    # before, for "who", for "which"
    ("It pleased the mayor of the town", "the mayor of the town", "the town"),
    ("It came from the Bank of Velmia,", "the Bank of Velmia", "the Bank of Velmia"),
    ("It pleased a baker from Velmia,", "a baker from Velmia", "Velmia"),
    ("It came from a body of nine members,", "nine members", "a body of nine members"),
    ("It was sung by gay choirs", "gay choirs", "gay choirs"),
    ("It pleased those", "those", "those"),
    ("It pleased 64 percent", "64 percent", "64 percent"),
    ("It was told by Ana Holt (Tarn),", "Ana Holt", "Ana Holt"),
    ("They wrote an email in 2014", "an email in 2014", "an email in 2014"),
    ("It pleased some of the growers", "the growers", "the growers"),
    ("It was about the same number", "the same number", "the same number"),
    ("It was told by Ana Holt’s adviser", "Ana Holt’s adviser", "Ana Holt’s adviser"),
    ("Nobody asked", "", ""),
    ("The quay is old, and", "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("before", "who", "which"), PHRASES)
def test_the_phrase_right_before(before: str, who: str, which: str) -> None:
    tokens = tokenise(before)
    for personal, expected in ((True, who), (False, which)):
        phrase = phrase_before(tokens, personal, KNOWN)
        found = before[phrase[0].start : phrase[-1].end] if phrase else ""
        assert found == expected


@given(
    st.lists(st.sampled_from("the of who Holt ( ) , 9 his and - ' members".split()), max_size=20)
)
def test_any_tokens_have_an_answer_among_them(words: list[str]) -> None:
    tokens = tokenise(" ".join(words))
    for personal in (True, False):
        phrase = list(phrase_before(tokens, personal, KNOWN))
        assert not phrase or phrase in [
            list(tokens[start : start + len(phrase)]) for start in range(len(tokens))
        ]
