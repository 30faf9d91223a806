"""Which proposal a statement addresses, and the list of standing proposals."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.reading.lemmas import base_form, keys_of, stem
from stance.reading.proposals import (
    FEATURES,
    WEIGHTS,
    MatchSettings,
    match_proposals,
    parse_proposals,
)
from stance.reading.wordings import phrases_of
from stance.schema import Attribution, Proposal, Span

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "cases" / "proposals.json").read_text(encoding="utf-8"))


def said(text: str, content: str) -> Attribution:
    start = text.index(content)
    return Attribution((), (), (Span(start, start + len(content)),))


def as_proposal(value: str | dict[str, Any]) -> Proposal:
    if isinstance(value, str):
        return Proposal(value)
    return Proposal(value["phrase"], aliases=tuple(value["aliases"]))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["name"],
            marks=pytest.mark.xfail(strict=True) if case.get("known_failure") else (),
        )
        for case in CASES
    ],
)
def test_cases(case: dict[str, Any]) -> None:
    text = case["text"]
    proposals = [as_proposal(value) for value in case["proposals"]]
    (matches,) = match_proposals(text, [said(text, case["content"])], proposals)
    if case["expected"] is None:
        assert not matches
        return
    assert matches[0].proposal.phrase == case["expected"]
    assert matches[0].kind == case["kind"]


def test_spans_are_where_the_text_names_the_proposal() -> None:
    text = "Envoy Ada Quill rejected the creation of safe zones along the coast."
    (matches,) = match_proposals(
        text, [said(text, "the creation of safe zones")], [Proposal("create safe zones")]
    )
    named = [text[span.start : span.end] for span in matches[0].spans]
    assert named == ["creation of safe zones"]


def test_an_anaphora_points_at_its_pronoun() -> None:
    text = "Tessar debates a toll on lorries. Hauliers said they would fight it in court."
    (matches,) = match_proposals(
        text,
        [said(text, "they would fight it in court")],
        [Proposal("introduce a toll on lorries")],
    )
    assert matches[0].kind == "anaphora"
    assert [text[span.start : span.end] for span in matches[0].spans] == ["it"]


def test_the_headline_counts() -> None:
    text = "Toll on lorries, fund for widows\n\nHauliers said no."
    proposals = [Proposal("introduce a toll on lorries"), Proposal("set up a fund for widows")]
    asked = [said(text, "no")]
    for head in ("Toll on lorries", "fund for widows"):
        start = text.index(head)
        (matches,) = match_proposals(text, asked, proposals, Span(start, start + len(head)))
        best = matches[0].proposal.phrase
        assert best.endswith(head.split(" ", 1)[1].split()[-1])


def test_settings_bound_the_matches() -> None:
    text = "The league backs the dam and the toll."
    proposals = [Proposal("build the dam"), Proposal("introduce the toll")]
    asked = [said(text, "the dam and the toll")]
    everything = MatchSettings(least=0.0, least_more=0.0, near=0.0, most=9)
    assert len(match_proposals(text, asked, proposals, settings=everything)[0]) == 2
    one = MatchSettings(least=0.0, least_more=0.0, near=0.0, most=1)
    assert len(match_proposals(text, asked, proposals, settings=one)[0]) == 1
    assert match_proposals(text, asked, proposals, settings=MatchSettings(least=1.1)) == ((),)


def test_nothing_given_nothing_found() -> None:
    attribution = Attribution((), (), (Span(0, 3),))
    assert match_proposals("Yes.", [attribution], []) == ((),)
    assert match_proposals("Yes.", [], [Proposal("build a dam")]) == ()
    assert match_proposals("", [attribution], [Proposal("build a dam")]) == ((),)


def test_a_stranger_matches_nothing() -> None:
    text = (
        "Vell may ban cruise liners\n\nThe mayor wants to ban cruise liners from the harbour."
        " The council said it backs the plan."
    )
    asked = [said(text, "it backs the plan")]
    for phrase in ("ban smoking on beaches", "reform the Continental Security Council"):
        assert match_proposals(text, asked, [Proposal(phrase)]) == ((),)
    assert match_proposals(text, asked, [Proposal("ban cruise liners")])[0]


def test_every_measure_has_a_weight() -> None:
    assert tuple(WEIGHTS) == FEATURES


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("the dam toll Vell safe zone it plan . \n ban “ é 7".split(" "))),
    st.integers(0, 60),
    st.integers(1, 40),
)
def test_any_text_gives_bounded_scores_and_spans_inside(
    words: list[str], start: int, length: int
) -> None:
    text = " ".join(words)
    attribution = Attribution((), (), (Span(start, start + length),))
    proposals = [Proposal("build the dam"), Proposal("set up a safe zone", aliases=("ban",))]
    (matches,) = match_proposals(text, [attribution], proposals)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    for match in matches:
        assert 0 <= match.score <= 1
        assert match.kind in {"words", "alias", "anaphora"}
        assert all(span.end <= len(text) for span in match.spans)


class TestParse:
    def entry(self, **changed: object) -> dict[str, object]:
        return {"id": "dam", "phrase": "build a dam", "aliases": ["big dam"]} | changed

    def test_reads(self) -> None:
        (proposal,) = parse_proposals({"proposal": [self.entry()]})
        assert proposal == Proposal("build a dam", "dam", ("big dam",))
        (bare,) = parse_proposals({"proposal": [{"id": "dam", "phrase": "build a dam"}]})
        assert bare.aliases == ()

    @pytest.mark.parametrize(
        ("changed", "named"),
        [
            ({"id": ""}, r"proposal\[0\].id"),
            ({"id": 7}, r"proposal\[0\].id"),
            ({"phrase": " "}, r"proposal\[0\].phrase"),
            ({"phrase": "of the"}, r"proposal\[0\].phrase"),
            ({"aliases": "dam"}, r"proposal\[0\].aliases"),
            ({"aliases": ["", "dam"]}, r"proposal\[0\].aliases"),
            ({"pattern": "dam.*"}, "'pattern'"),
        ],
    )
    def test_names_entry_and_field(self, changed: dict[str, object], named: str) -> None:
        with pytest.raises(InputError, match=named):
            parse_proposals({"proposal": [self.entry(**changed)]})

    def test_refuses_doubles(self) -> None:
        other = self.entry(phrase="build a wall")
        with pytest.raises(InputError, match="id 'dam'"):
            parse_proposals({"proposal": [self.entry(), other]})
        with pytest.raises(InputError, match="phrase 'build a dam'"):
            parse_proposals({"proposal": [self.entry(), self.entry(id="x", phrase="Build a dam")]})

    @pytest.mark.parametrize("mapping", [{}, {"proposal": []}, {"proposal": {"id": "x"}}])
    def test_refuses_an_empty_list(self, mapping: dict[str, object]) -> None:
        with pytest.raises(InputError, match="at least one"):
            parse_proposals(mapping)

    def test_refuses_a_foreign_table(self) -> None:
        with pytest.raises(InputError, match="'actor'"):
            parse_proposals({"proposal": [self.entry()], "actor": []})
        with pytest.raises(InputError, match=r"proposal\[0\]"):
            parse_proposals({"proposal": ["dam"]})

    def test_the_shipped_list(self) -> None:
        text = (ROOT / "data" / "proposals.toml").read_text(encoding="utf-8")
        proposals = parse_proposals(tomllib.loads(text))
        assert len(proposals) >= 100
        for proposal in proposals:
            first = proposal.phrase.split()[0]
            assert base_form(first) == first, proposal.phrase


class TestWeights:
    def test_the_noun_weighs_most_and_a_place_little(self) -> None:
        (phrase,) = phrases_of(Proposal("set up safe zones in Karsk"))
        by_stem = {
            min(term.keys - {k for k in term.keys if k[0] == "~"}): term.weight
            for term in phrase.terms
        }
        assert by_stem[stem("zones")] == max(by_stem.values())
        assert by_stem[stem("Karsk")] < by_stem[stem("safe")]

    def test_names_together_stay_below_the_rest(self) -> None:
        (phrase,) = phrases_of(Proposal("cooperate with Norland and Tessar and Okar and Vell"))
        verb, *names = (term.weight for term in phrase.terms)
        assert sum(names) < verb

    def test_alternatives_and_examples_are_wordings(self) -> None:
        phrases = phrases_of(Proposal("break up big banks / keep the rules (Banking Act, TBTF)"))
        assert [phrase.is_alias for phrase in phrases] == [False, False, True, True]


class TestLemmas:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("creating", "creation"), ("abolish", "abolition"), ("extend", "extension"),
            ("cease-fire", "ceasefire"), ("migrants", "migration"), ("taxes", "levy"),
            ("withdrew", "withdrawal"), ("ratify", "ratification"), ("Zones’", "zone"),
        ],
    )  # fmt: skip
    def test_kin_share_a_key(self, one: str, other: str) -> None:
        assert keys_of(one) & keys_of(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("state", "station"), ("nation", "native"), ("united", "troops")]
    )
    def test_strangers_do_not(self, one: str, other: str) -> None:
        assert not keys_of(one) & keys_of(other)

    @given(st.text(min_size=1, max_size=30))
    def test_total(self, word: str) -> None:
        assert isinstance(stem(word), str)
        assert isinstance(base_form(word), str)
        assert keys_of(word) is not None


def test_another_plan_is_not_the_plan_under_discussion() -> None:
    text = (
        "The council wants to build a tram line to the harbour. Mayor Lin said the tram line"
        " would pay. She said she would look at other proposals too. She said she would look at"
        " it again."
    )
    contents = ("she would look at other proposals too", "she would look at it again")
    attributions = [
        Attribution((), (), (Span(text.index(part), text.index(part) + len(part)),))
        for part in contents
    ]
    other, again = match_proposals(text, attributions, [Proposal("build a tram line")])
    assert other == ()
    assert [match.kind for match in again] == ["anaphora"]
