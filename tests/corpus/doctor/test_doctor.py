"""What the doctor finds, fault by fault, and what it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.doctor.entries import Entries, Entry, Source, read_entries
from stance.corpus.doctor.findings import ERRORS, MEANINGS, Checkup, Finding, Kind, Severity
from stance.corpus.doctor.labels import NearLabels, check_labels
from stance.corpus.doctor.names import (
    check_actors,
    check_proposals,
    check_spellings,
    wording_key,
)
from stance.corpus.doctor.near import Near
from stance.corpus.doctor.spans import check_conditions, check_spans
from stance.corpus.doctor.splits import check_splits
from stance.corpus.formats import FORMATS
from stance.corpus.parquet import write_answers
from stance.corpus.predictions import CSV_COLUMNS
from stance.errors import InputError
from stance.reading.actor_list import ActorList, ListedActor
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.schema import LABELS, Proposal, Score, ScoredStatement, Span, Stance, Statement

TEXT = "Mayor Ada Brik said tolls must go, unless rents fall. Nobody in Port Sund spoke."

Write = Callable[[str, str], Path]


def at(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def item(*statements: Any, **changes: Any) -> dict[str, Any]:
    whole = {"document": "X01", "headline": "", "date": "", "text": TEXT, "proposals": []}
    return {**whole, "statements": list(statements), **changes}


def labelled(**changes: Any) -> dict[str, Any]:
    return {
        "actor": "Ada Brik",
        "source": at("Mayor Ada Brik"),
        "content": at("tolls must go, unless rents fall"),
        "proposal": "abolish the tolls",
        "stance": "conditional",
        "condition": at("unless rents fall"),
    } | changes


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def flat(quote: str, stance: str = "support", **fields: Any) -> dict[str, Any]:
    return {"quote": quote, "proposal": "abolish the tolls", "stance": stance, **fields}


@pytest.fixture
def read(write: Write) -> Callable[..., Entries]:
    """The entries of rows written to a file."""

    def of(*rows: dict[str, Any], name: str = "a.jsonl", split: str = "") -> Entries:
        return read_entries([Source(write(name, lines(*rows)), split)])

    return of


Read = Callable[..., Entries]


def kinds(findings: Any) -> list[Kind]:
    return [finding.kind for finding in findings]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_answers_are_not_coded_and_their_offsets_no_fault(form: str, tmp_path: Path) -> None:
    statement = Statement("tolls must go", "abolish the tolls", "a", "X01", "Ada Brik")
    spanned = replace(statement, cue_spans=(Span(17, 21),), content_spans=(Span(22, 35),))
    unsure = Score(dict.fromkeys(LABELS, 0.2), abstained=True)
    answer = ScoredStatement(spanned, unsure)
    path = tmp_path / f"a.{form}"
    if form == "parquet":
        pytest.importorskip("pyarrow")
        write_answers([answer], path)
    elif form == "csv":
        path.write_text(csv_lines([CSV_COLUMNS, csv_row(statement_row(answer))]))
    else:
        path.write_text(json_line(statement_row(answer)))
    found = read_entries([Source(path)])
    assert found.findings == ()
    (entry,) = found.entries
    assert (entry.label, entry.actor, entry.document) == ("", "Ada Brik", "X01")
    assert not list(check_spans(found))


def test_every_kind_has_a_meaning_and_the_errors_are_kinds() -> None:
    assert set(MEANINGS) == set(Kind)
    findings = [Finding(kind, "a:1", "x") for kind in Kind]
    graves = {finding.kind for finding in findings if finding.severity is Severity.ERROR}
    assert graves == set(ERRORS)
    assert Checkup((Finding(Kind.CONFLICT, "a:1", "x"),)).is_sound
    assert not Checkup((Finding(Kind.OFFSETS, "a:1", "x"),)).is_sound


class TestReading:
    def test_reading_goes_on_after_each_fault(self, read: Read) -> None:
        found = read(
            item(
                labelled(content=[[5, 999]]),
                labelled(stance="for"),
                labelled(),
                "no object",
                labelled(condition=[[9, 2]]),
            ),
            item(labelled(), text=7),
            item(document="X03", statements="none"),
            {"quote": "no", "stance": "support"},
            {"nothing": 1},
            flat("we agree"),
        )
        assert [entry.label for entry in found.entries] == ["conditional", "support"]
        told = [(f.kind, f.place.rpartition(":")[2], f.message) for f in found.findings]
        assert [(kind, line) for kind, line, _ in told] == [
            (Kind.OFFSETS, "1"),
            (Kind.UNREADABLE, "1"),
            (Kind.UNREADABLE, "1"),
            (Kind.OFFSETS, "1"),
            (Kind.UNREADABLE, "2"),
            (Kind.UNREADABLE, "3"),
            (Kind.UNREADABLE, "4"),
            (Kind.UNREADABLE, "5"),
        ]
        messages = [message for *_, message in told]
        assert messages[0].startswith("statements[0].content[0]: [5, 999] ends beyond the text")
        assert messages[1].startswith("statements[1].stance: unknown label 'for'")
        assert messages[3].startswith("statements[4].condition[0]: [9, 2] is no span")
        assert messages[7] == "no labelled statement: found the fields 'nothing'"

    def test_a_line_that_is_no_json_is_a_finding(self, write: Write) -> None:
        path = write("a.jsonl", "{\n" + lines(flat("we agree")))
        found = read_entries([Source(path)])
        assert len(found.entries) == 1
        assert (found.findings[0].kind, found.findings[0].place) == (Kind.UNREADABLE, f"{path}:1")

    def test_places_name_the_statement(self, read: Read, tmp_path: Path) -> None:
        found = read(item(labelled(), labelled(id="mine")))
        path = tmp_path / "a.jsonl"
        assert [it.place for it in found.entries] == [f"{path}:1 (X01-00)", f"{path}:1 (mine)"]

    def test_an_id_twice_is_found(self, read: Read) -> None:
        found = read(item(labelled(id="a"), labelled(id="a")), flat("x", document="X01", id="a"))
        assert kinds(found.findings) == [Kind.SAME_ID, Kind.SAME_ID]
        assert found.findings[0].other == found.entries[0].place

    def test_what_is_not_coded_yet_is_read_and_no_fault(self, write: Write, tmp_path: Path) -> None:
        write("texts/d1.txt", TEXT)
        row = {**labelled(stance=None), "id": "a", "document": "d1"}
        path = write("a.jsonl", lines(item(labelled(stance=None)), {"quote": "we wait"}, row))
        found = read_entries([Source(path)], tmp_path / "texts")
        assert [entry.label for entry in found.entries] == ["", "", ""]
        assert found.findings == ()
        assert found.coded == ()

    def test_each_coder_has_ids_of_their_own(self, read: Read) -> None:
        one, two = labelled(id="a", coder="Lou"), labelled(id="a", coder="Kim", stance="oppose")
        rows = flat("x", id="b", document="d", coder="Lou"), flat("x", id="b", document="d")
        found = read(item(one, two), *rows)
        assert [entry.coder for entry in found.entries] == ["Lou", "Kim", "Lou", ""]
        assert found.findings == ()
        assert kinds(check_labels(found)) == [Kind.DISAGREEMENT]
        assert kinds(read(item(one, one)).findings) == [Kind.SAME_ID]
        assert read(item(*[labelled(id="a", stance=None)] * 2)).findings == ()

    def test_a_layer_is_read_over_its_texts(self, write: Write, tmp_path: Path) -> None:
        write("texts/d1.txt", TEXT)
        row = {**labelled(), "id": "a", "document": "d1", "split": "train"}
        path = write("a.jsonl", lines(row, {**row, "id": "b", "document": "d2"}))
        found = read_entries([Source(path)], tmp_path / "texts")
        (entry,) = found.entries
        assert (entry.text, entry.split, entry.document) == (TEXT, "train", "d1")
        assert kinds(found.findings) == [Kind.NO_TEXT]
        assert "1 statements: no text of 'd2'" in found.findings[0].message
        with pytest.raises(InputError, match="holds offsets without texts"):
            read_entries([Source(path)])

    def test_a_split_is_the_files_or_the_rows(self, read: Read) -> None:
        rows = (flat("a", split="dev"), flat("b"), item(labelled(split="x"), split="y"))
        assert [it.split for it in read(*rows).entries] == ["dev", "", "x"]
        assert [it.split for it in read(*rows, split="test").entries] == ["test"] * 3

    def test_tsv_is_read(self, write: Write) -> None:
        path = write("a.tsv", "quote\tproposal\tstance\tsplit\nno, never\tbuild\toppose\tdev\n")
        (found,) = read_entries([Source(path)]).entries
        assert (found.statement.quote, found.label, found.split) == ("no, never", "oppose", "dev")
        assert found.place == f"{path}:2"

    def test_csv_and_parquet_are_read(self, write: Write, tmp_path: Path) -> None:
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.Table.from_pylist([flat("we agree")]), tmp_path / "a.parquet")
        path = write("a.csv", "quote,proposal,stance,split\nno,build,oppose,dev\n")
        found = read_entries([Source(tmp_path / "a.parquet"), Source(path)])
        assert [(it.label, it.split) for it in found.entries] == [
            ("support", ""),
            ("oppose", "dev"),
        ]

    def test_other_programs_files_are_read_with_their_losses(self, write: Write) -> None:
        path = write(
            "a.csv",
            '"statement_id";"time";"person";"concept";"agreement";"text";"coder";"document_id";'
            '"document_title"\n'
            '1;2020-01-02 00:00:00;"Ada Brik";"build it";null;"no";2;1;"Port"',
        )
        found = read_entries([Source(path)])
        assert [(it.label, it.coder, it.document) for it in found.entries] == [("", "2", "Port")]
        assert set(kinds(found.findings)) == {Kind.NOT_READ}

    @pytest.mark.parametrize("name", ["a.txt", "none.jsonl"])
    def test_a_file_that_cannot_be_read_at_all_ends_it(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "a.txt").write_text("x", encoding="utf-8")
        with pytest.raises(InputError):
            read_entries([Source(tmp_path / name)])

    @pytest.mark.parametrize("name", ["a.prodigy", "a.json", "empty"])
    def test_a_format_that_is_not_read_lists_those_that_are(
        self, tmp_path: Path, name: str
    ) -> None:
        path = tmp_path / name
        path.mkdir() if name == "empty" else path.write_text("x", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_entries([Source(path)])
        said = str(caught.value)
        assert said.startswith(
            f"{path}: is in no format that is read; allowed are items (.jsonl), "
        )
        for each in FORMATS.values():
            is_told = each.read is not None and bool(each.endings) and each.name != "answers"
            assert (f", {each.name} (" in said or each.name == "items") is is_told
        assert "tsv (.tsv), " in said
        assert "brat (.ann or a folder), " in said

    def test_a_table_says_itself_what_is_wrong(self, write: Write) -> None:
        pytest.importorskip("pyarrow")
        with pytest.raises(InputError, match="does not begin with PAR1"):
            read_entries([Source(write("a.parquet", "x"))])


class TestSpans:
    def test_a_word_cut_in_two_is_shown(self, read: Read) -> None:
        (start, end) = at("tolls must go")[0]
        found = list(check_spans(read(item(labelled(content=[[start + 2, end]])))))
        assert kinds(found) == [Kind.CUT_WORD]
        assert "begins within a word: …Brik said to|lls must go," in found[0].message

    def test_most_of_a_document_cut_is_one_finding(self, read: Read) -> None:
        shifted = labelled(
            **{
                role: [[s + 2, e + 2] for s, e in labelled()[role]]
                for role in ("source", "content")
            }
        )
        found = list(check_spans(read(item(shifted, labelled(id="b", source=at("Port Sund"))))))
        assert kinds(found) == [Kind.CUT_WORD] * 3
        found = list(check_spans(read(item({**shifted, "condition": None}))))
        assert kinds(found) == [Kind.SHIFTED]
        assert "'X01': 3 of 4 ends of spans lie within a word" in found[0].message

    def test_whole_words_are_no_finding(self, read: Read) -> None:
        assert list(check_spans(read(item(labelled()), flat("olls mus")))) == []

    def test_a_shared_source_is_counted_once(self, read: Read) -> None:
        cut = labelled(source=[[2, 12]])
        found = list(check_spans(read(item(cut, {**cut, "content": at("Nobody in Port Sund")}))))
        assert len(found) == 2

    def test_a_conditional_without_its_condition(self, read: Read) -> None:
        bare = labelled(condition=None)
        assert kinds(check_conditions(read(item(bare, labelled())))) == [Kind.NO_CONDITION]
        assert list(check_conditions(read(item({**bare, "stance": "support"})))) == []
        assert list(check_conditions(read(flat("if", "conditional")))) == []


def entry(quote: str, stance: Stance | None = Stance.SUPPORT, **fields: Any) -> Entry:
    extra = {name: fields.pop(name, "") for name in ("split", "coder", "document", "text", "place")}
    statement = Statement(quote, **{"proposal": "abolish the tolls", **fields}, stance=stance)
    place = extra.pop("place") or quote
    return Entry(statement, "a.jsonl", place, actor=statement.actor, **extra)


AGREE = "We agree with the plan to abolish the tolls"
NO = Stance.OPPOSE


class TestLabels:
    @pytest.mark.parametrize(
        ("second", "kind"),
        [
            (entry(AGREE), Kind.DUPLICATE),
            (entry(f"“{AGREE.upper()}!”"), Kind.DUPLICATE),
            (entry(AGREE, NO), Kind.CONTRADICTION),
            (entry(AGREE, NO, actor="Lou Penn"), Kind.CONFLICT),
            (entry(AGREE, NO, context="Or so she said."), Kind.CONFLICT),
            (entry(AGREE, NO, cue="denied"), Kind.CONFLICT),
            (entry(AGREE, NO, coder="Lou"), Kind.DISAGREEMENT),
            (entry(AGREE, coder="Lou"), None),
            (entry(AGREE, actor="Lou Penn"), None),
            (entry(AGREE, NO, proposal="raise the tolls"), None),
            (entry(AGREE, None), None),
            (entry(f"{AGREE} now", NO), None),
        ],
    )
    def test_the_same_quote_once_more(self, second: Entry, kind: Kind | None) -> None:
        found = list(check_labels(Entries((entry(AGREE, place="first"), second))))
        assert kinds(found) == ([kind] if kind else [])
        assert [finding.other for finding in found] == (["first"] if kind else [])

    def test_the_gravest_of_several_is_told_and_each_once(self) -> None:
        read = Entries(
            (
                entry(AGREE, actor="Lou Penn", place="1"),
                entry(AGREE, NO, place="2"),
                entry(AGREE, place="3"),
                entry(AGREE, place="4"),
            )
        )
        found = list(check_labels(read))
        assert [(it.kind, it.place, it.other) for it in found] == [
            (Kind.CONFLICT, "2", "1"),
            (Kind.CONTRADICTION, "3", "2"),
            (Kind.CONTRADICTION, "4", "2"),
        ]

    def test_an_article_or_case_makes_no_other_actor(self) -> None:
        read = Entries((entry(AGREE, actor="the Port Union"), entry(AGREE, actor="Port union")))
        assert kinds(check_labels(read)) == [Kind.DUPLICATE]

    def test_nearly_the_same_quote_with_another_label(self) -> None:
        entries = (
            entry(AGREE, place="1"),
            entry(f"{AGREE} now", NO, place="2"),
            entry(f"{AGREE} soon", place="3"),
            entry(f"{AGREE} later", NO, proposal="raise the tolls"),
            entry(AGREE, NO),
        )
        near = Near([it.statement.quote for it in entries])
        found = list(NearLabels(Entries(entries), near).findings())
        assert [(it.place, it.other) for it in found] == [("2", "1"), ("3", "2"), (AGREE, "3")]
        assert all("similarity 0." in it.message for it in found)

    def test_twenty_thousand_times_the_same_is_no_square(self) -> None:
        entries = tuple(entry("yes", list(Stance)[number % 5]) for number in range(20_000))
        assert len(list(check_labels(Entries(entries)))) == 19_999


class TestNames:
    ENTRIES = Entries(
        (
            entry("a", actor="The Port Union", place="1"),
            entry("b", actor="Port Union", place="2"),
            entry("c", actor="Port Union", proposal="Abolish tolls", place="3"),
            entry("d", actor="Ada Brik", proposal="do not abolish the tolls", place="4"),
            entry("e", proposal="", place="5"),
        )
    )

    def test_names_that_are_probably_one(self) -> None:
        found = {(it.kind, it.place, it.other) for it in check_spellings(self.ENTRIES)}
        assert found == {(Kind.ACTOR_SPELLING, "1", "2"), (Kind.PROPOSAL_WORDING, "3", "1")}

    def test_the_words_of_a_source_are_no_name(self, read: Read) -> None:
        named, bare = labelled(actor="he", source=None), labelled(actor="", source=at("Ada Brik"))
        found = read(item(named, bare))
        assert [it.actor for it in found.entries] == ["he", ""]
        assert len(list(check_actors(found, ActorList((ListedActor("Lou", "person"),))))) == 1

    def test_actors_that_the_list_does_not_have(self) -> None:
        listed = ActorList((ListedActor("Harbour Workers", "group", aliases=("port union",)),))
        (found,) = check_actors(self.ENTRIES, listed)
        assert (found.kind, found.message) == (Kind.UNKNOWN_ACTOR, "'Ada Brik', 1 statements")

    def test_proposals_that_the_list_does_not_have(self) -> None:
        listed = (Proposal("abolish the tolls", "t", aliases=("abolishing tolls",)),)
        found = [it.message for it in check_proposals(self.ENTRIES, listed)]
        assert found == [
            "'Abolish tolls', 1 statements: another name of 'abolish the tolls'; write that",
            "'do not abolish the tolls', 1 statements",
        ]

    @pytest.mark.parametrize(
        ("one", "two", "alike"),
        [
            ("ban ships from the port", "Ban ships from port", True),
            ("ban ships from the port", "banning of ships from the port", True),
            ("ban ships", "do not ban ships", False),
            ("join the league", "leave the league", False),
            ("stay in the league", "stay out of the league", False),
            ("tax ships, not ports", "tax ports, not ships", False),
            ("be", "do", False),
        ],
    )
    def test_wordings(self, one: str, two: str, alike: bool) -> None:
        assert (wording_key(one) == wording_key(two)) is alike


class TestSplits:
    LONG = " ".join(f"Sentence number {number} of the paper is here." for number in range(40))

    def findings(self, *entries: Entry) -> list[Finding]:
        read = Entries(entries)
        return list(check_splits(read, Near([it.statement.quote for it in read.coded])))

    def test_what_stands_on_both_sides(self) -> None:
        found = self.findings(
            entry(AGREE, split="train", document="d1", place="1"),
            entry(AGREE.upper(), split="test", document="d2", place="2"),
            entry("They said no", split="test", document="d1", place="3"),
            entry("Who knows", split="train", document="d1", place="4"),
        )
        assert [(it.kind, it.place, it.other) for it in found] == [
            (Kind.SAME_QUOTE_SPLIT, "2", "1"),
            (Kind.SAME_DOCUMENT_SPLIT, "3", "1"),
        ]
        assert found[0].message.startswith("test and train: ")

    def test_what_nearly_does(self) -> None:
        found = self.findings(
            entry(AGREE, split="train", document="d1", text=self.LONG, place="1"),
            entry(f"{AGREE} now", split="test", document="d2", text=f"{self.LONG} End.", place="2"),
            entry(f"{AGREE} soon", split="train", document="d3", text="Another.", place="3"),
        )
        assert [(it.kind, it.place, it.other) for it in found] == [
            (Kind.NEAR_QUOTE_SPLIT, "2", "1"),
            (Kind.NEAR_QUOTE_SPLIT, "3", "2"),
            (Kind.NEAR_DOCUMENT_SPLIT, "2", "1"),
        ]

    def test_one_split_or_none_leaks_nothing(self) -> None:
        twice = (entry(AGREE, split="train", document="d"), entry(AGREE, split="", document="d"))
        assert self.findings(*twice) == []
        assert self.findings(*(replace(it, split="") for it in twice)) == []

    def test_three_splits_are_each_held_against_the_others(self) -> None:
        names = ("train", "dev", "test")
        found = self.findings(*(entry(AGREE, split=name, place=name) for name in names))
        assert [(it.place, it.other) for it in found] == [("dev", "train"), ("test", "train")]

    def test_spans_do_not_matter(self) -> None:
        spanned = replace(
            entry(AGREE, split="test"),
            statement=Statement(AGREE, "x", stance=NO, content_spans=(Span(0, 3),)),
        )
        assert kinds(self.findings(entry(AGREE, split="train"), spanned)) == [Kind.SAME_QUOTE_SPLIT]
