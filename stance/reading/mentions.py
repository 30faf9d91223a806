"""One mention of an actor, taken apart: name, office, possessor, kind.

"Velm's chief negotiator, Ana Holt" is a name, an office and whose office it is; "the farmers'
union" is a description; "she" is a pronoun. A mention is read by itself; what it stands for in
the article is decided in `actors`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from stance.reading.actor_list import ActorList, Vocabulary
from stance.reading.given_names import is_given_name
from stance.reading.nouns import (
    gender_of,
    is_name_word,
    is_organisation,
    is_role,
    noun_kind,
    singulars,
)
from stance.reading.phrases import (
    CLITICS,
    QUANTITIES,
    Determined,
    behind_office,
    belonging,
    cut_core,
    determiner,
    ends_named,
    head_noun,
    is_common,
    is_joined,
    kept,
    kind_of_name,
    name_start,
    office_words,
    proper_part,
    proper_tail,
    without_setting,
)
from stance.reading.tokens import Token, tokenise

PERSONAL: Final = frozenset(
    """i me my mine myself he him his himself she her hers herself it its itself we us our ours
    they them their theirs you your who whom whose which that this these those both""".split()
)
PAIRS: Final = frozenset(("the two", "the pair"))
_COUNTED: Final = PAIRS | {"the latter", "the former", "the three"}
_RELATIVE: Final = re.compile(
    r",?\s(?:who|whom|whose|which|where|when|that|such\sas|including|like|among\s(?:them|whom))\s"
)
_NAMED: Final = r"(?:the\s|The\s)?[^\W\d_a-z][\w’'-]*(?:\s[^\W\d_a-z][\w’'-]*){0,3}"
_CONJOINED: Final = re.compile(rf"{_NAMED}(?:,\s{_NAMED})*,?\sand\s{_NAMED}")
_STRAY: Final = re.compile(
    r"^(?:(?:and|but|that|while|as)\s+|(?:In|At)\s(?:the\s)?[^\W\d_a-z][\w’'-]*(?:\s[^\W\d_a-z][\w-]*)?,\s)"
    r"|\s+(?:and|but|or|that|while|as)$"
)
"""What a source's span may take along: a conjunction, a place set in front."""

_SHORTENED: Final = re.compile(r"(\w+)['’](?:ve|re|ll|d|m|s)")
"""A pronoun that has taken along its verb: "we've", "let's"."""

_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.?){1,3}|[A-Z][a-z]\.?")
"""Initials and the like ("J.", "JD", "Wm.") that begin a name."""

_CHIEFS: Final = frozenset("ceo cfo coo cto vp mp mep pm".split())
"""Offices that are written as their initials."""

_LIST: Final = re.compile(rf".*\b(?:of|from|in)\s{_NAMED}(?:,\s{_NAMED})*,?\sand\s{_NAMED}")
"""Several persons with a list of names that are theirs ("the ministers of A, B and C")."""

_SELF: Final = re.compile(r"\s+(?:himself|herself|itself|themselves|too|alone|also|both|all)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention's parts; "" and () where it has none.

    name
        the proper name in it, without title and article.
    words
        the description without article and relative clause ("water ministry of Tarn").
    office
        the head phrase of the description in small letters ("water ministry").
    owner
        whose: "his", "Velm".
    places
        capitalised words around the head, which may tell the country.
    kind
        an actor kind, or "unknown".
    gender
        "f", "m" or "".
    """

    form: str  # empty, pronoun, name or description
    name: str = ""
    words: str = ""
    office: str = ""
    owner: str = ""
    places: tuple[str, ...] = ()
    kind: str = "unknown"
    gender: str = ""
    definite: bool = False
    indefinite: bool = False
    plural: bool = False


@lru_cache(maxsize=16384)  # an article repeats its sources, and so do articles
def read_mention(phrase: str, known: ActorList) -> Mention:
    """Takes a source phrase apart. Total: any string has an answer."""
    plain = " ".join(phrase.split()).strip(' ,;:—–-()[]"“”')
    plain = re.sub(r"(?:['’]s|(?<=s)['’])$", "", _SELF.sub("", _STRAY.sub("", plain)))
    lowered = plain.lower()
    short = _SHORTENED.fullmatch(phrase.strip().lower())
    if short and short.group(1) in PERSONAL | {"let"}:
        return Mention("pronoun", words="us" if short.group(1) == "let" else short.group(1))
    if not plain:
        return Mention("empty")
    first = lowered.split()[0].strip(",")
    if lowered in PERSONAL or first in {"who", "which"}:
        return Mention("pronoun", words=first if first in {"who", "which"} else lowered)
    if lowered in _COUNTED:
        return Mention("pronoun", words=lowered)
    clause = _RELATIVE.split(plain, maxsplit=1)[0]
    if _CONJOINED.fullmatch(clause) and not _is_one_name(clause, known):
        words = re.sub(r"^(?:[Tt]he|[Aa]n?)\s", "", clause)
        return Mention("description", words=words, office=words.lower(), kind="group", plural=True)
    segments = [part for part in re.split(r"\s*[,(;]\s*|\s[—–-]+\s", clause) if part.strip()]
    read = [_segment(part, known) for part in segments or [plain]]
    if read and read[0].plural and read[0].form == "description" and _LIST.fullmatch(clause):
        words = clause.removeprefix("the ").removeprefix("The ")
        return replace(read[0], words=words)
    return _joined(read)


def _is_one_name(clause: str, known: ActorList) -> bool:
    """ "The Unity and Land Party": one word, "and", then what only the last word names."""
    parts = re.fullmatch(r"[Tt]he\s(\S+)\sand\s(\S+)\s(\S+)", clause)
    if parts is None or parts.group(2).lower() == "the":
        return False
    organised = [is_organisation(part, known.words) for part in parts.groups()]
    return organised == [False, False, True]


def _joined(read: Sequence[Mention]) -> Mention:
    """The mention of a head and its appositions: the name leads, a description is its office."""
    head = read[0]
    if head.form == "name" or len(read) == 1:
        role = next((part for part in read[1:] if part.form == "description"), None)
        if role is None or head.office:
            return head
        told = role.kind if role.kind != "group" else "unknown"
        kind = told if head.kind == "unknown" else head.kind
        return replace(
            head, office=role.office, owner=head.owner or role.owner, kind=kind,
            places=head.places + role.places, gender=head.gender or role.gender,
        )  # fmt: skip
    for part in read[1:]:
        if part.form == "name":
            kind = head.kind if head.kind in {"person", "organisation", "document"} else part.kind
            return replace(
                part, office=head.office, owner=head.owner, kind=kind,
                places=head.places + part.places, gender=head.gender or part.gender,
            )  # fmt: skip
    return head


def _segment(segment: str, known: ActorList) -> Mention:
    """One piece between commas."""
    words = known.words
    determined = determiner(tokenise(segment))
    tokens = list(determined.tokens)
    if not tokens:
        return Mention("description", words=segment, office=segment.lower())
    definite = determined.definite
    listed = known.find(segment)
    if listed is not None:
        return Mention("name", name=_text(segment, tokens), kind=listed.kind, definite=definite)
    behind = behind_office(tokens, words)
    core, rest = cut_core(tokens, words, behind)
    start = behind or name_start(core, words, definite)
    if start is None or is_common(core, rest, start, definite, words):
        return _description(segment, core, rest, determined, known)
    return _name(segment, core, rest, start, determined, known, told=bool(behind))


def _name(
    segment: str,
    core: Sequence[Token],
    rest: Sequence[Token],
    start: int,
    determined: Determined,
    known: ActorList,
    told: bool,
) -> Mention:
    """A piece whose core ends in a name; `told` where an office before it says: a person."""
    words, owner, definite = known.words, determined.owner, determined.definite
    before, name = core[:start], core[start:]
    last = next((i for i in range(len(before) - 1, -1, -1) if before[i].text in CLITICS), -1)
    if last > 0 and is_joined(core, start, last, definite, words):
        start = next(i for i, token in enumerate(core) if is_name_word(token.text))
        before, name, last = core[:start], core[start:], -1
    if last >= 0:  # "Velm's health minister Ana Holt": the owner, then the office
        owner, definite = _text(segment, before[:last]), False
        before = before[last + 1 :]
    given = _given(name, words) if not told else 0
    before, name = [*before, *name[:given]], name[given:]
    told = told or given > 0
    kind = "person" if told else kind_of_name(before, name, definite, words)
    if definite and len(name) == 1 and rest[:1] and rest[0].text == "of" and proper_tail(rest):
        kind = "organisation"  # "the conservative Union of the Coast"
    whole = definite and len(name) == 1 and not before and rest[:1] and rest[0].text == "in"
    named = kind in {"organisation", "unknown"} and (definite or kind == "organisation")
    if named and rest and not whole:  # "the Palace in Port Amber" is the Palace
        name = [*name, *proper_tail(rest)]
    office = office_words(before, words)
    return Mention(
        "name",
        name=_text(segment, name),
        office=office,
        owner=owner,
        places=_capitals((*before, *rest)),
        kind=kind,
        gender=gender_of(office, words),
        definite=definite,
    )


def _given(name: Sequence[Token], words: Vocabulary) -> int:
    """Where a common given name begins a person's name behind something else; 0 without.

    "Kelp Bank CEO Jane Holt", "Rival Jane Holt": the first capitals are no part of the name,
    where a noun for persons stands before it or only one word does.
    """
    texts = [token.text for token in name]
    if is_given_name(texts[0]) or any(text in {"&", "and", "of", "for"} for text in texts):
        return 0
    for place in range(1, len(name) - 1):
        if not is_given_name(texts[place]):
            continue
        role = texts[place - 1].lower().rstrip(".")
        titled = is_role(role, words) or role in _CHIEFS
        single = place == 1 and not _INITIAL.fullmatch(texts[0]) and is_name_word(texts[0])
        organised = is_organisation(texts[-1], words)
        return place if (titled or single) and not organised else 0
    return 0


def _description(
    segment: str,
    core: Sequence[Token],
    rest: Sequence[Token],
    determined: Determined,
    known: ActorList,
) -> Mention:
    """A piece that names nobody."""
    words, owner, definite = known.words, determined.owner, determined.definite
    clitics = [i for i in range(len(core) - 1) if core[i].text in CLITICS]
    if clitics and core[0].text[:1].isupper():
        owner = owner or _text(segment, core[: clitics[-1]])
    proper = proper_part(core, definite, words)
    if proper:
        return Mention(
            "name",
            name=_text(segment, proper),
            owner=owner,
            places=_capitals(rest),
            kind="organisation",
            definite=True,
        )
    head = head_noun(core, words)
    kind, plural = noun_kind(head, words)
    if kind == "unknown" and core[0].text.lower() in QUANTITIES:
        kind, plural = "group", True
    written = not definite or bool(rest and rest[0].text in {"by", "on", "for", "dated"})
    if kind == "organisation" and head in words.document and written:
        kind = "document"  # "a paper by Holt", not "the paper"
    behind = core[-1].text.islower() and head != core[-1].text.lower()
    if kind in {"person", "group"}:
        rest = without_setting(rest, words)
    keep = [*(core[:-1] if behind and not rest else core), *kept(rest)]
    near = (*core, *belonging(rest))
    if kind == "group" and singulars(head)[-1] in words.attitude and not ends_named(rest):
        keep, near = list(core), tuple(core)
    office = office_words(core[clitics[-1] + 1 :] if clitics else core, words)
    return Mention(
        "description",
        words=_text(segment, keep),
        office=office,
        owner=owner,
        places=_capitals(near),
        kind=kind,
        gender=gender_of(office, words),
        definite=definite,
        indefinite=determined.indefinite,
        plural=plural,
    )


def _capitals(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in tokens if token.text[:1].isupper())


def _text(segment: str, tokens: Sequence[Token]) -> str:
    return segment[tokens[0].start : tokens[-1].end] if tokens else ""
