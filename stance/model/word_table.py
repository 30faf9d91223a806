"""Words by number: each is looked at when it is first met, and known from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.model.features import WORD, Word, char_grams, is_content, stem
from stance.model.lexicon import (
    BASE,
    CLAUSE_ENDS,
    CONDITION_WORDS,
    CONTRASTS,
    FIRST_PERSON,
    KINDS,
    MODALS,
    UNDOING,
    kinds_of,
    negates,
)
from stance.reading.codes import Coded, Rows, coded, joined

MOST_FORMS: Final = 1 << 17
"""Forms of words from which the table begins anew, so that no feed makes it grow for ever."""

CONTENT, CLAUSE_END, RESET, NEGATOR, MODAL, FIRST, CONDITION, QUESTION, UNDO = (
    1 << bit for bit in range(9)
)
"""What a word is: bits of `Words.flags`."""

Flags = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one role of many statements, in one row.

    `word` are numbers in a table, `of` the statement of each, `starts` where each statement's
    words begin and, last, where all end.
    """

    word: Rows
    of: Rows
    starts: Rows

    def __len__(self) -> int:
        return len(self.word)

    @property
    def place(self) -> Rows:
        """The place of each word among those of its statement."""
        return np.arange(len(self.word)) - self.starts[self.of]

    @property
    def counts(self) -> Rows:
        """How many words each statement has."""
        return np.diff(self.starts)

    def only(self, keep: npt.NDArray[np.bool_]) -> Tokens:
        """Without the words that are not kept."""
        starts = np.concatenate([[0], np.cumsum(keep)])[self.starts]
        return Tokens(self.word[keep], self.of[keep], starts)


@dataclass(frozen=True, slots=True)
class Ragged:
    """Several values a word: those of word `n` are ``values[starts[n]:starts[n + 1]]``."""

    values: npt.NDArray[Any]
    starts: Rows

    def of(self, words: Rows) -> tuple[Rows, npt.NDArray[Any]]:
        """Which of the given words each value belongs to, and the values."""
        lengths = self.starts[words + 1] - self.starts[words]
        owner = np.repeat(np.arange(len(words)), lengths)
        first = np.cumsum(lengths) - lengths
        at = np.arange(len(owner)) - first[owner] + self.starts[words][owner]
        return owner, self.values[at]


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of every word of a table, by its number."""

    text: Coded
    negated: Coded
    stem: Coded
    base: Coded
    stem_number: Rows
    flags: Flags
    kinds: Ragged
    grams: Ragged
    """Codes of character runs as they stand in the quote (of ``q ^wor``) …"""
    cue_grams: Ragged
    """… and in the cue."""

    def are(self, tokens: Tokens, flag: int) -> npt.NDArray[np.bool_]:
        """Which words have one of the flags."""
        found: npt.NDArray[np.bool_] = (self.flags[tokens.word] & flag) != 0
        return found


class _Forms(dict[str, int]):
    """Numbers of words by the form they are written in; "The" and "the" have one."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}
        self.new: list[str] = []
        """Words that were given a number since the list was last taken."""

    def __missing__(self, form: str) -> int:
        text = form.lower().replace("’", "'")
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._numbers)
            self.new.append(text)
        self[form] = number
        return number


class _Growing:
    """A row of numbers that grows at its end; what was handed out never changes."""

    def __init__(self, dtype: Any, first: Sequence[int] = ()):
        self._room = np.array(first, dtype=dtype)
        self._used = len(first)

    def extend(self, more: npt.ArrayLike) -> None:
        added = np.asarray(more, dtype=self._room.dtype)
        end = self._used + len(added)
        if end > len(self._room):
            room = np.empty(2 * end, dtype=self._room.dtype)
            room[: self._used] = self._room[: self._used]
            self._room = room
        self._room[self._used : end] = added
        self._used = end

    @property
    def values(self) -> npt.NDArray[Any]:
        return self._room[: self._used]


class WordTable:
    """Numbers for words, and what the features read of each.

    May be shared between threads: numbers are given under a lock, and what `look_up` returns
    is never changed.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._clear()

    def _clear(self) -> None:
        self._forms = _Forms()
        self._stems: dict[str, int] = {}
        self._coded = [_Growing(np.uint64) for _ in range(8)]
        self._stem_number, self._flags = _Growing(np.intp), _Growing(np.uint16)
        self._kinds, self._kind_starts = _Growing(np.intp), _Growing(np.intp, [0])
        self._grams = [_Growing(np.uint64) for _ in range(2)]
        self._gram_starts = _Growing(np.intp, [0])

    def look_up(self, *roles: Iterable[str]) -> tuple[list[Tokens], Words]:
        """The words of each role's texts (one text a statement), and what is known of them."""
        with self._lock:
            if len(self._forms) > MOST_FORMS:
                self._clear()
            tokens = [self._tokens(texts) for texts in roles]
            new, self._forms.new = self._forms.new, []
            if new:
                self._learn(new)
            return tokens, self._words()

    def _tokens(self, texts: Iterable[str]) -> Tokens:
        find = WORD.findall
        forms: list[str] = []
        starts = [0]
        for text in texts:
            forms += find(text)
            starts.append(len(forms))
        begins = np.array(starts, dtype=np.intp)
        of = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        words = np.fromiter(map(self._forms.__getitem__, forms), np.intp, len(forms))
        return Tokens(words, of, begins)

    def _learn(self, new: Sequence[str]) -> None:
        stems = [stem(word) for word in new]
        text = coded(new)
        base = coded([BASE.get(word, word) for word in new])
        every = (text, joined("not_", text), coded(stems), base)
        for place, one in enumerate(every):
            self._coded[2 * place].extend(one.code)
            self._coded[2 * place + 1].extend(one.power)
        self._stem_number.extend([self._stems.setdefault(one, len(self._stems)) for one in stems])
        kinds = [[KINDS.index(kind) for kind in kinds_of(word)] for word in new]
        self._flags.extend([_flags(word) for word in new])
        self._kinds.extend([number for found in kinds for number in found])
        self._kind_starts.extend(self._kind_starts.values[-1] + np.cumsum(list(map(len, kinds))))
        grams = [char_grams(word) for word in new]
        runs = coded([run for found in grams for run in found])
        for kept, role in zip(self._grams, "qc", strict=True):
            kept.extend(joined(f"chars\t{role} ", runs).code)
        self._gram_starts.extend(self._gram_starts.values[-1] + np.cumsum(list(map(len, grams))))

    def _words(self) -> Words:
        columns = [one.values for one in self._coded]
        text, negated, stems, base = (Coded(columns[at], columns[at + 1]) for at in (0, 2, 4, 6))
        starts = self._gram_starts.values
        return Words(
            text=text,
            negated=negated,
            stem=stems,
            base=base,
            stem_number=self._stem_number.values,
            flags=self._flags.values,
            kinds=Ragged(self._kinds.values, self._kind_starts.values),
            grams=Ragged(self._grams[0].values, starts),
            cue_grams=Ragged(self._grams[1].values, starts),
        )


def _flags(text: str) -> int:
    word = Word(text, 0, len(text))
    facts = (
        (CONTENT, is_content(word)),
        (CLAUSE_END, text in CLAUSE_ENDS),
        (RESET, text in CLAUSE_ENDS or text in CONTRASTS),
        (NEGATOR, negates(text)),
        (MODAL, text in MODALS),
        (FIRST, text in FIRST_PERSON),
        (CONDITION, text in CONDITION_WORDS),
        (QUESTION, text == "?"),
        (UNDO, not UNDOING.isdisjoint(kinds_of(text))),
    )
    return sum(flag for flag, holds in facts if holds)
