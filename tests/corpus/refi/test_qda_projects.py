"""REFI-QDA projects: what is read, what is listed, and archives that mean harm."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.corpus.archive import Limits
from stance.corpus.refi import FORMAT
from stance.corpus.refi.reading import read_project
from stance.corpus.rulers import AS_STATED, CRLF_AS_ONE, LF_AS_TWO, Ruler, Unit, Way
from stance.errors import InputError, RecordError, StanceError
from stance.schema import Article, Span, Stance

TEXT = "“We will build it if rents fall”, said Ada Brik.\n🚢 The Port Union never agreed."
CODES = {
    "c-sup": "stance: support",
    "c-opp": "stance: oppose",
    "c-con": "stance: conditional",
    "c-wall": "proposal: build the wall",
    "c-ada": "actor: Ada Brik",
    "c-port": "actor: Port Union",
    "c-if": "condition",
    "c-tone": "irony",
    "c-bad": "stance: pro",
}
NAMESPACE = "urn:QDA-XML:project:1.0"


def selection(
    text: str,
    words: str,
    *codes: str,
    user: str = "u-kim",
    way: Way = AS_STATED,
    guid: str = "s",
    name: str = "",
) -> str:
    """A passage by its words, with codes by the user."""
    ruler = Ruler(text, way)
    start = text.index(words)
    begin, end = ruler.offset(start), ruler.offset(start + len(words))
    codings = "".join(
        f'<Coding guid="g" creatingUser="{user}"><CodeRef targetGUID="{code.upper()}"/></Coding>'
        for code in codes
    )
    return (
        f'<PlainTextSelection guid="{guid}-{start}" name={quoteattr(name)}'
        f' startPosition="{begin}" endPosition="{end}">{codings}</PlainTextSelection>'
    )


def project(*sources: str, codes: Mapping[str, str] = CODES, extra: str = "") -> str:
    listed = "".join(
        f"<Code guid={quoteattr(guid)} name={quoteattr(name)} isCodable='true'/>"
        for guid, name in codes.items()
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project name="p" xmlns="{NAMESPACE}">'
        '<Users><User guid="U-KIM" name="Kim"/><User guid="u-lou" id="Lou"/></Users>'
        f"<CodeBook><Codes>{listed}</Codes></CodeBook>"
        '<Variables><Variable guid="v-date" name="Date" typeOfVariable="Date"/></Variables>'
        f"<Sources>{''.join(sources)}</Sources>{extra}</Project>"
    )


def source(*inner: str, name: str = "Port", path: str = "internal://a.txt") -> str:
    told = f'plainTextPath="{path}"' if path else ""
    return f'<TextSource guid="t-{name}" name="{name}" {told}>{"".join(inner)}</TextSource>'


def save(path: Path, xml: str, members: Mapping[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("project.qde", xml)
        for name, data in (members or {"Sources/a.txt": TEXT.encode()}).items():
            new.writestr(name, data)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.qdpx"


FULL = (
    selection(TEXT, "We will build it if rents fall", "c-con", "c-wall"),
    selection(TEXT, "said Ada Brik", "c-tone", guid="x"),
    selection(TEXT, "if rents fall", "c-if", guid="i"),
    selection(TEXT, "build it if rents fall”, said Ada Brik", "c-ada", guid="a"),
    selection(TEXT, "The Port Union never agreed", "c-opp", "c-wall", "c-port", user="u-lou"),
)


def test_a_project_is_read(path: Path) -> None:
    date = (
        '<VariableValue><VariableRef targetGUID="V-DATE"/><DateValue>2020-01-02</DateValue>'
        "</VariableValue>"
    )
    found = read_project(save(path, project(source(*FULL, date))))
    assert found.articles == {"Port": Article("Port", TEXT, "2020-01-02")}
    kim, lou = found.coded
    at = TEXT.index("if rents")
    assert (kim.coder, kim.statement.quote) == ("Kim", "We will build it if rents fall")
    assert (kim.statement.actor, kim.statement.proposal) == ("Ada Brik", "build the wall")
    assert kim.statement.stance is Stance.CONDITIONAL
    assert kim.statement.condition_spans == (Span(at, at + len("if rents fall")),)
    assert kim.statement.date == "2020-01-02"
    assert (lou.coder, lou.statement.actor) == ("Lou", "Port Union")
    assert lou.statement.stance is Stance.OPPOSE
    assert [str(loss) for loss in found.losses] == [
        "dropped: p.qdpx: code 'irony': on 1 passages: it is no stance, proposal, actor or"
        " condition by its name"
    ]


@pytest.mark.parametrize(
    ("folder", "path_in_xml"),
    [
        ("sources/a.txt", "internal://a.txt"),
        ("Sources/A.TXT", "internal:///a.txt"),
        ("a.txt", "internal://a.txt"),
        ("sources/sub/a.txt", "internal://sub/a.txt"),
    ],
)
def test_texts_lie_where_programs_put_them(path: Path, folder: str, path_in_xml: str) -> None:
    xml = project(source(*FULL, path=path_in_xml))
    found = read_project(save(path, xml, {folder: b"\xef\xbb\xbf" + TEXT.encode()}))
    assert found.articles["Port"].text == TEXT
    assert len(found.coded) == 2


def test_a_text_within_the_xml_and_one_of_a_pdf_are_read(path: Path) -> None:
    content = f"<PlainTextContent>{escape(TEXT)}</PlainTextContent>"
    pdf = (
        '<PDFSource guid="p" name="Paper" path="internal://x.pdf"><Representation'
        f' plainTextPath="internal://a.txt">{FULL[-1]}</Representation></PDFSource>'
    )
    found = read_project(save(path, project(source(content, *FULL, path=""), pdf)))
    assert list(found.articles) == ["Port", "Paper"]
    assert [item.statement.document for item in found.coded] == ["Port", "Port", "Paper"]


def test_any_version_and_name_of_the_project_file_will_do(path: Path) -> None:
    xml = project(source(*FULL)).replace(NAMESPACE, "urn:QDA-XML:project:0:4")
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("My study.qde", xml)
        new.writestr("sources/a.txt", TEXT)
    assert len(read_project(path).coded) == 2


@pytest.mark.parametrize(
    ("way", "text", "bom"),
    [
        (Way(Unit.UTF16), TEXT, False),
        (Way(rule=CRLF_AS_ONE), TEXT.replace("\n", "\r\n") + "\r\nNobody came.", False),
        (Way(rule=LF_AS_TWO), "One.\nTwo.\nThree.\n" + TEXT, False),
        (Way(Unit.UTF16, LF_AS_TWO), "One.\nTwo.\n" + TEXT, False),
        (Way(mark=1), TEXT.replace("🚢", "A"), True),
    ],
    ids=repr,
)
def test_positions_counted_another_way_are_found_and_told(
    path: Path, way: Way, text: str, bom: bool
) -> None:
    passages = ("build it if", "Port Union", "agreed")
    selections = (
        selection(text, words, "c-opp", "c-wall", way=way, guid=words) for words in passages
    )
    data = b"\xef\xbb\xbf" * bom + text.encode()
    found = read_project(save(path, project(source(*selections)), {"sources/a.txt": data}))
    assert tuple(item.statement.quote for item in found.coded) == passages
    assert any("counted anew in code points" in loss.reason for loss in found.losses)


def test_positions_that_fit_both_ways_are_told(path: Path) -> None:
    text = "🚢.. .. .."
    inner = '<PlainTextSelection guid="s" startPosition="2" endPosition="3"/>'
    found = read_project(save(path, project(source(inner)), {"sources/a.txt": text.encode()}))
    assert any("fit as code points and as UTF-16 units" in loss.reason for loss in found.losses)


def test_the_words_in_a_selections_name_help(path: Path) -> None:
    text = "One.\nTwo.\naa bb cc"
    way = Way(rule=LF_AS_TWO)
    xml = project(source(selection(text, "bb", "c-opp", "c-wall", way=way, name="bb")))
    found = read_project(save(path, xml, {"sources/a.txt": text.encode()}))
    assert found.statements[0].quote == "bb"


def test_what_is_not_read_is_listed(path: Path) -> None:
    xml = project(
        source(
            selection(TEXT, "said Ada Brik", "c-ada", guid="a"),
            selection(TEXT, "never", "c-opp", guid="b"),
            selection(TEXT, "agreed", "c-nobody", "c-bad", guid="c"),
            '<PlainTextSelection guid="d" startPosition="5" endPosition="999"/>',
        ),
        source(name="Far", path="relative:///../../etc/passwd"),
        source(name="Rich", path=""),
        source(name="Blank", path="internal://b.txt"),
        '<PictureSource guid="i" name="Map" path="internal://m.png"/>',
        source(name="Port"),
        extra="<Notes><Note guid='n' name='idea'/></Notes>",
    )
    found = read_project(
        save(path, xml, {"sources/a.txt": TEXT.encode(), "sources/b.txt": b"\xef\xbb\xbf \n"})
    )
    assert list(found.articles) == ["Port", "Port (2)"]
    said = [str(loss).removeprefix("dropped: p.qdpx: ") for loss in found.losses]
    for begins in (
        "source 'Port', code actor 'Ada Brik': on 1 passages without a stance",
        "source 'Port', selection d: [5, 999] does not fit the text",
        "source 'Far': its text lies outside the project ('relative:///../../etc/passwd')",
        "source 'Rich': it has no plain text",
        "source 'Blank': its text is empty",
        "source 'Map': a PictureSource without a plain text",
        "code c-nobody: on 1 passages: not in the code book",
        "code 'stance: pro': on 1 passages: 'pro' is no stance; known are support",
        "Notes: 1 entries",
    ):
        assert any(text.startswith(begins) for text in said), begins
    assert any("has no proposal on it" in text for text in said)
    assert any("named 'Port (2)'" in text for text in said)


def test_two_coders_on_one_selection_have_ids_of_their_own(path: Path) -> None:
    one = selection(TEXT, "never", "c-opp", "c-wall")
    two = selection(TEXT, "never", "c-sup", "c-wall", user="u-lou")
    found = read_project(save(path, project(source(one, two))))
    assert [(item.coder, item.statement.stance) for item in found.coded] == [
        ("Kim", Stance.OPPOSE),
        ("Lou", Stance.SUPPORT),
    ]
    assert len({item.statement.id for item in found.coded}) == 2


def test_a_user_that_is_not_listed_is_nobody(path: Path) -> None:
    xml = project(source(selection(TEXT, "never", "c-opp", "c-wall", user="u-who")))
    assert read_project(save(path, xml)).coded[0].coder == ""


FAULTS = {
    "no number": (source(FULL[0].replace('startPosition="1"', 'startPosition="-1"')), "'-1'"),
    "huge number": (
        source(FULL[0].replace('startPosition="1"', f'startPosition="{"9" * 5000}"')),
        "expected a whole number",
    ),
    "no such text": (source(path="internal://none.txt"), "'none.txt' is not in the project"),
    "text outside": (source(path="internal://../../a.txt"), "is not in the project"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place(path: Path, name: str) -> None:
    inner, said = FAULTS[name]
    with pytest.raises(RecordError) as caught:
        read_project(save(path, project(inner)))
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}/project.qde: source")


def test_an_external_entity_is_refused(path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text("secret", encoding="utf-8")
    declared = f'<!DOCTYPE Project [<!ENTITY x SYSTEM "{secret.as_uri()}">]><Project'
    xml = project(source("<Description>&x;</Description>")).replace("<Project", declared, 1)
    with pytest.raises(RecordError, match="document type") as caught:
        read_project(save(path, xml))
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("", "no element found"),
        ("<Project>", "no element found"),
        ("<CodeBook/>", "the XML is a CodeBook, not a REFI-QDA Project"),
    ],
)
def test_another_xml_is_told(path: Path, xml: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        read_project(save(path, xml))


@pytest.mark.parametrize(
    ("names", "said"),
    [(("a.txt",), "no .qde file"), (("a.qde", "b.qde"), "several .qde files")],
)
def test_another_archive_is_told(path: Path, names: tuple[str, ...], said: str) -> None:
    with zipfile.ZipFile(path, "w") as new:
        for name in names:
            new.writestr(name, "x")
    with pytest.raises(InputError, match=said):
        read_project(path)


def test_a_bomb_among_the_texts_is_not_read(path: Path) -> None:
    save(path, project(source(*FULL)), {"sources/a.txt": b"a" * 30_000_000})
    with pytest.raises(InputError, match="30,000,000 bytes; allowed are 1,000,000"):
        read_project(path, Limits(member=1_000_000))


def test_media_of_any_size_are_left_alone(path: Path) -> None:
    film = {"sources/a.txt": TEXT.encode(), "sources/film.mp4": b"0" * 3_000_000}
    save(path, project(source(*FULL)), film)
    assert len(read_project(path, Limits(member=100_000)).coded) == 2


def test_a_name_that_leads_out_condemns_the_project(path: Path) -> None:
    save(path, project(source(*FULL)), {"sources/a.txt": TEXT.encode(), "../../.profile": b"x"})
    with pytest.raises(InputError, match="lies outside the archive"):
        read_project(path)


def test_a_text_that_is_not_utf8_is_told(path: Path) -> None:
    save(path, project(source(*FULL)), {"sources/a.txt": "né".encode("latin-1")})
    with pytest.raises(InputError, match="not UTF-8"):
        read_project(path)


def test_projects_are_known_by_name_and_first_bytes(path: Path) -> None:
    save(path, project())
    assert FORMAT.claims(path)
    assert not FORMAT.claims(path.rename(path.with_suffix(".zip")))
    assert not FORMAT.claims(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_damaged_is_an_error_of_ours(path: Path, data: st.DataObject) -> None:
    xml = bytearray(project(source(*FULL)).encode())
    for at in data.draw(st.lists(st.integers(0, len(xml) - 1), min_size=1, max_size=4)):
        xml[at] = data.draw(st.integers(0, 255))
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("project.qde", bytes(xml))
        new.writestr("sources/a.txt", TEXT)
    with suppress(StanceError):
        read_project(path)


WORDS = st.lists(st.sampled_from(["no", "🚢", "ætt", "we", "."]), min_size=2, max_size=12)


@settings(deadline=None)
@given(WORDS, st.data())
def test_every_passage_comes_back_whatever_its_way(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    way = data.draw(st.sampled_from([AS_STATED, Way(Unit.UTF16)]))
    starts = [len(" ".join(words[:number])) + bool(number) for number in range(len(words))]
    spans = {
        Span(starts[first], starts[first] + len(words[first]))
        for first in data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1))
    }
    ruler = Ruler(text, way)
    listed = "".join(
        f'<PlainTextSelection guid="{span.start}" name={quoteattr(text[span.start : span.end])}'
        f' startPosition="{ruler.offset(span.start)}" endPosition="{ruler.offset(span.end)}">'
        '<Coding><CodeRef targetGUID="c-opp"/></Coding><Coding><CodeRef targetGUID="c-wall"/>'
        "</Coding></PlainTextSelection>"
        for span in sorted(spans)
    )
    path = tmp_path_factory.mktemp("qda") / "p.qdpx"
    found = read_project(save(path, project(source(listed)), {"sources/a.txt": text.encode()}))
    assert [item.content_spans for item in found.statements] == [(span,) for span in sorted(spans)]


def test_a_hundred_thousand_codings(path: Path) -> None:
    text = "no way. " * 500
    listed = "".join(
        f'<PlainTextSelection guid="{at}" startPosition="{at}" endPosition="{at + 6}">'
        + "".join(
            f'<Coding><CodeRef targetGUID="{code}"/></Coding>'
            for code in ("c-opp", "c-wall", "c-ada", "c-tone")
        )
        + "</PlainTextSelection>"
        for at in range(0, len(text), 8)
    )
    sources = (source(listed, name=f"Port {number}") for number in range(50))
    found = read_project(save(path, project(*sources), {"sources/a.txt": text.encode()}))
    assert (len(found.articles), len(found.coded)) == (50, 25_000)
    assert [loss.reason.split(":")[0] for loss in found.losses] == ["on 25000 passages"]
