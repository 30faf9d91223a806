"""The features of the attribution reader against the slow and obvious way to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.reading.attribution_features import (
    EDGE,
    PAUSES,
    describe,
    kinds_of,
    plain,
    shapes_of,
    word_codes,
    word_texts,
)
from stance.reading.codes import coded
from stance.reading.cue_features import SAID, Case, Cue, case_sizes, cue_codes, cue_texts
from stance.reading.passages import Passage, split_passages
from stance.reading.tokens import quotations, tokenise

NEAR, FAR = 8, (12, 18, 28, 45)
CLASSES = {"said": "7.3", "the": "1.0", "minister": "4.2", ",": "9.9"}
PIECES = [
    "The",
    "minister",
    "said",
    ",",
    "“",
    "”",
    ".",
    '"',
    "zones",
    "McCain",
    "40",
    "—",
    "\n\n",
    "é",
    "x-ray",
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@dataclass(frozen=True, slots=True)
class Place:
    """Where each word stands, as short strings."""

    quote: list[str]
    position: list[str]
    opening: list[str]
    passage: str

    @classmethod
    def of(cls, passage: Passage) -> Place:
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


def slow_word_features(passage: Passage) -> list[list[str]]:
    """Features of each word from itself and up to three neighbours on each side."""
    raw = [token.text for token in passage.tokens]
    words, kinds = list(map(plain, raw)), kinds_of(raw, CLASSES)
    broad = [kind[kind.find(".") + 1 :] for kind in kinds]
    pad = [EDGE] * 3
    words, kinds, broad = [*pad, *words, *pad], [*pad, *kinds, *pad], [*pad, *broad, *pad]
    ends = [word[-3:] if len(word) > 3 else "" for word in words]
    shapes = [*pad, *shapes_of(raw), *pad]
    place = Place.of(passage)
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


def slow_cue_features(
    passage: Passage, cue: Cue, others: Sequence[Cue], first: Sequence[str]
) -> list[list[str]]:
    """Features of each word as seen from `cue`."""
    raw = [token.text for token in passage.tokens]
    words, kinds = list(map(plain, raw)), kinds_of(raw, CLASSES)
    broad = [kind[kind.find(".") + 1 :] for kind in kinds]
    commas = [0, *accumulate(int(word in PAUSES) for word in words)]
    marks = [0, *accumulate(int(state == 2) for state in passage.quoted)]
    sentence, quoted = passage.sentence, passage.quoted
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
        far = gap if gap <= NEAR else next((b for b in FAR if gap <= b), 99)
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


def passages_of(text: str) -> list[Passage]:
    return split_passages(text, tokenise(text), quotations(text))


@given(text=texts)
@settings(max_examples=60, deadline=None)
def test_words_alone(text: str) -> None:
    passages = passages_of(text)
    described = describe(passages, CLASSES)
    expected = [row for passage in passages for row in slow_word_features(passage)]
    assert word_texts(described) == expected
    assert word_codes(described).tolist() == [coded(row).code.tolist() for row in expected]


@given(text=texts, draw=st.data())
@settings(max_examples=60, deadline=None)
def test_words_beside_a_cue(text: str, draw: st.DataObject) -> None:
    passages = passages_of(text)
    described = describe(passages, CLASSES)
    numbers = st.integers(0, len(SAID.texts) - 2)
    said = draw.draw(st.lists(numbers, min_size=described.count, max_size=described.count))
    cases: list[Case] = []
    expected: list[list[str]] = []
    for number, passage in enumerate(passages):
        words = len(passage.tokens)
        places = draw.draw(st.lists(st.integers(0, words - 1), max_size=3, unique=True))
        cues = [Cue(at, min(at + 1 + at % 2, words), at) for at in places]
        words_said = said[described.starts[number] : described.starts[number + 1]]
        first = [SAID.texts[told] for told in words_said]
        for cue in cues:
            others = [other for other in cues if other != cue]
            cases.append(Case(number, cue, others))
            expected += slow_cue_features(passage, cue, others, first)
    told = np.array(said, dtype=np.intp)
    assert cue_texts(described, cases, told) == expected
    assert cue_codes(described, cases, told).tolist() == [
        coded(row).code.tolist() for row in expected
    ]
    assert case_sizes(described, cases).sum() == len(expected)


def test_a_table_of_words_falls_apart_into_passages() -> None:
    passages = passages_of("One said no.\n\nTwo.")
    described = describe(passages, CLASSES)
    parts = described.apart(np.arange(described.count, dtype=np.float32)[:, None])
    assert [part.ravel().tolist() for part in parts] == [[0, 1, 2, 3], [4, 5]]
