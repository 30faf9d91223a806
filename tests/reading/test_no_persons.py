"""Capitals that are no person's name."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from stance.reading.actor_list import ActorList
from stance.reading.introductions import read_cast
from stance.reading.no_persons import (
    is_no_name,
    is_place_name,
    is_used_as_place,
    read_places,
    title_sentences,
)
from stance.reading.tokens import sentences, tokenise

WORDS = ActorList.from_toml(
    tomllib.loads((Path(__file__).parents[2] / "data/actors.toml").read_text("utf-8"))
).words
KNOWN = replace(
    ActorList.from_toml(
        {
            "actor": [
                {"name": "Velmia", "kind": "state", "demonyms": ["Velmian", "Velmians"]},
                {"name": "Young Velmians", "kind": "organisation"},
            ]
        }
    ),
    words=WORDS,
)


@pytest.mark.parametrize(
    ("name", "place"),
    [("Amber Street", True), ("New Tarn", True), ("North Holt Press", False), ("Ana Holt", False)],
)
def test_places_by_their_own_words(name: str, place: bool) -> None:
    assert is_place_name(name) is place


@pytest.mark.parametrize(
    ("name", "none"),
    [
        ("Super Tuesday", True),
        ("Old Velmian", True),
        ("Jane Velmian", False),
        ("Ana May", False),
        ("Young Velmians", False),
        ("Ivo Kestrin", False),
    ],
)
def test_days_and_peoples_are_no_names(name: str, none: bool) -> None:
    assert is_no_name(name, KNOWN) is none


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("Jane Corvin Hammers Bank of Tarn", True),
        ("Jane Corvin met the Bank of Tarn", False),
        ("The Harbour Council Met", False),  # too short to tell
    ],
)
def test_headlines_have_capitals_throughout(line: str, headline: bool) -> None:
    tokens = tokenise(line)
    assert bool(title_sentences(tokens, sentences(line))) is headline


def test_only_the_headline_of_a_text_is_one() -> None:
    text = "Jane Corvin Hammers Bank of Tarn\n\nShe went home."
    tokens = tokenise(text)
    found = title_sentences(tokens, sentences(text))
    assert {text[span.start : span.end] for span in found} == {"Jane Corvin Hammers Bank of Tarn"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Tarn Morva, Velm. - The guild met.", True),
        ("TARN MORVA (Velm) — The guild met.", True),
        ("The guild met in Tarn Morva.", True),
        ("The guild met in Tarn Morva's house.", False),
        ("Tarn Morva met the guild.", False),
        ("The guild met in Amber Quay.", True),  # though Amber is a given name
    ],
)
def test_places_by_their_use(text: str, place: bool) -> None:
    (figure,) = read_cast(text, KNOWN).members
    assert is_used_as_place(figure.name, text) is place
    assert figure.place is place


def test_a_heading_in_capitals_is_a_place_until_it_speaks() -> None:
    cast = read_cast("TARN MORVA\n\nThe guild met.", KNOWN)
    (figure,) = cast.members
    assert figure.place
    figure.speaks = True
    read_places(cast)
    assert not figure.place


def test_a_given_name_makes_a_person() -> None:
    (figure,) = read_cast("Jane Morva met the guild.", KNOWN).members
    assert figure.kind == "person"
