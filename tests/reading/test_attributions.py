"""The reader's mechanics with a reader made by hand, and what holds for the shipped one."""

from __future__ import annotations

import functools
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import artifact
from stance.errors import ModelError
from stance.reading.acceptance import MEASURES, Acceptance
from stance.reading.attributions import read_attributions
from stance.reading.first_pass import CUE_LABELS
from stance.reading.reader import ROLE_LABELS, Reader
from stance.reading.tagger import Tagger
from stance.schema import Attribution, Span, Spans, cut

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "models" / "reader"
SEED = ROOT.parent / "shared" / "seed" / "000_5c48020d7336bb84.txt"
ROLES = ("source", "cue", "content")


def by_hand(labels: tuple[str, ...], weights: dict[str, dict[str, float]]) -> Tagger:
    state = np.zeros((len(weights), len(labels)), dtype=np.float32)
    for row, columns in enumerate(weights.values()):
        for label, weight in columns.items():
            state[row, labels.index(label)] = weight
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
    return Tagger.from_arrays(
        labels=labels, features=list(weights), state=state, transitions=transitions
    )


def simple() -> Reader:
    """Reads "said": what stands before it in the sentence said what stands behind it."""
    cues = by_hand(CUE_LABELS, {"bias": {"none": 5}, "w=said": {"B-cue": 9}})
    roles = by_hand(
        ROLE_LABELS,
        {
            "bias": {"none": 1},
            "rs=L0": {"source": 3},
            "rs=R0": {"content": 3},
            "rd=I0": {"cue": 6},
            "w=that": {"none": 9},
            "w=.": {"none": 9},
        },
    )
    return Reader(cues, roles)


@functools.cache
def shipped() -> Reader:
    if not SHIPPED.exists():
        pytest.skip("models/reader is not built")
    folder = artifact.read(SHIPPED, "reader")
    return Reader.from_parts(folder.manifest, folder.arrays, folder.texts)


def shown(text: str, found: tuple[Attribution, ...]) -> list[tuple[int, str, str, str]]:
    return [
        (item.depth, cut(text, item.source), cut(text, item.cue), cut(text, item.content))
        for item in found
    ]


def test_roles_become_spans_of_the_text() -> None:
    text = "Later, rain fell.\n\nOrrin said taxes  rise."
    assert shown(text, read_attributions(text, simple())) == [(0, "Orrin", "said", "taxes  rise")]


def test_reported_clause_is_read_again() -> None:
    text = "Orrin said that Vole of Luma said taxes rise soon."
    found = shown(text, read_attributions(text, simple()))
    assert (0, "Orrin", "said", "Vole of Luma said taxes rise soon") in found
    assert (1, "Vole of Luma", "said", "taxes rise soon") in found


def test_quotation_that_is_never_closed_goes_on_in_the_next_paragraph() -> None:
    text = "Orrin said: “We stay here.\n\n“We pay for it.\n\n“We go.”\n\n“Others stay.”"
    (found,) = read_attributions(text, simple())
    assert cut(text, found.content[-2:]) == "“We pay for it. “We go.”"


def test_without_a_cue_there_is_no_attribution() -> None:
    assert read_attributions("Taxes rise.", simple()) == ()
    assert read_attributions("", simple()) == ()


def test_clause_is_read_from_behind_its_that() -> None:
    text = "Orrin said in May that Vole of Luma said taxes rise soon."
    found = shown(text, read_attributions(text, simple()))
    assert (1, "Vole of Luma", "said", "taxes rise soon") in found


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“It was dry, and we left the road,” Vole said.", "“It was dry, and we left the road,”"),
        ("“We left the road,” Vole said. “We ran.”", "“We left the road,”"),
        ("“We left.” “No road,” Vole said.", "“No road,”"),
        ("“The road, Vole said, is long.”", "road"),  # the cue stands inside
        ("A road, Vole said to us.", "road"),
        ("It rained; on a road, Vole said.", "on a road"),  # back to where its clause begins
    ],
)
def test_a_part_of_a_quotation_stands_for_all_of_it(text: str, content: str) -> None:
    roles = by_hand(
        ROLE_LABELS,
        {
            "bias": {"none": 3},
            "w=road": {"content": 6},
            "w=vole": {"source": 6},
            "rd=I0": {"cue": 6},
        },
    )
    found = shown(text, read_attributions(text, replace(simple(), roles=roles)))
    assert found == [(0, "Vole", "said", content)]


def test_clause_at_the_end_reports_the_whole_sentence() -> None:
    reader = replace(
        simple(),
        roles=by_hand(
            ROLE_LABELS,
            {
                "bias": {"none": 3},
                "w=luma": {"content": 6},
                "rd=L1": {"source": 6},
                "rd=I0": {"cue": 6},
            },
        ),
    )
    text = "Luma would pay, but only once the road is built, Vole said. It rained."
    assert shown(text, read_attributions(text, reader)) == [
        (0, "Vole", "said", "Luma would pay, but only once the road is built")
    ]
    text = "Luma would pay, but only once, Vole said of the road."
    assert shown(text, read_attributions(text, reader)) == [(0, "Vole", "said", "Luma")]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Vole said road, not only here but in Luma. It rained.",
            "road, not only here but in Luma",
        ),
        (
            "Vole said road, if it is dry, unless Orrin pays.",
            "road, if it is dry, unless Orrin pays",
        ),
        ("Vole said road, especially: it rained.", "road, especially"),
        ("Vole said road, while Luma rested.", "road"),
        ("Vole said road, not here.", "road"),
        ("Vole said road, such “as it was.”", "road"),
        ("Vole said road,", "road"),
        ("In a road, if Vole said so.", "road"),
    ],
)
def test_what_is_appended_belongs_to_the_content(text: str, content: str) -> None:
    reader = replace(
        simple(),
        roles=by_hand(
            ROLE_LABELS,
            {
                "bias": {"none": 3},
                "w=road": {"content": 6},
                "rd=L1": {"source": 6},
                "rd=I0": {"cue": 6},
            },
        ),
    )
    (found,) = read_attributions(text, reader)
    assert cut(text, found.content) == content


def test_reported_clause_without_a_speaker_is_no_statement() -> None:
    text = "Orrin said that said taxes rise soon."
    assert all(item.depth == 0 for item in read_attributions(text, simple()))


def test_lower_threshold_accepts_more() -> None:
    text = "Orrin said taxes rise."
    strict = replace(simple(), accept=1.0)
    assert read_attributions(text, strict) == ()
    # From 0 on nothing is refused, and the cue stays where it was.
    (found,) = read_attributions(text, replace(simple(), accept=0.0))
    assert cut(text, found.cue) == "said"


def test_round_trip_through_parts() -> None:
    text = "Orrin said taxes rise."
    fitted = Acceptance(np.linspace(0.1, 1.3, len(MEASURES)), -0.5, {"said": -0.7})
    classes = {"said": "7", "told": "7"}
    reader = Reader(simple().cues, simple().roles, classes, 0.3, 0.1, 0.2, fitted)
    parts = reader.to_parts()
    again = Reader.from_parts(parts.manifest, parts.arrays, parts.texts)
    assert again.classes == reader.classes
    assert (again.candidate, again.accept, again.source_cost) == (0.3, 0.1, 0.2)
    assert again.acceptance.weights.tolist() == fitted.weights.tolist()
    assert (again.acceptance.intercept, again.acceptance.usual) == (-0.5, {"said": -0.7})
    assert read_attributions(text, again) == read_attributions(text, reader)


@pytest.mark.parametrize(
    ("part", "key", "value", "reason"),
    [
        ("texts", "features.json", "{", "no JSON"),
        ("texts", "features.json", '{"cues": [1]}', "lists of names"),
        ("texts", "features.json", '{"cues": []}', "shape"),
        ("texts", "classes.json", None, "missing"),
        ("arrays", "cues_state", None, "cues_state"),
        ("arrays", "roles_transitions", np.zeros((2, 2), dtype=np.float32), "shape"),
        ("manifest", "labels", {"cues": ["x"], "roles": list(ROLE_LABELS)}, "shape"),
        ("manifest", "labels", None, "labels"),
        ("manifest", "settings", {"candidate": 2, "accept": 0, "source_cost": 0}, "probabilities"),
        (
            "manifest",
            "settings",
            {"candidate": 0.1, "accept": 3, "source_cost": 0},
            "probabilities",
        ),
        ("manifest", "acceptance", None, "acceptance"),
        ("manifest", "acceptance", {"measures": ["weight"], "intercept": 0}, "expected"),
        ("arrays", "acceptance_weights", np.zeros(2), "finite weights"),
        ("texts", "usual.json", "[1]", "wrong kind"),
        ("manifest", "settings", {"candidate": "x", "accept": 0, "source_cost": 0}, "wrong kind"),
    ],
)
def test_damaged_parts_are_refused(part: str, key: str, value: Any, reason: str) -> None:
    parts = simple().to_parts()
    taken = {name: dict(getattr(parts, name)) for name in ("manifest", "arrays", "texts")}
    if value is None:
        del taken[part][key]
    else:
        taken[part][key] = value
    with pytest.raises(ModelError, match=reason):
        Reader.from_parts(**taken)


def test_reader_refuses_foreign_labels() -> None:
    with pytest.raises(ModelError, match="labels"):
        Reader(simple().roles, simple().roles)


PIECES = st.sampled_from(
    [*"\n\x00\u200f\"“”'. ,:—", "Vole ", "said ", "that ", "he ", "rejects ", "the plan", " told "]
)


@given(text=st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=30).map("".join)))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for item in read_attributions(text, shipped()):
        assert item.cue
        assert item.content
        everything: list[Span] = []
        for role in ROLES:
            spans: Spans = getattr(item, role)
            assert list(spans) == sorted(spans)
            everything += spans
        ordered = sorted(everything)
        assert all(one.end <= two.start for one, two in itertools.pairwise(ordered))
        assert all(
            span.end <= len(text) and text[span.start : span.end].strip() for span in ordered
        )


def test_cues_at_one_depth_do_not_share_words() -> None:
    text = "Vole said that Orrin rejects the plan and believes that Luma backs it, he added."
    found = read_attributions(text, shipped())
    for one, two in itertools.combinations(found, 2):
        assert not any(a.overlaps(b) for a in one.cue for b in two.cue)


SENTENCES = [
    ("Foreign Minister Dana Vole said Luma would pay for the bridge.", "Vole", "would pay"),
    ("“We will pay for the bridge,” Dana Vole said on Tuesday.", "Vole", "We will pay"),
    ("According to Dana Vole, Luma will pay for the bridge.", "Vole", "will pay"),
    ("Luma rejected the plan to build a bridge over the Tarn.", "Luma", "the plan to build"),
    ("Vole told reporters that the bridge was too dear.", "Vole", "the bridge was too dear"),
]


@pytest.mark.parametrize(("text", "source", "content"), SENTENCES)
def test_plain_sentences(text: str, source: str, content: str) -> None:
    found = read_attributions(text, shipped())
    assert any(
        source in cut(text, item.source) and content in cut(text, item.content) for item in found
    )


def test_seed_article_statements_are_found() -> None:
    if not SEED.exists():
        pytest.skip("../shared/seed is not beside the repository")
    text = SEED.read_text(encoding="utf-8")
    expected = json.loads(SEED.with_name("expected.json").read_text(encoding="utf-8"))
    found = read_attributions(text, shipped())
    missed = []
    for statement in expected["statements"]:
        start, end = statement["evidence"]
        wanted = set(range(start, end))
        covered = max((len(wanted & letters(item.content)) for item in found), default=0)
        if covered < SEED_COVERED * len(wanted):
            missed.append(statement["actor"])
    assert set(missed) <= SEED_MISSED, missed


SEED_MISSED = {"critics"}
"""Named by their noun alone, with a verb that says nothing: no reader of ours has found them."""

SEED_COVERED = 0.6
"""Share of the evidence that the content of one attribution has to cover."""


def letters(spans: Spans) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
