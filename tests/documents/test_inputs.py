"""Files, folders and patterns as files in order, each with the name of its document."""

from __future__ import annotations

import glob
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.documents.inputs import (
    Form,
    InputFile,
    document_names,
    form_of,
    input_files,
    is_pattern,
)
from stance.errors import InputError, StanceError

TREE = (
    "news/a.txt",
    "news/b.html",
    "news/rows.csv",
    "news/notes.md",
    "news/.hidden.txt",
    "news/2020/a.txt",
    "news/2020/05/c.txt",
    "news/2020/05/rows.jsonl.gz",
    "news/2021/d.txt",
    "news/2021/rows.parquet",
    "news/.git/x.txt",
    "old/e[1].txt",
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of `TREE`, in the folder that the test then works in."""
    for name in TREE:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*inputs: str) -> list[InputFile]:
    paths = [Path(item) for item in inputs]
    names = document_names(paths)
    return [file for path in paths for file in input_files(path, names)]


def paths(*inputs: str) -> list[str]:
    return [file.path.as_posix() for file in found(*inputs) if not file.passed_over]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("news/*.txt", ["news/a.txt"]),
        ("news/**/*.txt", [
            "news/2020/05/c.txt", "news/2020/a.txt", "news/2021/d.txt", "news/a.txt",
        ]),
        ("news/*/*.txt", ["news/2020/a.txt", "news/2021/d.txt"]),
        ("news/202[01]/*.txt", ["news/2020/a.txt", "news/2021/d.txt"]),
        ("**/rows.*", ["news/2020/05/rows.jsonl.gz", "news/2021/rows.parquet", "news/rows.csv"]),
        ("**/**/c.txt", ["news/2020/05/c.txt"]),
        ("news/?.txt", ["news/a.txt"]),
        ("news/.*/x.txt", ["news/.git/x.txt"]),
        ("news/.hid*", ["news/.hidden.txt"]),
        ("old/*", ["old/e[1].txt"]),
        ("news/2020/**", ["news/2020/05/c.txt", "news/2020/05/rows.jsonl.gz", "news/2020/a.txt"]),
    ],
)  # fmt: skip
def test_a_pattern_gives_the_files_that_the_shell_would_in_order(
    tree: Path, pattern: str, expected: list[str]
) -> None:
    assert paths(pattern) == expected
    assert paths(str(tree / pattern)) == [str(tree / name) for name in expected]


def test_folders_that_a_pattern_matches_give_their_articles(tree: Path) -> None:
    assert paths("news/202*") == ["news/2020/05/c.txt", "news/2020/a.txt", "news/2021/d.txt"]
    passed = [file.path.name for file in found("news/202*") if file.passed_over]
    assert passed == ["rows.jsonl.gz", "rows.parquet"]


def test_what_is_no_article_or_table_is_passed_over(tree: Path) -> None:
    every = {file.path.name: (file.form, file.passed_over) for file in found("news/*.*")}
    assert every == {
        "a.txt": (Form.ARTICLE, False),
        "b.html": (Form.ARTICLE, False),
        "notes.md": (Form.FOREIGN, True),
        "rows.csv": (Form.TABLE, False),
    }
    in_folder = {file.path.name for file in found("news") if file.passed_over}
    assert in_folder == {"notes.md", "rows.csv", "rows.jsonl.gz", "rows.parquet"}


def test_a_name_that_exists_is_no_pattern(tree: Path) -> None:
    assert not is_pattern(Path("old/e[1].txt"))
    assert paths("old/e[1].txt") == ["old/e[1].txt"]
    assert is_pattern(Path("old/e[2].txt"))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("news/*.pdf", "no article or table (.txt, .html, .htm, .jsonl"),
        ("news/*.md", "no article or table"),
        ("nowhere/*.txt", "no such file or folder"),
        ("news/a.txt/*", "cannot be read: Not a directory"),
        ("*\0", "no article or table"),
    ],
)
def test_a_pattern_that_matches_nothing_is_refused(tree: Path, pattern: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        found(pattern)
    assert said in caught.value.reason


def test_documents_are_named_below_the_fixed_part_of_a_pattern(tree: Path) -> None:
    assert [file.name for file in found("news/2020/**/*.txt")] == ["05/c.txt", "a.txt"]
    assert [file.name for file in found("*/a.txt")] == ["news/a.txt"]
    both = [file.name for file in found("news/2020/*.txt", "news/2021/*.txt")]
    assert both == ["news/2020/a.txt", "news/2021/d.txt"]
    mixed = [file.name for file in found("news/*.txt", "news/2020/a.txt")]
    assert mixed == ["news/a.txt", "a.txt"]


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    (tree / "news/2021/up").symlink_to(tree / "news")
    assert paths("news/**/d.txt") == ["news/2021/d.txt"]
    assert paths("news/2021") == ["news/2021/d.txt"]


def test_a_folder_that_cannot_be_listed_is_told_and_the_rest_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.listdir

    def refuse(folder: Path) -> list[str]:
        if folder.name == "2020":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "listdir", refuse)
    names = document_names([Path("news/**/*.txt")])
    errors: list[StanceError] = []
    files = list(input_files(Path("news/**/*.txt"), names, errors.append))
    assert [file.path.name for file in files] == ["d.txt", "a.txt"]
    assert [error.path for error in errors] == ["news/2020"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_no_utf8_can_be_written_out(tree: Path) -> None:
    path = tree / os.fsdecode(b"old/caf\xe9.txt")
    path.write_text("x", encoding="utf-8")
    for name in ("old", "old/*.txt", str(path)):
        (file,) = (file for file in found(name) if file.path.name == path.name)
        assert file.name == "caf\\udce9.txt"
        assert file.path.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", Form.ARTICLE),
        ("a.HTM", Form.ARTICLE),
        ("a.jsonl", Form.TABLE),
        ("a.CSV.GZ", Form.TABLE),
        ("a.parquet", Form.TABLE),
        ("a.txt.gz", Form.FOREIGN),
        ("a.gz", Form.FOREIGN),
        ("a", Form.FOREIGN),
    ],
)
def test_the_ending_says_what_a_file_is(name: str, form: Form) -> None:
    assert form_of(Path(name)) is form


NAME = st.text("ab.", min_size=1, max_size=3).filter(lambda name: set(name) != {"."})
FILE = st.lists(NAME, min_size=0, max_size=2).flatmap(
    lambda folders: NAME.map(lambda name: "/".join([*folders, f"{name}.txt"]))
)
PART = st.one_of(st.just("**"), st.text("ab*?.", min_size=1, max_size=3)).filter(
    lambda part: part not in (".", "..")
)


@given(st.lists(FILE, min_size=1, max_size=6), st.lists(PART, min_size=0, max_size=3))
def test_patterns_match_what_glob_matches(files: list[str], parts: list[str]) -> None:
    pattern = "/".join([*parts, "*.txt"])
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            path = Path(folder, name)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("x", encoding="utf-8")
            except OSError:  # one name for a file and a folder
                continue
        expected = {
            name
            for name in glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
            if Path(folder, name).is_file()
        }
        given = Path(folder, pattern)
        try:
            files_found = list(input_files(given, document_names([given])))
        except InputError:
            files_found = []
        matched = [file.path.relative_to(folder).as_posix() for file in files_found]
        assert set(matched) == expected
        assert len(set(matched)) == len(matched)
        assert [file.path for file in files_found] == sorted(
            (file.path for file in files_found), key=lambda path: path.parts
        )
