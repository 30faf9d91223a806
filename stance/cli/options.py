"""Options that several subcommands share, and the values they take."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import Annotated

import typer

from stance.errors import InputError
from stance.schema import Proposal


class OnErrorMode(StrEnum):
    """What to do with a file or row that cannot be read."""

    STOP = "stop"
    SKIP = "skip"


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class Start(Enum):
    """What to do about the output of an earlier run that did not end."""

    REFUSE = auto()
    RESUME = auto()
    RESTART = auto()


class Grouping(StrEnum):
    """What a fold never divides."""

    DOCUMENT = "document"
    PROPOSAL = "proposal"
    ACTOR = "actor"


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Articles (.txt, .html), folders of them, tables (.jsonl, .csv, both also .gz, or"
        " .parquet), quoted patterns of such files ('news/**/*.txt') or - for stdin. A table row"
        " with `quote` is one statement to score, a row with `text` an article.",
    ),
]
Data = Annotated[
    list[Path],
    typer.Argument(metavar="DATA", help="Labelled statements: JSON Lines, CSV or TSV."),
]
Model = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Model folder; the shipped model by default."),
]
ProposalPhrases = Annotated[
    list[str] | None,
    typer.Option("--proposal", metavar="TEXT", help="A proposal to ask about; may be repeated."),
]
ProposalsFile = Annotated[
    Path | None,
    typer.Option(
        "--proposals",
        metavar="FILE",
        help="Proposals to ask about: TOML as data/proposals.toml, or text, one a line.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write here instead of to standard output."),
]
OnError = Annotated[
    OnErrorMode,
    typer.Option(help="At a file or row that cannot be read: stop, or skip it and list it."),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="PolNeAR checkout, for labels that hold offsets without text."
    ),
]
RecipeFile = Annotated[
    Path | None, typer.Option("--recipe", metavar="FILE", help="Training settings (TOML).")
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of folds and bootstrap.")]
Jobs = Annotated[
    int,
    typer.Option(
        min=-1, callback=lambda jobs: jobs or 1, help="Parallel processes; -1 uses every core."
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Work on the Dask cluster of this scheduler (tcp://host:8786), or with `local` on one"
        " of this machine's cores. Needs the extra `scale`.",
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with the --output of a run that was killed, where it ended."
    ),
]
Restart = Annotated[
    bool, typer.Option("--restart", help="Discard what a run that was killed has left.")
]


def start_of(*, resume: bool, restart: bool) -> Start:
    """The two options as one; a usage error for both at once."""
    if resume and restart:
        raise typer.BadParameter("one of them, not both", param_hint="--resume and --restart")
    if restart:
        return Start.RESTART
    return Start.RESUME if resume else Start.REFUSE


def asked_proposals(phrases: list[str] | None, file: Path | None) -> list[str | Proposal]:
    """All proposals that the options name, in their order.

    Raises `InputError` for a file that cannot be read or that holds none.
    """
    asked: list[str | Proposal] = list(dict.fromkeys(phrases or ()))
    for phrase in phrases or ():
        if not phrase.strip():
            raise InputError("--proposal is empty; write a short phrase with a base-form verb")
    if file is None:
        return asked
    if file.suffix.lower() == ".toml":
        from stance.pipeline.scorer import listed_proposals

        return [*asked, *(item for item in listed_proposals(file) if item.phrase not in asked)]
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise InputError("no such file; check --proposals", path=file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text ({error})", path=file) from None
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise InputError("holds no proposal; write one phrase a line", path=file)
    return list(dict.fromkeys([*asked, *found]))
