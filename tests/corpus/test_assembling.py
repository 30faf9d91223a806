"""Regions and relations put together: pieces, parts, several actors, and what is left over."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import articles, placed

from stance.corpus.assembling import Assembled, assemble
from stance.corpus.layout import lay_out
from stance.corpus.regions import (
    CONTINUES,
    Label,
    Link,
    Part,
    Region,
    first_pieces,
    parse_label,
)
from stance.schema import LABELS, Article, Span, Stance

TEXT = "Ada Brik and Tor Velm backed the toll, said Ost, and the bridge."
ARTICLE = Article("d", TEXT, "2031-05-04")


def region(key: str, part: Part, words: str, **notes: str) -> Region:
    start = TEXT.index(words)
    return Region(key, part, (Span(start, start + len(words)),), f"region {key}", notes)


QUOTE = region("q", Part.QUOTE, "backed the toll", stance="support", proposal="charge a toll")
MORE = region("m", Part.QUOTE, "the bridge")
ADA = region("a", Part.ACTOR, "Ada Brik")
TOR = region("t", Part.ACTOR, "Tor Velm")


def reasons(assembled: Assembled) -> list[str]:
    return [loss.reason for loss in assembled.losses]


@settings(deadline=None)
@given(st.data())
def test_what_is_laid_out_is_put_together_again(data: st.DataObject) -> None:
    article = data.draw(articles("d"))
    items = [data.draw(placed(article, f"s{number}")) for number in range(3)]
    statements = [item.statement for item in items]
    layout = lay_out(statements)
    assembled = assemble(article, layout.regions, layout.links)
    assert [found.statement for found in assembled.found] == statements
    assert [found.key for found in assembled.found] == list(layout.quotes)
    assert assembled.losses == ()


@pytest.mark.parametrize("ends", [("m", "q"), ("q", "m")])
def test_pieces_may_be_joined_either_way(ends: tuple[str, str]) -> None:
    (found,) = assemble(ARTICLE, [QUOTE, MORE], [Link(CONTINUES, *ends)]).found
    assert found.statement.quote == "backed the toll the bridge"
    assert (found.key, found.statement.stance) == ("q", Stance.SUPPORT)


def test_pieces_in_a_circle_are_one() -> None:
    third = region("z", Part.QUOTE, "Ost")
    circle = [Link(CONTINUES, *ends) for ends in (("q", "m"), ("m", "z"), ("z", "q"))]
    assert first_pieces([QUOTE, MORE, third], circle) == dict.fromkeys("qmz", "q")
    assert len(assemble(ARTICLE, [QUOTE, MORE, third], circle).found) == 1


def test_a_long_chain_of_pieces_is_no_burden() -> None:
    many = [Region(f"r{number}", Part.QUOTE, (Span(0, 3),)) for number in range(20_000)]
    links = [Link(CONTINUES, f"r{number + 1}", f"r{number}") for number in range(19_999)]
    assert set(first_pieces(many, links).values()) == {"r0"}


def test_a_quote_of_which_a_piece_was_left_out_is_no_statement() -> None:
    assembled = assemble(ARTICLE, [QUOTE, ADA], [Link(CONTINUES, "m", "q"), Link("says", "a", "q")])
    assert assembled.found == ()
    assert [loss.fault for loss in assembled.losses if "piece" in loss.reason] == [True]


def test_pieces_that_differ_in_their_stance_are_no_statement() -> None:
    other = region("m", Part.QUOTE, "the bridge", stance="oppose")
    assembled = assemble(ARTICLE, [QUOTE, other], [Link(CONTINUES, "m", "q")])
    assert assembled.found == ()
    assert "unknown label 'support and oppose'" in str(assembled.losses[0])
    assert assembled.losses[0].fault
    other = region("m", Part.QUOTE, "the bridge", proposal="build a bridge")
    assembled = assemble(ARTICLE, [QUOTE, other], [Link(CONTINUES, "m", "q")])
    assert assembled.found[0].statement.proposal == "charge a toll"
    assert reasons(assembled) == [
        "pieces of one region differ in their proposal; the first one's is kept"
    ]


def test_each_actor_and_proposal_of_a_quote_makes_a_statement() -> None:
    bare = region("q", Part.QUOTE, "backed the toll", stance="support", id="s1")
    plans = [region("p1", Part.PROPOSAL, "toll"), region("p2", Part.PROPOSAL, "the bridge")]
    links = [
        Link("says", "a", "q"),
        Link("says", "t", "q"),
        Link("about", "q", "p1"),
        Link("about", "q", "p2"),
        Link("says", "a", "q"),  # drawn twice
    ]
    found = assemble(ARTICLE, [bare, ADA, TOR, *plans], links).found
    assert [(each.statement.actor, each.statement.proposal) for each in found] == [
        ("Ada Brik", "toll"),
        ("Ada Brik", "the bridge"),
        ("Tor Velm", "toll"),
        ("Tor Velm", "the bridge"),
    ]
    assert [each.statement.id for each in found] == ["s1", "", "", ""]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (Link("says", "a", "t"), "one end must be a Quote"),
        (Link("says", "q", "m"), "one end must be a Quote"),
        (Link("about", "a", "q"), "a relation that is not known"),
        (Link("says", "a", "nobody"), "a relation to a region that is not there"),
        (Link(CONTINUES, "a", "q"), "a relation between pieces of different labels"),
    ],
)
def test_a_relation_that_says_nothing_is_listed(link: Link, said: str) -> None:
    assembled = assemble(ARTICLE, [QUOTE, MORE, ADA, TOR], [link])
    assert any(said in reason for reason in reasons(assembled))
    assert {found.statement.actor for found in assembled.found} == {""}


def test_a_default_proposal_is_for_those_without_one() -> None:
    found = assemble(ARTICLE, [QUOTE, MORE], [], proposal="build a bridge").found
    assert [each.statement.proposal for each in found] == ["charge a toll", "build a bridge"]
    assert [each.statement.date for each in found] == ["2031-05-04"] * 2


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Quote", Label(Part.QUOTE)),
        (" quote | Support ", Label(Part.QUOTE, "support")),
        ("CONTENT", Label(Part.QUOTE)),
        ("source", Label(Part.ACTOR)),
        ("Quote|favour", Label(Part.QUOTE, "favour")),  # refused where it is read as a stance
        *((str(label), Label(Part.QUOTE, str(label))) for label in LABELS),
        ("Actor|support", None),
        ("support|Quote", None),
        ("|support", None),
        ("favour", None),
        ("", None),
        ("ORG", None),
    ],
)
def test_labels(name: str, label: Label | None) -> None:
    assert parse_label(name) == label
