"""`stance explain`: the words that decided."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.answers import Answers
from stance.cli.options import (
    Inputs,
    Model,
    OnError,
    OnErrorMode,
    Output,
    ProposalPhrases,
    ProposalsFile,
    asked_proposals,
)
from stance.cli.output import Skipped, opened, show
from stance.pipeline.scorer import load
from stance.report.rows import explanation_row, json_line
from stance.report.terminal import explanation_table
from stance.schema import Stance


def explain(
    inputs: Inputs,
    model: Model = None,
    proposal: ProposalPhrases = None,
    proposals: ProposalsFile = None,
    label: Annotated[
        Stance | None, typer.Option(help="Explain this label instead of the most probable one.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON Lines with every contribution.")
    ] = False,
    output: Output = None,
    on_error: OnError = OnErrorMode.STOP,
) -> None:
    """Show the words that decided each answer, as signed contributions that sum to its logit."""
    asked = asked_proposals(proposal, proposals)
    skipped = Skipped()
    answers = Answers(load(model), asked, on_error, skipped)
    with opened(output, inputs) as stream:
        for scored in answers.scored(inputs):
            found = answers.scorer.explain(scored.statement, label)
            if as_json:
                stream.write(json_line(explanation_row(scored, found)))
            else:
                show(stream, explanation_table(scored, found))
    skipped.report()
