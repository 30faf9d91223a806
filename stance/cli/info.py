"""`stance info`: what a model folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.pipeline.scorer import load
from stance.report.card import render_card


def info(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Model folder; the shipped model by default."),
    ] = None,
) -> None:
    """Check a model folder and print its card: data, figures with intervals, settings."""
    typer.echo(render_card(load(folder).manifest), nl=False)
