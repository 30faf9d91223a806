"""How well the attribution reader reads: PolNeAR's development part and our held-out tenth.

Run from the repository: ``python -m training.benchmarks.reading``. Prints the table and writes
`training/results/reading.json` and `reading.md`.

Tokens: F1 over the words that carry a role anywhere in an article. Exact: F1 over unbroken
pieces of a role, counted right where both ends fall on the same words. Attributions: a found
one is right where its content shares at least 0.3 (0.8) of the words of both contents
together with a marked one's and the sources overlap (or both are empty); each marked one is
matched once. Statements inside statements (depth 1 and more), which PolNeAR does not
annotate, are left out, but for the line that says so. The last lines tell attributions apart by
how they quote (all, some or none of the content within quotation marks) and by what form the
source has; a found one counts under its own type, a marked one under its own.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from stance import artifact
from stance.pipeline.article import Stations
from stance.pipeline.scorer import attributions, shipped_stations
from stance.pipeline.shipped import read_toml, shipped
from stance.reading.actor_list import ActorList
from stance.reading.attributions import read_attributions
from stance.reading.mentions import read_mention
from stance.reading.reader import Reader
from stance.reading.tokens import Token, quotations, tokenise
from stance.schema import Attribution, Spans, cut
from training.reader_corpus import HELD_OUT, Document, bucket, read_polnear, read_statements

ROLES: Final = ("source", "cue", "content")
KINDS: Final = (
    *("quotation: direct", "quotation: mixed", "quotation: indirect"),
    *("source: name", "source: description", "source: pronoun", "source: no source"),
)
ARTICLE: Final = 900  # words of the article whose speed is told
ROUNDS: Final = 3
KNOWN: Final = ActorList.from_toml(read_toml(shipped("actors.toml")))
OVERLAPS: Final = (0.3, 0.8)
"""Shares of content from which an attribution counts as found: the gist, and nearly exact."""


@dataclass(slots=True)
class Count:
    """True positives, found, and marked."""

    right: int = 0
    found: int = 0
    marked: int = 0
    recalled: int = 0
    """Marked ones that were found; as many as `right`, but for kinds, which may differ."""

    def add(self, right: int, found: int, marked: int) -> None:
        self.right += right
        self.recalled += right
        self.found += found
        self.marked += marked

    def add_by_kind(
        self,
        kind: str,
        pairs: Sequence[tuple[int, int]],
        read: Sequence[frozenset[str]],
        gold: Sequence[frozenset[str]],
    ) -> None:
        """Attributions of one kind: a pair is right for precision where the found one is of it,
        and for recall where the marked one is."""
        self.found += sum(kind in each for each in read)
        self.marked += sum(kind in each for each in gold)
        self.right += sum(kind in read[one] for one, _ in pairs)
        self.recalled += sum(kind in gold[other] for _, other in pairs)

    def figures(self) -> dict[str, float]:
        precision = self.right / self.found if self.found else 0.0
        recall = self.recalled / self.marked if self.marked else 0.0
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
    counts |= {f"{kind} {overlap}": Count() for kind in KINDS for overlap in OVERLAPS}
    for document in documents:
        tokens = tokenise(document.text)
        found = read_attributions(document.text, reader)
        every = [words_under(tokens, item) for item in found]
        read = [words for words, item in zip(every, found, strict=True) if item.depth == 0]
        gold = [words_under(tokens, item) for item in document.attributions]
        for role in ROLES:
            _count_role(counts, role, read, gold)
        kinds = (
            [kinds_of(document.text, tokens, item) for item in found if item.depth == 0],
            [kinds_of(document.text, tokens, item) for item in document.attributions],
        )
        for overlap in OVERLAPS:
            pairs = _matches(read, gold, overlap)
            counts[f"attributions {overlap}"].add(len(pairs), len(read), len(gold))
            for kind in KINDS:
                counts[f"{kind} {overlap}"].add_by_kind(kind, pairs, *kinds)
        right = len(_matches(every, gold, OVERLAPS[0]))
        counts[f"attributions {OVERLAPS[0]}, any depth"].add(right, len(every), len(gold))
    return {name: count.figures() for name, count in counts.items()}


def kinds_of(text: str, tokens: Sequence[Token], item: Attribution) -> frozenset[str]:
    """How an attribution quotes, and what form its source has."""
    content = [
        token.start
        for token in tokens
        if token.text[0].isalnum() and any(s.start <= token.start < s.end for s in item.content)
    ]
    marks = [mark.span for mark in quotations(text) if mark.depth == 0]
    inside = sum(any(span.start < at < span.end for span in marks) for at in content)
    quotation = "direct" if inside == len(content) else "mixed" if inside else "indirect"
    form = read_mention(cut(text, item.source), KNOWN).form if item.source else "no source"
    return frozenset({f"quotation: {quotation}", f"source: {form}"})


def _count_role(
    counts: Mapping[str, Count], role: str, read: Sequence[Words], gold: Sequence[Words]
) -> None:
    found = frozenset[int]().union(*(item.sets[role] for item in read))
    marked = frozenset[int]().union(*(item.sets[role] for item in gold))
    counts[f"{role} tokens"].add(len(found & marked), len(found), len(marked))
    ends = frozenset[tuple[int, int]]().union(*(item.pieces[role] for item in read))
    wanted = frozenset[tuple[int, int]]().union(*(item.pieces[role] for item in gold))
    counts[f"{role} exact"].add(len(ends & wanted), len(ends), len(wanted))


def _matches(read: Sequence[Words], gold: Sequence[Words], least: float) -> list[tuple[int, int]]:
    """Pairs of found and marked, the best overlaps first, each attribution used once."""
    pairs: list[tuple[float, int, int]] = []
    for number, item in enumerate(read):
        for other, marked in enumerate(gold):
            together = item.sets["content"] | marked.sets["content"]
            shared = item.sets["content"] & marked.sets["content"]
            sources = item.sets["source"], marked.sets["source"]
            same = bool(sources[0] & sources[1]) or not (sources[0] or sources[1])
            if same and shared and len(shared) / len(together) >= least:
                pairs.append((len(shared) / len(together), number, other))
    used: dict[int, int] = {}
    for _, number, other in sorted(pairs, reverse=True):
        if number not in used and other not in used.values():
            used[number] = other
    return list(used.items())


def speed(stations: Stations, documents: Sequence[Document]) -> float:
    """Words of articles read a second on one core, the best of three: furniture, attributions and
    actors."""
    words = sum(len(document.text.split()) for document in documents)
    best = math.inf
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for document in documents:
            attributions(document.text, stations)
        best = min(best, time.perf_counter() - began)
    return words / best


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


def evaluate(stations: Stations, polnear: Path, statements: Path) -> dict[str, Any]:
    """Both corpora's figures, with the numbers of articles and the speed."""
    reader = stations.reader
    news = read_polnear(polnear / "data" / "dev")
    ours = [item for item in read_statements(statements) if bucket(item.id, HELD_OUT) == 0]
    return {
        "articles": {"PolNeAR dev": len(news), "our held-out tenth": len(ours)},
        "figures": {
            "PolNeAR dev": measure(reader, news),
            "our held-out tenth": measure(reader, ours),
        },
        "words_per_second": round(speed(stations, news)),
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
    stations = replace(shipped_stations(), reader=reader)
    results = evaluate(stations, chosen.polnear, chosen.statements)
    shown = table(results["figures"])
    articles = ", ".join(f"{name} {count}" for name, count in results["articles"].items())
    a_second = results["words_per_second"] / ARTICLE
    note = (
        f"Articles: {articles}. Furniture, attributions and actors of {a_second:.0f} articles of"
        f" {ARTICLE} words a second on one core, once loaded."
    )
    print(f"{shown}\n\n{note}")
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "reading.json").write_text(json.dumps(results, indent=1) + "\n")
    (chosen.out / "reading.md").write_text(f"# Reading attributions\n\n{shown}\n\n{note}\n")


if __name__ == "__main__":
    main()
