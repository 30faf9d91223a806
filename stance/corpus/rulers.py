"""Ways in which annotation tools count offsets, and each as a ruler laid along a text.

Ours is code points, end exclusive. Others are met in exports: UTF-16 units (JavaScript, Java,
C#), UTF-8 bytes (Go, Rust, C), line ends counted as one character where the text has two or the
other way round, ends that are inclusive, white space collapsed as a browser shows it, and a byte
order mark counted that the text no longer has, or not counted though it still has it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Final

_BOM: Final = "\ufeff"


class Unit(StrEnum):
    """What an offset counts."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 units"
    BYTES = "UTF-8 bytes"

    def width(self, text: str) -> int:
        """How many units the text has."""
        if self is Unit.CODE_POINTS:
            return len(text)
        encoding = "utf-8" if self is Unit.BYTES else "utf-16-le"
        return len(text.encode(encoding, "surrogatepass")) // (1 if self is Unit.BYTES else 2)


_WIDE: Final = {Unit.UTF16: "[\U00010000-\U0010ffff]", Unit.BYTES: "[^\x00-\x7f]"}
"""The characters that count more than one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Runs of characters that count `width` instead of their own; at the start of the text,
    those of `lead` count nothing."""

    name: str
    runs: str
    width: int
    lead: str = ""


_SPACES: Final = r"\s{2,}|[^\S\x00-\x7f]"
_HTML_SPACES: Final = r"[ \t\n\r\f]{2,}"

CRLF_AS_ONE: Final = Rule("CR LF counted as one", r"\r\n", 1)
LF_AS_TWO: Final = Rule("a line feed counted as CR LF", r"(?<!\r)\n", 2)
RULES: Final = (
    CRLF_AS_ONE,
    LF_AS_TWO,
    Rule("white space collapsed", _SPACES, 1),
    Rule("white space collapsed and trimmed", _SPACES, 1, r"\A\s+"),
    Rule("white space collapsed as in HTML", _HTML_SPACES, 1),
    Rule("white space collapsed and trimmed as in HTML", _HTML_SPACES, 1, r"\A[ \t\n\r\f]+"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of counting: a unit, and at most one thing beside it that is unlike ours.

    `mark` is 1 where a byte order mark was counted that the text has not, -1 where it was not
    counted though the text has it.
    """

    unit: Unit = Unit.CODE_POINTS
    rule: Rule | None = None
    inclusive: bool = False
    mark: int = 0

    def __str__(self) -> str:
        beside = self.rule.name if self.rule else ""
        if self.inclusive:
            beside = "ends inclusive"
        elif self.mark:
            beside = f"a byte order mark {'counted' if self.mark > 0 else 'left out'}"
        return f"{self.unit}, {beside}" if beside else str(self.unit)


AS_STATED: Final = Way()


def ways(text: str) -> Iterator[Way]:
    """Every way of counting but ours that can differ from it in this text."""
    units = [Unit.CODE_POINTS]
    units += [unit for unit, wide in _WIDE.items() if re.search(wide, text)]
    rules = [rule for rule in RULES if re.search(rule.lead or rule.runs, text)]
    for unit in units:
        if unit is not Unit.CODE_POINTS:
            yield Way(unit)
        yield Way(unit, inclusive=True)
        yield from (Way(unit, rule) for rule in rules)
    # A byte order mark alone is three bytes, in whatever text.
    for unit in dict.fromkeys((*units, Unit.BYTES)):
        yield Way(unit, mark=1)
        if text.startswith(_BOM):
            yield Way(unit, mark=-1)


class Ruler:
    """One way's offsets as code points of a text, and back.

    >>> ruler = Ruler("🚢 sails", Way(Unit.UTF16))
    >>> ruler.start(3), ruler.offset(2), ruler.start(1)
    (2, 3, None)
    """

    def __init__(self, text: str, way: Way) -> None:
        self._shift = way.mark * way.unit.width(_BOM)
        self._inclusive = int(way.inclusive)
        # Every run that counts other than its code points: where it begins, in code points and
        # as counted, and how long it is in both.
        self._counted: list[int] = []
        self._runs: list[tuple[int, int, int]] = []
        surplus = 0
        for begin, length, width in _runs(text, way):
            self._counted.append(begin + surplus)
            self._runs.append((begin, length, width))
            surplus += width - length

    def start(self, offset: int) -> int | None:
        """The code point at which a span begins; None within a character."""
        return self._point(offset - self._shift)

    def end(self, offset: int) -> int | None:
        """The code point before which a span ends; None within a character."""
        return self._point(offset - self._shift + self._inclusive)

    def offset(self, point: int) -> int:
        """How a span that begins at this code point is counted."""
        at = bisect_right(self._runs, point, key=itemgetter(0)) - 1
        if at < 0:
            return point + self._shift
        begin, length, width = self._runs[at]
        inside, behind = min(point - begin, width), point - begin - length
        return self._counted[at] + (width + behind if behind >= 0 else inside) + self._shift

    def _point(self, offset: int) -> int | None:
        if offset < 0:
            return None
        at = bisect_right(self._counted, offset) - 1
        if at < 0:
            return offset
        inside = offset - self._counted[at]
        begin, length, width = self._runs[at]
        if inside >= width:
            return begin + length + inside - width
        return begin if inside == 0 else None


def _runs(text: str, way: Way) -> Iterator[tuple[int, int, int]]:
    """Begin, length in code points and counted width of what the way counts otherwise."""
    parts = {
        "lead": way.rule.lead if way.rule else "",
        "rule": way.rule.runs if way.rule else "",
        "wide": _WIDE.get(way.unit, ""),
    }
    pattern = "|".join(f"(?P<{name}>{part})" for name, part in parts.items() if part)
    if not pattern:
        return
    for match in re.finditer(pattern, text):
        found = match.group()
        width = way.unit.width(found)
        if match.lastgroup == "lead":
            width = 0
        elif match.lastgroup == "rule" and way.rule:
            width = way.rule.width
        if width != len(found):
            yield match.start(), len(found), width
