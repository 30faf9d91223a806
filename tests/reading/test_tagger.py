"""The tagger's answers against crfsuite's own and against the slow, obvious sums."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ModelError
from stance.reading.tagger import Table, Tagger

LABELS = ("A", "B", "C")


def made(seed: int, features: int = 6) -> Tagger:
    random_numbers = np.random.default_rng(seed)
    return Tagger.from_arrays(
        labels=LABELS,
        features=[f"f{number}" for number in range(features)],
        state=random_numbers.normal(size=(features, 3)).astype(np.float32),
        transitions=random_numbers.normal(size=(3, 3)).astype(np.float32),
    )


def weight(tagger: Tagger, scores: np.ndarray, path: tuple[int, ...]) -> float:
    """The slow, obvious weight of one label sequence."""
    total = sum(float(scores[place, label]) for place, label in enumerate(path))
    return total + sum(
        float(tagger.transitions[before, after]) for before, after in itertools.pairwise(path)
    )


SEQUENCES = st.lists(
    st.lists(
        st.lists(st.sampled_from(["f0", "f1", "f2", "f5", "unknown"]), max_size=4), max_size=5
    ),
    max_size=4,
)


@given(sequences=SEQUENCES, seed=st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_batch_finds_the_best_of_all_paths(sequences: list[list[list[str]]], seed: int) -> None:
    tagger = made(seed)
    scores = [tagger.scores(features) for features in sequences]
    for table, path in zip(scores, tagger.best(scores), strict=True):
        assert len(path) == len(table)
        paths = itertools.product(range(3), repeat=len(table))
        best = max(weight(tagger, table, other) for other in paths)
        assert weight(tagger, table, tuple(path)) == pytest.approx(best, abs=1e-5)


@given(sequences=SEQUENCES, seed=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_marginals_are_the_shares_of_all_paths(sequences: list[list[list[str]]], seed: int) -> None:
    tagger = made(seed)
    scores = [tagger.scores(features) for features in sequences]
    for table, found in zip(scores, tagger.marginals(scores), strict=True):
        expected = np.zeros((len(table), 3))
        for path in itertools.product(range(3), repeat=len(table)):
            mass = np.exp(weight(tagger, table, path))
            for place, label in enumerate(path):
                expected[place, label] += mass
        if len(table):
            expected /= expected.sum(axis=1, keepdims=True)
        assert found == pytest.approx(expected, abs=1e-4)


def test_scores_sum_the_rows_and_ignore_unknown_features() -> None:
    tagger = made(3)
    scores = tagger.scores([["f1", "f2", "f1"], ["nothing"], []])
    assert scores[0] == pytest.approx(2 * tagger.state[1] + tagger.state[2])
    assert not scores[1:].any()


def test_tables_side_by_side_give_both_scores() -> None:
    one, two = made(1), made(2, features=9)
    both = one.table.beside(two.table)
    features = [["f0", "f8"], [], ["f3", "f3", "unknown"]]
    assert both.scores_of_names(features)[:, :3] == pytest.approx(one.scores(features))
    assert both.scores_of_names(features)[:, 3:] == pytest.approx(two.scores(features))


def test_two_features_with_one_code_are_refused() -> None:
    twice = Table(np.array([7, 7], dtype=np.uint64), np.zeros((2, 3), dtype=np.float32))
    with pytest.raises(ModelError, match="one 64-bit code"):
        twice.scores_of_names([["f0"]])
    with pytest.raises(ModelError, match="one 64-bit code"):
        made(1).table.beside(twice)


@given(path=st.lists(st.integers(0, 2), max_size=6), seed=st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_weight_of_a_path(path: list[int], seed: int) -> None:
    tagger = made(seed)
    scores = tagger.scores([["f0", "f1"]] * len(path))
    found = tagger.weight(scores, np.array(path, dtype=np.intp))
    assert found == pytest.approx(weight(tagger, scores, tuple(path)), abs=1e-5)


def test_marginals_bear_extreme_weights() -> None:
    tagger = made(4)
    scores = [np.full((4, 3), 5e4, dtype=np.float32), np.full((2, 3), -5e4, dtype=np.float32)]
    scores[0][2, 1] = -5e4
    for table in tagger.marginals(scores):
        assert np.isfinite(table).all()
        assert table.sum(axis=1) == pytest.approx(np.ones(len(table)))


def test_equals_crfsuite(tmp_path: Path) -> None:
    pycrfsuite = pytest.importorskip("pycrfsuite", reason="python-crfsuite is not installed")
    rng = random.Random(7)

    def sequence(length: int) -> list[list[str]]:
        return [
            [f"w={rng.randint(0, 20)}", f"x={rng.randint(0, 3)}", "bias"] for _ in range(length)
        ]

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 30})
    for _ in range(60):
        features = sequence(rng.randint(1, 15))
        labels = [LABELS[(int(names[0][2:]) + rng.randint(0, 1)) % 3] for names in features]
        trainer.append(features, labels)
    path = str(tmp_path / "fitted")
    trainer.train(path)
    theirs = pycrfsuite.Tagger()
    theirs.open(path)
    ours = Tagger.from_crfsuite(theirs.info())
    fresh = [sequence(rng.randint(1, 25)) for _ in range(80)]
    assert ours.tag_many(fresh) == [theirs.tag(features) for features in fresh]
    assert ours.tag(fresh[0]) == theirs.tag(fresh[0])
    scores = [ours.scores(features) for features in fresh]
    for features, table in zip(fresh, ours.marginals(scores), strict=True):
        theirs.set(features)
        for place in range(len(features)):
            for column, label in enumerate(ours.labels):
                expected = theirs.marginal(label, place)
                assert table[place, column] == pytest.approx(expected, abs=1e-3)
    theirs.close()


def test_round_trip_through_arrays() -> None:
    tagger = made(1)
    again = Tagger.from_arrays(labels=tagger.labels, features=tagger.features, **tagger.to_arrays())
    features = [["f0"], ["f3", "f4"], ["f5"]]
    assert again.tag(features) == tagger.tag(features)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"labels": ()}, "at least one"),
        ({"labels": ("A", "A", "B")}, "different"),
        ({"features": ("f", "f")}, "occurs twice"),
        ({"state": np.zeros((3, 3), dtype=np.float32)}, "shape"),
        ({"state": np.zeros((2, 3))}, "32-bit"),
        ({"transitions": np.zeros((3, 2), dtype=np.float32)}, "shape"),
        ({"transitions": np.full((3, 3), np.nan, dtype=np.float32)}, "not finite"),
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, object], reason: str) -> None:
    parts: dict[str, object] = {
        "labels": LABELS,
        "features": ("f", "g"),
        "state": np.zeros((2, 3), dtype=np.float32),
        "transitions": np.zeros((3, 3), dtype=np.float32),
    }
    with pytest.raises(ModelError, match=reason):
        Tagger.from_arrays(**{**parts, **change})  # type: ignore[arg-type]
