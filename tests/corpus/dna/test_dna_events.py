"""DNA's event list: its exact form, what it loses, and lists that are not as they should be."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_dna import coded, small_collection

from stance.corpus.dna import DATABASE, EVENTS, EVENTS_OF_ORGANIZATIONS
from stance.corpus.dna.events import read_events
from stance.corpus.dna.events_writing import write_events
from stance.corpus.dna.reading import read_database
from stance.corpus.dna.terms import SHORT
from stance.corpus.exchange import Coded, Collection, Fate
from stance.errors import InputError, RecordError
from stance.schema import LABELS, Article, Stance, Statement

HEADER = (
    '"statement_id";"time";"person";"organization";"concept";"agreement";"start_position";'
    '"stop_position";"text";"coder";"document_id";"document_title";"document_author";'
    '"document_source";"document_section";"document_type"'
)
ROW = (
    '1;2005-01-26 00:00:00;"Ada Brik";"Port Union";"build it";0;5;9;"no, never";2;1;"Port";"";'
    '"";"";""'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def save(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return path


def test_the_form_is_dnas_own(path: Path) -> None:
    port = Article("Port vote", "We will build it. Never", "2020-01-02")
    items = (
        coded(port, "We will build it", "Ada Brik", "person", Stance.SUPPORT, id_="7"),
        coded(port, "Never", "Orland", "state", Stance.OPPOSE, id_="9", coder="Lou"),
    )
    losses = write_events(Collection({"Port vote": port}, items), path)
    assert path.read_text(encoding="utf-8") == (
        f"{HEADER}\n"
        '7;2020-01-02 00:00:00;"Ada Brik";"";"build the harbour wall";1;0;16;"We will build it";2;'
        '1;"Port vote";"";"";"";""\n'
        '9;2020-01-02 00:00:00;"";"Orland";"build the harbour wall";0;18;23;"Never";3;1;'
        '"Port vote";"";"";"";""'
    )
    assert [str(loss) for loss in losses] == [
        "dropped: 1 articles: an event list holds no texts",
        "dropped: 1 actors: an event list holds no country, and no kind but person and"
        " organization",
        "changed: coder 'Kim': written as number 2",
        "changed: coder 'Lou': written as number 3",
    ]


def test_what_is_no_agreement_stands_in_a_further_column(path: Path) -> None:
    write_events(small_collection(), path)
    with path.open(encoding="utf-8", newline="") as stream:
        found = {row["statement_id"]: row for row in csv.DictReader(stream, delimiter=";")}
    assert list(found["1"])[:8] == [
        *("statement_id", "time", "person", "organization", "concept", "agreement", "stance"),
        "start_position",
    ]
    assert {id_: (row["agreement"], row["stance"]) for id_, row in found.items()} == {
        "1": ("1", "support"),
        "2": ("", "conditional"),
        "3": ("", ""),
        "4": ("0", "oppose"),
        "5": ("", "unrelated"),
        "6": ("", "neutral"),
    }
    # Offsets are those of the database: UTF-16 units.
    assert (found["4"]["start_position"], found["4"]["stop_position"]) == ("8", "18")


def test_semicolons_and_quotation_marks_are_replaced_and_told(path: Path) -> None:
    port = Article("Port", 'He said "no"; she left', "2020-01-02")
    item = coded(port, 'said "no"; she', "Ada Brik", "person", Stance.OPPOSE, id_="1")
    losses = write_events(Collection({"Port": port}, (item,)), path)
    assert "\"said 'no', she\"" in path.read_text(encoding="utf-8")
    (loss,) = [loss for loss in losses if loss.place.startswith("statement 1")]
    assert (loss.fate, loss.reason) == (
        Fate.CHANGED,
        "; is written as , and \" as ' in text",
    )


def test_a_list_is_read_with_its_losses(path: Path) -> None:
    found = read_events(save(path, HEADER, ROW))
    assert found.articles == {}
    assert found.coded == (
        Coded(
            Statement(
                "no, never",
                "build it",
                id="1",
                document="Port",
                actor="Ada Brik",
                actor_kind="person",
                stance=Stance.OPPOSE,
                date="2005-01-26",
            ),
            "2",
        ),
    )
    said = [str(loss) for loss in found.losses]
    assert (
        "dropped: a.csv: column start_position: no place for it: filled in for 1 statements" in said
    )
    assert any("organization 'Port Union' of 'Ada Brik'" in text for text in said)
    assert any("wrote every ;" in text for text in said)


def test_organizations_are_the_actors_where_that_is_asked(path: Path) -> None:
    save(path, HEADER, ROW)
    assert EVENTS_OF_ORGANIZATIONS.read is not None
    (statement,) = EVENTS_OF_ORGANIZATIONS.read(path).statements
    assert (statement.actor, statement.actor_kind) == ("Port Union", "organisation")


def test_the_columns_of_the_first_releases_are_read(path: Path) -> None:
    save(
        path,
        '"statement ID";"time";"document ID";"document title";"author";"source";"section";"type";'
        '"text";"person";"organization";"concept";"agreement"',
        '3;2005-01-26 10:00:00;8;"Port";"Lou Penn";"";"";"";"we\nagree";"";"Union";"build it";1',
    )
    found = read_events(path)
    (item,) = found.coded
    assert item.statement == Statement(
        "we\nagree",
        "build it",
        id="3",
        document="Port",
        actor="Union",
        actor_kind="organisation",
        stance=Stance.SUPPORT,
        date="2005-01-26T10:00:00",
    )
    assert item.coder == ""
    assert any("column document_author" in loss.place for loss in found.losses)


@pytest.mark.parametrize(
    ("cells", "stance"),
    [
        ("1;", Stance.SUPPORT),
        ("0;", Stance.OPPOSE),
        ("null;", None),
        (";", None),
        ("NA;NA", None),
        ("TRUE;", Stance.SUPPORT),
        (";conditional", Stance.CONDITIONAL),
        ("1;Neutral", Stance.NEUTRAL),
        ("1;both", None),
    ],
)
def test_agreement_and_stance_of_a_row(path: Path, cells: str, stance: Stance | None) -> None:
    header = HEADER.replace('"agreement"', '"agreement";"stance"')
    (statement,) = read_events(save(path, header, ROW.replace(";0;5;", f";{cells};5;"))).statements
    assert statement.stance is stance


FAULTY_ROWS = {
    ROW.replace(";0;5;", ";2;5;"): "agreement: '2' is neither 1 nor 0",
    ROW.replace(";2;1;", ";2;one;"): "document_id: expected a whole number, found 'one'",
    ROW + ";more": "17 cells under a header of 16",
    ROW.removesuffix(';""'): "15 cells under a header of 16",
}


@pytest.mark.parametrize("row", FAULTY_ROWS)
def test_a_faulty_row_is_listed_with_its_line_and_the_others_are_read(path: Path, row: str) -> None:
    found = read_events(save(path, HEADER, ROW, row))
    assert len(found.coded) == 1
    (fault,) = [loss for loss in found.losses if loss.fault]
    assert fault.place == f"{path.name}: line 3"
    assert FAULTY_ROWS[row] in fault.reason


BROKEN_ROWS = {
    ROW.replace('"no, never"', '"no, "never"'): "not valid CSV",
    ROW + '\n2;2005-01-26 00:00:00;"': "not valid CSV: unexpected end of data",
}


@pytest.mark.parametrize("row", BROKEN_ROWS)
def test_what_is_no_csv_is_named_with_its_line(path: Path, row: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_events(save(path, HEADER, ROW, row))
    assert BROKEN_ROWS[row] in caught.value.reason
    assert caught.value.path == str(path)
    assert caught.value.line in (3, 4)


FAULTY_HEADERS = {
    '"statement_id";"time"': "lacks text, document_id, document_title, concept",
    HEADER.replace('"concept"', '"plot"'): "lacks concept",
    HEADER.replace('"person";"organization"', '"villain";"hero"'): "lacks person or organization",
    HEADER.replace('"person"', '"concept"'): "names 'concept' twice",
    HEADER.replace(";", ","): "not valid CSV: ';' expected",
}


@pytest.mark.parametrize("header", FAULTY_HEADERS)
def test_a_faulty_header_is_told(path: Path, header: str) -> None:
    with pytest.raises(InputError) as caught:
        read_events(save(path, header, ROW))
    assert FAULTY_HEADERS[header] in str(caught.value)


def test_a_header_alone_is_told(path: Path) -> None:
    with pytest.raises(InputError, match="a header and no statement"):
        read_events(save(path, HEADER))


def test_event_lists_are_known_by_their_first_line(path: Path) -> None:
    assert EVENTS.claims(save(path, HEADER, ROW))
    assert EVENTS.claims(save(path, "\ufeff" + HEADER.replace('"', ""), ROW))
    assert not EVENTS.claims(save(path, "quote,proposal,stance"))
    assert not EVENTS.claims(save(path, ""))
    assert not EVENTS.claims(path.with_name("none.csv"))


def test_rows_without_text_are_dropped_and_listed(path: Path) -> None:
    found = read_events(save(path, HEADER, ROW, ROW.replace('"no, never"', '" "')))
    assert len(found.coded) == 1
    assert "dropped: a.csv: line 3, statement 1: it has no text" in map(str, found.losses)


def test_one_title_for_two_documents_is_told(path: Path) -> None:
    found = read_events(save(path, HEADER, ROW, ROW.replace(";2;1;", ";2;5;")))
    names = [statement.document for statement in found.statements]
    assert names == ["Port (document 1)", "Port (document 5)"]
    assert sum("not enough" in loss.reason for loss in found.losses) == 2


def test_nothing_is_written_where_there_is_nothing(path: Path) -> None:
    with pytest.raises(InputError, match="nothing to write"):
        write_events(Collection({"d": Article("d", "No one speaks.")}), path)
    assert not path.exists()


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=';"')).filter(
    str.strip
)


@st.composite
def quotes(draw: st.DrawFn) -> Collection:
    """Statements without articles, as a list can hold them."""
    titles = TEXTS.filter(lambda title: len(title) <= SHORT)
    documents = draw(st.lists(titles, min_size=1, max_size=3, unique=True))
    items = [
        Coded(
            Statement(
                quote=draw(TEXTS),
                proposal=draw(TEXTS),
                id=str(number),
                document=draw(st.sampled_from(documents)),
                actor=draw(TEXTS),
                actor_kind=draw(st.sampled_from(["person", "organisation"])),
                date="2020-01-02",
                stance=draw(st.none() | st.sampled_from(LABELS)),
            ),
            "Admin",
        )
        for number in range(1, draw(st.integers(2, 6)))
    ]
    return Collection({}, tuple(items))


@settings(deadline=None)
@given(quotes())
def test_every_list_of_quotes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, some: Collection
) -> None:
    path = tmp_path_factory.mktemp("events") / "a.csv"
    write_events(some, path)
    found = read_events(path)

    def by_id(collection: Collection) -> list[Statement]:
        return sorted(collection.statements, key=lambda statement: int(statement.id))

    assert by_id(found) == by_id(some)
    assert {item.coder for item in found.coded} == {"1"}


def test_the_samples_list_says_what_its_database_says(shared: Path, path: Path) -> None:
    sample = shared / "formats" / "dna_sample.dna"
    if not sample.exists():
        pytest.skip("../shared/formats/dna_sample.dna is absent")
    whole = read_database(sample)
    write_events(whole, path)
    assert path.read_text(encoding="utf-8").startswith(f"{HEADER}\n")
    listed = read_events(path)
    assert Counter(it.stance for it in listed.statements) == {Stance.SUPPORT: 29, Stance.OPPOSE: 11}
    told = {(it.id, it.actor, it.proposal, it.date, it.document) for it in whole.statements}
    assert {
        (it.id, it.actor, it.proposal, it.date, it.document) for it in listed.statements
    } == told


def test_a_hundred_thousand_rows(path: Path) -> None:
    rows = (ROW.replace("1;", f"{number};", 1) for number in range(1, 100_001))
    found = read_events(save(path, HEADER, *rows))
    assert len({statement.id for statement in found.statements}) == 100_000


def test_a_collection_read_from_a_database_can_be_changed_and_written(tmp_path: Path) -> None:
    assert DATABASE.write is not None
    assert DATABASE.read is not None
    DATABASE.write(small_collection(), tmp_path / "a.dna")
    found = DATABASE.read(tmp_path / "a.dna")
    neutral = tuple(
        replace(item, statement=replace(item.statement, stance=Stance.NEUTRAL))
        for item in found.coded
    )
    write_events(replace(found, coded=neutral), tmp_path / "a.csv")
    stances = {it.stance for it in read_events(tmp_path / "a.csv").statements}
    assert stances == {Stance.NEUTRAL}
