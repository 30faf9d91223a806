"""`stance read`: who said what, without any stance."""

from __future__ import annotations

from stance.cli.answers import Answers
from stance.cli.options import Inputs, OnError, OnErrorMode, Output
from stance.cli.output import Skipped, opened
from stance.documents import ArticleInput
from stance.errors import RecordError
from stance.pipeline.scorer import load
from stance.report.rows import attribution_row, json_line


def read(inputs: Inputs, output: Output = None, on_error: OnError = OnErrorMode.STOP) -> None:
    """Find the attributions of articles: source, cue, content and the actor, as JSON Lines."""
    skipped = Skipped()
    answers = Answers(load(), ("any",), on_error, skipped)
    with opened(output) as stream:
        for item in answers.inputs(inputs):
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
            for found in answers.scorer.attributions(article):
                row = attribution_row(article.id, article.text, found.attribution, found.actor)
                stream.write(json_line(row))
    skipped.report()
