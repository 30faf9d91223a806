"""Which files the inputs name: files, folders and patterns, each with the name of its document."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from stance.corpus.decoding import cannot_open
from stance.corpus.tables import OnError, settle
from stance.errors import InputError

HTML_ENDINGS: Final = (".html", ".htm")
ARTICLE_ENDINGS: Final = (".txt", *HTML_ENDINGS)
PARQUET_ENDING: Final = ".parquet"
CSV_ENDINGS: Final = (".csv", ".csv.gz")
JSONL_ENDINGS: Final = (".jsonl", ".jsonl.gz")
TABLE_ENDINGS: Final = (*JSONL_ENDINGS, *CSV_ENDINGS, PARQUET_ENDING)
STDIN: Final = "-"

_MAGIC: Final = frozenset("*?[")
_ANY_DEPTH: Final = "**"


class Form(Enum):
    """What a file's ending says of it."""

    ARTICLE = auto()
    TABLE = auto()
    FOREIGN = auto()


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of the inputs.

    `name` is what its document is called, or what the ids of its rows begin with. A file is
    `passed_over` where a folder or pattern holds it and it is not what is looked for there.
    """

    path: Path
    name: str
    form: Form
    passed_over: bool = False


def form_of(path: Path) -> Form:
    """An article, a table, or neither, by the ending."""
    name = path.name.lower()
    if name.endswith(TABLE_ENDINGS):
        return Form.TABLE
    return Form.ARTICLE if name.endswith(ARTICLE_ENDINGS) else Form.FOREIGN


def document_names(inputs: Sequence[Path]) -> dict[Path, str]:
    """What each file is called, and what the names below each folder or pattern begin with.

    A document is named by its file or by its path below the folder or the fixed part of the
    pattern; where that would not tell it from another input's, by its path as given.
    """
    roots = {
        path: _fixed_part(path) if is_pattern(path) else path
        for path in inputs
        if is_pattern(path) or os.path.isdir(path)  # noqa: PTH112  (never raises)
    }
    folders = set(roots.values())
    files = dict.fromkeys(path for path in inputs if path not in roots)
    shared = Counter(path.name for path in files)
    names = {path: _text(path.as_posix() if shared[path.name] > 1 else path.name) for path in files}
    if len(folders) > 1 or any(
        os.path.isfile(folder / name)  # noqa: PTH113  (never raises)
        for folder in folders
        for name in names.values()
        if not name.startswith("/")
    ):
        above = {path: _text(root.as_posix()).rstrip("/") for path, root in roots.items()}
        return names | {path: f"{name}/" for path, name in above.items()}
    return names | dict.fromkeys(roots, "")


def _text(name: str) -> str:
    """A name that can be written out: bytes in it that are no UTF-8 become ``\\udc..`` escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def input_files(
    given: Path, names: Mapping[Path, str], on_error: OnError = None
) -> Iterator[InputFile]:
    """The files of one input, in sorted order.

    A folder gives its articles, a pattern (``*``, ``?``, ``[…]``, and ``**`` for folders of any
    depth) the articles and tables that it matches, and the articles of the folders that it
    matches. What else lies there comes as passed over; hidden files and linked folders are left
    out. Raises `InputError` for what is no input and for a folder or pattern without any, unless
    `on_error` takes it.
    """
    if is_pattern(given):
        yield from _pattern_files(given, names[given], on_error)
        return
    form = form_of(given)
    try:
        given.stat()
        is_folder = given.is_dir()
    except OSError as error:
        raise cannot_open(given, error) from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"no path: {error}", path=repr(str(given))) from error
    if is_folder and form is not Form.TABLE:
        yield from _folder_files(given, names[given], on_error)
    elif form is Form.FOREIGN:
        allowed = ", ".join((*ARTICLE_ENDINGS, *TABLE_ENDINGS))
        found = f"the ending {given.suffix!r}" if given.suffix else "no ending"
        raise InputError(
            f"{found} says nothing of its format; allowed are {allowed}, a folder, or - for"
            " standard input",
            path=given,
        )
    else:
        yield InputFile(given, names[given], form)


def is_pattern(path: Path) -> bool:
    """Whether a path is a pattern that the shell did not expand; one that exists is none."""
    return not _MAGIC.isdisjoint(str(path)) and not os.path.lexists(path)


def _fixed_part(pattern: Path) -> Path:
    """The folder in which a pattern is looked for."""
    count = next(n for n, part in enumerate(pattern.parts) if not _MAGIC.isdisjoint(part))
    return Path(*pattern.parts[:count])


def _folder_files(folder: Path, prefix: str, on_error: OnError) -> Iterator[InputFile]:
    count = 0
    for path in _below(folder, on_error):
        form = form_of(path)
        count += form is Form.ARTICLE
        name = prefix + _text(path.relative_to(folder).as_posix())
        yield InputFile(path, name, form, passed_over=form is not Form.ARTICLE)
    if not count:
        raise InputError(
            f"a folder without articles ({', '.join(ARTICLE_ENDINGS)}); tables are given by name",
            path=folder,
        )


@dataclass(frozen=True, slots=True)
class _Match:
    """A file that a pattern matches by its name, or that lies in a folder it matches."""

    path: Path
    is_named: bool


def _pattern_files(pattern: Path, prefix: str, on_error: OnError) -> Iterator[InputFile]:
    root = _fixed_part(pattern)
    parts = pattern.parts[len(root.parts) :]
    count = 0
    for match in _matches(root, _closed({0}, parts), parts, on_error):
        form = form_of(match.path)
        wanted = form is Form.ARTICLE or (match.is_named and form is Form.TABLE)
        count += wanted
        name = prefix + _text(match.path.relative_to(root).as_posix())
        yield InputFile(match.path, name, form, passed_over=not wanted)
    if not count:
        allowed = ", ".join((*ARTICLE_ENDINGS, *TABLE_ENDINGS))
        raise InputError(
            f"no article or table ({allowed}) matches this pattern; check it, and the folder you"
            " are in",
            path=pattern,
        )


def _matches(
    folder: Path, places: frozenset[int], parts: Sequence[str], on_error: OnError
) -> Iterator[_Match]:
    """What lies in or below the folder and is matched by the parts from one of `places` on.

    All places are followed at once, so that the order is that of the names and nothing comes
    twice, however many ways ``**`` has to match it.
    """
    for entry in _listed(folder, on_error):
        following = _after(entry.name, places, parts)
        is_whole = len(parts) in following
        if not entry.is_dir():
            if is_whole:
                yield _Match(entry, is_named=True)
        elif entry.is_symlink():
            continue
        elif following - {len(parts)}:
            yield from _matches(entry, following, parts, on_error)
        elif is_whole:
            yield from (_Match(path, is_named=False) for path in _below(entry, on_error))


def _after(name: str, places: frozenset[int], parts: Sequence[str]) -> frozenset[int]:
    """The places in the pattern that can follow once `name` has been matched at one of `places`."""
    found: set[int] = set()
    for place in places - {len(parts)}:
        part = parts[place]
        if name.startswith(".") and not part.startswith("."):
            continue
        if part == _ANY_DEPTH:
            found.add(place)
        elif fnmatchcase(name, part):
            found.add(place + 1)
    return _closed(found, parts)


def _closed(places: set[int], parts: Sequence[str]) -> frozenset[int]:
    """The places, and those behind a ``**`` that matches no folder."""
    found = set(places)
    for place, part in enumerate(parts):
        if part == _ANY_DEPTH and place in found:
            found.add(place + 1)
    return frozenset(found)


def _below(folder: Path, on_error: OnError) -> Iterator[Path]:
    """Every file below, sorted by name within each folder. Links to folders are not followed,
    so that a link back to a folder above cannot hang."""
    for entry in _listed(folder, on_error):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _below(entry, on_error)
        else:
            yield entry


def _listed(folder: Path, on_error: OnError) -> Iterator[Path]:
    """What lies in the folder, sorted; the names alone are held, since there may be millions."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (Path objects would weigh the triple)
    except OSError as error:
        settle(cannot_open(folder, error), on_error)
        return
    yield from (folder / name for name in names)
