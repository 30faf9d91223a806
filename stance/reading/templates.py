"""Features of many places at once, from templates such as ``w-1w={word-1} {word}``.

A template's fields name columns: texts by place. `as_texts` writes the features out, for fitting
and for people; `as_codes` gives their 64-bit codes without writing any, which is what reading
looks up. Both read the same columns, and a test holds that the codes are those of the texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from string import Formatter

import numpy as np

from stance.reading.codes import Coded, Codes64, Rows, coded, joined


class Texts:
    """Texts that columns point to; their codes are worked out once, when first wanted."""

    def __init__(self, texts: Sequence[str]):
        self.texts = texts

    @cached_property
    def coded(self) -> Coded:
        return coded(self.texts)


@dataclass(frozen=True, slots=True)
class Column:
    """A text for each place: ``values.texts[at[place]]``."""

    values: Texts
    at: Rows

    def texts(self) -> list[str]:
        texts = self.values.texts
        return [texts[number] for number in self.at.tolist()]

    def coded(self) -> Coded:
        return self.values.coded[self.at]


Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Template:
    """One feature: plain text and names of columns in turn (`parts`: text, field or none)."""

    parts: tuple[tuple[str, str | None], ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        return cls(tuple((plain, name) for plain, name, _, _ in Formatter().parse(text)))


def as_texts(templates: Sequence[Template], columns: Columns, count: int) -> list[list[str]]:
    """The features of `count` places, written out: one list a place."""
    written = {name: column.texts() for name, column in columns.items()}
    by_template: list[list[str]] = []
    for template in templates:
        pieces: list[Sequence[str] | repeat[str]] = []
        for plain, name in template.parts:
            if plain:
                pieces.append(repeat(plain, count))
            if name is not None:
                pieces.append(written[name])
        by_template.append(["".join(row) for row in zip(*pieces, strict=True)])
    return [list(row) for row in zip(*by_template, strict=True)]


def as_codes(templates: Sequence[Template], columns: Columns, count: int) -> Codes64:
    """The codes of the same features: places x templates."""
    ready = {name: column.coded() for name, column in columns.items()}
    codes = np.empty((len(templates), count), dtype=np.uint64)
    for row, template in enumerate(templates):
        parts: list[Coded | str] = []
        for plain, name in template.parts:
            if plain:
                parts.append(plain)
            if name is not None:
                parts.append(ready[name])
        codes[row] = joined(*parts).code
    return codes.T
