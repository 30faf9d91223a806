"""Prodigy: choices, spans by characters and tokens, relations, answers, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_cases import CASES, expected, shown

from stance.corpus.exchange import Coded, Collection, Fate
from stance.corpus.jsonl import spanned_statement
from stance.corpus.prodigy import read
from stance.corpus.prodigy_write import write
from stance.schema import LABELS, Article, Score, Span, Stance

Write = Callable[[str, str], Path]
FOLDER = "prodigy"
TEXT = "Ada Brik backed the toll."
TOKENS = [
    {"text": TEXT[start:end], "start": start, "end": end, "id": number}
    for number, (start, end) in enumerate([(0, 3), (4, 8), (9, 15), (16, 19), (20, 24), (24, 25)])
]
OPTIONS = [{"id": str(label), "text": str(label)} for label in LABELS]


@pytest.mark.parametrize("name", expected(FOLDER))
def test_datasets_are_read(name: str) -> None:
    assert shown(read(CASES / FOLDER / name)) == expected(FOLDER)[name]


def loaded(write_file: Write, *rows: Any) -> Collection:
    return read(write_file("set.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))


def spanned(*spans: Any, **rest: Any) -> dict[str, Any]:
    return {"text": TEXT, "tokens": TOKENS, "spans": list(spans), "answer": "accept", **rest}


QUOTE = {"start": 9, "end": 24, "token_start": 2, "token_end": 4, "label": "Quote|support"}
ACTOR = {"token_start": 0, "token_end": 1, "label": "Actor"}


def test_the_last_token_belongs_to_a_span(write: Write) -> None:
    (item,) = loaded(write, spanned({"token_start": 2, "token_end": 4, "label": "support"})).coded
    assert item.statement.content_spans == (Span(9, 24),)


@pytest.mark.parametrize(
    "relation",
    [
        {"head": 4, "child": 1, "label": "says"},
        {"head": 2, "child": 0, "label": "SAYS"},
        {"head": 1, "child": 3, "label": "says"},
        {
            "head": 9,
            "child": 9,
            "label": "says",
            "head_span": QUOTE,
            "child_span": {"start": 0, "end": 8, "label": "Actor"},
        },
    ],
)
def test_relations_lead_from_tokens_to_the_spans_that_hold_them(
    write: Write, relation: Any
) -> None:
    other = {"start": 20, "end": 24, "label": "Cue"}
    found = loaded(write, spanned(QUOTE, ACTOR, relations=[relation]))
    assert [item.statement.actor for item in found.coded] == ["Ada Brik"]
    assert found.losses == ()
    inner = {"head": 4, "child": 1, "label": "says"}  # the token is in the Quote and in the Cue
    unclear = loaded(write, spanned(QUOTE, ACTOR, other, relations=[inner]))
    assert "head is 2 spans at once" in str(unclear.losses[0])
    assert unclear.losses[0].fault


def test_identical_spans_are_told_by_their_labels(write: Write) -> None:
    second = {**QUOTE, "label": "Quote|oppose"}
    relation = {
        "head": 4,
        "child": 1,
        "label": "says",
        "head_span": second,
        "child_span": {"start": 0, "end": 8, "label": "Actor"},
    }
    found = loaded(write, spanned(QUOTE, second, ACTOR, relations=[relation]))
    assert {item.statement.stance: item.statement.actor for item in found.coded} == {
        Stance.SUPPORT: "",
        Stance.OPPOSE: "Ada Brik",
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"spans": []}, "text: missing or empty"),
        (spanned(QUOTE, answer="perhaps"), "answer: unknown 'perhaps'; allowed are accept"),
        (spanned({"label": "Quote"}), "spans: expected start and end, or token_start"),
        (spanned({**ACTOR, "token_end": 99}), "spans: expected start and end"),
        (spanned(3), "spans: expected a list of objects"),
        (spanned(QUOTE, tokens=[{"id": 0}]), "tokens[0]: expected start and end"),
        (spanned(QUOTE, relations=[{"head": 99, "child": 0}]), "relations: head 99 is no token"),
        (spanned(QUOTE, relations={}), ""),
        (spanned({**QUOTE, "end": 99}), "[9, 99] in a text of 25 characters"),
        (spanned({**QUOTE, "text": "the bridge"}), "the file says 'the bridge'"),
        (spanned({**QUOTE, "label": "Quote|favour"}), "unknown label 'favour'"),
        (
            {"text": "No.", "options": OPTIONS, "accept": ["favour"], "answer": "accept"},
            "unknown label 'favour'",
        ),
        (
            {
                "text": "No.",
                "options": OPTIONS,
                "accept": ["oppose", "support"],
                "answer": "accept",
            },
            "unknown label 'oppose, support'",
        ),
        (
            {"text": "No.", "options": OPTIONS, "accept": [], "meta": "m"},
            "meta: expected an object",
        ),
        (
            spanned(QUOTE, options=OPTIONS, accept=["oppose"]),
            "its labels and its answer say support and oppose",
        ),
        ({"text": "No.", "options": OPTIONS, "accept": [], "score": {}, "answer": None}, ""),
        ({"text": "No.", "options": OPTIONS, "score": {"probabilities": 3}}, "probabilities"),
    ],
)
def test_a_task_that_is_wrong_is_listed(write: Write, row: Any, said: str) -> None:
    found = loaded(write, row, {"text": "Never.", "label": "oppose", "answer": "accept"})
    assert found.coded[-1].statement.quote == "Never."
    faults = [loss for loss in found.losses if loss.fault]
    assert [said in str(loss) for loss in faults] == [True] * bool(said)


def test_a_choice_of_which_a_part_is_refused_is_no_statement(write: Write) -> None:
    spans = [{"start": 9, "end": 15, "label": "Quote"}, {"start": 20, "end": 99, "label": "Quote"}]
    row = {"text": TEXT, "spans": spans, "accept": ["support"], "answer": "accept"}
    found = loaded(write, row)
    assert (found.coded, [loss.fault for loss in found.losses]) == ((), [True])


def test_spans_within_a_quote_without_its_article_have_no_place(write: Write) -> None:
    row = {"text": TEXT, "spans": [ACTOR], "accept": ["support"], "answer": "accept"}
    found = loaded(write, row)
    assert [item.statement.quote for item in found.coded] == [TEXT]
    assert "a span within a quote" in found.losses[0].reason


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_only_what_was_accepted_is_a_coding(write: Write, answer: str) -> None:
    rows = [spanned(QUOTE, answer=answer), {"text": "No.", "label": "oppose", "answer": answer}]
    found = loaded(write, *rows)
    assert found.coded == ()
    assert [loss.fate for loss in found.losses] == [Fate.DROPPED] * 2


def test_spans_that_nobody_has_answered_are_no_coding(write: Write) -> None:
    found = loaded(write, {"text": TEXT, "spans": [QUOTE]}, {"text": "No spans.", "spans": []})
    assert found.coded == ()
    assert len(found.articles) == 2
    assert [loss.reason for loss in found.losses] == ["spans that nobody has answered yet"]


def test_the_session_is_the_coder(write: Write) -> None:
    found = loaded(
        write,
        spanned(QUOTE, _session_id="toll-anna"),
        spanned(QUOTE, _annotator_id="toll-bert"),
        spanned(QUOTE),
    )
    assert [item.coder for item in found.coded] == ["toll-anna", "toll-bert", ""]


def collection(score: Score | None = None) -> Collection:
    statement = spanned_statement(
        TEXT,
        id_="s1",
        document="d",
        source=(Span(0, 8),),
        cue=(),
        content=(Span(9, 15), Span(20, 24)),
        condition=(),
        proposal="charge a toll",
        stance=None if score else Stance.SUPPORT,
    )
    return Collection({"d": Article("d", TEXT)}, (Coded(statement, "anna", score),))


def written(given: Collection, folder: Path) -> Any:
    write(given, folder / "out.jsonl")
    (line,) = (folder / "out.jsonl").read_text().splitlines()
    return json.loads(line)


def test_a_statement_is_a_choice_with_its_spans(tmp_path: Path) -> None:
    found = written(collection(), tmp_path)
    assert [(each["label"], TEXT[each["start"] : each["end"]]) for each in found["spans"]] == [
        ("Quote", "backed"),
        ("Quote", "toll"),
        ("Actor", "Ada Brik"),
    ]
    assert found["options"] == OPTIONS
    assert (found["accept"], found["answer"], found["_session_id"]) == (
        ["support"],
        "accept",
        "anna",
    )
    assert found["meta"] == {"proposal": "charge a toll", "actor": "Ada Brik"}


def test_an_answer_is_preselected_and_becomes_a_coding_when_a_coder_accepts(
    tmp_path: Path,
) -> None:
    shares = dict(zip(LABELS, (0.1, 0.6, 0.1, 0.1, 0.1), strict=True))
    found = written(collection(Score(shares)), tmp_path)
    assert "answer" not in found
    assert found["accept"] == ["oppose"]
    (tmp_path / "out.jsonl").write_text(json.dumps({**found, "answer": "accept"}))
    (item,) = read(tmp_path / "out.jsonl").coded
    assert (item.score, item.statement.stance) == (None, Stance.OPPOSE)
