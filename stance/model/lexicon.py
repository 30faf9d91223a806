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
# Verbs whose object the proposal takes away, stops or lessens. Evaluation of the object then
# points against the proposal (Bar-Haim et al., EACL 2017, call this the target's contrast).
UNDOING: Final = frozenset(
    "abandon abolish ban bar block boycott break cancel cap close condemn curb cut deny deport"
    " delay demolish dismantle dismiss dissolve drop eliminate end exclude expel freeze halt"
    " impeach leave limit lift loosen oust overturn pause phase postpone prevent privatise"
    " privatize prohibit prosecute pull quit recall reduce reject remove repeal replace rescind"
    " resign restrict reverse revoke rule scrap shut slash stop strip suspend terminate veto void"
    " withdraw withhold".split()
)
FIRST_PERSON: Final = frozenset(
    {"i", "we", "my", "our", "us", "me", "i'm", "we're", "i'll", "we'll"}
)
STOP: Final = frozenset(
    "a an the of to in on at for from by with and or as into over under its his her their our my"
    " your this that these those it be is are was were been being have has had do does did".split()
)


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
