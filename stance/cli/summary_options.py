"""Options of `stance summarize`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from stance.summary.options import (
    Conditional,
    Count,
    Duplicates,
    Mode,
    Normalization,
    Qualifier,
    RowGroup,
    Unit,
    WindowUnit,
)


class SummaryFormat(StrEnum):
    """How a summary is written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    MATRIX = "matrix"
    GRAPHML = "graphml"


Predictions = Annotated[
    list[str],
    typer.Argument(
        metavar="PREDICTIONS",
        help="What `stance predict` wrote (.jsonl, .csv), several files, or - for JSON Lines on"
        " standard input.",
    ),
]
OnlyProposals = Annotated[
    list[str] | None,
    typer.Option("--proposal", metavar="TEXT", help="Only this proposal; may be repeated."),
]
Group = Annotated[
    RowGroup, typer.Option(help="Whose statements make a row, and in a network a node.")
]
CountBy = Annotated[
    Count,
    typer.Option(
        help="Count a statement for each stance by its probability, or once for the most probable"
        " one as a coder would."
    ),
]
DuplicatesRule = Annotated[
    Duplicates,
    typer.Option(
        help="DNA's rule: statements with one actor, proposal and stance count once per document,"
        " week, month, year, or at all (acrossrange)."
    ),
]
WireCopies = Annotated[
    bool,
    typer.Option(
        "--wire-copies",
        help="Count every copy of a quote that documents share word for word; else the earliest.",
    ),
]
By = Annotated[
    Unit | None, typer.Option(help="A matrix, or network, for each period, by ISO dates.")
]
Changes = Annotated[
    bool,
    typer.Option(
        "--changes",
        help="With --by: where an actor's stance changed (a table shows it anyway).",
    ),
]
NetworkMode = Annotated[
    Mode | None,
    typer.Option(
        "--network",
        help="A network instead: actor × proposal, actor × actor or proposal × proposal. All"
        " options below but the last three are for networks.",
    ),
]
QualifierRule = Annotated[
    Qualifier | None,
    typer.Option(
        help="DNA's aggregation of the stance. Two-mode: ignore, combine (1 support, 2 oppose, 3"
        " both, +4 conditional, +8 neutral), subtract. One-mode: ignore, congruence, conflict (one"
        " supports, the other opposes), subtract (congruence − conflict). Subtract by default."
    ),
]
ConditionalRule = Annotated[
    Conditional | None,
    typer.Option(
        help="A conditional is a level of its own (by default), is left out, or is support."
    ),
]
NormalizationRule = Annotated[
    Normalization | None,
    typer.Option(
        help="DNA's normalisation. Two-mode: no, activity, prominence. One-mode: no, average,"
        " jaccard, cosine. No by default."
    ),
]
MovingWindow = Annotated[
    WindowUnit | None,
    typer.Option(help="A network for each step of a moving time window, counted in these."),
]
WindowSize = Annotated[
    int | None, typer.Option(metavar="N", help="Length of the window; 1 by default.")
]
Isolates = Annotated[
    bool,
    typer.Option(
        "--isolates", help="Keep nodes of which no statement counts (DNA's isolates = TRUE)."
    ),
]
FormatOption = Annotated[
    SummaryFormat,
    typer.Option(
        help="csv, jsonl: a line for each cell or edge with all there is to it. matrix: a network"
        " in DNA's CSV. graphml: a network for Gephi, visone, igraph."
    ),
]
