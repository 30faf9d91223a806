"""`stance read`: who said what, without any stance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.cli.options import (
    Inputs,
    Jobs,
    OnError,
    OnErrorMode,
    Output,
    Restart,
    Resume,
    start_of,
)
from stance.cli.output import Skipped

if TYPE_CHECKING:
    from stance.cli.identity import Identity
    from stance.documents.survey import Survey


def read(
    inputs: Inputs,
    output: Output = None,
    on_error: OnError = OnErrorMode.STOP,
    jobs: Jobs = 1,
    resume: Resume = False,
    restart: Restart = False,
) -> None:
    """Find the attributions of articles: source, cue, content and the actor, as JSON Lines."""
    from stance.cli.running import Destination, Given, write_rows
    from stance.cli.tasks import Attributing

    def identity(found: tuple[Survey, ...]) -> Identity:
        from stance.cli.identity import Identity, reader_digests

        return Identity("read", {}, reader_digests(), found)

    skips = on_error is OnErrorMode.SKIP
    given = Given(inputs, skips, needs_proposal=False)
    to = Destination(output, start_of(resume=resume, restart=restart), identity)
    skipped = Skipped()
    write_rows(given, Attributing(stops=not skips), jobs, to, skipped)
    skipped.report()
