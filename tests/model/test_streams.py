"""Codes of many statements at once, against the features written out one by one."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance.model import scorer, word_table
from stance.model.batch import Batch, surroundings
from stance.model.features import STREAMS, FeatureSettings, extract, words
from stance.model.lexicon import KINDS, _kinds
from stance.model.scorer import StanceModel
from stance.model.streams import codes_of, find_codes
from stance.model.word_table import WordTable
from stance.pipeline.training import Trained
from stance.schema import LABELS, Statement

WORDS = st.sampled_from(
    "the plan Plan plan's PLAN’S not never can't but , . ? “ ” ’ - _ if unless only only_if ban"
    " build reject welcome rejects we I must needs first İzmir ΣΑΣ naïve ﬁsh e\u0301 \u200d 😀"
    " 1,000 a a'b' ''x dogs' x\u2019y".split()
)
SPACED = st.lists(WORDS, max_size=14).map(" ".join)
JOINED = st.lists(WORDS, max_size=8).map("".join)
TEXT = SPACED | JOINED | st.text(st.characters(exclude_categories=["Cs"]), max_size=24)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    quote, around = draw(TEXT), draw(TEXT)
    context = draw(st.sampled_from(["", around, f"{around}{quote}{around}", f"{around} {quote}"]))
    return Statement(
        quote=quote,
        proposal=draw(TEXT),
        actor=draw(TEXT),
        actor_mention=draw(st.just("") | TEXT),
        cue=draw(TEXT),
        context=context,
    )


TABLE = WordTable()  # one for all examples, as in use: words are known from earlier batches


@settings(deadline=None, max_examples=300)
@given(st.lists(statements(), min_size=1, max_size=5), st.booleans())
@example([Statement("", "")], False)
@example([Statement("x", ""), Statement("", "ban it", cue="said")], False)
def test_codes_are_those_of_the_names(rows: list[Statement], masked: bool) -> None:
    reading = FeatureSettings(mask_actors=masked)
    batch = Batch.of(rows, reading, TABLE)
    slow = [extract(row, reading) for row in rows]
    for stream in STREAMS:
        found = find_codes(batch, [stream])
        for number, names in enumerate(slow):
            wanted = codes_of(stream, [item.name for item in names[stream]])
            here = found.code[found.of == number]
            assert Counter(here.tolist()) == Counter(wanted.tolist()), (stream, rows[number])


def slow_logits(model: StanceModel, rows: list[Statement]) -> list[list[float]]:
    found = []
    for row in rows:
        parts = model.rows(extract(row, model.settings))
        columns = np.concatenate([part.columns for part in parts])
        values = np.concatenate([part.values for part in parts])
        found.append((values @ model.coefficients[columns] + model.intercept).tolist())
    return found


@settings(deadline=None)
@given(rows=st.lists(statements(), min_size=1, max_size=5))
def test_logits_are_those_of_the_slow_way(trained: Trained, rows: list[Statement]) -> None:
    fast = trained.model.logits(rows)
    np.testing.assert_allclose(fast, slow_logits(trained.model, rows), atol=1e-12)


def test_logits_of_real_statements(trained: Trained) -> None:
    rows = list(trained.labelled.statements)
    fast = trained.model.logits(rows)
    np.testing.assert_allclose(fast, slow_logits(trained.model, rows), atol=1e-12)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_batches_change_nothing(
    trained: Trained, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(trained.labelled.statements[:150])
    whole = trained.model.logits(rows)
    monkeypatch.setattr(scorer, "BATCH", size)
    np.testing.assert_array_equal(trained.model.logits(rows), whole)


def test_a_full_table_begins_anew(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(trained.labelled.statements[:60])
    whole = trained.model.logits(rows)
    monkeypatch.setattr(word_table, "MOST_FORMS", 40)
    monkeypatch.setattr(scorer, "BATCH", 5)
    np.testing.assert_array_equal(trained.model.logits(rows), whole)


def test_threads_share_a_model(trained: Trained) -> None:
    rows = list(trained.labelled.statements)
    whole = trained.model.logits(rows)
    fresh = replace(trained.model, _words=WordTable())
    parts = [rows[at : at + 9] for at in range(0, len(rows), 9)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fresh.logits, parts))
    np.testing.assert_array_equal(np.concatenate(found), whole)


@given(statements())
def test_what_is_around_the_quote(statement: Statement) -> None:
    context = statement.context
    at = context.find(statement.quote)
    inside = range(at, at + len(statement.quote)) if at >= 0 else range(0)
    wanted = [word.text for word in words(context) if word.start not in inside]
    assert [word.text for word in words(surroundings(statement))] == wanted


def test_nothing_known_gives_the_intercept(trained: Trained) -> None:
    model = replace(trained.model, blocks=trained.model.blocks[:1])
    cut = model.coefficients[: len(model.blocks[0].idf)]
    model = replace(model, coefficients=cut)
    (logits,) = model.logits([Statement("x", "y", cue="qqqq")])
    assert logits.tolist() == model.intercept.tolist()
    assert len(logits) == len(LABELS)


def test_the_kinds_are_those_of_the_list() -> None:
    assert set(KINDS) == {kind for kinds in _kinds().values() for kind in kinds}
