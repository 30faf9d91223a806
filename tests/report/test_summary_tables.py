from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType

from stance.report.summary_tables import changes_table, edges_table, positions_table
from stance.schema import ScoredStatement, Stance
from stance.summary.matrix import summarise
from stance.summary.network import network_from
from stance.summary.options import Counting, NetworkOptions, Qualifier, RowGroup, Unit
from stance.summary.periods import changes, timeline

Said = Callable[..., ScoredStatement]


def shown(part: RenderableType, width: int = 140) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, highlight=False).print(part)
    return stream.getvalue()


@pytest.fixture
def items(said: Said) -> list[ScoredStatement]:
    return [
        said("[b]Brenn", "build [it]", (0.7, 0.2, 0.1, 0, 0), date="2030", document="a"),
        said("[b]Brenn", "build [it]", (0.2, 0.8, 0, 0, 0), date="2031", document="b"),
        said("Vask", "build [it]", Stance.CONDITIONAL, date="2031", document="b"),
    ]


def test_the_matrix_shows_intervals_counts_and_contradictions(
    items: list[ScoredStatement],
) -> None:
    text = shown(positions_table({"": summarise(items)}, RowGroup.ACTOR))
    assert "build [it]" in text
    assert "oppose -0.05 [-0.99, +0.94] ×2/2 (contradicts itself)" in text
    assert "conditional +0.00 [-0.92, +0.92] ×1/1" in text


@pytest.mark.parametrize("stance", [Stance.SUPPORT, Stance.NEUTRAL])
def test_documents_that_share_a_quote_are_still_counted_as_documents(
    said: Said, stance: Stance
) -> None:
    quote = "a bridge is what these islands have needed for long"
    items = [
        said("Brenn", "x", part, document=document, quote=words)
        for document in ("a", "b", "c")
        for part, words in ((stance, "yes"), (Stance.NEUTRAL, "perhaps"), (stance, quote))
    ]
    (cell,) = summarise(items).cells.values()
    (edge,) = network_from(items).edges
    assert (len(cell.statements), cell.documents) == (len(edge.statements), edge.documents)
    text = shown(positions_table({"": summarise(items)}, RowGroup.ACTOR))
    assert "×statements/documents" in text
    assert "×7/3" in text
    alone = summarise([item for item in items if item.statement.document == "a"])
    assert cell.interval == alone.cells["Brenn", "x"].interval  # one story's worth


def test_many_proposals_go_below_one_another(said: Said) -> None:
    items = [said("Brenn", f"plan {number}", Stance.SUPPORT) for number in range(6)]
    text = shown(positions_table({"": summarise(items)}, RowGroup.ACTOR))
    assert all(f"plan {number}" in text for number in range(6))
    assert "period" not in text


def test_periods_of_an_actor_stand_together(items: list[ScoredStatement]) -> None:
    line = timeline(items, Unit.YEAR)
    text = shown(positions_table({**line.periods, "undated": line.undated}, RowGroup.ACTOR))
    places = [text.index(words) for words in ("2030", "support +0.50", "oppose -0.60", "Vask")]
    assert places == sorted(places)
    assert "undated" not in text.split("proposal")[-1]


def test_a_single_period_is_still_named(items: list[ScoredStatement]) -> None:
    line = timeline(items[:1], Unit.YEAR)
    assert "2030" in shown(positions_table(line.periods, RowGroup.ACTOR))


def test_changes_show_both_sides(items: list[ScoredStatement]) -> None:
    text = shown(changes_table(changes(timeline(items, Unit.YEAR)), RowGroup.ACTOR), 200)
    assert "2030: support +0.50" in text
    assert "2031: oppose -0.60" in text
    assert "-1.10 [-1.74, +0.98]" in text


def test_edges_are_shown_strongest_first(items: list[ScoredStatement]) -> None:
    text = shown(edges_table({"": network_from(items)}))
    assert text.index("Vask") < text.index("[b]Brenn")
    assert "conditional" in text
    codes = shown(
        edges_table({"": network_from(items, NetworkOptions(qualifier=Qualifier.COMBINE))})
    )
    assert "+3.00 ×2" in codes


def test_rows_may_be_countries(said: Said) -> None:
    items = [said("Brenn", "x", Stance.SUPPORT, country="Norland")]
    matrix = summarise(items, Counting(group=RowGroup.COUNTRY))
    text = shown(positions_table({"": matrix}, RowGroup.COUNTRY))
    assert "country × proposal" in text
    assert "Norland" in text


def test_nothing_is_an_empty_table() -> None:
    assert "actor" in shown(positions_table({"": summarise([])}, RowGroup.ACTOR))
    assert "source" in shown(edges_table({}))
    assert "before" in shown(changes_table([], RowGroup.ACTOR))
    assert "period" in shown(positions_table({}, RowGroup.ACTOR))
