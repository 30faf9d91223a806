"""Pages of our own in eleven layouts (`tests/cases/pages`): what the filter keeps and drops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.benchmarks.furniture import PAGES, measure, read_page

RESULTS = Path(__file__).parents[2] / "training/results/furniture.json"


def test_figures_are_those_reported() -> None:
    assert measure() == json.loads(RESULTS.read_text("utf-8"))


def test_sentences_stay_and_furniture_goes() -> None:
    found = measure()["all"]
    assert found["recall, sentences"] >= 0.94
    assert found["precision"] >= 0.93


@pytest.mark.parametrize("marks", sorted(PAGES.glob("p*.json")), ids=lambda path: path.stem)
def test_marks_are_the_pages_own_lines(marks: Path) -> None:
    row = json.loads(marks.read_text("utf-8"))
    assert not set(row["article"]) & set(row["furniture"])
    page = read_page(marks)
    assert page.kept + len(page.lost) == len(row["article"])
    assert set(page.left_in) <= {" ".join(line.split()) for line in row["furniture"]}
