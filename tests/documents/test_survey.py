"""What is known of inputs without reading them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stance.documents.survey import survey
from stance.errors import InputError


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("news/a.txt", "news/b/c.html", "news/rows.csv", "news/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("12345", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "news"


def test_files_and_bytes_are_those_that_will_be_read(news: Path) -> None:
    found = survey(["news", "news/*.csv", "news/rows.csv", "nowhere.txt", "news/notes.md"])
    assert [(item.given, item.files, item.bytes) for item in found] == [
        ("news", 2, 10),
        ("news/*.csv", 1, 5),
        ("news/rows.csv", 1, 5),
        ("nowhere.txt", 0, 0),
        ("news/notes.md", 0, 0),
    ]


def test_the_digest_tells_other_files_and_nothing_else(news: Path) -> None:
    (before,) = survey(["news"])
    assert survey(["news"]) == (before,)
    (news / "more.md").write_text("x", encoding="utf-8")
    assert survey(["news"]) == (before,)
    changed = news / "a.txt"
    os.utime(changed, ns=(1, 1))
    (touched,) = survey(["news"])
    assert touched.digest != before.digest
    assert (touched.files, touched.bytes) == (before.files, before.bytes)
    changed.rename(news / "z.txt")
    assert survey(["news"])[0].digest != touched.digest


def test_an_output_among_the_inputs_is_refused(news: Path) -> None:
    for given in ("news/rows.csv", "news/*.csv", "**/*.csv"):
        with pytest.raises(InputError, match="is an input too"):
            survey([given], news / "rows.csv")
    assert survey(["news"], news / "rows.csv")[0].files == 2
    assert survey(["news"], news / "new.csv")[0].files == 2
