"""The quality gate can fail, and its floors are those of the data that is here."""

from __future__ import annotations

import json

from stance.corpus import Labelled
from training import gate

PINNED = {"fingerprints": {"own": "abc"}, "floors": {"kappa": 0.5}}


def test_what_holds_passes() -> None:
    found = {"fingerprints": {"own": "abc"}, "kappa": 0.5}
    assert list(gate.failures(found, PINNED)) == []


def test_a_worse_figure_other_data_or_a_lost_figure_fails() -> None:
    below = {"fingerprints": {"own": "abc"}, "kappa": 0.499}
    other = {"fingerprints": {"own": "abd"}, "kappa": 0.6}
    lost = {"fingerprints": {"own": "abc"}}
    for found, reason in ((below, "below its floor"), (other, "not that of"), (lost, "measured")):
        (problem,) = gate.failures(found, PINNED)
        assert reason in problem


def test_the_floors_are_pinned_to_this_data(own: Labelled) -> None:
    pinned = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    assert pinned["fingerprints"]["own"] == own.fingerprint
    assert len(pinned["floors"]) >= 5
