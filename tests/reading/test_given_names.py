"""The list of common given names, and what it is used for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stance.reading.actor_list import ActorList
from stance.reading.antecedents import Candidate, fits
from stance.reading.given_names import MEN, WOMEN, given_name_odds, is_given_name, plain_letters
from stance.schema import Span

KNOWN = ActorList.from_toml(
    tomllib.loads((Path(__file__).parents[2] / "data/actors.toml").read_text("utf-8"))
)


def test_no_name_is_in_both_lists_and_all_are_plain() -> None:
    assert not WOMEN & MEN
    assert all(name == plain_letters(name) and name.isascii() for name in WOMEN | MEN)
    assert len(WOMEN) > 400
    assert len(MEN) > 400


def test_names_for_both_are_in_neither() -> None:
    assert not {"chris", "kim", "alex", "sam", "pat", "robin", "jordan"} & (WOMEN | MEN)


@pytest.mark.parametrize(
    ("word", "given"),
    [("Jane", True), ("JANE", True), ("José", True), ("jane", False), ("", False)],
)
def test_a_given_name_has_a_capital(word: str, given: bool) -> None:
    assert is_given_name(word) is given


def test_plain_letters() -> None:
    assert plain_letters("Inés-María 2") == "inesmaria"


@pytest.mark.parametrize(
    ("name", "pronoun", "other"), [("Jane", "she", "he"), ("Bill", "he", "she")]
)
def test_a_common_name_rules_the_other_gender_out(name: str, pronoun: str, other: str) -> None:
    odds = given_name_odds(name, KNOWN)
    item = Candidate(f"{name} Holt", "person", Span(0, 9), sentence=0, gender=odds)
    assert fits(pronoun, item)
    assert not fits(other, item)


def test_an_ending_alone_rules_nobody_out() -> None:
    odds = given_name_odds("Zaphrina", KNOWN)
    item = Candidate("Zaphrina Holt", "person", Span(0, 13), sentence=0, gender=odds)
    assert odds > 0
    assert fits("he", item)
