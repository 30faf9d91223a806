"""Attributions around "is": found by their form, and nothing that only looks like them."""

from __future__ import annotations

import pytest

from stance.reading.clefts import cleft_attributions, with_clefts
from stance.reading.passages import split_passages
from stance.reading.tokens import quotations, tokenise
from stance.schema import Attribution, Span, cut


def read(text: str) -> list[Attribution]:
    passages = split_passages(text, tokenise(text), quotations(text))
    return [item for passage in passages for item in cleft_attributions(text, passage)]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "One of the objections that residents of the Orrun valley have raised is that the dam"
            " would drown their fields.",
            "residents of the Orrun valley",
            "objections have raised",
            "that the dam would drown their fields",
        ),
        (
            "The weak wall held. The promise she repeatedly made was a second bridge by May.",
            "she",
            "promise repeatedly made",
            "a second bridge by May",
        ),
        (
            "A worry which Alda Venn shares is the lack of nurses on Sunday nights!",
            "Alda Venn",
            "worry shares",
            "the lack of nurses on Sunday nights",
        ),
        (
            "Chief among the demands the strikers put forward are a shorter week, and sick pay.",
            "the strikers",
            "demands put forward",
            "a shorter week, and sick pay",
        ),
    ],
)
def test_roles(text: str, source: str, cue: str, content: str) -> None:
    (found,) = read(text)
    assert cut(text, found.source) == source
    assert cut(text, found.cue) == cue
    assert cut(text, found.content) == content


@pytest.mark.parametrize(
    "text",
    [
        "The fear of another winter has made is own way into the plan.",
        "The claim is that the mayor raised taxes.",
        "The idea that won has made the town richer.",
        "Concerns were raised, and the plan is dead.",
        '"The one concern farmers have raised is the price," he said.',
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert read(text) == []


def test_a_cleft_stands_instead_of_what_crosses_its_frame() -> None:
    text = "One concern farmers have raised is that officials say the wells run dry."
    passages = split_passages(text, tokenise(text), quotations(text))
    at = text.index

    def span(words: str) -> Span:
        return Span(at(words), at(words) + len(words))

    wrong = Attribution((span("One"),), (span("concern"),), (span("farmers have raised"),))
    inner = Attribution((span("officials"),), (span("say"),), (span("the wells run dry"),))
    kept = with_clefts(text, passages, [wrong, inner])
    assert kept[0] == inner
    assert [cut(text, item.source) for item in kept] == ["officials", "farmers"]
