from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.schema import ScoredStatement, Stance
from stance.summary.counting import LeftOut, select
from stance.summary.options import Count, Counting, Duplicates, RowGroup

Said = Callable[..., ScoredStatement]

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases/counting.json").read_text(encoding="utf-8")
)
RULES = [(rule["name"], rule) for rule in CASES["rules"]]


def statements(said: Said) -> list[ScoredStatement]:
    return [
        said(
            actor,
            proposal,
            Stance(stance),
            quote=CASES["quotes"][quote],
            id=name,
            document=document,
            date=date,
        )
        for name, (actor, proposal, stance, document, date, quote) in CASES["statements"].items()
    ]


def counting(rule: Mapping[str, Any]) -> Counting:
    return Counting(wire_copies=rule["wire_copies"], duplicates=Duplicates(rule["duplicates"]))


def kept(items: list[ScoredStatement], options: Counting) -> list[str]:
    return [items[one.number].statement.id for one in select(items, options).counted]


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=[name for name, _ in RULES])
def test_copies_and_duplicates(rule: Mapping[str, Any], said: Said) -> None:
    items = statements(said)
    assert kept(items, counting(rule)) == [
        name for name in CASES["statements"] if name not in rule["dropped"]
    ]
    left_out = select(items, counting(rule)).left_out
    assert sum(map(len, left_out.values())) == len(rule["dropped"])
    assert set(left_out) <= {LeftOut.WIRE_COPY, LeftOut.DUPLICATE}


@given(st.sampled_from(CASES["rules"]), st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(
    said: Said, rule: Mapping[str, Any], chance: random.Random
) -> None:
    items = statements(said)
    mixed = items.copy()
    chance.shuffle(mixed)
    assert sorted(kept(mixed, counting(rule))) == sorted(kept(items, counting(rule)))


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=[name for name, _ in RULES])
def test_counting_what_counts_again_changes_nothing(rule: Mapping[str, Any], said: Said) -> None:
    items = statements(said)
    once = [items[one.number] for one in select(items, counting(rule)).counted]
    again = select(once, counting(rule))
    assert [one.number for one in again.counted] == list(range(len(once)))
    assert not again.left_out


def test_each_statement_left_out_has_its_reason(said: Said) -> None:
    items = [
        said("Brenn", "bridge", (0.2, 0.2, 0.2, 0.2, 0.2), abstained=True),
        said("Brenn", "bridge", Stance.UNRELATED),
        said("", "bridge", Stance.SUPPORT),
        said("Brenn", "ferry", Stance.SUPPORT),
        said("Brenn", "bridge", Stance.NEUTRAL),
    ]
    assert select([said("Brenn", "", Stance.SUPPORT)], Counting()).left_out == {
        LeftOut.NOBODY: (0,)
    }
    found = select(items, Counting(proposals=("bridge",)))
    assert found.left_out == {
        LeftOut.PROPOSAL: (3,),
        LeftOut.ABSTAINED: (0,),
        LeftOut.UNRELATED: (1,),
        LeftOut.NOBODY: (2,),
    }
    assert [one.number for one in found.counted] == [4]


def test_a_row_may_be_a_country_or_a_kind(said: Said) -> None:
    items = [
        said("Brenn", "bridge", Stance.SUPPORT, country="Norland", actor_kind="person"),
        said("", "bridge", Stance.SUPPORT, country="Norland"),
        said("Vask", "bridge", Stance.SUPPORT, actor_kind="person"),
    ]
    for group, rows in {
        RowGroup.ACTOR: ["Brenn", "Vask"],
        RowGroup.COUNTRY: ["Norland", "Norland"],
        RowGroup.KIND: ["person", "person"],
    }.items():
        assert [one.row for one in select(items, Counting(group=group)).counted] == rows


@pytest.mark.parametrize(
    ("group", "reason"),
    [(RowGroup.COUNTRY, LeftOut.NO_COUNTRY), (RowGroup.KIND, LeftOut.NO_KIND)],
)
def test_a_named_actor_without_a_row_is_not_nobody(
    said: Said, group: RowGroup, reason: LeftOut
) -> None:
    items = [
        said("Brenn", "bridge", Stance.SUPPORT),
        said("", "bridge", Stance.SUPPORT),
        said("Brenn", "", Stance.SUPPORT),
    ]
    found = select(items, Counting(group=group)).left_out
    assert found == {LeftOut.NOBODY: (1, 2), reason: (0,)}


def test_a_statement_counts_by_probability_or_for_its_stance(said: Said) -> None:
    shares = (0.3, 0.4, 0.2, 0.1, 0.0)
    (one,) = select([said("Brenn", "bridge", shares)], Counting()).counted
    assert one.weights(Count.PROBABILITY) == shares
    assert one.weights(Count.ARGMAX) == (0, 1, 0, 0, 0)


def test_rows_without_a_document_are_documents_of_their_own(said: Said) -> None:
    items = [said("Brenn", "bridge", Stance.SUPPORT) for _ in range(3)]
    found = select(items, Counting(duplicates=Duplicates.DOCUMENT)).counted
    assert len({one.story for one in found}) == len(found) == 3


def test_documents_that_share_a_long_quote_are_one_story(said: Said) -> None:
    long = CASES["quotes"]["long"]
    items = [
        said("Brenn", "bridge", Stance.OPPOSE, quote=long, document="morning"),
        said("Vask", "bridge", Stance.SUPPORT, document="morning"),
        said("Brenn", "bridge", Stance.OPPOSE, quote=long, document="evening"),
        said("Vask", "bridge", Stance.SUPPORT, document="evening"),
    ]
    counted = select(items, Counting()).counted
    assert len({one.story for one in counted}) == 1
    assert {one.document for one in counted} == {"morning", "evening"}
