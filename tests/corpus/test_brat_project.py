"""brat projects: events, relations, attributes and notes; folders of coders; PolNeAR whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import alike
from read_cases import CASES, expected, shown

from stance.corpus.brat import read_annotations
from stance.corpus.brat_project import read
from stance.corpus.brat_write import document_name, file_name, write
from stance.corpus.exchange import Coded, Collection, Fate
from stance.corpus.jsonl import spanned_statement
from stance.errors import InputError
from stance.schema import ACTOR_KINDS, LABELS, Article, Span, Stance, Statement

Write = Callable[[str, str], Path]
TEXT = "No tolls, said Ada Brik,\nnot in May. Critics disagree."
MARKS = (
    "T1\tContent 0 8;25 35\tNo tolls not in May\n"
    "T2\tCue 10 14\tsaid\n"
    "T3\tSource 15 23\tAda Brik\n"
    "T4\tAttribution 10 14\tsaid\n"
    "E1\tAttribution:T4 Content:T1 Cue:T2 source:T3\n"
)


@pytest.mark.parametrize("folder", ["brat", "polnear", "coders"])
def test_projects_are_read(folder: str) -> None:
    for name, wanted in expected(folder).items():
        assert shown(read(CASES / folder / name)) == wanted


def loaded(write_file: Write, ann: str, text: str = TEXT) -> Collection:
    write_file("a.txt", text)
    return read(write_file("a.ann", ann))


def only(collection: Collection) -> Statement:
    (item,) = collection.coded
    return item.statement


def test_an_event_is_a_statement_with_discontinuous_spans(write: Write) -> None:
    found = only(loaded(write, MARKS))
    assert found.content_spans == (Span(0, 8), Span(25, 35))
    assert (found.actor, found.cue, found.stance) == ("Ada Brik", "said", None)


@pytest.mark.parametrize(
    "lines",
    [
        "A1\tStance E1 oppose\n#1\tProposal E1\tcharge a toll\n#2\tActor E1\tA. Brik\n",
        "A1\tstance T1 Oppose\n#1\tAnnotatorNotes T1\tproposal: charge a toll\n"
        "N1\tReference T3 Actors:17\tA. Brik\n",
        "M1\toppose E1\n#1\tAnnotatorNotes E1\tProposal = charge a toll\n"
        "#2\tAnnotatorNotes T3\tactor: A. Brik\n",
    ],
)
def test_attributes_and_notes_count_on_the_event_or_its_parts(write: Write, lines: str) -> None:
    found = loaded(write, MARKS + lines)
    assert only(found).stance is Stance.OPPOSE
    assert (only(found).proposal, only(found).actor) == ("charge a toll", "A. Brik")
    assert found.losses == ()


SCORE = json.dumps(
    {"probabilities": dict(zip(LABELS, (0.6, 0.1, 0.1, 0.1, 0.1), strict=True)), "condition": None}
)


def test_an_answer_stays_a_models_until_a_coder_has_a_stance(write: Write) -> None:
    asked = f"{MARKS}A1\tPredicted E1 support\n#1\tScore E1\t{SCORE}\n"
    found = loaded(write, asked)
    (item,) = found.coded
    assert item.score is not None
    assert (item.score.stance, item.score.confidence) == (Stance.SUPPORT, 0.6)
    assert (item.statement.stance, found.losses) == (None, ())
    found = loaded(write, asked + "A2\tStance E1 oppose\n")
    (item,) = found.coded
    assert (item.score, item.statement.stance) == (None, Stance.OPPOSE)
    assert [(loss.fate, loss.detail) for loss in found.losses] == [(Fate.CHANGED, "support 0.60")]


def test_a_predicted_stance_alone_is_no_answer(write: Write) -> None:
    found = loaded(write, MARKS + "A1\tPredicted E1 support\n")
    (item,) = found.coded
    assert (item.score, item.statement.stance) == (None, None)
    assert "without its probabilities" in found.losses[0].reason


@pytest.mark.parametrize(
    ("line", "said", "kept"),
    [
        ("T1\tCue 0 2\tNo", "T1 stands twice in the file", 1),
        ("T9\tCue 0 99\tNo", "[0, 99] in a text of 54 characters", 1),
        ("T9\tCue 0 2\tYes", "[0, 2] is 'No', the file says 'Yes'", 1),
        ("T9\tCue 0 2 5\tNo", "expected start end[;start end]", 1),
        ("T9\tCue 0\tNo", "expected start end[;start end]", 1),
        ("A1\tStance E1 favour", "unknown label 'favour'; allowed are support", 0),
        ("A1\tStance E1 support\nA2\tStance E1 oppose", "two values of stance", 0),
        ("#1\tActorKind E1\trobot", "actor_kind: unknown 'robot'", 0),
        ("#1\tScore E1\t{3", "Score: is not JSON", 0),
        ("#1\tScore E1\t{}", "probabilities: expected all of support", 0),
        ("R1\tSays Arg1:T2", "not a brat record: 'R1", 1),
        ("E9\tAttribution", "not a brat record: 'E9", 1),
    ],
)
def test_a_record_that_is_wrong_is_listed(write: Write, line: str, said: str, kept: int) -> None:
    found = loaded(write, MARKS + line + "\n")
    assert len(found.coded) == kept
    assert [said in str(loss) for loss in found.losses if loss.fault] == [True]
    assert all(loss.place.startswith("a.ann:") for loss in found.losses)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T9\tORG 0 2\tNo", "a label that is none of ours; known are Source, Cue"),
        ("A1\tNegation E1", "an attribute that is none of ours"),
        ("#1\tAnnotatorNotes E1\tis this right?", "a note for which there is no place"),
        ("#1\tProposal T77\tcharge a toll", "a note on what is not there"),
        ("*\tEquiv T1 T2", "an equivalence"),
        ("R1\tSays Arg1:T77 Arg2:E1", "a relation to a region that is not there"),
        ("T9\tContent 37 44\tCritics\nE9\tAttribution:T77 Content:T78", "content is not there"),
        ("E9\tAttribution:T4 Cue:T2", "an attribution without content"),
        ("T9\tSource 37 44\tCritics", "this Actor is linked with no Quote"),
    ],
)
def test_what_has_no_place_is_listed(write: Write, line: str, said: str) -> None:
    found = loaded(write, MARKS + line + "\n")
    assert found.coded[-1].statement.content_spans
    assert [loss.fate for loss in found.losses if said in loss.reason] == [Fate.DROPPED]
    assert not any(loss.fault for loss in found.losses)


def test_a_role_that_is_unknown_is_listed(write: Write) -> None:
    found = loaded(write, MARKS.replace("source:T3", "Victim:T3"))
    assert only(found).actor == ""
    assert "a role that is none of ours" in found.losses[0].reason


def test_relations_without_events(write: Write) -> None:
    marks = "T1\tQuote 0 8\tNo tolls\nT2\tActor 15 23\tAda Brik\nT3\tProposal 3 8\ttolls\n"
    found = loaded(write, marks + "R1\tSays Arg1:T2 Arg2:T1\t\nR2\tAbout Arg1:T1 Arg2:T3\n")
    assert (only(found).actor, only(found).proposal) == ("Ada Brik", "tolls")


def test_offsets_of_another_counting_are_repaired(write: Write) -> None:
    found = loaded(write, "T1\tQuote 3 5\tNo\nT2\tQuote 0 2\t🚢\n", "🚢 No")
    assert [item.statement.quote for item in found.coded] == ["No", "🚢"]
    assert "UTF-16 units" in str(found.losses[0])


def test_an_empty_annotation_file_is_an_article_without_statements(write: Write) -> None:
    found = loaded(write, "")
    assert (found.coded, list(found.articles)) == ((), ["a"])


def test_what_is_no_project_is_refused(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.ann")
    with pytest.raises(InputError, match=r"has no text beside it; put alone\.txt there"):
        read(write("alone.ann", MARKS))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"holds no \.ann file"):
        read(tmp_path / "empty")


def test_a_file_that_cannot_be_read_does_not_take_the_folder_with_it(
    write: Write, tmp_path: Path
) -> None:
    write("p/a.txt", TEXT)
    write("p/a.ann", MARKS)
    write("p/b.ann", MARKS)
    (tmp_path / "p" / "b.txt").write_bytes(b"caf\xe9")
    found = read(tmp_path / "p")
    assert (len(found.coded), [loss.fault for loss in found.losses]) == (1, [True])
    assert "not UTF-8" in str(found.losses[0])


def test_a_folder_names_a_coder_only_where_another_has_the_same_text(
    write: Write, tmp_path: Path
) -> None:
    for place, text in (("p/anna/a", TEXT), ("p/bert/a", TEXT), ("p/cleo/a", TEXT + "!")):
        write(f"{place}.txt", text)
        write(f"{place}.ann", MARKS)
    found = read(tmp_path / "p")
    assert list(found.articles) == ["a", "cleo/a"]
    assert [item.coder for item in found.coded] == ["anna", "bert", ""]


def coded(coder: str, **rest: str) -> Coded:
    statement = spanned_statement(
        TEXT,
        id_="s1",
        document=rest.get("document", "a"),
        source=(Span(15, 23),),
        cue=(),
        content=(Span(0, 8),),
        condition=(),
        proposal=rest.get("proposal", "charge a toll"),
        stance=Stance.OPPOSE,
    )
    return Coded(statement, coder)


def test_a_project_has_its_configuration(tmp_path: Path) -> None:
    write(Collection({"a": Article("a", TEXT)}, (coded("anna"),)), tmp_path / "p")
    conf = (tmp_path / "p" / "annotation.conf").read_text()
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == [
        "a.ann",
        "a.txt",
        "annotation.conf",
    ]
    for name in ("entities", "relations", "events", "attributes"):
        assert f"[{name}]\n" in conf
    assert f"Value:{'|'.join(LABELS)}" in conf
    assert f"Value:{'|'.join(ACTOR_KINDS)}" in conf


def test_brat_itself_reads_what_is_written(tmp_path: Path) -> None:
    """The reader of PolNeAR's own files, written apart from this one, finds the same spans."""
    write(Collection({"a": Article("a", TEXT)}, (coded(""),)), tmp_path / "a.ann")
    ann = (tmp_path / "a.ann").read_text()
    (found,) = read_annotations((tmp_path / "a.txt").read_text(), ann, "a.ann")
    assert (found.content, found.source) == ((Span(0, 8),), (Span(15, 23),))


def test_several_coders_have_a_folder_each_with_all_articles(tmp_path: Path) -> None:
    articles = {"a": Article("a", TEXT), "b": Article("b", TEXT + "!")}
    given = Collection(articles, (coded("anna"), coded("x/y", document="a")))
    write(given, tmp_path / "p")
    files = sorted(path.relative_to(tmp_path / "p").as_posix() for path in tmp_path.rglob("*.ann"))
    assert files == ["anna/a.ann", "anna/b.ann", "x%2Fy/a.ann", "x%2Fy/b.ann"]
    found = read(tmp_path / "p")
    assert alike(found, given)


def test_one_pair_of_files_holds_one_article(tmp_path: Path) -> None:
    article = Article("news/a", TEXT)
    item = coded("anna", document="news/a")
    losses = write(Collection({"news/a": article}, (item,)), tmp_path / "x.ann")
    assert [str(loss) for loss in losses] == [
        "changed: article news/a: brat names a document by its file (news/a is now x)"
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.ann", "x.txt"]
    two = Collection({"a": Article("a", TEXT), "b": Article("b", TEXT)})
    with pytest.raises(InputError, match="one pair of files holds one article, these are 2"):
        write(two, tmp_path / "y.ann")


def test_texts_may_stand_in_another_folder(write: Write, tmp_path: Path) -> None:
    write("p/text/a.txt", TEXT)
    write("p/anna/a.ann", MARKS)
    write("p/.hidden/b.ann", MARKS)
    (tmp_path / "p" / "again").symlink_to(tmp_path / "p", target_is_directory=True)
    found = read(tmp_path / "p")
    assert (list(found.articles), len(found.coded), found.losses) == (["a"], 1, ())


def test_a_stance_in_the_label(write: Write) -> None:
    assert only(loaded(write, "T1\tQuote|oppose 0 8\tNo tolls\n")).stance is Stance.OPPOSE


def test_a_document_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a document without an id has no file name"):
        write(Collection({"": Article("", TEXT)}), tmp_path / "p")


def test_names_that_clash_are_refused(tmp_path: Path) -> None:
    articles = {name: Article(name, TEXT) for name in ("a", "b")}
    given = Collection({**articles, "a ": Article("a ", TEXT)}, (coded("anna"),))
    write(given, tmp_path / "p")  # a trailing space is escaped, and clashes with nothing
    assert len(read(tmp_path / "p").articles) == 3
    shutil.rmtree(tmp_path / "p")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "b.ann").write_text("")
    with pytest.raises(InputError, match=r"need the name 'b\.ann' twice"):
        write(Collection(articles, (coded("anna"),)), tmp_path / "p")


def test_a_note_is_one_line(tmp_path: Path) -> None:
    item = coded("", proposal="charge\ta toll\nor not")
    losses = write(Collection({"a": Article("a", TEXT)}, (item,)), tmp_path / "p")
    assert ["breaks and tabs of the Proposal are now spaces" in str(loss) for loss in losses] == [
        True
    ]
    assert only(read(tmp_path / "p")).proposal == "charge a toll or not"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_names_of_files_can_be_undone_and_lead_nowhere_else(name: str) -> None:
    found = file_name(name)
    assert document_name(found) == name
    assert "/" not in found
    assert not found.startswith(".")
    assert "\0" not in found


@settings(deadline=None)
@given(st.text(st.sampled_from("%20aAbB/."), min_size=1, max_size=12))
def test_names_that_we_have_not_escaped_stay(name: str) -> None:
    assert file_name(document_name(name)) == name or document_name(name) == name


def test_polnear_is_a_brat_project(shared: Path, tmp_path: Path) -> None:
    """Every attribution of the development part that has content, with nothing refused."""
    folder = shared / "corpus" / "polnear" / "data" / "dev"
    if not folder.is_dir():
        pytest.skip("PolNeAR's texts are not beside the repository")
    found = read(folder)
    count = 0
    for path in sorted((folder / "attributions").glob("*.ann")):
        text = (folder / "text" / f"{path.stem.rsplit('_', 1)[0]}.txt").read_bytes().decode()
        known = read_annotations(text, path.read_bytes().decode(), path)
        wanted = sorted((each.content, each.source, each.cue) for each in known if each.content)
        here = [item for item in found.coded if item.statement.document == path.stem[:-5]]
        assert wanted == sorted(
            (
                item.statement.content_spans,
                item.statement.source_spans,
                item.statement.cue_spans,
            )
            for item in here
        )
        count += len(wanted)
        assert {item.coder for item in here} <= {path.stem[-4:]}
    assert count == len(found.coded) > 1500
    assert not any(loss.fault or loss.fate is Fate.REPAIRED for loss in found.losses)
    assert {item.statement.stance for item in found.coded} == {None}
    write(found, tmp_path / "again")
    again = read(tmp_path / "again")
    assert alike(again, found)
    assert again.losses == ()
