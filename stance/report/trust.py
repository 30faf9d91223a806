"""What a reader must know before relying on a report: the model's figures, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from stance.corpus.predictions import ABSTENTION
from stance.report.card import interval
from stance.report.page import Contents
from stance.report.plots import reliability_plot
from stance.report.wording import counted
from stance.schema import LABELS, ScoredStatement
from stance.summary.counting import LeftOut

MOST_WITHHELD: Final = 500  # statements listed for a page that runs no script

TITLES: Final[Mapping[LeftOut, str]] = {
    LeftOut.ABSTAINED: "Abstentions",
    LeftOut.UNRELATED: "Unrelated answers",
    LeftOut.NOBODY: "Statements of nobody named",
    LeftOut.WIRE_COPY: "Copies",
}
"""Of the reasons why a statement does not count those that a report can have."""


def model_section(contents: Contents) -> dict[str, Any]:
    """Calibration, labels and accuracy, from the manifest's figures as far as it has them."""
    manifest = contents.manifest
    figures: Mapping[str, Any] = manifest.get("figures", {})
    calibration: Mapping[str, Any] = figures.get("calibration", {})
    bins: Sequence[Mapping[str, Any]] = calibration.get("bins", ())
    return {
        "about": _about(manifest, figures),
        "reliability": reliability_plot(bins) if bins else "",
        "error": _error(calibration, figures) if bins else "",
        "bins": bin_rows(bins),
        "labels": _labels(contents.statements, manifest, figures),
        "risk": [
            (f"{item['coverage']:.0%}", f"{item['threshold']:.2f}", f"{item['accuracy']:.1%}")
            for item in figures.get("risk", ())
        ],
    }


def _about(manifest: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    if not figures:
        return "Nothing is known of the model behind these answers."
    data, ours = manifest["data"], next(iter(figures["five"].values()))
    return (
        f"The model “{manifest.get('name', 'model')}” learned from"
        f" {counted(data['statements'], 'labelled statement')} of"
        f" {counted(data['documents'], 'document')}. On statements that it was not trained on, in"
        f" folds by {figures['grouping']}, it is right in {ours['accuracy']['value']:.1%} of cases"
        f" over five labels, with a Cohen’s kappa of {interval(ours['kappa'])} (95 % interval)."
    )


def _error(calibration: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    return (
        f"Out of fold, by {figures['grouping']}: each dot is one bin of answers with its 95 %"
        f" interval. Expected calibration error {calibration['error']:.3f}."
    )


def bin_rows(bins: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """A reliability table: probability given, share right, its interval, answers."""
    return [
        (
            f"{item['confidence']:.1%}",
            f"{item['accuracy']:.1%}",
            f"{item['low']:.1%} to {item['high']:.1%}",
            f"{item['count']:,}",
        )
        for item in bins
    ]


def _labels(
    statements: Sequence[ScoredStatement], manifest: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[tuple[str, ...]]:
    here = Counter(
        ABSTENTION if item.score.abstained else str(item.score.stance) for item in statements
    )
    trained: Mapping[str, int] = manifest.get("data", {}).get("labels", {})
    five = next(iter(figures.get("five", {}).values()), {"labels": ()})
    scores = {item["label"]: interval(item["f1"]) for item in five["labels"]}
    rows = [
        (
            str(label),
            f"{here[label]:,}",
            f"{trained[label]:,}" if label in trained else "",
            scores.get(label, ""),
        )
        for label in LABELS
    ]
    return [*rows, (ABSTENTION, f"{here[ABSTENTION]:,}", "", "")]


def left_section(contents: Contents, left_out: Mapping[LeftOut, Sequence[int]]) -> dict[str, Any]:
    """Counts of everything that is not in the matrix, and lists of it."""
    withheld = [
        (item.statement.actor, item.statement.proposal, why, _probable(item), item.statement.quote)
        for why, numbers in left_out.items()
        for item in (contents.statements[number] for number in numbers)
    ]
    return {
        "left": _left(contents, {why: len(numbers) for why, numbers in left_out.items()}),
        "groups": [(why, TITLES[why]) for why in left_out],
        "withheld": withheld[:MOST_WITHHELD],
        "withheld_more": len(withheld) > MOST_WITHHELD,
        "skipped": contents.skipped,
        "foreign": contents.foreign,
    }


def _left(contents: Contents, number_of: Mapping[LeftOut, int]) -> list[str]:
    """Lines of counts: abstentions and skipped inputs always, the rest where there are any."""
    alone = sum(item.statement.document not in contents.articles for item in contents.statements)
    unexplained = len(contents.statements) - len(contents.deciding)
    least = f" (less than {contents.min_confidence:g})" if contents.min_confidence else ""
    always = (
        (
            number_of.get(LeftOut.ABSTAINED, 0),
            "abstention",
            f": no stance was probable enough{least}",
        ),
        (len(contents.skipped), "input", " skipped because of an error"),
    )
    where_any = (
        (
            number_of.get(LeftOut.UNRELATED, 0),
            "answer",
            " found to be about something else (unrelated)",
        ),
        (contents.unrelated, "candidate statement", " of articles not about a proposal"),
        (
            number_of.get(LeftOut.NOBODY, 0),
            "statement",
            " of a source that the text does not name",
        ),
        (
            number_of.get(LeftOut.WIRE_COPY, 0),
            "statement",
            " in the same words as one that counts (copied)",
        ),
        (contents.unasked, "answer", " toward proposals that were not asked for"),
        (len(contents.foreign), "file", " in folders that hold no article"),
        (alone, "statement", " shown by quote alone, for want of the article"),
        (
            unexplained,
            "statement",
            " whose deciding words are not known: from what is given here this model does not"
            " answer as they are answered",
        ),
    )
    found = (*always, *(item for item in where_any if item[0]))
    return [counted(number, noun) + rest for number, noun, rest in found]


def _probable(item: ScoredStatement) -> str:
    return f"{item.score.stance} {item.score.confidence:.2f}"
