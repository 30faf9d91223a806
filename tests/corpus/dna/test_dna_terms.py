"""What DNA's variables mean: agreement, labels, actors, dates, names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.dna.terms import (
    Actors,
    Cell,
    date_of,
    label_of,
    names_of,
    role_of,
    seconds_of,
    understand,
    variable_for,
)
from stance.corpus.exchange import Coded, Fate
from stance.schema import ACTOR_KINDS, LABELS, Score, Stance, Statement

FULL = Cell("Ada Brik", "Port Union", "close the port", 1)


@pytest.mark.parametrize(
    ("agreement", "label", "concept", "stance", "fate"),
    [
        (1, "", "build it", Stance.SUPPORT, None),
        (0, "", "build it", Stance.OPPOSE, None),
        (None, "", "build it", None, None),
        (1, "conditional", "build it", Stance.CONDITIONAL, None),
        (None, " Neutral ", "build it", Stance.NEUTRAL, None),
        (1, "unrelated", "", Stance.UNRELATED, None),
        (0, "support", "build it", Stance.SUPPORT, Fate.CHANGED),
        (1, "pro", "build it", None, Fate.DROPPED),
        (1, "", " ", None, Fate.DROPPED),
        (None, "", "", None, None),
        (7, "", "build it", None, Fate.DROPPED),
    ],
)
def test_the_stance_of_agreement_and_label(
    agreement: int | None, label: str, concept: str, stance: Stance | None, fate: Fate | None
) -> None:
    read = understand(Cell("Ada Brik", "", concept, agreement, label), Actors.PERSON)
    assert (read.stance, read.fate, bool(read.problem)) == (stance, fate, fate is not None)


@pytest.mark.parametrize(
    ("actors", "cell", "actor", "kind", "other"),
    [
        (Actors.PERSON, FULL, "Ada Brik", "person", "Port Union"),
        (Actors.ORGANIZATION, FULL, "Port Union", "organisation", "Ada Brik"),
        (Actors.PERSON, Cell("", "Port Union"), "Port Union", "organisation", ""),
        (Actors.ORGANIZATION, Cell("Ada Brik", ""), "Ada Brik", "person", ""),
        (Actors.PERSON, Cell(" ", ""), "", "", ""),
    ],
)
def test_the_actor_is_the_person_or_the_organization(
    actors: Actors, cell: Cell, actor: str, kind: str, other: str
) -> None:
    read = understand(cell, actors)
    assert (read.actor, read.kind, read.other) == (actor, kind, other)


def test_variables_by_name_and_data_type() -> None:
    assert role_of(" Person ", "short text") == "person"
    assert role_of("ORGANISATION") == "organization"
    assert role_of("agreement", "boolean") == "agreement"
    assert role_of("agreement", "integer") is None
    assert role_of("concept", "long text") is None
    assert role_of("villain", "short text") is None


def test_every_kind_has_a_variable() -> None:
    found = {kind: variable_for(kind) for kind in ("", *ACTOR_KINDS)}
    assert {kind for kind, name in found.items() if name == "person"} == {"", "person", "unknown"}


def test_what_is_written_out_of_a_score() -> None:
    score = Score(dict(zip(LABELS, (0.1, 0.6, 0.1, 0.1, 0.1), strict=True)))
    bare = Statement("no", "build it")
    gold = Statement("no", "build it", stance=Stance.NEUTRAL)
    assert label_of(Coded(bare)) is None
    assert label_of(Coded(bare, score=score)) is Stance.OPPOSE
    assert label_of(Coded(gold, score=score)) is Stance.NEUTRAL
    unsure = Score(score.probabilities, abstained=True)
    assert label_of(Coded(bare, score=unsure)) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_comes_back_from_its_seconds(when: datetime) -> None:
    second = when.replace(microsecond=0)
    seconds = seconds_of(second.isoformat())
    assert seconds == int(second.timestamp())
    assert seconds_of(date_of(seconds)) == (seconds or None)


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("2005-01-26", 1106697600),
        ("2005-01-26 00:01:01", 1106697661),
        ("2005-01-26T01:00:00+01:00", 1106697600),
        ("1969-12-31T23:59:59", -1),
        ("", None),
        ("2005", None),
        ("2005-13-01", None),
        ("26.01.2005", None),
        ("2005-01-26 in the morning", None),
    ],
)
def test_dates_that_are_read_and_that_are_not(date: str, seconds: int | None) -> None:
    assert seconds_of(date) == seconds


def test_a_time_beyond_the_calendar_is_no_date() -> None:
    with pytest.raises(OverflowError):
        date_of(10**15)


def test_documents_are_named_by_titles_and_numbers_where_those_do_not_do() -> None:
    names = names_of({1: "A", 2: "B", 3: "B", 4: " "})
    assert names == {1: "A", 2: "B (document 2)", 3: "B (document 3)", 4: "document 4"}
    assert len(set(names.values())) == 4
