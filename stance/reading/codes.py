"""Texts as 64-bit codes that are joined without joining the texts, and a table of them.

The code of a text is a polynomial of its letters modulo 2**64 (R. Karp, M. Rabin, "Efficient
randomized pattern-matching algorithms", 1987). So the code of ``a + b`` follows from those of
``a`` and ``b``, and features that are texts of a few parts become codes in a few array
operations, whatever the number of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
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

    def __getitem__(self, at: Rows | slice) -> Coded:
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


@dataclass(frozen=True, eq=False)
class CodeTable:
    """Which row a code stands for.

    `mixed` are the codes times a constant, so that they are spread evenly, in ascending order;
    `row` is the row of each. Their first bits tell where in that order to look. Raises
    `ModelError` where two texts share a code.
    """

    mixed: Codes64
    row: Rows

    @staticmethod
    def of(codes: Codes64) -> CodeTable:
        """A table in which a code's row is its place among `codes`."""
        mixed = codes * _MIX
        order = np.argsort(mixed)
        return CodeTable(mixed[order], order)

    def __post_init__(self) -> None:
        if (self.mixed[1:] == self.mixed[:-1]).any():
            raise ModelError("two features of the model have one 64-bit code")

    @cached_property
    def _shift(self) -> np.uint64:
        return np.uint64(_BITS - max(1, len(self.mixed).bit_length()))

    @cached_property
    def _starts(self) -> Rows:
        """Where the codes with the same first bits begin."""
        counts = np.bincount(
            (self.mixed >> self._shift).astype(np.intp), minlength=1 << (_BITS - int(self._shift))
        )
        return np.cumsum(counts) - counts

    @cached_property
    def _ended(self) -> tuple[Codes64, Rows]:
        """Codes and rows, and behind them an end that stands for what is unknown."""
        return (
            np.append(self.mixed, np.uint64((1 << _BITS) - 1)),
            np.append(self.row, len(self.row)),
        )

    def rows(self, codes: Codes64) -> Rows:
        """The row of each code, shape as given; unknown ones get the number of rows."""
        mixed, row = self._ended
        wanted = codes.ravel() * _MIX
        at = self._starts.take((wanted >> self._shift).astype(np.intp), mode="clip")
        here = mixed.take(at, mode="clip")
        searching = np.flatnonzero(here < wanted)
        while len(searching):
            at[searching] += 1
            here[searching] = mixed.take(at[searching], mode="clip")
            searching = searching[here[searching] < wanted[searching]]
        found = np.where(here == wanted, row.take(at, mode="clip"), len(self.row))
        return found.reshape(codes.shape)
