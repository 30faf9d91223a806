"""Makes `models/default` from the labelled data: ``python -m training.build``.

Needs a PolNeAR checkout for the texts of `data/polnear_stance.jsonl`; see `data/README.md`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from stance.cli.output import show
from stance.pipeline import training
from stance.pipeline.recipe import read_recipe
from stance.report.terminal import assessment_tables

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = tuple(
    ROOT / "data" / name
    for name in (
        "statements.jsonl",
        "polnear_stance.jsonl",
        "polnear_open.jsonl",
        "contrasts.jsonl",
        "reversed.jsonl",
        "asked.jsonl",
        "polnear_asked.jsonl",
    )
)
RECIPE: Final = ROOT / "training/recipe.toml"
POLNEAR: Final = ROOT.parent / "shared/corpus/polnear"
ABOUT: Final = (
    "The model that comes with stance: English news, US politics of 2015-16 (PolNeAR's articles"
    " with our labels) and international affairs (our own items, people and states invented)."
)


def build(
    texts: Annotated[Path, typer.Option(help="PolNeAR checkout.")] = POLNEAR,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = ROOT / "models/default",
    seed: int = 0,
    jobs: int = -1,
) -> None:
    """Train the shipped model and print its figures."""
    trained = training.train(DATA, texts=texts, recipe=read_recipe(RECIPE), seed=seed, jobs=jobs)
    training.save(trained, out, name="default", about=ABOUT)
    show(sys.stdout, *assessment_tables(trained.assessment))


if __name__ == "__main__":
    typer.run(build)
