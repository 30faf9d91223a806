"""Output appears whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from stance.corpus.staging import staged
from stance.errors import InputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_a_pair_and_a_folder_appear_at_the_end(tmp_path: Path) -> None:
    with staged(tmp_path / "a.ann") as path:
        path.write_text("one")
        path.with_suffix(".txt").write_text("two")
        assert not {"a.ann", "a.txt"} & set(names(tmp_path))
    assert names(tmp_path) == ["a.ann", "a.txt"]
    with staged(tmp_path / "folder") as path:
        path.mkdir()
        (path / "a.txt").write_text("three")
    assert names(tmp_path / "folder") == ["a.txt"]


def test_after_an_error_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")

    def fail(target: Path) -> None:
        with staged(target) as path:
            path.write_text("half")
            raise InputError("broken")

    with pytest.raises(InputError, match="broken"):
        fail(tmp_path / "a.csv")
    assert names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    target.chmod(0o640)
    with staged(target) as path:
        path.write_text("new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_an_empty_folder_is_filled_and_a_full_one_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with staged(tmp_path / "empty") as path:
        path.mkdir()
        (path / "a.txt").write_text("one")
    assert names(tmp_path / "empty") == ["a.txt"]
    refused = pytest.raises(InputError, match="a folder that holds files already")
    with refused, staged(tmp_path / "empty"):
        pass


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match="cannot be written")
    with refused, staged(tmp_path / "none" / "a.csv"):
        pass


def test_a_file_does_not_take_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = pytest.raises(InputError, match="is a folder; name a file")
    with refused, staged(tmp_path / "empty") as path:
        path.write_text("a file")
    assert names(tmp_path) == ["empty"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    target = tmp_path / "real.csv"
    target.write_text("old")
    (tmp_path / "link.txt").symlink_to(target)
    with staged(tmp_path / "link.txt") as path:
        assert path.name == "link.txt"
        path.write_text("new")
    assert target.read_text() == "new"
    assert (tmp_path / "link.txt").is_symlink()


def test_the_systems_refusal_is_told(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match=r"cannot be written \(No space left")
    with refused, staged(tmp_path / "a.csv") as path:
        path.write_text("half")
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device here")
def test_a_device_gets_the_bytes(tmp_path: Path) -> None:
    with staged(Path("/dev/null")) as path:
        path.write_text("gone")
    assert os.path.exists("/dev/null")  # noqa: PTH110
    assert not Path("/dev/null").is_file()
