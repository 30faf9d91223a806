"""An evaluation as a page: how good, beside what baselines, and where it goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from stance.evaluation.assessment import Assessment
from stance.evaluation.metrics import Agreement
from stance.evaluation.review import ConfidentError, Review
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.report.evaluation_plots import ablation_plot, curve_plot, labels_plot, risk_plot
from stance.report.html import render
from stance.report.plots import reliability_plot
from stance.report.trust import bin_rows
from stance.report.wording import counted
from stance.schema import LABELS

TITLE: Final = "How good it is"


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation page tells of.

    `model` names the evaluated model, and is empty for a recipe that was trained and tested in
    folds. `left_out` are lines that say what was not counted.
    """

    assessment: Assessment
    review: Review
    model: str = ""
    curve: tuple[CurvePoint, ...] = ()
    ablation: tuple[LeftOut, ...] = ()
    left_out: tuple[str, ...] = ()


def render_evaluation(evaluation: Evaluation) -> str:
    """The page on an evaluation; raises `MissingExtraError` without jinja2 or matplotlib."""
    return render("evaluation.html.j2", ("theme.js",), _values(evaluation))


def _values(evaluation: Evaluation) -> dict[str, Any]:
    """The values of `evaluation.html.j2`."""
    assessment, review = evaluation.assessment, evaluation.review
    ours = next(iter(assessment.five.values()))
    bins = [asdict(item) for item in assessment.calibration.bins]
    return {
        "heading": TITLE,
        "sections": _sections(evaluation),
        "lede": _lede(evaluation, ours),
        "headline": (
            ("Cohen’s kappa", ours.kappa),
            ("macro-F1", ours.macro_f1),
            ("accuracy", ours.accuracy),
        ),
        "beside": [
            (f"Five labels, {counted(ours.rows, 'row')}", _beside(assessment.five)),
            *_four(assessment.four),
        ],
        "labels_plot": labels_plot(assessment.five),
        "labels": [
            (
                str(item.label),
                str(item.precision),
                str(item.recall),
                str(item.f1),
                f"{item.count:,}",
            )
            for item in ours.labels
        ],
        "labels_names": LABELS,
        "confusion": [_confusion_row(line) for line in review.confusion],
        "reliability": reliability_plot(bins),
        "bins": bin_rows(bins),
        "error": f"Expected calibration error {assessment.calibration.error:.3f}.",
        "risk_plot": risk_plot(assessment.risk),
        "risk": [
            (f"{item.coverage:.0%}", f"{item.threshold:.2f}", f"{item.accuracy:.1%}")
            for item in assessment.risk
        ],
        "curve_plot": curve_plot(evaluation.curve) if evaluation.curve else "",
        "curve": [
            (
                f"{item.documents:,.0f}",
                f"{item.statements:,.0f}",
                str(item.kappa),
                str(item.macro_f1),
            )
            for item in evaluation.curve
        ],
        "ablation_plot": ablation_plot(evaluation.ablation) if evaluation.ablation else "",
        "ablation": [
            (item.stream, str(item.kappa), str(item.change)) for item in evaluation.ablation
        ],
        "errors": [_error(item) for item in review.errors],
        "left_out": evaluation.left_out,
    }


def _sections(evaluation: Evaluation) -> list[tuple[str, str]]:
    sections = [
        ("beside", "Beside the baselines"),
        ("labels", "Each label"),
        ("confusion", "What is taken for what"),
        ("calibration", "How sure, and how often right"),
    ]
    if evaluation.curve:
        sections.append(("curve", "With less to learn from"))
    if evaluation.ablation:
        sections.append(("ablation", "Without each stream"))
    sections.append(("errors", "The surest errors"))
    if evaluation.left_out:
        sections.append(("left", "Left out"))
    return sections


def _lede(evaluation: Evaluation, ours: Agreement) -> str:
    rows = f"{counted(ours.rows, 'statement')} of {counted(ours.documents, 'document')}"
    if evaluation.model:
        return f"The model “{evaluation.model}” on {rows} that it was not trained on."
    grouping = evaluation.assessment.grouping
    return f"A recipe, trained and tested in folds by {grouping}, on {rows}."


def _beside(by_name: Mapping[str, Agreement]) -> list[tuple[str, ...]]:
    return [
        (name, str(item.kappa), str(item.macro_f1), str(item.accuracy))
        for name, item in by_name.items()
    ]


def _four(by_name: Mapping[str, Agreement]) -> list[tuple[str, list[tuple[str, ...]]]]:
    if not by_name:
        return []
    rows = next(iter(by_name.values())).rows
    return [(f"Four stances, {counted(rows, 'row')} that have one", _beside(by_name))]


def _confusion_row(counts: Sequence[int]) -> list[tuple[int, float]]:
    """Each count with its share of the row."""
    total = max(1, sum(counts))
    return [(count, count / total) for count in counts]


def _error(item: ConfidentError) -> dict[str, Any]:
    statement = item.statement
    said = " ".join(
        part for part in (statement.actor_mention or statement.actor, statement.cue) if part
    )
    return {
        "label": statement.stance,
        "answer": item.answer,
        "confidence": item.confidence,
        "of_label": item.probabilities[statement.stance] if statement.stance else 0.0,
        "quote": statement.quote,
        "said": said,
        "proposal": statement.proposal,
        "place": ", ".join(part for part in (statement.document, statement.id) if part),
    }
