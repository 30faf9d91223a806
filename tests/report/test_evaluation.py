"""The page of an evaluation: its figures are those of the records, and it holds in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from chromium import launched, opened, picture, violations
from story import HOSTILE

from stance.evaluation.assessment import figures
from stance.evaluation.metrics import Figure
from stance.evaluation.review import review
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.report.evaluation import Evaluation, render_evaluation
from stance.schema import LABELS, Statement

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def evaluation(text: str = "we will not pay", *, trials: bool = True) -> Evaluation:
    """120 statements of 30 documents, answered by chance with some skill."""
    random = np.random.default_rng(5)
    gold = random.integers(0, 5, 120)
    values = random.dirichlet(np.ones(5), 120) + 0.6 * np.eye(5)[gold]
    values /= values.sum(axis=1, keepdims=True)
    even = np.full((120, 5), 0.2)
    statements = [
        Statement(
            f"{text} {row}",
            f"build {text}",
            id=f"{text} {row}",
            document=f"{text} document {row // 4}",
            actor=f"Ada {text}",
            cue="said",
            stance=LABELS[label],
        )
        for row, label in enumerate(gold)
    ]
    one = Figure(0.4, 0.35, 0.45)
    return Evaluation(
        assessment=figures(
            statements, gold, {"stance": values, "text only": even}, "document", 100, 0
        ),
        review=review(statements, values),
        curve=(
            CurvePoint(25, 100, one, one),
            CurvePoint(50, 210, replace(one, value=0.44), one),
        )
        if trials
        else (),
        ablation=(LeftOut("chars", one, Figure(-0.02, -0.03, -0.01)), LeftOut("cue", one, one))
        if trials
        else (),
        left_out=(f"labels.jsonl:3: {text}",),
    )


EVALUATION = evaluation()
PAGE = render_evaluation(EVALUATION)


def test_the_figures_are_those_of_the_assessment() -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", PAGE).split())
    ours = EVALUATION.assessment.five["stance"]
    for part in (
        "A recipe, trained and tested in folds by document, on 120 statements of 30 documents.",
        f"{ours.kappa.value:.3f}",
        str(EVALUATION.assessment.five["text only"].macro_f1),
        *(str(item.f1) for item in ours.labels),
        f"Expected calibration error {EVALUATION.assessment.calibration.error:.3f}.",
        "-0.020 [-0.030, -0.010]",
        "labels.jsonl:3: we will not pay",
    ):
        assert part in text, part


def test_the_confusion_table_has_every_count() -> None:
    (table,) = re.findall(r'<table class="confusion">(.*?)</table>', PAGE, re.S)
    found = [
        [int(count.replace(",", "")) for count in re.findall(r'<td class="[^"]*">([\d,]+)', line)]
        for line in table.split("<tr>")[2:]
    ]
    assert found == [list(line) for line in EVALUATION.review.confusion]
    assert table.count(" right") == 5


def test_trials_that_were_not_asked_for_are_not_there() -> None:
    page = render_evaluation(evaluation(trials=False))
    assert "With less to learn from" not in page
    assert "Without each stream" not in page
    assert render_evaluation(evaluation()) == PAGE


def test_no_error_is_said() -> None:
    spotless = replace(EVALUATION, review=replace(EVALUATION.review, errors=()), left_out=())
    page = render_evaluation(spotless)
    assert "Every answer is the label." in page
    assert 'id="left"' not in page


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_payload_is_text(payload: str) -> None:
    page = render_evaluation(evaluation(payload, trials=False))
    for way in ("<img", "<iframe", "<svg onload", "<base", "<math", "<form", 'onerror="window'):
        assert way not in page
    assert page.count("<script") == 1


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("evaluation") / "evaluation.html"
    place.write_text(PAGE, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 700}},
    ],
    ids=["light", "dark", "narrow"],
)
def test_it_opens_without_errors_and_axe_finds_nothing(
    browser: Browser, path: Path, tmp_path: Path, options: dict[str, Any]
) -> None:
    with opened(browser, path, **options) as seen:
        seen.evaluate(
            "() => document.querySelectorAll('details > summary').forEach((one) => one.click())"
        )
        name = options.get("color_scheme", "narrow")
        picture(seen, f"evaluation-{name}", tmp_path)
        width = seen.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] == width[1]
        assert violations(seen) == []
        assert seen.messages == []
        assert seen.requests == [path.as_uri()]
