"""Fit the tagger that finds the clause a conditional stance hangs on, and write its folder.

    python -m training.build_conditions --statements data/statements.jsonl \\
        --polnear ../shared/corpus/polnear --layer data/polnear_stance.jsonl \\
        --out models/conditions

Without PolNeAR's folder it is fitted on our own statements alone. How good it is on documents
it has not seen: `python -m training.benchmarks.conditions`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stance import artifact
from stance.reading.conditions import ConditionFinder, Passage, features_of, labels_of
from stance.reading.tagger import Tagger
from stance.schema import Attribution, Spans, parse_spans
from training.crf import Fitting, fit_tagger

FITTING: Final = Fitting(l1=0.3, l2=0.3, iterations=80, fewest=1)
"""Chosen on documents C-N; few labels, so rare features are kept and weights kept small."""

TOP: Final = 40  # features a label in the readable list


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled condition in its article."""

    document: str
    text: str
    attribution: Attribution
    condition: Spans


def ours(path: Path) -> list[Labelled]:
    """The labelled conditions of our own corpus."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        found += _labelled(item["document"], item["text"], item["statements"])
    return found


def polnear(layer: Path, folder: Path) -> list[Labelled]:
    """The labelled conditions over PolNeAR's articles; those without their text are left out."""
    texts = {path.stem: path for path in folder.glob("data/*/text/*.txt")}
    found = []
    for line in layer.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["condition"] and row["document"] in texts:
            # No translation of line ends: offsets count every code point of the file.
            with texts[row["document"]].open(encoding="utf-8", newline="") as stream:
                found += _labelled(row["document"], stream.read(), [row])
    return found


def _labelled(document: str, text: str, rows: Iterable[dict[str, Any]]) -> list[Labelled]:
    found = []
    for row in rows:
        if row["condition"]:
            roles = (parse_spans(row[key], key, text) for key in ("source", "cue", "content"))
            source, cue, content = roles
            condition = parse_spans(row["condition"], "condition", text)
            found.append(Labelled(document, text, Attribution(source, cue, content), condition))
    return found


def fit(rows: Sequence[Labelled], fitting: Fitting = FITTING) -> ConditionFinder:
    """A finder fitted on labelled conditions."""
    examples = []
    for row in rows:
        passage = Passage.of(row.text, row.attribution)
        examples.append((features_of(passage), labels_of(passage, row.condition)))
    return ConditionFinder(fit_tagger(examples, fitting))


def top_features(tagger: Tagger) -> str:
    """The heaviest features of each label, one a line: the readable twin of the weights."""
    lines = []
    for column, label in enumerate(tagger.labels):
        order = sorted(range(len(tagger.features)), key=lambda row: -tagger.state[row, column])
        lines += [
            f"{label}\t{tagger.state[row, column]:.3f}\t{tagger.features[row]}"
            for row in order[:TOP]
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--statements", type=Path, default=Path("data/statements.jsonl"))
    parser.add_argument("--polnear", type=Path, default=Path("../shared/corpus/polnear"))
    parser.add_argument("--layer", type=Path, default=Path("data/polnear_stance.jsonl"))
    parser.add_argument("--out", type=Path, default=Path("models/conditions"))
    asked = parser.parse_args()
    own = ours(asked.statements)
    news = polnear(asked.layer, asked.polnear) if asked.layer.is_file() else []
    finder = fit([*own, *news])
    assert finder.tagger is not None
    parts = finder.to_parts()
    fingerprint = hashlib.sha256(asked.statements.read_bytes()).hexdigest()
    manifest = {
        "labels": list(finder.tagger.labels),
        "features": len(finder.tagger.features),
        "rows": {"statements": len(own), "polnear": len(news)},
        "statements_sha256": fingerprint,
        "fitting": {"l1": FITTING.l1, "l2": FITTING.l2, "iterations": FITTING.iterations},
    }
    card = (
        "# Conditions\n\nA linear-chain tagger that finds the clause on which a conditional stance"
        f" hangs, fitted on {len(own)} labelled conditions of our own news and {len(news)} of"
        " PolNeAR by `python -m training.build_conditions`. Figures on unseen documents:"
        " `training/results/conditions.md`. `top_features.txt` lists its heaviest weights.\n"
    )
    texts = {**parts.texts, "top_features.txt": top_features(finder.tagger), "README.md": card}
    artifact.write(
        asked.out, kind="conditions", manifest=manifest, arrays=parts.arrays, texts=texts
    )
    print(f"{asked.out}: {len(own) + len(news)} conditions, {manifest['features']} features")


if __name__ == "__main__":
    main()
