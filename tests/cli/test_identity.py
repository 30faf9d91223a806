"""What runs depend on, and how they are told apart."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance.cli.identity import Identity, digest, reader_digests, scorer_digests
from stance.documents.survey import Survey
from stance.schema import Proposal

RUN = Identity(
    "predict",
    {"--format": "jsonl", "--min-confidence": "0.0"},
    {"the model": "abc"},
    (Survey("a.csv", 1, 1200, "x"), Survey("news", 3, 4500, "y")),
)
CSV, NEWS = RUN.inputs


def stored(identity: Identity) -> Identity:
    return Identity.from_json(json.loads(json.dumps(identity.as_json())))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (RUN, []),
        (replace(RUN, command="read"), ["the command was read"]),
        (replace(RUN, version="0.0.9"), ["the version of stance was 0.0.9"]),
        (replace(RUN, options={**RUN.options, "--format": "csv"}), ["--format was csv"]),
        (replace(RUN, options={"--format": "jsonl"}), ["--min-confidence was not given"]),
        (replace(RUN, digests={"the model": "abd"}), ["the model changed"]),
        (replace(RUN, digests={}), ["the model changed"]),
        (replace(RUN, inputs=(NEWS, CSV)), ["the inputs were news a.csv"]),
        (replace(RUN, inputs=(CSV,)), ["the inputs were a.csv"]),
        (
            replace(RUN, inputs=(replace(CSV, digest="z"), NEWS)),
            ["the input a.csv was changed"],
        ),
        (
            replace(RUN, inputs=(replace(CSV, digest="z", bytes=1300), NEWS)),
            ["the input a.csv had 1,300 bytes, and now has 1,200 bytes"],
        ),
        (
            replace(RUN, inputs=(CSV, replace(NEWS, digest="z", files=2, bytes=4000))),
            ["the input news had 2 files of 4,000 bytes, and now has 3 files of 4,500 bytes"],
        ),
        (
            replace(RUN, command="read", digests={"the model": "abd"}),
            ["the command was read", "the model changed"],
        ),
    ],
)
def test_every_difference_is_named(before: Identity, said: list[str]) -> None:
    assert stored(before) == before
    assert list(RUN.differences(stored(before))) == said


@pytest.mark.parametrize("values", [{}, {"inputs": [{}]}, {"inputs": 1}, {"inputs": [], "x": 1}])
def test_what_is_no_identity_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises((TypeError, KeyError)):
        Identity.from_json(values)


def test_digests_tell_proposals_and_models_apart(model_folder: Path, tmp_path: Path) -> None:
    asked = ("build it", Proposal("sell it", aliases=("the sale",)))
    assert digest(asked) == digest(("build it", Proposal("sell it", aliases=("the sale",))))
    assert digest(asked) != digest(("build it", Proposal("sell it")))
    shipped, small = scorer_digests(None), scorer_digests(model_folder)
    assert {name for name in shipped if shipped[name] != small[name]} == {"the model"}
    assert reader_digests().items() <= shipped.items()
    assert all(shipped.values())
    copy = tmp_path / "copy"
    shutil.copytree(model_folder, copy)
    assert scorer_digests(copy) == small
    assert scorer_digests(tmp_path / "none")["the model"] == ""
