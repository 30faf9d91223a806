"""What is measured of a possible attribution, and the chance made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stance.errors import ModelError
from stance.reading.acceptance import MEASURES, UNUSUAL, Acceptance, Roles, measure
from stance.reading.passages import Passage, split_passages
from stance.reading.tokens import quotations, tokenise
from stance.schema import Attribution, Span
from training.build_reader import usual_cues
from training.reader_corpus import Document

TEXT = "Taxes must fall. He said that aides believe taxes rise."
HE, SAID, AIDES, BELIEVE = 4, 5, 7, 8


def passage(headline: bool = True) -> Passage:
    (found,) = split_passages(TEXT, tokenise(TEXT), quotations(TEXT))
    return found if headline else Passage(found.tokens, found.sentence, found.quoted)


def shares(*, cue: float = 0.5, source: float = 0.25, content: float = 0.75) -> np.ndarray:
    table = np.zeros((len(passage().tokens), 5))
    table[:, 0], table[:, 2], table[:, 4] = cue, content, source
    return table


def measured(*readings: Roles, usual: dict[str, float] | None = None) -> list[dict[str, float]]:
    rows = measure(passage(), readings, shares(), usual or {})
    return [dict(zip(MEASURES, row, strict=True)) for row in rows.tolist()]


OUTER = Roles((HE,), (SAID,), (6, AIDES, BELIEVE, 9, 10), weight=3.0)
INNER = Roles((AIDES,), (BELIEVE,), (9, 10), weight=-20.0)


def test_what_the_taggers_say() -> None:
    (found,) = measured(OUTER)
    assert found["weight"] == 3.0
    assert found["source"] == pytest.approx(math.log(0.26))
    assert found["content"] == pytest.approx(math.log(0.76))
    assert found["cue"] == pytest.approx(math.log(0.501))
    assert found["length"] == pytest.approx(math.log(6))
    assert found["sentence"] == pytest.approx(math.log(9))
    assert found["headline"] == 1.0
    assert measure(passage(headline=False), [OUTER], shares(), {})[0, -1] == 0.0


def test_a_source_that_is_missing_or_a_pronoun() -> None:
    found, nameless = measured(OUTER, Roles((), (SAID,), (6, AIDES)))
    assert (found["pronoun"], nameless["pronoun"]) == (1.0, 0.0)
    assert nameless["source"] < found["source"]


def test_readings_inside_each_other() -> None:
    outer, inner = measured(OUTER, INNER)
    assert (outer["inside"], outer["around"]) == (-10.0, -10.0)  # held within the bounds
    assert (inner["inside"], inner["around"]) == (3.0, -10.0)
    (alone,) = measured(INNER)
    assert alone["inside"] == -10.0


def test_order_and_place_of_the_content() -> None:
    before = Roles((HE,), (SAID,), (0, 1, 2), weight=0.0)
    turned = Roles((BELIEVE,), (SAID,), (6, AIDES), weight=0.0)
    plain_one, behind, inverted = measured(OUTER, before, turned)
    assert (plain_one["together"], behind["together"]) == (1.0, 0.0)
    assert [row["inverted"] for row in (plain_one, behind, inverted)] == [0.0, 0.0, 1.0]


def test_a_pair_of_words_goes_before_the_word() -> None:
    usual = {"said": -1.0, "said that": -0.5, "believe": -2.0}
    outer, inner = measured(OUTER, INNER, usual=usual)
    assert (outer["usual"], inner["usual"]) == (-0.5, -2.0)
    assert measured(OUTER)[0]["usual"] == UNUSUAL


def test_no_readings_are_no_rows() -> None:
    assert measure(passage(), [], shares(), {}).shape == (0, len(MEASURES))


def test_by_default_the_weight_decides() -> None:
    chances = Acceptance().chances(measure(passage(), [OUTER, INNER], shares(), {}))
    assert chances[0] == pytest.approx(1 / (1 + math.exp(-3)))
    assert chances[1] < 0.001


def test_wrong_weights_are_refused() -> None:
    with pytest.raises(ModelError, match="finite weights"):
        Acceptance(np.array([1.0]))
    with pytest.raises(ModelError, match="finite weights"):
        Acceptance(np.full(len(MEASURES), np.nan))
    with pytest.raises(ModelError, match="intercept"):
        Acceptance(intercept=math.inf)


def test_how_usual_a_cue_is() -> None:
    text = "He said no. He said yes. They said that. The road is long."
    spans = [Span(at, at + 4) for at in (3, 15)]  # two of three "said"
    found = tuple(Attribution((), (span,), (Span(0, 2),)) for span in spans)
    usual = usual_cues([Document("a", text, found, True)] * 20)
    assert usual["said"] == pytest.approx(math.log(40.5 / 65), abs=0.001)
    assert usual["said that"] < usual["said"] < usual["said no"]
    assert "road" not in usual
