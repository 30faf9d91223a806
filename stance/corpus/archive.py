"""ZIP archives read with care: nothing is unpacked, and nothing is read beyond its limits.

An archive is somebody's. Its names may lead out of its folder, its members may be links, and a
small one may hold more than memory does: sizes are held against the limits as they are declared
and again as they come.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from stance.corpus.decoding import cannot_open
from stance.errors import InputError

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,  # a member that says it begins before the file does
    RuntimeError,
    ValueError,
)
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what the ZIP of .qdpx allows
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: members at all, bytes of one member, bytes of all that are read."""

    members: int = 50_000
    member: int = 256 << 20
    total: int = 1 << 30


class Archive:
    """The members of an open archive, by their names with forward slashes."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
        self._archive = archive
        self._path = path
        self._limits = limits
        self._read = 0
        self._members = self._checked()

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._archive.infolist()
        if len(infos) > self._limits.members:
            raise self._refuse(f"holds {len(infos):,} members", f"{self._limits.members:,}")
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/")
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or ":" in parts[0]:
                raise InputError(
                    f"the member {info.filename!r:.80} lies outside the archive; such a file is"
                    " not read at all: export the project anew",
                    path=self._path,
                )
            if stat.S_ISLNK(info.external_attr >> 16):
                raise InputError(
                    f"the member {name!r:.80} is a link; export the project anew", path=self._path
                )
            if name in members:
                raise InputError(f"holds {name!r:.80} twice; export it anew", path=self._path)
            members[name] = info
        return members

    @property
    def names(self) -> tuple[str, ...]:
        """The members that are no folders."""
        return tuple(name for name in self._members if not name.endswith("/"))

    def read(self, name: str) -> bytes:
        """A member's bytes. Raises `InputError` beyond the limits and for what is damaged."""
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise InputError(
                f"the member {name!r:.80} needs a password; export it without", path=self._path
            )
        if info.compress_type not in _PACKED:
            raise InputError(
                f"the member {name!r:.80} is packed by an uncommon method ({info.compress_type});"
                " zip it anew",
                path=self._path,
            )
        room = min(self._limits.member, self._limits.total - self._read)
        if info.file_size > room:
            raise self._refuse(f"the member {name!r:.80} has {info.file_size:,} bytes", f"{room:,}")
        try:
            with self._archive.open(info) as stream:
                data = stream.read(room + 1)
        except _BROKEN as error:
            raise InputError(
                f"the member {name!r:.80} is damaged ({error}); export it anew", path=self._path
            ) from None
        if len(data) > room:
            raise self._refuse(f"the member {name!r:.80} has more than it says", f"{room:,}")
        self._read += len(data)
        return data

    def _refuse(self, what: str, allowed: str) -> InputError:
        return InputError(f"{what}; allowed are {allowed}: split the project", path=self._path)


@contextmanager
def archive(path: Path, limits: Limits | None = None) -> Iterator[Archive]:
    """The archive at `path`, its names and kinds of members checked.

    Raises `InputError` for what is no ZIP archive, damaged, or unsafe.
    """
    try:
        opened = zipfile.ZipFile(path)
    except OSError as error:
        raise cannot_open(path, error) from error
    except _BROKEN as error:
        raise InputError(
            f"is no ZIP archive, or cut off ({error}); get it anew", path=path
        ) from None
    with opened:
        yield Archive(opened, path, limits or Limits())
