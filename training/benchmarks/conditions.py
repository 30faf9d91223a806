"""How well the clause of a condition is found: markers against the fitted tagger.

    python -m training.benchmarks.conditions

Fitted on documents C-N of our corpus and the even half of PolNeAR's documents, measured on
O-R and the odd half, so that no document is on both sides. Prints a table and writes
`training/results/conditions.json` and `.md`.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from stance.reading.conditions import ConditionFinder, Passage, labels_of
from training.build_conditions import Labelled, fit, ours, polnear

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared" / "corpus"
RESULTS: Final = ROOT / "training" / "results"
FIRST_HELD_BACK: Final = "O"


@dataclass(frozen=True, slots=True)
class Figures:
    """Token overlap: `f1` pooled over all tokens, `row_f1` the mean over statements."""

    finder: str
    part: str
    rows: int
    f1: float
    row_f1: float
    exact: float
    unanswered: int


def figures(name: str, part: str, finder: ConditionFinder, rows: Sequence[Labelled]) -> Figures:
    """Compare what a finder answers with the labels."""
    both = found = labelled = unanswered = exact = 0
    scores = []
    for row in rows:
        passage = Passage.of(row.text, row.attribution)
        answer = finder.find(row.text, row.attribution)
        guess = [label != "O" for label in labels_of(passage, answer)]
        gold = [label != "O" for label in labels_of(passage, row.condition)]
        hits = sum(a and b for a, b in zip(guess, gold, strict=True))
        both, found, labelled = both + hits, found + sum(guess), labelled + sum(gold)
        scores.append(2 * hits / (sum(guess) + sum(gold)) if hits else 0.0)
        exact += guess == gold
        unanswered += not answer
    count = len(rows)
    pooled = 2 * both / (found + labelled)
    return Figures(
        name,
        part,
        count,
        round(pooled, 3),
        round(sum(scores) / count, 3),
        round(exact / count, 3),
        unanswered,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--statements", type=Path, default=ROOT / "data" / "statements.jsonl")
    parser.add_argument("--layer", type=Path, default=SHARED / "polnear_stance.jsonl")
    parser.add_argument("--polnear", type=Path, default=SHARED / "polnear")
    asked = parser.parse_args()
    own = ours(asked.statements)
    news = polnear(asked.layer, asked.polnear)
    held = {
        "own news, O-R": [row for row in own if row.document >= FIRST_HELD_BACK],
        "PolNeAR, odd half": [row for row in news if zlib.crc32(row.document.encode()) % 2],
    }
    unseen = {row.document for rows in held.values() for row in rows}
    tagger = fit([row for row in (*own, *news) if row.document not in unseen])
    finders = {"markers": ConditionFinder(), "tagger": tagger}
    table = [
        figures(name, part, finder, rows)
        for part, rows in held.items()
        for name, finder in finders.items()
    ]
    lines = ["| finder | part | rows | F1 | mean F1 | exact | unanswered |", "|" + "---|" * 7]
    lines += ["| " + " | ".join(str(v) for v in asdict(row).values()) + " |" for row in table]
    RESULTS.mkdir(parents=True, exist_ok=True)
    note = "Token overlap of found and labelled conditions, documents not seen in fitting.\n\n"
    (RESULTS / "conditions.md").write_text(
        f"# Conditions\n\n{note}" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    (RESULTS / "conditions.json").write_text(
        json.dumps([asdict(row) for row in table], indent=1) + "\n", encoding="utf-8"
    )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
