from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    f1_score,
    precision_recall_fscore_support,
)

from stance.evaluation.assessment import FOUR, figures
from stance.evaluation.baselines import majority
from stance.evaluation.metrics import (
    agreement,
    calibration,
    confusion,
    f1_of,
    kappa_change,
    kappa_of,
    macro_f1_of,
    risk_coverage,
)
from stance.schema import LABELS, Stance, Statement

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)


@settings(deadline=None)
@given(PAIRS)
def test_figures_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, predicted = np.array(pairs).T
    documents = [str(row // 2) for row in range(len(gold))]
    found = agreement(gold, predicted, documents, resamples=20)
    assert found.accuracy.value == pytest.approx(accuracy_score(gold, predicted))
    assert found.macro_f1.value == pytest.approx(
        f1_score(gold, predicted, average="macro", zero_division=0)
    )
    if len(set(gold) | set(predicted)) > 1:
        assert found.kappa.value == pytest.approx(cohen_kappa_score(gold, predicted))
    precision, recall, f1, count = precision_recall_fscore_support(
        gold, predicted, labels=range(5), zero_division=0
    )
    for number, item in enumerate(found.labels):
        assert item.precision.value == pytest.approx(precision[number])
        assert item.recall.value == pytest.approx(recall[number])
        assert item.f1.value == pytest.approx(f1[number])
        assert item.count == count[number]


def test_chance_agreement_alone_is_no_agreement() -> None:
    assert kappa_of(confusion(np.zeros(4, int), np.zeros(4, int), 5)) == 0.0


def test_labels_that_never_occur_do_not_count_in_macro_f1() -> None:
    counts = confusion(np.array([0, 1]), np.array([0, 1]), 5)
    assert macro_f1_of(counts) == 1.0
    assert f1_of(counts).tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]


def test_intervals_follow_documents_and_not_rows() -> None:
    """Rows that repeat within a document add no certainty."""
    rng = np.random.default_rng(0)
    gold = rng.integers(0, 5, 40)
    predicted = np.where(rng.random(40) < 0.7, gold, (gold + 1) % 5)
    single = agreement(gold, predicted, [str(row) for row in range(40)], seed=3)
    repeated = agreement(
        np.repeat(gold, 5), np.repeat(predicted, 5), [str(row // 5) for row in range(200)], seed=3
    )
    assert repeated.accuracy == single.accuracy
    assert single.accuracy.low < single.accuracy.value < single.accuracy.high
    assert (single.documents, repeated.documents, repeated.rows) == (40, 40, 200)


def test_intervals_are_as_wide_as_the_binomials() -> None:
    gold = np.zeros(400, int)
    predicted = np.array([0] * 300 + [1] * 100)
    found = agreement(gold, predicted, [str(row) for row in range(400)]).accuracy
    expected = binomtest(300, 400).proportion_ci(method="wilson")
    assert found.low == pytest.approx(expected.low, abs=0.01)
    assert found.high == pytest.approx(expected.high, abs=0.01)


def test_calibration_error_of_a_boaster_and_of_an_honest_model() -> None:
    rng = np.random.default_rng(1)
    gold = (rng.random(3000) < 0.4).astype(int)
    honest = np.tile([0.6, 0.4, 0, 0, 0], (3000, 1)).astype(float)
    boaster = np.tile([0.95, 0.05, 0, 0, 0], (3000, 1)).astype(float)
    assert calibration(gold, honest).error < 0.06
    assert calibration(gold, boaster).error == pytest.approx(0.35, abs=0.05)
    for item in calibration(gold, boaster).bins:
        expected = binomtest(round(item.accuracy * item.count), item.count).proportion_ci()
        assert (item.low, item.high) == pytest.approx((expected.low, expected.high))
    assert sum(item.count for item in calibration(gold, honest).bins) == 3000


def test_bins_with_nothing_or_everything_right_have_intervals() -> None:
    probabilities = np.tile([0.9, 0.1, 0, 0, 0], (10, 1)).astype(float)
    (none,) = calibration(np.ones(10, int), probabilities, bins=1).bins
    (every,) = calibration(np.zeros(10, int), probabilities, bins=1).bins
    assert (none.low, every.high) == (0.0, 1.0)
    assert none.high > 0.2
    assert every.low < 0.8


def test_withholding_the_least_confident_answers() -> None:
    gold = np.array([0, 0, 0, 1])
    first = np.array([0.9, 0.8, 0.7, 0.6])
    probabilities = np.column_stack([first, 1 - first, *np.zeros((3, 4))])
    points = risk_coverage(gold, probabilities, (1.0, 0.75, 0.25))
    assert [point.accuracy for point in points] == [0.75, 1.0, 1.0]
    assert [point.threshold for point in points] == [0.6, 0.7, 0.9]


def test_majority_gives_the_training_shares() -> None:
    found = majority(np.array([0, 0, 2, 4]), np.arange(2))
    np.testing.assert_allclose(found, [[0.5, 0, 0.25, 0, 0.25]] * 2)


def test_four_stances_leave_unrelated_out_on_both_sides() -> None:
    statements = [
        Statement("a", "p", document="1", stance=Stance.SUPPORT),
        Statement("b", "p", document="2", stance=Stance.UNRELATED),
        Statement("c", "", document="3", stance=Stance.UNRELATED),
        Statement("d", "p", document="4", stance=Stance.OPPOSE),
    ]
    labels = np.array([LABELS.index(item.stance) for item in statements])
    values = np.array([[0.3, 0, 0, 0, 0.7], [0, 1, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0.9, 0, 0, 0.1]])
    found = figures(statements, labels, {"stance": values}, "document", 100, 0)
    assert found.four["stance"].rows == 2
    assert found.four["stance"].accuracy.value == 1.0
    assert found.five["stance"].rows == 3
    assert found.five["stance"].accuracy.value == pytest.approx(1 / 3)
    assert [item.label for item in found.four["stance"].labels] == list(FOUR)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=2, max_size=40))
def test_a_change_of_kappa_is_the_difference(rows: list[tuple[int, int, int]]) -> None:
    gold, before, after = np.array(rows).T
    documents = [str(row // 2) for row in range(len(gold))]
    one, two = (agreement(gold, item, documents, resamples=50) for item in (before, after))
    change = kappa_change(gold, before, after, documents, resamples=50)
    assert change.value == pytest.approx(two.kappa.value - one.kappa.value)
    back = kappa_change(gold, after, before, documents, resamples=50)
    assert back.low == pytest.approx(-change.high)
    assert back.high == pytest.approx(-change.low)


def test_a_change_is_paired_so_that_hard_documents_do_not_widen_it() -> None:
    random = np.random.default_rng(3)
    gold = random.integers(0, 2, 400)
    documents = [str(row // 10) for row in range(400)]
    hard = np.repeat(random.random(40) < 0.5, 10)
    before = np.where(hard & (random.random(400) < 0.5), 1 - gold, gold)
    after = before.copy()
    after[:10] = gold[:10]
    one, two = (agreement(gold, item, documents, LABELS[:2]) for item in (before, after))
    change = kappa_change(gold, before, after, documents, LABELS[:2])
    alone = max(one.kappa.high - one.kappa.low, two.kappa.high - two.kappa.low)
    assert change.high - change.low < alone / 3
    same = kappa_change(gold, before, before, documents, LABELS[:2])
    assert (same.value, same.low, same.high) == (0, 0, 0)
