"""A noun phrase cut into its determiner, its core, what hangs on it, and the name in it.

Everything works on tokens of one phrase; a capitalised run at the end of the core is the name,
once titles and offices before it are off.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from stance.reading.actor_list import Vocabulary
from stance.reading.nouns import (
    is_name_word,
    is_office_word,
    is_organisation,
    is_role,
    noun_kind,
    singulars,
)
from stance.reading.tokens import Token

POSSESSIVES: Final = frozenset("my his her its our their your whose".split())
ARTICLES: Final = frozenset("the a an this that these those any".split())
CLITICS: Final = frozenset(("'s", "’s", "'", "’"))
PREPOSITIONS: Final = frozenset(
    """of for from in at on with by to near against among between across outside behind under inside
    within around into over as about beyond before after during including towards toward along
    opposite without like than through but since upon""".split()
)
QUANTITIES: Final = frozenset(
    """some many most several few all both no none others other another more half dozens hundreds
    thousands two three four five six seven eight nine ten eleven twelve each every either one
    senior top""".split()
)
CALENDAR: Final = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
_PARTICLES: Final = frozenset(
    """al bin bint ibn ben abu de da do dos das di del della der den van von ter ten la le el y e í
    du af av zu und san st al- o'""".split()
)
_SUFFIXES: Final = frozenset("jr. sr. jr sr ii iii iv md mp mep qc kc phd".split())
_PARTICIPLE: Final = re.compile(r"(?:[a-z]ed|[a-z]{2}ing|held|seen|sent|drawn)$")


class Determined(NamedTuple):
    """A phrase without its article or possessive."""

    definite: bool
    indefinite: bool
    owner: str
    tokens: Sequence[Token]


def determiner(tokens: Sequence[Token]) -> Determined:
    """Takes articles and possessive pronouns off the front."""
    definite, owner, place = False, "", 0
    while place < len(tokens):
        word = tokens[place].text.lower()
        if word not in ARTICLES | POSSESSIVES | {"own", "one"}:
            break
        if word == "one" and (place + 1 == len(tokens) or tokens[place + 1].text == "of"):
            break
        definite = definite or word not in {"a", "an", "any", "one", "own"}
        owner = word if word in POSSESSIVES else owner
        place += 1
    return Determined(definite, place > 0 and not definite and not owner, owner, tokens[place:])


def behind_office(tokens: Sequence[Token], words: Vocabulary) -> int:
    """Where the name begins in "Secretary of State Nora Holt"; 0 where there is none."""
    place = next((i for i, token in enumerate(tokens) if token.text in {"of", "for"}), 0)
    titled = place and is_role(tokens[place - 1].text, words)
    if not titled or any(token.text in {"'s", "’s"} for token in tokens):
        return 0
    while place + 1 < len(tokens):
        word = tokens[place + 1].text
        if word.lower() not in words.portfolio and word not in {"the", "and"}:
            break
        place += 1
    named = sum(
        1 for _ in itertools.takewhile(lambda item: is_name_word(item.text), tokens[place + 1 :])
    )
    return place + 1 if named >= 2 and tokens[place].text not in {"of", "for", "the"} else 0


def cut_core(
    tokens: list[Token], words: Vocabulary, behind: int = 0
) -> tuple[list[Token], list[Token]]:
    """The noun phrase before its first preposition or participle, and the rest.

    The search begins at `behind`: after an office's "of" the phrase goes on.
    """
    for place, token in enumerate(tokens):
        if place <= behind:
            continue
        word = token.text.lower()
        if word in PREPOSITIONS and token.text[0].islower():
            return tokens[:place], tokens[place:]
        participle = _PARTICIPLE.search(token.text)
        follows = tokens[place + 1].text.lower() if place + 1 < len(tokens) else ""
        if participle and (follows in PREPOSITIONS | CALENDAR or follows[:1].isdigit()):
            return tokens[:place], tokens[place:]
        if token.text.islower() and follows == "to" and noun_kind(word, words)[0] == "unknown":
            return tokens[:place], tokens[place:]  # "officials close to", "sources familiar to"
    return tokens, []


def name_start(core: Sequence[Token], words: Vocabulary, definite: bool = False) -> int | None:
    """Where the final run of capitalised words begins once titles are off; None without one.

    One capitalised noun alone may only open a sentence ("Residents", "Unions"); behind "the"
    its plural is a name ("the Greens"), its singular an office ("the Speaker").
    """
    start = len(core)
    while start > 0:
        text = core[start - 1].text
        within = start < len(core) and (text.lower() in _PARTICLES or text in {"-", "."})
        number = text.isdigit() and 1 < start == len(core) and is_name_word(core[start - 2].text)
        named = is_name_word(text) or text in {"&", "+"} or text.lower() in _SUFFIXES
        if not (named or within or number):
            break
        start -= 1
    while start < len(core) and not is_name_word(core[start].text):
        start += 1
    if start == len(core):
        return None
    joined = definite and start == 2 and core[1].text == "and" and is_name_word(core[0].text)
    if joined and len(core) > 3 and is_organisation(core[-1].text, words):
        return 0  # "the Unity and Land Party"
    if start == 0 and len(core) == 1:
        low = core[0].text.rstrip(".").lower()
        plural = len(singulars(low)) > 1
        if definite and plural and is_role(low, words):
            return 0
        if not definite and plural and is_organisation(singulars(low)[1], words):
            return None
    return _after_title(core, start, words)


def _after_title(core: Sequence[Token], start: int, words: Vocabulary) -> int | None:
    """Moves past titles and offices written with capitals ("Prime Minister", "Dr.")."""
    run = [token.text.rstrip(".").lower() for token in core[start:]]
    if len(run) == 1 and start == 0 and is_role(run[0], words):
        return None  # one capitalised noun that opens a sentence: "Residents"
    best = start
    for place, word in enumerate(run[:-1]):
        left = run[place + 1 :]
        if any(is_organisation(item, words) and item not in words.title for item in left):
            continue  # "Liberal Alliance", "Youth Parliament"
        if left[0] in _PARTICLES:
            continue  # "Sultan bin Rawahi"
        titled = word in words.title
        office = start == 0 and is_role(word, words) and len(left) >= 2
        whole = is_role(word, words) and all(
            is_office_word(item, words) for item in run[: place + 1]
        )
        if titled or office or (whole and len(left) >= 2):
            best = start + place + 1
    party = start > 0 and len(run) == 1 and len(singulars(run[0])) > 1
    if all(is_office_word(word, words) for word in run) and is_role(run[-1], words) and not party:
        return None  # "Foreign Minister" alone, but "the opposition Greens"
    while best < len(core) - 1 and not is_name_word(core[best].text):
        best += 1
    return best


def is_common(
    core: Sequence[Token], rest: Sequence[Token], start: int, definite: bool, words: Vocabulary
) -> bool:
    """Whether the one capital only opens a sentence: "Several of", "Wives of", "Pilots at"."""
    word = core[start].text.lower()
    if len(core) != 1 or definite:
        return False
    if word in QUANTITIES:
        return True
    return bool(rest) and len(singulars(word)) > 1 and word not in words.organisation


def is_joined(
    core: Sequence[Token], start: int, clitic: int, definite: bool, words: Vocabulary
) -> bool:
    """Whether a possessive is part of the name ("the Rice Farmers' League")."""
    owner, tail = core[clitic - 1].text, core[clitic + 1 :]
    if not is_name_word(owner) or start != clitic + 1:
        return False
    organised = any(is_organisation(token.text, words) for token in tail)
    plural = is_role(owner, words) and len(singulars(owner)) > 1
    plural = plural or owner.lower() == "people"
    return (organised and (definite or plural)) or (plural and len(tail) == 1)


def kind_of_name(
    before: Sequence[Token], name: Sequence[Token], definite: bool, words: Vocabulary
) -> str:
    parts = [token.text.lower() for token in name]
    role = before[-1].text.lower().rstrip(".") if before else ""
    if role and is_role(role, words) and not is_organisation(role, words):
        return "person"
    if role and (is_organisation(role, words) or role in words.document):
        return "organisation"
    if "&" in parts or any(is_organisation(part, words) for part in parts):
        return "organisation"
    if role and is_role(role, words):
        return "person"
    if definite and not before:
        return "organisation"
    return "unknown"


def proper_tail(rest: Sequence[Token]) -> list[Token]:
    """What follows a proper name as part of it: "of Rural Clinics"."""
    tail: list[Token] = []
    if not rest or rest[0].text not in {"of", "for", "to", "on", "against", "in"}:
        return tail
    last = 0
    for place, token in enumerate(rest):
        if token.text[:1].isupper() or token.text in {"'", "’", "'s", "’s"}:
            last = place + 1
        elif token.text.lower() not in {
            "of",
            "for",
            "a",
            "an",
            "the",
            "and",
            "&",
            "to",
            "on",
            "against",
            "in",
        }:
            break
    return list(rest[:last])


def head_noun(core: Sequence[Token], words: Vocabulary) -> str:
    """The head noun: the last word, or the one before an adverb ("growers upstream")."""
    last = core[-1].text.lower()
    if len(core) > 1 and noun_kind(last, words)[0] == "unknown":
        before = core[-2].text.lower()
        if before.isalpha() and noun_kind(before, words)[1]:
            return before
    return last


def proper_part(core: Sequence[Token], definite: bool, words: Vocabulary) -> Sequence[Token]:
    """The name in "the Blue Kettle relief agency": two capitals or more, then what it is."""
    capitals = list(itertools.takewhile(lambda token: is_name_word(token.text), core))
    rest = core[len(capitals) :]
    small = rest and all(token.text.isalpha() and token.text.islower() for token in rest)
    if not definite or len(capitals) < 2 or not small:
        return ()
    return capitals if is_organisation(rest[-1].text, words) else ()


def belonging(rest: Sequence[Token]) -> Sequence[Token]:
    """The phrase that may say where somebody belongs ("residents of Tarn", "from Velm")."""
    return rest if rest and rest[0].text in {"of", "in", "from", "for", "at"} else ()


def ends_named(rest: Sequence[Token]) -> bool:
    """Whether the phrase behind a noun ends in a name: "critics of Holt"."""
    return bool(rest) and is_name_word(rest[-1].text)


def without_setting(rest: Sequence[Token], words: Vocabulary) -> Sequence[Token]:
    """The phrases behind a noun without a bare setting at their end ("in the province").

    Of people it tells no more than the article does.
    """
    texts = [token.text.lower() for token in rest[-3:]]
    bare = len(texts) == 3 and texts[0] in {"in", "at", "across", "around"} and texts[1] == "the"
    return rest[:-3] if bare and texts[2] in words.setting else rest


def kept(rest: Sequence[Token]) -> list[Token]:
    """The prepositional phrases of a description, without participles before them."""
    if not rest or (rest[0].text.lower() not in PREPOSITIONS and rest[0].text.endswith("ed")):
        return []
    return list(rest) if rest[0].text.lower() in PREPOSITIONS or rest[1:2] else []


def office_words(tokens: Sequence[Token], words: Vocabulary) -> str:
    """The words of an office in small letters, without the country or party before it."""
    parts = [
        token.text.lower().rstrip(".")
        for token in tokens
        if token.text[:1].isalpha()
        and (token.text.islower() or is_office_word(token.text.lower().rstrip("."), words))
    ]
    return " ".join(parts)
