"""`stance convert`: labels from one annotation tool, or as a model gave them, to another."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.losses import tell_losses
from stance.cli.options import OnError, OnErrorMode
from stance.cli.output import opened
from stance.corpus.formats import FORMATS, Counts, Report
from stance.corpus.formats import convert as convert_collection
from stance.corpus.labelstudio_config import labelling_config
from stance.documents import ArticleInput, read_articles
from stance.errors import InputError
from stance.schema import Article

_READ = ", ".join(each.name for each in FORMATS.values() if each.read)
_WRITTEN = ", ".join(each.name for each in FORMATS.values() if each.write)


def _print_config(asked: bool) -> None:
    if asked:
        typer.echo(labelling_config(), nl=False)
        raise typer.Exit


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Labels: a file, or the folder of a project.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="Where to write them; - is standard output.")
    ],
    source_format: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FORMAT", help=f"Format of IN, where it tells none: {_READ}."
        ),
    ] = None,
    target_format: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help=f"Format of OUT, where its name does not tell: {_WRITTEN}.",
        ),
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Articles that the offsets of IN count in (answers, layer); may be repeated.",
        ),
    ] = None,
    on_error: OnError = OnErrorMode.STOP,
    losses: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="List everything that did not come over here."),
    ] = None,
    labelling_config: Annotated[
        bool,
        typer.Option(
            "--labelling-config",
            callback=_print_config,
            is_eager=True,
            help="Print the labelling interface for Label Studio (XML) and exit.",
        ),
    ] = False,
) -> None:
    """Convert labels between annotation tools and our own formats.

    Ends with what came over and what did not; OUT appears only when it is complete.
    """
    report = convert_collection(
        source,
        sys.stdout.buffer if target == "-" else Path(target),
        source_format=source_format,
        target_format=target_format,
        articles=_articles(articles or []),
        skip_faults=on_error is OnErrorMode.SKIP,
    )
    if losses:
        with opened(losses, [str(source), target]) as stream:
            stream.writelines(f"{loss}\n" for loss in report.losses)
    _tell(report, source, target, listed_in=losses)


def _articles(given: Sequence[str]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for item in read_articles(given, stdin=sys.stdin.buffer, needs_proposal=False):
        if not isinstance(item, ArticleInput):
            raise InputError("holds quotes; --articles takes articles", path=item.path)
        article = item.article
        if found.setdefault(article.id, article).text != article.text:
            reason = f"another article has the id {article.id!r} too; give each its own"
            raise InputError(reason, path=item.path, line=item.line)
    return found


def _tell(report: Report, source: Path, target: str, listed_in: Path | None) -> None:
    def say(line: str) -> None:
        typer.echo(line, err=True)

    say(f"read {source} ({report.source.name}): {_counted(report.read)}")
    say(f"wrote {target} ({report.target.name}): {_counted(report.written)}")
    where = f"all are in {listed_in}" if listed_in else "--losses FILE lists all"
    tell_losses(report.losses, f"; {where}")


def _counted(counts: Counts) -> str:
    numbers = {
        "articles": counts.articles,
        "statements": counts.statements,
        "coders": counts.coders,
    }
    parts = [f"{number:,} {name if number != 1 else name[:-1]}" for name, number in numbers.items()]
    parts += [f"{counts.uncoded:,} not coded yet"] if counts.uncoded else []
    parts += [f"{counts.scored:,} scored by a model"] if counts.scored else []
    return ", ".join(parts)
