"""Which words decided: signed contributions that sum to the logit, mapped to characters.

A linear model can be taken apart exactly: the logit of a label is the intercept plus, for
every feature, value times coefficient. A feature's share is spread evenly over the places it
was read from. Nothing is approximated and explaining never changes the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.model.features import Feature, extract
from stance.model.scorer import StanceModel
from stance.schema import LABELS, Stance, Statement


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the logit of the explained label.

    `role` says which text `start` and `end` count in: quote, cue, actor, proposal or context
    (code points, end exclusive). A feature read from several places has one entry for each.
    """

    feature: str
    stream: str
    role: str
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class WordWeight:
    """All that one stretch of text adds, over every feature read from it."""

    role: str
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`intercept` plus the weights of all contributions is `logit`, before calibration."""

    label: Stance
    logit: float
    intercept: float
    contributions: tuple[Contribution, ...]

    def strongest(self, most: int = 10) -> tuple[Contribution, ...]:
        """The contributions of greatest size, either sign."""
        return tuple(sorted(self.contributions, key=lambda item: -abs(item.weight))[:most])

    def words(self) -> tuple[WordWeight, ...]:
        """Weights by place, in the order of the text; they sum to what the features sum to."""
        totals: dict[tuple[str, int, int], float] = defaultdict(float)
        texts: dict[tuple[str, int, int], str] = {}
        for item in self.contributions:
            place = (item.role, item.start, item.end)
            totals[place] += item.weight
            texts[place] = item.text
        return tuple(WordWeight(*place, texts[place], totals[place]) for place in sorted(totals))


def explain(model: StanceModel, statement: Statement, label: Stance | None = None) -> Explanation:
    """Take the logit of `label` apart (by default that of the most probable label)."""
    if label is None:
        label = LABELS[int(np.argmax(model.logits([statement])[0]))]
    column = LABELS.index(label)
    streams = extract(statement, model.settings)
    found: list[Contribution] = []
    for block, row in zip(model.blocks, model.rows(streams), strict=True):
        places: dict[str, list[Feature]] = defaultdict(list)
        for item in streams[block.name]:
            places[item.name].append(item)
        for number, value in zip(row.columns, row.values, strict=True):
            term = block.terms[number - block.offset]
            share = float(value * model.coefficients[number, column]) / len(places[term])
            found.extend(
                _contribution(statement, block.name, place, share) for place in places[term]
            )
    intercept = float(model.intercept[column])
    return Explanation(
        label=label,
        logit=intercept + sum(item.weight for item in found),
        intercept=intercept,
        contributions=tuple(found),
    )


def _contribution(statement: Statement, stream: str, place: Feature, weight: float) -> Contribution:
    text = role_text(statement, place.role)[place.start : place.end]
    return Contribution(place.name, stream, place.role, place.start, place.end, text, weight)


def role_text(statement: Statement, role: str) -> str:
    """The text in which a role's offsets count."""
    texts: dict[str, str] = {
        "quote": statement.quote,
        "cue": statement.cue,
        "actor": statement.actor_mention or statement.actor,
        "proposal": statement.proposal,
        "context": statement.context,
    }
    return texts[role]


def top_terms(model: StanceModel, label: Stance, most: int) -> Sequence[Contribution]:
    """The features that speak most for a label, as the readable twin of the weights lists them."""
    column = LABELS.index(label)
    order = np.argsort(-model.coefficients[:, column], kind="stable")[:most]
    found: list[Contribution] = []
    for number in order:
        block = next(
            block for block in reversed(model.blocks) if block.offset <= number and len(block.terms)
        )
        term = block.terms[int(number) - block.offset]
        weight = float(model.coefficients[number, column])
        found.append(Contribution(term, block.name, "", 0, 0, "", weight))
    return found
