"""What did not come over into another format, listed on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import typer

from stance.corpus.exchange import Loss, reasons

SHOWN: Final = 20
"""Losses listed one by one; beyond them each kind is counted."""


def tell_losses(losses: Sequence[Loss], rest: str = "") -> None:
    """The first losses, then how often each kind happened; `rest` says where all are listed."""
    if not losses:
        return
    for loss in losses[:SHOWN]:
        typer.echo(str(loss), err=True)
    more = len(losses) - SHOWN
    if more > 0:
        typer.echo(f"… and {more:,} more{rest}", err=True)
    things = "thing" if len(losses) == 1 else "things"
    typer.echo(f"{len(losses):,} {things} did not come over unchanged:", err=True)
    for reason, count in reasons(losses).items():
        typer.echo(f"  {count:,} × {reason}", err=True)
