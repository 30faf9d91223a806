"""Label Studio: real exports, shared ids, several coders, predictions, and what is refused."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from read_cases import CASES, expected, shown

from stance.corpus.exchange import Coded, Collection, Fate
from stance.corpus.jsonl import spanned_statement
from stance.corpus.labelstudio import FORMAT, read
from stance.corpus.labelstudio_config import AREAS, labelling_config
from stance.corpus.labelstudio_write import write
from stance.corpus.regions import RELATIONS, Part
from stance.errors import InputError
from stance.schema import ACTOR_KINDS, LABELS, Article, Condition, Score, Span, Stance

Write = Callable[[str, str], Path]
FOLDER = "labelstudio"
TEXT = "Ada Brik backed the toll, only if the ferry stays free."


@pytest.mark.parametrize("name", expected(FOLDER))
def test_exports_are_read(name: str) -> None:
    assert shown(read(CASES / FOLDER / name)) == expected(FOLDER)[name]


def region(key: str, label: str, start: int, end: int, **rest: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    return {
        "id": key,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": value,
    } | (rest)


def control(key: str, name: str, kind: str, chosen: Any, start: int = 9, end: int = 24) -> Any:
    field = "choices" if kind == "choices" else "text"
    value = {"start": start, "end": end, field: chosen}
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def relation(start: str, end: str, name: str, direction: str = "right") -> dict[str, Any]:
    ends = {"from_id": start, "to_id": end, "direction": direction}
    return {"type": "relation", "labels": [name], **ends}


QUOTE = region("q", "Quote", 9, 24)
STANCE = control("q", "stance", "choices", ["support"])
ACTOR = region("a", "Actor", 0, 8)


def task(*results: Any, **rest: Any) -> dict[str, Any]:
    annotation = {"id": 1, "completed_by": 1, "result": list(results)}
    return {"id": 1, "data": {"text": TEXT}, "annotations": [annotation], **rest}


def loaded(write_file: Write, *tasks: Any) -> Collection:
    return read(write_file("export.json", json.dumps(list(tasks))))


def test_a_label_and_a_choice_of_one_id_are_one_region(write: Write) -> None:
    (item,) = loaded(write, task(QUOTE, STANCE)).coded
    assert (item.statement.quote, item.statement.stance) == ("backed the toll", Stance.SUPPORT)
    assert item.statement.id == "q"
    assert item.coder == "1"


@pytest.mark.parametrize(
    ("link", "actor"),
    [
        (relation("a", "q", "says"), "Ada Brik"),
        (relation("q", "a", "says"), "Ada Brik"),
        (relation("q", "a", "Says", "left"), "Ada Brik"),
        ({"type": "relation", "from_id": "a", "to_id": "q"}, "Ada Brik"),
        (relation("a", "q", "about"), ""),
        (relation("a", "zz", "says"), ""),
    ],
)
def test_relations_say_who_speaks(write: Write, link: Any, actor: str) -> None:
    found = loaded(write, task(QUOTE, STANCE, ACTOR, link))
    (item,) = found.coded
    assert item.statement.actor == actor
    assert bool(found.losses) is not bool(actor)


def test_two_actors_of_one_quote_are_two_statements(write: Write) -> None:
    other = region("b", "Actor", 4, 8)
    links = [relation("a", "q", "says"), relation("b", "q", "says")]
    found = loaded(write, task(QUOTE, STANCE, ACTOR, other, *links))
    assert [(item.statement.actor, item.statement.id) for item in found.coded] == [
        ("Ada Brik", "q"),
        ("Brik", "1-01"),
    ]


def test_what_stands_on_the_actor_or_proposal_counts_where_the_quote_says_nothing(
    write: Write,
) -> None:
    name = control("a", "actor", "textarea", ["A. Brik"], 0, 8)
    kind = control("a", "actor_kind", "choices", ["person"], 0, 8)
    plan = region("p", "Proposal", 20, 24)
    phrase = control("p", "proposal", "textarea", ["charge a toll"], 20, 24)
    links = [relation("a", "q", "says"), relation("q", "p", "about")]
    (item,) = loaded(write, task(QUOTE, STANCE, ACTOR, name, kind, plan, phrase, *links)).coded
    found = item.statement
    assert (found.actor, found.actor_mention, found.actor_kind) == ("A. Brik", "Ada Brik", "person")
    assert found.proposal == "charge a toll"
    (item,) = loaded(write, task(QUOTE, STANCE, plan, links[1])).coded
    assert item.statement.proposal == "toll"


@pytest.mark.parametrize("label", LABELS)
def test_a_bare_stance_is_a_quote(write: Write, label: str) -> None:
    (item,) = loaded(write, task(region("q", label.title(), 9, 24))).coded
    assert item.statement.stance == label


def test_a_choice_without_a_label_is_a_quote(write: Write) -> None:
    (item,) = loaded(write, task(STANCE)).coded
    assert (item.statement.quote, item.statement.stance) == ("backed the toll", Stance.SUPPORT)


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([QUOTE, control("q", "stance", "choices", ["favour"])], "unknown label 'favour'; allowed"),
        ([QUOTE, control("q", "stance", "choices", ["support", "oppose"])], "'support, oppose'"),
        ([QUOTE, STANCE, control("q", "stance", "choices", ["oppose"])], "'support' in one result"),
        ([QUOTE, control("q", "stance", "choices", ["support"], 9, 25)], "[9, 24] in one result"),
        ([QUOTE, STANCE, region("q", "Actor", 9, 24)], "region q is both Quote and Actor"),
        ([QUOTE, control("q", "actor_kind", "choices", ["robot"])], "actor_kind: unknown 'robot'"),
        ([region("q", "Quote", 9, 240), STANCE], "[9, 240] in one result and [9, 24] in another"),
        ([control("q", "stance", "choices", [1])], "choices: expected texts, found [1]"),
        ([{"type": "labels", "id": "q", "value": {"start": "/p[1]", "end": 3}}], "HyperText"),
        ([{"type": "labels", "id": "q", "value": 7}], "value: expected an object, found 7"),
        ([{"type": "relation", "from_id": 4}], "a relation needs from_id and to_id"),
        (["q"], "expected an object, found str"),
    ],
)
def test_a_region_that_is_wrong_is_left_out_whole(write: Write, results: Any, said: str) -> None:
    found = loaded(write, task(*results))
    assert found.coded == ()
    assert any(loss.fault and said in str(loss) for loss in found.losses), found.losses
    assert all("export.json: task 1, annotation 1" in loss.place for loss in found.losses)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (region("x", "ORG", 0, 8), "a label that is none of ours"),
        (control("q", "tone", "choices", ["loud"]), "a choice that is none of ours; name the"),
        (control("q", "remark", "textarea", ["hm"]), "a written note that is none of ours"),
        (control("q", "proposal", "textarea", ["one", "two"]), "a second entry of proposal"),
        ({"type": "rating", "value": {"rating": 3}}, "a result of a type that says nothing here"),
        ({**QUOTE, "meta": {"text": ["sure?"]}}, "a comment on the region has no place"),
        (ACTOR, "this Actor is linked with no Quote"),
        (relation("q", "q", "says"), "a relation that says nothing here"),
        (relation("a", "q", "quotes"), "a relation that is not known; known are says, about"),
    ],
)
def test_what_has_no_place_is_listed_and_the_rest_is_kept(
    write: Write, result: Any, said: str
) -> None:
    found = loaded(
        write, task(QUOTE, STANCE, *([ACTOR] if "known are says" in said else []), result)
    )
    assert [item.statement.stance for item in found.coded] == [Stance.SUPPORT]
    assert [loss.fate for loss in found.losses if said in loss.reason] == [Fate.DROPPED]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (7, "expected an object, found int"),
        ({"id": 1}, "data: expected an object with the text"),
        ({"id": 1, "data": {"text": ["a"]}}, "text: expected text, found list"),
        ({"id": 1, "data": {"one": "a", "two": "b"}}, "which field is the text? found one, two"),
        ({"id": 1, "data": {"text": " "}}, "text: only white space"),
        ({"id": 1, "data": {"text": TEXT}, "annotations": {}}, "annotations: expected a list"),
        ({"id": 1, "data": {"text": TEXT}, "predictions": 3}, "predictions: expected a list"),
        (
            {"id": 1, "data": {"text": TEXT, "proposal": 3}, "annotations": [{"result": [QUOTE]}]},
            "proposal: expected text, found int",
        ),
        (task(QUOTE) | {"annotations": [{"result": "q"}]}, "result: expected a list"),
        (task(QUOTE) | {"annotations": [9]}, "expected an object"),
    ],
)
def test_a_task_that_is_wrong_is_left_out(write: Write, values: Any, said: str) -> None:
    found = loaded(write, values, task(QUOTE, STANCE) | {"id": 2})
    assert [item.statement.quote for item in found.coded] == ["backed the toll"]
    (loss,) = [loss for loss in found.losses if loss.fault]
    assert said in str(loss)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "holds no task"),
        ("17", "expected a list of tasks, found int"),
        ((CASES / FOLDER / "minimal.json").read_text(), "is a JSON-MIN export: it has lost"),
        ('[{"id": 1, "data"', "not valid JSON"),
    ],
)
def test_what_is_no_export_is_refused(write: Write, content: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(write("export.json", content))


def test_a_single_task_is_an_export_too(write: Write) -> None:
    path = write("task.json", json.dumps(task(QUOTE, STANCE)))
    assert len(read(path).coded) == 1


@pytest.mark.parametrize(
    ("user", "coder"),
    [
        (4, "4"),
        ({"id": 4, "email": "anna@coders.example"}, "anna@coders.example"),
        ({"id": 4, "email": "", "username": "anna"}, "anna"),
        ({"id": 4}, "4"),
        ("anna", "anna"),
        (None, ""),
        ([4], ""),
    ],
)
def test_the_coder_is_a_number_or_an_object(write: Write, user: Any, coder: str) -> None:
    values = task()
    values["annotations"] = [{"completed_by": user, "result": [QUOTE]}]
    (item,) = loaded(write, values).coded
    assert item.coder == coder


def test_two_tasks_of_one_name_and_other_texts_stay_apart(write: Write) -> None:
    first = {"id": 1, "data": {"text": "One.", "document": "d"}}
    second = {"id": 2, "data": {"text": "Two.", "document": "d"}}
    found = loaded(write, first, second, first)
    assert {name: article.text for name, article in found.articles.items()} == {
        "d": "One.",
        "d~2": "Two.",
    }
    (loss,) = found.losses
    assert (loss.fate, loss.detail) == (Fate.CHANGED, "d is now d~2")


def test_a_break_written_as_two_characters_is_a_break(write: Write) -> None:
    text = "No tolls\nat all."
    result = {
        **QUOTE,
        "value": {"start": 0, "end": 15, "text": "No tolls\\nat all", "labels": ["Quote"]},
    }
    found = loaded(write, {"data": {"text": text}, "annotations": [{"result": [result]}]})
    assert ([item.statement.quote for item in found.coded], found.losses) == (
        ["No tolls\nat all"],
        (),
    )


def test_predictions_of_others_have_one_probability(write: Write) -> None:
    result = [QUOTE, {**STANCE, "score": 0.6}]
    values = task() | {"predictions": [{"model_version": "m", "score": 0.9, "result": result}]}
    found = loaded(write, values)
    (item,) = found.coded
    assert item.score
    assert item.score.probabilities[Stance.SUPPORT] == 0.6
    assert item.score.probabilities[Stance.OPPOSE] == pytest.approx(0.1)
    assert (item.coder, item.statement.stance) == ("m", None)
    assert [loss.fate for loss in found.losses] == [Fate.CHANGED]


def test_a_prediction_of_others_has_its_condition_from_the_region(write: Write) -> None:
    clause = region("c", "Condition", 26, 54)
    conditional = control("q", "stance", "choices", ["conditional"])
    result = [QUOTE, conditional, clause, relation("q", "c", "if")]
    found = loaded(write, task() | {"predictions": [{"score": 0.8, "result": result}]})
    (item,) = found.coded
    assert item.score
    assert item.score.condition == Condition(TEXT[26:54], 26, 54)
    assert item.statement.condition_spans == ()


def test_offsets_may_be_written_as_texts(write: Write) -> None:
    value = {"start": "9", "end": "24", "labels": ["Quote"]}
    (item,) = loaded(write, task({**QUOTE, "value": value})).coded
    assert item.statement.content_spans == (Span(9, 24),)


def test_a_stance_of_the_whole_text_has_no_place_beside_quotes(write: Write) -> None:
    whole = {"type": "choices", "from_name": "stance", "value": {"choices": ["oppose"]}}
    found = loaded(write, task(QUOTE, STANCE, whole))
    assert [item.statement.stance for item in found.coded] == [Stance.SUPPORT]
    assert "a stance of the text as a whole" in found.losses[0].reason


def test_a_quote_without_its_article_keeps_to_its_fields(write: Write) -> None:
    data = {"text": TEXT, "kind": "quote", "actor": "Ada Brik", "proposal": "p", "cue": "said"}
    values = {"id": 3, "data": data, "annotations": [{"result": [QUOTE, STANCE, ACTOR]}]}
    found = loaded(write, values)
    (item,) = found.coded
    assert (item.statement.quote, item.statement.stance, item.statement.id) == (
        TEXT,
        Stance.SUPPORT,
        "q",
    )
    assert (item.statement.cue, item.statement.content_spans) == ("said", ())
    assert "a region within a quote" in found.losses[0].reason
    wrong = {**values, "data": {**data, "actor_kind": "robot"}}
    assert [loss.fault for loss in loaded(write, wrong).losses] == [False, True]


def test_notes_without_a_label_are_listed(write: Write) -> None:
    found = loaded(write, task(QUOTE, STANCE, control("x", "proposal", "textarea", ["p"], 0, 3)))
    assert "a region without a label" in found.losses[0].reason


@pytest.mark.parametrize("score", [None, 0.1, 1.5, -1, "high", True])
def test_a_prediction_without_a_probability_is_no_answer(write: Write, score: Any) -> None:
    values = task() | {"predictions": [{"score": score, "result": [QUOTE, STANCE]}]}
    found = loaded(write, values)
    assert found.coded == ()
    assert "without a stance and its probability" in found.losses[0].reason


def test_a_damaged_score_of_ours_is_a_fault(write: Write) -> None:
    result = [{**QUOTE, "meta": {"score": {"probabilities": {"support": 1}}}}, STANCE]
    found = loaded(write, task() | {"predictions": [{"result": result}]})
    assert (found.coded, [loss.fault for loss in found.losses]) == ((), [True])


def collection(score: Score | None = None, coder: str = "") -> Collection:
    statement = spanned_statement(
        TEXT,
        id_="s1",
        document="d",
        source=(Span(0, 8),),
        cue=(),
        content=(Span(9, 24), Span(34, 39)),
        condition=() if score else (Span(26, 54),),
        proposal="charge a toll",
        stance=None if score else Stance.CONDITIONAL,
        actor="A. Brik",
        actor_kind="person",
    )
    return Collection({"d": Article("d", TEXT)}, (Coded(statement, coder, score),))


def written(given: Collection, folder: Path) -> Any:
    write(given, folder / "out.json")
    (found,) = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return found


def test_what_is_written_fits_the_labelling_interface(tmp_path: Path) -> None:
    """Every control, label, choice and relation of a task is one that the interface has."""
    view = ET.fromstring(labelling_config())
    controls = {
        tag.get("name", ""): {child.get("value") for child in tag}
        for kind in ("Labels", "Choices", "TextArea")
        for tag in view.iter(kind)
    }
    relations = {tag.get("value") for tag in view.iter("Relation")}
    (text,) = view.iter("Text")
    result = written(collection(), tmp_path)["annotations"][0]["result"]
    for item in result:
        if item["type"] == "relation":
            assert set(item["labels"]) <= relations
            continue
        assert item["to_name"] == text.get("name")
        chosen = item["value"].get("labels", item["value"].get("choices", []))
        assert set(chosen) <= controls[item["from_name"]]
    used = {item.get("from_name") for item in result}
    assert used == {None, "label", "stance", "proposal", "actor", "actor_kind"}
    assert controls["label"] == set(Part)
    assert controls["stance"] == set(LABELS)
    assert controls["actor_kind"] == set(ACTOR_KINDS)
    assert set(controls) == {"label", "stance", "actor_kind", *AREAS}
    assert relations == set(RELATIONS)
    assert text.get("value") == "$text"


def test_coders_are_written_as_label_studio_names_users(tmp_path: Path) -> None:
    for coder, user in (("7", 7), ("07", None), ("a@b.example", {"email": "a@b.example"})):
        annotation = written(collection(coder=coder), tmp_path)["annotations"][0]
        assert annotation.get("completed_by") == user
        assert read(tmp_path / "out.json").coded[0].coder == coder
    annotation = written(collection(coder="anna"), tmp_path)["annotations"][0]
    assert "completed_by" not in annotation
    assert annotation["result"][0]["meta"] == {"coder": "anna"}


def test_answers_are_written_as_pre_annotations(tmp_path: Path) -> None:
    shares = dict(zip(LABELS, (0.7, 0.1, 0.1, 0.05, 0.05), strict=True))
    found = written(collection(Score(shares), "mill-2"), tmp_path)
    assert found["annotations"] == []
    (prediction,) = found["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("mill-2", 0.7)
    choices = [each for each in prediction["result"] if each.get("type") == "choices"]
    assert choices[0]["value"]["choices"] == ["support"]
    abstained = written(collection(Score(shares, abstained=True)), tmp_path)["predictions"][0]
    assert [each["from_name"] for each in abstained["result"] if each.get("type") == "choices"] == [
        "actor_kind"
    ]


def test_a_prediction_that_a_coder_has_taken_over_is_a_coding(tmp_path: Path) -> None:
    shares = dict(zip(LABELS, (0.7, 0.1, 0.1, 0.05, 0.05), strict=True))
    found = written(collection(Score(shares), "mill-2"), tmp_path)
    result = found["predictions"].pop()["result"]
    found["annotations"] = [{"completed_by": 3, "result": result}]
    (tmp_path / "out.json").write_text(json.dumps([found]))
    (item,) = read(tmp_path / "out.json").coded
    assert (item.score, item.coder, item.statement.stance) == (None, "3", Stance.SUPPORT)


def test_the_format_is_the_modules() -> None:
    assert (FORMAT.read, FORMAT.write, FORMAT.endings) == (read, write, (".json",))
