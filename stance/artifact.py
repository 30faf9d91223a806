"""Model folders in and out: plain data, checked before anything is built from it.

A folder holds `manifest.json` (format number, kind, settings, figures, and size and SHA-256
of every other file), `weights.npz` (numeric arrays, read with ``allow_pickle=False``), and
text files: vocabulary, readable top terms, the rendered card. Nothing is ever unpickled, no
format is guessed, and a folder with a missing, altered or additional file is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError

FORMAT: Final = 1
"""Bump when a reader of the old number would misread a folder; keep the old reader then."""

MANIFEST: Final = "manifest.json"
WEIGHTS: Final = "weights.npz"
LARGEST_FILE: Final = 512 * 1024 * 1024  # bytes, unpacked too: 40 times the shipped model
ALLOWED_KINDS: Final = "fiu"  # numpy dtype kinds: floats and whole numbers, no objects
REMEDY: Final = "take a fresh copy of the folder, or train it again with `stance train`"

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Folder:
    """What a checked model folder holds, still as plain data."""

    path: Path
    manifest: Mapping[str, Any]
    arrays: Mapping[str, Array] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def write(
    folder: Path,
    *,
    kind: str,
    manifest: Mapping[str, Any],
    arrays: Mapping[str, Array],
    texts: Mapping[str, str],
) -> None:
    """Write a model folder; it appears under its name only when complete.

    `texts` maps file names to contents. An older model folder of that name is replaced.
    Raises `ModelError` where something else lies there.
    """
    import tempfile  # which only writing needs

    folder = Path(folder)
    check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    contents = {name: text.encode() for name, text in texts.items()}
    contents[WEIGHTS] = _pack(arrays)
    described = {
        "format": FORMAT,
        "kind": kind,
        **manifest,
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(contents.items())
        },
    }
    contents[MANIFEST] = (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode()
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        fresh = Path(made) / "new"
        fresh.mkdir()
        for name, data in contents.items():
            (fresh / name).write_bytes(data)
        if folder.exists():
            folder.rename(Path(made) / "old")
        fresh.rename(folder)


def check_target(folder: Path) -> None:
    """Raise `ModelError` unless `folder` is new, empty or an older model folder."""
    above = next((place for place in folder.parents if place.exists()), folder)
    if above.is_file():
        raise ModelError(f"{above} is a file; name a folder for the model", path=folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ModelError("is a file; name a folder for the model", path=folder)
    if any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise ModelError(
            "is not empty and holds no model; nothing was written: name a new folder", path=folder
        )


def read(folder: Path, kind: str) -> Folder:
    """Check a model folder and give its contents.

    Raises `ModelError` naming the file and the remedy.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder, kind)
    files = manifest["files"]
    _check_listing(folder, files)
    contents = {name: _read_checked(folder / name, entry) for name, entry in files.items()}
    arrays = _unpack(contents.pop(WEIGHTS), folder / WEIGHTS)
    texts: dict[str, str] = {}
    for name, data in contents.items():
        try:
            texts[name] = data.decode()
        except UnicodeDecodeError as error:
            raise ModelError(f"is not UTF-8 text ({error.reason})", path=folder / name) from None
    return Folder(folder, manifest, arrays, texts)


def _read_manifest(folder: Path, kind: str) -> dict[str, Any]:
    if not folder.exists():
        raise ModelError("no such model folder; check --model, or train one", path=folder)
    if not folder.is_dir():
        raise ModelError(
            "is a file, and a model is a folder; pickles and joblib files are never loaded",
            path=folder,
        )
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"holds no {MANIFEST}, so it is no model folder; {REMEDY}", path=folder)
    try:
        manifest = json.loads(_read_plain(path).decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ModelError(f"is not valid JSON ({error}); {REMEDY}", path=path) from None
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int:
        raise ModelError(f"has no format number; {REMEDY}", path=path)
    if manifest["format"] != FORMAT:
        raise ModelError(
            f"has format {manifest['format']}, this version reads format {FORMAT};"
            " install the version that wrote it, or train again",
            path=path,
        )
    if manifest.get("kind") != kind:
        raise ModelError(f"is a {manifest.get('kind')!r} model, expected {kind!r}", path=path)
    return manifest


def _check_listing(folder: Path, files: Any) -> None:
    path = folder / MANIFEST
    if not isinstance(files, dict) or WEIGHTS not in files:
        raise ModelError(f"does not list {WEIGHTS}; {REMEDY}", path=path)
    for name, entry in files.items():
        if Path(name).name != name or name.startswith(".") or "\\" in name:
            raise ModelError(f"lists {name!r}, which is no plain file name; {REMEDY}", path=path)
        if (
            not isinstance(entry, dict)
            or type(entry.get("bytes")) is not int
            or not isinstance(entry.get("sha256"), str)
        ):
            raise ModelError(f"has no size and SHA-256 for {name}; {REMEDY}", path=path)
    for found in sorted(folder.iterdir()):
        if found.name != MANIFEST and found.name not in files:
            raise ModelError(
                "is not listed in the manifest; remove it: a model folder holds its own files"
                " and nothing else",
                path=found,
            )


def _read_plain(path: Path) -> bytes:
    """The bytes of a regular file that is no symbolic link and not over-large."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            raise ModelError(f"is not a regular file; {REMEDY}", path=path)
        if status.st_size > LARGEST_FILE:
            raise ModelError(f"is larger than {LARGEST_FILE} bytes; {REMEDY}", path=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"is missing; {REMEDY}", path=path) from None
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})", path=path) from None


def _read_checked(path: Path, entry: Mapping[str, Any]) -> bytes:
    data = _read_plain(path)
    if data[:2] in {b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"}:
        raise ModelError(
            f"is a Python pickle, which could run code and is never loaded; {REMEDY}", path=path
        )
    if len(data) != entry["bytes"]:
        raise ModelError(
            f"has {len(data)} bytes where the manifest says {entry['bytes']}"
            f" (truncated or replaced); {REMEDY}",
            path=path,
        )
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise ModelError(f"was altered: its SHA-256 differs from the manifest; {REMEDY}", path=path)
    return data


def _pack(arrays: Mapping[str, Array]) -> bytes:
    """A ``.npz`` archive with fixed time stamps, so that equal arrays give equal bytes.

    Not compressed: weights hardly shrink, and reading them would take five times as long.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in sorted(arrays.items()):
            if array.dtype.kind not in ALLOWED_KINDS:
                raise TypeError(f"{name}: dtype {array.dtype} is not numeric")
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, member.getvalue())
    return packed.getvalue()


def _unpack(data: bytes, path: Path) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST_FILE:
                raise ModelError(f"unpacks to more than {LARGEST_FILE} bytes; {REMEDY}", path=path)
            for member in members:
                name = member.filename.removesuffix(".npy")
                with archive.open(member) as stream:
                    arrays[name] = np.lib.format.read_array(stream, allow_pickle=False)
    except ModelError:
        raise
    except Exception as error:  # zipfile, zlib and numpy each raise their own on damaged data
        raise ModelError(f"holds no readable arrays ({error}); {REMEDY}", path=path) from None
    for name, array in arrays.items():
        if array.dtype.kind not in ALLOWED_KINDS:
            raise ModelError(f"array {name!r} has dtype {array.dtype}; {REMEDY}", path=path)
    return arrays
