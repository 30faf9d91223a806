"""The clause on which a conditional stance hangs.

A condition opens with a marker ("if", "unless", "provided", "subject to", "would have to") and
runs to the end of its clause; a good part opens with none that a list could hold ("with a seat
on the board", "in stages"). Two finders share one reading of the passage: markers alone, and a
linear-chain tagger fitted on labelled conditions, which sees the markers among its features.
Both are asked only about statements that are conditional, so the tagger answers with its most
probable clause even where it doubts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.reading.tagger import Ids, Tagger, Weights
from stance.reading.tokens import Token, sentences, tokenise
from stance.schema import Attribution, Span, Spans

LABELS: Final = ("B", "I", "O")
"""First token of a condition, a later one, and everything else."""

FEATURES_FILE: Final = "features.txt"
"""Name of the text that lists the tagger's features, one a line, in the order of the rows."""

_BEFORE: Final = r"(?:but\s|and\s|though\s|even\s)?(?:only\s|not\s|and\s|just\s|even\s){0,2}"
_MARKERS: Final = (
    (
        "strong",
        rf"{_BEFORE}(?:if|unless|once|until|till|provided(?:\sthat)?|providing|"
        r"(?:as|so)\slong\sas|as\ssoon\sas|the\s(?:moment|minute|hour|day|instant|morning)|"
        r"assuming|supposing|on\s(?:the\s)?(?:condition|understanding|terms?|proviso)|"
        r"in\sthe\sevent|in\scase|in\s(?:return|exchange)\sfor|subject\sto|"
        r"con(?:ditional|tingent)\s(?:up)?on|depend(?:s|ing|ent)\s(?:up)?on|"
        r"in\s?so\s?far\sas|pending|absent|barring|failing|granted\sthat|limited\sto)"
        r"|only\s(?:after|when|where|with|for|in|against|to|then|on|by|from)"
        r"|(?:but\s)?not\s(?:before|until|for|without|unless|yet)|no\s(?:\w+er|more)\sthan"
        r"|(?:should|were|had)(?=\s(?:the|an?|it|he|she|they|his|her|its|their|we|you)\b)",
    ),
    (
        "modal",
        r"(?:needs?|has|have|had)\sto|must|(?:would|will)\s(?:first\s)?(?:need|have)"
        r"(?:\sto)?|needs?\sto|required?\sthat",
    ),
    (
        "weak",
        rf"{_BEFORE}(?:except|save\sfor|but\sfor|without|given|up\sto|minus|when|where|after|"
        r"before|with|as\spart\sof|as\sfar\sas|wherever|whenever|in\sstages)",
    ),
)
"""Openings of conditions by how surely they open one, surest first."""

_MARKER: Final = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind}>{pattern})' for kind, pattern in _MARKERS)})\b", re.I
)
_KINDS: Final = tuple(kind for kind, _ in _MARKERS)
_CLAUSE_END: Final = frozenset('.;:!?"”»()')
_COMMAS: Final = frozenset(",;:-–—")
_FAR: Final = 12  # tokens since a marker beyond which the distance no longer tells
_NEAR: Final = 5  # the same for tokens since a comma
_WINDOW: Final = {f"w{step:+d}=": step for step in (-3, -2, -1, 1, 2, 3)}
_NO_WORDS: Final = ("#",) * max(_WINDOW.values())  # what stands before the first and after the last
_TOGETHER: Final = 64  # passages tagged at a time: a NumPy call costs the same for one
_start: Final = attrgetter("start")

LEAST_CHANCE: Final = 0.05
"""The lowest probability of a first token at which a clause the tagger passed over is an answer."""

_RUN_ON: Final = 0.3  # such an answer runs on while tokens have this part of its first one's chance


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker: its first token, the token behind its last, how sure it is."""

    first: int
    behind: int
    kind: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The tokens of the sentences around a statement, which of them are its content."""

    tokens: tuple[Token, ...]
    inside: tuple[bool, ...]
    marks: tuple[_Mark, ...]

    @classmethod
    def of(cls, text: str, attribution: Attribution) -> Passage:
        """The sentences that the content touches (without content: the cue, the source)."""
        spans = attribution.content or attribution.cue or attribution.source
        tokens = tokenise(text)
        kept: list[Token] = []
        for sentence in sentences(text):
            if any(sentence.overlaps(span) for span in spans):
                first = bisect_left(tokens, sentence.start, key=_start)
                kept += tokens[first : bisect_left(tokens, sentence.end, lo=first, key=_start)]
        inside = tuple(any(s.start <= t.start < s.end for s in spans) for t in kept)
        return cls(tuple(kept), inside, _marks(text, kept))

    @classmethod
    def whole(cls, text: str) -> Passage:
        """All of a quote without its article: everything is content."""
        tokens = tokenise(text)
        return cls(tokens, (True,) * len(tokens), _marks(text, tokens))

    def cut(self, first: int, last: int) -> Spans:
        """From token `first` to token `last`, without marks of punctuation at either edge."""
        while first < last and not self.tokens[first].text[0].isalnum():
            first += 1
        while last > first and not self.tokens[last].text[-1].isalnum():
            last -= 1
        return (Span(self.tokens[first].start, self.tokens[last].end),)


def _marks(text: str, tokens: Sequence[Token]) -> tuple[_Mark, ...]:
    if not tokens:
        return ()
    starts = {token.start: number for number, token in enumerate(tokens)}
    found = []
    for match in _MARKER.finditer(text, tokens[0].start, tokens[-1].end):
        first = starts.get(match.start())
        if first is not None:
            behind = first + 1
            while behind < len(tokens) and tokens[behind].start < match.end():
                behind += 1
            found.append(_Mark(first, behind, match.lastgroup or _KINDS[-1]))
    return tuple(found)


def features_of(passage: Passage) -> list[list[str]]:
    """Named features of each token of a passage; the same for fitting and finding."""
    words = [token.text.lower() for token in passage.tokens]
    beside = [*_NO_WORDS, *words, *_NO_WORDS]
    marks = {mark.first: mark for mark in passage.marks}
    rows = []
    since, comma = _FAR, _NEAR
    after = kind = ""
    surest = ahead = _surest(passage.marks)
    for place, word in enumerate(words):
        mark = marks.get(place)
        if mark is not None:
            since, kind = 0, mark.kind
            after = " ".join(words[place : mark.behind])
        row = [
            "bias",
            "w=" + word,
            "s3=" + word[-3:],
            f"since={since}",
            f"comma={comma}",
            f"in={int(passage.inside[place])} any={surest}",
            "ahead=" + ahead,
            *_neighbours(beside, place + len(_NO_WORDS)),
            *_edges(passage, place),
        ]
        if mark is not None:
            row += ["marker=" + after, "opens=" + kind]
            ahead = _surest([mark for mark in passage.marks if mark.first > place])
        if since < _FAR:
            row += ["after=" + after, f"after={kind} {since}"]
        if not word[0].isalnum():
            row.append("mark")
        rows.append(row)
        since = min(since + 1, _FAR)
        comma = 0 if word in _COMMAS else min(comma + 1, _NEAR)
    return rows


def _surest(marks: Sequence[_Mark]) -> str:
    """The surest kind among some markers, "" where there are none."""
    return min((mark.kind for mark in marks), key=_KINDS.index, default="")


def _neighbours(words: Sequence[str], at: int) -> list[str]:
    row = [name + words[at + step] for name, step in _WINDOW.items()]
    return [*row, f"b-={words[at - 1]} {words[at]}", f"b+={words[at]} {words[at + 1]}"]


def _edges(passage: Passage, place: int) -> list[str]:
    """Where a token stands in the content."""
    inside = passage.inside
    row = [f"in={int(inside[place])}"]
    if inside[place] and (place == 0 or not inside[place - 1]):
        row.append("first")
    if inside[place] and (place + 1 == len(inside) or not inside[place + 1]):
        row.append("last")
    return row


def labels_of(passage: Passage, condition: Spans) -> list[str]:
    """The label of each token where `condition` is labelled."""
    within = [
        any(span.start < token.end and token.start < span.end for span in condition)
        for token in passage.tokens
    ]
    opens = [now and not before for before, now in pairwise([False, *within])]
    return ["B" if first else "I" if now else "O" for first, now in zip(opens, within, strict=True)]


def by_markers(passage: Passage) -> Spans:
    """The clause behind the surest marker, in the content first; () where there is none."""
    if not passage.marks:
        return ()
    mark = min(
        passage.marks,
        key=lambda mark: (not passage.inside[mark.first], _KINDS.index(mark.kind), mark.first),
    )
    # A clause that opens its sentence ends at the comma; one that closes it may hold commas.
    opens = mark.first == 0 or passage.tokens[mark.first - 1].text in _CLAUSE_END | {"“", "«"}
    last = mark.behind
    while last < len(passage.tokens):
        token = passage.tokens[last]
        if token.text in _CLAUSE_END or (opens and token.text == ","):
            break
        if passage.inside[mark.first] and not passage.inside[last]:
            break
        last += 1
    return passage.cut(mark.first, last - 1)


@dataclass(frozen=True, slots=True)
class ConditionParts:
    """A finder as plain data: feature names one a line, and the tagger's arrays."""

    texts: Mapping[str, str]
    arrays: Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ConditionFinder:
    """Finds conditions with a fitted tagger, or by markers alone where it has none.

    >>> finder = ConditionFinder()
    >>> quote = "We would sign, but only if the port is reopened."
    >>> span, = finder.find(quote, Attribution((), (), (Span(0, len(quote)),)))
    >>> quote[span.start : span.end]
    'but only if the port is reopened'
    """

    tagger: Tagger | None = None

    def __post_init__(self) -> None:
        if self.tagger is not None and tuple(sorted(self.tagger.labels)) != LABELS:
            raise ModelError(
                f"conditions: labels are {', '.join(self.tagger.labels)};"
                f" expected are {', '.join(LABELS)}"
            )

    def find(self, text: str, attribution: Attribution) -> Spans:
        """The condition of a conditional statement; () where no clause is plausible.

        Looked for in the sentences that the content touches.
        """
        return self.find_all([Passage.of(text, attribution)])[0]

    def find_all(self, passages: Iterable[Passage]) -> list[Spans]:
        """The same for many passages; each answer is what it would be alone."""
        if self.tagger is None:
            return [by_markers(passage) for passage in passages]
        left, found = iter(passages), list[Spans]()
        while batch := list(islice(left, _TOGETHER)):
            found += _by_tagger(batch, self.tagger)
        return found

    def to_parts(self) -> ConditionParts:
        """The inverse of `from_parts`. Raises `ModelError` for a finder without a tagger."""
        if self.tagger is None:
            raise ModelError("conditions: a finder without a tagger has nothing to write")
        listing = "\n".join(self.tagger.features) + "\n"
        return ConditionParts({FEATURES_FILE: listing}, self.tagger.to_arrays())

    @classmethod
    def from_parts(
        cls, texts: Mapping[str, str], arrays: Mapping[str, npt.NDArray[np.float32]]
    ) -> ConditionFinder:
        """A finder from what a model folder holds. Raises `ModelError` where parts are missing."""
        missing = sorted({FEATURES_FILE} - set(texts)) + sorted(
            {"state", "transitions"} - set(arrays)
        )
        if missing:
            raise ModelError(f"conditions: the model lacks {', '.join(missing)}")
        features = texts[FEATURES_FILE].removesuffix("\n").split("\n")
        tagger = Tagger.from_arrays(
            labels=LABELS,
            features=features,
            state=arrays["state"],
            transitions=arrays["transitions"],
        )
        return cls(tagger)


def _by_tagger(passages: Sequence[Passage], tagger: Tagger) -> list[Spans]:
    rows = [row for passage in passages for row in features_of(passage)]
    ends = np.cumsum([len(passage.tokens) for passage in passages])
    tables = np.split(tagger.scores(rows), ends[:-1])
    return [
        _answer(passage, tagger, scores, path)
        for passage, scores, path in zip(passages, tables, tagger.best(tables), strict=True)
    ]


def _answer(passage: Passage, tagger: Tagger, scores: Weights, path: Ids) -> Spans:
    if not passage.tokens:
        return ()
    begin, outside = tagger.labels.index("B"), tagger.labels.index("O")
    runs = _runs(path != outside)
    if len(runs) == 1:  # mostly; chances cost as much as all else, and are not worked out
        return passage.cut(*_narrow(passage, *runs[0]))
    # Of one passage alone: sums in another order, beside others, differ in the last bits.
    chances = tagger.marginals([scores])[0]
    within = 1.0 - chances[:, outside]
    if runs:
        first, last = max(runs, key=lambda run: float(within[run[0] : run[1] + 1].sum()))
        return passage.cut(*_narrow(passage, first, last))
    first = last = int(chances[:, begin].argmax())
    if chances[first, begin] < LEAST_CHANCE:
        return by_markers(passage)
    while last + 1 < len(within) and within[last + 1] >= _RUN_ON * within[first]:
        last += 1
    return passage.cut(first, last)


def _narrow(passage: Passage, first: int, last: int) -> tuple[int, int]:
    """A long answer without what lies outside the content or before a surer marker's clause."""
    held = [place for place in range(first, last + 1) if passage.inside[place]]
    if held:
        first, last = held[0], held[-1]
    opening = [_KINDS.index(mark.kind) for mark in passage.marks if mark.first == first]
    rank = opening[0] if opening else len(_KINDS)
    for mark in passage.marks:
        if first < mark.first <= last and _KINDS.index(mark.kind) < rank:
            commas = [i for i in range(first, mark.first) if passage.tokens[i].text in _COMMAS]
            return (commas[-1] + 1 if commas else first), last
    return first, last


def _runs(inside: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last places of the unbroken runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.astype(np.int8), [0]))))
    return [(int(first), int(behind) - 1) for first, behind in edges.reshape(-1, 2)]
