"""`stance check`: the corpus doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.options import Texts
from stance.cli.output import show
from stance.errors import InputError
from stance.report.rows import json_line


def check(
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA",
            help="Labelled statements: JSON Lines, CSV, TSV, Parquet, exports of Label Studio,"
            " doccano, Prodigy and brat, DNA databases and event lists, REFI-QDA projects.",
            show_default=False,
        ),
    ] = None,
    texts: Texts = None,
    actors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Known actors: TOML as data/actors.toml."),
    ] = None,
    proposals: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Known proposals: TOML as data/proposals.toml."),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FILE",
            help="A file that is one split, as test=new.csv; may be repeated. A column `split`"
            " does the same row by row.",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="Findings of a kind to list; 0 lists all.")
    ] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON Lines: every finding, then each file's labels.")
    ] = False,
) -> None:
    """Check labelled statements: offsets, duplicates, labels, names, leakage.

    Exit code 1 where something found makes training or its figures wrong: a row that training
    refuses, a span that does not fit or a document shifted, an id used twice, one statement with
    two labels, a quote or document on both sides of a split. Everything else is a warning.
    """
    from stance.pipeline import checking
    from stance.report.checkup import checkup_rows, checkup_tables

    checkup = checking.check(
        data or [], texts=texts, actors=actors, proposals=proposals, splits=_splits(split or [])
    )
    if as_json:
        for row in checkup_rows(checkup):
            sys.stdout.write(json_line(row))
    else:
        show(sys.stdout, *checkup_tables(checkup, limit))
    if not checkup.is_sound:
        typer.echo("errors among the findings make training or its figures wrong", err=True)
        raise typer.Exit(1)


def _splits(given: list[str]) -> dict[str, list[Path]]:
    """The files of each split; raises `InputError` for what is not NAME=FILE."""
    splits: dict[str, list[Path]] = {}
    for text in given:
        name, equals, file = text.partition("=")
        if not (name.strip() and equals and file):
            raise InputError(f"--split {text!r}: expected NAME=FILE, as test=new.csv")
        splits.setdefault(name.strip(), []).append(Path(file))
    return splits
