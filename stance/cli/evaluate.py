"""`stance evaluate`: figures with intervals, beside the baselines."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import Data, Grouping, Jobs, Model, RecipeFile, Scheduler, Seed, Texts
from stance.cli.output import opened, show
from stance.cli.train import progress, report_labelled
from stance.report.extra import require
from stance.report.terminal import assessment_tables, trial_tables


def evaluate(
    data: Data,
    model: Model = None,
    by: Annotated[Grouping, typer.Option(help="What a fold never divides.")] = Grouping.DOCUMENT,
    texts: Texts = None,
    recipe: RecipeFile = None,
    seed: Seed = 0,
    jobs: Jobs = -1,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write an HTML page of the evaluation.")
    ] = None,
    curve: Annotated[
        bool,
        typer.Option("--curve", help="Refit on fewer documents, doubling them each time (slow)."),
    ] = False,
    ablation: Annotated[
        bool,
        typer.Option("--ablation", help="Refit without each feature stream in turn (slower)."),
    ] = False,
    scheduler: Scheduler = None,
) -> None:
    """Evaluate on labelled statements.

    With --model, that model's answers on rows it was not trained on; without, the recipe in
    folds that never divide a document, proposal or actor.
    """
    from stance.pipeline import evaluating
    from stance.pipeline.recipe import read_recipe
    from stance.pipeline.reporting import evaluation_page

    if report:
        require()
    with opened(report, list(map(str, data))) if report else nullcontext() as page:
        with progress(f"training and testing in folds by {by}") as bar:
            found = evaluating.evaluate(
                data,
                model,
                texts=texts,
                by=by,
                recipe=read_recipe(recipe),
                seed=seed,
                jobs=jobs,
                curve=curve,
                ablation=ablation,
                scheduler=scheduler,
                progress=bar,
            )
        report_labelled(found.labelled)
        if found.seen:
            typer.echo(f"{found.seen} rows left out: the model was trained on their text", err=True)
        trials = trial_tables(found.curve, found.ablation)
        show(sys.stdout, *assessment_tables(found.assessment), *trials)
        if page:
            page.write(evaluation_page(found))
