"""Which station loses what: ``python -m training.benchmarks.end_to_end``.

Every labelled statement with a proposal in PolNeAR's development articles is looked for in what
the whole pipeline makes of its article, given its proposal alone, and given all the labelled
proposals of the article together, which compete for its passages: *found*, an attribution shares
at least 0.3 of the content (characters of both); *matched*, one of these is put to the proposal;
*related*, and not called unrelated; *actor*, its actor is the right one (where
`polnear_actors.jsonl` knows who is meant); *stance*, its stance is the labelled one. Each share
is of the statements that came through the step before. The stance model is fitted for this
without these articles; the reader never saw them. Precision: the share of the pipeline's
statements, over passages that are labelled, that are put to the labelled proposal, and with the
labelled stance.
Writes training/results/end_to_end.json and .md.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from stance.corpus import read_labelled
from stance.model.classifier import fit_model
from stance.pipeline.article import article_statements
from stance.pipeline.scorer import Scorer, load
from stance.schema import Article, ScoredStatement, Spans, Stance, Statement
from training.benchmarks.actors import content, plain
from training.build import POLNEAR
from training.shipped_data import read_shipped

ROOT: Final = Path(__file__).parents[2]
OVERLAP: Final = 0.3
STEPS: Final = ("labelled", "found", "matched", "related", "stance")


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled statement, and its actor's name where that is known."""

    statement: Statement
    actor: str


def overlap(one: Spans, two: Spans) -> float:
    """Shared characters by all characters of both."""
    first = {place for span in one for place in range(span.start, span.end)}
    second = {place for span in two for place in range(span.start, span.end)}
    return len(first & second) / len(first | second) if first or second else 0.0


def same_actor(gold: str, found: str) -> bool:
    """One name holds all words of the other."""
    one, two = content(gold), content(found)
    return plain(gold) == plain(found) or bool(one and two and (one <= two or two <= one))


def furthest(gold: Gold, read: Sequence[ScoredStatement], spans: Sequence[Spans]) -> Counter[str]:
    """The steps that a labelled statement comes through."""
    wanted = gold.statement
    steps = Counter(labelled=1)
    steps["found"] = any(overlap(wanted.content_spans, each) >= OVERLAP for each in spans)
    here = [
        item
        for item in read
        if item.statement.proposal == wanted.proposal
        and overlap(wanted.content_spans, item.statement.content_spans) >= OVERLAP
    ]
    steps["matched"] = bool(here)
    related = [item for item in here if item.score.stance is not Stance.UNRELATED]
    steps["related"] = bool(related)
    steps["stance"] = any(item.score.stance is wanted.stance for item in related)
    if gold.actor and related:
        steps["actors known"] = 1
        steps["actor"] = any(same_actor(gold.actor, item.statement.actor) for item in related)
    return steps


def scorer_without(documents: frozenset[str]) -> Scorer:
    """The shipped settings fitted to all data but some documents."""
    shipped = load()
    data = read_shipped(POLNEAR)
    rows = np.flatnonzero([item.document not in documents for item in data.statements])
    model = fit_model(data.features, rows, data.recipe.grid()[0], shipped.model.temperature)
    return Scorer(model, shipped.manifest)


def read_gold(folder: Path) -> dict[str, list[Gold]]:
    """Labelled statements with a proposal in the development articles, by article."""
    names: dict[tuple[str, str], str] = {}
    for line in (ROOT / "data/polnear_actors.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        names[row["document"], json.dumps(row["mention"])] = row["actor"] or ""
    found: dict[str, list[Gold]] = defaultdict(list)
    for item in read_labelled([ROOT / "data/polnear_stance.jsonl"], POLNEAR).statements:
        if item.proposal and (folder / f"{item.document}.txt").exists():
            mention = json.dumps([[span.start, span.end] for span in item.source_spans])
            found[item.document].append(Gold(item, names.get((item.document, mention), "")))
    return found


def measure() -> dict[str, dict[str, float]]:
    """Shares of each step, and the precision of what the pipeline says, by way of asking."""
    folder = POLNEAR / "data/dev/text"
    gold = read_gold(folder)
    scorer = scorer_without(frozenset(gold))
    totals: dict[str, Counter[str]] = {
        "one proposal at a time": Counter(),
        "all at once": Counter(),
    }
    for name, items in gold.items():
        article = Article(name, (folder / f"{name}.txt").read_bytes().decode())
        asked = [
            scorer.proposal(phrase) for phrase in sorted({i.statement.proposal for i in items})
        ]
        spans = [item.attribution.content for item in scorer.attributions(article)]
        ways = ([[each] for each in asked], [asked])
        for total, batches in zip(totals.values(), ways, strict=True):
            read: list[ScoredStatement] = []
            for batch in batches:
                candidates = article_statements(article, batch, scorer.stations)
                read += scorer.score_statements(candidates, article.text)
            for item in items:
                if item.statement.stance is not Stance.UNRELATED:
                    total.update(furthest(item, read, spans))
            total.update(_said(items, read))
    return {name: _shares(total) for name, total in totals.items()}


def _shares(total: Counter[str]) -> dict[str, float]:
    steps = {
        f"{after} of {before}": round(total[after] / total[before], 3)
        for before, after in pairwise(STEPS)
    }
    return {
        "labelled": total["labelled"],
        **steps,
        "actor of actors known": round(total["actor"] / total["actors known"], 3),
        "actors known": total["actors known"],
        "recall, all steps but the actor": round(total["stance"] / total["labelled"], 3),
        "said over labelled passages": total["said"],
        "precision of the proposal": round(total["right proposal"] / total["said"], 3),
        "precision of the stance": round(total["right stance"] / total["said"], 3),
    }


def _said(items: Sequence[Gold], read: Sequence[ScoredStatement]) -> Counter[str]:
    """What the pipeline says over labelled passages, and how much of it is labelled so."""
    counts: Counter[str] = Counter()
    for found in read:
        if found.score.stance is Stance.UNRELATED:
            continue
        here = [
            item.statement
            for item in items
            if overlap(item.statement.content_spans, found.statement.content_spans) >= OVERLAP
        ]
        if here:
            same = [item for item in here if item.proposal == found.statement.proposal]
            counts["said"] += 1
            counts["right proposal"] += any(item.stance is not Stance.UNRELATED for item in same)
            counts["right stance"] += any(item.stance is found.score.stance for item in same)
    return counts


def main() -> None:
    """Measures, prints and writes the table."""
    found = measure()
    lines = [f"| | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    lines += [
        f"| {name} | {' | '.join(f'{shares[name]:g}' for shares in found.values())} |"
        for name in next(iter(found.values()))
    ]
    print("\n".join(lines))
    folder = ROOT / "training/results"
    (folder / "end_to_end.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    title = "# From article to stance, station by station\n\nPolNeAR's development articles.\n\n"
    (folder / "end_to_end.md").write_text(title + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
