"""Counting by codes against the one feature function, and the names that follow."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ModelError
from stance.model import counting
from stance.model.counting import Names, count_features
from stance.model.features import STREAMS, FeatureSettings, extract
from stance.model.streams import codes_of
from stance.model.tfidf import Terms
from stance.reading.codes import Codes64
from stance.schema import Statement

PHRASE = st.text(alphabet=st.sampled_from("abcdefgh 'not.,?“”ünowif"), max_size=40)
STATEMENTS = st.lists(
    st.builds(Statement, quote=PHRASE, proposal=PHRASE, actor=PHRASE, cue=PHRASE, context=PHRASE),
    max_size=7,
)
EVERY = FeatureSettings(STREAMS)


@settings(deadline=None)
@given(STATEMENTS, st.booleans())
def test_counts_are_those_of_the_names(statements: list[Statement], masked: bool) -> None:
    wanted = FeatureSettings(STREAMS, masked)
    found = count_features(statements, wanted)
    assert list(found) == list(STREAMS)
    names = Names(statements, wanted, {name: item.codes for name, item in found.items()})
    for stream, item in found.items():
        terms = Terms(names, stream)
        assert item.counts.shape == (len(statements), len(terms))
        for row, statement in zip(item.counts.toarray(), statements, strict=True):
            counted = Counter(each.name for each in extract(statement, wanted)[stream])
            assert {terms[int(at)]: row[at] for at in np.flatnonzero(row)} == counted


SOME = [Statement(f"we reject plan {n % 3}", "build it", cue="said") for n in range(9)]


def test_only_the_wanted_are_named_in_the_order_of_their_codes() -> None:
    codes = np.sort(codes_of("cue", ["said"]))
    few = np.sort(codes_of("quote", ["we", "reject plan", "plan 2"]))
    names = Names(SOME, EVERY, {"cue": codes, "quote": few})
    assert tuple(Terms(names, "cue")) == ("said",)
    found = Terms(names, "quote")
    assert sorted(found) == ["plan 2", "reject plan", "we"]
    assert codes_of("quote", found).tolist() == few.tolist()
    assert found[1:] == tuple(found)[1:]
    assert len(found) == 3


def test_a_copy_for_elsewhere_has_the_names_and_no_statement() -> None:
    names = Names(SOME, EVERY, {"cue": np.sort(codes_of("cue", ["said"]))})
    data = pickle.dumps(Terms(names, "cue"))
    assert pickle.loads(data) == ("said",)
    assert b"reject" not in data


def test_how_many_statements_are_looked_at_together_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = count_features(SOME, EVERY)
    wanted = {name: item.codes for name, item in whole.items()}
    names = Names(SOME, EVERY, wanted).terms
    monkeypatch.setattr(counting, "CHUNK", 2)
    parts = count_features(SOME, EVERY)
    for stream in STREAMS:
        assert parts[stream].codes.tolist() == whole[stream].codes.tolist()
        assert parts[stream].counts.toarray().tolist() == whole[stream].counts.toarray().tolist()
    assert Names(SOME, EVERY, wanted, jobs=2).terms == names


def test_two_names_with_one_code_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def clashing(stream: str, names: Sequence[str]) -> Codes64:
        return codes_of(stream, ["reject" if name == "plan" else name for name in names])

    codes = np.sort(codes_of("quote", ["reject", "we"]))
    monkeypatch.setattr(counting, "codes_of", clashing)
    with pytest.raises(ModelError, match=r"quote: two features .* one 64-bit code: 'plan' and "):
        _ = Names(SOME, EVERY, {"quote": codes}).terms
