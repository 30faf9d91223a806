"""Folds that keep together what belongs together.

Random splits let a model meet the same article, the same wire copy or the same proposal in
training and in the test, and flatter it. Here a fold never divides a group, texts that are
the same once normalised are one text, and every fold is checked before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from stance.errors import RecipeError, TrainingError
from stance.schema import Statement

Whole = npt.NDArray[np.int64]

GROUPINGS: Final = ("document", "proposal", "actor")
WORD: Final = re.compile(r"[^\W_]+")
SHORT_QUOTE: Final = 8
"""Quotes below this many words may recur by chance and do not tie documents together."""

KINDRED: Final = 0.6
"""Share of words (Jaccard) from which two proposals are one for grouping."""

SMALL_WORDS: Final = frozenset("a an the of to in on at for from by with and or its their".split())
PRONOUNS: Final = frozenset("he she it they we i who which that you one".split())


class Groups:
    """Disjoint sets of row numbers, joined one key at a time (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._first: dict[object, int] = {}

    def find(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, row: int, other: int) -> None:
        self._parent[self.find(row)] = self.find(other)

    def join_by(self, row: int, key: object) -> None:
        """Put `row` with every row that was joined by an equal key."""
        self.join(row, self._first.setdefault(key, row))

    def numbers(self) -> Whole:
        """A group number for every row, in order of first appearance."""
        numbers: dict[int, int] = {}
        return np.array(
            [numbers.setdefault(self.find(row), len(numbers)) for row in range(len(self._parent))],
            dtype=np.int64,
        )


def normalised(text: str) -> tuple[str, ...]:
    """Lower-cased words without punctuation: what makes two texts the same text."""
    return tuple(word.lower() for word in WORD.findall(text))


def group_rows(statements: Sequence[Statement], by: str) -> Whole:
    """Group numbers, shape (statements,). Raises `RecipeError` for an unknown grouping.

    By document: documents that share a normalised quote of eight words or more are one. By
    proposal: proposals that share most of their words are one, rows without any go by
    document. By actor: by the actor's normalised name, pronouns and no name by document.
    """
    if by not in GROUPINGS:
        raise RecipeError(f"unknown grouping {by!r}; known are {', '.join(GROUPINGS)}")
    groups = Groups(len(statements))
    for row, statement in enumerate(statements):
        document = ("document", statement.document or f"row {row}")
        words = normalised(statement.quote)
        if by == "document":
            groups.join_by(row, document)
            if len(words) >= SHORT_QUOTE:
                groups.join_by(row, ("quote", words))
        elif by == "actor":
            name = normalised(statement.actor)
            known = bool(name) and not (len(name) == 1 and name[0] in PRONOUNS)
            groups.join_by(row, ("actor", name) if known else document)
        else:
            phrase = normalised(statement.proposal)
            groups.join_by(row, ("proposal", phrase) if phrase else document)
    if by == "proposal":
        _join_kindred(groups, statements)
    return groups.numbers()


def _join_kindred(groups: Groups, statements: Sequence[Statement]) -> None:
    rows: dict[frozenset[str], int] = {}
    for row, statement in enumerate(statements):
        words = frozenset(normalised(statement.proposal)) - SMALL_WORDS
        if words:
            groups.join(row, rows.setdefault(words, row))
    containing: dict[str, list[frozenset[str]]] = {}
    for words in rows:
        for other in {other for word in words for other in containing.get(word, ())}:
            if len(words & other) >= KINDRED * len(words | other):
                groups.join(rows[words], rows[other])
        for word in words:
            containing.setdefault(word, []).append(words)


class Fold(NamedTuple):
    """Row numbers to train on and to test on."""

    train: Whole
    test: Whole


def number_texts(statements: Sequence[Statement]) -> Whole:
    """Equal numbers for rows with the same quote, shape (statements,).

    The same quote may be asked about two proposals: then no fold that tests it may have trained
    on it. A quote too short to be known again counts within its document only.
    """
    groups = Groups(len(statements))
    for row, statement in enumerate(statements):
        words = normalised(statement.quote)
        place = "" if len(words) >= SHORT_QUOTE else statement.document or f"row {row}"
        groups.join_by(row, (place, words))
    return groups.numbers()


def make_folds(
    groups: Whole, labels: Whole, count: int, seed: int, texts: Whole | None = None
) -> list[Fold]:
    """`count` folds; every group is tested in exactly one.

    A fold trains on all rows that it does not test, but for those with a text (`number_texts`)
    that it tests. Raises `TrainingError` where a fold would be empty or leave only one label to
    train on (scikit-learn's stratified group folds can degenerate without a word).
    """
    from sklearn.model_selection import GroupKFold

    distinct = len(np.unique(groups))
    if distinct < count:
        raise TrainingError(
            f"{distinct} groups cannot fill {count} folds; label statements from more documents,"
            " or ask for fewer folds"
        )
    splitter = GroupKFold(count, shuffle=True, random_state=seed)
    folds: list[Fold] = []
    for number, (rest, tested) in enumerate(splitter.split(groups, labels, groups)):
        train, test = rest.astype(np.int64), tested.astype(np.int64)
        if texts is not None:
            train = train[~np.isin(texts[train], texts[test])]
        if len(test) == 0 or len(np.unique(labels[train])) < 2:
            raise TrainingError(
                f"fold {number + 1} of {count} is degenerate: {len(test)} test rows,"
                f" {len(np.unique(labels[train]))} labels to train on; use fewer folds"
            )
        folds.append(Fold(train, test))
    return folds
