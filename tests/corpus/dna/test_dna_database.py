"""DNA databases: round trips, the real sample, and files that are not what they seem."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_dna import altered, coded, small_collection

from stance.corpus.dna import DATABASE, DATABASE_OF_ORGANIZATIONS
from stance.corpus.dna.reading import read_database
from stance.corpus.dna.schema import TABLES, is_password
from stance.corpus.dna.terms import SHORT, Actors
from stance.corpus.dna.writing import PASSWORD, write_database
from stance.corpus.exchange import Coded, Collection, Fate
from stance.corpus.jsonl import spanned_statement
from stance.errors import InputError, RecordError, StanceError
from stance.schema import LABELS, Article, Condition, Score, Span, Stance, Statement

Change = Callable[[str], Path]


@pytest.fixture
def collection() -> Collection:
    return small_collection()


@pytest.fixture
def database(collection: Collection, tmp_path: Path) -> Path:
    """A database that holds the collection."""
    path = tmp_path / "small.dna"
    write_database(collection, path)
    return path


@pytest.fixture
def changed(database: Path) -> Change:
    """Runs SQL on the database and gives its path."""
    return partial(altered, database)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_collection_comes_back(collection: Collection, database: Path) -> None:
    found = read_database(database)
    assert found.articles == collection.articles
    assert found.coded == collection.coded
    assert [str(loss) for loss in found.losses if loss.fate is Fate.DROPPED] == []


def test_only_what_agrees_or_disagrees_has_agreement(database: Path) -> None:
    told = rows(
        database,
        "SELECT s.ID, t.Label, b.Value FROM STATEMENTS s"
        " JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId"
        " LEFT JOIN DATABOOLEAN b ON b.StatementId = s.ID ORDER BY s.ID",
    )
    other = "DNA Statement without agreement"
    assert told == [
        (1, "DNA Statement", 1),
        (2, other, None),
        (3, other, None),
        (4, "DNA Statement", 0),
        (5, other, None),
        (6, other, None),
    ]


def test_every_variable_of_a_statement_has_a_value_as_dna_needs_it(database: Path) -> None:
    kinds = {"short text": "DATASHORTTEXT", "boolean": "DATABOOLEAN"}
    for kind, table in kinds.items():
        missing = rows(
            database,
            f"SELECT s.ID, v.Variable FROM STATEMENTS s JOIN VARIABLES v"
            f" ON v.StatementTypeId = s.StatementTypeId AND v.DataType = '{kind}'"
            f" LEFT JOIN {table} d ON d.StatementId = s.ID AND d.VariableId = v.ID"
            f" WHERE d.ID IS NULL",
        )
        assert missing == []
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "PRAGMA foreign_key_check") == []


def test_offsets_are_those_of_dnas_editor(collection: Collection, database: Path) -> None:
    (found,) = rows(database, "SELECT Start, Stop FROM STATEMENTS WHERE ID = 4")
    text = collection.articles["At sea"].text
    units = text.encode("utf-16-le")
    start, stop = (2 * int(str(number)) for number in found)
    assert units[start:stop].decode("utf-16-le") == "never sail"


def test_coders_log_in_with_the_password_that_is_told(
    collection: Collection, tmp_path: Path
) -> None:
    path = tmp_path / "a.dna"
    losses = write_database(collection, path)
    assert any(repr(PASSWORD) in loss.reason for loss in losses if loss.place == "coders")
    coders = rows(path, "SELECT Name, Password FROM CODERS ORDER BY ID")
    assert [name for name, _ in coders] == ["Admin", "Kim", "Lou"]
    assert all(is_password(PASSWORD, str(stored)) for _, stored in coders)
    assert not is_password("other", str(coders[0][1]))
    assert rows(path, "SELECT count(*) FROM CODERRELATIONS") == [(6,)]


def test_kind_and_country_are_attributes(database: Path) -> None:
    told = rows(
        database,
        "SELECT e.Value, v.AttributeVariable, a.AttributeValue FROM ATTRIBUTEVALUES a"
        " JOIN ENTITIES e ON e.ID = a.EntityId"
        " JOIN ATTRIBUTEVARIABLES v ON v.ID = a.AttributeVariableId"
        " WHERE a.AttributeValue != '' ORDER BY e.Value, v.AttributeVariable",
    )
    assert set(told) == {
        ("Ada Brik", "Type", "person"),
        ("Orland", "Country", "Orland"),
        ("Orland", "Type", "state"),
        ("Port Union", "Type", "group"),
    }


def test_a_table_of_quotes_becomes_documents_of_its_quotes(tmp_path: Path) -> None:
    quotes = [
        Coded(Statement("we agree", "build it", "a", "d1", "Ada Brik", stance=Stance.SUPPORT)),
        Coded(Statement("we do not", "build it", "b", "d1", "Ada Brik", stance=Stance.OPPOSE)),
        Coded(Statement("we agree", "sell it", "c", "d1", "Port Union", stance=Stance.SUPPORT)),
    ]
    losses = write_database(Collection({}, tuple(quotes)), tmp_path / "a.dna")
    found = read_database(tmp_path / "a.dna")
    assert found.articles == {"d1": Article("d1", "we agree\n\nwe do not")}
    assert sorted(item.statement.quote for item in found.coded) == sorted(
        item.statement.quote for item in quotes
    )
    assert {item.statement.stance for item in found.coded} == {Stance.SUPPORT, Stance.OPPOSE}
    said = [str(loss) for loss in losses]
    assert any("put together of its quotes" in text for text in said)
    assert any("all ids are counted anew" in text for text in said)
    assert any("1 actors" not in text and "written as persons" in text for text in said)


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"content_spans": (Span(1, 3), Span(4, 8))}, "statement '1'", "2 pieces are written as"),
        ({"cue": "said", "condition_spans": (Span(1, 3),)}, "statement '1'", "cue, condition"),
        ({"content_spans": ()}, "statement '1'", "no one place"),
        ({"date": "2019-09-09"}, "statement '1'", "no place for date"),
        ({"actor": "A" * 400}, "person 'AAA", "longer than DNA's 190"),
        ({"proposal": "b" * 400}, "concept 'bbb", "longer than DNA's 190"),
        ({"actor_kind": ""}, "actors", "1 actors whose kind is not known are written as persons"),
    ],
)
def test_what_dna_cannot_hold_is_listed(
    collection: Collection, tmp_path: Path, change: dict[str, object], place: str, said: str
) -> None:
    first, *rest = collection.coded
    statement = replace(first.statement, quote="not there", **change)  # type: ignore[arg-type]
    losses = write_database(
        replace(collection, coded=(Coded(statement, "Kim"), *rest)), tmp_path / "a.dna"
    )
    assert any(place in loss.place and said in loss.reason for loss in losses)


def test_cut_names_stay_different(collection: Collection, tmp_path: Path) -> None:
    items = tuple(
        replace(item, statement=replace(item.statement, proposal="p" * 300 + str(number % 3)))
        for number, item in enumerate(collection.coded)
    )
    write_database(replace(collection, coded=items), tmp_path / "a.dna")
    written = [item.statement.proposal for item in read_database(tmp_path / "a.dna").coded]
    assert len(set(written)) == 3
    assert max(map(len, written)) == SHORT


def test_answers_of_a_model_are_a_coder_of_their_own(
    collection: Collection, tmp_path: Path
) -> None:
    score = Score(dict(zip(LABELS, (0.1, 0.1, 0.6, 0.1, 0.1), strict=True)))
    items = tuple(
        Coded(replace(item.statement, stance=None), score=score) for item in collection.coded
    )
    losses = write_database(replace(collection, coded=items), tmp_path / "a.dna")
    found = read_database(tmp_path / "a.dna")
    assert {item.coder for item in found.coded} == {"stance (model)"}
    assert {item.statement.stance for item in found.coded} == {None}
    assert sum("it is not coded" in loss.reason for loss in found.losses) == len(found.coded)
    said = [loss.reason for loss in losses]
    assert any("without their probabilities" in text for text in said)
    assert "6 statements that name no coder are written as by 'stance (model)'" in said


def test_what_is_lost_of_an_answer_is_told(collection: Collection, tmp_path: Path) -> None:
    shares = dict(zip(LABELS, (0.1, 0.1, 0.6, 0.1, 0.1), strict=True))
    first, second, *_ = (
        replace(item, coder="mill-2", statement=replace(item.statement, stance=None))
        for item in collection.coded
    )
    items = (
        replace(first, score=Score(shares, Condition("no", 0, 2))),
        replace(second, score=Score(shares, abstained=True)),
    )
    losses = write_database(replace(collection, coded=items), tmp_path / "a.dna")
    assert any(
        "DNA has no place for" in loss.reason and "condition" in loss.reason for loss in losses
    )
    assert "the model abstained: written as not coded" in [loss.reason for loss in losses]
    found = read_database(tmp_path / "a.dna")
    assert {item.coder for item in found.coded} == {"mill-2 (model)"}


def test_statements_of_no_coder_are_the_admins_and_that_is_told(
    collection: Collection, tmp_path: Path
) -> None:
    items = tuple(replace(item, coder="") for item in collection.coded)
    losses = write_database(replace(collection, coded=items), tmp_path / "a ?#%é.dna")
    found = read_database(tmp_path / "a ?#%é.dna")
    assert {item.coder for item in found.coded} == {"Admin"}
    told = "6 statements that name no coder are written as by 'Admin'"
    assert told in [loss.reason for loss in losses]


def test_windows_line_ends_become_those_of_the_editor(tmp_path: Path) -> None:
    article = Article("d", "One.\r\nTwo sail.\r\nThree stay.")
    item = coded(article, "Three stay", "Ada Brik", "person", Stance.OPPOSE, id_="1")
    path = tmp_path / "a.dna"
    losses = write_database(Collection({"d": article}, (item,)), path)
    (found,) = read_database(path).coded
    assert found.statement.quote == "Three stay"
    assert any("written as LF" in loss.reason for loss in losses)


def test_windows_line_ends_that_the_editor_counted_as_one_are_found(changed: Change) -> None:
    path = changed(
        "UPDATE DOCUMENTS SET Text = 'One line.' || char(13, 10) || 'Two lines.' || char(13, 10)"
        " || 'We will build it. Agree if rents fall.' WHERE ID = 1;"
        "UPDATE STATEMENTS SET Start = 21, Stop = 37 WHERE ID = 1;"
        "UPDATE STATEMENTS SET Start = 39, Stop = 53 WHERE ID = 2;"
        "DELETE FROM STATEMENTS WHERE ID = 3;"
    )
    found = read_database(path)
    assert [it.statement.quote for it in found.coded][:2] == ["We will build it", "Agree if rents"]
    assert any("CR LF counted as one" in loss.reason for loss in found.losses)


def test_offsets_in_code_points_are_found_too(changed: Change) -> None:
    path = changed(
        "UPDATE STATEMENTS SET Start = Start - 1, Stop = Stop - 1 WHERE ID = 4;"
        "UPDATE STATEMENTS SET Start = Start - 2, Stop = Stop - 2 WHERE ID IN (5, 6);"
    )
    quotes = {item.statement.id: item.statement.quote for item in read_database(path).coded}
    assert (quotes["4"], quotes["5"], quotes["6"]) == ("never sail", "they said", "They stay")


def test_offsets_that_fit_both_ways_are_taken_as_the_editors_and_told(changed: Change) -> None:
    path = changed(
        "UPDATE DOCUMENTS SET Text = '🚢 no no no no' WHERE ID = 2;"
        "UPDATE STATEMENTS SET Start = 3, Stop = 5 WHERE ID = 4;"
        "DELETE FROM STATEMENTS WHERE ID > 4;"
    )
    found = read_database(path)
    assert found.statements[-1].content_spans == (Span(2, 4),)
    path = changed("UPDATE DOCUMENTS SET Text = '🚢-----------' WHERE ID = 2;")
    found = read_database(path)
    assert found.statements[-1].content_spans == (Span(2, 4),)
    assert any("other words each" in loss.reason for loss in found.losses)


def test_other_variables_types_and_fields_are_listed(changed: Change) -> None:
    path = changed(
        "INSERT INTO VARIABLES VALUES (90, 'salience', 'integer', 1);"
        "INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (1, 90, 3);"
        "INSERT INTO STATEMENTTYPES VALUES (9, 'Annotation', 0, 0, 0);"
        "INSERT INTO VARIABLES VALUES (91, 'note', 'long text', 9);"
        "UPDATE STATEMENTS SET StatementTypeId = 9 WHERE ID = 5;"
        "UPDATE DOCUMENTS SET Author = 'Lou Penn', Section = 'B' WHERE ID = 1;"
        "UPDATE ENTITIES SET ChildOf = 1 WHERE Value = 'Ada Brik';"
        "UPDATE ATTRIBUTEVALUES SET AttributeValue = 'the mayor' WHERE ID = 6;"  # Ada Brik's alias
    )
    found = read_database(path)
    said = [str(loss) for loss in found.losses]
    for text in (
        "dropped: small.dna: variable salience (integer): no place for it:"
        " filled in for 1 statements",
        "dropped: small.dna: statement 5: of the type 'Annotation'",
        "dropped: small.dna: document 1: its author, section",
        "dropped: small.dna: entities: 1 entities are parts of others",
        "dropped: small.dna: attribute alias: no place for it: filled in for 1 actors or concepts",
    ):
        assert any(line.startswith(text) for line in said), text
    assert len(found.coded) == 5


def test_a_qualifier_by_our_labels_is_honoured_and_any_other_is_not(changed: Change) -> None:
    path = changed("UPDATE VARIABLES SET Variable = 'Qualifier' WHERE Variable = 'stance';")
    assert [it.statement.stance for it in read_database(path).coded] == [
        Stance.SUPPORT,
        Stance.CONDITIONAL,
        None,
        Stance.OPPOSE,
        Stance.UNRELATED,
        Stance.NEUTRAL,
    ]
    path = changed(
        "UPDATE ENTITIES SET Value = 'q' || ID WHERE VariableId IN"
        " (SELECT ID FROM VARIABLES WHERE Variable = 'Qualifier') AND Value != '';"
    )
    found = read_database(path)
    stances = [item.statement.stance for item in found.coded]
    assert stances == [Stance.SUPPORT, None, None, Stance.OPPOSE, None, None]
    assert any("variable Qualifier (short text)" in loss.place for loss in found.losses)


def test_statements_without_a_place_are_dropped_and_listed(changed: Change) -> None:
    path = changed(
        "UPDATE STATEMENTS SET Stop = 9999 WHERE ID = 1;"
        "UPDATE STATEMENTS SET DocumentId = 77 WHERE ID = 2;"
        "UPDATE DOCUMENTS SET Text = Text || '    ';"
    )
    found = read_database(path)
    assert {item.statement.id for item in found.coded} == {"3", "4", "5", "6"}
    said = {loss.place: loss.reason for loss in found.losses}
    assert "[4, 9999]" not in said["small.dna: statement 1"]
    assert "9999] does not fit" in said["small.dna: statement 1"]
    assert "document 77 does not exist" in said["small.dna: statement 2"]


def test_agreement_against_the_stance_gives_way_and_is_told(changed: Change) -> None:
    found = read_database(changed("UPDATE DATABOOLEAN SET Value = 1;"))
    assert found.statements[3].stance is Stance.OPPOSE
    said = {loss.place: loss.reason for loss in found.losses if loss.fate is Fate.CHANGED}
    assert said == {
        "small.dna: statement 4": "agreement 1 beside the stance 'oppose'; the stance is taken"
    }


def test_an_actor_of_two_kinds_and_a_headline_are_told(
    collection: Collection, tmp_path: Path
) -> None:
    items = [*collection.coded]
    items[3] = replace(items[3], statement=replace(items[3].statement, actor_kind="group"))
    articles = dict(collection.articles)
    articles["At sea"] = replace(articles["At sea"], headline=Span(0, 3))
    losses = write_database(Collection(articles, tuple(items)), tmp_path / "a.dna")
    said = [str(loss) for loss in losses]
    assert "changed: organization 'Orland': Type is group and state: written as group" in said
    assert "dropped: document 'At sea': which part of its text is the headline" in said


def test_titles_that_are_no_names_get_numbers(changed: Change) -> None:
    path = changed("UPDATE DOCUMENTS SET Title = '';")
    found = read_database(path)
    assert list(found.articles) == ["document 1", "document 2"]
    assert {item.statement.document for item in found.coded} == set(found.articles)


WRONG_VALUES = {
    "UPDATE STATEMENTS SET Start = 'abc' WHERE ID = 2": "STATEMENTS, ID 2, column Start",
    "UPDATE STATEMENTS SET Start = 1.5 WHERE ID = 2": "expected a whole number, found float",
    "UPDATE DOCUMENTS SET Text = x'00ff' WHERE ID = 2": "DOCUMENTS, ID 2, column Text",
    "UPDATE DOCUMENTS SET Text = CAST(x'41ff' AS TEXT)": "column Text: not UTF-8 at byte 1",
    "UPDATE DOCUMENTS SET Text = 'a' || char(0) || 'b'": "holds the NUL character",
    "UPDATE DOCUMENTS SET Date = 1.5": "expected a whole number",
    "UPDATE DOCUMENTS SET Date = 1000000000000000": "is no time",
    "UPDATE DATASHORTTEXT SET Entity = 999 WHERE ID = 1": "the entity 999 does not exist",
    "UPDATE DATABOOLEAN SET Value = 'yes' WHERE ID = 1": "DATABOOLEAN, StatementId 1",
    "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = replace(sql, 'Start INTEGER NOT"
    " NULL', 'Start INTEGER') WHERE name = 'STATEMENTS'; PRAGMA writable_schema=RESET;"
    " UPDATE STATEMENTS SET Start = NULL WHERE ID = 2": "ID 2, column Start: is empty",
    "INSERT INTO DATAINTEGER VALUES (1, 1, 3, 5)": "'concept' is short text, not integer",
}


@pytest.mark.parametrize("sql", WRONG_VALUES)
def test_a_value_of_the_wrong_kind_is_named(changed: Change, sql: str) -> None:
    path = changed(f"{sql};")
    with pytest.raises(RecordError) as caught:
        read_database(path)
    assert WRONG_VALUES[sql] in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")


FOREIGN = {
    "DROP TABLE ENTITIES": "lacks the tables ENTITIES",
    "DROP TABLE ENTITIES; CREATE TABLE ATTRIBUTES(ID)": "looks like one of DNA 2",
    "ALTER TABLE STATEMENTS DROP COLUMN Start": "table STATEMENTS lacks Start",
    "ALTER TABLE STATEMENTS RENAME TO S; CREATE VIEW STATEMENTS AS SELECT * FROM S": "lacks",
}


@pytest.mark.parametrize("sql", FOREIGN)
def test_another_database_is_told_by_its_tables(tmp_path: Path, sql: str) -> None:
    path = tmp_path / "a.dna"
    columns = {name: ", ".join(kinds) for name, kinds in TABLES.items()}
    with closing(sqlite3.connect(path)) as connection:
        for name, listed in columns.items():
            connection.execute(f"CREATE TABLE {name}({listed})")
        connection.executescript(f"{sql};")
    with pytest.raises(InputError, match="no database of DNA 3") as caught:
        read_database(path)
    assert FOREIGN[sql] in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no SQLite file"),
        (b"Ada Brik said no.\n" * 50, "is no SQLite file"),
        (b"<?xml version='1.0'?><discourse/>", "DNA 1"),
        (b"SQLite format 3\0", "damaged|no database|cannot be read"),
        (b"SQLite format 3\0" + b"\1" * 5000, "damaged|no database|cannot be read"),
    ],
)
def test_a_file_that_is_no_database_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.dna"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_database(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_database(tmp_path / "no.dna")
    with pytest.raises(InputError, match="is a folder"):
        read_database(tmp_path)
    assert not DATABASE.claims(tmp_path / "no.dna")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_a_cut_off_database_is_told(database: Path, share: float) -> None:
    data = database.read_bytes()
    database.write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputError, match="damaged"):
        read_database(database)


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_database_in_use_is_not_read(database: Path, ending: str) -> None:
    database.with_name(database.name + ending).write_bytes(b"x")
    with pytest.raises(InputError, match="is in use"):
        read_database(database)


def test_reading_leaves_the_folder_as_it_was(database: Path) -> None:
    before = database.read_bytes()
    read_database(database)
    assert database.read_bytes() == before
    assert list(database.parent.iterdir()) == [database]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_damaged_is_an_error_of_ours(database: Path, data: st.DataObject) -> None:
    whole = bytearray(database.read_bytes())
    for at in data.draw(st.lists(st.integers(16, len(whole) - 1), min_size=1, max_size=5)):
        whole[at] = data.draw(st.integers(0, 255))
    damaged = database.with_name("damaged.dna")
    damaged.write_bytes(whole)
    with suppress(StanceError):
        read_database(damaged)


def test_nothing_is_written_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to write"):
        write_database(Collection(), tmp_path / "a.dna")
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_is_replaced_whole(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    path.write_bytes(b"old")
    write_database(collection, path)
    assert read_database(path).coded == collection.coded
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_no_file_can_hold_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    path.write_bytes(b"old")
    broken = Collection({"d": Article("d", "half \ud800 a pair")})
    with pytest.raises(InputError, match="cannot be written"):
        write_database(broken, path)
    assert path.read_bytes() == b"old"


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=SHORT).filter(
    str.strip
)
KINDS = {"Ada Brik": "person", "Port Union": "organisation", "Orland": "state", "": ""}


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """Whole words of texts with wide characters, as DNA can hold them."""
    articles: dict[str, Article] = {}
    items: list[Coded] = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        words = draw(st.lists(st.sampled_from(["no", "🚢", "ætt", "𝔸b", "."]), max_size=12))
        text = "\n".join(words)
        date = draw(st.just("") | st.dates().map(str).filter(lambda day: day != "1970-01-01"))
        articles[name] = Article(name, text, date)
        starts = [len("\n".join(words[:number])) + bool(number) for number in range(len(words))]
        for number in draw(st.sets(st.integers(0, len(words) - 1))) if words else ():
            actor = draw(st.sampled_from(list(KINDS)))
            last = draw(st.integers(number, len(words) - 1))
            statement = spanned_statement(
                text,
                id_="",
                document=name,
                source=(),
                cue=(),
                content=(Span(starts[number], starts[last] + len(words[last])),),
                condition=(),
                proposal=draw(NAMES),
                stance=draw(st.none() | st.sampled_from(LABELS)),
                actor=actor,
                actor_kind=KINDS[actor],
                date=date,
            )
            items.append(Coded(statement, draw(st.sampled_from(["Admin", "Kim", "Lou"]))))
    order = {name: number for number, name in enumerate(articles)}
    items.sort(key=lambda it: (order[it.statement.document], it.statement.content_spans))
    numbered = (
        replace(item, statement=replace(item.statement, id=str(number)))
        for number, item in enumerate(items, start=1)
    )
    return Collection(articles, tuple(numbered))


@settings(deadline=None, max_examples=40)  # each hashes a password 100,000 times
@given(collections())
def test_every_collection_comes_back(
    tmp_path_factory: pytest.TempPathFactory, some: Collection
) -> None:
    path = tmp_path_factory.mktemp("dna") / "a.dna"
    write_database(some, path)
    found = read_database(path)
    assert found.articles == some.articles
    assert found.coded == some.coded


def test_a_hundred_thousand_statements(changed: Change) -> None:
    path = changed(
        "DELETE FROM STATEMENTS WHERE ID > 1;"
        "WITH RECURSIVE n(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 100099)"
        " INSERT INTO STATEMENTS SELECT i, 1, 1, 0, 1 + i % 7, 1 FROM n;"
        "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value)"
        " SELECT ID, 4, ID % 2 FROM STATEMENTS WHERE ID > 1;"
        "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity)"
        " SELECT ID, 3, (SELECT ID FROM ENTITIES WHERE VariableId = 3 AND Value != '')"
        " FROM STATEMENTS WHERE ID > 1;"
    )
    found = read_database(path)
    stances = Counter(item.statement.stance for item in found.coded)
    assert stances == {Stance.SUPPORT: 50_001, Stance.OPPOSE: 49_999}


class TestSample:
    """The sample database that comes with DNA."""

    @pytest.fixture
    def sample(self, shared: Path) -> Path:
        path = shared / "formats" / "dna_sample.dna"
        if not path.exists():
            pytest.skip("../shared/formats/dna_sample.dna is absent")
        return path

    def test_its_figures_are_those_that_its_tables_give(self, sample: Path) -> None:
        found = read_database(sample)
        (total,) = rows(sample, "SELECT count(*) FROM STATEMENTS")
        agreement = rows(
            sample,
            "SELECT b.Value, count(*) FROM DATABOOLEAN b JOIN VARIABLES v ON v.ID = b.VariableId"
            " WHERE v.Variable = 'agreement' GROUP BY b.Value ORDER BY b.Value",
        )
        assert (total, agreement) == ((41,), [(0, 11), (1, 29)])
        stances = Counter(item.statement.stance for item in found.coded)
        assert stances == {Stance.SUPPORT: 29, Stance.OPPOSE: 11}
        dropped = [loss for loss in found.losses if ": statement " in loss.place]
        assert len(found.coded) + len(dropped) == 41
        assert len(found.articles) == 7
        coders = rows(
            sample,
            "SELECT DISTINCT c.Name FROM CODERS c JOIN STATEMENTS s ON s.Coder = c.ID"
            " JOIN DATABOOLEAN b ON b.StatementId = s.ID",
        )
        assert {(item.coder,) for item in found.coded} == set(coders)

    @pytest.mark.parametrize(
        ("format_", "variable"), [(DATABASE, "person"), (DATABASE_OF_ORGANIZATIONS, "organization")]
    )
    def test_every_passage_and_value_is_that_of_a_join(
        self, sample: Path, format_: object, variable: str
    ) -> None:
        short = (
            "(SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity JOIN VARIABLES"
            " v ON v.ID = d.VariableId WHERE d.StatementId = s.ID AND v.Variable = '{}')"
        )
        expected = rows(
            sample,
            "SELECT s.ID, substr(d.Text, s.Start + 1, s.Stop - s.Start), date(d.Date,"
            f" 'unixepoch'), d.Title, {short.format(variable)}, {short.format('concept')},"
            " CASE b.Value WHEN 1 THEN 'support' WHEN 0 THEN 'oppose' END"
            " FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId"
            " JOIN DATABOOLEAN b ON b.StatementId = s.ID ORDER BY s.ID",
        )
        actors = Actors(variable)
        assert [
            (
                int(it.id),
                it.quote,
                it.date,
                it.document,
                it.actor,
                it.proposal,
                str(it.stance),
            )
            for it in read_database(sample, actors).statements
        ] == expected

    def test_it_comes_back_through_a_database_of_ours(self, sample: Path, tmp_path: Path) -> None:
        found = read_database(sample)
        write_database(found, tmp_path / "a.dna")
        again = read_database(tmp_path / "a.dna")
        assert (again.articles, again.coded) == (found.articles, found.coded)

    def test_our_tables_are_its_tables(self, sample: Path, database: Path) -> None:
        names = rows(sample, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        assert names == rows(
            database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        for (name,) in names:
            for what in ("table_info", "foreign_key_list", "index_list"):
                theirs = rows(sample, f"PRAGMA {what}({name})")
                assert sorted(map(str, theirs)) == sorted(
                    map(str, rows(database, f"PRAGMA {what}({name})"))
                ), (name, what)

    def test_its_passwords_are_hashed_as_ours(self, sample: Path) -> None:
        stored = [str(value) for (value,) in rows(sample, "SELECT Password FROM CODERS")]
        assert is_password("sample", stored[0])
        assert not is_password("Sample", stored[0])
