"""Whose "I" it is outside quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading.authors import author_at

LETTER = "I think the quay should close."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{LETTER}\n\nJane Corvin.", "Jane Corvin"),
        (f"{LETTER}\n\n— Paul B. Hartsell, Tarn", "Paul B. Hartsell"),
        (f"{LETTER}\n\nIt is old.\n\nJane Corvin", "Jane Corvin"),
        (f"By Ilka Morn\n\n{LETTER}", "Ilka Morn"),
        (f"{LETTER}\n\nThe rest is silence.\n\nJane Corvin is a baker in Tarn.", "Jane Corvin"),
        (f"{LETTER}\n\nJane Corvin, a baker, writes on bread.", "Jane Corvin"),
        (f"{LETTER}\n\nTroubled Waters\n\nIt is old.\n\nJane Corvin.", ""),
        (f"{LETTER}\n\nOld Quays.\n\nPaul Hartsell.", ""),
        (f"{LETTER}\n\nThe council met.", ""),
        (f"Jane Corvin.\n\n{LETTER}", ""),
        (LETTER, ""),
    ],
)
def test_the_author_signs_or_is_introduced(text: str, name: str) -> None:
    assert author_at(text, text.index("I think")) == name


@given(st.text("IJane Corvin.—,\n By is", max_size=80), st.integers(0, 90))
def test_any_text_has_an_answer_from_itself(text: str, place: int) -> None:
    assert author_at(text, place) in text
