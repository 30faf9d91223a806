"""Labelled statements: three formats, told apart by content, and what cannot be joined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import Labelled, read_labelled
from stance.errors import InputError, RecordError
from stance.schema import Span, Stance, Statement

TEXT = "Port vote nears\n\nMayor Ada Brik said tolls must go, unless rents fall. Nobody spoke."
SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"
LAYER = Path(__file__).parents[2] / "data" / "polnear_stance.jsonl"


def at(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def item(**changes: Any) -> dict[str, Any]:
    statement = {
        "id": "X01-00",
        "actor": "Ada Brik",
        "actor_kind": "person",
        "source": at("Mayor Ada Brik"),
        "cue": at("said"),
        "content": at("tolls must go, unless rents fall"),
        "proposal": "abolish the tolls",
        "stance": "conditional",
        "condition": at("unless rents fall"),
    }
    return {
        "document": "X01",
        "headline": "Port vote nears",
        "date": "2020-01-02",
        "text": TEXT,
        "proposals": ["abolish the tolls"],
        "statements": [statement | changes],
    }


def layer_row(**changes: Any) -> dict[str, Any]:
    return {
        "id": "o1",
        "document": "doc-1",
        "source": at("Mayor Ada Brik"),
        "cue": at("said"),
        "content": at("tolls must go"),
        "proposal": "abolish the tolls",
        "proposal_id": None,
        "stance": "support",
        "sure": True,
        "condition": None,
    } | changes


def save(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "polnear" / "data" / "train" / "text"
    folder.mkdir(parents=True)
    (folder / "doc-1.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "polnear"


def test_an_item_gives_statements_with_strings_cut_from_its_text(tmp_path: Path) -> None:
    (found,) = read_labelled([save(tmp_path / "a.jsonl", item())]).statements
    start = TEXT.index("tolls must go")
    assert found == Statement(
        quote="tolls must go, unless rents fall",
        proposal="abolish the tolls",
        id="X01-00",
        document="X01",
        actor="Ada Brik",
        actor_mention="Mayor Ada Brik",
        actor_kind="person",
        cue="said",
        context=TEXT.rpartition("\n")[2],
        stance=Stance.CONDITIONAL,
        date="2020-01-02",
        source_spans=(Span(17, 31),),
        cue_spans=(Span(32, 36),),
        content_spans=(Span(start, start + 32),),
        condition_spans=(Span(start + 15, start + 32),),
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stance": "for"}, "stance: unknown label 'for'; allowed are support, oppose"),
        ({"coder": []}, "coder: expected text, found list"),
        ({"Actor": "Ada"}, "the name 'Actor' is not known; rename it 'actor'"),
        ({"content": []}, "content: empty"),
        ({"content": [[5, 999]]}, "content\\[0\\]: \\[5, 999\\] ends beyond the text"),
        ({"cue": [[9, 9]]}, "cue\\[0\\]: \\[9, 9\\] is no span"),
        ({"source": [[8, 9], [1, 2]]}, "source\\[1\\]: .* starts before the previous"),
        ({"actor_kind": "robot"}, "actor_kind: unknown 'robot'; allowed are person"),
        ({"proposal": 7}, "proposal: expected text, found int 7"),
    ],
)
def test_a_bad_statement_of_an_item_is_named(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    path = save(tmp_path / "a.jsonl", item(), item(**changes) | {"document": "X02"})
    with pytest.raises(RecordError, match=f"statements\\[0\\].{said}") as caught:
        read_labelled([path])
    assert (caught.value.path, caught.value.line) == (str(path), 2)


@pytest.mark.parametrize(
    ("statements", "said"),
    [(None, "statements: expected a list"), (["x"], r"statements\[0\]: expected an object")],
)
def test_an_item_holds_a_list_of_objects(tmp_path: Path, statements: Any, said: str) -> None:
    path = save(tmp_path / "a.jsonl", item() | {"statements": statements})
    with pytest.raises(RecordError, match=said) as caught:
        read_labelled([path])
    assert caught.value.line == 1


@pytest.mark.parametrize("given_as", ["", "data", ".."])
def test_a_layer_is_joined_from_wherever_the_checkout_lies(
    tmp_path: Path, texts: Path, given_as: str
) -> None:
    path = save(tmp_path / "layer.jsonl", layer_row())
    found = read_labelled([path], texts / given_as)
    assert [each.quote for each in found.statements] == ["tolls must go"]
    assert found.statements[0].actor == "Mayor Ada Brik"
    assert not found.problems


def test_a_layer_row_without_a_proposal_has_an_empty_one(tmp_path: Path, texts: Path) -> None:
    path = save(tmp_path / "l.jsonl", layer_row(proposal=None, stance="unrelated", source=None))
    (found,) = read_labelled([path], texts).statements
    assert (found.proposal, found.actor, found.source_spans) == ("", "", ())


def test_what_cannot_be_joined_is_counted_and_the_rest_kept(tmp_path: Path, texts: Path) -> None:
    path = save(
        tmp_path / "layer.jsonl",
        layer_row(),
        layer_row(id="o2", document="gone"),
        layer_row(id="o3", document="gone"),
        layer_row(id="o4", content=[[70, 7000]]),
        layer_row(id="o5", content=[[15, 17]]),
        layer_row(id="o6", content=[[36, 50]]),
    )
    found = read_labelled([path], texts)
    assert [each.id for each in found.statements] == ["o1", "o6"]
    assert found.statements[1].quote == "tolls must go"
    assert (found.missing, found.unjoined, found.trimmed) == (("gone",), 2, 1)
    assert [problem.line for problem in found.problems] == [4, 5]
    assert "doc-1: content[0]: [70, 7000] ends beyond the text" in found.problems[0].reason
    assert "only white space" in found.problems[1].reason


def test_a_layer_of_which_nothing_joins_says_how_to_get_the_texts(
    tmp_path: Path, texts: Path
) -> None:
    path = save(tmp_path / "layer.jsonl", layer_row(document="gone"))
    with pytest.raises(InputError, match=r"no text of 1 documents.*git clone.*--texts DIR"):
        read_labelled([path], texts)


@pytest.mark.parametrize(
    ("folder", "said"),
    [(None, "offsets without texts"), ("none", "no such folder"), ("empty", "holds no texts")],
)
def test_a_layer_without_texts_says_how_to_get_them(
    tmp_path: Path, folder: str | None, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    path = save(tmp_path / "layer.jsonl", layer_row())
    with pytest.raises(InputError, match=f"{said}.*git clone.*--texts DIR"):
        read_labelled([path], None if folder is None else tmp_path / folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stance": "pro"}, "unknown label 'pro'; allowed are"),
        ({"content": "0-5"}, "content: expected a list of"),
        ({"content": [[5, 3]]}, "is no span"),
        ({"document": ""}, "document: missing"),
    ],
)
def test_a_layer_row_that_no_text_can_mend_is_an_error(
    tmp_path: Path, texts: Path, changes: dict[str, Any], said: str
) -> None:
    path = save(tmp_path / "layer.jsonl", layer_row(), layer_row(id="o2") | changes)
    with pytest.raises(RecordError, match=said) as caught:
        read_labelled([path], texts)
    assert (caught.value.path, caught.value.line) == (str(path), 2)


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_flat_rows_are_a_users_own_table(tmp_path: Path, ending: str) -> None:
    rows = [
        {"quote": "Scrap it.", "proposal": "keep it", "stance": "oppose", "actor": "Ada"},
        {"quote": "scrap  IT.", "proposal": "keep it", "stance": "oppose"},
        {"quote": "Lunch?", "stance": "unrelated", "document": "d7", "id": "q9"},
    ]
    path = tmp_path / f"mine{ending}"
    if ending == ".csv":
        lines = ["id,document,quote,proposal,stance,actor"]
        lines += [",".join(row.get(key, "") for key in lines[0].split(",")) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        save(path, *rows)
    first, second, third = read_labelled([path]).statements
    assert (first.quote, first.actor, first.stance) == ("Scrap it.", "Ada", Stance.OPPOSE)
    assert first.document == second.document != third.document
    assert (third.id, third.document, third.proposal) == ("q9", "d7", "")
    assert first.id == f"mine{ending}:{2 if ending == '.csv' else 1}"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"quote": "x", "proposal": "p", "stance": "agree"}, "allowed are support, oppose, cond"),
        ({"quote": "x", "proposal": "p", "stance": 0}, "stance: unknown label 0; allowed are"),
        ({"quote": "x", "proposal": "p", "Stance": "oppose"}, "'Stance'.*rename it 'stance'"),
        ({"quote": "x", "proposal": "p", "stance": "oppose", "Cue": "c"}, "'Cue'.*rename it 'cue'"),
        ({"quote": "x", "stance": "support"}, "proposal: missing"),
        ({"quote": " ", "proposal": "p", "stance": "support"}, "quote: only white space"),
        ({"quote": 5, "proposal": "p", "stance": "support"}, "quote: expected text"),
    ],
)
def test_a_bad_flat_row_is_named(tmp_path: Path, row: dict[str, Any], said: str) -> None:
    good = {"quote": "x", "proposal": "p", "stance": "support"}
    path = save(tmp_path / "mine.jsonl", good, row)
    with pytest.raises(RecordError, match=said) as caught:
        read_labelled([path])
    assert str(caught.value).startswith(f"{path}:2: ")


class TestNotCodedYet:
    """What has no stance is passed over, counted and named; an unknown label never is."""

    def test_statements_of_an_item(self, tmp_path: Path) -> None:
        given = item()
        (coded,) = given["statements"]
        answer = {"score": {"probabilities": {"oppose": 1.0}}}
        given["statements"] = [
            {**coded, "id": "none", "stance": None, **answer},
            coded,
            {**coded, "id": "", "stance": " "},
        ]
        path = save(tmp_path / "a.jsonl", item() | {"document": "X00"}, given)
        found = read_labelled([path])
        assert [each.document for each in found.statements] == ["X00", "X01"]
        assert len(found.files) == len(found.coders) == 2
        (passed_over,) = found.uncoded
        assert str(passed_over) == (
            f"{path}: 2 statements without a stance (line 2 none, line 2 X01-02)"
        )

    @pytest.mark.parametrize("empty", [{}, {"stance": None}, {"stance": ""}, {"stance": "\t"}])
    def test_flat_rows_also_without_a_proposal(self, tmp_path: Path, empty: dict[str, Any]) -> None:
        good = {"quote": "x", "proposal": "p", "stance": "support"}
        path = save(tmp_path / "mine.jsonl", good, {"quote": "y", **empty})
        found = read_labelled([path])
        assert [each.quote for each in found.statements] == ["x"]
        assert [str(each) for each in found.uncoded] == [
            f"{path}: 1 statement without a stance (line 2)"
        ]

    def test_layer_rows_whether_or_not_their_text_is_there(
        self, tmp_path: Path, texts: Path
    ) -> None:
        waiting = {"id": "o2", "stance": None}
        rows = (layer_row(), layer_row(**waiting), layer_row(**waiting, document="gone"))
        found = read_labelled([save(tmp_path / "l.jsonl", *rows)], texts)
        assert [each.id for each in found.statements] == ["o1"]
        assert found.missing == ()
        assert found.uncoded[0].first == ("line 2 o2", "line 3 o2")

    def test_each_file_is_told_with_its_first_places(self, tmp_path: Path) -> None:
        many = tmp_path / "many.csv"
        many.write_text("quote,proposal,stance\nx,p,support\n" + "y,p,\n" * 1234, "utf-8")
        one = save(tmp_path / "one.jsonl", {"quote": "y"})
        assert [str(each) for each in read_labelled([many, one]).uncoded] == [
            f"{many}: 1,234 statements without a stance"
            " (line 3, line 4, line 5, line 6, line 7, …)",
            f"{one}: 1 statement without a stance (line 1)",
        ]

    @pytest.mark.parametrize("name", ["flat", "item", "layer"])
    def test_where_nothing_is_left_the_error_names_the_remedy(
        self, tmp_path: Path, texts: Path, name: str
    ) -> None:
        rows = {"flat": {"quote": "y"}, "item": item(stance=None), "layer": layer_row(stance="")}
        path = save(tmp_path / "a.jsonl", rows[name])
        said = "nothing is coded yet: .*a.jsonl: 1 statement.*give each a `stance`, one of support"
        with pytest.raises(InputError, match=said):
            read_labelled([path], texts)


def test_misspelt_names_are_told_in_every_format(tmp_path: Path, texts: Path) -> None:
    misspelt: list[tuple[dict[str, Any], str]] = [
        ({"Quote": "x", "proposal": "p", "stance": "support"}, "quote"),
        ({"Text": TEXT, "document": "d", "statements": []}, "text"),
        (item() | {"Date": "2020"}, "date"),
        (layer_row(Cue=None), "cue"),
        ({"Content": [[0, 1]], "document": "d"}, "content"),
    ]
    for row, right in misspelt:
        path = save(tmp_path / "a.jsonl", row)
        with pytest.raises(RecordError, match=f"rename it '{right}'") as caught:
            read_labelled([path], texts)
        assert (caught.value.path, caught.value.line) == (str(path), 1)


def test_an_unknown_format_lists_the_known(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", {"sentence": "x", "label": 1})
    with pytest.raises(RecordError, match=r"sentence, label; allowed are items.*layer.*flat rows"):
        read_labelled([path])


def test_the_same_id_twice_in_a_document_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", item())
    with pytest.raises(RecordError, match="'X01-00' of document 'X01' is used twice"):
        read_labelled([path, path])


def test_two_coders_may_use_one_id(tmp_path: Path) -> None:
    first, second = item(coder="Ada"), item(coder=2, stance="oppose")
    path = save(tmp_path / "a.jsonl", first, second)
    found = read_labelled([path])
    assert [each.id for each in found.statements] == ["X01-00", "X01-00"]
    assert found.coders == ("Ada", "2")
    with pytest.raises(RecordError, match="'X01-00' of document 'X01' is used twice"):
        read_labelled([save(path, first, item(coder="Ada", stance="oppose"))])


WORDS = st.text("abc", min_size=1)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1), st.randoms())
def test_the_fingerprint_knows_content_and_not_order(
    pairs: list[tuple[str, str]], random: Any
) -> None:
    statements = [Statement(quote, proposal) for quote, proposal in pairs]
    shuffled = random.sample(statements, len(statements))
    fingerprint = Labelled(tuple(statements)).fingerprint
    assert Labelled(tuple(shuffled)).fingerprint == fingerprint
    assert Labelled((*statements, Statement("d", "d"))).fingerprint != fingerprint


@pytest.mark.skipif(not SHARED.is_dir(), reason="PolNeAR's texts are not beside the repository")
def test_every_statement_of_the_shipped_layer_joins() -> None:
    found = read_labelled([LAYER], SHARED / "polnear")
    assert len(found.statements) == 5799
    assert not found.problems
    assert not found.missing
