"""`stance read`: who said what, without any stance."""

from __future__ import annotations

from stance.cli.answers import read_inputs
from stance.cli.options import Inputs, OnError, OnErrorMode, Output
from stance.cli.output import Skipped, opened
from stance.documents import ArticleInput
from stance.errors import RecordError
from stance.pipeline.scorer import attributions, shipped_stations
from stance.report.rows import attribution_row, json_line


def read(inputs: Inputs, output: Output = None, on_error: OnError = OnErrorMode.STOP) -> None:
    """Find the attributions of articles: source, cue, content and the actor, as JSON Lines."""
    skipped = Skipped()
    stations = shipped_stations()
    with opened(output, inputs) as stream:
        for item in read_inputs(inputs, on_error, skipped, needs_proposal=False):
            if not isinstance(item, ArticleInput):
                error = RecordError(
                    "a row with a `quote` has no article to read; give a `text`",
                    path=item.path,
                    line=item.line,
                )
                if on_error is OnErrorMode.STOP:
                    raise error
                skipped.error(error)
                continue
            article = item.article
            for found in attributions(article, stations):
                row = attribution_row(article.id, article.text, found.attribution, found.actor)
                stream.write(json_line(row))
    skipped.report()
