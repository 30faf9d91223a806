"""The streams of `features.extract` for many statements at once, as 64-bit codes.

A feature's code is that of its stream and name, ``masked\\tnot_accept``. No name is written out;
`features` is the slow, obvious version, and a test holds that both give the same features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.model.batch import NOTHING, Batch, Flags, same, where
from stance.model.features import LENGTH_STEP, LONGEST, OPENING, REACH
from stance.model.lexicon import KINDS
from stance.model.word_table import (
    CLAUSE_END,
    CONDITION,
    CONTENT,
    FIRST,
    MODAL,
    QUESTION,
    Tokens,
)
from stance.reading.codes import Coded, Codes64, Rows, coded, joined

SEPARATOR: Final = "\t"


@dataclass(frozen=True, slots=True)
class Found:
    """Features by code, and the statement of each."""

    of: Rows
    code: Codes64


def find_codes(batch: Batch, streams: Sequence[str]) -> Found:
    """All features of the named streams; a feature that occurs twice is there twice."""
    nothing = Found(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.uint64))
    found = [nothing, *(part for name in streams for part in _MAKERS[name](batch))]
    return Found(
        np.concatenate([part.of for part in found]), np.concatenate([part.code for part in found])
    )


def codes_of(stream: str, names: Sequence[str]) -> Codes64:
    """The codes of a stream's features by their names."""
    return coded([f"{stream}{SEPARATOR}{name}" for name in names]).code


def _grams(stream: str, tokens: Tokens, names: Coded, most: int) -> Iterator[Found]:
    """All runs of one to `most` neighbouring names."""
    run = names
    for size in range(1, min(most, len(tokens)) + 1):
        if size > 1:
            run = joined(run[:-1], " ", names[size - 1 :])
        at = np.flatnonzero(tokens.of[: len(run.code)] == tokens.of[size - 1 :])
        yield Found(tokens.of[at], joined(stream, SEPARATOR, run[at]).code)


def _cue(batch: Batch) -> Iterator[Found]:
    return _grams("cue", batch.cue, batch.marked(batch.cue, batch.cue_negated), 3)


def _quote(batch: Batch) -> Iterator[Found]:
    return _grams("quote", batch.quote, batch.words.text[batch.quote.word], 2)


def _masked(batch: Batch) -> Iterator[Found]:
    return _grams("masked", batch.quote, batch.masked, 3)


def _actor(batch: Batch) -> Iterator[Found]:
    return _grams("actor", batch.actor, batch.words.text[batch.actor.word], 2)


def _proposal(batch: Batch) -> Iterator[Found]:
    return _grams("proposal", batch.proposal, batch.words.text[batch.proposal.word], 2)


def _near(batch: Batch) -> Iterator[Found]:
    plain = ~batch.aimed & ~batch.words.are(batch.quote, CLAUSE_END)
    before, behind = batch.sides
    at = np.flatnonzero(plain & before)
    yield Found(batch.quote.of[at], joined("near\t", batch.masked[at], " >").code)
    at = np.flatnonzero(plain & behind)
    yield Found(batch.quote.of[at], joined("near\t< ", batch.masked[at]).code)


def _directions(batch: Batch) -> Coded:
    return _DIRECTIONS[batch.undoes.astype(np.intp)]


def _roles(batch: Batch) -> tuple[tuple[str, Tokens, Flags], tuple[str, Tokens, Flags]]:
    return (
        ("cue", batch.cue, batch.cue_negated),
        ("quote", batch.quote, batch.quote_negated),
    )


def _crossed(batch: Batch, stream: str, keys: Coded, flag: int, *, wanted: bool) -> Iterator[Found]:
    for role, tokens, hidden in _roles(batch):
        at = np.flatnonzero(batch.words.are(tokens, flag) == wanted)
        of = tokens.of[at]
        names = batch.marked(tokens, hidden)[at]
        yield Found(of, joined(stream, SEPARATOR, keys[of], f" {role} ", names).code)


def _cross(batch: Batch) -> Iterator[Found]:
    return _crossed(batch, "cross", _directions(batch), CLAUSE_END, wanted=False)


def _verb(batch: Batch) -> Iterator[Found]:
    return _crossed(batch, "verb", batch.verb, CONTENT, wanted=True)


def _kinds(batch: Batch) -> Iterator[Found]:
    directions = _directions(batch)
    for role, tokens, hidden in _roles(batch):
        near = np.zeros(len(tokens), dtype=bool)
        at = np.arange(len(tokens))
        if role == "quote":
            near = batch.sides[0] | batch.sides[1]
            at = np.flatnonzero(~batch.aimed)
        owner, kinds = batch.words.kinds.of(tokens.word[at])
        whose = at[owner]
        marked = _MARKED_KINDS[2 * kinds + hidden[whose]]
        yield from _placed(role, tokens.of[whose], marked, directions)
        close = np.flatnonzero(near[whose])
        yield from _placed("near", tokens.of[whose[close]], marked[close], directions)


def _placed(place: str, of: Rows, kinds: Coded, directions: Coded) -> Iterator[Found]:
    yield Found(of, joined("kinds\t", place, " ", kinds).code)
    yield Found(of, joined("kinds\t", directions[of], f" {place} ", kinds).code)


def _relation(batch: Batch) -> Iterator[Found]:
    every = np.arange(len(batch))
    is_target = _TRUTH[batch.names_target().astype(np.intp)]
    own = _TRUTH[batch.first_person.astype(np.intp)]
    yield Found(every, joined("relation\tactor in proposal ", is_target).code)
    yield Found(
        every, joined("relation\t", batch.verb, " actor ", is_target, " first person ", own).code
    )
    cue, quote, text = batch.cue, batch.quote, batch.words.text
    coverage = _NUMBERS[batch.coverage[cue.of]]
    yield Found(cue.of, joined("relation\t", text[cue.word], " covers ", coverage).code)
    yield Found(every, joined("relation\tcue is ", batch.whole_cues).code)
    at = np.flatnonzero(quote.counts > 0)
    last = _at(text, cue, cue.starts[1:][at] - 1, cue.counts[at] > 0)
    first = text[quote.word[quote.starts[:-1][at]]]
    yield Found(at, joined("relation\t", last, " | ", first).code)


def _at(names: Coded, tokens: Tokens, places: Rows, has: Flags) -> Coded:
    """The words at places of a role; the empty text where there is none."""
    if not len(tokens):
        return same(NOTHING, len(places))
    return where(has, names[tokens.word[np.where(has, places, 0)]], same(NOTHING, len(places)))


def _form(batch: Batch) -> Iterator[Found]:
    every, quote, words = np.arange(len(batch)), batch.quote, batch.words
    length = np.minimum(LONGEST, quote.counts // LENGTH_STEP)
    for name, values in (
        ("covers ", _NUMBERS[batch.coverage]),
        ("direct ", _TRUTH[batch.is_direct().astype(np.intp)]),
        ("length ", _NUMBERS[length]),
        ("negations ", _NUMBERS[np.minimum(2, batch.negations())]),
    ):
        yield Found(every, joined("form\t", name, values).code)
    at = np.flatnonzero(words.are(quote, MODAL))
    yield Found(quote.of[at], joined("form\tmodal ", words.text[quote.word[at]]).code)
    at = np.flatnonzero(words.are(quote, QUESTION))
    yield _all("form\tquestion", quote.of[at])
    at = np.flatnonzero(quote.place < OPENING)
    place = _NUMBERS[quote.place[at]]
    yield Found(quote.of[at], joined("form\tfirst ", place, " ", words.text[quote.word[at]]).code)
    at = at[words.are(quote, FIRST)[at]]
    yield _all("form\tfirst person", quote.of[at])


def _all(name: str, of: Rows) -> Found:
    """One feature for each of the statements."""
    return Found(of, same(coded([name]), len(of)).code)


def _condition(batch: Batch) -> Iterator[Found]:
    quote, words = batch.quote, batch.words
    is_condition = words.are(quote, CONDITION)
    at = np.flatnonzero(is_condition)
    of, place = quote.of[at], quote.place[at]
    count = quote.counts[of]
    before = _at(words.text, quote, at - 1, place > 0)
    after = _at(words.text, quote, at + 1, place + 1 < count)
    next_after = _at(words.text, quote, at + 2, place + 2 < count)
    here = words.base[quote.word[at]]
    part = _PARTS[np.where(place == 0, 0, np.where(2 * place > count, 1, 2))]
    for name in (
        (here,),
        (before, " ", here),
        (here, " ", after),
        (here, " ", after, " ", next_after),
        (here, " ", part),
        (_directions(batch)[of], " ", here),
    ):
        yield Found(of, joined("condition\t", *name).code)
    ends, content = words.are(quote, CLAUSE_END), words.are(quote, CONTENT)
    for step in range(1, REACH + 1):
        inside = np.flatnonzero(place + step < count)
        inside = inside[~ends[at[inside] + step]]
        at, of, place, count, here = (
            at[inside],
            of[inside],
            place[inside],
            count[inside],
            here[inside],
        )
        telling = np.flatnonzero(content[at + step])
        later = words.text[quote.word[at[telling] + step]]
        yield Found(of[telling], joined("condition\t", here[telling], " .. ", later).code)
    found = np.minimum(3, np.bincount(quote.of[is_condition], minlength=len(batch)))
    yield Found(np.arange(len(batch)), joined("condition\tconditions ", _NUMBERS[found]).code)


def _pair(batch: Batch) -> Iterator[Found]:
    words = batch.words
    actor = batch.actor.only(words.are(batch.actor, CONTENT))
    proposal = batch.proposal.only(words.are(batch.proposal, CONTENT))
    many = proposal.counts[actor.of]
    one = np.repeat(np.arange(len(actor)), many)
    first = np.cumsum(many) - many
    other = np.arange(len(one)) - first[one] + proposal.starts[actor.of[one]]
    names = (words.text[actor.word[one]], " ~ ", words.text[proposal.word[other]])
    yield Found(actor.of[one], joined("pair\t", *names).code)


def _context(batch: Batch) -> Iterator[Found]:
    at = np.flatnonzero(batch.words.are(batch.context, CONTENT))
    text = batch.words.text[batch.context.word[at]]
    yield Found(batch.context.of[at], joined("context\t", text).code)


def _chars(batch: Batch) -> Iterator[Found]:
    for tokens, grams in (
        (batch.cue, batch.words.cue_grams),
        (batch.quote, batch.words.grams),
    ):
        owner, codes = grams.of(tokens.word)
        yield Found(tokens.of[owner], codes)


_TRUTH: Final = coded(["False", "True"])
_NUMBERS: Final = coded(["0", "1", "2", "3", "4", "5"])
_PARTS: Final = coded(["first", "last", "middle"])
_DIRECTIONS: Final = coded(["do", "undo"])
_MARKED_KINDS: Final = coded([mark + kind for kind in KINDS for mark in ("", "not_")])

_MAKERS: Final[Mapping[str, Callable[[Batch], Iterator[Found]]]] = {
    "cue": _cue,
    "quote": _quote,
    "masked": _masked,
    "near": _near,
    "actor": _actor,
    "proposal": _proposal,
    "cross": _cross,
    "verb": _verb,
    "relation": _relation,
    "condition": _condition,
    "form": _form,
    "context": _context,
    "chars": _chars,
    "pair": _pair,
    "kinds": _kinds,
}
