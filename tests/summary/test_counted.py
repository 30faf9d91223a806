from __future__ import annotations

from collections.abc import Callable

import pytest

from stance.schema import ScoredStatement, Stance
from stance.summary.counted import commonest, row_of
from stance.summary.options import RowGroup

Said = Callable[..., ScoredStatement]


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    return [
        said("Brenn", "x", Stance.SUPPORT, country="Sudland", actor_kind="person"),
        said("Brenn", "x", Stance.SUPPORT, country="Norland"),
        said("Brenn", "x", Stance.SUPPORT),
        said("Vask", "x", Stance.SUPPORT),
    ]


def test_rows(items: list[ScoredStatement]) -> None:
    assert [row_of(items[0], group) for group in RowGroup] == ["Brenn", "Sudland", "person"]
    assert [row_of(items[3], group) for group in RowGroup] == ["Vask", "", ""]


def test_what_is_named_most_often_and_of_equals_the_first_by_name(
    items: list[ScoredStatement],
) -> None:
    assert commonest(items, RowGroup.ACTOR, RowGroup.COUNTRY) == {"Brenn": "Norland"}
    twice = [*items, items[0]]
    assert commonest(twice, RowGroup.ACTOR, RowGroup.COUNTRY) == {"Brenn": "Sudland"}
    assert commonest(items, RowGroup.ACTOR, RowGroup.KIND) == {"Brenn": "person"}


def test_a_country_is_its_own_and_has_no_kind(items: list[ScoredStatement]) -> None:
    assert commonest(items, RowGroup.COUNTRY, RowGroup.COUNTRY) == {
        "Sudland": "Sudland",
        "Norland": "Norland",
    }
    assert commonest(items, RowGroup.COUNTRY, RowGroup.KIND) == {}
