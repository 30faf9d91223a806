"""The list of known actors: what it finds, what it refuses, and the shipped file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stance.errors import InputError
from stance.reading.actor_list import ActorList, Vocabulary, name_key

PATH = Path(__file__).parents[2] / "data" / "actors.toml"


@pytest.fixture(scope="module")
def shipped() -> ActorList:
    return ActorList.from_toml(tomllib.loads(PATH.read_text("utf-8")))


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Moscow", "Russia"),
        ("the Kremlin", "Kremlin"),
        ("the White House", "White House"),
        ("Downing Street", "Downing Street"),
        ("Brussels", "European Union"),
        ("U.S.", "United States"),
        ("US", "United States"),
        ("the UN", "United Nations"),
        ("NATO", "NATO"),
        ("WHO", "World Health Organization"),
        ("Elysee", "Élysée"),
        ("London", "United Kingdom"),
        ("Syrian Arab Republic", "Syria"),
    ],
)
def test_shipped_list_finds(shipped: ActorList, mention: str, name: str) -> None:
    found = shipped.find(mention)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("mention", ["us", "who", "Georgia", "Congo", "Russians", "moscow", ""])
def test_shipped_list_leaves_open(shipped: ActorList, mention: str) -> None:
    assert shipped.find(mention) is None


@pytest.mark.parametrize(
    ("word", "country"),
    [("Russian", "Russia"), ("Kremlin", "Russia"), ("British", "United Kingdom"),
     ("Tbilisi", "Georgia"), ("Damascus", "Syria"), ("polish", ""), ("Congolese", "")],
)  # fmt: skip
def test_shipped_list_tells_countries(shipped: ActorList, word: str, country: str) -> None:
    assert shipped.country(word) == country


def test_shipped_list_covers_the_states(shipped: ActorList) -> None:
    states = [entry for entry in shipped.entries if entry.kind == "state"]
    assert len(states) > 190
    with_demonym = sum(bool(entry.demonyms) for entry in states)
    assert with_demonym > 0.9 * len(states)  # a demonym of two states is in neither


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"actor": {}}, ["actor"]),
        ({"actor": ["x"]}, ["actor 1"]),
        ({"actor": [{"name": " ", "kind": "state"}]}, ["actor 1", "name"]),
        ({"actor": [{"name": "Velm", "kind": "realm"}]}, ["Velm", "kind", "state"]),
        ({"actor": [{"name": "Velm", "kind": "state", "alias": []}]}, ["Velm", "alias", "aliases"]),
        ({"actor": [{"name": "Velm", "kind": "state", "aliases": "T"}]}, ["Velm", "aliases"]),
        ({"actor": [{"name": "Velm", "kind": "state", "country": 3}]}, ["Velm", "country"]),
        (
            {
                "actor": [
                    {"name": "Velm", "kind": "state", "aliases": ["Tarn"]},
                    {"name": "Orsk", "kind": "state", "aliases": ["the Tarn"]},
                ]
            },
            ["Orsk", "Tarn", "Velm"],
        ),
        ({"words": []}, ["words"]),
        ({"words": {"person": "minister"}}, ["words.person"]),
        ({"words": {"offices": {"premier": 1}}}, ["words.offices.premier"]),
        ({"words": {"endings": {"a": "f"}}}, ["words.endings.a"]),
    ],
)
def test_errors_name_entry_and_field(table: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        ActorList.from_toml(table)
    assert all(word in str(caught.value) for word in words)


def test_another_list_comes_first_and_keeps_the_words() -> None:
    base = ActorList.from_toml(
        {"actor": [{"name": "Velm", "kind": "state"}], "words": {"person": ["reeve"]}}
    )
    own = ActorList.from_toml({"actor": [{"name": "Velm", "kind": "organisation"}]})
    both = base.plus(own)
    found = both.find("Velm")
    assert found is not None
    assert found.kind == "organisation"
    assert both.words.person == {"reeve"}
    assert own.words == Vocabulary()


def test_keys_fold_case_but_not_acronyms() -> None:
    assert name_key("The Amber Palace’s") == name_key("amber palace")
    assert name_key("O.H.B.") == name_key("OHB") != name_key("Ohb")
    assert name_key("ANA LO") == name_key("Ana Lo")  # two words are no acronym
