"""Minimal pairs (`tests/cases/challenge.json`): failing ones stand in a strict list."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import stance
from stance.schema import LABELS
from training.benchmarks.challenge import read_pairs

CASES = Path(__file__).parent / "cases"


def test_pairs_that_fail_are_the_known_ones() -> None:
    known = json.loads((CASES / "challenge_failures.json").read_text("utf-8"))
    failing = [pair.id for pair in read_pairs(stance.load()) if not all(pair.right)]
    assert failing == known


def test_pairs_differ_in_one_thing() -> None:
    pairs = json.loads((CASES / "challenge.json").read_text("utf-8"))["pairs"]
    assert len({pair["id"] for pair in pairs}) == len(pairs) >= 200
    assert min(Counter(pair["phenomenon"] for pair in pairs).values()) >= 10
    for pair in pairs:
        one, two = pair["a"], pair["b"]
        changed = [name for name in one if one[name] != two[name] and name != "stance"]
        assert len(changed) == 1, pair["id"]
        assert (one["stance"] == two["stance"]) == pair.get("same", False)
        assert {one["stance"], two["stance"]} <= set(LABELS)
