"""A check-up shown: counted, shortened, and whole as rows."""

from __future__ import annotations

import io

from rich.console import Console

from stance.corpus.doctor.findings import MEANINGS, Checkup, Finding, Kind
from stance.report.checkup import checkup_rows, checkup_tables

FINDINGS = (
    *(Finding(Kind.CONFLICT, f"a.csv:{line}", f"[bold]{line}", "a.csv:1") for line in range(2, 9)),
    Finding(Kind.OFFSETS, "b.jsonl:1", "[5, 999] ends beyond the text"),
)
LABELS = {"a.csv": {"support": 1200, "": 3}, "b.jsonl": {"neutral": 1}}


def shown(checkup: Checkup, limit: int) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=120, markup=False, highlight=False)
    for part in checkup_tables(checkup, limit):
        console.print(part)
    return stream.getvalue()


def test_long_lists_are_shortened_with_a_count() -> None:
    text = shown(Checkup(FINDINGS, LABELS), 3)
    assert "conflict (7)" in text
    assert "[bold]4" in text
    assert "[bold]5" not in text
    assert "… and 4 more" in text
    assert "[5, 999] ends beyond the text" in text
    assert "… and" not in shown(Checkup(FINDINGS, LABELS), 0)


def test_the_gravest_come_first_with_what_they_mean() -> None:
    text = shown(Checkup(FINDINGS, LABELS), 3)
    assert text.index(MEANINGS[Kind.OFFSETS]) < text.index(MEANINGS[Kind.CONFLICT])


def test_labels_are_counted_by_file_and_what_is_not_coded_has_a_column() -> None:
    text = shown(Checkup((), LABELS), 3)
    assert "1,204 statements" in text
    assert "1,200" in text
    assert "not coded" in text
    assert "no finding" in text
    assert "not coded" not in shown(Checkup((), {"a.csv": {"support": 1}}), 3)


def test_formulas_passed_over_are_told() -> None:
    assert "12 word sequences stand in so many quotes" in shown(Checkup(FINDINGS, LABELS, 12), 3)


def test_every_finding_is_a_row() -> None:
    rows = list(checkup_rows(Checkup(FINDINGS, LABELS)))
    assert rows[0] == {
        "kind": "offsets",
        "severity": "error",
        "place": "b.jsonl:1",
        "message": "[5, 999] ends beyond the text",
        "other": None,
    }
    assert [row["kind"] for row in rows[1:]] == ["conflict"] * 7 + ["labels"] * 2
    assert rows[-2]["labels"] == {
        "support": 1200,
        "oppose": 0,
        "conditional": 0,
        "neutral": 0,
        "unrelated": 0,
        "not coded": 3,
    }
