"""What a report shows, as records; and the same as the compact JSON that the page's script reads.

The script gets two pieces: an index (who, on what, when, how sure), which it needs for the
matrix, and the details (texts and marks), which it reads when a statement is first opened. A
text is held once however many statements it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

from stance.report.deciding import Deciding
from stance.report.grid import LEVELS, MOST_ACTORS, MOST_PROPOSALS, SIGNS
from stance.report.marks import segments
from stance.report.places import MARKS, Place, placed
from stance.report.timeline import month_of
from stance.schema import LABELS, SIDES, Article, ScoredStatement, Span
from stance.summary.counted import commonest
from stance.summary.counting import LeftOut
from stance.summary.matrix import CONDITION_WEIGHT
from stance.summary.options import RowGroup

MILLIONTHS: Final = 1_000_000  # a probability as a whole number: shorter, and adds up exactly
HUNDREDTHS: Final = 100  # a weight; the page shows two decimals
ROLES: Final = ("quote", "cue", "actor", "proposal", "context")
"""The texts that a deciding word may stand in."""
NO_MARK: Final = "@"  # the first letter of 64 in a row that are neither digits nor "<", ">", "&"


@dataclass(frozen=True)
class Contents:
    """Everything a report tells of.

    `articles` by the `document` of their statements; a statement without one is shown by its
    quote alone. `deciding` is by position in `statements`, and lacks those of which the words
    are not known. `manifest` is that of the model. `unrelated` counts candidate statements of
    articles that were not about their proposal; `unasked` answers toward proposals that were
    not asked for. `skipped` are errors that were passed over, `foreign` files that are no
    articles.
    """

    statements: tuple[ScoredStatement, ...]
    articles: Mapping[str, Article] = field(default_factory=dict)
    deciding: Mapping[int, Deciding] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    min_confidence: float = 0.0
    unrelated: int = 0
    unasked: int = 0
    skipped: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def index(contents: Contents, left_out: Mapping[LeftOut, Sequence[int]]) -> dict[str, Any]:
    """What the matrix needs, each name once; `left_out` are positions of what does not count.

    A row is one statement: numbers of its actor (-1 for nobody), proposal, document and month
    (-1 without a date), the number of its stance, that of the reason why it does not count (-1
    if it does), then the probabilities in millionths, in the order of `LABELS`.
    """
    reasons = list(LeftOut)
    why = {number: reason for reason, numbers in left_out.items() for number in numbers}
    actors = _Numbers(item.statement.actor for item in contents.statements)
    proposals = _Numbers(item.statement.proposal for item in contents.statements)
    documents = _Numbers(item.statement.document for item in contents.statements)
    dates = {item.statement.document: item.statement.date for item in contents.statements}
    months = _Numbers(sorted({month_of(item.statement.date) for item in contents.statements}))
    facts = actor_facts(contents.statements)
    return {
        "labels": list(LABELS),
        "reasons": reasons,
        "signs": dict(SIGNS),
        "levels": list(LEVELS),
        "sides": len(SIDES),
        "conditionWeight": CONDITION_WEIGHT,
        "mostActors": MOST_ACTORS,
        "mostProposals": MOST_PROPOSALS,
        "actors": [[name, *facts[name]] for name in actors.names],
        "proposals": proposals.names,
        "documents": [
            [name, dates[name], headline(contents.articles.get(name))] for name in documents.names
        ],
        "months": months.names,
        "rows": [
            [
                actors.of(item.statement.actor),
                proposals.of(item.statement.proposal),
                documents.of(item.statement.document),
                months.of(month_of(item.statement.date)),
                LABELS.index(item.score.stance),
                reasons.index(why[number]) if number in why else -1,
                *(round(item.score.probabilities[label] * MILLIONTHS) for label in LABELS),
            ]
            for number, item in enumerate(contents.statements)
        ],
    }


class _Numbers:
    """Names in order of first appearance, the empty one left out (it is number -1)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = [name for name in dict.fromkeys(names) if name]
        self._number = {name: at for at, name in enumerate(self.names)}

    def of(self, name: str) -> int:
        return self._number.get(name, -1)


def actor_facts(statements: Sequence[ScoredStatement]) -> dict[str, tuple[str, str]]:
    """Kind and country of each actor: what its statements say most often, "" where none does."""
    kinds, countries = (
        commonest(statements, RowGroup.ACTOR, attribute)
        for attribute in (RowGroup.KIND, RowGroup.COUNTRY)
    )
    actors = dict.fromkeys(item.statement.actor for item in statements)
    return {actor: (kinds.get(actor, ""), countries.get(actor, "")) for actor in actors}


def headline(article: Article | None) -> str:
    """The article's headline on one line, "" where it has none."""
    if article is None or article.headline is None:
        return ""
    return " ".join(article.text[article.headline.start : article.headline.end].split())


def details(contents: Contents) -> dict[str, Any]:
    """Texts and marks, one row a statement, in the order of `index`.

    A row is the id; the number of its text, or the text itself where it is a quote alone; start
    and end of the passage to show; the text's marks (see `coded`); the condition, or null; and
    the words that decided, or null.
    """
    texts: dict[str, int] = {}
    offsets: dict[str, Utf16] = {}
    rows: list[list[Any]] = []
    for number, item in enumerate(contents.statements):
        decided = contents.deciding.get(number)
        place = placed(
            item,
            contents.articles.get(item.statement.document),
            decided.words if decided else (),
        )
        if place.text not in offsets:
            offsets[place.text] = Utf16(place.text)
        units = offsets[place.text]
        condition = item.score.condition
        rows.append(
            [
                item.statement.id,
                texts.setdefault(place.text, len(texts)) if place.is_article else place.text,
                units.of(place.passage.start),
                units.of(place.passage.end),
                coded(place, units),
                condition and condition.text,
                decided and _decided(decided),
                said(item) if not place.is_article else "",
            ]
        )
    return {"marks": list(MARKS), "roles": list(ROLES), "texts": list(texts), "rows": rows}


def said(item: ScoredStatement) -> str:
    """Who says it and how, for a quote that stands alone."""
    parts = (item.statement.actor_mention or item.statement.actor, item.statement.cue)
    return " ".join(part for part in parts if part)


def _decided(found: Deciding) -> list[Any]:
    """The label's number, its logit, what else adds to it, then word, role and weight in turn.

    A role is its number in `ROLES`, a weight counts hundredths.
    """
    numbers = (found.logit, found.others, found.shape, found.intercept)
    return [
        LABELS.index(found.label),
        *(round(number * HUNDREDTHS) for number in numbers),
        *(
            part
            for word in found.words
            for part in (word.text, ROLES.index(word.role), round(word.weight * HUNDREDTHS))
        ),
    ]


class Utf16:
    """Code points to the units in which JavaScript counts; the same but for rare characters."""

    def __init__(self, text: str) -> None:
        self._before: list[int] | None = None
        if not text.isascii() and max(text) > "\uffff":
            self._before = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]

    def of(self, offset: int) -> int:
        return offset if self._before is None else self._before[offset]


def coded(place: Place, units: Utf16) -> str:
    """The segments of a text as its script reads them: ``length letter`` in turn, from the start.

    Lengths count UTF-16 units; the letter is "@" (no mark) plus 1 for the first of `MARKS`, 2
    for the second, 4 for the third and so on. What follows the last mark is left out.
    """
    end = max((span.end for mark in place.marks for span in mark.spans), default=0)
    if not end:
        return ""
    bit = {name: 1 << at for at, name in enumerate(MARKS)}
    return "".join(
        f"{units.of(item.end) - units.of(item.start)}"
        f"{chr(ord(NO_MARK) + sum(bit[name] for name in item.names))}"
        for item in segments(place.marks, Span(0, end))
    )
