"""The courses of action that an article itself puts forward, as short base-form phrases.

Shallow patterns over words find where news names a course of action: a verb of action and its
object ("wants to build …", "creating …", "the bill that would cap …"), the passive ("… should
be abolished"), and the noun of such a verb ("an end to …", "the withdrawal of …", "a ban on
…"). Each find is cut at the end of its clause and put into base form; finds that share their
content words are one proposal; proposals are ranked by how often the article and its statements
name them. It is a first answer, which a reader can replace with proposals of his own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.reading.actions import (
    ACTION_VERBS,
    DETERMINERS,
    NOUNS,
    PREPOSITIONS,
    TITLES,
    VERB_OF_THING,
    WEAK_VERBS,
    verb_phrase,
)
from stance.reading.discourse import Discourse, keys_in
from stance.reading.lemmas import LIGHT_VERBS, base_form, content_words, stems_of
from stance.reading.tokens import Token, sentences, tokenise
from stance.reading.wordings import Table
from stance.schema import Attribution, Proposal, Span

MOST_PROPOSALS: Final = 8
"""More courses of action than this an article rarely has; what follows is noise."""

LEAST_CHANCE: Final = 0.18
"""The lowest probability at which a find is offered as a proposal."""

_LONGEST: Final = 9  # words of an object; labelled proposals have 2 to 11 words
SAME: Final = 0.5
"""Content-word F1 from which two phrases are one proposal."""

_NOUN_WEIGHT: Final = 0.8  # of a find by a noun of action or a passive
_UNTRIGGERED: Final = 0.5  # of one that no word of planning announces
_TOP: Final = 400  # code points: the headline and the first paragraph or two
_MENTION: Final = 0.45  # share of a phrase's weight that counts as naming it

_ASKING: Final = frozenset(
    """plan plans proposal proposals bid call calls pledge demand demands threat offer promise
    vow move effort efforts push decision motion request vote idea initiative drive scheme
    bill intention attempt campaign law measure amendment resolution project want wants
    wanted propose proposes proposed pledged promised vowed agreed agree refuse refused
    refuses offered offers decided decides intends intend voted threatened seek seeks
    seeking hopes hoped ready willing prepared ought urged urges asked asking called should
    must would will could cannot favour favours favor favors favoured back backs backed
    support supports supported oppose opposes opposed reject rejects rejected against
    considering considers suggested suggests recommended recommends discussed discuss for on
    of to without before by not never than
    """.split()
)
"""Words before a verb that make it one of a plan rather than of a report."""

_ENDS: Final = frozenset(
    """. ; : ! ? " “ ” « » ( ) [ ] , - – — but if unless because which who whom whose where
    when while although though so than since until once provided that would will could
    should can may might must is are was were be been has have had said says he she they it
    we i you despite even as without rather instead yesterday today tomorrow next last not
    never and or by after before during under monday tuesday wednesday thursday friday
    saturday sunday told warned added also to with what how whether no only
    """.split()
)
"""Where the object of an action ends."""

_GOES_ON: Final = frozenset({"to", "with", "and", "by", "or"})
"""Of these ends, words that an object may still run over once it has two words."""

_PARTICIPLE: Final = re.compile(r"\w+(?:ed|en|ilt|old|ent|ought|ut|own|et)$")


@dataclass(frozen=True, slots=True)
class Find:
    """A course of action as one place names it; `weight` says how clearly, 0 to 1."""

    phrase: str
    start: int
    weight: float


def discover_proposals(
    text: str,
    attributions: Sequence[Attribution],
    headline: Span | None = None,
    most: int = MOST_PROPOSALS,
    least: float = LEAST_CHANCE,
) -> tuple[Proposal, ...]:
    """The article's own proposals, the likeliest first: at most `most`, none below `least`."""
    groups, proposals = find_groups(text)
    if not groups:
        return ()
    measures = measure_finds(text, attributions, headline, groups, proposals)
    wanted = [_is_clear(group, row) for group, row in zip(groups, measures, strict=True)]
    chances = 1 / (1 + np.exp(-(measures @ np.array(RANK_WEIGHTS) + RANK_INTERCEPT)))
    order = sorted(range(len(groups)), key=lambda i: (-chances[i], groups[i][0].start))
    return tuple(proposals[i] for i in order if chances[i] >= least and wanted[i])[:most]


def _is_clear(group: Sequence[Find], row: Table) -> bool:
    """Whether a plan-like trigger names it, or the headline; a lone noun needs the trigger."""
    measures = dict(zip(RANK_FEATURES, row.tolist(), strict=True))
    if not measures["untriggered"]:
        return True
    return not measures["lone"] and (measures["headline"] > 0 or len(group) > 1)


def find_groups(text: str) -> tuple[list[list[Find]], tuple[Proposal, ...]]:
    """All finds of a text, grouped by course of action, and the proposal of each group."""
    tokens = tokenise(text)
    finds: list[Find] = []
    first = 0
    for sentence in sentences(text):
        last = first
        while last < len(tokens) and tokens[last].end <= sentence.end:
            last += 1
        finds += _finds(tokens[first:last])
        first = last
    groups = _merge(finds)
    return groups, tuple(Proposal(_best(group)) for group in groups)


def phrase_f1(left: str, right: str) -> float:
    """Content-word F1 of two phrases; words match by stem or concept.

    >>> round(phrase_f1("set up safe zones in the north", "create a safe zone"), 2)
    0.57
    """
    one, two = content_words(left), content_words(right)
    if not one or not two:
        return 0.0
    precision = sum(bool(word.keys & keys_in(two)) for word in one) / len(one)
    recall = sum(bool(word.keys & keys_in(one)) for word in two) / len(two)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _finds(tokens: Sequence[Token]) -> Iterator[Find]:
    words = [token.text.lower() for token in tokens]
    for i, word in enumerate(words):
        if not word[0].isalpha():
            continue
        for phrase, weight in _at(tokens, words, i):
            yield Find(phrase, tokens[i].start, weight)


def _at(tokens: Sequence[Token], words: Sequence[str], i: int) -> Iterator[tuple[str, float]]:
    """What word `i` names as a verb, as a participle of a passive, as a noun."""
    word, before = words[i], words[i - 1] if i else ""
    verb = base_form(word)
    if verb in ACTION_VERBS and before not in DETERMINERS and not _in_a_name(tokens, i):
        if before in {"be", "been", "being", "get"} and _PARTICIPLE.match(word):
            phrase = verb_phrase(verb, _subject(tokens, words, i - 1))
            yield phrase, _NOUN_WEIGHT
        else:
            asked = before in _ASKING or (i > 1 and words[i - 2] in _ASKING)
            weight = 0.3 + 0.5 * asked + 0.2 * (word == verb or word.endswith("ing"))
            # Unasked, a bare form is rather a noun ("finance ministers"), an -s form a plural.
            inflected = word != verb and not word.endswith("s")
            if asked or (inflected and verb not in WEAK_VERBS):
                yield verb_phrase(verb, _object(tokens, words, i + 1)), weight
    if word in NOUNS and i + 1 < len(words):
        measured = i + 2 < len(words) and not words[i + 2][0].isalpha()  # "a limit of 30 days"
        if words[i + 1] in {"of", "on", "to", "in", "for", "from"} and not measured:
            yield verb_phrase(NOUNS[word], _object(tokens, words, i + 2)), _NOUN_WEIGHT
        elif before and before not in _ENDS and before not in DETERMINERS and before.isalpha():
            yield verb_phrase(NOUNS[word], _compound(tokens, words, i)[:-1]), _UNTRIGGERED
    if word in VERB_OF_THING and not tokens[i].text[0].isupper():
        named = _compound(tokens, words, i)
        if len(named) > 1:
            yield (
                verb_phrase(VERB_OF_THING[word], [*named, *_tail(tokens, words, i + 1)]),
                _UNTRIGGERED,
            )


def _object(tokens: Sequence[Token], words: Sequence[str], start: int) -> list[str]:
    """The words of an object from `start` to the end of its clause.

    An object that is longer than any proposal is cut before its last preposition, not within
    a noun phrase.
    """
    found: list[str] = []
    for token, word in zip(tokens[start:], words[start:], strict=True):
        over = word in _GOES_ON and len(found) > 1
        if word in _ENDS and not over:
            break
        if len(found) >= _LONGEST:
            while found and found[-1].lower() not in PREPOSITIONS:
                found.pop()
            break
        found.append(token.text)
    return found


def _tail(tokens: Sequence[Token], words: Sequence[str], start: int) -> list[str]:
    """A prepositional phrase behind a noun."""
    if start < len(words) and words[start] in {"in", "on", "for", "between", "with", "along"}:
        return [tokens[start].text, *_object(tokens, words, start + 1)[:3]]
    return []


def _compound(tokens: Sequence[Token], words: Sequence[str], last: int) -> list[str]:
    """The noun at `last` with the words that stand before it in its phrase."""
    first = last
    while (
        first > 0
        and last - first < 3
        and words[first - 1] not in _ENDS
        and words[first - 1] not in DETERMINERS
        and words[first - 1] not in _ASKING | PREPOSITIONS
        and words[first - 1][0].isalpha()
        and not _is_inflected(words[first - 1])
    ):
        first -= 1
    return [token.text for token in tokens[first : last + 1]]


def _in_a_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether word `i` opens a name or a title: "Lower Vell", "finance minister"."""
    after = tokens[i + 1].text if i + 1 < len(tokens) else ""
    named = i > 0 and tokens[i].text[0].isupper() and after[:1].isupper()
    return named or base_form(after) in TITLES


def _is_inflected(word: str) -> bool:
    """Whether a word looks like a verb form that opens no noun phrase: "opens", "postponed"."""
    verb = base_form(word)
    return word != verb and verb in ACTION_VERBS and not word.endswith("ing")


def _subject(tokens: Sequence[Token], words: Sequence[str], end: int) -> list[str]:
    """The noun phrase before an auxiliary that ends at `end`."""
    last = end
    while last > 0 and words[last - 1] in _ENDS | {"to", "not", "ought", "need", "needs", "cannot"}:
        last -= 1
    first = last
    while first > 0 and last - first < _LONGEST and words[first - 1] not in _ENDS:
        first -= 1
    return [token.text for token in tokens[first:last]]


def _merge(finds: Sequence[Find]) -> list[list[Find]]:
    """Groups of finds that name one course of action, heaviest finds first."""
    groups: list[list[Find]] = []
    named = [find for find in finds if find.phrase]
    for find in sorted(named, key=lambda find: (-find.weight, find.start)):
        for group in groups:
            if phrase_f1(group[0].phrase, find.phrase) >= SAME:
                group.append(find)
                break
        else:
            groups.append([find])
    return groups


def _best(group: Sequence[Find]) -> str:
    """The wording nearest to all others of its group, the longer and weightier one if equal."""
    return max(
        group,
        key=lambda find: (
            sum(phrase_f1(find.phrase, other.phrase) for other in group)
            + find.weight
            + 0.3 * (find.phrase.split()[0] not in LIGHT_VERBS)
            + 0.1 * min(5, len(find.phrase.split()))
        ),
    ).phrase


RANK_FEATURES: Final = (
    "contents", "headline", "weight", "finds", "weak", "names", "noun", "untriggered", "lone",
    "frequency", "early",
)  # fmt: skip
"""What the ranking sees of a group of finds: how many contents name it (root), what the
headline covers, its clearest find, how many there are (log), whether its verb is a weak one, the
share of capitalised words, whether some find is a noun of action or a passive, whether none
follows a word of planning, whether its object is one word, in how many sentences the commonest
word of the object stands (log), whether its first find is near the top."""

RANK_WEIGHTS: Final = (1.06, 0.7, 3.97, 0.42, -0.76, 0.91, 0.36, 1.33, -0.73, 0.21, 0.83)
RANK_INTERCEPT: Final = -6.78
"""Fitted by `python -m training.benchmarks.proposals --fit`."""


def measure_finds(
    text: str,
    attributions: Sequence[Attribution],
    headline: Span | None,
    groups: Sequence[Sequence[Find]],
    proposals: Sequence[Proposal],
) -> Table:
    """One row of `RANK_FEATURES` for each group and the proposal made of it."""
    discourse = Discourse(text, proposals, headline)
    active = list(discourse.numbers)
    # Contents and headline: of those the article names; the others stay at 0.
    named = np.zeros((len(proposals), 2))
    if active:
        for attribution in attributions:
            words = [w for s in attribution.content for w in content_words(text, s.start, s.end)]
            named[active, 0] += discourse.coverage(keys_in(words)) >= _MENTION
        words_above = content_words(text, headline.start, headline.end) if headline else ()
        named[active, 1] = discourse.coverage(keys_in(words_above))
    stems = [stems_of(sentence.keys) for sentence in discourse.sentences]
    rows = [
        [float(np.sqrt(contents)), above, *_measure_group(group, proposal.phrase, stems)]
        for group, proposal, (contents, above) in zip(groups, proposals, named, strict=True)
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, len(RANK_FEATURES))


def _measure_group(
    group: Sequence[Find], phrase: str, stems: Sequence[frozenset[str]]
) -> list[float]:
    """What `RANK_FEATURES` tell of a group itself, from "weight" on."""
    pieces = phrase.split()
    weights = [find.weight for find in group]
    objects = [stems_of(word.keys) for word in content_words(phrase)[1:]]
    frequency = max((sum(bool(word & some) for some in stems) for word in objects), default=0)
    return [
        max(weights),
        float(np.log(len(group))),
        pieces[0] in WEAK_VERBS,
        sum(piece[0].isupper() for piece in pieces) / len(pieces),
        _NOUN_WEIGHT in weights,
        max(weights) <= _UNTRIGGERED,
        len(objects) == 1,
        float(np.log1p(frequency)),
        min(find.start for find in group) < _TOP,
    ]
