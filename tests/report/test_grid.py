from __future__ import annotations

import pytest
from story import story

from stance.report.grid import SIGNS, grid, level, most_spoken
from stance.schema import LABELS
from stance.summary.matrix import summarise

MATRIX = summarise(story().statements)


def test_most_statements_first() -> None:
    found = grid(MATRIX)
    assert found.proposals == ("run the night ferry all year", "build a bridge to Sund Holm")
    assert [row.actor for row in found.rows][:2] == ["Runa Eskil", "Boatmen's Guild"]
    assert (found.all_actors, found.all_proposals) == (6, 2)
    row = found.rows[1]
    assert [cell and cell.stance for cell in row.cells] == ["conditional", "oppose"]
    assert found.rows[0].cells[1] is None


def test_a_part_shows_actors_of_the_shown_proposals_only() -> None:
    part = grid(MATRIX, actors=2, proposals=1)
    assert part.proposals == most_spoken(MATRIX, 1)
    assert [row.actor for row in part.rows] == ["Runa Eskil", "Boatmen's Guild"]
    assert all(cell for row in part.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("confidence", "shade"),
    [(0.0, 1), (0.499, 1), (0.5, 2), (0.649, 2), (0.65, 3), (0.8, 4), (1.0, 4)],
)
def test_shades(confidence: float, shade: int) -> None:
    assert level(confidence) == shade


def test_every_label_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(LABELS)
    assert len(set(SIGNS.values())) == len(LABELS)
