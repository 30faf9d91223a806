"""How well statements find the proposal they address; also fits the matcher's weights.

    python -m training.benchmarks.proposals            measure, write training/results/proposals.*
    python -m training.benchmarks.proposals --fit      print freshly fitted weights, too

The weights are fitted on documents C-N of our corpus and on the even half of PolNeAR's
documents, and reported on documents O-R and on the odd half. Documents S-Z
are held back, too. Each document's own proposals
stand among proposals of other documents (`FOREIGN`), so that over-matching shows.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from stance.reading.discovery import (
    MOST_PROPOSALS,
    discover_proposals,
    phrase_f1,
)
from stance.reading.proposals import MatchSettings, match_proposals
from stance.schema import Attribution, Proposal, Span, parse_spans

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared" / "corpus"
RESULTS: Final = ROOT / "training" / "results"
FOREIGN: Final = 3
SEED: Final = 20
STRANGERS: Final = 20  # proposals of other articles that each article is asked about
NOTE: Final = """# Proposals

`recall`: labelled proposals among the matches of their statement. `precision`: matches that are
labelled so (PolNeAR names one proposal a passage, often one of several, so there it is a lower
bound). `foreign_matches`: matches with proposals of other documents. `unrelated_matched`:
statements labelled unrelated that match some proposal, left to the stance model. `alone_…`: each
proposal asked about without its document's others; how many statements about the others match.
`strangers_matched`: pairs of an article and a proposal of another of our articles, asked about by
itself, 20 for each article, with any match. `discovered`: labelled proposals among those the
article yields by itself (content-word F1 of at least 0.5); `discovery_precision`: how many of
these are labelled (nobody labelled them all).

"""
SAME: Final = 0.5  # content-word F1 from which two wordings are one proposal


@dataclass(frozen=True, slots=True)
class Case:
    """One document: its attributions, and for each the set of proposals labelled there."""

    document: str
    text: str
    headline: Span | None
    proposals: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    gold: tuple[frozenset[str], ...]


@dataclass(slots=True)
class Tally:
    """Counts over attributions; the three rates are the table's columns."""

    gold: int = 0
    found: int = 0
    wrong: int = 0
    foreign: int = 0
    statements: int = 0
    unrelated: int = 0
    unrelated_matched: int = 0

    @property
    def recall(self) -> float:
        return self.found / max(1, self.gold)

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)


def ours(path: Path) -> list[Case]:
    """Cases of our own corpus."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        head = row["headline"] or ""
        start = row["text"].find(head) if head else -1
        headline = Span(start, start + len(head)) if start >= 0 else None
        named = tuple(row["proposals"])
        cases.append(_case(row["document"], row["text"], headline, named, row["statements"]))
    return cases


def polnear(layer: Path, folder: Path) -> list[Case]:
    """Cases of PolNeAR with at least two labelled proposals."""
    texts = {path.stem: path for path in folder.glob("*/text/*.txt")}
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in layer.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(row["document"], []).append(row)
    cases = []
    for document, found in sorted(rows.items()):
        with texts[document].open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        named = _join_twins(found)
        end = len(text.lstrip().split("\n", 1)[0]) + len(text) - len(text.lstrip())
        if len(named) > 1:
            cases.append(_case(document, text, Span(0, end) if end else None, named, found))
    return cases


def _join_twins(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Give one wording to proposals of a document that are worded twice; the wordings."""
    wordings: list[str] = []
    for row in rows:
        if not row["proposal"]:
            continue
        for known in wordings:
            if phrase_f1(known, row["proposal"]) >= SAME:
                row["proposal"] = known
                break
        else:
            wordings.append(row["proposal"])
    return tuple(wordings)


def _case(
    document: str,
    text: str,
    headline: Span | None,
    proposals: tuple[str, ...],
    rows: Sequence[dict[str, Any]],
) -> Case:
    grouped: dict[Attribution, set[str]] = {}
    for row in rows:
        source, cue, content = (parse_spans(row[key], key) for key in ("source", "cue", "content"))
        gold = grouped.setdefault(Attribution(source, cue, content), set())
        if row["stance"] != "unrelated":
            gold.add(row["proposal"])
    return Case(
        document, text, headline, proposals, tuple(grouped), tuple(map(frozenset, grouped.values()))
    )


def with_foreign(cases: Sequence[Case]) -> list[tuple[Case, tuple[Proposal, ...]]]:
    """Each case with its own proposals first, then some of other documents."""
    pool = sorted({phrase for case in cases for phrase in case.proposals})
    rng = random.Random(SEED)
    found = []
    for case in cases:
        others = [p for p in rng.sample(pool, FOREIGN) if p not in case.proposals]
        found.append((case, tuple(Proposal(phrase) for phrase in (*case.proposals, *others))))
    return found


def alone(cases: Sequence[Case]) -> list[tuple[Case, tuple[Proposal, ...]]]:
    """Each case asked about one of its proposals only: the others' statements are about none."""
    return [
        (case, (Proposal(phrase),))
        for case in cases
        if len(case.proposals) > 1
        for phrase in case.proposals
    ]


def tally(asked: Sequence[tuple[Case, tuple[Proposal, ...]]], settings: MatchSettings) -> Tally:
    """Match every attribution of the cases and count."""
    total = Tally()
    for case, proposals in asked:
        given = {proposal.phrase for proposal in proposals}
        answers = match_proposals(
            case.text, case.attributions, proposals, case.headline, settings=settings
        )
        for labelled, matches in zip(case.gold, answers, strict=True):
            gold = labelled & given
            named = {match.proposal.phrase for match in matches}
            if not gold:
                total.unrelated += 1
                total.unrelated_matched += bool(named)
                continue
            total.statements += 1
            total.gold += len(gold)
            total.found += len(gold & named)
            total.wrong += len(named - gold)
            total.foreign += len(named - gold - set(case.proposals))
    return total


def strangers_matched(cases: Sequence[Case], pool: Sequence[str]) -> float:
    """Share of pairs of an article and a proposal of another with any match, asked one by one."""
    rng = random.Random(SEED)
    matched = asked = 0
    for case in cases:
        for phrase in [p for p in rng.sample(pool, STRANGERS) if p not in case.proposals]:
            answers = match_proposals(
                case.text, case.attributions, [Proposal(phrase)], case.headline
            )
            matched += any(answers)
            asked += 1
    return matched / max(1, asked)


def is_odd(document: str) -> bool:
    """Half of PolNeAR's documents, by a hash that does not change from run to run."""
    return zlib.crc32(document.encode()) % 2 == 1


@dataclass(slots=True)
class Discovery:
    """Counts over documents: labelled proposals, those found, offers, offers that are labelled."""

    labelled: int = 0
    found: int = 0
    offered: int = 0
    right: int = 0


def discovery(cases: Sequence[Case], most: int) -> Discovery:
    """What articles yield by themselves (a content-word F1 of at least 0.5 counts as found)."""
    total = Discovery()
    for case in cases:
        offers = discover_proposals(case.text, case.attributions, case.headline, most)
        near = np.array([[phrase_f1(p, o.phrase) >= SAME for o in offers] for p in case.proposals])
        total.labelled += len(case.proposals)
        total.offered += len(offers)
        if near.size:
            total.found += int(near.any(axis=1).sum())
            total.right += int(near.any(axis=0).sum())
    return total


def report(
    parts: Mapping[str, Sequence[Case]], phrases: Sequence[str], settings: MatchSettings
) -> list[dict[str, Any]]:
    """One row of figures a part of the data."""
    rows = []
    for name, cases in parts.items():
        counts = tally(with_foreign(cases), settings)
        found = discovery(cases, MOST_PROPOSALS)
        lone = tally(alone(cases), settings)
        rows.append(
            {
                "part": name,
                "documents": len(cases),
                "statements": counts.statements,
                "recall": round(counts.recall, 3),
                "precision": round(counts.precision, 3),
                "foreign_matches": counts.foreign,
                "unrelated": counts.unrelated,
                "unrelated_matched": counts.unrelated_matched,
                "alone_recall": round(lone.recall, 3),
                "alone_others_matched": round(lone.unrelated_matched / max(1, lone.unrelated), 3),
                "strangers_matched": round(strangers_matched(cases, phrases), 3),
                "discovered": round(found.found / max(1, found.labelled), 3),
                "discovery_precision": round(found.right / max(1, found.offered), 3),
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--statements", type=Path, default=ROOT / "data" / "statements.jsonl")
    parser.add_argument("--layer", type=Path, default=SHARED / "polnear_stance.jsonl")
    parser.add_argument("--polnear", type=Path, default=SHARED / "polnear" / "data")
    parser.add_argument("--fit", action="store_true", help="print freshly fitted weights")
    asked = parser.parse_args()
    own, news = ours(asked.statements), polnear(asked.layer, asked.polnear)
    fitting = [case for case in own if "C" <= case.document < "O"]
    phrases = sorted({phrase for case in own for phrase in case.proposals})
    if asked.fit:
        from training.benchmarks.proposals_fit import print_fits

        print_fits(fitting, [case for case in news if not is_odd(case.document)])
    parts = {
        "own news C-N (fitted)": fitting,
        "own news O-R": [case for case in own if "O" <= case.document < "S"],
        "own news S-Z": [case for case in own if case.document >= "S"],
        "PolNeAR, odd half": [case for case in news if is_odd(case.document)],
    }
    rows = report(parts, phrases, MatchSettings())
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(str(value) for value in row.values()) + " |" for row in rows]
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "proposals.md").write_text(NOTE + "\n".join(lines) + "\n", encoding="utf-8")
    (RESULTS / "proposals.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
