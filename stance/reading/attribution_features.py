"""What the attribution reader looks at: named features of words, alone and beside a cue.

`describe` gives each word by itself and among its neighbours; `cue_features` give each
word as seen from one possible cue (distance, order, sentence, quotation, what lies between).
No feature holds more than two neighbouring words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from stance.reading.passages import Passage

EDGE: Final = "|"
"""Stands for every place before the first and behind the last word."""

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
    """A passage and what is known of each of its words, worked out once for all cues.

    `commas` and `marks` count the pauses and the quotation marks before each word, with one
    entry more for the end.
    """

    passage: Passage
    words: list[str]
    kinds: list[str]
    broad: list[str]
    commas: list[int]
    marks: list[int]
    features: list[list[str]]


def describe(passage: Passage, classes: Mapping[str, str]) -> Described:
    """The passage with the features of each word alone.

    `classes` maps words to classes of words used alike; it may be empty.
    """
    raw = [token.text for token in passage.tokens]
    words = list(map(plain, raw))
    kinds = kinds_of(raw, classes)
    broad = [kind[kind.find(".") + 1 :] for kind in kinds]
    return Described(
        passage=passage,
        words=words,
        kinds=kinds,
        broad=broad,
        commas=[0, *accumulate(int(word in PAUSES) for word in words)],
        marks=[0, *accumulate(int(state == 2) for state in passage.quoted)],
        features=_word_features(passage, words, kinds, broad),
    )


def _word_features(
    passage: Passage, words: list[str], kinds: list[str], broad: list[str]
) -> list[list[str]]:
    """Features of each word from itself and up to three neighbours on each side."""
    raw = [token.text for token in passage.tokens]
    pad = [EDGE] * 3
    words, kinds, broad = [*pad, *words, *pad], [*pad, *kinds, *pad], [*pad, *broad, *pad]
    ends = [word[-3:] if len(word) > 3 else "" for word in words]
    shapes = [*pad, *shapes_of(raw), *pad]
    place = _Place.of(passage)
    features: list[list[str]] = []
    for number in range(len(raw)):
        at = number + 3
        word, before, after = words[at], words[at - 1], words[at + 1]
        kind, form = kinds[at], shapes[at]
        features.append(
            [
                "bias",
                f"w={word}",
                f"w-1={before}",
                f"w+1={after}",
                f"w-2={words[at - 2]}",
                f"w+2={words[at + 2]}",
                f"w-1w={before} {word}",
                f"ww+1={word} {after}",
                f"e={ends[at]}",
                f"e2={word[-2:]}",
                f"e-1={ends[at - 1]}",
                f"e+1={ends[at + 1]}",
                f"s={shapes[at - 1]}{form}{shapes[at + 1]}",
                f"k={kind}",
                f"k-1={kinds[at - 1]}",
                f"k+1={kinds[at + 1]}",
                f"k-2={kinds[at - 2]}",
                f"k+2={kinds[at + 2]}",
                f"kk={kinds[at - 1]} {kind}",
                f"kkk={kinds[at - 1]} {kind} {kinds[at + 1]}",
                f"kk+={kind} {kinds[at + 1]}",
                f"g-={broad[at - 2]} {broad[at - 1]} {broad[at]}",
                f"g={broad[at - 1]} {broad[at]} {broad[at + 1]}",
                f"g+={broad[at]} {broad[at + 1]} {broad[at + 2]}",
                f"g5={broad[at - 1]} {broad[at]} {broad[at + 1]} {broad[at + 2]}",
                f"g-3={broad[at - 3]}",
                f"g+3={broad[at + 3]}",
                f"q={place.quote[number]} {form}",
                f"p={place.position[number]}",
                f"t={place.opening[number]}",
                place.passage,
                f"{place.passage} {kind}",
            ]
        )
    return features


@dataclass(frozen=True, slots=True)
class _Place:
    """Where each word stands, as short strings."""

    quote: list[str]
    position: list[str]
    opening: list[str]
    passage: str

    @classmethod
    def of(cls, passage: Passage) -> _Place:
        quoted, sentence = passage.quoted, passage.sentence
        count = len(quoted)
        firsts = [
            number
            for number in range(count)
            if not number or sentence[number - 1] != sentence[number]
        ]
        start_of: list[int] = []
        has_quote: list[str] = []
        for first, end in zip(firsts, [*firsts[1:], count], strict=True):
            states = quoted[first:end]
            marks = sum(state == 2 for state in states)
            label = f"{min(marks, 3)}{int(states[0] > 0)}{int(states[-1] > 0)}"
            start_of += [first] * (end - first)
            has_quote += [label] * (end - first)
        around = [0, *quoted, 0]
        quote = [
            f"{around[n]}{around[n + 1]}{around[n + 2]}{label}" for n, label in enumerate(has_quote)
        ]
        position = [str(min(n - start_of[n], 5)) for n in range(count)]
        opening = [plain(passage.tokens[start_of[n]].text) for n in range(count)]
        kind = "headline" if passage.headline else "text"
        return cls(quote, position, opening, kind)


@dataclass(frozen=True, slots=True)
class Cue:
    """A possible cue: words `first` to `end` (exclusive) of a passage; `core` is the likeliest."""

    first: int
    end: int
    core: int


def cue_features(
    described: Described, cue: Cue, others: Sequence[Cue], first: Sequence[str]
) -> list[list[str]]:
    """Features of each word as seen from `cue`.

    `others` are the other possible cues of the passage; `first` is what the first pass said
    of each word (its label and how sure it was).
    """
    words, kinds, broad = described.words, described.kinds, described.broad
    commas, marks = described.commas, described.marks
    sentence, quoted = described.passage.sentence, described.passage.quoted
    count = len(words)
    head, last = cue.first, cue.end - 1
    rival = [0] * count
    for other in others:
        for number in range(other.first, min(other.end, count)):
            rival[number] = 1
    rivals = [0, *accumulate(rival)]
    cue_text = "_".join(words[head : cue.end][:2])
    cue_kind = kinds[last] if cue.end - head == 1 else f"{kinds[head]}_{kinds[last]}"
    before = words[head - 1] if head else EDGE
    after = words[cue.end] if cue.end < count else EDGE
    cue_quoted = int(quoted[head] == 1)
    around = f"{before[:6] if quoted[head - 1 if head else 0] == 0 else before} {after[:6]}"
    begins = sentence[head]
    lead = next((n for n in range(head, -1, -1) if sentence[n] != begins), -1) + 1
    lead_state = f"{int(quoted[lead] > 0)}{min(head - lead, 3)}"
    features: list[list[str]] = []
    for number in range(count):
        word, kind = words[number], kinds[number]
        if number < head:
            side, gap, low, high = "L", head - number, number + 1, head
        elif number > last:
            side, gap, low, high = "R", number - last, cue.end, number
        else:
            side, gap, low, high = "I", 0, head, head
        far = gap if gap <= _NEAR else next((b for b in _FAR if gap <= b), 99)
        apart = max(-2, min(2, sentence[number] - begins))
        pauses = min(commas[high] - commas[low], 3)
        turns = min(marks[high] - marks[low], 3)
        between = min(rivals[high] - rivals[low], 2)
        relation = f"{side}{apart}{pauses}{turns}{between}"
        state = f"{side}{quoted[number]}{cue_quoted}{turns}"
        features.append(
            [
                f"r={relation}",
                f"rd={side}{far}",
                f"rs={side}{apart}",
                f"rp={side}{apart}{pauses}",
                f"rt={state}{apart}",
                f"rb={side}{between}{rival[number]}",
                f"rc={cue_text} {side}{apart}",
                f"rcp={cue_text} {side}{pauses}{apart}{quoted[number]}",
                f"rcd={cue_text} {side}{min(far, 4)}",
                f"rk={cue_kind} {side}{apart}{pauses}",
                f"rkd={cue_kind} {side}{min(far, 4)}",
                f"rw={side}{min(gap, 4)} {word}",
                f"rsw={side}{apart}{min(pauses, 2)} {word}",
                f"rkk={side}{min(gap, 6)} {kind}",
                f"rka={side}{apart}{min(pauses, 2)}{between} {kind}",
                f"rg={relation} {broad[number]}",
                f"ra={around} {side}{apart}",
                f"rab={before} {side}{min(gap, 2)}",
                f"raa={after} {side}{min(gap, 2)}",
                f"rl={lead_state} {side}{apart}{min(pauses, 1)}",
                f"f={first[number]} {side}",
                f"fd={first[number]} {side}{far}",
                f"fr={first[number]} {relation}",
                f"fw={first[number - 1] if number else ''} {first[number]} "
                f"{first[number + 1] if number + 1 < count else ''} {side}{min(gap, 2)}",
                f"fs={first[number]} {state}{pauses}",
            ]
        )
    return features
