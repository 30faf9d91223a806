"""XML of unknown origin."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.plain_xml import DEEPEST, parse
from stance.errors import RecordError


def test_names_are_local_and_text_is_kept() -> None:
    root = parse(b'<p:A xmlns:p="urn:x" p:b="1" c="&amp;2"><B>x &lt; y</B> tail</p:A>')
    assert (root.tag, root.attrib) == ("A", {"b": "1", "c": "&2"})
    assert [(child.tag, child.text, child.tail) for child in root] == [("B", "x < y", " tail")]


def test_encodings_are_told_by_the_file() -> None:
    text = "<a>Ærø 🚢</a>"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        assert parse(data).text == "Ærø 🚢"


SECRET = Path(__file__).as_uri()
HOSTILE = {
    "external entity": f'<!DOCTYPE a [<!ENTITY x SYSTEM "{SECRET}">]><a>&x;</a>',
    "external document type": f'<!DOCTYPE a SYSTEM "{SECRET}"><a/>',
    "parameter entity": f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{SECRET}"> %x;]><a/>',
    "a billion laughs": '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>',
    "an empty document type": "<!DOCTYPE a><a/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_type_is_refused(name: str) -> None:
    with pytest.raises(RecordError, match="document type"):
        parse(HOSTILE[name].encode())


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", 1, "no element found"),
        (b"<a>\n<b></a>", 2, "mismatched tag"),
        (b"<a>&nobody;</a>", 1, "undefined entity"),
        (b"<a/>\n<b/>", 2, "junk after document element"),
        (b'<a b="1" b="2"/>', 1, "duplicate attribute"),
        (b"PK\x03\x04", 1, "not well-formed"),
    ],
)
def test_what_is_not_well_formed_is_named_with_its_line(data: bytes, line: int, said: str) -> None:
    with pytest.raises(RecordError, match=said) as caught:
        parse(data)
    assert caught.value.line == line


@pytest.mark.parametrize("name", ["u-f-8", "utf-7", "shift_jis", "idna", "zlib"])
def test_an_encoding_that_is_not_read_is_told(name: str) -> None:
    with pytest.raises(RecordError, match="encoding"):
        parse(f'<?xml version="1.0" encoding="{name}"?><a>x</a>'.encode())


def test_nesting_has_an_end() -> None:
    deep = DEEPEST
    assert parse(b"<a>" * deep + b"</a>" * deep).tag == "a"
    with pytest.raises(RecordError, match="nested more than"):
        parse(b"<a>" * 100_000)


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_tree_or_an_error_of_ours(data: bytes) -> None:
    with suppress(RecordError):
        parse(data)
