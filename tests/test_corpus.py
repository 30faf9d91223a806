"""Our own corpus holds what its card says: no templates, sound labels, nothing borrowed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from stance.corpus import Labelled, read_labelled
from stance.evaluation.folds import normalised
from stance.schema import ACTOR_KINDS, LABELS, Stance, cut

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "data/statements.jsonl"
LAYERS = tuple(ROOT / f"data/polnear_{name}.jsonl" for name in ("stance", "open", "asked"))
MOST_QUOTES = 3  # in which a five-word sequence may stand
APART = 6  # words of a test statement that no contrast set repeats
LONG = 8  # words from which quotes of different items are compared

Words = tuple[str, ...]


def runs(words: Words, size: int) -> set[Words]:
    return {words[at : at + size] for at in range(len(words) - size + 1)}


@pytest.fixture(scope="module")
def quotes(own: Labelled) -> dict[Words, set[str]]:
    """Each different quote with the items it stands in."""
    found: dict[Words, set[str]] = defaultdict(set)
    for item in own.statements:
        found[normalised(item.quote)].add(item.document)
    return found


def test_no_five_words_recur_in_more_than_three_quotes(quotes: dict[Words, set[str]]) -> None:
    seen = Counter(run for words in quotes for run in runs(words, 5))
    assert {run: count for run, count in seen.items() if count > MOST_QUOTES} == {}


def test_no_two_quotes_of_different_items_share_half_their_words(
    quotes: dict[Words, set[str]],
) -> None:
    long = {words: runs(words, 4) for words in quotes if len(words) >= LONG}
    holding: dict[Words, list[Words]] = defaultdict(list)
    for words, found in long.items():
        for run in found:
            holding[run].append(words)
    for words, found in long.items():
        assert len(quotes[words]) == 1, f"one quote in several items: {words}"
        shared = Counter(other for run in found for other in holding[run] if other != words)
        for other, count in shared.items():
            if quotes[other] != quotes[words]:
                assert 2 * count < min(len(found), len(long[other])), (words, other)


def test_counts_are_those_of_the_card(own: Labelled) -> None:
    card = (ROOT / "data/README.md").read_text(encoding="utf-8")
    items = OWN.read_text(encoding="utf-8").count("\n")
    proposals = {(s.document, s.proposal) for s in own.statements if s.proposal}
    for number in (len(own.statements), items, len(proposals)):
        assert f"{number:,}" in card
    counts = Counter(item.stance for item in own.statements)
    for label in LABELS:
        assert f"| {label} | {counts[label]:,} |" in card
        assert counts[label] >= 400


def test_statements_are_sound(own: Labelled) -> None:
    for line in OWN.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        assert item["text"].startswith(item["headline"])
        assert len(set(item["proposals"])) == len(item["proposals"])
        for statement in item["statements"]:
            assert statement["proposal"] is None or statement["proposal"] in item["proposals"]
            assert statement["actor_kind"] in ACTOR_KINDS
    for found in own.statements:
        assert (found.stance is Stance.CONDITIONAL) == bool(found.condition_spans), found.id
        assert found.proposal or found.stance is Stance.UNRELATED, found.id
        assert found.quote.strip()


def test_the_layers_join_whole(shared: Path) -> None:
    labelled = read_labelled(LAYERS, shared / "corpus/polnear")
    rows = sum(path.read_text(encoding="utf-8").count("\n") for path in LAYERS)
    assert len(labelled.statements) == rows
    assert labelled.problems == ()
    assert labelled.missing == ()
    for item in labelled.statements:
        assert (item.stance is Stance.CONDITIONAL) == bool(item.condition_spans), item.id


def test_the_layers_hold_no_text() -> None:
    allowed = {"id", "document", "source", "cue", "content", "proposal", "proposal_id", "stance",
               "sure", "condition", "second_stance"}  # fmt: skip
    for path in LAYERS:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) <= allowed


def test_spans_cut_what_they_claim(own: Labelled) -> None:
    texts = {
        (item := json.loads(line))["document"]: item["text"]
        for line in OWN.read_text(encoding="utf-8").splitlines()
    }
    for found in own.statements:
        text = texts[found.document]
        assert cut(text, found.content_spans) == found.quote
        assert found.quote.split()[0] in found.context or len(found.quote) > 400


def test_contrast_sets_are_sound() -> None:
    """Sets of statements that differ, each with all six fields, and none from the test pairs."""
    rows = [
        json.loads(line)
        for line in (ROOT / "data/contrasts.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    sets: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        assert set(row) == {"document", "quote", "cue", "actor", "proposal", "stance"}
        assert all(value.strip() for value in row.values())
        asked = (row["quote"], row["cue"], row["actor"], row["proposal"])
        sets[row["document"]].append(asked)
    assert all(len(set(found)) == len(found) > 1 for found in sets.values())
    held_out = json.loads((ROOT / "tests/cases/challenge.json").read_text(encoding="utf-8"))
    tested = {pair[side]["quote"] for pair in held_out["pairs"] for side in ("a", "b")}
    runs_tested = {run for quote in tested for run in runs(normalised(quote), APART)}
    for row in rows:
        assert not runs_tested & set(runs(normalised(row["quote"]), APART)), row


def test_reversed_proposals_are_put_to_statements_of_the_corpus(own: Labelled) -> None:
    known = {statement.id: statement for statement in own.statements}
    rows = [
        json.loads(line)
        for line in (ROOT / "data/reversed.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["id"] for row in rows}) == len(rows) > 1000
    for row in rows:
        first = known[row["id"].removesuffix("b")]
        assert (row["quote"], row["cue"], row["actor"], row["document"]) == (
            first.quote,
            first.cue,
            first.actor,
            first.document,
        )
        assert normalised(row["proposal"]) != normalised(first.proposal)


def test_proposals_asked_alone_are_put_to_the_corpus(own: Labelled) -> None:
    asked = [
        json.loads(line)
        for line in (ROOT / "data/asked.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    proposals: dict[str, set[str]] = defaultdict(set)
    for statement in own.statements:
        proposals[statement.document].add(statement.proposal)
    assert len({row["id"] for row in asked}) == len(asked) > 1000
    for row in asked:
        assert row["proposal"] in proposals[row["document"]], row["id"]
        assert row["quote"].split()[0] in row["context"], row["id"]
