"""doccano: both shapes and whole texts, what stands beside the spans, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_cases import CASES, expected, shown

from stance.corpus.doccano import read, write
from stance.corpus.exchange import Coded, Collection, Fate
from stance.corpus.jsonl import spanned_statement
from stance.schema import Article, Span, Stance

Write = Callable[[str, str], Path]
FOLDER = "doccano"
TEXT = "Ada Brik backed the toll, Tor Velm did not."


@pytest.mark.parametrize("name", expected(FOLDER))
def test_exports_are_read(name: str) -> None:
    assert shown(read(CASES / FOLDER / name)) == expected(FOLDER)[name]


def loaded(write_file: Write, *rows: Any) -> Collection:
    return read(write_file("export.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))


@pytest.mark.parametrize(
    ("label", "stance"),
    [
        ("Quote|support", Stance.SUPPORT),
        ("quote|Conditional", Stance.CONDITIONAL),
        ("Content|oppose", Stance.OPPOSE),
        ("neutral", Stance.NEUTRAL),
        ("Unrelated", Stance.UNRELATED),
        ("Quote", None),
        ("Quote|", None),
    ],
)
def test_the_stance_is_part_of_the_label(write: Write, label: str, stance: Stance | None) -> None:
    (item,) = loaded(write, {"text": TEXT, "label": [[9, 24, label]]}).coded
    assert (item.statement.quote, item.statement.stance) == ("backed the toll", stance)


def test_parts_belong_to_the_only_quote_of_a_text_without_relations(write: Write) -> None:
    spans = [[9, 24, "support"], [0, 8, "Actor"], [20, 24, "Proposal"]]
    found = loaded(write, {"text": TEXT, "label": spans})
    (item,) = found.coded
    assert (item.statement.actor, item.statement.proposal) == ("Ada Brik", "toll")
    two = loaded(write, {"text": TEXT, "label": [*spans, [35, 42, "oppose"]]})
    assert {item.statement.actor for item in two.coded} == {""}
    assert [loss.reason for loss in two.losses] == [
        "this Actor is linked with no Quote",
        "this Proposal is linked with no Quote",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": 3, "label": []}, "text: expected text"),
        ({"label": []}, "text: missing or empty"),
        ({"text": TEXT, "label": 3}, "label: expected a list, found 3"),
        ({"text": TEXT, "label": [[0, 8]]}, "expected [start, end, label], or an object"),
        ({"text": TEXT, "label": [[True, 8, "Quote"]]}, "expected [start, end, label]"),
        ({"text": TEXT, "label": [["0", 8, "Quote"]]}, "expected [start, end, label]"),
        ({"text": TEXT, "label": [[9, 999, "Quote"]]}, "[9, 999] in a text of 43 characters"),
        ({"text": TEXT, "label": [[9, 24, "Quote|favour"]]}, "unknown label 'favour'"),
        ({"text": TEXT, "label": ["support", "oppose"]}, "unknown label 'support, oppose'"),
        ({"text": TEXT, "entities": [], "relations": [3]}, "relations: expected from_id, to_id"),
        ({"text": TEXT, "entities": [], "statements": {}}, "statements: expected a list"),
        ({"text": TEXT, "entities": [], "statements": [{"start": []}]}, "expected objects with"),
        (
            {
                "text": TEXT,
                "entities": [{"id": 1, "start_offset": 0, "end_offset": 8, "label": "Quote"}] * 2,
            },
            "another region has its id '1'",
        ),
    ],
)
def test_a_row_that_is_wrong_is_listed(write: Write, row: Any, said: str) -> None:
    found = loaded(write, row, {"text": "No.", "label": ["oppose"]})
    assert found.coded[-1].statement.quote == "No."
    (loss,) = [loss for loss in found.losses if loss.fault]
    assert said in str(loss)
    assert loss.place.startswith("export.jsonl:1")


def entity(number: int, start: int, end: int, label: str) -> dict[str, Any]:
    return {"id": number, "start_offset": start, "end_offset": end, "label": label}


BESIDE = {"start": 9, "end": 24, "label": "Quote|support", "proposal": "charge a toll", "id": "s1"}


def test_what_stands_beside_follows_a_label_that_a_coder_has_changed(write: Write) -> None:
    row = {"text": TEXT, "entities": [entity(1, 9, 24, "Quote|oppose")], "statements": [BESIDE]}
    (item,) = loaded(write, row).coded
    found = item.statement
    assert (found.proposal, found.id, found.stance) == ("charge a toll", "s1", Stance.OPPOSE)


def test_what_stands_beside_two_quotes_goes_by_their_labels(write: Write) -> None:
    other = {**BESIDE, "label": "Quote|oppose", "proposal": "build a tunnel", "id": "s2"}
    entities = [entity(1, 9, 24, "Quote|oppose"), entity(2, 9, 24, "Quote|support")]
    row = {"text": TEXT, "entities": entities, "statements": [BESIDE, other]}
    found = {item.statement.stance: item.statement for item in loaded(write, row).coded}
    assert found[Stance.SUPPORT].proposal == "charge a toll"
    assert found[Stance.OPPOSE].proposal == "build a tunnel"


def test_what_stands_beside_no_quote_is_never_given_to_another(write: Write) -> None:
    moved = {"text": TEXT, "entities": [entity(1, 9, 23, "Quote|support")], "statements": [BESIDE]}
    found = loaded(write, moved)
    assert found.coded[0].statement.proposal == ""
    assert "beside a Quote that is gone, or moved" in found.losses[0].reason
    entities = [entity(1, 9, 24, "Quote|neutral"), entity(2, 9, 24, "Quote|oppose")]
    for quotes, entries in ((entities, [BESIDE]), (entities[:1], [BESIDE, {**BESIDE, "id": "s2"}])):
        unclear = {"text": TEXT, "entities": quotes, "statements": entries}
        found = loaded(write, unclear)
        assert {item.statement.proposal for item in found.coded} == {""}
        assert len(found.losses) == len(entries)


SHARES = {"support": 0.6, "oppose": 0.1, "conditional": 0.1, "neutral": 0.1, "unrelated": 0.1}
ANSWER = {"probabilities": SHARES, "condition": None, "abstained": False}
ASKED = {**BESIDE, "label": "Quote|support?", "score": ANSWER}


def test_an_answer_that_nobody_has_confirmed_stays_a_models(write: Write) -> None:
    row = {"text": TEXT, "entities": [entity(1, 9, 24, "Quote|support?")], "statements": [ASKED]}
    found = loaded(write, row)
    (item,) = found.coded
    assert item.statement.stance is None
    assert item.score is not None
    assert {str(label): share for label, share in item.score.probabilities.items()} == SHARES
    assert found.losses == ()


@pytest.mark.parametrize("label", ["support", "oppose"])
def test_what_a_coder_says_of_an_answer_counts(write: Write, label: str) -> None:
    entities = [entity(1, 9, 24, f"Quote|{label}"), entity(2, 0, 8, "Actor")]
    found = loaded(write, {"text": TEXT, "entities": entities, "statements": [ASKED]})
    (item,) = found.coded
    assert (item.score, item.statement.stance) == (None, label)
    assert item.statement.proposal == "charge a toll"
    assert [(loss.fate, loss.detail) for loss in found.losses] == [(Fate.CHANGED, "support 0.60")]
    quote = {"text": TEXT, "label": [label], "proposal": "charge a toll", "score": ANSWER}
    (alone,) = loaded(write, quote).coded
    assert (alone.score, alone.statement.stance) == (None, label)


def test_an_answer_without_its_probabilities_is_none(write: Write) -> None:
    found = loaded(write, {"text": TEXT, "entities": [entity(1, 9, 24, "Quote|support?")]})
    (item,) = found.coded
    assert (item.score, item.statement.stance) == (None, None)
    assert [loss.reason for loss in found.losses] == [
        "a model's stance without its probabilities is no answer"
    ]
    broken = {**ASKED, "score": {"probabilities": {"support": 1.0}}}
    row = {"text": TEXT, "entities": [entity(1, 9, 24, "Quote|support?")], "statements": [broken]}
    (loss,) = loaded(write, row).losses
    assert loss.fault
    assert "probabilities.oppose: expected a number" in loss.reason
    (loss,) = loaded(write, {"text": TEXT, "label": [[0, 8, "Actor?"]]}).losses
    assert "none of ours" in loss.reason


def test_every_row_has_all_fields_and_ids_are_unique_in_the_file(tmp_path: Path) -> None:
    """doccano reads a file as one table, and looks relations up by the ids of all its rows."""
    articles = {name: Article(name, TEXT) for name in ("a", "b")}
    coded = tuple(
        Coded(
            spanned_statement(
                TEXT,
                id_=f"{name}-{coder}",
                document=name,
                source=(Span(0, 8),),
                cue=(),
                content=(Span(9, 24),),
                condition=(),
                proposal="charge a toll",
                stance=Stance.SUPPORT,
            ),
            coder,
        )
        for name in articles
        for coder in ("anna", "bert")
    )
    write(Collection(articles, coded), tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["document"], row["coder"]) for row in rows] == [
        ("a", "anna"),
        ("a", "bert"),
        ("b", "anna"),
        ("b", "bert"),
    ]
    assert len({tuple(row) for row in rows}) == 1
    ids = [each["id"] for row in rows for each in (*row["entities"], *row["relations"])]
    assert len(set(ids)) == len(ids)
    assert [each["label"] for each in rows[0]["entities"]] == ["Quote|support", "Actor"]
