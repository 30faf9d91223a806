"""What is known of the inputs without reading them: how many files, how large, and which."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stance.documents.inputs import InputFile, document_names, input_files
from stance.errors import InputError, StanceError


@dataclass(frozen=True, slots=True)
class Survey:
    """One input. `digest` tells whether its files are the same: path, size, time of change."""

    given: str
    files: int
    bytes: int
    digest: str


def survey(inputs: Sequence[str], output: Path | None = None) -> tuple[Survey, ...]:
    """Each input in its order; standard input cannot be surveyed.

    What cannot be read is left out: that is told when it is read. Raises `InputError` if one of
    the files is the `output`.
    """
    names = document_names([Path(given) for given in inputs])
    own = output.stat() if output and output.exists() else None
    return tuple(_survey(given, names, own) for given in inputs)


def _survey(given: str, names: Mapping[Path, str], own: os.stat_result | None) -> Survey:
    files = size = 0
    digest = hashlib.sha256()
    for file in _readable(given, names):
        try:
            found = file.path.stat()
        except OSError:
            continue
        if own and os.path.samestat(found, own):
            raise InputError("is an input too; name another file for --output", path=file.path)
        files += 1
        size += found.st_size
        identity = (os.fspath(file.path), found.st_size, found.st_mtime_ns)
        digest.update(repr(identity).encode("utf-8", "backslashreplace"))
    return Survey(given, files, size, digest.hexdigest())


def _readable(given: str, names: Mapping[Path, str]) -> Iterator[InputFile]:
    with suppress(StanceError):
        for file in input_files(Path(given), names, on_error=lambda _: None):
            if not file.passed_over:
                yield file
