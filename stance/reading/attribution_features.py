"""What the attribution reader looks at: features of each word and its neighbours.

`describe` lays out the words of several passages in one row. The features come written out
(`word_texts`) or as codes (`word_codes`). None holds more than two neighbouring words.
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
NUMBERS: Final = Texts([str(number) for number in range(-2, 100)])

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
        "position": numbers_column(np.minimum(np.arange(len(of)) - openings, 5)),
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


def numbers_column(numbers: Rows) -> Column:
    """Small numbers, from -2 to 99, as texts."""
    return Column(NUMBERS, numbers + 2)


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
