"""How well the attribution reader reads: PolNeAR's development part and our held-out tenth.

Run from the repository: ``python -m training.benchmarks.reading``. Prints the table and writes
`training/results/reading.json` and `reading.md`.

Tokens: F1 over the words that carry a role anywhere in an article. Exact: F1 over unbroken
pieces of a role, counted right where both ends fall on the same words. Attributions: a found
one is right where its content shares at least 0.3 (0.8) of the words of both contents
together with a marked one's and the sources overlap (or both are empty); each marked one is
matched once. Statements inside statements (depth 1 and more), which PolNeAR does not
annotate, are left out, but for the last line.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stance import artifact
from stance.reading.attributions import read_attributions
from stance.reading.reader import Reader
from stance.reading.tokens import Token, tokenise
from stance.schema import Attribution, Spans
from training.reader_corpus import HELD_OUT, Document, bucket, read_polnear, read_statements

ROLES: Final = ("source", "cue", "content")
OVERLAPS: Final = (0.3, 0.8)
"""Shares of content from which an attribution counts as found: the gist, and nearly exact."""


@dataclass(slots=True)
class Count:
    """True positives, found, and marked."""

    right: int = 0
    found: int = 0
    marked: int = 0

    def add(self, right: int, found: int, marked: int) -> None:
        self.right += right
        self.found += found
        self.marked += marked

    def figures(self) -> dict[str, float]:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.marked if self.marked else 0.0
        together = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / together if together else 0.0, 4),
        }


@dataclass(frozen=True, slots=True)
class Words:
    """Word numbers of the roles of one attribution, and the ends of their pieces."""

    sets: Mapping[str, frozenset[int]]
    pieces: Mapping[str, frozenset[tuple[int, int]]]


def words_under(tokens: Sequence[Token], attribution: Attribution) -> Words:
    sets: dict[str, frozenset[int]] = {}
    pieces: dict[str, frozenset[tuple[int, int]]] = {}
    for role in ROLES:
        spans: Spans = getattr(attribution, role)
        under = [
            [
                number
                for number, token in enumerate(tokens)
                if token.start < span.end and span.start < token.end
            ]
            for span in spans
        ]
        sets[role] = frozenset(number for piece in under for number in piece)
        pieces[role] = frozenset((piece[0], piece[-1]) for piece in under if piece)
    return Words(sets, pieces)


def measure(reader: Reader, documents: Sequence[Document]) -> dict[str, dict[str, float]]:
    """All figures over the documents."""
    counts: dict[str, Count] = {f"{role} tokens": Count() for role in ROLES}
    counts |= {f"{role} exact": Count() for role in ROLES}
    counts |= {f"attributions {overlap}": Count() for overlap in OVERLAPS}
    counts |= {f"attributions {OVERLAPS[0]}, any depth": Count()}
    for document in documents:
        tokens = tokenise(document.text)
        found = read_attributions(document.text, reader)
        every = [words_under(tokens, item) for item in found]
        read = [words for words, item in zip(every, found, strict=True) if item.depth == 0]
        gold = [words_under(tokens, item) for item in document.attributions]
        for role in ROLES:
            _count_role(counts, role, read, gold)
        for overlap in OVERLAPS:
            right = _matches(read, gold, overlap)
            counts[f"attributions {overlap}"].add(right, len(read), len(gold))
        right = _matches(every, gold, OVERLAPS[0])
        counts[f"attributions {OVERLAPS[0]}, any depth"].add(right, len(every), len(gold))
    return {name: count.figures() for name, count in counts.items()}


def _count_role(
    counts: Mapping[str, Count], role: str, read: Sequence[Words], gold: Sequence[Words]
) -> None:
    found = frozenset[int]().union(*(item.sets[role] for item in read))
    marked = frozenset[int]().union(*(item.sets[role] for item in gold))
    counts[f"{role} tokens"].add(len(found & marked), len(found), len(marked))
    ends = frozenset[tuple[int, int]]().union(*(item.pieces[role] for item in read))
    wanted = frozenset[tuple[int, int]]().union(*(item.pieces[role] for item in gold))
    counts[f"{role} exact"].add(len(ends & wanted), len(ends), len(wanted))


def _matches(read: Sequence[Words], gold: Sequence[Words], least: float) -> int:
    """Number of pairs, the best overlaps first, each attribution used once."""
    pairs: list[tuple[float, int, int]] = []
    for number, item in enumerate(read):
        for other, marked in enumerate(gold):
            together = item.sets["content"] | marked.sets["content"]
            shared = item.sets["content"] & marked.sets["content"]
            sources = item.sets["source"], marked.sets["source"]
            same = bool(sources[0] & sources[1]) or not (sources[0] or sources[1])
            if same and shared and len(shared) / len(together) >= least:
                pairs.append((len(shared) / len(together), number, other))
    used_read: set[int] = set()
    used_gold: set[int] = set()
    for _, number, other in sorted(pairs, reverse=True):
        if number not in used_read and other not in used_gold:
            used_read.add(number)
            used_gold.add(other)
    return len(used_read)


def speed(reader: Reader, documents: Sequence[Document]) -> float:
    """Words read a second, on one core."""
    words = sum(len(document.text.split()) for document in documents)
    began = time.perf_counter()
    for document in documents:
        read_attributions(document.text, reader)
    return words / (time.perf_counter() - began)


def table(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The figures as a Markdown table."""
    names = list(results)
    rows = ["| | " + " | ".join(f"{name}: P / R / F1" for name in names) + " |"]
    rows.append("|---" * (len(names) + 1) + "|")
    for line in next(iter(results.values())):
        cells = [
            " / ".join(f"{results[name][line][key]:.3f}" for key in ("precision", "recall", "f1"))
            for name in names
        ]
        rows.append(f"| {line} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def evaluate(reader: Reader, polnear: Path, statements: Path) -> dict[str, Any]:
    """Both corpora's figures, with the numbers of articles and the speed."""
    news = read_polnear(polnear / "data" / "dev")
    ours = [item for item in read_statements(statements) if bucket(item.id, HELD_OUT) == 0]
    return {
        "articles": {"PolNeAR dev": len(news), "our held-out tenth": len(ours)},
        "figures": {
            "PolNeAR dev": measure(reader, news),
            "our held-out tenth": measure(reader, ours),
        },
        "words_per_second": round(speed(reader, news)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, default=Path("../shared/corpus/polnear"))
    parser.add_argument("--statements", type=Path, default=Path("data/statements.jsonl"))
    parser.add_argument("--model", type=Path, default=Path("models/reader"))
    parser.add_argument("--out", type=Path, default=Path("training/results"))
    chosen = parser.parse_args(arguments)
    folder = artifact.read(chosen.model, "reader")
    reader = Reader.from_parts(folder.manifest, folder.arrays, folder.texts)
    results = evaluate(reader, chosen.polnear, chosen.statements)
    shown = table(results["figures"])
    articles = ", ".join(f"{name} {count}" for name, count in results["articles"].items())
    note = f"Articles: {articles}. {results['words_per_second']} words a second on one core."
    print(f"{shown}\n\n{note}")
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "reading.json").write_text(json.dumps(results, indent=1) + "\n")
    (chosen.out / "reading.md").write_text(f"# Reading attributions\n\n{shown}\n\n{note}\n")


if __name__ == "__main__":
    main()
