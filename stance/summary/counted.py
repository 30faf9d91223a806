"""A statement as it enters a summary: for whom it counts, how much, when, and in which document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stance.schema import LABELS, ScoredStatement, Stance
from stance.summary.dates import IsoDate, iso_date
from stance.summary.options import Count, RowGroup


@dataclass(frozen=True, slots=True)
class Counted:
    """A statement that counts.

    `number` is its position in the sequence that was summarised, `row` the actor (country,
    kind) it counts for. `stance` is the most probable one, `probabilities` are in the order of
    `LABELS`. `document` is its document, or its own number where it has none; `story` numbers
    documents, of which those that share a quote of eight words or more are one. `order` sorts
    statements by date, document and content, whatever order they came in.
    """

    number: int
    row: str
    proposal: str
    stance: Stance
    probabilities: tuple[float, ...]
    document: str | int
    story: int
    date: IsoDate | None
    order: tuple[object, ...]

    @property
    def chosen(self) -> tuple[float, ...]:
        """One for the most probable stance and nothing for the others."""
        return tuple(float(label is self.stance) for label in LABELS)

    def weights(self, count: Count) -> tuple[float, ...]:
        """What the statement counts for each of `LABELS`."""
        return self.chosen if count is Count.ARGMAX else self.probabilities


def counted_statement(number: int, item: ScoredStatement, story: int, group: RowGroup) -> Counted:
    """What a statement brings to a summary."""
    statement = item.statement
    probabilities = tuple(item.score.probabilities[label] for label in LABELS)
    date = iso_date(statement.date)
    return Counted(
        number=number,
        row=row_of(item, group),
        proposal=statement.proposal,
        stance=item.score.stance,
        probabilities=probabilities,
        document=statement.document or number,
        story=story,
        date=date,
        order=(
            *(date is None, date.text if date else ""),
            *(statement.document, statement.id, statement.quote, probabilities),
        ),
    )


def row_of(item: ScoredStatement, group: RowGroup) -> str:
    """Whom a statement counts for; empty where it names none."""
    statement = item.statement
    names = {
        RowGroup.ACTOR: statement.actor,
        RowGroup.COUNTRY: statement.country,
        RowGroup.KIND: statement.actor_kind,
    }
    return names[group]


def commonest(
    statements: Sequence[ScoredStatement], group: RowGroup, attribute: RowGroup
) -> Mapping[str, str]:
    """The kind or country that the statements of each actor name most often.

    The rows of a grouping by country have a country and no kind, and the reverse.
    """
    if group is not RowGroup.ACTOR and group is not attribute:
        return {}
    counts: dict[str, Counter[str]] = {}
    for item in statements:
        value = row_of(item, attribute)
        if value:
            counts.setdefault(row_of(item, group), Counter())[value] += 1
    return {
        row: min(counter, key=lambda value: (-counter[value], value))
        for row, counter in counts.items()
    }
