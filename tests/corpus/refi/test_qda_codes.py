"""What codes mean by their names, case by case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from stance.corpus.refi.codes import Role, code_book, understood

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "qda_codes.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join([*case["above"], case["name"]]))
def test_a_code_is_understood_by_its_name(case: dict[str, Any]) -> None:
    code = understood(case["name"], tuple(case["above"]))
    assert (code.role, code.value) == (case["role"] and Role(case["role"]), case["value"])
    assert bool(code.problem) == case.get("problem", False)


def test_a_book_is_read_at_every_depth() -> None:
    book = fromstring(
        '<Codes><Code guid="A" name="stance"><Code guid="B" name="oppose"/></Code>'
        '<Code guid="C" name="x"><Description>irony</Description>'
        '<Code guid="D" name="y"><Code guid="e" name="actor: Ada Brik"/></Code></Code></Codes>'
    )
    found = code_book(book)
    assert set(found) == set("abcde")
    assert (found["b"].role, found["b"].value) == (Role.STANCE, "oppose")
    assert found["e"].value == "Ada Brik"
    assert code_book(None) == {}
