"""Files that appear only when they are complete."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from stance.corpus.atomic import replacing
from stance.errors import InputError


def test_the_file_appears_at_the_end_with_the_old_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    with replacing(path) as partial:
        partial.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_after_an_error_nothing_is_left_and_the_old_file_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with suppress(ValueError), replacing(path) as partial:
        partial.write_text("half", encoding="utf-8")
        raise ValueError
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    target = tmp_path / "real.csv"
    target.write_text("old", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(target)
    with replacing(tmp_path / "link.csv") as partial:
        partial.write_text("new", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "new"
    assert (tmp_path / "link.csv").is_symlink()


@pytest.mark.parametrize(("name", "said"), [("", "is a folder"), ("no/a.csv", "does not exist")])
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said), replacing(tmp_path / name):
        pass


def test_the_systems_refusal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(InputError, match="cannot be written"), replacing(path) as partial:
        raise OSError(28, "No space left on device")
    assert not partial.exists()
