"""A model's card, rendered from its manifest and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

BASELINES_FIRST: Final = ("majority", "text only", "proposal only", "actor only")

USE: Final = """\
## What it is for, and what not

It reads whether the source of a quote supports, opposes, conditionally accepts or takes no
side on a proposal, as the passage tells it. It does not know the world, the speaker's record
or what happened after the article. Read the statements behind a figure before you publish it;
take the abstention threshold from the table above; do not use it to judge private persons.
Languages other than English, social media and speeches without attribution are outside what
it was trained on.
"""


def render_card(manifest: Mapping[str, Any]) -> str:
    """Markdown: data, figures with intervals beside baselines, calibration, abstention."""
    data = manifest["data"]
    figures = manifest["figures"]
    lines = [
        f"# Stance model `{manifest.get('name', 'model')}`",
        "",
        str(manifest.get("about", "A stance model trained with `stance train`.")),
        "",
        "## Data",
        "",
        f"{data['statements']:,} statements from {data['documents']:,} documents, toward"
        f" {data['proposals']:,} proposals; fingerprint `{data['fingerprint'][:16]}`.",
        "",
        *table(("label", "statements"), data["labels"].items()),
        "",
        "## How good it is",
        "",
        f"Out-of-fold, folds grouped by {figures['grouping']}; hyper-parameters and calibration"
        " of each fold come from the other folds. In brackets: 95 % intervals, bootstrap over"
        " documents.",
        "",
        *_agreement("five labels, rows with a proposal", figures["five"]),
        *(_agreement("four stances", figures["four"]) if figures["four"] else []),
        *_labels(figures["five"]["stance"]["labels"]),
        *_risk(figures),
        USE,
        "## How it was made",
        "",
        f"TF-IDF over the streams {', '.join(manifest['features']['weights'])}"
        f" ({manifest['features']['count']:,} features), multinomial logistic regression"
        f" (C = {manifest['chosen']['strength']}, label balance {manifest['chosen']['balance']}),"
        f" temperature {manifest['temperature']:.3f}. Libraries: "
        + ", ".join(f"{name} {number}" for name, number in manifest["libraries"].items())
        + ".",
        "",
    ]
    return "\n".join(lines)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """A Markdown table."""
    shown = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in shown),
    ]


def interval(figure: Mapping[str, float]) -> str:
    """A figure with its interval, as in the tables: ``0.512 [0.490, 0.533]``."""
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def _agreement(title: str, by_name: Mapping[str, Any]) -> list[str]:
    names = [name for name in BASELINES_FIRST if name in by_name]
    names += [name for name in by_name if name not in names]
    first = by_name[names[0]]
    return [
        f"**{title}** ({first['rows']:,} rows, {first['documents']:,} documents)",
        "",
        *table(
            ("model", "Cohen's kappa", "macro-F1", "accuracy"),
            (
                (name, *(interval(by_name[name][key]) for key in ("kappa", "macro_f1", "accuracy")))
                for name in names
            ),
        ),
        "",
    ]


def _labels(labels: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        "**each label**",
        "",
        *table(
            ("label", "precision", "recall", "F1", "rows"),
            (
                (
                    item["label"],
                    *(interval(item[key]) for key in ("precision", "recall", "f1")),
                    item["count"],
                )
                for item in labels
            ),
        ),
        "",
    ]


def _risk(figures: Mapping[str, Any]) -> list[str]:
    return [
        "**calibration and abstention**",
        "",
        f"Expected calibration error {figures['calibration']['error']:.3f}"
        f" ({len(figures['calibration']['bins'])} bins of equal mass). Answering only the most"
        " confident share:",
        "",
        *table(
            ("share answered", "`--min-confidence`", "accuracy"),
            (
                (
                    f"{point['coverage']:.0%}",
                    f"{point['threshold']:.2f}",
                    f"{point['accuracy']:.3f}",
                )
                for point in figures["risk"]
            ),
        ),
        "",
    ]
