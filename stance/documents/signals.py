"""What speaks for a line being the article's, and what against: named signals with weights.

A line's score is the sum of the weights of its signals, read as log-odds: above 0 it looks like
a sentence of an article, below like furniture. Words are looked at outside quotation marks, since
a person quoted may say "click here" or "our readers" without being the page's furniture.

The weights are set by hand: one step (about 1) for a hint, three for what is hardly ever
otherwise. What decides is not one signal but their sum over a run of lines (see `furniture`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from stance.documents.phrases import (
    IMPERATIVE,
    MONTH,
    PAGE_FILLERS,
    PAGE_WORDS,
    PHRASES,
    Signal,
    words_of,
)

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A quotation that goes on in the next paragraph is not closed in its own.
_QUOTED: Final = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*»|„[^“”]*[“”]|''[^']*''")
_QUOTE_MARK: Final = re.compile(r"[“”\"«»„]|''|(?<!\w)[‘'](?=\w)")
# Magazines close an article with a sign after the last full stop.
_FULL_STOP: Final = re.compile(r"[.!?…][\"'”’»)\]\s■□●◆♦◼•]*$")
_SENTENCE_BREAK: Final = re.compile(r"[a-zß-ÿ)][.!?…][\"'”’»)]* +[\"'“‘«„(]*[A-ZÀ-Þ]")
_HALF_STOP: Final = re.compile(r"[;,—–-](?:[\"'”’»)\]])*$")
# A speaker's name or sign before a turn: "Q.", "MODERATOR:", "Ms TOLEN (Union):".
_TURN: Final = re.compile(
    r"(?:[QA]\s?[.:]|(?:[^\W\d_]+\.? )?[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]+(?: \([^)]+\))?:)\s"
)

_FINITE: Final = words_of(
    """
    is are was were be been has have had do does did will would can could may might must shall
    should isn't wasn't weren't aren't hasn't haven't hadn't doesn't don't didn't won't wouldn't
    can't couldn't shouldn't it's he's she's that's there's they're we're i'm i'll we'll they'll
    i've we've they've went came got took gave made saw met held left began fell rose
    won lost led ran stood sent spent put set let cut hit read grew drew broke chose spoke wrote
    brought bought thought fought sought caught taught found kept meant felt dealt built
    paid became knew threw shook swore bore tore wore drove rode froze stole sold hid hung swept
    slept flew sat lay laid fled fed bound dug ate woke rang sang sank swam spun struck stuck swung
    shot shut quit cost hurt bet split slid lit bent lent sent lost hung spread wept wound
    """
)
_SAYING: Final = words_of(
    """
    said says say told tells asked asks added adds warned warns argued argues claimed claims
    insisted insists denied denies promised promises called calls urged urges vowed vows
    rejected rejects accused accuses demanded demands proposed proposes announced announces
    replied replies answered answers wrote writes tweeted noted notes stated explained explains
    believes believe wants want thinks think supports supported opposes opposed backed backs
    criticised criticized criticises criticizes praised praises condemned condemns dismissed
    dismisses suggested suggests acknowledged acknowledges concluded agreed agrees refused
    refuses pledged pledges conceded concedes hinted hints declared declares countered
    according agree argue warn insist oppose reject favour favours favor favors vow urge
    """
)
# "Home > News > Statements", "Health / Trade unions / Vintoria", "About | Contact"
_CRUMBS: Final = re.compile(
    r"^[^.!?]{2,30} [>»›] [^.!?]{2,60}$|^(?:[^.!?/|•·]{2,25} [/|•·] ){2,}"
    r"|^[^.!?|]{2,20} \| [^.!?|]{2,20}$"
)
# Running heads are set in columns: paper, date, page number.
_COLUMNS: Final = re.compile(r"\S(?: {4,}|\t+ *)\S")
_BRACKETED: Final = re.compile(r"\(+[^()]*\)+|\[[^\[\]]*\]")
_DATE: Final = re.compile(
    rf"\b{MONTH} \d{{1,2}}\b|\b\d{{1,2}}\.? {MONTH}"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d\d?[./]\d\d?[./]\d{2,4}\b"
    r"|\b\d{1,2}[:.]\d\d\b|\b\d{4}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_PLAIN: Final = -2.5  # weaker ones ("you", "please", "our readers") are normal in conversation


@dataclass(frozen=True, slots=True)
class Reading:
    """A line's words as the signals see them, and the signals found."""

    words: tuple[str, ...]
    signals: tuple[Signal, ...]

    @property
    def score(self) -> float:
        """Log-odds of being a sentence of the article."""
        return sum(signal.weight for signal in self.signals)

    @property
    def closing(self) -> float:
        """The largest `closing` of the line's signals."""
        return max(signal.closing for signal in self.signals)

    @property
    def reason(self) -> str:
        """The strongest signal against the line."""
        return min(self.signals, key=lambda signal: signal.weight).reason


def read_line(line: str) -> Reading:
    """All signals of one line, judged by itself."""
    words = tuple(_WORD.findall(line))
    outside = _QUOTED.sub(" ", line)
    signals = [Signal("not a sentence", -1.5)]
    signals += _form(line, words)
    signals += _verbs(line, words)
    signals += _page_words(line, words)
    signals += _wording(outside, speech=bool(_TURN.match(line)))
    return Reading(words, tuple(signals))


def _form(line: str, words: tuple[str, ...]) -> Iterator[Signal]:
    """Length, end and letter case."""
    if _FULL_STOP.search(line):
        yield Signal("ends like a sentence", 1.5)
    elif line.endswith(":"):
        yield Signal("introduces what follows", 0.7)
    elif _HALF_STOP.search(line):
        yield Signal("ends open", -0.3)
    else:
        yield Signal("no full stop", -1.5)
    if len(words) >= 15:
        yield Signal("as long as a sentence", 2.0)
    elif len(words) >= 8:
        yield Signal("as long as a sentence", 1.0)
    elif len(words) < 4:
        yield Signal("a few words", -0.7)
    if len(words) >= 8 and (breaks := len(_SENTENCE_BREAK.findall(line))):
        yield Signal("several sentences", 1.0) if breaks == 1 else Signal("a paragraph", 1.5)
    long_words = [word for word in words if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long_words)
    if len(long_words) > 2 and capitals >= 0.75 * len(long_words):
        yield Signal("in title case", -1.0)
    if _TURN.match(line):
        yield Signal("a speaker's turn", 1.5)


def _verbs(line: str, words: tuple[str, ...]) -> Iterator[Signal]:
    lower = {word.lower().replace("’", "'") for word in words if not word.isupper()}
    saying = bool(lower & _SAYING)
    finite = saying or bool(lower & _FINITE)
    if finite or any(len(word) > 4 and word.endswith("ed") and word.islower() for word in words):
        yield Signal("a finite verb", 1.0)
    else:
        yield Signal("no verb that tells", -0.7)
    if saying:
        yield Signal("a verb of saying", 1.5)
    if _QUOTE_MARK.search(line):
        yield Signal("quotation marks", 0.7)


def _page_words(line: str, words: tuple[str, ...]) -> Iterator[Signal]:
    lower = [word.lower() for word in words]
    page = [word for word in lower if word in PAGE_WORDS]
    share = len(page) / len(words) if words else 0.0
    if share >= 0.5 and set(page) - PAGE_FILLERS:
        yield Signal("menu or bar", -4.0 * share)
    if not words:
        yield Signal("no words", -3.0)
    if _CRUMBS.search(line) or _COLUMNS.search(line):
        yield Signal("menu or bar", -3.0)
    if _BRACKETED.fullmatch(line):
        yield Signal("in brackets", -2.5)
    dates = "".join(_DATE.findall(line))
    if dates and len(dates) >= 0.4 * len(line):
        yield Signal("date line", -3.0)


def _wording(outside: str, *, speech: bool) -> Iterator[Signal]:
    """Set phrases of furniture, outside quotation marks; in a turn of speech the plain ones."""
    small = outside.lower()
    for entry in PHRASES:
        if speech and entry.signal.weight > _PLAIN:
            continue
        yield from repeat(entry.signal, entry.count(outside, small))
    if IMPERATIVE.match(outside):
        yield Signal("address to readers", -1.5)
