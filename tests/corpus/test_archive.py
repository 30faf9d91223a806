"""ZIP archives of unknown origin."""

from __future__ import annotations

import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.archive import Limits, archive
from stance.errors import InputError, StanceError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.qdpx"


def save(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members:
            new.writestr(name, data)
    return path


def test_members_are_read_by_their_names_with_forward_slashes(path: Path) -> None:
    save(path, ("project.qde", b"x"), ("Sources\\a.txt", b"abc"), ("empty/", b""))
    with archive(path) as found:
        assert found.names == ("project.qde", "Sources/a.txt")
        assert found.read("Sources/a.txt") == b"abc"


@pytest.mark.parametrize(
    "name", ["../a.txt", "sources/../../a.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt", "a/.."]
)
def test_a_name_that_leads_out_is_refused_as_a_whole(path: Path, name: str) -> None:
    save(path, ("project.qde", b"x"), (name, b"abc"))
    with pytest.raises(InputError, match="lies outside the archive"), archive(path):
        pass


def test_a_link_is_refused(path: Path) -> None:
    link = zipfile.ZipInfo("sources/a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    save(path, (link, b"/etc/passwd"))
    with pytest.raises(InputError, match="is a link"), archive(path):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(path: Path) -> None:
    save(path, ("a.txt", b"one"), ("a.txt", b"two"))
    with pytest.raises(InputError, match="twice"), archive(path):
        pass


def test_a_bomb_is_refused_by_its_declared_size(path: Path) -> None:
    save(path, ("bomb.txt", b"0" * 20_000_000))
    assert path.stat().st_size < 50_000
    said = "20,000,000 bytes; allowed are 1,000,000"
    with archive(path, Limits(member=1_000_000)) as found, pytest.raises(InputError, match=said):
        found.read("bomb.txt")


def test_a_bomb_that_lies_about_its_size_is_refused(path: Path) -> None:
    save(path, ("bomb.txt", b"0" * 2_000_000))
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 10)))
    with archive(path, Limits(member=1_000_000)) as found, pytest.raises(InputError, match="bomb"):
        found.read("bomb.txt")


def test_all_that_is_read_counts_against_the_whole(path: Path) -> None:
    save(path, ("a", b"0" * 600), ("b", b"0" * 600))
    with archive(path, Limits(total=1_000)) as found:
        found.read("a")
        with pytest.raises(InputError, match="600 bytes; allowed are 400"):
            found.read("b")


def test_too_many_members_are_refused(path: Path) -> None:
    save(path, *((f"{number}", b"") for number in range(20)))
    with pytest.raises(InputError, match="allowed are 10"), archive(path, Limits(members=10)):
        pass


def test_an_uncommon_packing_is_told(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as new:
        new.writestr("a.txt", b"abc")
    with archive(path) as found, pytest.raises(InputError, match="uncommon method"):
        found.read("a.txt")


def test_a_password_is_asked_away(path: Path) -> None:
    data = bytearray(save(path, ("a.txt", b"abc")).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    with archive(path) as found, pytest.raises(InputError, match="needs a password"):
        found.read("a.txt")


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "is no ZIP archive"), (b"x", "is no ZIP archive")]
)
def test_what_is_no_archive_is_told(path: Path, data: bytes, said: str) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError, match=said), archive(path):
        pass


def test_a_cut_off_archive_is_told(path: Path) -> None:
    data = save(path, ("a.txt", b"abc" * 1000)).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="cut off"), archive(path):
        pass


def test_a_missing_file_is_told(path: Path) -> None:
    with pytest.raises(InputError, match="no such file"), archive(path):
        pass


@given(st.data())
def test_whatever_is_damaged_is_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.qdpx"
    whole = bytearray(save(path, ("a.txt", b"abc" * 50), ("b/c.txt", b"d")).read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(whole)
    with suppress(StanceError), archive(path) as found:
        for name in found.names:
            found.read(name)
