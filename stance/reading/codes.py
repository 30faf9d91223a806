"""Texts as 64-bit codes that are joined without joining the texts, and a table of them.

The code of a text is a polynomial of its letters modulo 2**64 (R. Karp, M. Rabin, "Efficient
randomized pattern-matching algorithms", 1987). So the code of ``a + b`` follows from those of
``a`` and ``b``, and features that are texts of a few parts become codes in a few array
operations, whatever the number of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError

Codes64 = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]

_BASE: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
_BITS: Final = 64
_CHUNK: Final = 8192  # texts at a time


@dataclass(frozen=True, slots=True)
class Coded:
    """Codes of texts, and for each the power of the base that makes room for it at the end."""

    code: Codes64
    power: Codes64

    def __getitem__(self, at: Rows) -> Coded:
        return Coded(self.code[at], self.power[at])


def coded(texts: Sequence[str]) -> Coded:
    """Codes of texts. Equal texts have equal codes, others different ones but for bad luck."""
    parts = [_coded(texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)]
    if len(parts) == 1:
        return parts[0]
    nothing = [np.zeros(0, dtype=np.uint64)]
    return Coded(
        np.concatenate([*(part.code for part in parts), *nothing]),
        np.concatenate([*(part.power for part in parts), *nothing]),
    )


def _coded(texts: Sequence[str]) -> Coded:
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), np.intp, len(texts))
    ends = np.cumsum(lengths)
    powers, inverses = _powers(max(len(letters), 1).bit_length())
    # A letter at place i counts base**(end - 1 - i): base**(end - 1) times the sum of the
    # letters over base**i, and that sum is the difference of two running sums.
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum((letters + np.uint64(1)) * inverses[: len(letters)], out=sums[1:])
    code = (sums[ends] - sums[ends - lengths]) * powers[np.maximum(ends - 1, 0)]
    return Coded(code, powers[lengths])


@cache
def _powers(bits: int) -> tuple[Codes64, Codes64]:
    """The base and its inverse modulo 2**64, to the powers from 0 to 2**bits."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << _BITS))
    both = np.ones((2, (1 << bits) + 1), dtype=np.uint64)
    both[0, 1:], both[1, 1:] = _BASE, inverse
    powers, inverses = np.cumprod(both, axis=1)
    return powers, inverses


@cache
def _constant(text: str) -> tuple[np.uint64, np.uint64]:
    one = coded([text])
    return one.code[0], one.power[0]


def joined(*parts: Coded | str) -> Coded:
    """Codes of the texts that the parts give side by side; a plain text stands in all of them."""
    code: Codes64 | np.uint64 = np.uint64(0)
    power: Codes64 | np.uint64 = np.uint64(1)
    with np.errstate(over="ignore"):
        for part in parts:
            added, room = _constant(part) if isinstance(part, str) else (part.code, part.power)
            code = code * room + added
            power = power * room
    return Coded(np.asarray(code, dtype=np.uint64), np.asarray(power, dtype=np.uint64))


@dataclass(frozen=True, slots=True, eq=False)
class CodeTable:
    """Which row a code stands for: a hash table with open addressing.

    Raises `ModelError` where two texts share a code.
    """

    codes: Codes64
    _slots: Rows = field(init=False, repr=False)
    _padded: Codes64 = field(init=False, repr=False)
    _shift: np.uint64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(np.unique(self.codes)) != len(self.codes):
            raise ModelError("two features of the model have one 64-bit code")
        width = max(4, int(len(self.codes) * 2).bit_length())
        slots = np.full(1 << width, len(self.codes), dtype=np.intp)
        object.__setattr__(self, "_slots", slots)
        object.__setattr__(self, "_padded", np.append(self.codes, np.uint64(0)))
        object.__setattr__(self, "_shift", np.uint64(_BITS - width))
        waiting = np.arange(len(self.codes))
        place = self._first_slot(self.codes)
        while len(waiting):
            free = slots[place] == len(self.codes)
            slots[place[free]] = waiting[free]  # of several the last one stays
            left = slots[place] != waiting
            waiting, place = waiting[left], (place[left] + 1) & (len(slots) - 1)

    def _first_slot(self, codes: Codes64) -> Rows:
        mixed: Rows = ((codes * _MIX) >> self._shift).astype(np.intp)
        return mixed

    def rows(self, codes: Codes64) -> Rows:
        """The row of each code, shape as given; unknown ones get the number of rows."""
        flat = codes.ravel()
        slots, unknown = self._slots, len(self.codes)
        place = self._first_slot(flat)
        found = slots[place]
        searching = np.flatnonzero((found != unknown) & (self._padded[found] != flat))
        while len(searching):
            place[searching] = (place[searching] + 1) & (len(slots) - 1)
            here = slots[place[searching]]
            found[searching] = here
            searching = searching[(here != unknown) & (self._padded[here] != flat[searching])]
        return found.reshape(codes.shape)
