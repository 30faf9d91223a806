"""Discourse Network Analyzer 3 (DNA): its database and its event list, as exchange formats.

What DNA's variables mean here is said in `stance.corpus.dna.terms`. Each format stands twice: an
analyst of persons reads persons as actors, an analyst of organizations reads organizations.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from stance.corpus.dna.events import is_event_list, read_events
from stance.corpus.dna.events_writing import write_events
from stance.corpus.dna.reading import read_database
from stance.corpus.dna.schema import is_sqlite
from stance.corpus.dna.terms import Actors
from stance.corpus.dna.writing import write_database
from stance.corpus.exchange import Format

DATABASE: Final = Format(
    name="dna",
    title="Discourse Network Analyzer 3 database; actors are persons, else organizations",
    endings=(".dna",),
    read=read_database,
    write=write_database,
    claims=is_sqlite,
    is_worked_in=True,
)
DATABASE_OF_ORGANIZATIONS: Final = Format(
    name="dna-organizations",
    title="the same; actors are organizations, else persons",
    endings=(),
    read=partial(read_database, actors=Actors.ORGANIZATION),
    write=None,
    claims=lambda path: False,
)
EVENTS: Final = Format(
    name="dna-events",
    title="event list of Discourse Network Analyzer 3; actors are persons, else organizations",
    endings=(".csv",),
    read=read_events,
    write=write_events,
    claims=is_event_list,
)
EVENTS_OF_ORGANIZATIONS: Final = Format(
    name="dna-events-organizations",
    title="the same; actors are organizations, else persons",
    endings=(),
    read=partial(read_events, actors=Actors.ORGANIZATION),
    write=None,
    claims=lambda path: False,
)
