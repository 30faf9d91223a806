"""What the attribution reader looks at: named features of words, alone and beside a cue.

`describe` lays out the words of several passages in one row; `WORD_FEATURES` are read from each
word and its neighbours, `CUE_FEATURES` from each word as seen from one possible cue (distance,
order, sentence, quotation, what lies between). No feature holds more than two neighbouring words.
Both kinds come written out (`word_texts`, `cue_texts`) or as codes (`word_codes`, `cue_codes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.reading.codes import Codes64, Rows
from stance.reading.passages import Passage
from stance.reading.templates import Column, Columns, Template, Texts, as_codes, as_texts

EDGE: Final = "|"
"""Stands for every place before the first and behind the last word."""

_EDGES: Final = 3  # places between passages, as far as a word looks

_PLAIN: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "—", "‑": "-"}
)
PAUSES: Final = frozenset({",", "—", ";", ":"})

TITLE_SHARE: Final = 0.8
"""Share of capitalised words above which a line is set as a title."""

_SHORT_WORD: Final = 3  # letters: "of", "to" and "the" stay small in titles
_FEW_WORDS: Final = 4  # fewer words show no manner of writing
_NEAR: Final = 8  # words around the cue whose exact distance counts
_FAR: Final = (12, 18, 28, 45)  # upper bounds of the coarser distances, in words
_FARTHEST: Final = 99
_SIDES: Final = Texts(("I", "L", "R"))  # in the cue, left of it, right of it
_NUMBERS: Final = Texts([str(number) for number in range(-2, _FARTHEST + 1)])

WORD_FEATURES: Final = tuple(
    map(
        Template.parse,
        (
            "bias",
            "w={word}",
            "w-1={word-1}",
            "w+1={word+1}",
            "w-2={word-2}",
            "w+2={word+2}",
            "w-1w={word-1} {word}",
            "ww+1={word} {word+1}",
            "e={end}",
            "e2={tail}",
            "e-1={end-1}",
            "e+1={end+1}",
            "s={shape-1}{shape}{shape+1}",
            "k={kind}",
            "k-1={kind-1}",
            "k+1={kind+1}",
            "k-2={kind-2}",
            "k+2={kind+2}",
            "kk={kind-1} {kind}",
            "kkk={kind-1} {kind} {kind+1}",
            "kk+={kind} {kind+1}",
            "g-={broad-2} {broad-1} {broad}",
            "g={broad-1} {broad} {broad+1}",
            "g+={broad} {broad+1} {broad+2}",
            "g5={broad-1} {broad} {broad+1} {broad+2}",
            "g-3={broad-3}",
            "g+3={broad+3}",
            "q={quote} {shape}",
            "p={position}",
            "t={opening}",
            "{passage}",
            "{passage} {kind}",
        ),
    )
)

CUE_FEATURES: Final = tuple(
    map(
        Template.parse,
        (
            "r={side}{apart}{pauses}{turns}{between}",
            "rd={side}{far}",
            "rs={side}{apart}",
            "rp={side}{apart}{pauses}",
            "rt={side}{quoted}{cue_quoted}{turns}{apart}",
            "rb={side}{between}{rival}",
            "rc={cue} {side}{apart}",
            "rcp={cue} {side}{pauses}{apart}{quoted}",
            "rcd={cue} {side}{far4}",
            "rk={cue_kind} {side}{apart}{pauses}",
            "rkd={cue_kind} {side}{far4}",
            "rw={side}{gap4} {word}",
            "rsw={side}{apart}{pauses2} {word}",
            "rkk={side}{gap6} {kind}",
            "rka={side}{apart}{pauses2}{between} {kind}",
            "rg={side}{apart}{pauses}{turns}{between} {broad}",
            "ra={around} {side}{apart}",
            "rab={before} {side}{gap2}",
            "raa={after} {side}{gap2}",
            "rl={lead} {side}{apart}{pauses1}",
            "f={first} {side}",
            "fd={first} {side}{far}",
            "fr={first} {side}{apart}{pauses}{turns}{between}",
            "fw={first-1} {first} {first+1} {side}{gap2}",
            "fs={first} {side}{quoted}{cue_quoted}{turns}{pauses}",
        ),
    )
)


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """The word in small letters, figures as 0, marks straight."""
    lowered = word.lower().translate(_PLAIN)
    if lowered.isalpha():
        return lowered
    return "".join("0" if letter.isdigit() else letter for letter in lowered)


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """Coarse form: A capital, AA capitals, a small, 0 figures, or the mark itself."""
    head = word[0]
    if head.isalpha():
        if head.isupper():
            return "AA" if len(word) > 1 and word.isupper() else "A"
        return "a-" if "-" in word else "a"
    return "0" if head.isdigit() else "."


def shapes_of(words: Sequence[str]) -> list[str]:
    """Shapes of words; in a line of capitalised words, T for each: there they say nothing."""
    shapes = [shape(word) for word in words]
    long = [form for form, word in zip(shapes, words, strict=True) if len(word) > _SHORT_WORD]
    capitals = sum(form in {"A", "AA"} for form in long)
    if len(long) >= _FEW_WORDS and capitals >= TITLE_SHARE * len(long):
        return ["T" if form in {"A", "AA"} else form for form in shapes]
    return shapes


def kinds_of(words: Sequence[str], classes: Mapping[str, str]) -> list[str]:
    """Classes of words, ``narrow.broad``; a word without one is classed by form and ending."""
    return [classes.get(plain(word)) or _kind_by_form(word) for word in words]


@lru_cache(maxsize=65536)
def _kind_by_form(word: str) -> str:
    ending = next((end for end in ("ing", "ed", "ly", "s") if word.endswith(end)), "")
    return f"{shape(word)}{ending}"


@dataclass(frozen=True, slots=True)
class Described:
    """Passages and what is known of each of their words, worked out once for all cues.

    The words of all passages stand in one row, passage number n at `starts[n]` to
    `starts[n + 1]`. `rows` are texts by place, with edges between the passages; `places` says
    where in them each word stands. `openings` is the first word of each word's sentence;
    `pauses` and `marks` count the pauses and quotation marks before each word, with one entry
    more for the end.
    """

    starts: Rows
    rows: Mapping[str, Texts]
    places: Rows
    sentence: Rows
    openings: Rows
    quoted: Rows
    pauses: Rows
    marks: Rows
    columns: Columns

    @property
    def count(self) -> int:
        return len(self.places)

    def apart(self, table: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        """A table of the words (words x columns) as one for each passage."""
        return np.split(table, self.starts[1:-1]) if len(self.starts) > 1 else []


def describe(passages: Sequence[Passage], classes: Mapping[str, str]) -> Described:
    """The passages with what their words' features are made of.

    `classes` maps words to classes of words used alike; it may be empty.
    """
    rows: dict[str, list[str]] = {
        name: [edge] * _EDGES
        for name, edge in (
            ("word", EDGE),
            ("kind", EDGE),
            ("broad", EDGE),
            ("shape", EDGE),
            ("end", ""),
            ("tail", ""),
        )
    }
    for passage in passages:
        raw = [token.text for token in passage.tokens]
        words, kinds = list(map(plain, raw)), kinds_of(raw, classes)
        for name, edge, texts in (
            ("word", EDGE, words),
            ("kind", EDGE, kinds),
            ("broad", EDGE, [kind[kind.find(".") + 1 :] for kind in kinds]),
            ("shape", EDGE, shapes_of(raw)),
            ("end", "", [word[-3:] if len(word) > 3 else "" for word in words]),
            ("tail", "", [word[-2:] for word in words]),
        ):
            rows[name] += texts
            rows[name] += [edge] * _EDGES
    sizes = np.array([len(passage.tokens) for passage in passages], dtype=np.intp)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    of = np.repeat(np.arange(len(passages)), sizes)
    places = np.arange(starts[-1]) + _EDGES * (of + 1)
    sentence = _flat([passage.sentence for passage in passages])
    quoted = _flat([passage.quoted for passage in passages])
    openings, quote = _sentences(of, sentence, quoted)
    plain_words = rows["word"]
    is_pause = [plain_words[place] in PAUSES for place in places.tolist()]
    ready = {name: Texts(texts) for name, texts in rows.items()}
    columns = {
        f"{name}{by:+d}" if by else name: Column(ready[name], places + by)
        for name, reach in (("word", 2), ("kind", 2), ("broad", 3), ("shape", 1), ("end", 1))
        for by in range(-reach, reach + 1)
    }
    columns |= {
        "tail": Column(ready["tail"], places),
        "quote": quote,
        "position": _numbers(np.minimum(np.arange(len(of)) - openings, 5)),
        "opening": Column(ready["word"], places[openings]),
        "passage": Column(
            Texts(("text", "headline")),
            np.array([int(passage.headline) for passage in passages], dtype=np.intp)[of],
        ),
    }
    return Described(
        starts=starts,
        rows=ready,
        places=places,
        sentence=sentence,
        openings=openings,
        quoted=quoted,
        pauses=np.concatenate(([0], np.cumsum(is_pause, dtype=np.intp))),
        marks=np.concatenate(([0], np.cumsum(quoted == _ON_MARK))),
        columns=columns,
    )


_ON_MARK: Final = 2  # `Passage.quoted`


def _flat(parts: Sequence[Sequence[int]]) -> Rows:
    return np.array([number for part in parts for number in part], dtype=np.intp)


def _numbers(numbers: Rows) -> Column:
    return Column(_NUMBERS, numbers + 2)


def _sentences(of: Rows, sentence: Rows, quoted: Rows) -> tuple[Rows, Column]:
    """The first word of each word's sentence, and the quotation around and in the sentence.

    The latter: the states of the word before, the word and the word behind, up to three marks
    of the sentence, and whether it begins and ends within a quotation.
    """
    count = len(of)
    if not count:
        return of, Column(_QUOTE_STATES, of)
    new_passage = np.diff(of, prepend=-1) != 0
    begins = np.flatnonzero(new_passage | (np.diff(sentence, prepend=-1) != 0))
    lengths = np.diff(begins, append=count)
    openings = np.repeat(begins, lengths)
    marks = np.minimum(np.add.reduceat((quoted == _ON_MARK).astype(np.intp), begins), 3)
    opened, closed = quoted[begins] > 0, quoted[begins + lengths - 1] > 0
    label = np.repeat((marks * 2 + opened) * 2 + closed, lengths)
    before = np.where(new_passage, 0, np.roll(quoted, 1))
    after = np.where(np.roll(new_passage, -1), 0, np.roll(quoted, -1))
    return openings, Column(_QUOTE_STATES, ((before * 3 + quoted) * 3 + after) * 16 + label)


_QUOTE_STATES: Final = Texts(
    [
        f"{before}{here}{after}{marks}{opened}{closed}"
        for before in range(3)
        for here in range(3)
        for after in range(3)
        for marks in range(4)
        for opened in range(2)
        for closed in range(2)
    ]
)


def word_texts(described: Described) -> list[list[str]]:
    """The features of each word alone, written out."""
    return as_texts(WORD_FEATURES, described.columns, described.count)


def word_codes(described: Described) -> Codes64:
    """Codes of the features of each word alone: words x features."""
    return as_codes(WORD_FEATURES, described.columns, described.count)


@dataclass(frozen=True, slots=True)
class Cue:
    """A possible cue: words `first` to `end` (exclusive) of a passage; `core` is the likeliest."""

    first: int
    end: int
    core: int


@dataclass(frozen=True, slots=True)
class Case:
    """A question to the second tagger: what a possible cue of passage `number` governs.

    `others` are the other possible cues of the passage.
    """

    number: int
    cue: Cue
    others: Sequence[Cue]


def cue_texts(described: Described, cases: Sequence[Case], first: Sequence[str]) -> list[list[str]]:
    """Features of the words of each case's passage as seen from its cue, written out.

    `first` is what the first pass said of each word (its label and how sure it was).
    """
    columns = _cue_columns(described, cases, first)
    return as_texts(CUE_FEATURES, columns, len(columns["side"].at))


def cue_codes(described: Described, cases: Sequence[Case], first: Sequence[str]) -> Codes64:
    """Codes of the same features: words of all cases' passages x features."""
    columns = _cue_columns(described, cases, first)
    return as_codes(CUE_FEATURES, columns, len(columns["side"].at))


def case_sizes(described: Described, cases: Sequence[Case]) -> Rows:
    """Words of each case's passage."""
    numbers = np.array([case.number for case in cases], dtype=np.intp)
    return described.starts[numbers + 1] - described.starts[numbers]


def _cue_columns(described: Described, cases: Sequence[Case], first: Sequence[str]) -> Columns:
    sizes = case_sizes(described, cases)
    begins = described.starts[[case.number for case in cases]] if cases else sizes
    ends = np.cumsum(sizes)
    of = np.repeat(np.arange(len(cases)), sizes)
    # The number of each case's each word, in its passage and in the row of all passages.
    local = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    word = local + begins[of]
    heads = np.array([case.cue.first for case in cases], dtype=np.intp) + begins
    tails = np.array([case.cue.end for case in cases], dtype=np.intp) + begins - 1
    head, tail = heads[of], tails[of]
    left, right = word < head, word > tail
    side = Column(_SIDES, left + 2 * right)
    low = np.where(left, word + 1, np.where(right, tail + 1, head))
    high = np.where(right, word, head)
    gap = np.where(left, head - word, np.where(right, word - tail, 0))
    steps = np.array([*range(_NEAR + 1), *_FAR, _FARTHEST])
    far = steps[np.searchsorted(steps[:-1], gap)]
    pauses = np.minimum(described.pauses[high] - described.pauses[low], 3)
    rival = _rivals(cases, sizes)
    rivals = np.concatenate(([0], np.cumsum(rival)))
    shift = np.arange(len(word)) - word  # from words in the row to words of the cases
    quoted = described.quoted
    return {
        "side": side,
        "apart": _numbers(np.clip(described.sentence[word] - described.sentence[head], -2, 2)),
        "pauses": _numbers(pauses),
        "pauses1": _numbers(np.minimum(pauses, 1)),
        "pauses2": _numbers(np.minimum(pauses, 2)),
        "turns": _numbers(np.minimum(described.marks[high] - described.marks[low], 3)),
        "between": _numbers(np.minimum(rivals[high + shift] - rivals[low + shift], 2)),
        "rival": _numbers(rival),
        "gap2": _numbers(np.minimum(gap, 2)),
        "gap4": _numbers(np.minimum(gap, 4)),
        "gap6": _numbers(np.minimum(gap, 6)),
        "far": _numbers(far),
        "far4": _numbers(np.minimum(far, 4)),
        "quoted": _numbers(quoted[word]),
        "cue_quoted": _numbers((quoted[head] == 1).astype(np.intp)),
        **{name: Column(described.rows[name], described.places[word]) for name in _SEEN},
        **{name: Column(texts, of) for name, texts in _cue_rows(described, cases).items()},
        **_first_columns(first, local, word, sizes[of]),
    }


_SEEN: Final = ("word", "kind", "broad")


def _rivals(cases: Sequence[Case], sizes: Rows) -> Rows:
    """For each word of each case, 1 where it belongs to another possible cue."""
    rival = np.zeros(int(sizes.sum()), dtype=np.intp)
    start = 0
    for case, size in zip(cases, sizes.tolist(), strict=True):
        for other in case.others:
            rival[start + other.first : start + min(other.end, size)] = 1
        start += size
    return rival


def _cue_rows(described: Described, cases: Sequence[Case]) -> dict[str, Texts]:
    """What is told of each case's cue: its words, their kinds, what stands around it."""
    words, kinds = described.rows["word"].texts, described.rows["kind"].texts
    names = ("cue", "cue_kind", "before", "after", "around", "lead")
    rows: dict[str, list[str]] = {name: [] for name in names}
    for case in cases:
        start = int(described.starts[case.number])
        head = start + case.cue.first
        at = int(described.places[head])
        end = at + case.cue.end - case.cue.first
        before, after = words[at - 1], words[end]
        outside = described.quoted[max(head - 1, start)] == 0
        opening = int(described.openings[head])
        rows["cue"].append("_".join(words[at:end][:2]))
        rows["cue_kind"].append(kinds[at] if end - at == 1 else f"{kinds[at]}_{kinds[end - 1]}")
        rows["before"].append(before)
        rows["after"].append(after)
        rows["around"].append(f"{before[:6] if outside else before} {after[:6]}")
        rows["lead"].append(f"{int(described.quoted[opening] > 0)}{min(head - opening, 3)}")
    return {name: Texts(texts) for name, texts in rows.items()}


def _first_columns(first: Sequence[str], local: Rows, word: Rows, sizes: Rows) -> Columns:
    """What the first pass said of the word before, the word and the word behind."""
    distinct = sorted({"", *first})
    number = {text: place for place, text in enumerate(distinct)}
    said = np.array([*(number[text] for text in first), number[""]], dtype=np.intp)
    texts = Texts(distinct)
    nothing = len(first)
    return {
        "first-1": Column(texts, said[np.where(local > 0, word - 1, nothing)]),
        "first": Column(texts, said[word]),
        "first+1": Column(texts, said[np.where(local + 1 < sizes, word + 1, nothing)]),
    }
