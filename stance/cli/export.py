"""`stance export`: a model as a scikit-learn pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import Model
from stance.pipeline.scorer import load


def export(
    out: Annotated[Path, typer.Option(metavar="FILE", help="joblib file to write.")],
    model: Model = None,
) -> None:
    """Write a model as a fitted scikit-learn pipeline, for those who want to go on with that.

    joblib files hold code: load only those that you have written yourself.
    """
    from stance.pipeline import exporting

    exporting.export(load(model).model, out)
    typer.echo(f"pipeline written to {out}; it reads sequences of stance.Statement", err=True)
