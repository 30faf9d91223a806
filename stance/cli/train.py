"""`stance train`: labelled statements become a model folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from stance.cli.options import Data, Jobs, RecipeFile, Scheduler, Seed, Texts
from stance.cli.output import show
from stance.corpus import Labelled
from stance.report.terminal import assessment_tables


def train(
    data: Data,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the model to.")],
    texts: Texts = None,
    recipe: RecipeFile = None,
    seed: Seed = 0,
    jobs: Jobs = -1,
    scheduler: Scheduler = None,
) -> None:
    """Train a model on labelled statements and show how good it is, beside its baselines."""
    from stance.pipeline import training
    from stance.pipeline.recipe import read_recipe

    with progress("searching settings in folds by document") as bar:
        trained = training.train(
            data,
            out,
            texts=texts,
            recipe=read_recipe(recipe),
            seed=seed,
            jobs=jobs,
            scheduler=scheduler,
            progress=bar,
        )
    report_labelled(trained.labelled)
    show(sys.stdout, *assessment_tables(trained.assessment))
    typer.echo(f"model written to {out}", err=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def report_labelled(labelled: Labelled) -> None:
    """Count and list on stderr what could not be used of the labelled files."""
    if labelled.missing:
        typer.echo(
            f"{labelled.unjoined} statements of {len(labelled.missing)} documents have no text in"
            f" --texts: {', '.join(labelled.missing)}",
            err=True,
        )
    for problem in labelled.problems:
        typer.echo(f"left out: {problem}", err=True)
    for passed_over in labelled.uncoded:
        typer.echo(f"passed over: {passed_over}", err=True)
