"""How an article introduces its figures: names with titles, offices, appositions, acronyms.

Also what else tells about a name: "Mr" and "Ms", the ending of a given name, and whether the
article uses it like a place's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from stance.reading.actor_list import ActorList, name_key
from stance.reading.cast import Cast, Figure, lone_capitals
from stance.reading.given_names import TOLD, given_name_odds, is_given_name
from stance.reading.lemmas import FUNCTION_WORDS
from stance.reading.mentions import Mention, read_mention
from stance.reading.no_persons import (
    is_no_name,
    is_place_name,
    is_used_as_place,
    read_places,
    title_sentences,
)
from stance.reading.nouns import is_name_word, is_office_word, is_organisation, is_role
from stance.reading.phrases import ARTICLES, CALENDAR, CLITICS, POSSESSIVES
from stance.reading.places import is_edge, occurrences
from stance.reading.tokens import Token, paragraphs, sentences, tokenise
from stance.schema import Span, Spans, cut

_PLACE_BEFORE: Final = frozenset("in near across outside inside".split())
_RELATING: Final = frozenset("of from with between to into".split())
"""Words before states as before anything else: weak evidence."""

_STATE_NOUNS: Final = frozenset(
    """government parliament capital embassy ambassador army minister ministry prime border
    borders territory navy currency""".split()
)
"""What a state has: "Velmia's parliament"."""

_STATE_PORTFOLIOS: Final = frozenset("foreign defence defense interior finance trade".split())

_APPOSITION: Final = re.compile(r"\s*,\s+([^,.;:“”\"()—–]{3,90})(?=[,.;:—–]|$)", re.MULTILINE)
_INTRODUCTION: Final = re.compile(
    r"(?:^|[.;:“\"(,—–]\s*|\s)((?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[^\W\d_][\w-]*['’]s)\s"
    r"[^,.;:“”\"()—–]{3,90}),\s+$"
)
_WHO: Final = re.compile(r"\s*,?\s+who(?:se)?\b")
_ACRONYM: Final = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&-]{1,9})\s*\)")
_WINDOW: Final = 110
"""How many characters before a name may hold its introduction."""


def read_cast(text: str, known: ActorList, sources: Sequence[Spans] = ()) -> Cast:
    """Reads the cast of an article; `sources` that name somebody are introductions too."""
    tokens = tokenise(text)
    cast = Cast(text, known, tokens, sentences(text))
    cast.sentence_starts = [span.start for span in cast.sentences]
    cast.paragraph_starts = [span.start for span in paragraphs(text)]
    cast.small = frozenset(token.text for token in tokens if token.text.islower())
    cast.capitals = Counter(token.text for token in tokens if token.text[:1].isupper())
    cast.lone = lone_capitals(tokens, cast.sentences)
    cast.places, cast.states = _places(tokens, cast.small)
    cast.relations = Counter(
        after.text
        for before, after in pairwise(tokens)
        if before.text in _RELATING and after.text[:1].isupper()
    )
    titled = title_sentences(tokens, cast.sentences)
    for first, last in _runs(cast):
        if cast.sentences[cast.sentence_of(tokens[first].start)] in titled:
            continue
        _introduce(cast, first, last)
    for source in sources:
        _introduce_source(cast, source)
    _read_acronyms(cast)
    _read_genders(cast)
    _merge_surnames(cast)
    read_places(cast)
    return cast


def _places(tokens: Sequence[Token], small: frozenset[str]) -> tuple[Counter[str], Counter[str]]:
    """Capitalised words that are used like places and like states, with how often."""
    places: Counter[str] = Counter()
    states: Counter[str] = Counter()
    common = small | FUNCTION_WORDS | CALENDAR
    for place in range(len(tokens) - 1):
        word, after = tokens[place].text, tokens[place + 1].text
        if not word[:1].isupper() or word.lower() in common:
            continue
        before = tokens[place - 1].text.lower() if place else ""
        alone = not is_name_word(after) and not (place and is_name_word(tokens[place - 1].text))
        if before in _PLACE_BEFORE and alone and after not in CLITICS:
            places[word] += 1
        if alone and after in CLITICS and place + 2 < len(tokens):
            following = [token.text.lower() for token in tokens[place + 2 : place + 4]]
            portfolio = following[0] in _STATE_PORTFOLIOS
            if following[0] in _STATE_NOUNS or (portfolio and following[-1] in _STATE_NOUNS):
                states[word] += 1
    return places, states


def _runs(cast: Cast) -> Iterator[tuple[int, int]]:
    """Runs of name words as token ranges, none across a sentence's start."""
    starts = {span.start for span in cast.sentences}
    particles = frozenset("al bin bint ibn de da do dos di del van von der den ter la le".split())
    tokens = cast.tokens
    place = 0
    while place < len(tokens):
        if not is_name_word(tokens[place].text):
            place += 1
            continue
        first = place
        place += 1
        while place < len(tokens) and tokens[place].start not in starts:
            word = tokens[place].text
            after = next(
                (t.text for t in tokens[place + 1 : place + 4] if t.text not in particles), ""
            )
            joined = word in particles and is_name_word(after)
            titled = word == "of" and is_name_word(after) and _leads_on(cast, place - 1)
            if not (is_name_word(word) or word == "&" or joined or titled):
                break
            place += 1
        yield first, place


def _introduce_source(cast: Cast, source: Spans) -> None:
    """A source that names a person, in full or with a title."""
    mention = read_mention(cut(cast.text, source), cast.known)
    if mention.form != "name" or mention.kind == "state":
        return
    if len(mention.name.split()) > 1 or mention.gender:
        cast.add(mention, source[0]).speaks = True


def _leads_on(cast: Cast, place: int) -> bool:
    """Whether "of" after this token goes on with the name: "Secretary of State", "League of".

    A sentence's first word alone does not: "Parliament of" opens a description.
    """
    word = cast.tokens[place].text.lower()
    if is_organisation(word, cast.known.words):
        return _sentence_start(cast, cast.tokens[place].start) != cast.tokens[place].start
    return is_role(word, cast.known.words)


def _introduce(cast: Cast, first: int, last: int) -> None:
    """Reads one run of name words with what stands around it."""
    tokens, words = cast.tokens, cast.known.words
    while first < last - 1 and tokens[first].text.lower() in OPENERS:
        first += 1
    if tokens[first].text == "I" or tokens[first].text.lower() in OPENERS:
        return
    begin = first
    while begin > 0 and tokens[begin].start > _sentence_start(cast, tokens[first].start):
        before = tokens[begin - 1].text
        low = before.lower().rstrip(".")
        near = is_role(low, words) if begin == first else is_role(low, words) or before.islower()
        if not before[:1].isalpha() or not near or first - begin > 5 or low in _STOPS:
            break
        begin -= 1
    owner = begin >= 2 and begin < first and tokens[begin - 1].text in {"'s", "’s", "'", "’"}
    begin = begin - 2 if owner else begin
    article = begin > 0 and tokens[begin - 1].text.lower() in {"the", "a", "an"}
    begin = begin - 1 if article else begin
    span = Span(tokens[first].start, tokens[last - 1].end)
    mention = read_mention(cast.text[tokens[begin].start : span.end], cast.known)
    if mention.form != "name" or (mention.kind == "unknown" and len(mention.name.split()) < 2):
        return
    if len(mention.name.split()) < 2 and not mention.office:
        return
    if mention.kind == "unknown" and first and tokens[first].text.lower() in _STOPS:
        return
    if mention.kind == "unknown" and not mention.office and is_no_name(mention.name, cast.known):
        return
    found = occurrences(cast.text, mention.name, tokens[begin].start, span.end)
    cast.add(mention, next(found, span), _apposed(cast, tokens[begin].start, span.end))


_STOPS: Final = (
    frozenset(
        """the a an and but or of in on for at by said says told that when while if after before as
        from with to is was are were has had have not he she it they""".split()
    )
    | CALENDAR
)


OPENERS: Final = FUNCTION_WORDS | frozenset(
    "like unlike meanwhile however despite instead asked according still nor".split()
)
"""Words that open a sentence with a capital and belong to no name."""


def _sentence_start(cast: Cast, place: int) -> int:
    return cast.sentences[cast.sentence_of(place)].start


def _apposed(cast: Cast, start: int, end: int) -> Mention | None:
    """The description set beside a name by commas, or the evidence of a "who"."""
    after = _APPOSITION.match(cast.text, end)
    if after is not None:
        mention = read_mention(after.group(1), cast.known)
        first = after.group(1).split()[0].lower()
        apposed = first in ARTICLES | POSSESSIVES or first.endswith(("'s", "’s"))
        office = mention.kind == "person" and is_office_word(first, cast.known.words)
        single = mention.form == "description" and not mention.plural
        if single and mention.kind != "unknown" and (apposed or office):
            return mention
    window = cast.text[max(_sentence_start(cast, start), start - _WINDOW) : start]
    before = _INTRODUCTION.search(window)
    if before is not None:
        mention = read_mention(before.group(1), cast.known)
        if mention.form == "description" and mention.kind in {"person", "organisation"}:
            return mention
    if _WHO.match(cast.text, end):
        return Mention("description", kind="person")
    return None


def _read_acronyms(cast: Cast) -> None:
    """ "International Kelp Council (IKC)": the initials of the words before the bracket."""
    for found in _ACRONYM.finditer(cast.text):
        letters = [char for char in found.group(1) if char.isupper()]
        before = cast.text[max(0, found.start() - _WINDOW) : found.start()].rstrip()
        words = list(re.finditer(r"[^\W\d_][\w’'-]*", before))
        initials: list[str] = []
        for word in reversed(words):
            if word.group()[0].isupper():
                initials.insert(0, word.group()[0])
            if initials == letters:
                full = before[word.start() :]
                cast.acronyms[found.group(1)] = full
                start = max(0, found.start() - _WINDOW) + word.start()
                mention = Mention("name", name=full, kind="organisation")
                cast.add(mention, Span(start, start + len(full)))
                break
            if len(initials) >= len(letters):
                break


def _merge_surnames(cast: Cast) -> None:
    """ "Mr Holt" is one with "Ivo Holt", and "Even Holt" is no name beside it."""
    _merge_initials(cast)
    opens = {span.start for span in cast.sentences}
    for key, figure in list(cast.figures.items()):
        stray = _is_stray(figure, opens)
        if stray and _ADVERB.search(figure.words[0].lower()):
            del cast.figures[key]
            continue
        short = len(figure.words) == 1
        if not short and not stray:
            continue
        full = [item for item in cast.named(figure.words[-1]) if _is_full(item, figure, short)]
        if full and (short or given_name_odds(figure.words[0], cast.known) == 0.0):
            _absorb(full[0], figure)
            del cast.figures[key]


def _is_full(full: Figure, figure: Figure, short: bool) -> bool:
    """Whether a figure may be the full name of another: same surname, no other gender."""
    return (
        full is not figure
        and full.kind in {"person", "unknown"}
        and full.words[-1] == figure.words[-1]
        and full.gender * figure.gender >= 0.0
        and (short or bool(full.offices) or len(full.spans) > 1)
    )


def _is_stray(figure: Figure, opens: set[int]) -> bool:
    """Whether two capitals may be one name behind a sentence's first word ("Even Holt")."""
    return (
        len(figure.words) == 2
        and not figure.offices
        and figure.kind == "unknown"
        and all(span.start in opens for span in figure.spans)
    )


def _merge_initials(cast: Cast) -> None:
    """ "Ana Holt" and "Ana B. Holt" are one, under the name given first."""
    seen: dict[tuple[str, str], Figure] = {}
    for key, figure in list(cast.figures.items()):
        words = figure.words
        if len(words) < 2 or figure.kind not in {"person", "unknown"}:
            continue
        first = seen.setdefault((name_key(words[0]), name_key(words[-1])), figure)
        initials = all(len(word.rstrip(".")) == 1 for word in (*words[1:-1], *first.words[1:-1]))
        if first is not figure and initials:
            _absorb(first, figure)
            cast.figures[key] = first


def _absorb(first: Figure, second: Figure) -> None:
    first.offices += second.offices
    first.spans += second.spans
    first.gender += second.gender
    first.speaks = first.speaks or second.speaks
    first.kind = "person" if second.kind == "person" else first.kind
    first.country = first.country or second.country


_ADVERB: Final = re.compile(r"(?:ly|ing|ed|ous|ful|less)$")


_TITLE: Final = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lady)\.?\s+")


def _read_genders(cast: Cast) -> None:
    """Gender from the given name, and from "Mr"/"Ms" before a surname that is nobody else's.

    A common given name before one or two words makes a person.
    """
    text = cast.text
    titled = [(found.group(1), found.end()) for found in _TITLE.finditer(text)]
    for figure in cast.members:
        words = figure.words
        if len(words) > 1:
            figure.gender += given_name_odds(words[0], cast.known)
        named = is_given_name(words[0]) and len(words) in {2, 3} and figure.kind == "unknown"
        if named and not is_place_name(figure.name):
            placed = is_used_as_place(figure.name, cast.text)
            figure.kind = "unknown" if placed else "person"
        titles = [
            title
            for title, end in titled
            if text.startswith(words[-1], end) and is_edge(text, end + len(words[-1]))
        ]
        if titles and len(cast.named(words[-1])) < 2:
            figure.gender += sum(-TOLD if title in {"Mr", "Sir"} else TOLD for title in titles)
            figure.kind = "person"
