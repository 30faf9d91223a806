"""A row is the same article or quote, whichever way it came."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.corpus.tables import Row
from stance.documents import ArticleInput, SpanInput, read_articles
from stance.documents.records import RECORD_FIELDS, read_record
from stance.errors import RecordError, StanceError

TEXT = """\
Council split over plan

Mayor Ada Brenn said she would back the plan.

Subscribe to our newsletter
"""


def both(values: dict[str, Any], folder: Path) -> tuple[list[Any], list[Any]]:
    """What the row is by `read_articles`, and by `read_record`; or what each says is wrong."""
    path = folder / "table.jsonl"
    path.write_text(json.dumps(values) + "\n", encoding="utf-8")
    row = Row(values, str(path), 1)
    return said(lambda: list(read_articles([path]))), said(
        lambda: [read_record(row, "table.jsonl:1", needs_proposal=True)]
    )


def said(read: Callable[[], list[Any]]) -> list[Any]:
    try:
        return read()
    except StanceError as error:
        return [error.reason]


@pytest.mark.parametrize(
    "values",
    [
        {"quote": "no", "proposal": "p", "actor": "Ada Brenn", "cue": "said", "id": 7},
        {"quote": "no", "text": "both", "proposal": "p"},
        {"text": TEXT},
        {"text": TEXT, "document": "d", "date": "2031-05-01", "proposals": ["p", "q"]},
        {"text": TEXT, "headline": "Council split over plan"},
        {"text": TEXT, "headline": "Ada Brenn said", "proposal": "p"},
        {"text": TEXT, "headline": "Stands nowhere", "id": "i"},
        {"text": "One line.", "headline": "One line."},
        {"quote": "no"},
        {"quote": 5, "proposal": "p"},
        {"text": " "},
        {"text": "a", "headline": 5},
        {"text": "a", "proposals": "{"},
        {"text": "a", "proposals": 5},
        {"Text": "a"},
        {"words": "a"},
        {},
    ],
)
def test_a_record_is_what_the_command_makes_of_its_row(
    values: dict[str, Any], tmp_path: Path
) -> None:
    one, two = both(values, tmp_path)
    assert one == two
    assert len(one) == 1


words = st.text(alphabet="Ab .\n\u00e9", max_size=12)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.dictionaries(
        st.sampled_from(RECORD_FIELDS), st.one_of(words, st.none(), st.integers(), st.lists(words))
    )
)
def test_any_record_is_what_the_command_makes_of_its_row(
    values: dict[str, Any], tmp_path: Path
) -> None:
    one, two = both(values, tmp_path)
    assert one == two


def test_kinds_and_places(tmp_path: Path) -> None:
    row = Row({"quote": "no"}, "t.parquet", 3)
    found = read_record(row, "t.parquet:3", needs_proposal=False)
    assert isinstance(found, SpanInput)
    assert (found.statement.id, found.path, found.line) == ("t.parquet:3", "t.parquet", 3)
    article = read_record(Row({"text": "a"}, "t", 4), "t:4", needs_proposal=False)
    assert isinstance(article, ArticleInput)
    assert (article.article.id, article.line) == ("t:4", 4)


@pytest.mark.parametrize("value", ["a\0", "a\ud800"])
def test_what_no_file_can_hold_is_refused(value: str) -> None:
    with pytest.raises(RecordError, match="actor: holds"):
        read_record(Row({"quote": "a", "actor": value}, "t", 1), "t:1", needs_proposal=False)
