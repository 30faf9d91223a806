"""Readers and measures of the public tables, on rows written for the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stance.errors import InputError
from stance.evaluation.folds import Fold
from stance.evaluation.metrics import agreement
from stance.schema import LABELS, Stance, Statement
from training.benchmarks.peers import marked_text, plain_tfidf
from training.benchmarks.public import accuracy, macro_f1, semeval_f1
from training.public_data import semeval

FAVOR, AGAINST, NONE = (LABELS.index(s) for s in (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL))


def test_semeval_file(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text(
        "ID\tTarget\tTweet\tStance\n1\tTram Line\tBuild it now\tFAVOR\n2\tTram Line\tno!\tAGAINST\n"
        "3\tTram Line\twhat is for lunch\tNONE\n",
        encoding="utf-8",
    )
    found = semeval(path)
    assert [item.stance for item in found] == [Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL]
    assert (found[0].quote, found[0].proposal, found[0].id) == ("Build it now", "Tram Line", "1")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1\tTram Line\tBuild it\tMAYBE", "unknown stance 'MAYBE'"),
        ("1\tTram Line\t\tFAVOR", ":2: no Tweet"),
    ],
)
def test_semeval_file_that_is_wrong(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "train.txt"
    path.write_text(f"ID\tTarget\tTweet\tStance\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=reason):
        semeval(path)


def test_measures() -> None:
    gold = np.array([FAVOR, FAVOR, AGAINST, NONE])
    found = agreement(gold, np.array([FAVOR, AGAINST, AGAINST, FAVOR]), ["a", "b", "c", "d"])
    # FAVOR: 1 right, 2 and 2 in all: 1/2; AGAINST: 1 right, 1 and 2 in all: 2/3; NONE: 0.
    assert semeval_f1(found).value == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert semeval_f1(found).low <= semeval_f1(found).value <= semeval_f1(found).high
    assert macro_f1(found).value == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    assert accuracy(found).value == 0.5


def test_peers_read_each_words_role() -> None:
    statement = Statement(quote="We won't.", proposal="Build it", cue="said")
    assert marked_text(statement) == "c_said q_we q_won't q_. p_build p_it"


def test_the_plain_peer_learns_what_is_plain() -> None:
    texts = ["we back it", "we reject it"] * 8
    statements = [Statement(quote=text, proposal="build it") for text in texts]
    labels = np.array([FAVOR, AGAINST] * 8)
    fold = Fold(np.arange(8), np.arange(8, 16))
    found = plain_tfidf(statements, labels, [fold], jobs=1)
    assert found[8:].argmax(axis=1).tolist() == labels[8:].tolist()
    assert found[8:].sum(axis=1) == pytest.approx(1.0)
    assert not found[:8].any()
