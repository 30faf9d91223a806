"""Lists of words that the features look at: small closed ones here, kinds in `kinds.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

QUOTE_MARKS: Final = ("“", '"', "‘", "«", "„")
CLAUSE_ENDS: Final = frozenset(".,;:!?—–")
CONTRASTS: Final = frozenset({"but", "however", "although", "though", "yet", "while", "whereas"})
NEGATORS: Final = frozenset(
    "not no never none nobody nothing neither nor without cannot hardly barely nowhere".split()
)
CONDITION_WORDS: Final = frozenset(
    "if unless until once provided providing only before after when without conditional"
    " condition conditions depends depend depending contingent otherwise subject first"
    " guarantee guarantees long assuming except till pending needs need needed must should"
    " requires require required consent approval".split()
)
BASE: Final = {
    "needs": "need",
    "needed": "need",
    "conditions": "condition",
    "depends": "depend",
    "depending": "depend",
    "guarantees": "guarantee",
}
"""Forms of one word among those that may open a condition."""

MODALS: Final = frozenset(
    "would could should must may might can will shall need needs ought cannot".split()
)
FIRST_PERSON: Final = frozenset(
    {"i", "we", "my", "our", "us", "me", "i'm", "we're", "i'll", "we'll"}
)
STOP: Final = frozenset(
    "a an the of to in on at for from by with and or as into over under its his her their our my"
    " your this that these those it be is are was were been being have has had do does did".split()
)


KINDS: Final = ("yes", "no", "good", "bad", "up", "down", "want", "need", "doubt", "tell")
"""The kinds that `kinds.txt` lists."""

UNDOING: Final = frozenset({"down", "no"})
"""Kinds of verbs whose object is taken away, stopped or lessened. To praise that object then
speaks against the proposal (Bar-Haim et al., EACL 2017, call this the target's contrast)."""


def negates(word: str) -> bool:
    """Whether a lower-cased word turns what follows in its clause."""
    return word in NEGATORS or word.endswith("n't")


def kinds_of(word: str) -> tuple[str, ...]:
    """The kinds of meaning a lower-cased word carries: approval, refusal, harm, demand, …

    >>> kinds_of("vetoed"), kinds_of("table")
    (('no',), ())
    """
    return _kinds().get(word.removesuffix("'s"), ())


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    """`kinds.txt`: lines ``kind: word word …``; # begins a comment."""
    found: dict[str, tuple[str, ...]] = {}
    for line in resources.files(__package__).joinpath("kinds.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, words = line.split(": ")
            for word in words.split():
                found[word] = (*found.get(word, ()), kind)
    return found
