"""The doctor as a whole: files, lists, splits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stance.corpus.doctor.findings import Kind
from stance.errors import InputError
from stance.pipeline.checking import check

ROOT = Path(__file__).resolve().parents[2]
Write = Callable[[str, str], Path]

TABLE = "quote,proposal,stance,actor,document\n"
LISTED = '[[actor]]\nname = "Ada Brik"\nkind = "person"\n'
PROPOSALS = '[[proposal]]\nid = "t"\nphrase = "abolish the tolls"\n'


@pytest.fixture
def table(write: Write) -> Path:
    rows = "we agree,abolish the tolls,support,Ada Brik,d1\nno,raise the tolls,oppose,Lou Penn,d2\n"
    return write("a.csv", TABLE + rows)


def test_labels_are_counted_by_file(table: Path, write: Write) -> None:
    other = write("b.csv", TABLE + "maybe,abolish the tolls,neutral,Ada Brik,d3\n")
    found = check([table, other])
    assert found.labels == {str(table): {"support": 1, "oppose": 1}, str(other): {"neutral": 1}}
    assert (found.statements, found.findings, found.is_sound) == (3, (), True)


def test_lists_are_held_against_the_names(table: Path, write: Write) -> None:
    found = check(
        [table], actors=write("actors.toml", LISTED), proposals=write("p.toml", PROPOSALS)
    )
    assert {kind: len(each) for kind, each in found.by_kind.items()} == {
        Kind.UNKNOWN_ACTOR: 1,
        Kind.UNKNOWN_PROPOSAL: 1,
    }
    assert found.is_sound


def test_leakage_makes_it_unsound(table: Path, write: Write) -> None:
    other = write("b.csv", TABLE + "We agree!,abolish the tolls,support,Ada Brik,d2\n")
    found = check([], splits={"train": [table], "test": [other]})
    assert {kind: len(each) for kind, each in found.by_kind.items()} == {
        Kind.SAME_QUOTE_SPLIT: 1,
        Kind.SAME_DOCUMENT_SPLIT: 1,
        Kind.DUPLICATE: 1,
    }
    assert not found.is_sound


def test_a_file_that_is_data_and_a_split_is_read_once(table: Path) -> None:
    found = check([table, str(table)], splits={"train": [table]})
    assert found.statements == 2
    with pytest.raises(InputError, match="is in the splits 'train' and 'test'"):
        check([], splits={"train": [table], "test": [table]})


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("actors", "[words]\n", "lists no actor"),
        ("actors", '[[actor]]\nname = "A"\n', "kind: unknown None"),
        ("actors", "[[", "is not valid TOML"),
        ("proposals", LISTED, "expected at least one"),
    ],
)
def test_a_faulty_list_is_told(
    table: Path, write: Write, option: str, text: str, said: str
) -> None:
    path = write("list.toml", text)
    with pytest.raises(InputError, match=said):
        check([table], **{option: path})  # type: ignore[arg-type]


def test_no_file_is_told() -> None:
    with pytest.raises(InputError, match="no file to check"):
        check([])


def test_a_statement_without_a_label_is_a_warning(write: Write) -> None:
    path = write(
        "events.csv",
        '"statement_id";"time";"person";"concept";"agreement";"text";"coder";"document_id";'
        '"document_title"\n1;2020-01-02 00:00:00;"Ada Brik";"build it";;"no";2;1;"Port"',
    )
    found = check([path])
    assert found.labels == {str(path): {"": 1}}
    assert [it.message for it in found.by_kind[Kind.NOT_CODED]] == ["'no'"]
    assert found.is_sound


def test_our_own_corpus_is_sound() -> None:
    found = check([ROOT / "data/statements.jsonl", ROOT / "data/contrasts.jsonl"])
    assert found.is_sound
    assert not found.by_kind.keys() & {Kind.UNREADABLE, Kind.CUT_WORD, Kind.NO_CONDITION}


def test_a_check_up_is_the_same_whatever_ran_before(table: Path, write: Write) -> None:
    row = {"quote": "we agree", "proposal": "abolish the tolls", "stance": "oppose"}
    other = write("b.jsonl", json.dumps(row) + "\n")
    assert check([table, other]) == check([table, other])
