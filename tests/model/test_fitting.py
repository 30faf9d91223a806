"""Classifier, calibration, scorer, parts and explanation, on a small trained model."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from stance.errors import ModelError, TrainingError
from stance.model.calibration import fit_temperature, softmax
from stance.model.classifier import (
    Design,
    FitSettings,
    fit_model,
    fit_weights,
    label_counts,
    read_features,
)
from stance.model.explain import explain, role_text, top_terms
from stance.model.parts import ModelParts, from_parts, to_parts
from stance.model.scorer import StanceModel
from stance.model.streams import codes_of
from stance.pipeline.scorer import Scorer
from stance.pipeline.training import Trained
from stance.schema import LABELS, Stance, Statement

PHRASE = st.text(alphabet=st.sampled_from("abcdefghij 'not.,?“”ünowif"), max_size=80)
STATEMENTS = st.builds(
    Statement, quote=PHRASE, proposal=PHRASE, actor=PHRASE, cue=PHRASE, context=PHRASE
)


def test_scores_are_those_of_scikit_learn(trained: Trained) -> None:
    """The whole way, features to probabilities, against scikit-learn's own product."""
    statements = trained.labelled.statements[:50]
    model = trained.model
    read = read_features(statements, model.settings)
    rows = np.arange(len(statements))
    logits = np.tile(model.intercept, (len(rows), 1))
    for block in model.blocks:
        codes, known = codes_of(block.name, block.terms), read.codes[block.name]
        present = np.flatnonzero(np.isin(codes, known))
        columns = np.searchsorted(known, codes[present])
        part = read.counts[block.name][:, columns].toarray()
        values = np.where(part > 0, 1 + np.log(np.maximum(part, 1)), 0) * block.idf[present]
        norms = np.linalg.norm(values, axis=1, keepdims=True)
        values = block.weight * values / np.where(norms > 0, norms, 1)
        logits += values @ model.coefficients[block.offset + present]
    np.testing.assert_allclose(model.logits(statements), logits, atol=1e-9)


def test_weights_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    matrix = sparse.csr_matrix(rng.random((60, 4)))
    labels = rng.integers(0, 5, 60)
    found = fit_weights(matrix, labels, FitSettings(strength=2.0, balance=1.0), np.ones(60))
    expected = LogisticRegression(C=2.0, class_weight="balanced", tol=1e-3, max_iter=400).fit(
        matrix, labels
    )
    np.testing.assert_allclose(found.coefficients, expected.coef_.T, atol=0.02)
    np.testing.assert_allclose(found.intercept, expected.intercept_, atol=0.02)


def test_a_row_that_counts_twice_is_as_two_rows() -> None:
    rng = np.random.default_rng(3)
    matrix = sparse.csr_matrix(rng.random((40, 3)))
    labels = rng.integers(0, 5, 40)
    fit = FitSettings(balance=0.5)
    twice = fit_weights(
        sparse.vstack([matrix, matrix[:10]]).tocsr(), np.append(labels, labels[:10]), fit,
        np.ones(50),
    )  # fmt: skip
    weights = np.where(np.arange(40) < 10, 2.0, 1.0)
    once = fit_weights(matrix, labels, replace(fit, strength=50 / 40), weights)
    np.testing.assert_allclose(once.coefficients, twice.coefficients, atol=0.02)


@pytest.mark.parametrize("present", [(0, 1), (1, 3), (0, 2, 4)])
def test_labels_that_never_occurred_are_never_predicted(present: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    labels = np.array(present)[rng.integers(0, len(present), 80)]
    matrix = sparse.csr_matrix(np.eye(5)[labels] + 0.1 * rng.random((80, 5)))
    found = fit_weights(matrix, labels, FitSettings(), np.ones(80))
    logits = matrix @ found.coefficients + found.intercept
    assert set(logits.argmax(axis=1)) == set(present)
    assert (logits.argmax(axis=1) == labels).mean() > 0.95
    absent = [number for number in range(5) if number not in present]
    assert softmax(logits)[:, absent].max() < 1e-9


def test_one_label_cannot_be_learned_from() -> None:
    with pytest.raises(TrainingError, match=r"all statements have one label \(oppose\)"):
        fit_weights(
            sparse.csr_matrix(np.ones((3, 1))), np.array([1, 1, 1]), FitSettings(), np.ones(3)
        )


def test_a_statement_without_label_is_named() -> None:
    with pytest.raises(TrainingError, match="statement q7 has no label"):
        read_features([Statement("a", "b", id="q7")], FitSettings().features)


def test_too_rare_features_are_an_error() -> None:
    rows = [Statement("alpha", "beta", stance=stance) for stance in (Stance.SUPPORT, Stance.OPPOSE)]
    fit = FitSettings(min_df=99)
    with pytest.raises(TrainingError, match="no feature occurs in 99 documents"):
        Design.fit(read_features(rows, fit.features), np.arange(2), fit)


def test_label_counts_list_all_labels(trained: Trained) -> None:
    counts = label_counts(trained.labelled.statements)
    assert tuple(counts) == LABELS
    assert sum(counts.values()) == len(trained.labelled.statements)


def test_temperature_is_found_and_keeps_the_answer() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(4000, 5))
    probabilities = softmax(logits)
    labels = np.array([rng.choice(5, p=row) for row in probabilities])
    assert fit_temperature(logits * 3.0, labels) == pytest.approx(3.0, rel=0.15)
    assert (softmax(logits / 3).argmax(axis=1) == logits.argmax(axis=1)).all()


@given(st.lists(st.lists(st.floats(-700, 700), min_size=5, max_size=5), min_size=1, max_size=5))
def test_softmax_rows_sum_to_one(rows: list[list[float]]) -> None:
    found = softmax(np.array(rows))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


@settings(deadline=None, max_examples=50)
@given(statement=STATEMENTS)
def test_probabilities_for_any_text(small: Scorer, statement: Statement) -> None:
    found = small.model.probabilities([statement])
    assert found.shape == (1, 5)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0)


@settings(deadline=None, max_examples=30)
@given(rows=st.lists(STATEMENTS, min_size=1, max_size=4))
def test_one_by_one_is_as_all_at_once(small: Scorer, rows: list[Statement]) -> None:
    together = small.model.probabilities(rows)
    single = [small.model.probabilities([row])[0] for row in rows]
    np.testing.assert_array_equal(together, single)


def test_no_statements_give_no_rows(small: Scorer) -> None:
    assert small.model.probabilities([]).shape == (0, 5)


@settings(deadline=None, max_examples=50)
@given(statement=STATEMENTS, label=st.sampled_from(LABELS))
def test_an_explanation_sums_to_the_logit_and_changes_nothing(
    small: Scorer, statement: Statement, label: Stance
) -> None:
    before = small.model.probabilities([statement])
    found = explain(small.model, statement, label)
    logit = small.model.logits([statement])[0][LABELS.index(label)]
    total = found.intercept + sum(item.weight for item in found.contributions)
    assert total == pytest.approx(logit, abs=1e-9)
    assert found.logit == pytest.approx(logit, abs=1e-9)
    assert sum(word.weight for word in found.words()) == pytest.approx(logit - found.intercept)
    for item in found.contributions:
        assert role_text(statement, item.role)[item.start : item.end] == item.text
    np.testing.assert_array_equal(small.model.probabilities([statement]), before)


def test_the_strongest_contributions_come_first(small: Scorer) -> None:
    statement = Statement("they would sign if the fee fell", "sign the deal", cue="said")
    found = explain(small.model, statement)
    assert found.label is LABELS[int(small.model.logits([statement])[0].argmax())]
    sizes = [abs(item.weight) for item in found.strongest(5)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == max(abs(item.weight) for item in found.contributions)


def test_top_terms_are_the_largest_coefficients(small: Scorer) -> None:
    model = small.model
    found = top_terms(model, Stance.CONDITIONAL, 5)
    column = model.coefficients[:, LABELS.index(Stance.CONDITIONAL)]
    np.testing.assert_allclose([item.weight for item in found], np.sort(column)[::-1][:5])
    for item in found:
        block = next(block for block in model.blocks if block.name == item.stream)
        at = block.offset + block.terms.index(item.feature)
        assert model.coefficients[at, 2] == item.weight


def test_parts_round_trip(trained: Trained) -> None:
    model = trained.model
    again = from_parts(to_parts(model))
    statements = trained.labelled.statements[:40]
    np.testing.assert_array_equal(again.logits(statements), model.logits(statements))
    assert again.settings == model.settings
    assert again.temperature == model.temperature


def broken(parts: ModelParts, **changes: Any) -> ModelParts:
    texts = {**parts.texts, **changes.get("texts", {})}
    return replace(
        parts,
        manifest={**parts.manifest, **changes.get("manifest", {})},
        arrays={**parts.arrays, **changes.get("arrays", {})},
        texts={name: text for name, text in texts.items() if text is not None},
    )


def features(parts: ModelParts, **changes: Any) -> dict[str, Any]:
    return {"features": {**parts.manifest["features"], **changes}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p: {"manifest": {"labels": ["pro", "contra"]}}, "manifest labels are"),
        (lambda p: {"manifest": features(p, version=0)}, "features are not of version"),
        (lambda p: {"manifest": features(p, streams=["smell"])}, "manifest streams are"),
        (lambda p: {"manifest": features(p, mask_actors="no")}, "mask_actors is neither"),
        (
            lambda p: {"manifest": features(p, weights={"cue": 1.0})},
            "are not of the same streams",
        ),
        (
            lambda p: {
                "manifest": features(p, sizes=dict.fromkeys(p.manifest["features"]["sizes"], -1))
            },
            "manifest size of cue is -1",
        ),
        (lambda p: {"texts": {"vocabulary.json": None}}, "vocabulary.json is missing"),
        (lambda p: {"manifest": {"temperature": 0.0}}, "temperature is 0.0"),
        (lambda p: {"manifest": {"temperature": float("nan")}}, "temperature is nan"),
        (
            lambda p: {"arrays": {"intercept": np.zeros(4)}},
            r"'intercept' is float64 of shape \(4,\)",
        ),
        (lambda p: {"arrays": {"intercept": np.zeros(5, int)}}, "expected floats"),
        (lambda p: {"arrays": {"intercept": np.full(5, np.inf)}}, "not finite"),
        (lambda p: {"arrays": {"idf": np.ones(1)}}, "'idf' is float64"),
        (lambda p: {"arrays": {"codes": np.ones(1)}}, "'codes' is float64"),
        (lambda p: {"arrays": {"codes": p.arrays["codes"][::-1]}}, "'codes' does not rise"),
        (lambda p: {"arrays": {"columns": 0 * p.arrays["columns"]}}, "each column once"),
        (lambda p: {"arrays": {"coefficients": np.ones((1, 5))}}, "'coefficients' is float64"),
    ],
)
def test_parts_that_do_not_fit_are_refused(trained: Trained, change: Any, reason: str) -> None:
    parts = to_parts(trained.model)
    with pytest.raises(ModelError, match=reason):
        from_parts(broken(parts, **change(parts)))


def test_a_missing_array_is_named(trained: Trained) -> None:
    parts = to_parts(trained.model)
    arrays = {name: array for name, array in parts.arrays.items() if name != "intercept"}
    with pytest.raises(ModelError, match="no array 'intercept'"):
        from_parts(replace(parts, arrays=arrays))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda terms: terms | {"cue": [terms["cue"][1], *terms["cue"][1:]]}, "cue has not its"),
        (lambda terms: terms | {"cue": terms["cue"][1:]}, "cue has not its number"),
        (lambda terms: terms | {"cue": "said"}, "cue is no list of terms"),
        (lambda terms: {"cue": terms["cue"]}, "are not those of the manifest"),
        (lambda terms: [], "are not those of the manifest"),
    ],
)
def test_names_that_do_not_fit_are_refused_when_they_are_asked_for(
    trained: Trained, change: Any, reason: str
) -> None:
    parts = to_parts(trained.model)
    changed = json.dumps(change(json.loads(parts.texts["vocabulary.json"])))
    model = from_parts(replace(parts, texts={"vocabulary.json": changed}))
    with pytest.raises(ModelError, match=reason):
        explain(model, trained.labelled.statements[0])


def test_names_that_are_no_json_are_refused(trained: Trained) -> None:
    parts = to_parts(trained.model)
    model = from_parts(replace(parts, texts={"vocabulary.json": "{"}))
    with pytest.raises(ModelError, match=r"vocabulary\.json cannot be read"):
        explain(model, trained.labelled.statements[0])


def test_fitting_is_repeatable(trained: Trained) -> None:
    statements = trained.labelled.statements[:200]
    fit = FitSettings()
    read = read_features(statements, fit.features)
    one, two = (fit_model(read, np.arange(200), fit) for _ in range(2))
    assert isinstance(one, StanceModel)
    np.testing.assert_allclose(one.coefficients, two.coefficients, atol=1e-6)
