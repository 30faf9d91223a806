"""Minimal pairs by phenomenon: ``python -m training.benchmarks.challenge [--known]``.

`tests/cases/challenge.json` holds pairs of statements that differ in one small thing and mostly in
their label. A pair counts where both are read right; *single* counts statements. With `--known`
the pairs that fail are written to `tests/cases/challenge_failures.json`, which the tests hold
strictly: a pair that passes must leave the list. Writes training/results/challenge.json and .md.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import stance
from stance.pipeline.scorer import Scorer

ROOT: Final = Path(__file__).parents[2]
CASES: Final = ROOT / "tests/cases/challenge.json"
FAILURES: Final = ROOT / "tests/cases/challenge_failures.json"
FIELDS: Final = ("quote", "cue", "actor", "proposal")


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair's answers: which of its two statements were read right."""

    id: str
    phenomenon: str
    right: tuple[bool, bool]


def read_pairs(scorer: Scorer) -> list[Pair]:
    """Every pair, scored by the model."""
    pairs = json.loads(CASES.read_text("utf-8"))["pairs"]
    sides = [pair[side] for pair in pairs for side in ("a", "b")]
    scores = scorer.score_many({name: side[name] for name in FIELDS} for side in sides)
    right = [str(score.stance) == side["stance"] for score, side in zip(scores, sides, strict=True)]
    return [
        Pair(pair["id"], pair["phenomenon"], (right[2 * number], right[2 * number + 1]))
        for number, pair in enumerate(pairs)
    ]


def table(pairs: list[Pair]) -> dict[str, dict[str, float]]:
    """Rates by phenomenon, and over all."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for name in (pair.phenomenon, "all"):
            groups[name].append(pair)
    return {
        name: {
            "pairs": len(group),
            "both right": round(sum(all(pair.right) for pair in group) / len(group), 3),
            "single": round(sum(sum(pair.right) for pair in group) / (2 * len(group)), 3),
        }
        for name, group in sorted(groups.items())
    }


def main() -> None:
    """Measures, prints and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", action="store_true", help="write the list of failing pairs")
    chosen = parser.parse_args()
    pairs = read_pairs(stance.load())
    found = table(pairs)
    columns = list(found["all"])
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [
        f"| {name} | {' | '.join(f'{value:g}' for value in row.values())} |"
        for name, row in found.items()
    ]
    print("\n".join(lines))
    folder = ROOT / "training/results"
    (folder / "challenge.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    (folder / "challenge.md").write_text("# Minimal pairs\n\n" + "\n".join(lines) + "\n", "utf-8")
    if chosen.known:
        failing = [pair.id for pair in pairs if not all(pair.right)]
        FAILURES.write_text(json.dumps(failing, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
