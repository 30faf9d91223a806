"""Renews the counts in `data/README.md`: ``python -m training.data_card``."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from stance.report.card import table
from stance.schema import LABELS

DATA: Final = Path(__file__).resolve().parents[1] / "data"
CARD: Final = DATA / "README.md"
LAYERS: Final = {
    "polnear_stance.jsonl": "articles",
    "polnear_open.jsonl": "articles",
    "contrasts.jsonl": "sets",
    "reversed.jsonl": "items",
    "asked.jsonl": "items",
    "polnear_asked.jsonl": "articles",
}
"""Files of one statement a row, and what their `document` is."""
BLOCK: Final = re.compile(r"(<!-- counts -->\n).*?(<!-- end of counts -->)", re.S)


def rows(name: str) -> list[dict[str, Any]]:
    """The JSON Lines of a data file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def counts() -> str:
    """Statements, items and labels of every file, as Markdown."""
    items = rows("statements.jsonl")
    own = [statement for item in items for statement in item["statements"]]
    proposals = {(item["document"], phrase) for item in items for phrase in item["proposals"]}
    asked = {
        (item["document"], statement["proposal"])
        for item in items
        for statement in item["statements"]
        if statement["proposal"]
    }
    layers = {name: rows(name) for name in LAYERS}
    lines = [
        f"`statements.jsonl`: {len(items):,} items, {len(own):,} statements toward"
        f" {len(asked):,} proposals ({len(proposals):,} listed).",
        *(
            f"`{name}`: {len(found):,} statements over"
            f" {len({row['document'] for row in found}):,} {LAYERS[name]} toward"
            f" {len({row['proposal'] for row in found if row['proposal']}):,} proposals."
            for name, found in layers.items()
        ),
        "",
        *table(("label", "our own news"), _by_label(own)),
        "",
        *(line for name, found in layers.items() for line in [
            *table(("label", f"`{name}`"), _by_label(found)), ""]),
    ]  # fmt: skip
    return "\n".join(lines)


def _by_label(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    number = Counter(statement["stance"] for statement in found)
    return [(str(label), number[label]) for label in LABELS]


def with_counts(text: str) -> str:
    """A card with its counts renewed."""
    return BLOCK.sub(lambda found: found.group(1) + counts() + found.group(2), text)


if __name__ == "__main__":
    CARD.write_text(with_counts(CARD.read_text(encoding="utf-8")), encoding="utf-8")
