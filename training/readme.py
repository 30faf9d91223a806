"""Renews what the README shows of real output: ``python -m training.readme``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from stance import artifact
from stance.cli import app
from stance.pipeline.scorer import MODEL_KIND
from stance.report.card import interval, table

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"
EXAMPLE: Final = "data/examples/harbour.txt"
PROPOSAL: Final = "ban cruise ships from the old harbour"


def example() -> str:
    """The matrix of the shipped article, as the command prints it."""
    result = CliRunner().invoke(app, ["predict", str(ROOT / EXAMPLE), "--proposal", PROPOSAL])
    matrix = result.stdout.split("statements")[0].rstrip()
    lines = [line.rstrip() for line in matrix.splitlines()]
    return "\n".join(
        ["```text", f'$ stance predict {EXAMPLE} --proposal "{PROPOSAL}"', *lines, "```", ""]
    )


def figures() -> str:
    """The shipped model's figures from its manifest."""
    manifest = artifact.read(ROOT / "models/default", MODEL_KIND).manifest
    found = manifest["figures"]
    rows = [
        (name, *(interval(item[key]) for key in ("kappa", "macro_f1", "accuracy")))
        for name, item in found["four"].items()
    ]
    ours = found["four"]["stance"]
    shown = ", ".join(f"{item['label']} {item['f1']['value']:.2f}" for item in ours["labels"])
    forty = next(point for point in found["risk"] if point["coverage"] == 0.4)
    return "\n".join(
        [
            f"Four stances, {ours['rows']:,} statements of {ours['documents']:,} documents,"
            " out-of-fold, folds grouped by document; 95 % intervals, bootstrap over documents:",
            "",
            *table(("model", "Cohen's kappa", "macro-F1", "accuracy"), rows),
            "",
            f"F1: {shown}. Expected calibration error {found['calibration']['error']:.3f}; the"
            f" most confident 40 % of answers are right in {forty['accuracy']:.0%} of cases (over"
            " all five labels). Two annotators agree at a kappa of about 0.9. Each data set"
            " apart, and proposals never seen in training, which are harder:"
            " [training/results/stance.md](training/results/stance.md). More in the"
            " [model's card](models/default/README.md).",
            "",
        ]
    )


def renewed(text: str) -> str:
    """A README with its example and its figures renewed."""
    for name, make in (("example", example), ("figures", figures)):
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.S)
        new = make()
        text = block.sub(lambda found, new=new: found.group(1) + new + found.group(2), text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
