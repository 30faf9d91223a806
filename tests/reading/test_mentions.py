"""One mention taken apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading.actor_list import ActorList
from stance.reading.mentions import read_mention

KNOWN = ActorList.from_toml(
    tomllib.loads((Path(__file__).parents[2] / "data/actors.toml").read_text("utf-8"))
)

NAMES = {
    "Velm's chief negotiator, Ana Holt,": ("Ana Holt", "person", "chief negotiator", "Velm"),
    "Deputy Prime Minister Ivo Kestrin": ("Ivo Kestrin", "person", "deputy prime minister", ""),
    "Velmian President Omar al-Tellin, who has": ("Omar al-Tellin", "person", "president", ""),
    "Secretary of State Nora Holt": ("Nora Holt", "person", "secretary of state", ""),
    "The High Commissioner for Borders, Lena Brovik,": (
        "Lena Brovik",
        "person",
        "high commissioner",
        "",
    ),
    "Col. Luca Brandt": ("Luca Brandt", "person", "col", ""),
    "Ana Holt, governor of the central bank": ("Ana Holt", "person", "governor", ""),
    "its envoy, Idris bin Yarrow": ("Idris bin Yarrow", "person", "envoy", "its"),
    "Robert F. Kestrin Jr.": ("Robert F. Kestrin Jr.", "unknown", "", ""),
    "Alexander King": ("Alexander King", "unknown", "", ""),
    "The Federation of Rural Clinics": ("Federation of Rural Clinics", "organisation", "", ""),
    "The opposition Harvest Movement": ("Harvest Movement", "organisation", "opposition", ""),
    "Brightquay, a consumer group": ("Brightquay", "organisation", "consumer group", ""),
    "the Blue Kettle relief agency": ("Blue Kettle", "organisation", "", ""),
    "Kelp Bank CEO Jane Holt": ("Jane Holt", "person", "", ""),
    "Rival Jane Holt": ("Jane Holt", "person", "", ""),
    "the Jane Holt Foundation": ("Jane Holt Foundation", "organisation", "", ""),
    "J. Paul Holt": ("J. Paul Holt", "unknown", "", ""),
    "The conservative Union of the Coast": (
        "Union of the Coast",
        "organisation",
        "conservative",
        "",
    ),
    "The Liberal Bloc": ("Liberal Bloc", "organisation", "", ""),
}  # fmt: skip

DESCRIPTIONS = {
    "the foreign minister": ("foreign minister", "person"),
    "Prime Minister": ("Prime Minister", "person"),
    "the senator himself": ("senator", "person"),
    "Several of his commanders": ("Several of his commanders", "group"),
    "Wives of the fishermen": ("Wives of the fishermen", "group"),
    "critics of the harbour plan": ("critics", "group"),
    "critics of Ivo Kestrin": ("critics of Ivo Kestrin", "group"),
    "families interviewed at the ferry": ("families", "group"),
    "officials close to the president": ("officials close to the president", "group"),
    "the president's press office": ("president's press office", "organisation"),
    "a paper by the harbour board": ("paper by the harbour board", "document"),
    "the paper": ("paper", "organisation"),
    "the ministers of Tarn, Velm and Morva": ("ministers of Tarn, Velm and Morva", "group"),
    "Members, among them Ivo Kestrin": ("Members", "group"),
    "A survey dated Sunday": ("survey", "document"),
}


@pytest.mark.parametrize(("phrase", "parts"), NAMES.items())
def test_names(phrase: str, parts: tuple[str, str, str, str]) -> None:
    mention = read_mention(phrase, KNOWN)
    assert mention.form == "name"
    assert (mention.name, mention.kind, mention.office, mention.owner) == parts


@pytest.mark.parametrize(("phrase", "parts"), DESCRIPTIONS.items())
def test_descriptions(phrase: str, parts: tuple[str, str]) -> None:
    mention = read_mention(phrase, KNOWN)
    assert mention.form == "description"
    assert (mention.words, mention.kind) == parts


@pytest.mark.parametrize("phrase", ["She", "who", "they", "the latter", "he himself", "which"])
def test_pronouns(phrase: str) -> None:
    assert read_mention(phrase, KNOWN).form == "pronoun"


@pytest.mark.parametrize(("phrase", "word"), [("We've", "we"), ("she’ll", "she"), ("let's", "us")])
def test_a_pronoun_may_take_along_its_verb(phrase: str, word: str) -> None:
    mention = read_mention(phrase, KNOWN)
    assert (mention.form, mention.words) == ("pronoun", word)


@pytest.mark.parametrize(
    ("phrase", "gender"),
    [("spokeswoman Lena Brovik", "f"), ("Mr Brovik", "m"), ("Minister Brovik", "")],
)
def test_gender_is_told_by_title_or_noun(phrase: str, gender: str) -> None:
    assert read_mention(phrase, KNOWN).gender == gender


@given(st.text(max_size=60) | st.text("The of'’s ,A(. -", max_size=40))
def test_any_phrase_has_an_answer(phrase: str) -> None:
    mention = read_mention(phrase, KNOWN)
    assert mention.form in {"empty", "pronoun", "name", "description"}
    assert mention.form != "name" or mention.name
    if mention.name:
        assert mention.name in " ".join(phrase.split())
