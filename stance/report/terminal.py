"""Tables for a terminal: the matrix, the statements behind it, figures, explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from stance.corpus.predictions import ABSTENTION
from stance.evaluation.assessment import Assessment
from stance.evaluation.metrics import Agreement
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.model.explain import Explanation
from stance.report.rows import answer
from stance.schema import ScoredStatement
from stance.summary.matrix import Cell, Matrix

STYLES: Final[Mapping[str, str]] = {
    "support": "blue",
    "oppose": "red",
    "conditional": "yellow",
    "neutral": "dim",
    "unrelated": "dim",
    ABSTENTION: "dim",
}
"""Blue and red stay apart for colour-blind readers, and the word is always there too."""

MOST_COLUMNS: Final = 4  # proposals side by side; each needs some twenty characters
QUOTE_SHOWN: Final = 220  # characters of evidence in a terminal's table
WORDS_SHOWN: Final = 12


def matrix_table(matrix: Matrix) -> Table:
    """Actors in rows, proposals in columns; count and mean probability behind each stance.

    With more proposals than a page has room for, a row is one actor and one proposal.
    """
    table = Table(title="actor × proposal", title_justify="left")
    table.add_column("actor", overflow="fold")
    if len(matrix.proposals) > MOST_COLUMNS:
        table.add_column("proposal", overflow="fold")
        table.add_column("stance")
        for (actor, proposal), cell in matrix.cells.items():
            table.add_row(Text(actor), Text(proposal), _cell(cell))
        return table
    for proposal in matrix.proposals:
        table.add_column(proposal, overflow="fold")
    for actor in matrix.actors:
        cells = (matrix.cells.get((actor, proposal)) for proposal in matrix.proposals)
        table.add_row(Text(actor), *(_cell(cell) for cell in cells))
    return table


def _cell(cell: Cell | None) -> Text:
    if cell is None:
        return Text("")
    note = " (contradicts itself)" if cell.contradicts else ""
    shown = f"{cell.stance} {cell.confidence:.2f} ×{len(cell.statements)}{note}"
    return Text(shown, style=STYLES[cell.stance])


def statements_table(statements: Sequence[ScoredStatement]) -> Table:
    """Each statement with its evidence and, for a conditional, its condition.

    Document and proposal are columns only where there are several of them.
    """
    shared = {
        "document": len({scored.statement.document for scored in statements}) == 1,
        "proposal": len({scored.statement.proposal for scored in statements}) == 1,
    }
    table = Table(title="statements", title_justify="left")
    for name in ("document", "actor", "proposal", "stance", "evidence"):
        if not shared.get(name):
            table.add_column(name, overflow="fold")
    for scored in statements:
        item = scored.statement
        stance = answer(scored)
        cells = {
            "document": Text(item.document),
            "actor": Text(item.actor),
            "proposal": Text(item.proposal),
            "stance": Text(f"{stance} {scored.score.confidence:.2f}", style=STYLES[stance]),
            "evidence": _evidence(scored),
        }
        table.add_row(*(cell for name, cell in cells.items() if not shared.get(name)))
    return table


def _evidence(scored: ScoredStatement) -> Text:
    item = scored.statement
    quote = " ".join(item.quote.split())
    if len(quote) > QUOTE_SHOWN:
        quote = quote[: QUOTE_SHOWN - 1] + "…"
    said = " ".join(part for part in (item.actor_mention, item.cue) if part)
    text = Text(f"{said}: {quote}" if said else quote)
    if scored.score.condition:
        text.append(f"\nif: {' '.join(scored.score.condition.text.split())}", style="yellow")
    return text


def assessment_tables(assessment: Assessment) -> list[RenderableType]:
    """Each label's figures, and the model beside its baselines."""
    parts: list[RenderableType] = [
        _beside(f"five labels, by {assessment.grouping}", assessment.five),
        _labels(_ours(assessment)),
    ]
    if assessment.four:
        parts.append(
            _beside(f"four stances with a proposal, by {assessment.grouping}", assessment.four)
        )
    parts.append(
        Text(
            f"expected calibration error {assessment.calibration.error:.3f}; accuracy of the"
            " most confident "
            + ", ".join(f"{point.coverage:.0%}: {point.accuracy:.3f}" for point in assessment.risk)
        )
    )
    return parts


def _ours(assessment: Assessment) -> Agreement:
    return next(iter(assessment.five.values()))


def _beside(title: str, by_name: Mapping[str, Agreement]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("model", "Cohen's kappa", "macro-F1", "accuracy"):
        table.add_column(name)
    for name, item in by_name.items():
        table.add_row(name, str(item.kappa), str(item.macro_f1), str(item.accuracy))
    return table


def _labels(item: Agreement) -> Table:
    table = Table(
        title=f"each label ({item.rows} rows, {item.documents} documents)", title_justify="left"
    )
    for name in ("label", "precision", "recall", "F1", "rows"):
        table.add_column(name)
    for label in item.labels:
        table.add_row(
            str(label.label),
            str(label.precision),
            str(label.recall),
            str(label.f1),
            str(label.count),
        )
    return table


def trial_tables(curve: Sequence[CurvePoint], ablation: Sequence[LeftOut]) -> list[RenderableType]:
    """The learning curve and the ablation, as far as they were asked for."""
    parts: list[RenderableType] = []
    if curve:
        table = Table(title="with less to learn from", title_justify="left")
        for name in ("documents", "statements", "Cohen's kappa", "macro-F1"):
            table.add_column(name)
        for point in curve:
            sizes = (f"{point.documents:,.0f}", f"{point.statements:,.0f}")
            table.add_row(*sizes, str(point.kappa), str(point.macro_f1))
        parts.append(table)
    if ablation:
        table = Table(title="without each stream", title_justify="left")
        for name in ("stream", "Cohen's kappa", "change"):
            table.add_column(name)
        for item in ablation:
            table.add_row(item.stream, str(item.kappa), str(item.change))
        parts.append(table)
    return parts


def explanation_table(scored: ScoredStatement, explanation: Explanation) -> Table:
    """The words that decided, strongest first, for one statement."""
    item = scored.statement
    table = Table(
        title=f"{item.actor or 'actor unknown'}: {explanation.label}"
        f" toward “{item.proposal}” (logit {explanation.logit:+.2f},"
        f" intercept {explanation.intercept:+.2f})",
        title_justify="left",
    )
    for name in ("weight", "words", "in", "place"):
        table.add_column(name, overflow="fold")
    words = sorted(explanation.words(), key=lambda word: -abs(word.weight))
    for word in words[:WORDS_SHOWN]:
        style = "blue" if word.weight > 0 else "red"
        table.add_row(
            Text(f"{word.weight:+.3f}", style=style),
            Text(" ".join(word.text.split())[:60]),
            word.role,
            f"{word.start}-{word.end}",
        )
    return table
