from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli import app
from stance.corpus import Labelled

Write = Callable[[str, str], Path]
RECIPE = "strengths = [1.0]\nbalances = [1.0]\nfolds = 3\nresamples = 100\n"


@pytest.fixture
def data(some: Labelled, write: Write) -> Path:
    rows = [
        {"id": s.id, "document": s.document, "quote": s.quote, "proposal": s.proposal or "none",
         "cue": s.cue, "stance": s.stance}
        for s in some.statements[:250]
    ]  # fmt: skip
    return write("labels.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_train_then_predict_then_evaluate(data: Path, write: Write, tmp_path: Path) -> None:
    with data.open("a", encoding="utf-8") as stream:
        stream.write('{"quote": "We have not decided.", "stance": null}\n')
    passed_over = f"passed over: {data}: 1 statement without a stance (line 251)\n"
    recipe = write("recipe.toml", RECIPE)
    out = tmp_path / "model"
    code, stdout, stderr = invoke(
        "train", data, "--out", out, "--recipe", recipe, "--seed", 3, "--jobs", 1
    )
    assert code == 0, stderr
    for word in ("conditional", "Cohen's kappa", "majority", "text only", "proposal only", "["):
        assert word in stdout
    assert f"model written to {out}" in stderr
    assert passed_over in stderr
    rows = write("r.jsonl", '{"id": "1", "quote": "never", "proposal": "sign the deal"}')
    code, stdout, _ = invoke("predict", rows, "--model", out, "--format", "jsonl")
    assert code == 0
    assert json.loads(stdout)["id"] == "1"
    code, stdout, stderr = invoke(
        "evaluate", data, "--by", "proposal", "--recipe", recipe, "--jobs", 1
    )
    assert code == 0
    assert stderr == passed_over
    assert "five labels, by proposal" in stdout
    code, _, stderr = invoke("evaluate", data, "--model", out, "--recipe", recipe)
    assert code == 1
    assert "all 250 statements were in the model's training data" in stderr


def test_too_few_labels_count_those_that_wait(write: Write, tmp_path: Path) -> None:
    rows = '{"quote": "a", "proposal": "b", "stance": "support"}\n{"quote": "c"}\n'
    code, _, stderr = invoke("train", write("a.jsonl", rows), "--out", tmp_path / "model")
    assert code == 1
    assert "1 labelled statements (1 more have no stance) are too few" in stderr


def test_an_unknown_label_names_line_and_labels(write: Write, tmp_path: Path) -> None:
    rows = '{"quote": "a", "proposal": "b", "stance": "support"}\n' * 16
    rows += '{"quote": "a", "proposal": "b", "stance": "against"}\n'
    data = write("labels.jsonl", rows)
    code, _, stderr = invoke("train", data, "--out", tmp_path / "model")
    assert code == 1
    assert "labels.jsonl:17: " in stderr
    assert "'against'; allowed are support, oppose, conditional, neutral, unrelated" in stderr
    assert not (tmp_path / "model").exists()


def test_offsets_beyond_the_text_name_field_and_line(write: Write, tmp_path: Path) -> None:
    item = {
        "document": "a", "headline": "h", "date": "2020-01-01", "text": "Ada said yes.",
        "proposals": ["p"],
        "statements": [{"id": "a-1", "actor": "Ada", "actor_kind": "person", "source": [[0, 3]],
                        "cue": [[4, 8]], "content": [[9, 99]], "proposal": "p",
                        "stance": "support", "condition": None}],
    }  # fmt: skip
    data = write("items.jsonl", json.dumps(item))
    code, _, stderr = invoke("train", data, "--out", tmp_path / "model")
    assert code == 1
    assert "items.jsonl:1: " in stderr
    assert "content" in stderr
    assert "ends beyond the text" in stderr


def test_a_layer_without_its_texts_says_how_to_get_them(tmp_path: Path) -> None:
    layer = Path(__file__).resolve().parents[2] / "data/polnear_stance.jsonl"
    code, _, stderr = invoke("train", layer, "--out", tmp_path / "model")
    assert code == 1
    assert "--texts" in stderr


def test_labels_that_cannot_be_joined_are_counted(
    shared: Path, tmp_path: Path, write: Write
) -> None:
    layer = Path(__file__).resolve().parents[2] / "data/polnear_stance.jsonl"
    rows = layer.read_text(encoding="utf-8").splitlines()[:400]
    lost = json.loads(rows[0]) | {"document": "lost_2016-01-01_article"}
    data = write("layer.jsonl", "\n".join([*rows[1:], json.dumps(lost)]))
    code, _, stderr = invoke(
        "train", data, "--out", tmp_path / "m", "--texts", shared / "corpus/polnear",
        "--recipe", write("r.toml", RECIPE), "--jobs", 1,
    )  # fmt: skip
    assert code == 0, stderr
    assert "1 statements of 1 documents have no text in --texts: lost_2016-01-01" in stderr


def test_option_values_out_of_range_are_usage_errors(data: Path, tmp_path: Path) -> None:
    for option in (("--seed", 2**32), ("--seed", -1), ("--jobs", -2)):
        code, _, stderr = invoke("train", data, "--out", tmp_path / "m", *option)
        assert code == 2
        assert option[0] in stderr


def test_training_needs_an_out_folder(data: Path) -> None:
    code, _, stderr = invoke("train", data)
    assert code == 2
    assert "--out" in stderr
