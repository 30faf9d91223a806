"""The word lists of `data/actors.toml` that are made, not written: nouns and name endings."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import log
from pathlib import Path
from typing import Final

PERSON_FILE: Final = 18
"""WordNet's lexicographer file noun.person."""

KEPT_NOUNS: Final = """general chief executive official representative secretary officer deputy
head chair whip whips rebel separatist moderate conservative liberal republican socialist
communist nationalist democrat green pilot relative mum ally headteacher veteran""".split()
"""Nouns for persons although an adjective (or another sense) shares the word."""

_TRADE: Final = re.compile(r"(?:ist|er|or|ian|[a-z]{2}man|woman|eer|crat)$")

DROPPED_NOUNS: Final = frozenset(
    """accused have more don super server closer anti pro drew likes sue ate eve lorre burns
    wells bridges parks banks gates fields mills chambers waters sessions sellers clinton hunt
    fuller frank graves grey foster spirit pivot incarnation escalator voucher diesel scanner
    toaster torpedo trailer trawler villa logos serial tackle begin sapper spoiler footer pol boomer
    booster
    forward character juggernaut orphan tin alternate ward user referral hire page proxy
    masters marks miss king sovereign powerhouse regular winger ops rip rep
    """.split()
)


def person_nouns(folder: Path, given: Collection[str] = ()) -> list[str]:
    """Single words, no proper names, whose first noun sense is a person, not mostly adjectives.

    Of words that WordNet's own tagged texts never use, those stay that end like a trade and are
    no `given` name.
    """
    persons = {
        line[:8]: set(line.split())
        for line in _entries(folder / "data.noun")
        if int(line.split(" ", 3)[1]) == PERSON_FILE
    }
    adjectives = _mostly_adjectives(folder / "cntlist.rev")
    found = set(KEPT_NOUNS)
    for line in _entries(folder / "index.noun"):
        fields = line.split()
        word, tagged = fields[0], int(fields[5 + int(fields[3]) - 1])
        common = word in persons.get(fields[-int(fields[2])], ())
        if not tagged and word in given:
            continue
        if common and re.fullmatch(r"[a-z]{3,}", word) and (tagged or _TRADE.search(word)):
            found.add(word)
    return sorted(found - (adjectives - set(KEPT_NOUNS)) - DROPPED_NOUNS)


def _mostly_adjectives(path: Path) -> set[str]:
    """Words that WordNet's tagged texts use more often as adjectives than as nouns."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in _entries(path):
        key, _, times = line.split()
        word, _, rest = key.partition("%")
        counts[word]["noun" if rest[0] == "1" else "adjective" if rest[0] in "35" else ""] += int(
            times
        )
    return {word for word, count in counts.items() if count["adjective"] > count["noun"]}


def _entries(path: Path) -> Iterable[str]:
    return (line for line in path.read_text("utf-8").splitlines() if not line.startswith(" "))


MIN_NAMES: Final = 12
"""An ending seen in fewer names tells nothing."""


def name_endings() -> dict[str, float]:
    """Log-odds of a woman's name by ending, from Faker's lists of all Latin-script locales.

    Whole names (``^kim``) come first, then endings of three, two and one letters; each is
    kept only where it tells more than a factor of two.
    """
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for name, (female, male) in given_names().items():
        share = female / (female + male)
        for ending in (name[-1:], name[-2:], name[-3:]):
            counts[ending][0] += share
            counts[ending][1] += 1 - share
    table = {
        ending: round(log((women + 0.5) / (men + 0.5)), 2)
        for ending, (women, men) in sorted(counts.items())
        if women + men >= MIN_NAMES and abs(log((women + 0.5) / (men + 0.5))) > log(2)
    }
    for name, (female, male) in sorted(given_names().items()):
        odds = round(log((female + 0.25) / (male + 0.25)), 2)
        if female + male >= 2 and not _told_by_ending(name, odds, table):  # in two lists
            table["^" + name] = odds
    return table


def _told_by_ending(name: str, odds: float, table: Mapping[str, float]) -> bool:
    """Whether the longest known ending already says what the whole name would."""
    told = next((table[name[-size:]] for size in (3, 2, 1) if name[-size:] in table), 0.0)
    return odds * told > 0 or odds == 0 == told


def given_names() -> dict[str, list[int]]:
    """Given name, folded → number of locales that list it for women and for men."""
    package = importlib.import_module("faker.providers.person")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for column, field in enumerate(("first_names_female", "first_names_male")):
            folded = {fold_name(name) for name in getattr(provider, field, ())}
            for name in folded - {""}:
                counts[name][column] += 1
    return counts


def fold_name(name: str) -> str:
    """Lower-case without accents; "" unless it is one word of Latin letters."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return letters if re.fullmatch(r"[a-z]{2,}", letters) else ""
