from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stance import artifact
from stance.corpus import Labelled, read_labelled
from stance.errors import InputError, ModelError, RecipeError, TrainingError
from stance.evaluation.folds import group_rows
from stance.model.classifier import FitSettings, read_features
from stance.pipeline.assessment import assess, grouped_folds, search
from stance.pipeline.evaluating import evaluate
from stance.pipeline.recipe import Recipe, read_recipe
from stance.pipeline.training import Trained, fit, plain, seen_key, seen_keys, train
from stance.schema import Stance, Statement

SMALL = Recipe(strengths=(1.0,), balances=(1.0,), folds=3, resamples=100)
Write = Callable[[str, str], Path]


def flat(statements: tuple[Statement, ...]) -> str:
    return "".join(
        json.dumps(
            {
                "id": item.id,
                "document": item.document,
                "quote": item.quote,
                "proposal": item.proposal,
                "actor": item.actor,
                "cue": item.cue,
                "context": item.context,
                "stance": item.stance,
            }
        )
        + "\n"
        for item in statements
    )


def test_the_model_stands_beside_its_baselines(trained: Trained) -> None:
    """With few labels the text alone does as well; the rest it must beat clearly."""
    five = trained.assessment.five
    assert set(five) == {"stance", "majority", "text only", "proposal only", "actor only"}
    ours = five["stance"].kappa.value
    assert ours > 0.3
    for name in ("majority", "proposal only", "actor only"):
        assert five[name].kappa.value < ours - 0.1
    assert five["majority"].kappa.value == pytest.approx(0.0, abs=0.02)


def test_training_twice_gives_the_same_folder(some: Labelled, write: Write, tmp_path: Path) -> None:
    data = write("labels.jsonl", flat(some.statements[:300]))
    folders = [tmp_path / name / "model" for name in ("one", "two")]
    for folder in folders:
        train([data], folder, recipe=SMALL, seed=4)
    for path in folders[0].iterdir():
        assert (folders[1] / path.name).read_bytes() == path.read_bytes(), path.name
    manifest = artifact.read(folders[0], "stance").manifest
    assert manifest["recipe"]["seed"] == 4
    assert manifest["data"]["statements"] == 300
    card = (folders[0] / "README.md").read_text(encoding="utf-8")
    assert "| majority |" in card
    assert "300 statements" in card


def test_without_actors_the_actor_baseline_is_the_majority(some: Labelled) -> None:
    nameless = [replace(s, actor="", actor_mention="") for s in some.statements[:200]]
    five = assess(nameless, SMALL).five
    assert five["actor only"] == five["majority"]
    assert five["text only"] != five["majority"]


def test_masking_actors_leaves_their_baseline_alone(some: Labelled) -> None:
    statements = some.statements[:200]
    plain, masked = (assess(statements, replace(SMALL, mask_actors=m)).five for m in (False, True))
    assert masked["actor only"] == plain["actor only"] != plain["majority"]


def test_another_seed_gives_other_folds(some: Labelled) -> None:
    read = read_features(some.statements, FitSettings().features)
    one, two, again = (
        grouped_folds(some.statements, read, SMALL, "document", seed) for seed in (0, 1, 0)
    )
    assert [fold.test.tolist() for fold in one] == [fold.test.tolist() for fold in again]
    assert [fold.test.tolist() for fold in one] != [fold.test.tolist() for fold in two]


def test_folds_keep_documents_together(some: Labelled) -> None:
    read = read_features(some.statements, FitSettings().features)
    groups = group_rows(some.statements, "document")
    for fold in grouped_folds(some.statements, read, SMALL, "document", 0):
        assert not set(groups[fold.test]) & set(groups[fold.train])


def test_settings_are_chosen_on_the_other_folds(some: Labelled) -> None:
    """Shuffling one fold's labels must not change how that fold is answered."""
    statements = some.statements[:400]
    grid = Recipe(strengths=(0.01, 3.0), balances=(0.0, 1.0), folds=3).grid()
    read = read_features(statements, grid[0].features)
    folds = grouped_folds(statements, read, SMALL, "document", 0)
    found = search(read, folds, grid)
    before = found.honest()[folds[0].test]
    found.labels[folds[0].test] = np.roll(found.labels[folds[0].test], 1)
    np.testing.assert_array_equal(found.honest()[folds[0].test], before)


def test_progress_is_told(some: Labelled) -> None:
    told: list[tuple[int, int]] = []
    fit(
        Labelled(some.statements[:200]),
        SMALL,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_parallel_folds_are_the_same_folds(some: Labelled) -> None:
    statements = some.statements[:200]
    one, two = (assess(statements, SMALL, jobs=jobs) for jobs in (1, 2))
    assert one.five["stance"].kappa.value == pytest.approx(two.five["stance"].kappa.value)


def test_too_few_labels(some: Labelled) -> None:
    with pytest.raises(TrainingError, match="5 labelled statements are too few"):
        fit(Labelled(some.statements[:5]), SMALL)
    one = Labelled(tuple(s for s in some.statements if s.document == some.statements[0].document))
    with pytest.raises(TrainingError, match="groups cannot fill 3 folds"):
        fit(Labelled(one.statements * 2), SMALL)


def test_one_label_only(some: Labelled) -> None:
    support = tuple(s for s in some.statements if s.stance is Stance.SUPPORT)
    with pytest.raises(TrainingError, match="degenerate"):
        fit(Labelled(support), SMALL)


def test_a_folder_of_something_else_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ModelError, match="holds no model"):
        train(["absent.jsonl"], tmp_path)


def test_seen_texts_are_recognised_however_they_are_written() -> None:
    quote = "The ferry to the islands must keep running in winter"
    one = Statement(quote, "p", document="a")
    same = Statement(f"“{quote.lower()},”", "q", document="b")
    short = Statement("We agree", "p", document="a")
    other = Statement("We agree", "p", document="b")
    assert seen_key(one) == seen_key(same)
    assert seen_key(short) != seen_key(other)
    assert len(seen_keys([one, same, short, other])) == 3


def test_evaluating_a_model_leaves_its_training_texts_out(
    model_folder: Path, own: Labelled, some: Labelled, write: Write
) -> None:
    trained_on = {item.document for item in some.statements}
    fresh = tuple(item for item in own.statements if item.document not in trained_on)[:150]
    data = write("mixed.jsonl", flat((*some.statements[:40], *fresh)))
    found = evaluate([data], model_folder, recipe=SMALL)
    assert found.seen == 40
    assert found.assessment.five["stance"].rows == 150
    assert found.assessment.five["majority"].kappa.value == 0.0
    with pytest.raises(InputError, match="all 40 statements were in the model's training data"):
        evaluate([write("seen.jsonl", flat(some.statements[:40]))], model_folder, recipe=SMALL)


@pytest.mark.parametrize("by", ["document", "proposal", "actor"])
def test_evaluating_a_recipe_in_folds(some: Labelled, write: Write, by: str) -> None:
    data = write("labels.jsonl", flat(some.statements[:400]))
    found = evaluate([data], by=by, recipe=SMALL)
    assert found.assessment.grouping == by
    assert found.assessment.five["stance"].rows == 400


def test_files_count_as_the_recipe_says(some: Labelled, write: Write) -> None:
    paths = [
        write("a.jsonl", flat(some.statements[:150])),
        write("b.jsonl", flat(some.statements[150:300])),
    ]
    labelled = read_labelled(paths)
    assert labelled.files == ("a.jsonl",) * 150 + ("b.jsonl",) * 150
    recipe = replace(SMALL, files={"b.jsonl": 0.25})
    weights = recipe.statement_weights(labelled.files, 300)
    assert weights.tolist() == [1.0] * 150 + [0.25] * 150
    assert recipe.statement_weights((), 2).tolist() == [1.0, 1.0]
    one, two = (fit(labelled, given).model.coefficients for given in (SMALL, recipe))
    assert not np.allclose(one, two)


def test_recipes(write: Write) -> None:
    assert read_recipe(None) == Recipe()
    path = write("r.toml", "strengths = [2]\nfolds = 3\nmask_actors = true\n[weights]\nchars = 0\n")
    recipe = read_recipe(path)
    assert (recipe.strengths, recipe.folds, recipe.mask_actors) == ((2.0,), 3, True)
    assert recipe.weights["chars"] == 0
    assert recipe.weights["cue"] == 1.0
    assert all("chars" not in item.features.streams for item in recipe.grid())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("speed = 9", "unknown setting 'speed'; known are balances, files, folds"),
        ("folds = 1", "folds is 1; allowed is a whole number from 2 up"),
        ("folds = 2.5", "allowed is a whole number"),
        ("min_df = true", "min_df is True"),
        ("strengths = []", r"strengths is \[\]; allowed is a list of positive numbers"),
        ("strengths = [0]", "allowed is a list of positive numbers"),
        ("balances = [2]", "allowed is a list of numbers from 0 to 1"),
        ("mask_actors = 1", "allowed is true or false"),
        ("[weights]\nsmell = 1", "allowed is a table of stream = weight"),
        ("[weights]\ncue = -1", "allowed is a table of stream = weight"),
        ("[files]\n'a.jsonl' = 0", "allowed is a table of file name = weight above 0"),
        ("resamples = 5", "allowed is a whole number from 100 up"),
    ],
)
def test_bad_recipes_name_the_setting(write: Write, text: str, reason: str) -> None:
    with pytest.raises(RecipeError, match=reason) as caught:
        read_recipe(write("r.toml", text))
    assert "r.toml" in str(caught.value)


def test_records_become_plain_json() -> None:
    found = plain({"a": (1, 2.000049), Stance.OPPOSE: Statement("q", "p")})
    assert found["a"] == [1, 2.0]
    assert found["oppose"]["quote"] == "q"
    json.dumps(found)
