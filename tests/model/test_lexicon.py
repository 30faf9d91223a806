from __future__ import annotations

from importlib import resources

import pytest

from stance.model.lexicon import STOP, UNDOING, kinds_of

KINDS = ["yes", "no", "good", "bad", "up", "down", "want", "need", "doubt", "tell"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("endorsed", "yes"), ("vetoed", "no"), ("fair", "good"), ("disaster", "bad"),
     ("scrapped", "down"), ("demands", "want"), ("guarantee", "need"), ("table", None)],
)  # fmt: skip
def test_kinds_of_words_and_their_forms(word: str, kind: str | None) -> None:
    assert kinds_of(word) == (() if kind is None else (kind,))
    assert kinds_of(f"{word}'s") == kinds_of(word)


def test_the_list_is_in_order_and_names_each_word_once_a_kind() -> None:
    text = resources.files("stance.model").joinpath("kinds.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line.split(":")[0] for line in lines] == KINDS
    assert set(KINDS) > UNDOING
    for line in lines:
        words = line.split(": ")[1].split()
        assert words == sorted(set(words))
        assert not STOP & {*words}
        assert all(word == word.lower() for word in words)
