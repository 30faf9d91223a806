"""Which figure a pronoun stands for, factor by factor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stance.reading.antecedents import (
    SOMEBODY,
    WEIGHTS,
    Candidate,
    Place,
    antecedent,
    fits,
    observations,
)
from stance.schema import Span

FIRST = Candidate(name="Ana Holt", kind="person", span=Span(0, 8), sentence=0)
SECOND = Candidate(name="Ivo Kestrin", kind="person", span=Span(20, 31), sentence=0)
AT = Place(Span(60, 62), sentence=1, paragraph=0)


def chosen(pronoun: str, *items: Candidate, at: Place = AT) -> str:
    found = antecedent(pronoun, at, items)
    return found.name if found else ""


def test_the_later_of_equals() -> None:
    assert chosen("he", FIRST, SECOND) == "Ivo Kestrin"


@pytest.mark.parametrize(
    ("pronoun", "change", "name"),
    [
        ("she", {"gender": 4.0}, "Ana Holt"),
        ("he", {"gender": -4.0}, "Ana Holt"),
        ("he", {"speaker": True}, "Ana Holt"),
        ("he", {"speaker": True, "subject": True}, "Ana Holt"),
        (SOMEBODY, {"gender": 4.0, "speaker": True}, "Ana Holt"),
        ("he", {"gender": 4.0, "speaker": True}, "Ivo Kestrin"),
        ("he", {"plural": True, "speaker": True}, "Ivo Kestrin"),
        ("he", {"kind": "organisation", "speaker": True}, "Ivo Kestrin"),
        ("it", {"kind": "organisation"}, "Ana Holt"),
        ("they", {"kind": "group"}, "Ana Holt"),
    ],
)
def test_what_speaks_for_the_first(pronoun: str, change: dict[str, Any], name: str) -> None:
    assert chosen(pronoun, replace(FIRST, **change), SECOND) == name


def test_a_name_before_a_description_but_only_for_persons() -> None:
    described = replace(SECOND, described=True)
    assert chosen("he", FIRST, described) == "Ana Holt"
    bodies = (replace(item, kind="organisation") for item in (FIRST, described))
    assert chosen("it", *bodies) == "Ivo Kestrin"


@pytest.mark.parametrize("change", ["oblique", "quoted"])
def test_what_speaks_against_the_second(change: str) -> None:
    mark: dict[str, Any] = {change: True}
    assert chosen("he", FIRST, replace(SECOND, **mark)) == "Ana Holt"


def test_nobody_behind_the_pronoun_or_far_before_it() -> None:
    later = replace(FIRST, span=Span(70, 78))
    far = replace(AT, sentence=40)
    assert chosen("he", later) == ""
    assert chosen("he", FIRST, at=far) == ""


def test_nobody_inside_what_the_pronoun_says() -> None:
    at = replace(AT, content=(Span(15, 40),))
    assert chosen("he", FIRST, SECOND, at=at) == "Ana Holt"


def test_an_owner_may_stand_inside_what_is_said() -> None:
    at = replace(AT, content=(Span(15, 40),))
    first, second = (replace(item, kind="organisation") for item in (FIRST, SECOND))
    assert chosen("its", first, second, at=at) == "Ivo Kestrin"
    assert chosen("it", first, second, at=at) == "Ana Holt"


def test_a_place_is_no_he_and_first_person_fits_nobody() -> None:
    place = replace(FIRST, kind="unknown", place=True)
    assert not fits("he", place)
    assert fits("it", place)
    assert not fits("we", FIRST)


def test_every_observation_has_its_weight() -> None:
    (observed,) = observations("he", AT, [FIRST])
    assert set(observed) == set(WEIGHTS)
