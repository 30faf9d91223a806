"""Whether a possible attribution is one: a logistic regression over what both taggers say of it.

The second tagger weighs each reading against "nothing here". It does not see how sure the first
one was of the words it takes for the source, how often news uses the cue as one, nor that the
statement lies within another's content. These few measures do, and give a probability.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError
from stance.reading.attribution_features import plain
from stance.reading.first_pass import BEGIN, CONTENT, INSIDE, SOURCE
from stance.reading.mentions import PERSONAL
from stance.reading.passages import Passage

Floats = npt.NDArray[np.float64]

MEASURES: Final = (
    "weight",
    "source",
    "content",
    "cue",
    "usual",
    "length",
    "sentence",
    "pronoun",
    "together",
    "inverted",
    "inside",
    "around",
    "headline",
)
"""What is measured of a reading.

`weight`: the second tagger's log odds against "nothing here", held within ±10. `source`,
`content`, `cue`: logarithms of the chances that the first tagger gave the words in these roles
(the mean; of the cue the highest). `usual`: how often news uses the cue's words as a cue (log
share). `length`, `sentence`: logarithms of the words of the content and of the cue's sentence.
`pronoun`: the source is one. `together`: the share of the content in the cue's sentence.
`inverted`: cue, content, source in this order. `inside`, `around`: `weight` of the heaviest other
reading whose content holds this cue, or whose cue this content holds. `headline`: it is one.
"""

_MOST: Final = 10.0  # log odds beyond which a reading is as good as certain
_NO_SOURCE: Final = -3.0  # `source` of a reading that names none
_FAINTEST: Final = 0.01  # keeps logarithms of chances finite
_FAINTEST_CUE: Final = 0.001
UNUSUAL: Final = -5.0
"""`usual` of words that are nowhere a cue."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Word numbers of one attribution in its passage, ascending, and its weight."""

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Acceptance:
    """The fitted regression; `usual` has an entry for each word and pair of words seen as a cue.

    By default a reading's chance is what its weight says. Raises `ModelError` where the weights
    are not one finite number for each measure.
    """

    weights: Floats = field(default_factory=lambda: np.eye(1, len(MEASURES))[0])
    intercept: float = 0.0
    usual: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.weights.shape != (len(MEASURES),) or not np.isfinite(self.weights).all():
            raise ModelError(f"acceptance: expected {len(MEASURES)} finite weights")
        if not math.isfinite(self.intercept):
            raise ModelError("acceptance: the intercept is not finite")

    def chances(self, measures: Floats) -> Floats:
        """Probabilities for rows of `MEASURES`."""
        found: Floats = 1.0 / (1.0 + np.exp(-(measures @ self.weights + self.intercept)))
        return found


def measure(
    passage: Passage,
    readings: Sequence[Roles],
    shares: npt.NDArray[np.float64],
    usual: Mapping[str, float],
) -> Floats:
    """One row of `MEASURES` for each reading of a passage that has a cue and a content.

    `shares` are the first tagger's chances of each label for each word.
    """
    words = [plain(token.text) for token in passage.tokens]
    sources, contents = shares[:, SOURCE].tolist(), shares[:, CONTENT].tolist()
    cues = (shares[:, BEGIN] + shares[:, INSIDE]).tolist()
    held = [min(_MOST, max(-_MOST, roles.weight)) for roles in readings]
    sets = [(set(roles.cue), set(roles.content)) for roles in readings]
    rows = []
    for number, roles in enumerate(readings):
        source, cue, content = roles.source, roles.cue, roles.content
        others = [other for other in range(len(readings)) if other != number]
        cue_words, content_words = sets[number]
        here = passage.sentence[cue[0]]
        rows.append(
            [
                held[number],
                _log(_mean(sources, source)) if source else _NO_SOURCE,
                _log(_mean(contents, content)),
                math.log(max(cues[place] for place in cue) + _FAINTEST_CUE),
                max(_usual(words, place, usual) for place in cue),
                math.log1p(len(content)),
                math.log1p(passage.sentence.count(here)),
                bool(source) and words[source[0]] in PERSONAL,
                sum(passage.sentence[place] == here for place in content) / len(content),
                bool(source) and cue[0] < content[0] < source[0],
                max((held[n] for n in others if cue_words & sets[n][1]), default=-_MOST),
                max((held[n] for n in others if content_words & sets[n][0]), default=-_MOST),
                passage.headline,
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(-1, len(MEASURES))


def _mean(chances: Sequence[float], places: Sequence[int]) -> float:
    return sum(chances[place] for place in places) / len(places)


def _log(chance: float) -> float:
    return math.log(chance + _FAINTEST)


def _usual(words: Sequence[str], place: int, usual: Mapping[str, float]) -> float:
    """Of a word with the one behind it, if that pair is known, else of the word."""
    alone = usual.get(words[place], UNUSUAL)
    following = words[place + 1] if place + 1 < len(words) else ""
    return usual.get(f"{words[place]} {following}", alone)
