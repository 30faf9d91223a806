"""Which tables the inputs name, on this machine's disks or elsewhere, by way of fsspec."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from stance.errors import InputError
from stance.extras import need
from stance.pipeline.cluster import EXTRA

Storage = Mapping[str, Any]
"""What fsspec needs for the inputs' or the output's file system (keys, endpoints), as Dask's
``storage_options``."""

_MAGIC: Final = frozenset("*?[")
_LEFT: Final = (".", "_")  # names beginning so are notes of whoever wrote a folder of Parquet


class TableForm(StrEnum):
    """How a table is written, by its ending."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    `url` is where a worker finds it, `shown` what messages call it, `name` what the ids of its
    rows begin with, `size` its bytes.
    """

    url: str
    shown: str
    name: str
    form: TableForm
    size: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """The tables of the inputs in their order, and what lies among them that is none."""

    tables: tuple[Table, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one input stands for; `root` is the folder that its paths are below, None of a file."""

    given: str
    root: str | None
    paths: tuple[str, ...]
    urls: tuple[str, ...]
    sizes: tuple[int, ...]


def find_tables(inputs: Sequence[str | Path], storage: Storage | None = None) -> Listing:
    """Every table, with those of a folder or pattern in sorted order.

    An input is a table (.parquet, .jsonl, .csv), a folder of tables (of any depth, as Dask and
    Spark write them), or a pattern (``*``, ``**``, ``?``, ``[…]``), each with or without a
    protocol (``s3://…``). A table is named by its file, or by its path below the folder or the
    fixed part of the pattern; where that would not tell it from another input's, by its path as
    given. Raises `InputError` for what is not there, is no table or holds none.
    """
    found = [_look(str(given), storage or {}) for given in inputs]
    tables: list[Table] = []
    passed: list[str] = []
    for item in found:
        count = len(tables)
        prefix = _prefix(item, found)
        for path, url, size in zip(item.paths, item.urls, item.sizes, strict=True):
            shown = item.given if item.root is None else posixpath.join(item.root, path)
            form = _form(path)
            if form is None:
                passed.append(shown)
            else:
                tables.append(Table(url, shown, prefix + path, form, size))
        if len(tables) == count:
            raise _no_table(item)
    return Listing(tuple(tables), tuple(passed))


def _look(given: str, storage: Storage) -> _Found:
    """Raises `InputError` where nothing is there."""
    core = need("fsspec.core", EXTRA)
    try:
        files, path = core.url_to_fs(given, **storage)
        is_pattern = not _MAGIC.isdisjoint(path) and not files.lexists(path)
        if is_pattern:
            root = _fixed_part(path)
            every = dict[str, Any]()
            for match, info in sorted(files.glob(path, detail=True).items()):
                is_folder = info["type"] == "directory"
                every |= files.find(match, detail=True) if is_folder else {match: info}
        elif files.isdir(path):
            root = path
            every = files.find(path, detail=True)
        elif files.exists(path):
            name, url = posixpath.basename(path), files.unstrip_protocol(path)
            return _Found(given, None, (name,), (url,), (files.size(path) or 0,))
        else:
            raise InputError("no such file or folder; check the spelling", path=given)
    except (OSError, ValueError, ImportError) as error:  # ImportError: s3fs, gcsfs … is missing
        raise InputError(f"cannot be looked for: {error}", path=given) from None
    inorder = sorted(every, key=lambda each: each.split("/"))  # as folders are gone through
    below = {each: each[len(root) :].lstrip("/") for each in inorder}
    kept = [each for each, path in below.items() if not _is_left(path)]
    return _Found(
        given,
        _fixed_part(given) if is_pattern else given.rstrip("/"),
        tuple(below[each] for each in kept),
        tuple(files.unstrip_protocol(each) for each in kept),
        tuple(every[each].get("size") or 0 for each in kept),
    )


def _fixed_part(pattern: str) -> str:
    """The folder in which a pattern is looked for."""
    parts = pattern.split("/")
    count = next(number for number, part in enumerate(parts) if not _MAGIC.isdisjoint(part))
    return "/".join(parts[:count]) or ("/" if pattern.startswith("/") else "")


def _is_left(path: str) -> bool:
    return any(part.startswith(_LEFT) for part in path.split("/"))


def _form(path: str) -> TableForm | None:
    ending = posixpath.splitext(path)[1].lower().removeprefix(".")
    return TableForm(ending) if ending in list(TableForm) else None


def _prefix(item: _Found, found: Sequence[_Found]) -> str:
    """What stands before the paths of an input's tables in their names."""
    files = {each.given: each.paths[0] for each in found if each.root is None}
    if item.root is None:
        shared = list(files.values()).count(item.paths[0]) > 1
        return item.given.removesuffix(item.paths[0]) if shared else ""
    folders = [each for each in found if each.root is not None]
    roots = {each.root for each in folders}
    clash = any(path in files.values() for each in folders for path in each.paths)
    return posixpath.join(item.root, "") if clash or len(roots) > 1 else ""


def _no_table(item: _Found) -> InputError:
    allowed = ", ".join(f".{form}" for form in TableForm)
    fault = "is no table" if item.root is None else "no table is there"
    return InputError(
        f"{fault} that can be divided among workers; allowed are {allowed} (unpack a .gz, and put"
        " articles in a table, a row each, with their `text`)",
        path=item.given,
    )
