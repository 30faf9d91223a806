"""Sources become actors: cases as data, properties, and the acceptance article."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.reading.actor_list import ActorList
from stance.reading.actors import resolve_actors, split_source
from stance.schema import Attribution, Span, cut, parse_spans

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CASES = json.loads((ROOT / "tests/cases/actors.json").read_text("utf-8"))
INVENTED = {
    "actor": [
        {
            "name": "Velmia",
            "kind": "state",
            "country": "Velmia",
            "aliases": ["Tarnhold"],
            "demonyms": ["Velmian", "Velmians"],
        },
        {
            "name": "Osteria",
            "kind": "state",
            "country": "Osteria",
            "demonyms": ["Osterian"],
        },
        {"name": "Amber Palace", "kind": "organisation", "country": "Velmia"},
        {"name": "Ocean Harbour Bureau", "kind": "organisation", "aliases": ["OHB"]},
    ]
}


def shipped() -> ActorList:
    return ActorList.from_toml(tomllib.loads((ROOT / "data/actors.toml").read_text("utf-8")))


@pytest.fixture(scope="module")
def known() -> ActorList:
    """Invented actors with the shipped word lists."""
    return replace(ActorList.from_toml(INVENTED), words=shipped().words)


def attribution(row: dict[str, Any], text: str) -> Attribution:
    source, cue, content = (
        parse_spans(row.get(role), role, text) for role in ("source", "cue", "content")
    )
    return Attribution(source, cue, content)


def cases() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=pytest.mark.xfail(strict=True, reason=case["known_failure"])
            if "known_failure" in case
            else (),
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any], known: ActorList) -> None:
    text = case["text"]
    attributions = [attribution(row, text) for row in case["sources"]]
    for row, item in zip(case["sources"], attributions, strict=True):
        assert cut(text, item.source) == row["mention"]
    actors = resolve_actors(text, attributions, known)
    for row, actor in zip(case["sources"], actors, strict=True):
        expected = {key: row[key] for key in ("name", "kind", "country") if key in row}
        assert {key: getattr(actor, key) for key in expected} == expected
        assert actor.resolved is row.get("resolved", True)


def test_conjuncts_are_resolved_apart(known: ActorList) -> None:
    text = "Ana Dorvik and the Amber Palace have held out hope."
    parts = split_source(text, (Span(0, 31),))
    actors = resolve_actors(text, [Attribution(part, (), ()) for part in parts], known)
    assert [actor.name for actor in actors] == ["Ana Dorvik", "Amber Palace"]


def test_a_source_in_two_pieces_is_the_fuller_name(known: ActorList) -> None:
    text = "He asked General Aram Holt about the rules, and Holt told him there were none."
    pieces = tuple(
        Span(start, start + len(words))
        for words in ("General Aram Holt", "Holt told")
        for start in [text.index(words)]
    )
    source = (pieces[0], Span(pieces[1].start, pieces[1].start + len("Holt")))
    (actor,) = resolve_actors(text, [Attribution(source, (), ())], known)
    assert actor.name == "Aram Holt"


@pytest.mark.parametrize(
    ("cue", "name"), [("adding", "Lena Brovik"), ("was criticised", "")], ids=["active", "passive"]
)
def test_no_source_is_the_last_speaker_unless_passive(
    cue: str, name: str, known: ActorList
) -> None:
    text = f"Lena Brovik praised the plan, {cue} as it stood."
    start = text.index(cue)
    spoken = Attribution((Span(0, 11),), (Span(12, 19),), (Span(20, 28),))
    implied = Attribution((), (Span(start, start + len(cue)),), ())
    actors = resolve_actors(text, [spoken, implied], known)
    assert actors[1].name == name
    assert actors[1].resolved is bool(name)


def test_order_of_the_attributions_is_kept(known: ActorList) -> None:
    text = "Ivo Kestrin spoke. Lena Brovik left."
    later, earlier = (Attribution((span,), (), ()) for span in (Span(19, 30), Span(0, 11)))
    actors = resolve_actors(text, [later, earlier], known)
    assert [actor.name for actor in actors] == ["Lena Brovik", "Ivo Kestrin"]


def test_white_space_inside_a_name_does_not_matter(known: ActorList) -> None:
    text = "The plan pleased Foreign Minister Ivo  Kestrin and others. Kestrin left."
    start = text.rindex("Kestrin")
    (actor,) = resolve_actors(text, [Attribution((Span(start, start + 7),), (), ())], known)
    assert actor.name == "Ivo Kestrin"
    assert "Ivo  Kestrin" in {text[span.start : span.end] for span in actor.mentions}


def test_two_attributions_that_hold_each_other_end(known: ActorList) -> None:
    text = "I say we agree."
    first = Attribution((Span(0, 1),), (), (Span(0, 15),))
    second = Attribution((Span(6, 8),), (), (Span(0, 15),))
    actors = resolve_actors(text, [first, second], known)
    assert not any(actor.resolved for actor in actors)


WORDS = st.sampled_from(
    [
        *"""The the a his Ivo Kestrin Kestrin's minister Velmian Foreign Minister of and , . “ ”
        who he she it they I we said union ( ) WKB World Board Dr. report al-Tellin's — ’
        7""".split(),
        "\n",
        "\n\n",
        "",
    ]
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_text_and_any_spans_have_an_answer(data: st.DataObject, known: ActorList) -> None:
    text = " ".join(data.draw(st.lists(WORDS, min_size=1, max_size=40)))
    offsets = st.integers(0, len(text))

    def span() -> tuple[Span, ...]:
        start, end = sorted((data.draw(offsets), data.draw(offsets)))
        return (Span(start, end),) if start < end else ()

    attributions = [
        Attribution(span(), span(), span()) for _ in range(data.draw(st.integers(0, 4)))
    ]
    actors = resolve_actors(text, attributions, known)
    assert len(actors) == len(attributions)
    for item, actor in zip(attributions, actors, strict=True):
        assert all(mention.end <= len(text) for mention in actor.mentions)
        assert not item.source or actor.resolved or actor.name == cut(text, item.source)
        if item.source:
            assert set(item.source) <= set(actor.mentions)
    assert resolve_actors(text, attributions, known) == actors


SEED = (
    ("Moscow's top", 0, 21, "Sergei Lavrov", "Russia"),
    ("Russia is open", 0, 6, "Russia", "Russia"),
    ("Tillerson told him", 0, 9, "Rex Tillerson", "United States"),
    ("U.S. President", 0, 27, "Donald Trump", "United States"),
    ("Lavrov said Russia", 0, 6, "Sergei Lavrov", "Russia"),
    ("who has said", 0, 3, "Bashar al-Assad", "Syria"),
    ("critics of", 0, 28, "critics", ""),
    ("Trump and the", 0, 5, "Donald Trump", "United States"),
    ("the Kremlin have", 0, 11, "Kremlin", "Russia"),
    ("Putin's foreign", 0, 46, "Yuri Ushakov", "Russia"),
)
"""Where a source begins in the acceptance article, its length, its actor and country."""


@pytest.mark.skipif(not SHARED.exists(), reason="the acceptance article lies in ../shared")
def test_acceptance_article() -> None:
    expected = json.loads((SHARED / "seed/expected.json").read_text("utf-8"))
    text = (SHARED / "seed" / expected["document"]).read_text("utf-8")
    attributions = []
    for words, skip, length, _, _ in SEED:
        start = text.index(words) + skip
        attributions.append(Attribution((Span(start, start + length),), (), ()))
    actors = resolve_actors(text, attributions, shipped())
    found = [(actor.name, actor.country) for actor in actors]
    assert found == [(name, country) for *_, name, country in SEED]
    names = {row["actor"]: row["country"] or "" for row in expected["statements"]}
    assert names == {name: country for *_, name, country in SEED}
