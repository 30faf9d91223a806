"""The stand-off layer, joined with articles that are given apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.corpus import layer
from stance.corpus.exchange import Fate
from stance.errors import InputError
from stance.schema import Article, Span, Stance

Write = Callable[[str, str], Path]


LAYER = {"id": "o1", "document": "d", "content": [[0, 8]], "proposal": "p", "stance": "oppose"}


def test_a_layer_is_joined_with_articles_by_id_or_file_name(write: Write) -> None:
    path = write("layer.jsonl", json.dumps(LAYER))
    for name in ("d", "d.txt", "train/text/d.txt"):
        found = layer.read_with(path, {name: Article(name, "No tolls.")})
        (item,) = found.coded
        assert (item.statement.quote, item.statement.stance) == ("No tolls", Stance.OPPOSE)
        assert list(found.articles) == ["d"]
        assert found.losses == ()


def test_a_layer_without_its_texts_is_refused_or_listed(write: Write) -> None:
    rows = [LAYER, {**LAYER, "content": [[0, 99]]}, {**LAYER, "document": "e"}]
    path = write("layer.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(InputError, match="holds offsets without texts; give them with --articles"):
        layer.read_with(path)
    found = layer.read_with(path, {"d": Article("d", "No tolls.")})
    assert len(found.coded) == 1
    assert [loss.fault for loss in found.losses] == [True, True]
    assert "ends beyond the text" in found.losses[0].reason
    assert found.losses[1].place == "layer.jsonl: document e"


def test_white_space_at_an_edge_is_taken_off(write: Write) -> None:
    path = write("layer.jsonl", json.dumps({**LAYER, "content": [[0, 3]]}))
    found = layer.read_with(path, {"d": Article("d", "No tolls.")})
    assert found.coded[0].statement.content_spans == (Span(0, 2),)
    assert [loss.fate for loss in found.losses] == [Fate.REPAIRED]


def test_files_of_one_name_are_not_guessed_between(write: Write) -> None:
    path = write("layer.jsonl", json.dumps(LAYER))
    articles = {name: Article(name, "No tolls.") for name in ("a/d.txt", "b/d.txt")}
    assert layer.read_with(path, articles).coded == ()
