"""`stance explain`: the words that decided."""

from __future__ import annotations

from typing import Annotated

import typer

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
    from stance.cli.batches import Answered
    from stance.cli.running import Given, Going, go_through
    from stance.cli.tasks import Scoring
    from stance.cli.workers import Here
    from stance.pipeline.scorer import load
    from stance.report.rows import explanation_row, json_line

    asked = tuple(asked_proposals(proposal, proposals))
    skips = on_error is OnErrorMode.SKIP
    skipped = Skipped()
    scorer = load(model)
    answer = Scoring(asked, stops=not skips).with_scorer(scorer)
    with opened(output, inputs) as stream:

        def explained(answered: Answered) -> None:
            for scored in answered.statements:
                found = scorer.explain(scored.statement, label)
                if as_json:
                    stream.write(json_line(explanation_row(scored, found)))
                else:
                    from stance.report.terminal import explanation_table  # rich, for tables only

                    show(stream, explanation_table(scored, found))
            stream.flush()

        given = Given(inputs, skips, needs_proposal=not asked)
        go_through(Going(given, Here(answer), explained, skipped))
    skipped.report()
