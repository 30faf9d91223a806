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
    EVENTS = "events"


Predictions = Annotated[
    list[str],
    typer.Argument(
        metavar="PREDICTIONS",
        help="What `stance predict` wrote (.jsonl, .csv, .parquet), several files, or - for JSON"
        " Lines on standard input.",
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
        help="Count each copy of a quote of eight words or more that several documents print word"
        " for word, and not the earliest alone.",
    ),
]
By = Annotated[
    Unit | None, typer.Option(help="A matrix, or a network, for each period; dates are ISO 8601.")
]
Changes = Annotated[
    bool,
    typer.Option(
        "--changes",
        help="With --by: only where an actor's stance changed, with the statements before and"
        " after.",
    ),
]
NetworkMode = Annotated[
    Mode | None,
    typer.Option(
        "--network",
        help="A network in place of the matrix: actor × proposal, actor × actor, proposal ×"
        " proposal. The options from here to --isolates are for networks.",
    ),
]
QualifierRule = Annotated[
    Qualifier | None,
    typer.Option(
        help="DNA's aggregation of the qualifier, here the stance. Two-mode: ignore, combine (1"
        " support, 2 oppose, 3 both; +4 conditional, +8 neutral), subtract. One-mode: ignore,"
        " congruence, conflict (one supports, the other opposes), subtract (congruence −"
        " conflict). By default subtract."
    ),
]
ConditionalRule = Annotated[
    Conditional | None,
    typer.Option(
        help="A conditional is a level of its own, is left out, or is support. By default own."
    ),
]
NormalizationRule = Annotated[
    Normalization | None,
    typer.Option(
        help="DNA's normalisation of edge weights. Two-mode: no, activity, prominence. One-mode:"
        " no, average, jaccard, cosine. By default no."
    ),
]
MovingWindow = Annotated[
    WindowUnit | None,
    typer.Option(help="DNA's timeWindow: a network for each step of a window of these units."),
]
WindowSize = Annotated[
    int | None, typer.Option(metavar="N", help="DNA's windowSize. By default 1.")
]
Isolates = Annotated[
    bool,
    typer.Option("--isolates", help="Keep actors and proposals of which no statement counts."),
]
FormatOption = Annotated[
    SummaryFormat,
    typer.Option(
        help="csv, jsonl: a line for each cell or edge, with its statements. For networks also"
        " matrix (DNA's CSV) and graphml (Gephi, visone, igraph). For two-mode networks also"
        " events: DNA's event list of the statements that count."
    ),
]
